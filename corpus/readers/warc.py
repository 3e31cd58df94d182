"""Web archives (`.warc`, `.warc.gz`, `.arc`) and collections of them (`.wacz`): each page is a document.

The address of a page is that of its record. What is read besides pages are files of the other formats. A page that was
archived twice with the same content is read once. The day of archiving is `Document.saved`: what a page prints counts
more. Pictures, scripts and the like are counted; records that are damaged are named, and the next ones read.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import IO, BinaryIO, cast
from urllib.parse import urlsplit

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import file_kind, html, limits, unread, warc_http
from corpus.readers.encoding import decode
from corpus.readers.warc_http import Response
from corpus.readers.warc_records import BrokenError, Record, records
from corpus.records import Document, LeftOut, Refusal

ReadAs = Callable[[str, BinaryIO, str], Iterator[Document | Refusal]]

_SUFFIXES: dict[str, str] = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
    "application/ofd": ".ofd",
    "text/csv": ".csv",
    "multipart/related": ".mhtml",
    "message/rfc822": ".mhtml",
}
_READ = frozenset(_SUFFIXES.values())
# What holds no articles, by the first part of its media type, then by the suffix of its address.
_LEFT_OUT = (
    ("warc_pictures", re.compile(r"image/"), re.compile(r"\.(?:png|jpe?g|gif|webp|svg|ico|bmp|avif|tiff?)")),
    ("warc_scripts", re.compile(r"\w+/(?:x-)?(?:javascript|ecmascript|css)"), re.compile(r"\.(?:js|mjs|css|map)")),
    ("warc_media", re.compile(r"(?:audio|video|font)/|application/(?:x-)?(?:font|shockwave)"),
     re.compile(r"\.(?:mp[34]|m4[av]|webm|og[gv]|flv|wav|avi|mov|swf|woff2?|ttf|otf|eot)")),
)  # fmt: skip
_CRAWLER = ("urn:", "dns:", "whois:", "metadata:", "screenshot:", "file:///warc")
_CONTENT = ("response", "resource", "conversion")
_LATIN = ("iso-8859-1", "latin1", "latin-1", "windows-1252", "us-ascii", "ascii")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MAX_NAMED = 20  # refusals of one kind; the others are counted
_MAX_PATH = 300


def read(stream: BinaryIO, path: str, read_as: ReadAs) -> Iterator[Document | Refusal]:
    """The documents of an archive. Raises `CorpusError` if it is no web archive, or holds nothing that is read.

    `read_as` reads a file of another format, given by its suffix.
    """
    reading = Reading(read_as, path)
    yield from reading.archive(stream)
    yield from reading.end()


@dataclass
class Reading:
    """One archive or several that belong together: their documents, and what is left out of them."""

    read_as: ReadAs
    path: str
    _seen: set[bytes] = field(default_factory=set)
    _left_out: Counter[str] = field(default_factory=Counter)
    _statuses: Counter[int] = field(default_factory=Counter)
    _refused: Counter[str] = field(default_factory=Counter)
    _held: Document | None = None  # the last document, which takes what is left out

    def archive(self, stream: BinaryIO, name: str = "") -> Iterator[Document | Refusal]:
        """The documents and refusals of one archive; `name` is its path. Raises `CorpusError` if it is none."""
        for item in records(stream):
            if isinstance(item, int):
                yield from self.refuse(name or self.path, Message("warc_damaged", offset=item))
                continue
            try:
                yield from self._record(item)
            except BrokenError:
                yield from self._damaged(item)

    def end(self) -> Iterator[Document | Refusal]:
        """The last document, with what was left out. Raises `CorpusError` if there is none."""
        if more := sum(count - _MAX_NAMED for count in self._refused.values() if count > _MAX_NAMED):
            yield Refusal(f"{self.path}/*", Message("warc_more_refused", count=more))
        left_out = tuple(self._reasons())
        if self._held is not None:
            yield replace(self._held, left_out=(*self._held.left_out, *left_out))
        elif not self._refused:
            raise CorpusError("warc_without_pages", reasons="; ".join(item.reason for item in left_out) or "–")

    def _reasons(self) -> Iterator[LeftOut]:
        if self._statuses:
            shown = ", ".join(f"{status or '–'} ({count:,})" for status, count in sorted(self._statuses.items()))
            yield LeftOut(Message("warc_statuses", statuses=shown), 0)
        for key, count in sorted(self._left_out.items()):
            yield LeftOut(Message(key, count=count), 0, may_be_article=key in ("warc_data", "warc_revisits"))

    def _record(self, record: Record) -> Iterator[Document | Refusal]:
        if record.kind == "revisit":
            self._left_out["warc_revisits"] += 1
        elif record.kind == "continuation":
            yield from self.refuse(self._shown(record), Message("warc_segment"))
        elif record.kind in _CONTENT and record.length:
            yield from self._content(record)

    def _content(self, record: Record) -> Iterator[Document | Refusal]:
        if record.url.lower().startswith(_CRAWLER):
            self._left_out["warc_crawler"] += 1
            return
        response = warc_http.head(record)
        if not 200 <= response.status < 300:
            self._statuses[response.status] += 1
            return
        suffix, reason = _format(record.url, response)
        if reason:
            self._left_out[reason] += 1
            return
        with tempfile.SpooledTemporaryFile(max_size=limits.SPOOL_BYTES) as spool:
            yield from self._body(record, response, suffix, spool)

    def _body(self, record: Record, response: Response, suffix: str, spool: IO[bytes]) -> Iterator[Document | Refusal]:
        name = self._shown(record)
        try:
            fits = warc_http.body(record, response, spool, limits.ISOLATED_BYTES)
        except warc_http.UnreadableError as error:
            encoding = str(error)
            reason = Message("warc_encoding", encoding=encoding) if encoding else None
            yield from self.refuse(name, reason) if reason else self._damaged(record)
            return
        if not record.is_whole():
            yield from self._damaged(record)
            return
        if not fits:
            yield from self.refuse(name, Message("warc_too_large", limit=limits.ISOLATED_BYTES // limits.MB))
            return
        if self._is_known(record.url, spool):
            self._left_out["warc_repeated"] += 1
            return
        suffix = suffix or _sniffed(spool)
        if suffix:
            yield from self._read(record, response.charset, suffix, spool, name)
        elif unread.is_document(f"a{_url_suffix(record.url)}"):
            yield from self.refuse(name, unread.refusal(f"a{_url_suffix(record.url)}", ()).reason)
        else:
            self._left_out["warc_data"] += 1

    def _read(
        self, record: Record, charset: str, suffix: str, spool: IO[bytes], name: str
    ) -> Iterator[Document | Refusal]:
        try:
            for item in self._documents(charset, suffix, spool, name):
                if isinstance(item, Refusal):
                    yield from self.refuse(item.path, item.reason)
                elif not item.blocks:
                    yield from self.refuse(name, Message("no_text"))
                else:
                    yield from self._take(_with_record(item, record))
        except CorpusError as error:
            yield from self.refuse(name, error.message)

    def _documents(self, charset: str, suffix: str, spool: IO[bytes], name: str) -> Iterator[Document | Refusal]:
        spool.seek(0)
        if suffix == ".html":
            limits.check_size(cast(BinaryIO, spool), limits.SAVED_PAGE_BYTES)
            yield from html.read(cast(BinaryIO, spool), name, _charset(spool, charset))
            return
        if suffix == ".txt" and charset:
            _recode(spool, charset)
        yield from self.read_as(suffix, cast(BinaryIO, spool), name)

    def _take(self, document: Document) -> Iterator[Document]:
        """Hold a document back, and give the one before."""
        if self._held is not None:
            yield self._held
        self._held = document

    def _is_known(self, url: str, spool: IO[bytes]) -> bool:
        spool.seek(0)
        digest = hashlib.blake2b(url.partition("#")[0].encode("utf-8", "replace") + b"\n", digest_size=12)
        while data := spool.read(limits.MB):
            digest.update(data)
        key = digest.digest()
        known = key in self._seen
        self._seen.add(key)
        return known

    def _damaged(self, record: Record) -> Iterator[Refusal]:
        yield from self.refuse(self._shown(record), Message("warc_record_damaged"))

    def _shown(self, record: Record) -> str:
        """The path of a page: that of the archive, then the address without its scheme."""
        bare = record.url.partition("//")[2] or record.url
        bare = re.sub(r"[\x00-\x20\x7f]+", " ", bare).strip()[:_MAX_PATH]
        return f"{self.path}/{bare}" if bare else self.path

    def refuse(self, path: str, reason: str) -> Iterator[Refusal]:
        """A refusal; of those with one reason, only the first are given."""
        key = reason.key if isinstance(reason, Message) else reason
        self._refused[key] += 1
        if self._refused[key] <= _MAX_NAMED:
            yield Refusal(path, reason)


def _with_record(document: Document, record: Record) -> Document:
    """The document with the address and the day of its record, and a warning if it was cut off."""
    cut = record.headers.get("warc-truncated", "")
    warnings = (*document.warnings, Message("warc_truncated", reason=cut[:40])) if cut else document.warnings
    return replace(document, url=record.url or document.url, saved=_saved(record), warnings=warnings)


def _saved(record: Record) -> str | None:
    """The day that the address names, else the one on which the record was made, in ISO 8601."""
    if match := _URL_DAY.search(urlsplit(record.url).path if "//" in record.url else ""):
        return f"{match[1]}-{match[3]}-{match[4]}"
    day = record.headers.get("warc-date", "")[:10]
    return day if _DAY.fullmatch(day) else None


def _format(url: str, response: Response) -> tuple[str, str]:
    """The suffix of the format, empty if only its first bytes can tell; or the key of why it is left out."""
    kind, suffix = response.kind, _url_suffix(url)
    if urlsplit(url).path == "/robots.txt":
        return "", "warc_robots"
    for reason, kinds, suffixes in _LEFT_OUT:
        unsure = kind in ("", "text/plain", "application/octet-stream", "binary/octet-stream")
        if kinds.match(kind) or (unsure and suffixes.fullmatch(suffix)):
            return "", reason
    if kind in ("text/plain", "application/octet-stream", "binary/octet-stream", "") and suffix in _READ:
        return suffix, ""
    if kind in _SUFFIXES:
        return _SUFFIXES[kind], ""
    if kind in (
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/download",
        "application/force-download",
    ):
        return suffix if suffix in _READ else "", ""
    return "", "" if unread.is_document(f"a{suffix}") else "warc_data"


def _url_suffix(url: str) -> str:
    with suppress(ValueError):
        return file_kind.suffix(urlsplit(url).path.rpartition("/")[2])
    return ""


def _sniffed(spool: IO[bytes]) -> str:
    spool.seek(0)
    head = spool.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return ".pdf"
    return ".html" if head.startswith(b"<!doctype html") or b"<html" in head else ""


def _charset(spool: IO[bytes], charset: str) -> str:
    """The encoding of the header, if the page can be in it and it is not the one that servers name unasked."""
    data = spool.read()
    spool.seek(0)
    try:
        data.decode(charset)
    except (LookupError, ValueError):
        return ""
    return charset if charset.lower() not in _LATIN else ""


def _recode(spool: IO[bytes], charset: str) -> None:
    """Put a text that is in the encoding of its header into UTF-8."""
    data = spool.read()
    with suppress(CorpusError):
        text = decode(data, charset)
        if not text.warnings:
            data = text.text.encode("utf-8", "replace")
    spool.seek(0)
    spool.truncate()
    spool.write(data)
    spool.seek(0)
