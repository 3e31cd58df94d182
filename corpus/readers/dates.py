"""The dates in the metadata of formats, as ISO 8601. Nothing is guessed: a date without its year is none.

Datelines in running text (`9月18日讯`) are read by `corpus/dateline.py`.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from email.utils import parsedate_to_datetime

from corpus.text import HAN_DIGITS

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
