"""What the text of a passage says to a question: its words, how close together they stand, numbers, the kind asked for.

Vectors blur what a question names; these signals look at the letters. They are taken of the few passages that lead, as
they need the texts, and of all of them at once, as that is several times as fast. Knows a question and passages, not
the index; what a passage says does not hang on the others.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from corpus.text import HAN, fold, is_han, is_latin, numeral_value
from qa.language.pinyin import PinyinNames
from qa.language.stopwords import question_tokens

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


class AnalysedQuestion:
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
        letters = {letter: place for place, letter in enumerate(dict.fromkeys("".join(self._han)), 1)}
        # Of each character its place among those of the tokens, or 0; of all beyond the last one 0.
        self._letters = np.zeros(max(map(ord, letters), default=0) + 2, np.uint16)
        self._letters[[ord(letter) for letter in letters]] = list(letters.values())
        none = len(weights)  # a column behind those of the tokens
        self._single = np.full(len(letters) + 1, none, np.int16)
        self._double = np.full((len(letters) + 1,) * 2, none, np.int16)
        for place, token in enumerate(self._han):
            if len(token) == 1:
                self._single[letters[token]] = place
            else:
                self._double[letters[token[0]], letters[token[1]]] = place
        self._is_han = is_han(question)
        self._names = PinyinNames(question)
        self._numbers = {number for number in _numbers(self._folded) if not _YEAR.fullmatch(number)}
        self._when = bool(_WHEN.search(self._folded))
        self._how_many = not self._when and bool(_HOW_MANY.search(self._folded))

    def signals(self, found: Sequence[tuple[str, Passage]], cosines: Sequence[Sequence[float]]) -> list[Signals]:
        """The signals of passages, each under its headline; `cosines` are those of its sentences, in their order."""
        if not found:
            return []
        texts, above = [fold(passage.text) for _, passage in found], [fold(headline) for headline, _ in found]
        spans = [[(a - passage.start, b - passage.start) for a, b in passage.sentences] for _, passage in found]
        ends = np.cumsum([0, *map(len, spans)])
        sentences = [text[a:b] for text, of_text in zip(texts, spans, strict=True) for a, b in of_text]
        held = self._held([*sentences, *above])
        near = _near(held[: ends[-1]], held[ends[-1] :], [passage.sentences for _, passage in found])
        flags = held.astype(np.float64)
        nearest = _COSINE * np.array(list(itertools.chain.from_iterable(cosines)))
        signals = []
        for i, (headline, passage) in enumerate(found):
            overlaps = flags[ends[i] : ends[i + 1]] @ self._shares
            best = int(np.argmax(nearest[ends[i] : ends[i + 1]] + overlaps))
            start, end = spans[i][max(0, best - 1)][0], spans[i][min(len(spans[i]) - 1, best + 1)][1]
            across = other_script(self._is_han, passage.text)
            signals.append(
                Signals(
                    tuple(overlaps.tolist()),
                    float((near[i, : len(spans[i])] @ self._shares).max()),
                    self._missing(above[i], texts[i]),
                    self._kind(texts[i][start:end]),
                    self._spelled(f"{headline}\n{passage.text}") if across else 0.0,
                    across,
                )
            )
        return signals

    def _spelled(self, text: str) -> float:
        # The idf of a name in Han characters is that of its first two.
        found = (name if name.isascii() else name[:2] for name in self._names.found(text))
        return sum(map(self._idf, found)) / math.sqrt(self._mass)

    def _held(self, texts: Sequence[str]) -> Flags:
        """Which of the question's tokens each folded text holds: bool (texts, tokens)."""
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        letters = self._letters.take(codes, mode="clip")
        places = np.flatnonzero(letters)
        rows = np.repeat(np.arange(len(texts)), list(map(len, texts)))[places]
        letters = letters[places]
        pairs = np.flatnonzero((places[1:] == places[:-1] + 1) & (rows[1:] == rows[:-1]))
        held = np.zeros((len(texts), len(self._shares) + 1), np.bool_)
        held[rows, self._single[letters]] = True
        held[rows[pairs], self._double[letters[pairs], letters[pairs + 1]]] = True
        if self._words:
            held[:, len(self._han) : -1] = [[word in words for word in self._words] for words in map(_words, texts)]
        return held[:, :-1]

    def _missing(self, headline: str, text: str) -> int:
        if not self._numbers:
            return 0
        text = f"{headline}\n{text}"
        lacking = self._numbers - _numbers(text)
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


def _near(held: Flags, above: Flags, spans: Sequence[Sequence[tuple[int, int]]]) -> NDArray[np.float64]:
    """How near each token is to each sentence of each passage, 0 to 1: (passages, most sentences, tokens).

    A token counts by its nearest sentence; one of the headline is near to all. `held` are the sentences of all
    passages, one behind the other, `above` the headlines, `spans` the sentences' places in their articles.
    """
    counts = np.array(list(map(len, spans)))
    of, most = np.repeat(np.arange(len(spans)), counts), int(counts.max(initial=0))
    number = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    bounds = np.full((2, len(spans), most), np.inf)
    bounds[:, of, number] = np.array([span for of_one in spans for span in of_one], np.float64).reshape(-1, 2).T
    starts, ends = bounds[:, of]
    begin, end = bounds[:, of, number, None]
    gaps = np.maximum(0.0, np.maximum(starts - end, begin - ends))
    nearness = _NEAR / (_NEAR + gaps)  # of each sentence and those of its passage
    tokens, rows = np.nonzero(held.T)
    order = np.lexsort((tokens, of[rows]))
    tokens, rows = tokens[order], rows[order]
    first = np.flatnonzero(np.diff(of[rows] * held.shape[1] + tokens, prepend=-1))
    near = np.zeros((len(spans), most, held.shape[1]))
    if len(first):
        near[of[rows[first]], :, tokens[first]] = np.maximum.reduceat(nearness[rows], first)
    return np.maximum(near, above[:, None, :])


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}
