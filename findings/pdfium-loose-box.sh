#!/usr/bin/env bash
# Guess:   PDFium's loose character box is as high as the font for every character; that is its purpose.
# Happens: Inside a marked-content span with /ActualText it shrinks to the ink. A 20 pt hyphen is 23 pt high outside such a
#          span and 2 pt inside; the text is right in both cases. Chromium writes these spans around many Chinese
#          characters of Noto and Source Han (一, 长, 车, 见), so boxes within one line of Chinese differ.
# Hurts:   Anyone who joins characters into lines by their boxes: 一 lies far from its line.
# Version: pypdfium2 5.15.2
# Date:    2026-11-30
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install pypdfium2==5.15.2
check <<'PYTHON'
import sys

import pypdfium2


def pdf(content):
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] /Contents 5 0 R /Resources << /Font << /F 3 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


heights = {}
for name, hyphen in (("plain", b"(-) Tj"), ("ActualText", b"/Span << /ActualText <FEFF002D> >> BDC (-) Tj EMC")):
    document = pypdfium2.PdfDocument(pdf(b"BT /F 20 Tf 20 50 Td (a) Tj " + hyphen + b" (b) Tj ET"))
    text = document[0].get_textpage()
    boxes = [text.get_charbox(i, loose=True) for i in range(text.count_chars())]
    heights[name] = [round(top - bottom, 1) for _, bottom, _, top in boxes]
    print(name, repr(text.get_text_range()), "heights of the loose boxes:", heights[name])
plain, span = heights["plain"], heights["ActualText"]
sys.exit(0 if len(set(plain)) == 1 and span[0] == span[2] == plain[0] and span[1] < plain[1] / 4 else 3)
PYTHON
