#!/usr/bin/env bash
# Guess:   ofdkit places each run of text where its characters stand, and gives a page's text in reading order. A run whose
#          characters are set below each other (attribute DeltaY) is a vertical line; such lines are read from the right.
# Happens: DeltaY is ignored. Each vertical line becomes a run that lies across the page at the height of its first character,
#          as wide as it is high; runs of neighbouring lines overlap, and the text comes from left to right: backwards.
# Hurts:   Anyone who takes text or places from OFD files of newspapers or books in vertical setting.
# Version: ofdkit 0.2.0
# Date:    2026-11-30
# Source:  own observation; GB/T 33190-2016, 11.3 (TextCode)
. "$(dirname "$0")/lib.sh"
install ofdkit==0.2.0
check <<'PYTHON'
import io
import sys
import zipfile

import ofdkit

LINES = ["河西新桥昨天上午正式通车", "全长一点二公里总投资三亿", "市民可以步行过桥看江上景"]  # from the right
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(line, x):
    code = f'<ofd:TextCode X="0" Y="4" DeltaY="g {len(line) - 1} 5">{line}</ofd:TextCode>'
    return f'<ofd:TextObject ID="1" Boundary="{x} 36 4 60" Font="1" Size="4">{code}</ofd:TextObject>'


body = "".join(text(line, 150 - 8 * number) for number, line in enumerate(LINES))
files = {
    "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "D.xml": f'<ofd:Document {NS}><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
    "P.xml": f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{body}</ofd:Layer></ofd:Content></ofd:Page>",
}
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as package:
    for name, data in files.items():
        package.writestr(name, data)
document = ofdkit.open(buffer.getvalue())
run = document.pages[0].runs[0]
found = document.text().replace("\n", "")
print(f"the first line stands at x = {run.x}, 4 mm wide; ofdkit says {run.width} mm")
print("right:", "".join(LINES))
print("found:", found)
sys.exit(0 if found == "".join(reversed(LINES)) and run.width == 48 else 3)
PYTHON
