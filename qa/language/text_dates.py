"""The times that a text names, as dates: written out, in words that count from the day it was published, or both.

去年 in an article of 2025 is 2024, 17日 the 17th of the month of the article, 次年 the year after the one named before.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from corpus.text import fold
from qa.language.date_input import MONTH_NAMES, MONTHS, ROC_OFFSET
from qa.language.day_phrases import in_digits

_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_MONTHS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1}
_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_AFTER_NAMED = {"同年": 0, "当年": 0, "次年": 1, "翌年": 1, "第二年": 1}
_NEXT_DAYS = {"同日": 0, "当日": 0, "当天": 0, "次日": 1, "翌日": 1, "第二天": 1}
_STEPS = {"last": -1, "this": 0, "next": 1, "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}


_DAY = "[12][0-9]|3[01]|0?[1-9]"  # 5月95号汽油 names no day


def _month_day(prefix: str = "") -> str:
    return f"(?:(?P<{prefix}month>[0-9]{{1,2}})月(?:份)?(?:(?P<{prefix}day>{_DAY})[日号])?)"


_CHINESE = re.compile(
    rf"""(?:(?P<year>(?:1[0-9]|20)[0-9]{{2}})|(?:民国)(?P<roc>[0-9]{{1,3}}))年(?!代|级|龄)(?:的|度)?
         {_month_day()}?
       | (?P<iso>(?:19|20)[0-9]{{2}})[-/.](?P<iso_month>[0-9]{{1,2}})[-/.](?P<iso_day>[0-9]{{1,2}})(?![0-9])
       | (?<![如以过逝失目生空])(?P<relative>大?前年|去年|上年|今年|本年|明年|后年)(?![轻代度级龄份华纪])
         (?:的)?{_month_day("relative_")}?
       | (?P<after>同年|当年|次年|翌年|第二年){_month_day("after_")}?
       | (?P<other_month>上上|[上下这本当])个?月(?![球亮光台饼])(?:(?P<other_day>{_DAY})[日号])?
       | (?<![0-9])(?P<alone_month>[0-9]{{1,2}})月(?!球|亮)(?:份)?(?:(?P<alone_day>{_DAY})[日号])?
       | (?<![舒光文说证聪])(?P<word>大前|[前昨今明后])\s*(?:\(\s*[0-9]{{1,2}}\s*日?\s*\)\s*)?
         (?:[天日](?![皇性子月])|(?=[晚晨夜])(?!晚年|夜期))
       | (?P<next>同日|当日|当天|次日|翌日|第二天)
       | (?<![0-9第月./-])(?P<bare>[0-9]{{1,2}})日(?![均内游间均])
       | (?<![0-9.,a-z-])(?P<lone>(?:19|20)[0-9]{{2}})(?=[^\W\d_a-z])
         (?![年元人名米公个万亿千百辆户吨点多余篇次件平立])""",
    re.VERBOSE,
)  # fmt: skip
_NAME = f"(?P<name>{MONTH_NAMES})\\.?"
_ENGLISH = re.compile(
    rf"""\b(?:(?P<first>[0-9]{{1,2}})(?:st|nd|rd|th)?[ ])?{_NAME}
          (?:[ ](?P<second>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9]))?
          (?:,?[ ](?P<year>(?:19|20)[0-9]{{2}}))?\b
       | \b(?P<relative>last|this|next)[ ](?P<unit>year|month)\b | \b(?P<day>yesterday|today|tonight|tomorrow)\b
       | \bon[ ](?P<weekday>{"|".join(_WEEKDAYS)})\b
       | \b(?:in|since|until|by|during|of)[ ](?P<lone>(?:19|20)[0-9]{{2}})\b(?![0-9.,]*[0-9%])""",
    re.VERBOSE,
)
# A month without a name beside it is a word as often as a date: may, march.
_MAY_BE_WORD = frozenset({"may", "march", "mar", "sun"})
_NEAR = 3  # characters between a date and a day that is of its month: 5月1日至3日
_COMPARED = re.compile("(?:比|较|超过|[高低多少大小好快]于|同期|\\bthan (?:in )?)$")
_COMPARED_AROUND = re.compile("[同与和]$"), re.compile("(?:同期|年?底|年?末|全年)?(?:相比|持平|相当|一样)")


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a text names at [start, end): a year, a month or a day; a part is None where it is not known."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def written(self) -> str:
        """The time as Chinese articles write it: 2026年2月17日."""
        parts = ((self.year, "年"), (self.month, "月"), (self.day, "日"))
        return "".join(f"{part}{mark}" for part, mark in parts if part is not None)

    def agrees(self, other: Time) -> bool | None:
        """Whether both may be one time; None where they have no part in common."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        known = [a == b for a, b in pairs if a is not None and b is not None]
        return all(known) if known else None


@lru_cache(maxsize=1024)  # the same passages are asked about again
def times_named(text: str, published: str | None) -> tuple[Time, ...]:
    """The times that a text names, in order. `published` is the ISO 8601 date from which words such as 去年 count.

    Words that count from an unknown day are left out, and so are times that something is compared with (比上年).
    """
    folded = in_digits(fold(text))
    issued = _issued(published)
    found: list[Time] = []
    for match in sorted((*_CHINESE.finditer(folded), *_ENGLISH.finditer(folded)), key=re.Match.start):
        if _is_compared(folded, *match.span()):
            continue
        time = (_chinese if match.re is _CHINESE else _english)(match, issued, found)
        if time is not None and _exists(time):
            found.append(time)
    return tuple(found)


def _is_compared(folded: str, start: int, end: int) -> bool:
    if _COMPARED.search(folded, max(0, start - 8), start):
        return True
    before, behind = _COMPARED_AROUND
    return before.search(folded, max(0, start - 1), start) is not None and behind.match(folded, end) is not None


def of_date(published: str | None) -> Time | None:
    """An ISO 8601 date as a time; None for anything else."""
    year, month, day = _issued(published)
    return Time(0, 0, year, month, day) if year is not None else None


def _issued(published: str | None) -> tuple[int | None, int | None, int | None]:
    parts = [int(part) for part in re.findall("[0-9]+", published or "")[:3]]
    year, month, day = (*parts, None, None, None)[:3]
    return (year, month, day) if year and year > 31 else (None, None, None)


def _chinese(match: re.Match[str], issued: tuple[int | None, int | None, int | None], found: list[Time]) -> Time | None:
    year, month, _ = issued
    get = match.groupdict().get
    span = match.span()
    if written := get("year") or get("roc"):
        return Time(*span, int(written) + (ROC_OFFSET if get("roc") else 0), *_numbers(get("month"), get("day")))
    if get("iso"):
        return Time(*span, int(get("iso") or 0), *_numbers(get("iso_month"), get("iso_day")))
    if lone := get("lone"):
        return Time(*span, int(lone))
    if relative := get("relative"):
        rest = _numbers(get("relative_month"), get("relative_day"))
        return Time(*span, year + _YEARS[relative], *rest) if year else Time(*span, None, *rest) if any(rest) else None
    if after := get("after"):
        before = next((time.year for time in reversed(found) if time.year), None)
        rest = _numbers(get("after_month"), get("after_day"))
        return Time(*span, before + _AFTER_NAMED[after], *rest) if before else None
    if other := get("other_month"):
        if year is None or month is None:
            return None
        return Time(*span, *_months_on(year, month, _MONTHS[other]), *_numbers(get("other_day")))
    if alone := get("alone_month"):
        return _month_alone(Time(*span, None, *_numbers(alone, get("alone_day"))), year, month, found)
    return _day(match, issued, found)


def _day(match: re.Match[str], issued: tuple[int | None, int | None, int | None], found: list[Time]) -> Time | None:
    """A day that is told by another: 昨天 by that of the article, 次日 by the one named before, 17日 by its month."""
    year, month, day = issued
    span = match.span()
    if following := match["next"]:
        before = next((time for time in reversed(found) if time.day), None)
        if before is None or not before.year or not before.month or not before.day:
            return None
        return _shifted(span, (before.year, before.month, before.day), _NEXT_DAYS[following])
    if match["bare"]:
        number = int(match["bare"])
        before = found[-1] if found and found[-1].month else None
        if before is not None and (year is None or span[0] - before.end <= _NEAR):
            return Time(*span, before.year, before.month, number)
        if year is None or month is None or day is None:
            return Time(*span, None, None, number)
        # Told on the 2nd, 30日 is of the month before.
        return Time(*span, *(_months_on(year, month, -1) if number > day + 14 else (year, month)), number)
    if year is None or month is None or day is None:
        return None
    return _shifted(span, (year, month, day), _DAYS[match["word"]])


def _month_alone(time: Time, year: int | None, month: int | None, found: list[Time]) -> Time:
    """A month without a year is of the year named before; else of the article's, if it was then or just ahead."""
    before = found[-1].year if found and found[-1].month is None else None
    if before is None and year is not None and month is not None and time.month is not None:
        before = year if time.month <= month else None
    return Time(time.start, time.end, before, time.month, time.day)


def _english(match: re.Match[str], issued: tuple[int | None, int | None, int | None], found: list[Time]) -> Time | None:
    year, month, day = issued
    span = match.span()
    if match["lone"]:
        return Time(*span, int(match["lone"]))
    if name := match["name"]:
        number = match["first"] or match["second"]
        if name in _MAY_BE_WORD and not (number or match["year"]):
            return None
        time = Time(*span, int(match["year"]) if match["year"] else None, MONTHS[name], *_numbers(number))
        return time if time.year else _month_alone(time, year, month, found)
    if match["relative"]:
        step = _STEPS[match["relative"]]
        if year is None or (match["unit"] == "month" and month is None):
            return None
        return Time(*span, year + step) if match["unit"] == "year" else Time(*span, *_months_on(year, month or 1, step))
    if year is None or month is None or day is None:
        return None
    if match["weekday"]:
        back = (date(year, month, day).weekday() - _WEEKDAYS[match["weekday"]]) % 7
        return _shifted(span, (year, month, day), -back)
    return _shifted(span, (year, month, day), _STEPS[match["day"]])


def _numbers(*parts: str | None) -> list[int | None]:
    return [int(part) if part else None for part in parts]


def _shifted(span: tuple[int, int], day: tuple[int, int, int], days: int) -> Time | None:
    try:
        moved = date(*day) + timedelta(days)
    except (ValueError, OverflowError):
        return None
    return Time(*span, moved.year, moved.month, moved.day)


def _months_on(year: int, month: int, months: int) -> tuple[int, int]:
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


def _exists(time: Time) -> bool:
    return (time.month is None or 1 <= time.month <= 12) and (time.day is None or 1 <= time.day <= 31)
