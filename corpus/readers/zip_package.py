"""Zip files that formats are made of (DOCX, XLSX, EPUB), opened after a look at what they claim to hold.

Knows nothing of what is inside. Archives of articles are read by `corpus/readers/archive.py`.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import limits


@contextmanager
def opened(stream: BinaryIO, what: str) -> Iterator[zipfile.ZipFile]:
    """The zip file, within bounds; the stream stays open and is left at its start.

    Raises `CorpusError` where it is none, is damaged, or holds more than is allowed.
    """
    if (found := limits.size(stream)) > limits.PACKAGE_BYTES:
        raise CorpusError(f"the file holds {_mb(found)}, more than the {_mb(limits.PACKAGE_BYTES)} allowed: split it")
    if stream.read(4) == b"\xd0\xcf\x11\xe0":
        raise CorpusError("the file is encrypted or of an old Office format: save it anew, without a password")
    stream.seek(0)
    try:
        package = zipfile.ZipFile(stream)
    except Exception as error:
        raise CorpusError(f"the file is not {what}, or is cut off: save it anew") from error
    with package:
        check(package, limits.PACKAGE_ENTRIES, limits.PACKAGE_UNPACKED)
        yield package
    stream.seek(0)


def check(package: zipfile.ZipFile, entries: int, total: int) -> None:
    """Raises `CorpusError` where a zip file holds too many entries or too many bytes, packed too small to be honest."""
    held = package.infolist()
    if len(held) > entries:
        raise CorpusError(f"the file holds {len(held):,} entries, more than the {entries:,} allowed: split it")
    if (size := sum(entry.file_size for entry in held)) > total:
        raise CorpusError(f"the file unpacks to {_mb(size)}, more than the {_mb(total)} allowed: split it")
    if any(is_bomb(entry) for entry in held):
        raise CorpusError("the file is packed too small to be honest (a zip bomb): unpack it yourself if you trust it")


def is_bomb(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry unpacks to so much more than it takes that no text or picture can."""
    return entry.file_size > limits.BOMB_BYTES and entry.file_size > limits.BOMB_RATIO * max(1, entry.compress_size)


def check_xml(package: zipfile.ZipFile) -> None:
    """Raises `CorpusError` where a part in XML is larger than a tree of it may be."""
    for part in package.infolist():
        if part.filename.lower().endswith((".xml", ".rels")) and part.file_size > limits.XML_BYTES:
            raise CorpusError(f"its part {part.filename[:80]} holds {_mb(part.file_size)}: split the document")


def entry(package: zipfile.ZipFile, name: str) -> bytes:
    """One entry, whole. Raises `CorpusError` where it is missing or damaged."""
    try:
        return package.read(name)
    except KeyError as error:
        raise CorpusError(f"the file lacks its part {name[:80]}: save it anew") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise CorpusError(f"its part {name[:80]} is damaged ({error}): save it anew") from error


def _mb(size: int) -> str:
    return f"{size // limits.MB:,} MB"
