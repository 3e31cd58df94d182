"""Zip archives: folders of files, read by the same table. An archive in an archive is read as well, once.

Nothing is unpacked to a path, so a name that leads outside (`../x.txt`) could do no harm; it is refused all the same.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import limits, zip_package
from corpus.readers.encoding import decode
from corpus.records import Document, Refusal

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1  # flags of an entry


ReadStream = Callable[[BinaryIO, str], Iterator[Document | Refusal]]


def read(stream: BinaryIO, path: str, read_file: ReadStream, suffixes: frozenset[str]) -> Iterator[Document | Refusal]:
    """What is in the archive, by sorted name. Raises `CorpusError` if it is damaged or too large as a whole.

    `read_file` reads an unpacked file by its name, for files of these `suffixes`; others are skipped.
    """
    yield from _Reader(read_file, suffixes).read(stream, path, 1)


def is_hidden(name: str) -> bool:
    """Whether to skip a file or folder of this name: hidden ones, lock files of Word, what macOS adds to archives."""
    return name.startswith((".", "~$")) or name == "__MACOSX"


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file on disk, or the one that a path into an archive (`a.zip/b.pdf`) names, open for reading.

    Raises `CorpusError` if it is no longer there, or if the limits for archives forbid it.
    """
    outer = next((place for place in (path, *path.parents) if place.is_file()), None)
    if outer is None:
        raise CorpusError("zip_file_missing")
    with ExitStack() as stack:
        stream: BinaryIO = stack.enter_context(outer.open("rb"))
        rest, depth = path.relative_to(outer).as_posix(), 0
        while rest != ".":
            depth += 1
            archive = stack.enter_context(_zip(stream))
            entry = next((entry for entry in archive.infolist() if _leads_to(_name(entry), rest)), None)
            if entry is None:
                raise CorpusError("zip_entry_missing")
            name = _name(entry)
            if objection := _objection(name, entry, depth, limits.ISOLATED_BYTES):  # larger files were never read
                raise CorpusError(objection)
            spool = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=limits.SPOOL_BYTES))
            _unpack(archive, entry, spool)
            stream, rest = cast(BinaryIO, spool), rest[len(name) + 1 :] or "."
        yield stream


def _leads_to(name: str, path: str) -> bool:
    """Whether an entry of this name is the path's file, or an archive that holds it."""
    return name == path or (path.startswith(f"{name}/") and name.lower().endswith(".zip"))


def _zip(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except Exception as error:
        raise CorpusError("zip_incomplete") from error


class _Reader:
    """Reads an archive and those within it; all of them together may unpack to `limits.ARCHIVE_UNPACKED` bytes."""

    def __init__(self, read_file: ReadStream, suffixes: frozenset[str]) -> None:
        self._read_file, self._suffixes = read_file, suffixes
        self._bytes_left = limits.ARCHIVE_UNPACKED

    def read(self, stream: BinaryIO, path: str, depth: int) -> Iterator[Document | Refusal]:
        """The documents and refusals of an archive. Raises `CorpusError` if it is damaged or too large as a whole."""
        with _zip(stream) as archive:
            entries = archive.infolist()
            if len(entries) > limits.ARCHIVE_ENTRIES:
                raise CorpusError("zip_too_many_files", files=len(entries), limit=limits.ARCHIVE_ENTRIES)
            files = [(_name(entry), entry) for entry in entries if not _is_folder(entry)]
            readable = sorted((file for file in files if _is_readable(file[0], self._suffixes)), key=itemgetter(0))
            if not readable:
                raise CorpusError("zip_without_text_files")
            for name, entry in readable:
                try:
                    yield from self._entry(archive, name, entry, path, depth)
                except CorpusError as error:
                    yield Refusal(f"{path}/{name}", error.message)

    def _entry(
        self, archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo, archive_path: str, depth: int
    ) -> Iterator[Document | Refusal]:
        if objection := _objection(name, entry, depth, self._bytes_left):
            raise CorpusError(objection)
        self._bytes_left -= entry.file_size
        with tempfile.SpooledTemporaryFile(max_size=limits.SPOOL_BYTES) as spool:
            _unpack(archive, entry, spool)
            stream, path = cast(BinaryIO, spool), f"{archive_path}/{name}"
            if name.lower().endswith(".zip"):
                yield from self.read(stream, path, depth + 1)
            else:
                yield from self._read_file(stream, path)


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith("/")  # `is_dir` fails for an entry without a name


def _is_readable(name: str, suffixes: frozenset[str]) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in suffixes and not any(is_hidden(part) and part != ".." for part in path.parts)


def _objection(name: str, entry: zipfile.ZipInfo, depth: int, bytes_left: int) -> Message | None:
    """Why an entry must not be read; None if it may be."""
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":":
        return Message("zip_entry_outside")
    if entry.flag_bits & _ENCRYPTED:
        return Message("zip_entry_encrypted")
    if zip_package.is_bomb(entry):
        return Message("zip_entry_bomb")
    if entry.file_size > bytes_left:
        return Message("zip_unpacks_too_large", limit=limits.ARCHIVE_UNPACKED // limits.MB)
    if name.lower().endswith(".zip") and depth >= limits.ARCHIVE_DEPTH:
        return Message("zip_entry_nested")
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry. Old archives of Chinese systems hold GBK, which `zipfile` decodes as code page 437."""
    if entry.flag_bits & _UTF8_NAME or entry.filename.isascii():
        return entry.filename
    try:
        return decode(entry.orig_filename.encode("cp437")).text
    except (UnicodeEncodeError, CorpusError):
        return entry.filename


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, spool: IO[bytes]) -> None:
    try:
        with archive.open(entry) as packed:
            while chunk := packed.read(limits.MB):
                spool.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise CorpusError("zip_entry_damaged", detail=str(error)) from error
    spool.seek(0)
