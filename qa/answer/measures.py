"""Measures: a number that is asked for by what it measures, and the units that can answer, in both languages.

多重 and "how heavy" want kilograms, 多少钱 wants 元. Knows the folded question, no text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """The question's words for a measure, and its units at the end of a Chinese word or in an English number."""

    asked: re.Pattern[str]
    han: re.Pattern[str]
    latin: re.Pattern[str]


def _measure(asked: str, han: str, latin: str) -> Measure:
    return Measure(re.compile(asked), re.compile(f"(?:{han})$"), re.compile(rf"(?:{latin})\b"))


# The first that fits counts.
_MEASURES = (
    _measure(
        "多少钱|多少元|花费|造价|票价|售价|价格|投资|奖金|运费|费用"
        r"|\bhow much (?:money|did|does|do|was|were|is|has)\b(?!.*\bweigh)|\bcosts?\b|\bprice\b|\bincome\b",
        "(?<!公)元|英镑|块|万|亿",
        r"yuan|dollars?|euros?|pounds?",
    ),
    _measure(
        r"多重|重量|体重|重达?多少|多少(?:克|千克|公斤|斤|吨)|\bhow heavy\b|\bweigh|\bweight\b",
        "克|公斤|斤|吨|磅|两|k?g|t",
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
        "(?<!平方)(?:米|里|尺|丈|寸|层)|[kcm]?m",
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
    """What a folded question for a number wants measured; None where it only counts."""
    return next((measure for measure in _MEASURES if measure.asked.search(question)), None)
