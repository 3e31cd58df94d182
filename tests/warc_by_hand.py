"""Web archives written by hand, record by record, as ISO 28500 describes them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from pathlib import Path

FIRST = "河西新桥昨天上午正式通车，全长一点二公里，总投资三亿元。"
SECOND = "市民可以步行过桥，两岸的公交线路也作了调整。"
DATE = "2024-05-06T07:08:09Z"


def page(title: str, charset: str = "utf-8", text: str = FIRST, meta: str = "") -> bytes:
    """A web page with a headline and two paragraphs."""
    head = f'<meta charset="{charset}">{meta}<title>{title}</title>'
    body = f"<h1>{title}</h1><p>{title}：{text}</p><p>{SECOND}</p>"
    return f"<!doctype html><html><head>{head}</head><body><div>{body}</div></body></html>".encode(charset)


def packed(body: bytes, encoding: str) -> bytes:
    """The body as a server sends it in an encoding; `raw` is deflate without its header."""
    if encoding == "raw":
        deflate = zlib.compressobj(wbits=-15)
        return deflate.compress(body) + deflate.flush()
    if encoding == "br":
        import brotli

        return bytes(brotli.compress(body))
    return {"gzip": gzip.compress, "deflate": zlib.compress}[encoding](body)


def chunked(body: bytes) -> bytes:
    """The body in two chunks."""
    half = len(body) // 2
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b"")) + b"\r\n"


def answer(
    body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, headers: Iterable[str] = ()
) -> bytes:
    """What a server answers."""
    lines = [f"HTTP/1.1 {status} OK", f"Content-Type: {kind}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def sent(body: bytes, encoding: str = "", in_chunks: bool = False) -> bytes:
    """A page as a server sends it."""
    headers = [f"Content-Encoding: {encoding.replace('raw', 'deflate')}"] if encoding else []
    headers += ["Transfer-Encoding: chunked"] if in_chunks else []
    body = packed(body, encoding) if encoding else body
    return answer(chunked(body) if in_chunks else body, headers=headers)


def record(
    url: str,
    block: bytes,
    kind: str = "response",
    content: str = "application/http; msgtype=response",
    headers: Iterable[str] = (),
    length: int | None = None,
) -> bytes:
    """A record of a WARC file; `length` is the one that it declares, where that is wrong."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"WARC-Date: {DATE}"]
    lines += ["WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>", f"Content-Type: {content}", *headers]
    lines += [f"Content-Length: {len(block) if length is None else length}", "", ""]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def info() -> bytes:
    """The record with which a WARC file begins."""
    return record("", b"software: by hand\r\n", "warcinfo", "application/warc-fields")


def written(path: Path, records: Iterable[bytes]) -> Path:
    """A file of these records; each is packed by itself if its name ends with `.gz`."""
    path.write_bytes(b"".join(gzip.compress(item) if path.suffix == ".gz" else item for item in records))
    return path
