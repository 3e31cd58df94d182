"""Finds the day, month or year that a question names in words: 2026年5月8日, 五月份, 民国114年, 8 May 2026."""

from __future__ import annotations

import calendar
import re

from corpus.numerals import numbers
from corpus.text import fold

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\\.?"
_YEAR, _DAY = "(?P<year>(?:19|20)[0-9]{2})", "(?P<day>[0-9]{1,2})"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_YEAR}[-/.](?P<month>[0-9]{{1,2}})[-/.]{_DAY}(?![0-9])",
        f"(?:{_YEAR}|民国(?P<roc>[0-9]{{1,3}}))年(?:的)?(?P<month>[0-9]{{1,2}})月(?:份)?(?:{_DAY}[日号])?",
        f"(?:{_YEAR}|民国(?P<roc>[0-9]{{1,3}}))年",
        f"(?P<month>[0-9]{{1,2}})月(?:份)?(?:{_DAY}[日号])?",
        f"{_YEAR}[-/](?P<month>[0-9]{{1,2}})(?![0-9])",
        rf"\b(?:the )?{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {_YEAR})?\b",
        rf"\b{_MONTH} (?:the )?{_DAY}(?:st|nd|rd|th)?(?![0-9])(?:,? {_YEAR})?\b",
        rf"\b{_MONTH}(?:,? (?:of )?{_YEAR})\b",
        rf"(?<=\bin )(?:{_MONTH})(?= |$)",
        f"(?<![0-9]){_YEAR}(?![0-9])",
    )
)


def find_day(text: str) -> tuple[str, str]:
    """The day that a text names, and the folded text without it; ("", the folded text) where it names none.

    The day is ISO 8601 (2026-05-08, 2026-05, 2026); without a year it begins with a hyphen: -05-08, -05.
    """
    folded = in_digits(fold(text))
    for form in _FORMS:
        match = form.search(folded)
        if match is not None and (day := _iso(match.groupdict())):
            return day, folded[: match.start()] + " " + folded[match.end() :]
    return "", folded


def _iso(parts: dict[str, str | None]) -> str:
    """The parts of a date as ISO 8601; "" where there is no such day."""
    roc, month, day = parts.get("roc"), parts.get("month"), parts.get("day")
    year = str(1911 + int(roc)) if roc else parts.get("year") or ""
    number = _MONTHS.get(month, 0) or (int(month) if month.isdigit() else 0) if month else None
    if (number is not None and not 1 <= number <= 12) or (day and not 1 <= int(day) <= 31):
        return ""
    return year + (f"-{number:02}" if number else "") + (f"-{int(day):02}" if day else "")


def in_digits(folded: str) -> str:
    """The text with the Chinese numerals of dates in digits: 二〇二六年五月八日 → 2026年5月8日."""
    parts, start = [], 0
    for number in numbers(folded):
        if not number.plain and folded[number.end : number.end + 1] in ("年", "月", "日", "号"):
            parts += [folded[start : number.start], number.values[0]]
            start = number.end
    return "".join([*parts, folded[start:]])
