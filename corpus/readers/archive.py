"""Zip archives: a folder of files, read by the same table; an archive may lie in an archive, once.

Nothing is unpacked to a path, so that a name that climbs out (`../x.txt`) could do no harm; it is refused all the same.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from corpus.errors import CorpusError
from corpus.readers import limits, zip_package
from corpus.readers.encoding import decode
from corpus.records import Document, Refusal

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """What is in the archive, by sorted name. Raises `CorpusError` where it is damaged or too large as a whole."""
    yield from _read(stream, path, 1, [limits.ARCHIVE_UNPACKED])


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file that is read for a moment: one on disk, or what a path into an archive (`a.zip/b.pdf`) names.

    The archive's own rules hold for it. Raises `CorpusError` where it is not there or against them.
    """
    outer = next((place for place in (path, *path.parents) if place.is_file()), None)
    if outer is None:
        raise CorpusError("the file is not there any more")
    with ExitStack() as stack:
        stream: BinaryIO = stack.enter_context(outer.open("rb"))
        rest, depth = path.relative_to(outer).as_posix(), 0
        while rest != ".":
            depth += 1
            archive = stack.enter_context(_zip(stream))
            names = ((_name(entry), entry) for entry in archive.infolist())
            at = next(((name, entry) for name, entry in names if name == rest or rest.startswith(f"{name}/")), None)
            if at is None or (at[0] != rest and not at[0].lower().endswith(".zip")):
                raise CorpusError("the file is not in the archive any more")
            if reason := _objection(*at, depth, limits.ISOLATED_BYTES):  # a larger one was never read
                raise CorpusError(reason)
            spool = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=limits.SPOOL_BYTES))
            _unpack(archive, at[1], spool)
            stream, rest = cast(BinaryIO, spool), rest[len(at[0]) + 1 :] or "."
        yield stream


def _zip(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except Exception as error:
        raise CorpusError("the file is not a zip archive, or is cut off: pack it anew") from error


def _read(stream: BinaryIO, path: str, depth: int, left: list[int]) -> Iterator[Document | Refusal]:
    """`left` holds one number: the bytes that the outermost archive and all within it may still unpack to."""
    from corpus.readers import read_stream

    with _zip(stream) as archive:
        held = archive.infolist()
        if len(held) > limits.ARCHIVE_ENTRIES:
            raise CorpusError(f"the archive holds {len(held):,} files, more than {limits.ARCHIVE_ENTRIES:,}: split it")
        if not any(_is_read(_name(entry)) for entry in held if not _is_folder(entry)):
            raise CorpusError("the archive holds no file of a format that is read")
        named = sorted(((_name(entry), index) for index, entry in enumerate(held)))
        for name, index in named:
            entry = held[index]
            if _is_folder(entry) or not _is_read(name):
                continue
            at = f"{path}/{name}"
            if reason := _objection(name, entry, depth, left[0]):
                yield Refusal(at, reason)
                continue
            left[0] -= entry.file_size
            try:
                with tempfile.SpooledTemporaryFile(max_size=limits.SPOOL_BYTES) as spool:
                    _unpack(archive, entry, spool)
                    whole = cast(BinaryIO, spool)
                    yield from (
                        _read(whole, at, depth + 1, left) if name.lower().endswith(".zip") else read_stream(whole, at)
                    )
            except CorpusError as error:
                yield Refusal(at, str(error))


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith("/")  # `is_dir` fails for an entry without a name


def _is_read(name: str) -> bool:
    from corpus.readers import READERS, is_hidden

    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in READERS and not any(is_hidden(part) and part != ".." for part in path.parts)


def _objection(name: str, entry: zipfile.ZipInfo, depth: int, left: int) -> str:
    """Why an entry is not read; empty if it is."""
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":":
        return "its name climbs out of the archive: pack it anew"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted: pack it without a password"
    if zip_package.is_bomb(entry):
        return "is packed so small that it can only be a zip bomb: unpack it yourself if you trust it"
    if entry.file_size > left:
        return f"the archive unpacks to more than {limits.ARCHIVE_UNPACKED // limits.MB:,} MB: split it"
    if name.lower().endswith(".zip") and depth >= limits.ARCHIVE_DEPTH:
        return "is an archive in an archive in an archive: unpack it first"
    return ""


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: old archives of Chinese systems hold GBK, which zip takes for code page 437."""
    if entry.flag_bits & _UTF8_NAME or entry.filename.isascii():
        return entry.filename
    try:
        return decode(entry.orig_filename.encode("cp437")).text
    except (UnicodeEncodeError, CorpusError):
        return entry.filename


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, spool: IO[bytes]) -> None:
    try:
        with archive.open(entry) as packed:
            while chunk := packed.read(1 << 20):
                spool.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise CorpusError(f"is damaged in the archive ({error}): pack it anew") from error
    spool.seek(0)
