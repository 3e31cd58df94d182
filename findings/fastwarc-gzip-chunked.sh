#!/usr/bin/env bash
# Guess:   FastWARC's ArchiveIterator with auto_decode="all" reads every record of an archive, or raises.
# Happens: After the first response that is both gzipped and chunked (the most common form of a page) the iteration ends as if
#          the file did. That record itself is read correctly. Records that are only gzipped or only chunked are no problem,
#          nor is auto_decode="none"; warcio reads all.
# Hurts:   Anyone who reads web archives: most of an archive is missing, and it just looks like a small one.
# Version: FastWARC 2.0.1 (warcio 1.8.1 to compare)
# Date:    2026-11-30
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install fastwarc==2.0.1 warcio==1.8.1
check <<'PYTHON'
import gzip
import io
import sys

from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

BODY = b"<p>page</p>" * 5


def response(number, gzipped, chunked):
    body = gzip.compress(BODY) if gzipped else BODY
    headers = [b"HTTP/1.1 200 OK", b"Content-Type: text/html"] + [b"Content-Encoding: gzip"] * gzipped
    headers += [b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(body)]
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    http = b"\r\n".join(headers) + b"\r\n\r\n" + body
    warc = ["WARC/1.0", "WARC-Type: response", f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>"]
    warc += ["WARC-Date: 2026-01-01T00:00:00Z", f"WARC-Target-URI: http://example.com/{number}"]
    warc += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}"]
    return "\r\n".join(warc).encode() + b"\r\n\r\n" + http + b"\r\n\r\n"


def archive(gzipped, chunked):
    return io.BytesIO(b"".join(response(n, gzipped and n == 1, chunked and n == 1) for n in range(4)))


found = {}
for name, *second in (("gzipped", True, False), ("chunked", False, True), ("both", True, True)):
    found[name] = [record.reader.read() == BODY for record in ArchiveIterator(archive(*second), auto_decode="all")]
    print(f"four records, the second {name}: {len(found[name])} read, bodies right: {all(found[name])}")
warcio = len([record.content_stream().read() for record in WarcioIterator(archive(True, True))])
raw = len(list(ArchiveIterator(archive(True, True), auto_decode="none")))
print(f"the second both: warcio reads {warcio}, auto_decode='none' {raw}")
right = {"gzipped": [True] * 4, "chunked": [True] * 4, "both": [True] * 2}
sys.exit(0 if found == right and warcio == raw == 4 else 3)
PYTHON
