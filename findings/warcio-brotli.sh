#!/usr/bin/env bash
# Guess:   warcio reads a page that the server packed with Brotli, if the package brotli is installed; if not, or if the
#          page cannot be unpacked, it gives the body as it is.
# Happens: With brotli 1.2 content_stream() raises AttributeError: warcio assigns an attribute that Brotli's decoder no longer
#          has. Without the package the packed bytes come back with no sign that they are packed. gzip is no problem.
# Hurts:   Anyone who reads web archives: most sites send Brotli to browsers, and the first such page ends the program.
# Version: warcio 1.8.1, brotli 1.2.1
# Date:    2026-11-30
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install warcio==1.8.1 brotli==1.2.1
check <<'PYTHON'
import gzip
import io
import sys

import brotli
from warcio.archiveiterator import ArchiveIterator

BODY = "<p>河西新桥昨天上午正式通车。</p>".encode()


def archive(encoding, packed):
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n".encode() + packed
    warc = ["WARC/1.0", "WARC-Type: response", "WARC-Target-URI: http://example.com/"]
    warc += ["WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>", "WARC-Date: 2026-01-01T00:00:00Z"]
    warc += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}", "", ""]
    return io.BytesIO("\r\n".join(warc).encode() + http + b"\r\n\r\n")


found = {}
for encoding, packed in (("gzip", gzip.compress(BODY)), ("br", brotli.compress(BODY))):
    record = next(iter(ArchiveIterator(archive(encoding, packed))))
    try:
        found[encoding] = "read" if record.content_stream().read() == BODY else "other bytes"
    except AttributeError as error:
        found[encoding] = f"AttributeError: {error}"
    print(f"{encoding}: {found[encoding]}")
sys.exit(0 if found["gzip"] == "read" and found["br"].startswith("AttributeError") else 3)
PYTHON
