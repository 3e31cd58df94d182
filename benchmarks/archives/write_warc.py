"""Writes web archives: the records of ISO 28500 (WARC 1.1), and WACZ collections of them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from base64 import b32encode
from collections.abc import Mapping, Sequence

import brotli

PACKERS = {"": bytes, "gzip": gzip.compress, "br": brotli.compress}


def response(
    url: str, day: str, body: bytes, kind: str, status: int = 200, encoding: str = "", chunked: bool = False
) -> bytes:
    """The record of what a server answered at noon of a day; the body is packed and sent in chunks as asked for."""
    headers = [f"HTTP/1.1 {status} OK", f"Content-Type: {kind}"]
    digest = f"WARC-Payload-Digest: sha1:{b32encode(hashlib.sha1(body).digest()).decode()}"
    packed = PACKERS[encoding](body)
    if encoding:
        headers.append(f"Content-Encoding: {encoding}")
    if chunked:
        headers.append("Transfer-Encoding: chunked")
        packed = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _parts(packed, 1000)) + b"0\r\n\r\n"
    block = "\r\n".join([*headers, "", ""]).encode() + packed
    return record("response", url, day, block, "application/http; msgtype=response", [digest])


def record(kind: str, url: str, day: str, block: bytes, content: str, more: Sequence[str] = ()) -> bytes:
    """A record of any kind."""
    name = hashlib.md5(f"{kind}{url}".encode() + block).hexdigest()
    headers = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{name}>", f"WARC-Date: {day}T12:00:00Z"]
    headers += [f"WARC-Target-URI: {url}"] if url else []
    headers += [f"Content-Type: {content}", *more, f"Content-Length: {len(block)}", "", ""]
    return "\r\n".join(headers).encode() + block + b"\r\n\r\n"


def archive(records: Sequence[bytes], day: str, packed: bool = True) -> bytes:
    """A file of these records behind the one that describes it; each is a gzip member if `packed`."""
    first = record(
        "warcinfo",
        "",
        day,
        b"software: benchmarks/archives\r\nformat: WARC File Format 1.1\r\n",
        "application/warc-fields",
    )
    whole = [first, *records]
    return b"".join(gzip.compress(item, mtime=0) if packed else item for item in whole)


def collection(archives: Mapping[str, bytes]) -> bytes:
    """A WACZ file of these archives, with the files that the format asks for beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        resources = []
        for name, data in archives.items():
            held.writestr(f"archive/{name}", data)
            resources.append({"name": name, "path": f"archive/{name}", "bytes": len(data)})
        held.writestr("indexes/index.cdx", "")
        held.writestr("pages/pages.jsonl", json.dumps({"format": "json-pages-1.0", "id": "pages"}) + "\n")
        package = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
        held.writestr("datapackage.json", json.dumps(package))
    return out.getvalue()


def _parts(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]
