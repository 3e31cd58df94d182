"""Resolves relative dates against a given day: `去年9月` becomes `2025年9月`, `last year` becomes `2025`.

今天 and "today" mean an age as often as a day (今天的华东师范大学), so they are resolved only if a time of day follows.
Titles (《昨天》) and whole weeks are never resolved: no article says which days its week had.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from corpus.text import fold

_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2, "後年": 2}
_MONTHS = {"上上": -2, "上": -1, "这": 0, "這": 0, "本": 0, "下": 1}
_DAYS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨": -1, "今天": 0, "今日": 0, "今": 0, "明天": 1, "明日": 1,
    "明": 1, "后天": 2, "後天": 2,
}  # fmt: skip
_WEEKS = {"上": -1, "这": 0, "這": 0, "本": 0, "下": 1}
_WEEKDAYS = "一二三四五六日"
_TIME_OF_DAY = "(?:上午|下午|早上|晚上|中午|凌晨|清晨|傍晚|夜里|夜間|夜间|早晨)"

# The characters around a word can make it part of another one: 如今年轻人, 以前年度, 过去年代, 舒明天皇.
_CHINESE = re.compile(
    rf"""(?P<title>《[^》]*》|「[^」]*」|“[^”]*”)
       | (?<![如以从從过過逝失目生空])(?P<year>大?前年|去年|今年|明年|[后後]年)(?![轻輕代度级級龄齡份华華纪紀])
       | (?P<month>上上|[上这這本下])(?:[个個]月|(?<=[上本下])月)(?![球亮光台饼餅])
       | (?<![舒光文说說证證])(?P<day>大?前天|昨[天日]|明[天日]|[后後]天)(?![皇性子月])
       | (?P<now>今[天日])(?={_TIME_OF_DAY})
       | (?P<part>[昨今明])(?P<time>[晚早晨夜])(?![年期])
       | (?P<week>[上这這本下])[个個]?(?:周|週|星期|礼拜|禮拜)(?P<weekday>[{_WEEKDAYS}天])""",
    re.VERBOSE,
)
_ENGLISH = re.compile(
    r"\b(?:(?P<year>last|this|next) year(?!'s eve)|(?P<month>last|this|next) month|(?P<day>yesterday|tomorrow))\b",
    re.IGNORECASE,
)
_LINKED = re.compile(r"(?:^|\b(?:in|of|on|from|since|until|till|by|the|for|during|and|or|[A-Z]\w+)\s)$")
_STEPS = {"last": -1, "this": 0, "next": 1, "yesterday": -1, "tomorrow": 1}
# A year that an article or a question names, in digits.
YEAR = re.compile("(?<![0-9])(?:1[0-9]|20)[0-9]{2}(?![0-9])")
_ISO = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def resolve_relative_dates(question: str, today: date) -> str:
    """The question with its relative dates written out as of `today`."""
    return _ENGLISH.sub(
        lambda match: _english(match, today), _CHINESE.sub(lambda match: _chinese(match, today), question)
    )


def relative_dates(question: str) -> list[str]:
    """The words that `resolve_relative_dates` would replace, folded: Chinese ones first, each in text order."""
    chinese = (match.group() for match in _CHINESE.finditer(question) if not match["title"])
    return [fold(word) for word in (*chinese, *(match.group() for match in _ENGLISH.finditer(question)))]


def format_for_search(value: str | None) -> str:
    """An ISO 8601 date as texts write it (2023年9月18日 September) for the word search; "" for anything else."""
    match = _ISO.fullmatch(value or "")
    if not match:
        return ""
    year, month, day = match.groups()
    name = calendar.month_name[int(month)] if month and 1 <= int(month) <= 12 else ""
    return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "") + (name and f" {name}")


def _chinese(match: re.Match[str], today: date) -> str:
    parts = match.groupdict()
    if parts["year"]:
        return f"{today.year + _YEARS[parts['year']]}年"
    if parts["month"]:
        year, month = _months_on(today, _MONTHS[parts["month"]])
        return f"{year}年{month}月"
    if parts["part"]:
        return _day(today + timedelta(_DAYS[parts["part"]])) + parts["time"]
    if parts["week"]:
        monday = today - timedelta(today.weekday())
        number = _WEEKDAYS.index(parts["weekday"].replace("天", "日"))
        return _day(monday + timedelta(7 * _WEEKS[parts["week"]] + number))
    word = parts["day"] or parts["now"]
    return _day(today + timedelta(_DAYS[word])) if word else match.group()


def _english(match: re.Match[str], today: date) -> str:
    parts = {name: word.lower() for name, word in match.groupdict().items() if word}
    linked = _LINKED.search(match.string[: match.start()])
    if "year" in parts:
        return f"{'' if linked else 'in '}{today.year + _STEPS[parts['year']]}"
    if "month" in parts:
        year, month = _months_on(today, _STEPS[parts["month"]])
        return f"{'' if linked else 'in '}{calendar.month_name[month]} {year}"
    day = today + timedelta(_STEPS[parts["day"]])
    return f"{'' if linked else 'on '}{day.day} {calendar.month_name[day.month]} {day.year}"


def _months_on(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
