"""Full dates as newspapers print them, as ISO 8601: 2023年9月18日, 2023-9-18, 二〇二三年九月十八日, 民國112年9月18日.

Years of the Republic of China count from 1912: 民國112年 and 一一二年 are 2023. A date without its year is none.
"""

from __future__ import annotations

import re

from corpus.numerals import HAN_DIGITS
from corpus.text import YEAR, fold

_DIGIT = f"[〇零○{HAN_DIGITS}]"
_YEAR = (
    rf"(?:(?<!\d)(?P<year>{YEAR})|民国\s*(?P<roc>1?\d\d|{_DIGIT}{{2,3}})"
    rf"|(?P<han>[一二]{_DIGIT}{{3}}|一[〇零○一二三]{_DIGIT}))"
)
_MONTH = f"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[{HAN_DIGITS}])"
_DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9]|[二三]?十[{HAN_DIGITS}]?|廿[{HAN_DIGITS}]?|[{HAN_DIGITS}])"
# For folded text.
FULL_DATE = re.compile(
    rf"{_YEAR}(?:\s*年\s*|(?<=\d)[-/.]){_MONTH}(?:\s*月\s*|(?<=\d)[-/.]){_DAY}(?:\s*[日号]|(?<=\d)(?!\d))"
)
# In a line that says when an article was printed: also 112年9月18日, 20230918 and 23-09-18.
LINE_DATE = re.compile(
    rf"{FULL_DATE.pattern}|(?<!\d)(?P<bare_roc>1[0-4]\d)年(?P<month2>1[0-2]|0?[1-9])月(?P<day2>3[01]|[12]\d|0?[1-9])日"
    r"|(?<!\d)(?P<year3>(?:19|20)?\d\d)(?P<mark>-?)(?P<month3>1[0-2]|0[1-9])(?P=mark)(?P<day3>3[01]|[12]\d|0[1-9])(?!\d)"
)
_FILE_DATE = re.compile(
    rf"(?<!\d)(?P<year>{YEAR})(?P<mark>[-_.]?)(?P<month>1[0-2]|0[1-9])(?P=mark)(?P<day>3[01]|[12]\d|0[1-9])(?!\d)"
    rf"|(?<!\d)(?P<year2>{YEAR})年(?P<month2>1[0-2]|0?[1-9])月(?P<day2>3[01]|[12]\d|0?[1-9])日"
)
_OF_A_CAMERA = re.compile(r"img|dsc|vid|pxl|mvimg|scan|screen|扫描|截图|截屏|微信|mmexport|photo", re.IGNORECASE)
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST_YEAR = 1911  # of the Republic, less one
_VALUES = {digit: value for value, digit in enumerate(HAN_DIGITS, 1)} | dict.fromkeys("〇零○", 0)


def find_dates(text: str) -> list[str]:
    """Every date that is printed with its year, in the order of the text: `2023年9月18日` gives `2023-09-18`."""
    return [date for match in FULL_DATE.finditer(fold(text)) if (date := iso(match))]


def iso(match: re.Match[str]) -> str | None:
    """The date that `FULL_DATE` or `LINE_DATE` found, in ISO 8601; None for a day that its month does not have."""
    parts = {name: value for name, value in match.groupdict().items() if value}
    month, day = (
        _number(next(value for name, value in parts.items() if name.startswith(part))) for part in ("month", "day")
    )
    if not is_day(month, day):
        return None
    if "roc" in parts or "bare_roc" in parts:
        year = _FIRST_YEAR + _number(parts.get("roc") or parts["bare_roc"])
    else:
        year = _number(parts.get("year") or parts.get("han") or parts["year3"])
        year += _FIRST_YEAR if "han" in parts and year < 1000 else 2000 if year < 1000 else 0
    return f"{year:04}-{month:02}-{day:02}"


def find_file_date(path: str) -> str | None:
    """The date in a file's name, as in `A05_20260508.txt`; None for names that cameras and scanners give."""
    name = path.rpartition("/")[2].rpartition(".")[0]
    match = _FILE_DATE.search(name)
    if match is None or _OF_A_CAMERA.search(name):
        return None
    year, month, day = (int(match[part] or match[f"{part}2"]) for part in ("year", "month", "day"))
    return f"{year:04}-{month:02}-{day:02}" if is_day(month, day) else None


def is_day(month: int, day: int) -> bool:
    """Whether a month, 1 to 12, can have this day."""
    return day <= _DAYS_OF_MONTH[month - 1]


def _number(numeral: str) -> int:
    if numeral.isascii():
        return int(numeral)
    numeral = numeral.replace("廿", "二十")
    if "十" not in numeral:
        return int("".join(str(_VALUES[char]) for char in numeral))
    tens, _, ones = numeral.partition("十")
    return 10 * _VALUES.get(tens, 1) + _VALUES.get(ones, 0)
