"""Dates as people write them in a filter: 2025-04, 2025/4/1, 2025.4.1, 2025年4月, 民國114年4月, April 2025."""

from __future__ import annotations

import calendar
import re
from datetime import date

from corpus.numerals import numeral_value
from corpus.text import fold
from qa.errors import ErrorMessage, QuestionError

ROC_OFFSET = 1911  # 民國1年 is 1912
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
} | {"sept": 9}  # fmt: skip
MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_NUMERALS = "[0-9〇零一二三四五六七八九十百]"
_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?:([-/.])(?P<month>[0-9]{1,2})(?:\2(?P<day>[0-9]{1,2}))?)?")
_CHINESE = re.compile(
    rf"(?P<roc>民国|中华民国)?(?P<year>元|{_NUMERALS}{{1,6}})年"
    rf"(?:(?P<month>{_NUMERALS}{{1,3}})月份?(?:(?P<day>{_NUMERALS}{{1,3}})[日号])?)?"
)
_ENGLISH = (
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:of)?)?(?P<month>{MONTH_NAMES})\.?,?(?P<year>[0-9]{{4}})"),
    re.compile(rf"(?P<month>{MONTH_NAMES})\.?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,(?P<year>[0-9]{{4}})"),
)


def parse_date(value: str) -> str:
    """The date as ISO 8601: `2023`, `2023-09` or `2023-09-18`, as exactly as it was written.

    Raises `QuestionError` for what is not a date, and for one outside the calendar.
    """
    text = re.sub(r"\s+", "", fold(value))
    patterns = (_DIGITS, _CHINESE, *_ENGLISH)
    match = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
    if match is None:
        raise QuestionError("date_format", value=value)
    parts = match.groupdict()
    year = _number(parts["year"]) + (ROC_OFFSET if parts.get("roc") else 0)
    if match.re is _CHINESE and not parts["roc"] and year < 1000:  # 114年 alone may be of any era
        raise QuestionError("date_format", value=value)
    numbers = [year, *(_number(parts[name]) for name in ("month", "day") if parts[name])]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError as error:
        raise QuestionError("date_not_in_calendar", value=value) from error
    return "-".join([f"{year:04}", *(f"{number:02}" for number in numbers[1:])])


def parse_range(after: str | None, before: str | None) -> tuple[str | None, str | None]:
    """Both ends of a range as ISO 8601, None where an end is missing or empty.

    Raises `QuestionError`, which names the field, for an end that is not a date, and where `after` follows `before`.
    """
    first, last = _end("after", after), _end("before", before)
    if first and last and is_reversed(first, last):
        raise QuestionError("range_reversed", after=after, before=before)
    return first, last


def is_reversed(first: str, last: str) -> bool:
    """Whether a range of two ISO 8601 dates ends before it begins: 2021-05 to 2021 does not."""
    return first[: len(last)] > last


def _end(field: str, value: str | None) -> str | None:
    if not (value or "").strip():
        return None
    try:
        return parse_date(value or "")
    except QuestionError as error:
        raise QuestionError("field_wrong", field=ErrorMessage(f"field_{field}"), reason=error.message) from error


def _number(text: str) -> int:
    if text in MONTHS:
        return MONTHS[text]
    if text.isascii():
        return int(text)
    if text == "元":
        return 1
    return int(numeral_value(text) or 0)
