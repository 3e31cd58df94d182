"""The numbered items of a text: 第八条 …, 一是…；二是…, 第一，…, （一）…, 1. …

An item begins at the start of a line or behind a mark, never within a clause, so that a mention (违反第三条规定) is
none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numerals import numeral_value
from corpus.text import fold
from qa.language.tagger import NUMERALS

_NUMBER = rf"(?P<number>[0-9]{{1,3}}|[{NUMERALS}]{{1,4}})"
_START = r"(?:(?<=\n)|(?<=[。;；:：,，!?])|^)[ 　]*"
_MARKS = tuple(
    re.compile(_START + mark, re.MULTILINE)
    for mark in (
        rf"第{_NUMBER}条(?=[ 　:：,，])",
        rf"第{_NUMBER}[,，、:：]",
        rf"{_NUMBER}是(?!否|不是)",
        rf"[(（]{_NUMBER}[)）]",
        rf"{_NUMBER}[、.．](?![0-9])",
        rf"(?:article|item|section|rule) {_NUMBER}[.:,]? ",
    )
)
_ARTICLE = 0  # of `_MARKS`
_END = re.compile(r"[。!?！？][”」』]?|\n")
_EDGES = " 　\n,，;；"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its number, and its place in the text, [start, end).

    `of_rules` says that it is an article of a regulation, which is a text of its own.
    """

    number: int
    start: int
    end: int
    of_rules: bool = False


def series(text: str) -> list[list[Item]]:
    """The lists in a text, each with at least two items that follow each other.

    The articles of a regulation come first; of these one alone is enough.
    """
    folded = fold(text)
    found: list[list[Item]] = []
    for kind, mark in enumerate(_MARKS):
        starts = [(number, match.end() - len(match.group().lstrip(" 　"))) for match in mark.finditer(folded)
                  if (number := _value(match["number"]))]  # fmt: skip
        runs = [run for run in _runs(starts) if len(run) > 1 or kind == _ARTICLE]
        found += [_items(folded, run, kind == _ARTICLE) for run in runs]
    return found


def _value(numeral: str) -> int:
    value = numeral_value(numeral) or numeral
    return int(value) if value.isdigit() else 0


def _runs(starts: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Starts whose numbers follow each other."""
    runs: list[list[tuple[int, int]]] = []
    for number, start in starts:
        if runs and runs[-1][-1][0] == number - 1:
            runs[-1].append((number, start))
        else:
            runs.append([(number, start)])
    return runs


def _items(folded: str, run: list[tuple[int, int]], of_rules: bool) -> list[Item]:
    """The items, each up to the next; the last up to the end of its sentence."""
    last = _END.search(folded, run[-1][1])
    ends = [start for _, start in run[1:]] + [last.end() if last else len(folded)]
    items = []
    for (number, start), end in zip(run, ends, strict=True):
        while end > start and folded[end - 1] in _EDGES:
            end -= 1
        items.append(Item(number, start, end, of_rules))
    return items
