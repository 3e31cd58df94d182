"""What the text of a passage says to a question: its words, how close together they stand, numbers, the kind asked for.

Vectors blur what a question names; these signals look at the letters. They are taken of the few passages that lead, as
they need the texts. Knows a question and one passage at a time, neither the index nor the other passages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from corpus.text import HAN, fold, is_han, is_latin, numeral_value
from qa.lexical import question_tokens
from qa.names import Names

Flags = NDArray[np.bool_]

_NEAR = 150.0  # characters between a word and the best sentence at which the word counts half
_COSINE = 8.0  # of a sentence's cosine against its share of the question's words, in choosing the best sentence

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|[^\W_0-9{HAN}]+")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_NUMERALS = re.compile("[零〇一二两三四五六七八九十百千万亿]+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")

# Questions that want a date, and those that want a number; then what is such a thing, in folded text.
_WHEN = re.compile(
    "何[时年日]|时间|日期|年份|生日|什么时候|哪一?[天年日]|哪个?月|几[年月号]"
    "|\\bwhen\\b|\\b(?:what|which) (?:year|date|day)\\b"
)
_HOW_MANY = re.compile(
    "多[少大高长远重久]|几[^乎率年月号]|[总产销数]量|人数|规模|票房|率|营收|金额|总额|年龄|价格|售价|面积|比分|增[速长]|震级|占比|比例"
    "|\\bgdp\\b|\\bcpi\\b|\\bhow (?:many|much|long|old|far|high|big|large|tall)\\b"
)
_DATE = re.compile(
    "[0-9]{4}[-/.年]|[0-9]{1,2}[月日]|[一二三四五六七八九十]月|[〇零一二三四五六七八九]{4}年|世纪|年代"
    "|\\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_QUANTITY = re.compile(
    r"(?<![0-9.])[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?![0-9.]*[年月日号:])"
    "|[一二两三四五六七八九十百千万亿]+(?=[个名位人岁万亿元座家所间部次届级米公条种天分成])"
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What one passage says to the question.

    `overlaps` is, for each sentence, the share of the question's words that it holds, weighed by their rareness, 0 to
    1. `closeness` is the same share around the best sentence: a word farther off counts less. `missing` counts the
    numbers of the question, years aside, that the passage lacks. `kind` is whether a date or a number is asked for and
    one that the question does not give stands in the best sentence or beside it. `names` is, where the passage is
    written in the other script than the question, the idf of the names that it spells, over the square root of the
    question's mass; `across` is that script, "han" or "latin", else "". A passage in both scripts is not across.
    """

    overlaps: tuple[float, ...]
    closeness: float
    missing: int
    kind: bool
    names: float
    across: str


def other_script(asked_in_han: bool, text: str) -> str:
    """The script of a text that no word of the question can stand in: "han" or "latin", else ""."""
    if asked_in_han:
        return "latin" if is_latin(text) else ""
    return "han" if is_han(text) else ""


class Question:
    """A question made ready to be held against passages. `idf` says how rare a token is."""

    def __init__(self, question: str, idf: Callable[[str], float]) -> None:
        """Take the question apart."""
        self._folded = fold(question)
        found = question_tokens(question)
        self._han = [token for token in found if _HAN.match(token)]
        self._words = [token for token in found if not _HAN.match(token)]
        weights = np.array([idf(token) for token in self._han + self._words], np.float64)
        self._shares = weights / (weights.sum() or 1.0)
        self._mass = float(weights.sum()) or 1.0
        self._idf = idf
        self._is_han = is_han(question)
        self._names = Names(question)
        self._numbers = {number for number in _numbers(self._folded) if not _YEAR.fullmatch(number)}
        self._when = bool(_WHEN.search(self._folded))
        self._how_many = not self._when and bool(_HOW_MANY.search(self._folded))

    def signals(self, headline: str, passage: Passage, cosines: Sequence[float]) -> Signals:
        """The signals of a passage under its headline; `cosines` are those of its sentences, in their order."""
        text, above = fold(passage.text), fold(headline)
        across = other_script(self._is_han, passage.text)
        spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
        held = np.array([self._held(text[start:end]) for start, end in spans], np.bool_)
        overlaps = held @ self._shares
        best = int(np.argmax(_COSINE * np.asarray(cosines) + overlaps))
        return Signals(
            tuple(overlaps.tolist()),
            self._closeness(held, _nearness(passage.sentences), np.array(self._held(above), np.bool_)),
            self._missing(f"{above}\n{text}"),
            self._kind(text[spans[max(0, best - 1)][0] : spans[min(len(spans) - 1, best + 1)][1]]),
            self._spelled(f"{headline}\n{passage.text}") if across else 0.0,
            across,
        )

    def _spelled(self, text: str) -> float:
        # The idf of a name in Han characters is that of its first two.
        found = (name if name.isascii() else name[:2] for name in self._names.found(text))
        return sum(map(self._idf, found)) / math.sqrt(self._mass)

    def _held(self, sentence: str) -> list[bool]:
        """Which of the question's tokens the sentence holds."""
        words = _words(sentence) if self._words else frozenset()
        return [token in sentence for token in self._han] + [word in words for word in self._words]

    def _closeness(self, held: Flags, nearness: NDArray[np.float64], above: Flags) -> float:
        """The share of the question's words near the sentence where it is largest; the headline is near to all."""
        near = np.maximum((nearness[:, :, None] * held[None, :, :]).max(axis=1), above)
        return float((near @ self._shares).max())

    def _missing(self, text: str) -> int:
        lacking = self._numbers - _numbers(text) if self._numbers else set()
        if lacking:
            lacking -= {value for numeral in _NUMERALS.findall(text) if (value := numeral_value(numeral))}
        return len(lacking)

    def _kind(self, text: str) -> bool:
        pattern = _DATE if self._when else _QUANTITY if self._how_many else None
        return pattern is not None and any(match.group() not in self._folded for match in pattern.finditer(text))


@lru_cache(maxsize=32768)
def _words(sentence: str) -> frozenset[str]:
    """The words and numbers of a sentence, without the Han characters."""
    words = {word.replace(",", "") for word in _WORD.findall(sentence)}
    return frozenset(words | {value for numeral in _NUMERALS.findall(sentence) if (value := numeral_value(numeral))})


@lru_cache(maxsize=4096)
def _nearness(spans: tuple[tuple[int, int], ...]) -> NDArray[np.float64]:
    """How much a word of each sentence counts for each other one, 0 to 1: (sentences, sentences)."""
    starts, ends = np.array(spans, np.float64).T
    gaps = np.maximum(0.0, np.maximum(starts[:, None] - ends[None, :], starts[None, :] - ends[:, None]))
    return np.asarray(_NEAR / (_NEAR + gaps))


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}
