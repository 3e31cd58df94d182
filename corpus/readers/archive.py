"""Zip archives: folders of files, read by the same table. An archive in an archive is read as well, once.

Nothing is unpacked to a path, so a name that leads outside (`../x.txt`) could do no harm; it is refused all the same.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import file_kind, limits, units, unread, zip_package
from corpus.records import Document, Refusal

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1  # flags of an entry
# The 3,755 common characters of GB 2312 and the 5,401 of Big5, and the marks and full-width letters of both.
_GB_COMMON = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]")
_BIG5_COMMON = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]|[\xa1\xa2][\x40-\x7e\xa1-\xfe]")


@dataclass(frozen=True, slots=True)
class Formats:
    """How the files of an archive are read: one unpacked file by its name, for files of these `suffixes`.

    Others are refused as in a folder. `finders` look for files that belong together.
    """

    read_file: Callable[[BinaryIO, str], Iterator[Document | Refusal]]
    suffixes: frozenset[str]
    finders: tuple[units.Finder, ...] = ()


def read(stream: BinaryIO, path: str, formats: Formats) -> Iterator[Document | Refusal]:
    """What is in the archive, by sorted name. Raises `CorpusError` if it is damaged or too large as a whole."""
    yield from _Reader(formats).read(stream, path, 1)


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
            name, entry = next((file for file in _named(archive.infolist()) if _leads_to(file[0], rest)), ("", None))
            if entry is None:
                raise CorpusError("zip_entry_missing")
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

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._bytes_left = limits.ARCHIVE_UNPACKED

    def read(self, stream: BinaryIO, path: str, depth: int) -> Iterator[Document | Refusal]:
        """The documents and refusals of an archive. Raises `CorpusError` if it is damaged or too large as a whole."""
        with _zip(stream) as archive:
            entries = archive.infolist()
            if len(entries) > limits.ARCHIVE_ENTRIES:
                raise CorpusError("zip_too_many_files", files=len(entries), limit=limits.ARCHIVE_ENTRIES)
            files = dict(file for file in _named(entries) if not _is_hidden(file[0]))
            folder = _Folder(self, archive, files, path, depth)
            together, members = units.find(folder, files, self._formats.finders)
            others = sorted(
                name.rpartition("/")[::2] for name in files if not self._is_readable(name) and name not in members
            )
            if len(others) == len(files) and not any(unread.is_document(name) for _, name in others):
                raise CorpusError("zip_without_text_files", names=unread.listed([name for _, name in others]) or "–")
            for name in sorted(name for name in files if self._is_readable(name) and name not in members):
                try:
                    if name in together:
                        yield from self._unit(together[name], folder)
                    else:
                        yield from self._entry(folder, name)
                except CorpusError as error:
                    yield Refusal(folder.path(name), error.message)
            yield from self._refused(others, path)

    def _refused(self, files: Sequence[tuple[str, ...]], path: str) -> Iterator[Refusal]:
        """The refusals of files that are not read; each is given by its folder and its name, sorted."""
        for folder, inside in groupby(files, key=itemgetter(0)):
            names = [name for _, name in inside]
            yield from unread.refusals(f"{path}/{folder}".rstrip("/"), names, self._formats.suffixes)

    def _is_readable(self, name: str) -> bool:
        return file_kind.suffix(name) in self._formats.suffixes

    def _entry(self, folder: _Folder, name: str) -> Iterator[Document | Refusal]:
        with folder.open(name) as stream:
            if name.lower().endswith(".zip"):
                yield from self.read(stream, folder.path(name), folder.depth + 1)
            else:
                yield from self._formats.read_file(stream, folder.path(name))

    @staticmethod
    def _unit(unit: units.Unit, folder: _Folder) -> Iterator[Document | Refusal]:
        empty = True
        for item in unit.read(folder):
            empty = False
            yield item
        if empty:
            raise CorpusError("no_text")

    def take(self, name: str, entry: zipfile.ZipInfo, depth: int) -> None:
        """Count what an entry unpacks to. Raises `CorpusError` if it must not be read."""
        if objection := _objection(name, entry, depth, self._bytes_left):
            raise CorpusError(objection)
        self._bytes_left -= entry.file_size


@dataclass(frozen=True, slots=True)
class _Folder:
    """The files of an open archive by their names, for files that belong together; `depth` counts from 1."""

    reader: _Reader
    archive: zipfile.ZipFile
    files: Mapping[str, zipfile.ZipInfo]
    place: str
    depth: int
    taken: set[str] = field(default_factory=set)

    def names(self, below: str = "") -> Iterator[str]:
        start = f"{below}/" if below else ""
        return (name for name in self.files if name.startswith(start))

    def __contains__(self, name: str) -> bool:
        return name in self.files

    def head(self, name: str, size: int) -> bytes:
        if name not in self.files or _objection(name, self.files[name], self.depth, limits.ARCHIVE_UNPACKED):
            raise CorpusError("zip_entry_missing")
        with _damage(), self.archive.open(self.files[name]) as packed:
            return packed.read(size)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        if name not in self.files:
            raise CorpusError("zip_entry_missing")
        entry = self.files[name]
        if name not in self.taken:
            self.reader.take(name, entry, self.depth)
            self.taken.add(name)
        with tempfile.SpooledTemporaryFile(max_size=limits.SPOOL_BYTES) as spool:
            _unpack(self.archive, entry, spool)
            yield cast(BinaryIO, spool)

    def path(self, name: str) -> str:
        return f"{self.place}/{name}"


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith("/")  # `is_dir` fails for an entry without a name


def _is_hidden(name: str) -> bool:
    return any(unread.is_hidden(part) and part != ".." for part in PurePosixPath(name.replace("\\", "/")).parts)


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


def _named(entries: list[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """The entries that are files, each with its name.

    Old archives of Chinese systems hold names in GBK or Big5 without saying so, which `zipfile` decodes as code page
    437. A single name is too short to tell one from the other, so all names of an archive are decoded together.
    """
    raw: dict[str, bytes] = {}
    for entry in entries:
        if not (entry.flag_bits & _UTF8_NAME or entry.filename.isascii()):
            with suppress(UnicodeEncodeError):
                raw[entry.filename] = entry.orig_filename.encode("cp437")
    codec = _codec_of_names(list(raw.values()))
    names = {name: data.decode(codec) for name, data in raw.items()} if codec else {}
    files = (entry for entry in entries if entry.filename and not _is_folder(entry))
    return [(names.get(entry.filename, entry.filename), entry) for entry in files]


def _codec_of_names(names: list[bytes]) -> str | None:
    """The encoding of names that are not marked as UTF-8; None if it is not a Chinese one, nor UTF-8 after all."""
    scores: dict[str, float] = {}
    data = b"/".join(names)
    for codec, common in (("utf-8", None), ("gb18030", _GB_COMMON), ("big5hkscs", _BIG5_COMMON)):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if common is None:
            return codec
        wide = [char.encode(codec) for char in text if char > "\x7f"]
        scores[codec] = sum(_worth(char, common) for char in wide) / max(1, len(wide))
    best = max(scores, key=lambda codec: scores[codec], default=None)
    return best if best is not None and scores[best] > 0 else None


def _worth(char: bytes, common: re.Pattern[bytes]) -> float:
    """How likely a character is in a name, from -1 to 1: common ones most, rare ones of the basic set next."""
    if common.fullmatch(char):
        return 1.0
    return 0.4 if len(char) == 2 and char[0] >= 0xA1 and char[1] >= 0xA1 and char[0] < 0xF8 else -1.0


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, spool: IO[bytes]) -> None:
    with _damage(), archive.open(entry) as packed:
        while chunk := packed.read(limits.MB):
            spool.write(chunk)
    spool.seek(0)


@contextmanager
def _damage() -> Iterator[None]:
    """Turn the errors of a damaged entry into a `CorpusError`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise CorpusError("zip_entry_damaged", detail=str(error)) from error


def opened_entries(stream: BinaryIO, suffixes: frozenset[str]) -> Iterator[tuple[str, BinaryIO | CorpusError]]:
    """The entries of these suffixes by sorted name, each opened, or why it cannot be.

    What is stored as it is is read in place and not checked, so that damage costs no more than the place where it is.
    Raises `CorpusError` if the archive is damaged or too large as a whole.
    """
    with _zip(stream) as archive:
        entries, left = archive.infolist(), limits.ARCHIVE_UNPACKED
        if len(entries) > limits.ARCHIVE_ENTRIES:
            raise CorpusError("zip_too_many_files", files=len(entries), limit=limits.ARCHIVE_ENTRIES)
        for name, entry in sorted(_named(entries), key=itemgetter(0)):
            if file_kind.suffix(name) not in suffixes:
                continue
            if objection := _objection(name, entry, 1, left):
                yield name, CorpusError(objection)
                continue
            left -= entry.file_size
            if entry.compress_type == zipfile.ZIP_STORED and entry.file_size == entry.compress_size:
                yield name, cast(BinaryIO, io.BufferedReader(_Stored(stream, entry)))
                continue
            with tempfile.SpooledTemporaryFile(max_size=limits.SPOOL_BYTES) as spool:
                try:
                    _unpack(archive, entry, spool)
                except CorpusError as error:
                    yield name, error
                    continue
                yield name, cast(BinaryIO, spool)


class _Stored(io.RawIOBase):
    """An entry that is not compressed, read in place."""

    def __init__(self, stream: BinaryIO, entry: zipfile.ZipInfo) -> None:
        super().__init__()
        stream.seek(entry.header_offset)
        header = stream.read(30)
        lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        self._stream, self._start = stream, entry.header_offset + 30 + lengths
        self._size, self._position = entry.file_size, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place and return it."""
        self._position = max(0, offset + (0, self._position, self._size)[whence])
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into a buffer; 0 at the end."""
        self._stream.seek(self._start + self._position)
        data = self._stream.read(max(0, min(len(buffer), self._size - self._position)))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
