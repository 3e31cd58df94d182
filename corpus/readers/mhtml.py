"""Web pages that a browser saved with their pictures in one file: MHTML, `.mhtml` or `.mht`.

Such a file is a MIME message (RFC 2557) whose parts are the page, its frames, pictures and style sheets. Only pages are
taken out; `html.py` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers import limits

if TYPE_CHECKING:
    from email.message import Message

_HEAD_BYTES = 4096
_HEADER = re.compile(rb"\A\s*[A-Za-z][A-Za-z-]*:[ \t]")
_MULTIPART = re.compile(rb"^Content-Type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_SINGLE = re.compile(rb"^Content-Type:\s*text/html", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_PAGES = ("text/html", "application/xhtml+xml")
_MAX_HEADERS = 1 << 16  # bytes of a part's headers
_MAX_PARTS = 5_000
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file: its bytes, their declared encoding or an empty string, and its address."""

    data: bytes
    charset: str
    url: str | None


def is_saved_page(data: bytes) -> bool:
    """Whether a file begins with the headers of a saved page."""
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if not _HEADER.match(head):
        return False
    return bool(_MULTIPART.search(head) or (_SINGLE.search(head) and b"MIME-Version:" in head))


def pages(data: bytes) -> Iterator[Page]:
    """The pages of a saved page, that which was saved first, then its frames.

    Raises `CorpusError` if the file cannot be parsed.
    """
    with limits.parsing("html_unreadable"):
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        parts = list(_parts(data, _MAX_DEPTH))
        start = str(_headers(data).get_param("start") or "")
        parts.sort(key=lambda part: bool(start) and part.get("Content-ID") != start)
    yield from map(_page, parts)


def _headers(data: bytes) -> Message:
    from email.parser import BytesHeaderParser

    blank = _BLANK_LINE.search(data, 0, _MAX_HEADERS)
    return BytesHeaderParser().parsebytes(data[: blank.start() if blank else 0])


def _parts(data: bytes, depth: int) -> Iterator[Message]:
    """The parts that are pages. Pictures and styles are not parsed: they are most of a file."""
    from email import message_from_bytes

    headers = _headers(data)
    boundary = headers.get_boundary()
    if headers.get_content_type() in _PAGES:
        yield message_from_bytes(data)
    elif headers.get_content_maintype() == "multipart" and boundary and depth:
        marked = re.escape(boundary.encode("utf-8", "surrogateescape"))
        line = re.compile(rb"\r?\n--" + marked + rb"(?:--)?[ \t]*(?=\r?\n|\Z)")
        for part in line.split(data, _MAX_PARTS)[1:]:
            yield from _parts(part.lstrip(b"\r\n"), depth - 1)


def _page(part: Message) -> Page:
    content = part.get_payload(decode=True)
    url = str(part.get("Content-Location") or "").strip()
    return Page(
        content if isinstance(content, bytes) else b"",
        part.get_content_charset() or "",
        url if url.startswith(("http:", "https:")) else None,
    )
