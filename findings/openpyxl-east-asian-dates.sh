#!/usr/bin/env bash
# Guess:   A cell with one of Excel's built-in date formats is read as a date.
# Happens: Format 14 gives a datetime. Formats 31 and 57, which Chinese Excel writes for 2024年3月5日, give the serial
#          number 45356: openpyxl knows the built-in formats of English Excel alone.
# Hurts:   Whoever reads tables made in Chinese, Japanese or Korean Excel: dates arrive as numbers.
# Version: openpyxl 3.1.5
# Date:    2026-11-30
# Source:  own observation; ECMA-376 part 1, 18.8.30, lists the formats 27 to 36 and 50 to 58 for zh-cn as dates
. "$(dirname "$0")/lib.sh"
install openpyxl==3.1.5
check <<'PYTHON'
import io
import re
import sys
import zipfile

import openpyxl

values = {}
for number_format in (14, 31, 57):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = 45356
    book.active["A1"].number_format = "0.00"  # built-in format 2, replaced by its number below
    book.save(file)
    made = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "xl/styles.xml":
                data = re.sub(rb'numFmtId="2"', b'numFmtId="%d"' % number_format, data)
            target.writestr(entry, data)
    values[number_format] = openpyxl.load_workbook(made).active["A1"].value
for number_format, value in values.items():
    print(number_format, repr(value))
sys.exit(0 if not isinstance(values[14], int) and values[31] == values[57] == 45356 else 3)
PYTHON
