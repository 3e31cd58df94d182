"""Quantities: what a question for a number measures or counts, and which numbers in a text can answer it.

多重 and "how heavy" need kilograms, 多少钱 needs 元. In Chinese, 多长 needs the number after 长, not the one after 高
(dimensions); 几个 and 多少人 count, so no unit of measurement can answer them. All strings are folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from qa.language.tagger import NUMERALS


@dataclass(frozen=True, slots=True)
class Measure:
    """A question's words for a measure, and its units: at the end of a Chinese word, and within an English number."""

    asked: re.Pattern[str]
    han: re.Pattern[str]
    latin: re.Pattern[str]


def _measure(asked: str, han: str, latin: str) -> Measure:
    return Measure(re.compile(asked), re.compile(f"(?:{han})$"), re.compile(rf"(?:{latin})\b"))


# The first match wins.
_MEASURES = (
    _measure(
        "多少钱|多少元|花费|造价|票价|售价|价格|投资|奖金|运费|费用"
        r"|\bhow much (?:money|did|does|do|was|were|is|has)\b(?!.*\bweigh)|\bcosts?\b|\bprice\b|\bincome\b",
        "(?<!公)元|英镑|块|万|亿",
        r"yuan|dollars?|euros?|pounds?",
    ),
    _measure(
        r"多重|重量|体重|重达?多少|多少(?:克|千克|公斤|斤|吨)|\bhow heavy\b|\bweigh|\bweight\b",
        "(?:克|公斤|斤|吨|磅|两|k?g|t)重?",
        r"(?:kilo)?grams?|kg|tons?|tonnes?|pounds?",
    ),
    _measure(
        r"面积|多少(?:平方|公顷|亩)|\bhow (?:large|big)\b|\barea\b",
        "平方.+|公顷|亩|顷|k?m|㎡",
        r"square \w+|hectares?|acres?",
    ),
    _measure(
        r"时速|限速|速度|多快|\bhow fast\b|\bspeed\b",
        "公里|千米|米|里|节|次|马赫|k?m|h",
        r"(?:an|per|a) (?:hour|second|minute)|knots|\w*flops",
    ),
    _measure(
        r"多[高长宽深远厚]|多少(?:公里|千米|米|里)|[高长宽深厚]度|距离|海拔|身高|全长"
        r"|\bhow (?:long|tall|high|deep|wide|far)\b|\b(?:length|height|depth|width|distance|altitude)\b",
        "(?<!平方)(?<!平方[公千英厘])(?:米|里|尺|丈|寸|层)|[kcm]?m",
        r"(?:kilo|centi|milli)?met(?:re|er)s?|miles?|feet|foot|inch(?:es)?|k?m|cm",
    ),
    _measure(
        r"年龄|多少岁|几岁|多大年纪|\bhow old\b|\bwhat age\b",
        "岁|周岁",
        r"years? old",
    ),
    _measure(
        r"占比|比重|百分之|百分比|\bpercent|\bwhat share\b|\bproportion\b",
        "%|成|分之.+",
        r"per ?cent|percentage points?",
    ),
)


def measure_of(question: str) -> Measure | None:
    """The measure that a folded question asks for; None if it only counts."""
    return next((measure for measure in _MEASURES if measure.asked.search(question)), None)


_DIMENSION_ASKED = re.compile(
    "多([长高宽深厚重])|(长|高|宽|深|厚)度|全(长)|总(长)|身(高)|(海拔)|(重)量|体(重)|(直径)|(周长)"
)
_DIMENSION_AT_END = re.compile(
    "(?<![提增升生成延拉身])(?:(长)|(高)|(海拔)|(宽)|(深)|(厚)|(重)|(直径)|(周长))"
    "[度量]?(?:大?约|将?近|达到?|超过?|不足|仅|只有|[为是有均各])*(?:[0-9.,]+[公厘千毫英]?米?[至到~-])?$"
)
_SYNONYMS = {"海拔": "高"}
_COUNTED = re.compile(
    "[个位名种座条部本所家支首只项场届幅件款类门份颗艘架台集篇张级枚处间株棵头匹辆幢栋人]|"
    "[^的]{0,4}(?:学生|乘客|游客|人才|员工|工人|居民|人员|孩子)[?。 ]*$"
)
_MEASURED = re.compile(
    f"(?:[0-9]+(?:[,.][0-9]+)*|[{NUMERALS}]+)[{NUMERALS}多余来几]*"
    "(?:平方.|[公千厘毫英]?米|[公英]?里|千克|克|公?斤|吨|[美日欧港]?元|英镑|岁|公顷|亩|%)"
)
_TIMED = re.compile("[0-9]+(?:年|月|日|天|小?时|分钟|分(?!之)|秒|点)")
_YEAR_COUNT = f"(?:(?<![0-9])[0-9]{{1,3}}|[一二两三四五六七八九]|[{NUMERALS}]*[十百千万][{NUMERALS}]*)"
_COUNTED_YEARS = re.compile(f"{_YEAR_COUNT}(?:[多余]年|年(?:以上|之久|以?来|的?历史))")
_ANY_YEARS = re.compile(f"{_YEAR_COUNT}年")
_DURATION_AT_END = re.compile("(?:将近|长达|历时|历经|经过|度过|整整|至少|超过|不到|[^为罢末除]了)$")
_LABEL = re.compile(f"(?:[0-9]+|[{NUMERALS}]+)号|几(?![十百千万亿])|[岁秒年月日]")


def dimension_of(question: str) -> str | None:
    """The one dimension that a folded question asks for, such as 长; None if it names none, or several."""
    named = {_dimension(match) for match in _DIMENSION_ASKED.finditer(question)}
    return named.pop() if len(named) == 1 else None


def dimension_before(text: str) -> str | None:
    """The dimension whose value comes right after the folded text: 长 for `雕塑高32米、长约`."""
    return _dimension(_DIMENSION_AT_END.search(text))


def _dimension(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    name = next(group for group in match.groups() if group)
    return _SYNONYMS.get(name, name)


def is_counted(text: str) -> bool:
    """Whether the text after 多少 or 几 names things counted one by one: 个, 人, 种, but not 米 or 元."""
    return _COUNTED.match(text) is not None


def is_measured(text: str) -> bool:
    """Whether the text begins with a number in a unit of measurement."""
    return _MEASURED.match(text) is not None


def is_timed(text: str) -> bool:
    """Whether the text begins with a number in a unit of time."""
    return _TIMED.match(text) is not None


def is_years_long(before: str, behind: str) -> bool:
    """Whether the number between the two texts counts years rather than naming one: 统治了将近 | 600年."""
    if before.endswith(("元", "元前", "前")):  # 公元前
        return False
    return bool(_COUNTED_YEARS.match(behind) or (_DURATION_AT_END.search(before) and _ANY_YEARS.match(behind)))


def is_label(text: str) -> bool:
    """Whether the text begins with a number that counts nothing: a name such as 8号, or 几, or a bare unit."""
    return _LABEL.match(text) is not None


class NumberRole(NamedTuple):
    """What a number in a text can be for a question.

    `label`: a name (8号) though the question asks for none; `measured`: in a unit of measurement, or a count of years;
    `timed`: in a unit of time; `same_dimension` and `other_dimension`: of the dimension asked for, or of another one.
    """

    label: bool
    measured: bool
    timed: bool
    same_dimension: bool
    other_dimension: bool


def number_role(question: str, text: str, start: int) -> NumberRole:
    """The role, for a folded question, of the number that begins at `start` in a folded text."""
    before, behind, dimension = text[max(0, start - 12) : start], text[start : start + 20], dimension_of(question)
    named = dimension_before(before) if dimension else None
    label = is_label(behind) and "号" not in question and "第" not in question
    other = named not in (None, dimension)
    measured = is_measured(behind) or is_years_long(before, behind)
    return NumberRole(label, measured, is_timed(behind), named is not None and not other, other)
