"""The answer of a web server as a web archive keeps it: its status, its headers, and its body unpacked.

Crawlers often keep the headers of a body that they have already unpacked, so what a header says of the body is checked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from corpus.readers import limits
from corpus.readers.warc_records import Record, read_headers

_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHUNK = 1 << 16
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})\s*(?:;[^\r\n]*)?\r?\n")
_PLAIN = ("", "identity", "none", "utf-8")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


class UnreadableError(Exception):
    """The body is damaged, or packed in a way that is not read: the argument names it, and is empty if damaged."""


@dataclass(frozen=True, slots=True)
class Response:
    """The head of an answer. `status` is 200 for a record that holds the file itself."""

    status: int
    headers: Mapping[str, str]

    @property
    def kind(self) -> str:
        """The media type in lower case, such as `text/html`; empty where it is not given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the header names; empty where it names none."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else ""


def head(record: Record) -> Response:
    """The head of what a record holds. Raises `BrokenError` like `Record.read`."""
    if "application/http" not in record.headers.get("content-type", "application/http").lower():
        return Response(200, {"content-type": record.headers.get("content-type", "")})
    match = _STATUS.match(record.readline().decode("latin-1"))
    return Response(int(match[1]) if match else 0, read_headers(record.readline))


def body(record: Record, response: Response, target: IO[bytes], limit: int) -> bool:
    """Write the unpacked body to `target`; False if it has more than `limit` bytes.

    Raises `UnreadableError`, and `BrokenError` like `Record.read`.
    """
    parts = _dechunked(record) if _is_chunked(response) else iter(lambda: record.read(_CHUNK), b"")
    encodings = [name.strip() for name in response.headers.get("content-encoding", "").lower().split(",")]
    for encoding in reversed(encodings):
        parts = _decoded(parts, encoding)
    size = 0
    for part in parts:
        size += len(part)
        if size > limit:
            return False
        target.write(part)
    return True


def _is_chunked(response: Response) -> bool:
    return "chunked" in response.headers.get("transfer-encoding", "").lower()


def _dechunked(record: Record) -> Iterator[bytes]:
    """The chunks of the body; the body as it is if it does not begin with the size of one."""
    first = True
    while line := record.readline():
        match = _CHUNK_SIZE.fullmatch(line)
        if match is None:
            if not first:
                raise UnreadableError("")
            yield line
            yield from iter(lambda: record.read(_CHUNK), b"")
            return
        first = False
        left = int(match[1], 16)
        if not left:
            return
        while left and (data := record.read(min(left, _CHUNK))):
            left -= len(data)
            yield data
        if left:
            raise UnreadableError("")
        record.readline()  # the line end behind a chunk


def _decoded(parts: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """What was packed in this encoding; as it is if it was not."""
    if encoding in _PLAIN:
        return parts
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _inflated(parts)
    if encoding == "br":
        return _unbrotlied(parts)
    raise UnreadableError(encoding[:40])


def _inflated(parts: Iterator[bytes]) -> Iterator[bytes]:
    first = _first(parts, 2)
    wrapped = first[:2] == b"\x1f\x8b" or (
        len(first) > 1 and first[0] & 15 == 8 and (first[0] * 256 + first[1]) % 31 == 0
    )
    if not wrapped and not _is_deflate(first):
        yield first
        yield from parts
        return
    inflate = zlib.decompressobj(47 if wrapped else -15)  # gzip or zlib by the header; deflate without one
    used = made = 0
    for part in _with(first, parts):
        used += len(part)
        while part and not inflate.eof:
            try:
                data = inflate.decompress(part, _CHUNK)
            except zlib.error as error:
                raise UnreadableError("") from error
            part = inflate.unconsumed_tail
            made += len(data)
            _check_ratio(made, used)
            yield data
    if not inflate.eof:
        raise UnreadableError("")


def _is_deflate(data: bytes) -> bool:
    """Whether bytes are deflated without a header, as some servers send them."""
    if data.lstrip()[:1] in (b"<", b"{", b"[", b""):
        return False
    try:
        zlib.decompressobj(-15).decompress(data, 1024)
    except zlib.error:
        return False
    return True


def _unbrotlied(parts: Iterator[bytes]) -> Iterator[bytes]:
    import brotli

    first = _first(parts, 8)
    if first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{"):  # no packed text begins with these bytes
        yield first
        yield from parts
        return
    decoder = brotli.Decompressor()
    used = made = 0
    for part in _with(first, parts):
        used += len(part)
        while part or not decoder.can_accept_more_data():
            try:
                data = decoder.process(part, output_buffer_limit=_CHUNK)
            except brotli.error as error:
                raise UnreadableError("") from error
            part = b""
            made += len(data)
            _check_ratio(made, used)
            yield data
    if not decoder.is_finished():
        raise UnreadableError("")


def _check_ratio(made: int, used: int) -> None:
    if made > limits.BOMB_BYTES and made > limits.BOMB_RATIO * used:
        raise UnreadableError("")


def _first(parts: Iterator[bytes], size: int) -> bytes:
    """The beginning of the parts, of at least `size` bytes unless they end before."""
    found = b""
    while len(found) < size and (part := next(parts, b"")):
        found += part
    return found


def _with(first: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from parts
