"""The automatic numbers of Word's paragraphs (第一条, （一）, 1.1), which are not in the text but in `numbering.xml`.

A level of a list says how its numbers are written (ECMA-376, part 1, 17.9). Bullets say nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.numerals import HAN_DIGITS

_LEVELS = 9
_MAX_STYLES = 20  # in a chain of base styles
_TIGHT = "、，。．）)】〕》」』"  # after which no space separates the number from the text
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = dict(zip("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟", strict=True))
_LEGAL_TRADITIONAL = dict(zip("零一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟", strict=True))


def _chinese(number: int) -> str:
    """A number below 10,000 in Chinese: 十, 二十一, 一百零五."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += "零" * (gap and bool(text)) + HAN_DIGITS[digit - 1] + name
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


def _digits(number: int) -> str:
    return "".join(("〇" + HAN_DIGITS)[int(digit)] for digit in str(number))


def _legal(names: dict[str, str]) -> Callable[[int], str]:
    return lambda number: "".join(
        names[char] for char in ("一" * (10 <= number < 20) + _chinese(number)) if char in names
    )


def _letters(number: int) -> str:
    """a … z, then aa … zz, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 26 * 5 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, name in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        text += name * (number // value)
        number %= value
    return text


def _from(first: str, count: int) -> Callable[[int], str]:
    """Characters that follow each other in Unicode; above the last one plain digits."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else str(number)


def _cycle(names: str) -> Callable[[int], str]:
    return lambda number: names[(number - 1) % len(names)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand", "japaneseDigitalTenThousand"), _chinese,
    ),
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _legal(_LEGAL),
    "ideographLegalTraditional": _legal(_LEGAL_TRADITIONAL),
    "japaneseLegal": _legal(_LEGAL_TRADITIONAL),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
}  # fmt: skip


def written(number_format: str, number: int) -> str:
    """A number in a format of Word's (ECMA-376, part 1, 17.18.59); in plain digits if the format is not known."""
    return _FORMATS.get(number_format, str)(number)


def spaced(number: str) -> str:
    """A number with the space that separates it from the text; none after （一） and 1、."""
    return number if not number.strip() or number.endswith(tuple(_TIGHT)) else f"{number} "


@dataclass(frozen=True, slots=True)
class _Level:
    """How the numbers of a level are written. `pattern` names the levels, counted from 1: `第%1条`, `%1.%2`."""

    pattern: str
    number_format: str
    start: int
    style: str
    decimal_only: bool
    tight: bool


@dataclass(slots=True)
class _List:
    """A list of the document, as several paragraphs share it: its levels, and the last number of each."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The numbers of a document's paragraphs, which must be asked for in their order."""

    def __init__(self, roots: Iterator[Any], styles: Any) -> None:
        """Take the roots of the numbering parts, and the root of the styles part."""
        self._lists: dict[str, _List] = {}  # by id of the number instance
        self._restarts: dict[str, dict[int, int]] = {}
        self._places: dict[str, tuple[str, str]] = {}  # by style
        self._styles = {_value(style, "styleId", own=True): style for style in _children(styles, "style")}
        for root in roots:
            shared = {
                _value(item, "abstractNumId", own=True): _List(_levels(item)) for item in _children(root, "abstractNum")
            }
            for number in _children(root, "num"):
                number_id = _value(number, "numId", own=True)
                known = shared.get(_value(number, "abstractNumId"), _List({}))
                own = {
                    level: value
                    for override in _children(number, "lvlOverride")
                    for level, value in _levels(override).items()
                }
                self._lists[number_id] = _List({**known.levels, **own}) if own else known
                self._restarts[number_id] = {
                    _integer(_value(override, "ilvl", own=True), 0): _integer(start, 1)
                    for override in _children(number, "lvlOverride")
                    if (start := _value(override, "startOverride"))
                }

    def next(self, paragraph: Any) -> str:
        """The number that is printed before the next paragraph, with the space behind it; empty if it has none."""
        if not self._lists:
            return ""
        number_id, level_index = self._place(paragraph)
        items = self._lists.get(number_id)
        level = items.levels.get(level_index) if items is not None else None
        if items is None or level is None:
            return ""
        restarts = self._restarts[number_id]
        if level_index in restarts:
            items.counts[level_index] = restarts.pop(level_index) - 1
        items.counts[level_index] = items.counts.get(level_index, level.start - 1) + 1
        for deeper in range(level_index + 1, _LEVELS):
            items.counts.pop(deeper, None)
        return self._written(items, level)

    def _written(self, items: _List, level: _Level) -> str:
        if level.number_format in ("bullet", "none") and "%" not in level.pattern.replace("%%", ""):
            return ""
        text = level.pattern
        for index in range(_LEVELS):
            if (mark := f"%{index + 1}") in text:
                named = items.levels.get(index, level)
                number = items.counts.setdefault(index, named.start)
                number_format = "decimal" if level.decimal_only else named.number_format
                text = text.replace(mark, "" if number_format == "none" else written(number_format, number))
        return text if level.tight else spaced(text)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The number instance and the level of a paragraph: its own, else those of its style."""
        properties = next(_children(paragraph, "pPr"), None)
        style_id = _value(properties, "pStyle")
        number_id, level = _numbered(properties) if properties is not None else ("", "")
        style_number, style_level = self._place_of_style(style_id)
        if not number_id:
            number_id, level = style_number, level or style_level
        if not level and number_id in self._lists:
            levels = self._lists[number_id].levels.items()
            level = next((str(index) for index, known in levels if style_id and known.style == style_id), "0")
        return number_id, _integer(level, 0)

    def _place_of_style(self, style_id: str) -> tuple[str, str]:
        """The number instance and the level of a style, which may come from a style that it is based on."""
        if style_id not in self._places:
            place, base = ("", ""), style_id
            for _ in range(_MAX_STYLES):
                if place[0] or (style := self._styles.get(base)) is None:
                    break
                properties = next(_children(style, "pPr"), None)
                place = _numbered(properties) if properties is not None else place
                base = _value(style, "basedOn")
            self._places[style_id] = place
        return self._places[style_id]


def _numbered(properties: Any) -> tuple[str, str]:
    element = next(_children(properties, "numPr"), None)
    return (_value(element, "numId"), _value(element, "ilvl")) if element is not None else ("", "")


def _levels(parent: Any) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in _children(parent, "lvl"):
        legal = next(_children(element, "isLgl"), None)
        levels[_integer(_value(element, "ilvl", own=True), 0)] = _Level(
            _value(element, "lvlText"),
            _value(element, "numFmt") or "decimal",
            _integer(_value(element, "start"), 0),
            _value(element, "pStyle"),
            legal is not None and _value(legal, "val", own=True) not in ("0", "false"),
            _value(element, "suff") == "nothing",
        )
    return levels


def _children(parent: Any, name: str) -> Iterator[Any]:
    return (child for child in (parent if parent is not None else ()) if _local(child.tag) == name)


def _value(element: Any, name: str, own: bool = False) -> str:
    """The `val` of the child of this name; with `own` the attribute of this name of the element itself."""
    if not own:
        element, name = next(_children(element, name), None), "val"
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if _local(key) == name), "")


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _integer(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default
