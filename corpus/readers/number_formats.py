"""What a cell of a workbook shows: its value as its number format prints it (ECMA-376 part 1, 18.8.30 and 18.8.31).

Knows the formats of figures, shares, sums of money and dates, with conditions of sign; fractions and exponents are
shown as the value. A day's own names (星期三, Wednesday) are in the language of the format.
"""

# ruff: noqa: E501
from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

_GENERAL = "General"
# Chinese Excel's own formats, which openpyxl does not know (it takes their dates for numbers).
EAST_ASIAN: dict[int, str] = {
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_LOCAL = frozenset({"mm-dd-yy", "m/d/yy h:mm", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-F400]h:mm:ss\\ AM/PM"})
_SYMBOL = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
_BRACKET = re.compile(r"\[(?![hms]+\])[^\]]*\]", re.I)
_SPACING = re.compile(r"[_*].")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)', re.S)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?,*|\.[#0?]+,*")
_DATE_PART = re.compile(r"yyyy|yy|e|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s|AM/PM|A/P|上午/下午", re.I)
_DATE_CHAR = re.compile(r"[ymdhs]|aaa|上午/下午", re.I)
_MIDNIGHT = re.compile(r"(?<=\d)[ T]0?0:00(?::00)?$")
_HAN_DAYS = "一二三四五六日"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def shown(value: object, number_format: str | None) -> str:
    """The text that a cell shows. `value` is a number, a date, a time or anything else, which is shown as it is.

    A date in a format that depends on the reader's country is shown in ISO 8601.
    """
    chosen = number_format or _GENERAL
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date | datetime.time):
        text = _iso(value) if chosen in _LOCAL or not is_date_format(chosen) else _date(value, chosen)
        return _MIDNIGHT.sub("", text)  # most programs write a day with an hour that nobody meant
    if isinstance(value, int | float):
        return _number(value, chosen)
    return "" if value is None else str(value)


def is_date_format(number_format: str) -> bool:
    """Whether a format shows dates or times."""
    bare = _BRACKET.sub("", _LITERAL.sub("", _SPACING.sub("", number_format.partition(";")[0])))
    return number_format != _GENERAL and bool(_DATE_CHAR.search(bare))


def shows_whole_day(number_format: str) -> bool:
    """Whether a format of dates shows year, month and day."""
    bare = _BRACKET.sub("", _LITERAL.sub("", number_format)).lower()
    return number_format in _LOCAL or (bool(re.search("y|e", bare)) and "m" in bare and "d" in bare)


def _iso(value: datetime.date | datetime.time) -> str:
    return value.isoformat()


def _plain(value: int | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(value: int | float, number_format: str) -> str:
    sections = number_format.split(";")
    section, negative = _section(sections, value)
    if _GENERAL.lower() in section.lower() or section.strip() in ("", "@") or re.search("[eE][+-]", section):
        return _plain(value)
    if is_date_format(section) or "/" in _LITERAL.sub("", section):
        return _plain(value)
    bare = _SPACING.sub("", _SYMBOL.sub(r'"\1"', section))
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] if match[1] is not None else match[2])
        return chr(0xE000 + len(literals) - 1)

    bare = _BRACKET.sub("", _LITERAL.sub(keep, bare))
    pattern = _DIGITS.search(bare)
    if pattern is None:
        text = bare
    else:
        after = bare[pattern.end() :]
        figure = _figure(abs(value), pattern[0], bare.count("%"))
        text = bare[: pattern.start()] + figure + _DIGITS.sub("", after)
    text = re.sub("[\ue000-\uefff]", lambda match: literals[ord(match[0]) - 0xE000], text)
    return ("-" if negative else "") + text.strip()


def _section(sections: list[str], value: int | float) -> tuple[str, bool]:
    """The part of a format that is for a value of this sign, and whether a minus must be written."""
    if value < 0 and len(sections) > 1:
        return sections[1], False
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], value < 0


def _figure(value: float, pattern: str, percents: int) -> str:
    """A number that is not negative in a pattern such as `#,##0.00`, rounded half up as Excel does."""
    thousands = len(pattern) - len(pattern.rstrip(","))  # commas at the end divide by a thousand each
    whole, _, decimals = pattern.rstrip(",").partition(".")
    number = Decimal(repr(value)) * Decimal(100) ** percents / Decimal(1000) ** thousands
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    digits, _, fraction = f"{rounded:f}".partition(".")
    optional = len(decimals) - len(decimals.rstrip("#"))
    shown_fraction = fraction[: len(fraction) - optional] + fraction[len(fraction) - optional :].rstrip("0")
    digits = digits.zfill(whole.replace(",", "").count("0")) if "0" in whole else digits.lstrip("0")
    if "," in whole:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
    return digits + ("." + shown_fraction if shown_fraction or decimals.count("0") else "")


def _date(value: datetime.date | datetime.time, number_format: str) -> str:
    """A date or time in a format such as `yyyy"年"m"月"d"日"`. `m` next to hours or seconds is minutes."""
    section = _SPACING.sub("", _BRACKET.sub("", _SYMBOL.sub(r'"\1"', number_format.partition(";")[0])))
    half_day = bool(re.search("AM/PM|A/P|上午/下午", section, re.I))
    parts: list[tuple[str, bool]] = []  # the text, and whether it stands for a part of the date
    position = 0
    while position < len(section):
        literal, part = _LITERAL.match(section, position), _DATE_PART.match(section, position)
        if literal:
            parts.append((literal[1] if literal[1] is not None else literal[2], False))
        elif part:
            parts.append((part[0] if "午" in part[0] else part[0].lower(), True))
        else:
            parts.append((section[position], False))
        position = (literal or part).end() if literal or part else position + 1  # type: ignore[union-attr]
    codes = [text for text, is_part in parts if is_part]
    made, number = [], 0
    for text, is_part in parts:
        if not is_part:
            made.append(text)
            continue
        before = codes[number - 1] if number else ""
        after = codes[number + 1] if number + 1 < len(codes) else ""
        minutes = text in ("m", "mm") and (before[:1] == "h" or after[:1] == "s")
        made.append(_part(value, "minute" + text if minutes else text, half_day))
        number += 1
    return "".join(made).strip()


def _part(value: datetime.date | datetime.time, code: str, half_day: bool) -> str:
    day = value if isinstance(value, datetime.date) else datetime.date(1900, 1, 1)
    hour, minute, second = (getattr(value, name, 0) for name in ("hour", "minute", "second"))
    if half_day and code in ("h", "hh"):
        hour = (hour - 1) % 12 + 1
    is_late = getattr(value, "hour", 0) >= 12
    table = {
        "yyyy": f"{day.year:04}", "e": str(day.year), "yy": f"{day.year % 100:02}", "m": str(day.month), "mm": f"{day.month:02}",
        "mmm": _MONTHS[day.month - 1][:3], "mmmm": _MONTHS[day.month - 1], "mmmmm": _MONTHS[day.month - 1][0],
        "d": str(day.day), "dd": f"{day.day:02}", "ddd": _DAYS[day.weekday()][:3], "dddd": _DAYS[day.weekday()],
        "aaa": _HAN_DAYS[day.weekday()], "aaaa": f"星期{_HAN_DAYS[day.weekday()]}", "h": str(hour), "hh": f"{hour:02}",
        "minutem": str(minute), "minutemm": f"{minute:02}", "s": str(second), "ss": f"{second:02}",
        "am/pm": "PM" if is_late else "AM", "a/p": "P" if is_late else "A", "上午/下午": "下午" if is_late else "上午",
    }  # fmt: skip
    return table[code]
