"""Zip files as containers of formats (DOCX, XLSX, EPUB), opened after a check of what they declare.

Archives of articles are read by `corpus/readers/archive.py`.
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
def opened(stream: BinaryIO, suffix: str) -> Iterator[zipfile.ZipFile]:
    """The zip file, within the limits; afterwards the stream is open and at its start. `suffix` names the format.

    Raises `CorpusError` if it is no zip file, is damaged, or holds more than is allowed.
    """
    limits.check_size(stream, limits.PACKAGE_BYTES)
    if stream.read(4) == b"\xd0\xcf\x11\xe0":
        raise CorpusError("package_old_office")
    stream.seek(0)
    try:
        package = zipfile.ZipFile(stream)
    except Exception as error:
        raise CorpusError("package_incomplete", suffix=suffix) from error
    with package:
        _check(package)
        yield package
    stream.seek(0)


def _check(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > limits.PACKAGE_ENTRIES:
        raise CorpusError("package_too_many_entries", entries=len(entries), limit=limits.PACKAGE_ENTRIES)
    if (size := sum(entry.file_size for entry in entries)) > limits.PACKAGE_UNPACKED:
        limit = limits.PACKAGE_UNPACKED // limits.MB
        raise CorpusError("package_unpacks_too_large", size=size // limits.MB, limit=limit)
    if any(map(is_bomb, entries)):
        raise CorpusError("package_bomb")


def is_bomb(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is compressed further than text or pictures can be."""
    return entry.file_size > limits.BOMB_BYTES and entry.file_size > limits.BOMB_RATIO * max(1, entry.compress_size)


def check_xml(package: zipfile.ZipFile) -> None:
    """Raise `CorpusError` if a part in XML is too large to be parsed."""
    for part in package.infolist():
        if part.filename.lower().endswith((".xml", ".rels")) and part.file_size > limits.XML_BYTES:
            raise too_large(part.filename, part.file_size)


def entry(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one entry. Raises `CorpusError` if it is missing or damaged."""
    try:
        return package.read(name)
    except KeyError as error:
        raise CorpusError("package_part_missing", part=name[:80]) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise CorpusError("package_part_damaged", part=name[:80], detail=str(error)) from error


def too_large(part: str, size: int) -> CorpusError:
    """The error for a part of `size` bytes that is too large to be parsed."""
    return CorpusError("package_part_too_large", part=part[:80], size=size // limits.MB)
