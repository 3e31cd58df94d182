"""The records of a web archive, WARC (ISO 28500) or ARC, plain or packed with gzip, one after the other.

A damaged record does not end the reading: the next one is looked for. Nothing is held in memory but the record's
headers and a few blocks of its content. What the records mean is left to `corpus/readers/warc.py`.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import limits

_CHUNK = 1 << 14
_MAX_LINE = 1 << 16
_MAX_HEADERS = 1000  # lines of a record's headers
_GZIP = b"\x1f\x8b\x08"
_START = rb"(?:WARC/[01]\.\d\d?\r?\n|[a-z][a-z0-9+.-]{1,15}:\S* \S+ \d{14} \S+ \d+\r?\n)"
_RECORD = re.compile(_START)
_NEXT = re.compile(rb"\n\r?\n" + _START + rb"|\n(?=[a-z][a-z0-9+.-]{1,15}://\S* \S+ \d{14} \S+ \d+\r?\n)")
_ARC = re.compile(rb"([a-z][a-z0-9+.-]{1,15}:\S*) (\S+) (\d{14}) (\S+) (\d+)\s*")
_NOTES = ("request", "metadata", "warcinfo")
_HEADS = (b"WARC/", b"filedesc:", b"http:", b"https:", b"dns:")


class BrokenError(Exception):
    """The packed data is damaged or ends too early."""


@dataclass
class Record:
    """A record: its headers by their names in lower case, and its content, which is read before the next record.

    `offset` is where it begins in the file, in bytes; in a packed file, where its gzip member does.
    """

    headers: Mapping[str, str]
    length: int
    offset: int
    _lines: _Lines
    _left: int = field(init=False)
    _whole: bool = True  # as far as it has been read
    _checked: bool = False

    def __post_init__(self) -> None:
        self._left = self.length

    @property
    def kind(self) -> str:
        """What the record holds: `response`, `revisit`, `resource` …"""
        return self.headers.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """The address of what the record holds, without the brackets that some writers put around it."""
        return self.headers.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">")

    def read(self, size: int) -> bytes:
        """The next bytes of the content, at most `size`; empty at its end. Raises `BrokenError`."""
        return self._next(self._lines.stream.read, size)

    def readline(self) -> bytes:
        """The next line of the content. Raises `BrokenError`."""
        return self._next(self._lines.stream.readline, _MAX_LINE)

    def _next(self, read: Callable[[int], bytes], size: int) -> bytes:
        if not self._left:
            return b""
        try:
            data = read(min(size, self._left))
        except BrokenError:
            self._lines.broken = self._checked = True
            raise
        self._left -= len(data)
        if not data:
            self._whole, self._left = False, 0
        return data

    def is_whole(self) -> bool:
        """Whether the content is undamaged and as long as declared; passes over what is left of it."""
        self._checked = True
        try:
            while self.read(_CHUNK):
                pass
            self._whole &= self._lines.look_ahead()
        except BrokenError:
            self._lines.broken = True
        return self._whole and not self._lines.broken

    def is_broken_unnoticed(self) -> bool:
        """Whether the content is damaged and nobody has asked, unless it is only a note about another record."""
        return not self._checked and not self.is_whole() and self.kind not in _NOTES


def records(stream: BinaryIO) -> Iterator[Record | int]:
    """The records of a file, and the offset of each place where a damaged one could not be told from its neighbours.

    Raises `CorpusError` if the file is no web archive.
    """
    stream.seek(0)
    head = stream.read(_MAX_LINE)
    stream.seek(0)
    packed = head.startswith(_GZIP)
    if not _RECORD.match((_unpacked(head) if packed else head).lstrip()):
        raise CorpusError("warc_unreadable")
    yield from _packed(stream) if packed else _Lines(stream, 0, plain=True).records()


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, _MAX_LINE)
    except zlib.error as error:
        raise CorpusError("warc_unreadable") from error


def _packed(stream: BinaryIO) -> Iterator[Record | int]:
    members = _Members(stream)
    while (offset := members.next()) is not None:
        buffered = io.BufferedReader(members, _CHUNK)
        lines = _Lines(buffered, offset)
        yield from lines.records()
        buffered.detach()  # or its end would close the file
        members.end(lines.broken)


class _Lines:
    """The records of a stream: of a plain file, or of one gzip member, which should hold a single record."""

    def __init__(self, stream: BinaryIO | io.BufferedReader, offset: int, plain: bool = False) -> None:
        self.stream, self._offset, self._plain = stream, offset, plain
        self.broken = False
        self._line = b""  # the first line of the next record
        self._empty = 0  # lines before it
        self._ahead = False

    def records(self) -> Iterator[Record | int]:
        """The records, and the offset of what is none."""
        while not self.broken:
            try:
                self.look_ahead()
                if not self._line:
                    return
                offset = self.stream.tell() - len(self._line) if self._plain else self._offset
                record = self._record(offset) if _RECORD.match(self._line) else None
                self._ahead = False
                if record is None:
                    yield offset
                    self._find_next()
                    continue
            except BrokenError:
                self.broken = True
                yield self._offset
                return
            yield record
            if record.is_broken_unnoticed():
                yield offset
            if not self.broken and not self.look_ahead():
                self._find_next()

    def look_ahead(self) -> bool:
        """Read the first line behind a record; False if the record does not end there. Raises `BrokenError`."""
        if not self._ahead:
            self._empty = -1
            self._line = b"\n"
            while self._line and not self._line.strip():
                self._line = self.stream.readline(_MAX_LINE)
                self._empty += 1
            self._ahead = True
        return self._empty > 1 or not self._line or _RECORD.match(self._line) is not None

    def _find_next(self) -> None:
        line = b"\n"
        while line and not _RECORD.match(line):
            line = self.stream.readline(_MAX_LINE)
        self._line, self._ahead = line, True

    def _record(self, offset: int) -> Record | None:
        """The record that begins with the line read last; None if its headers are damaged."""
        if match := _ARC.fullmatch(self._line):
            url, _, date, _, length = (part.decode("latin-1") for part in match.groups())
            day = f"{date[:4]}-{date[4:6]}-{date[6:8]}T00:00:00Z"
            kind = "warcinfo" if url.startswith("filedesc:") else "response"
            headers = {"warc-type": kind, "warc-target-uri": url, "warc-date": day, "content-type": "application/http"}
            headers["content-length"] = length
        else:
            headers = read_headers(lambda: self.stream.readline(_MAX_LINE))
        declared = headers.get("content-length", "").strip()
        if not (declared.isascii() and declared.isdecimal() and len(declared) < 16):
            return None
        record = Record(headers, int(declared), offset, self)
        return self._measured(record) if self._plain else record

    def _measured(self, record: Record) -> Record:
        """The record of a plain file, up to the next one where it is not as long as declared."""
        begin = self.stream.tell()
        self.stream.seek(begin + record.length)
        behind = self.stream.read(_MAX_LINE)
        size = self.stream.seek(0, 2)
        ends = behind.startswith(b"\r\n\r\n") or not behind.strip() or _RECORD.match(behind.lstrip()) is not None
        right = begin + record.length <= size and ends
        if not right:
            record = Record(record.headers, self._next(begin, size) - begin, record.offset, self, False)
        self.stream.seek(begin)
        return record

    def _next(self, begin: int, end: int) -> int:
        """Where the next record begins behind `begin`; `end` if there is none."""
        self.stream.seek(begin)
        kept, position = b"", begin
        while data := self.stream.read(limits.MB):
            window = kept + data
            if match := _NEXT.search(window):
                return position - len(kept) + match.start() + 1
            position += len(data)
            kept = window[-_MAX_LINE:]
        return end


class _Members(io.RawIOBase):
    """The unpacked bytes of a gzip file, one member at a time.

    A member that unpacks to more than `limits.BOMB_RATIO` times its size is damaged.
    """

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._packed = b""  # read and not yet unpacked
        self._position = 0  # of what follows `_packed` in the file
        self._member = 0
        self._inflate = zlib.decompressobj(31)
        self._out = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def next(self) -> int | None:
        """Begin the next member; its offset, or None at the end of the file."""
        self._fill()
        while self._packed and not self._packed.startswith(_GZIP[:1]):
            if not self._seek_member(self._position - len(self._packed)):
                return None
        if not self._packed:
            return None
        self._member = self._position - len(self._packed)
        self._inflate, self._out = zlib.decompressobj(31), 0
        return self._member

    def end(self, broken: bool) -> None:
        """Go to the end of the member; of a broken one, to the next place where one begins."""
        if not broken:
            try:
                while self.read(_CHUNK):
                    pass
            except BrokenError:
                broken = True
        if broken:
            self._seek_member(self._member + 1)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Unpack into a buffer; 0 at the end of the member. Raises `BrokenError`."""
        while not self._inflate.eof:
            self._fill()
            if not self._packed:
                raise BrokenError
            try:
                data = self._inflate.decompress(self._packed, len(buffer))
            except zlib.error as error:
                raise BrokenError from error
            self._packed = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            self._out += len(data)
            if self._out > limits.BOMB_BYTES and self._out > limits.BOMB_RATIO * self._used():
                raise BrokenError
            if data:
                buffer[: len(data)] = data
                return len(data)
        return 0

    def _used(self) -> int:
        return max(1, self._position - len(self._packed) - self._member)

    def _fill(self) -> None:
        if not self._packed:
            self._packed = self._stream.read(_CHUNK)
            self._position += len(self._packed)

    def _seek_member(self, begin: int) -> bool:
        """Go to the first member at or behind `begin` that holds a record; False if there is none."""
        self._packed, self._position = b"", begin
        window = b""
        self._stream.seek(begin)
        while data := self._stream.read(_CHUNK):
            self._position += len(data)
            window += data
            at = window.find(_GZIP)
            while at >= 0 and not _begins_record(window[at:]):
                at = window.find(_GZIP, at + 1)
            if at >= 0:
                self._packed = window[at:]
                return True
            window = window[-512:]
        return False


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed[:512], 16).startswith(_HEADS)
    except zlib.error:
        return False


def read_headers(readline: Callable[[], bytes]) -> dict[str, str]:
    """Headers up to the empty line, by their names in lower case; of several with one name, the first."""
    headers: dict[str, str] = {}
    name = ""
    for _ in range(_MAX_HEADERS):
        line = readline()
        if not line.strip():
            break
        text = _decoded(line)
        if text[:1] in " \t" and name:
            headers[name] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower()
        if colon and name not in headers:
            headers[name] = value.strip()
        else:
            name = ""
    return headers


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
