"""The numbers of a text, in Arabic digits, Chinese numerals or both, by value: 3.5万, 三点五万 and 35,000 are one.

Works on folded text (`corpus.text.fold`), in which all digits and marks of full width are ASCII.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

HAN_DIGITS = "一二三四五六七八九"  # without the zeros 零 and 〇
_DIGITS = f"零〇{HAN_DIGITS}"
_WHOLE = f"[{_DIGITS}两十百千万亿廿卅]"
# What a numeral of one character counts or names. Without 一, which is mostly an article: 一个, 一位.
_COUNTED = "人个名位座条项部家所间岁次年月日天号届级层楼米吨斤克元块倍成度辆架艘只头棵幅件枚张场版期章集册公平小"
# Three ways to write a number: Arabic digits, with units of the ten-thousands; shares and degrees below zero, also of
# one numeral; two numerals or more, with decimals (三点五万, but not the time 三点五分) or whole.
_NUMBER = re.compile(
    rf"""(?P<arabic>(?:[0-9]+(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?)
         (?:(?P<unit>万亿|[千百]?[万亿]|千(?=[人名余多个元户册件辆座只头]))(?:(?P<rest>[0-9]+)(?P<rest_unit>[千万]?)(?![0-9.]))?)?%?
    | [百千]分之(?P<share>{_WHOLE}+(?:点[{_DIGITS}]++)?)
    | (?:零下|负)(?P<degrees>{_WHOLE}+(?:点[{_DIGITS}]++)?)(?=度|摄氏|华氏)
    | (?P<han>{_WHOLE}(?:{_WHOLE}*点[{_DIGITS}]++(?![十百千分刻钟线])[万亿]*|{_WHOLE}+))
    | (?P<single>[{HAN_DIGITS[1:]}十两](?=[{_COUNTED}])|(?<=第)[{HAN_DIGITS}十])""",
    re.VERBOSE,
)
_MAY_HOLD_NUMBER = re.compile(f"[0-9{_DIGITS}两十百千万亿廿卅]")
_IS_NUMBER = re.compile(f"[十百千万亿廿卅点]|^[{_DIGITS}]{{4}}$")  # unlike 三三两两
_IS_MULTIPLE = re.compile("[百千][万亿]")  # 百万 is 一百万
_UNITS = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}


class Number(NamedTuple):
    """A number in a text at [start, end), with its sign for per cent or 百分之.

    `values` are its value in plain Arabic digits, without zeros at the ends, and that of its figure before a unit: of
    3.5万 both 35000 and 3.5. `plain`: whether it stands there in digits alone.
    """

    start: int
    end: int
    values: tuple[str, ...]
    plain: bool


def numbers(folded: str) -> list[Number]:
    """The numbers of a folded text, in order.

    A single numeral is one only before what it counts (三座), after 第, and in shares and degrees: 百分之五, 负三度.
    """
    if _MAY_HOLD_NUMBER.search(folded) is None:
        return []
    found = []
    for match in _NUMBER.finditer(folded):
        values = _values(match)
        if values:
            found.append(Number(match.start(), match.end(), values, match["arabic"] is not None and not match["unit"]))
    return found


def _values(match: re.Match[str]) -> tuple[str, ...]:
    if arabic := match["arabic"]:
        figure = _plain(arabic.replace(",", ""))
        return (_scaled(figure, match), figure) if match["unit"] else (figure,)
    numeral = match["share"] or match["degrees"] or match["han"] or match["single"]
    if match["han"] and not _IS_NUMBER.search(numeral):
        return ()
    values = map(numeral_value, dict.fromkeys((numeral, numeral.rstrip("万亿") if "点" in numeral else numeral)))
    return tuple(filter(None, values))


def _scaled(figure: str, match: re.Match[str]) -> str:
    """The value of an Arabic figure with a unit: 3.5万, 3万5千, 1亿2000万."""
    value = Decimal(figure) * math.prod(_UNITS[char] for char in match["unit"])
    if match["rest"]:
        value += Decimal(match["rest"]) * _UNITS.get(match["rest_unit"], 1)
    return _plain(f"{value:f}")


def _plain(digits: str) -> str:
    """A number in ASCII digits without needless zeros: 05 → 5, 4.80 → 4.8."""
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits.lstrip("0") or "0" if not digits.startswith("0.") else digits


@lru_cache(maxsize=65536)
def numeral_value(numeral: str) -> str | None:
    """A number in Chinese numerals as Arabic digits: 一百四十四 → 144, 二〇二三 → 2023, 三点五万 → 35000; None for
    other text.
    """
    whole, point, decimals = numeral.replace("〇", "零").replace("廿", "二十").replace("卅", "三十").partition("点")
    units = decimals[len(decimals.rstrip("万亿")) :]
    whole = f"一{whole}" if _IS_MULTIPLE.match(whole) else whole
    try:
        value = _usual_value(whole) or _value_by_cn2an(whole)
        if not point:
            return value
        digits = "".join(str("零一二三四五六七八九".index(digit)) for digit in decimals.removesuffix(units))
        number = Decimal(f"{value}.{digits}") * math.prod(_UNITS[unit] for unit in units)
    except (ValueError, KeyError, ArithmeticError):  # KeyError for 二亿一 and similar, which leave out a unit
        return None
    return _plain(f"{number:f}")


def _usual_value(whole: str) -> str | None:
    """The value of digits in a row, and of a numeral below 100,000,000 that is written in full; None for others."""
    if all(char in _DIGITS for char in whole):
        return "".join(str("零一二三四五六七八九".index(char)) for char in whole).lstrip("0") or None
    numerals = _usual_numerals()
    high, unit, low = whole.replace("两", "二").rpartition("万")
    if not unit:
        return str(numerals[low]) if low in numerals else None
    many, few = numerals.get(high), numerals.get(low.removeprefix("零")) if low else 0
    if many is None or few is None or low.startswith("零") != (0 < few < 1000):
        return None
    return str(10_000 * many + few)


@lru_cache(maxsize=1)
def _usual_numerals() -> dict[str, int]:
    """The numerals of 1 to 9,999, written in full; 十八 also as 一十八."""
    return {_spelled(value): value for value in range(1, 10_000)} | {
        _spelled(value)[1:]: value for value in range(10, 20)
    }


def _spelled(value: int) -> str:
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        if digit := value // unit % 10:
            text += HAN_DIGITS[digit - 1] + name
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def _value_by_cn2an(whole: str) -> str:
    import cn2an  # takes a quarter of a second, which most numerals need not wait for

    return str(cn2an.cn2an(whole, "normal"))
