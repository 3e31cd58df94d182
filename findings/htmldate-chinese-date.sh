#!/usr/bin/env bash
# Guess:   htmldate reads a date printed as 2023年9月19日, the usual form on Chinese pages.
# Happens: It returns 2023-01-01. With a weekday after the date (2023年9月19日 星期二) or in ASCII (2023-9-19) the day is
#          right.
# Hurts:   Archives and search engines that date Chinese pages with htmldate or trafilatura. The result is a valid date, so
#          nothing shows that month and day are invented.
# Version: htmldate 1.11.0
# Date:    2026-11-30
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install htmldate==1.11.0
check <<'PYTHON'
import sys

from htmldate import find_date

found = {}
for date in ("2023年9月19日", "2023年9月19日 星期二", "2023-9-19"):
    found[date] = find_date(f"<html><body><p class='date'>{date}</p><p>大桥建成通车。</p></body></html>")
    print(date, "->", found[date])
sys.exit(0 if list(found.values()) == ["2023-01-01", "2023-09-19", "2023-09-19"] else 3)
PYTHON
