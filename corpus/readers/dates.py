"""The dates in the metadata of formats, as ISO 8601. Nothing is guessed: a date without its year is none.

Datelines in running text (`9月18日讯`) are read by `corpus/dateline.py`.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from email.utils import parsedate_to_datetime

from corpus.numerals import HAN_DIGITS
from corpus.text import is_traditional

_NUMBERS = re.compile(
    r"(?P<year>(?:1[5-9]|20|21)\d\d)"
    r"(?: \s*[-/.年]\s* (?P<month>\d{1,2}) (?: \s*[-/.月]\s* (?P<day>\d{1,2}) (?!\d) )? )?"
    r"(?: \s*[年月日号]? (?: [T\s,(].* | 星期.* | 周.* )? )?",
    re.VERBOSE | re.DOTALL,
)
_COMPACT = re.compile(r"(?P<year>(?:19|20|21)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:\d{4}(?:\d\d)?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ENGLISH = (
    re.compile(rf"(?:[a-z]+,\s*)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b.*", re.DOTALL),
    re.compile(rf"(?:[a-z]+,\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})\b.*", re.DOTALL),
)
_HAN_DATE = re.compile(
    rf"([〇零○{HAN_DIGITS}]{{4}})年(?:([{HAN_DIGITS}十]{{1,2}})月(?:([{HAN_DIGITS}十]{{1,3}})[日号])?)?.*"
)
# Dates of the Republic of China, counted from 1912: 民國112年9月18日, 一一二年九月十八日.
_REPUBLIC_BEGINS = 1911  # its year 0
_FIRST_OF_LAST_CENTURY = 70  # a year of two digits from here on
_HAN_MONTH_DAY = rf"[{HAN_DIGITS}十]{{1,2}}\s?月\s?[{HAN_DIGITS}十]{{1,3}}\s?[日号號]"
_MONTH_DAY = r"\d{1,2}\s?月\s?\d{1,2}(?:\s?[日号號]|(?![\d月]))"
_REPUBLIC_YEAR = rf"(?:中?華?民[國国])\s*(?:\d{{1,3}}|[〇零○{HAN_DIGITS}十百]{{1,6}})"
_THREE_DIGITS = rf"(?:1\d\d|一[〇零○{HAN_DIGITS}]{{2}})"
_REPUBLIC = re.compile(
    rf"(?:(?:中?華?民[國国])\s*(?P<year>\d{{1,3}}|[〇零○{HAN_DIGITS}十百]{{1,6}})|(?P<bare>{_THREE_DIGITS}))\s*年"
    rf"(?:\s*(?P<month>\d{{1,2}}|[{HAN_DIGITS}十]{{1,2}})\s*月(?:\s*(?P<day>\d{{1,2}}|[{HAN_DIGITS}十]{{1,3}})\s*[日号號])?)?"
    r"(?:[\s(,].*|[星周週禮].*)?",
    re.DOTALL,
)
_REPUBLIC_MARKS = re.compile(r"(1[0-3]\d)\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?:[T\s,(].*)?", re.DOTALL)  # 114/04/16
_REPUBLIC_COMPACT = re.compile(r"(1[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")  # 1140416
# Dates within a line, as they are printed under a headline, and short years: 24-03-05, 24年3月5日.
_PRINTED = re.compile(
    rf"""(?<![\d.]) (?:
        (?:19|20)\d\d \s? (?: 年\s?{_MONTH_DAY} | (?P<mark>[-/.])\d{{1,2}}(?P=mark)\d{{1,2}}(?:日|(?!\d)) )
      | (?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) (?!\d)
      | [二一][〇零○{HAN_DIGITS}]{{3}}年{_HAN_MONTH_DAY}
      | (?:{_REPUBLIC_YEAR}|{_THREE_DIGITS}) \s?年\s? (?:{_MONTH_DAY}|{_HAN_MONTH_DAY})
      | 1[0-3]\d(?P<roc_mark>[-/.])(?:0?[1-9]|1[0-2])(?P=roc_mark)(?:0?[1-9]|[12]\d|3[01]) (?![\d.:])
      | (?P<short>\d\d(?: (?P<sep>[-/.])\d{{1,2}}(?P=sep)\d{{1,2}} (?![\d.:]) | 年{_MONTH_DAY}))
      | {_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d (?!\d)
      | \d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH.replace("<month>", "<other_month>")},?\s+(?:19|20)\d\d (?!\d)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_VALUES = {digit: value for value, digit in enumerate(HAN_DIGITS, 1)} | dict.fromkeys("〇零○", 0)


def iso(value: object) -> str | None:
    """A date as `2023-09-18`, `2023-09` or `2023`; None if the value is not certainly a date.

    The time of day is left out, and the day stays as written, whatever the time zone.
    """
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = unicodedata.normalize("NFKC", str(value)[:80]).strip()
    if match := _REPUBLIC.fullmatch(text):
        return _of_republic(match)
    if match := _REPUBLIC_MARKS.fullmatch(text):
        return _iso_if_valid(str(int(match[1]) + _REPUBLIC_BEGINS), match[3], match[4])
    if match := _REPUBLIC_COMPACT.fullmatch(text):
        return _iso_if_valid(str(int(match[1]) + _REPUBLIC_BEGINS), match[2], match[3])
    if match := _HAN_DATE.fullmatch(text):
        year = "".join(str(_VALUES[char]) for char in match[1])
        return _iso_if_valid(year, _han_number(match[2]), _han_number(match[3]))
    if match := _COMPACT.fullmatch(text) or _NUMBERS.fullmatch(text):
        return _iso_if_valid(match["year"], match["month"], match["day"])
    for pattern in _ENGLISH:
        if match := pattern.fullmatch(text.lower()):
            return _iso_if_valid(match["year"], str(_MONTHS.index(match["month"]) + 1), match["day"])
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def printed(line: str) -> list[tuple[int, int, str]]:
    """The full dates in a line of metadata, in order: their (start, end) in the line, in code points, and ISO form.

    Only for lines that say when a page appeared: 24-03-05 is read as the year, month and day of this century, 98-03-05
    as of the last one, and in traditional characters both as years of the Republic.
    """
    found: list[tuple[int, int, str]] = []
    for match in _PRINTED.finditer(_plain_digits(line)):
        text = match[0]
        if match["short"]:
            text = _with_century(text, line)
        if (date := iso(text)) and len(date) == 10:
            found.append((match.start(), match.end(), date))
    return found


def _with_century(text: str, line: str) -> str:
    """A date whose year has two digits, with the four of the common era."""
    year = int(text[:2])
    if is_traditional(line):
        return f"{year + _REPUBLIC_BEGINS}{text[2:]}"
    return f"{20 if year < _FIRST_OF_LAST_CENTURY else 19}{text}"


def _plain_digits(line: str) -> str:
    """Full-width digits and marks as ASCII, each for one, so that offsets stay."""
    return "".join(chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char for char in line)


def _of_republic(match: re.Match[str]) -> str | None:
    year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
    year = year or (_number(match["bare"]) if month else None)
    return _iso_if_valid(str(int(year) + _REPUBLIC_BEGINS), month, day) if year else None


def _number(numeral: str | None) -> str | None:
    """Arabic digits of a number below 200, also written digit by digit: 112, 一一二, 一百一十二."""
    if not numeral or numeral.isascii():
        return numeral or None
    if "百" in numeral:
        return str(100 + int(_han_number(numeral.partition("百")[2].lstrip("零〇○")) or 0))
    return _han_number(numeral) if "十" in numeral else "".join(str(_VALUES[char]) for char in numeral)


def _han_number(numeral: str | None) -> str | None:
    if numeral is None or "十" not in numeral:
        return str(_VALUES.get(numeral, 0)) if numeral else None
    tens, _, ones = numeral.partition("十")
    return str(10 * _VALUES.get(tens, 1) + _VALUES.get(ones, 0))


def _iso_if_valid(year: str, month: str | None, day: str | None) -> str | None:
    try:
        full = datetime.date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    return full if day else full[:7] if month else full[:4]
