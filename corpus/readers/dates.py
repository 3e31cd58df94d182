"""Dates as formats write them, as ISO 8601. Never guesses: a date without its year is no date.

Knows nothing of datelines in running text (`9月18日讯`): `corpus/dateline.py` does.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from email.utils import parsedate_to_datetime

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
    r"([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?)?.*"
)
_DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


def iso(value: object) -> str | None:
    """The date that a format gives, as `2023-09-18`, `2023-09` or `2023`; None where it is none that is certain.

    Times of day are left out, and the day stands as printed whatever the time zone.
    """
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = unicodedata.normalize("NFKC", str(value)[:80]).strip()
    if match := _HAN_DATE.fullmatch(text):
        year = "".join(str(_DIGITS[char]) for char in match[1])
        return _checked(year, _han_number(match[2]), _han_number(match[3]))
    if match := _COMPACT.fullmatch(text) or _NUMBERS.fullmatch(text):
        return _checked(match["year"], match["month"], match["day"])
    for pattern in _ENGLISH:
        if match := pattern.fullmatch(text.lower()):
            return _checked(match["year"], str(_MONTHS.index(match["month"]) + 1), match["day"])
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _han_number(numeral: str | None) -> str | None:
    if numeral is None or "十" not in numeral:
        return str(_DIGITS.get(numeral, 0)) if numeral else None
    tens, _, ones = numeral.partition("十")
    return str(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    try:
        found = datetime.date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    return found[:10] if day else found[:7] if month else found[:4]
