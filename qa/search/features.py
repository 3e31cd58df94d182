"""Features of a passage's text for a question: its words and how close they stand, the answer type, names.

Vectors blur the names and numbers of a question; these features compare the letters. They need the text, so only the
leading candidates get them, all candidates at once for speed. The features of one passage do not depend on the others.
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

from corpus.numerals import numbers
from corpus.records import Passage
from corpus.text import HAN, fold, is_han, is_latin
from qa.language.abbreviations import abbreviations
from qa.language.equivalents import equivalents, token_weights
from qa.language.pinyin import PinyinNames
from qa.language.stopwords import question_tokens

Span = tuple[int, int]
Flags = NDArray[np.bool_]

_HALF_WEIGHT_DISTANCE = 150.0  # characters between a word and the best sentence at which the word counts half
_COSINE_WEIGHT = 8.0  # of a sentence's cosine against its share of the question's words, to choose the best sentence

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|[^\W_0-9{HAN}]+")

# Questions for a date and for a number; then what a date and a number look like in folded text.
_ASKS_DATE = re.compile(
    "何[时年日]|时间|日期|年份|生日|什么时候|哪一?[天年日]|哪个?月|几[年月号]"
    "|\\bwhen\\b|\\b(?:what|which) (?:year|date|day)\\b"
)
_ASKS_NUMBER = re.compile(
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
class PassageFeatures:
    """What the text of one passage says to the question.

    `proximity`, 0 to 1, is the idf-weighted share of the question's words in the passage and its headline around the
    best sentence: a word farther away counts less. `has_answer_type`: the question asks for a date or a number, and one
    that it does not name itself is in the best sentence or next to it. `script_mismatch` is "han" or "latin" if the
    passage is in the other script than the question, and that script, else "" (also for a passage in both scripts).
    `names`: across scripts, the idf of the names that both spell, over the square root of the question's idf sum.
    """

    proximity: float
    has_answer_type: bool
    names: float
    script_mismatch: str


def other_script(asked_in_han: bool, text: str) -> str:
    """The script of a text that cannot contain a word of the question: "han" or "latin"; "" if it can."""
    if asked_in_han:
        return "latin" if is_latin(text) else ""
    return "han" if is_han(text) else ""


class AnalysedQuestion:
    """A question prepared for comparison with passages."""

    def __init__(self, question: str, idf: Callable[[str], float]) -> None:
        """Analyse the question; `idf` gives the rarity of a token."""
        self._folded = fold(question)
        found = question_tokens(question)
        han = [token for token in found if _HAN.match(token)]
        self._words = [token for token in found if not _HAN.match(token)]
        weight_of = token_weights(question, idf)
        weights = np.array([weight_of[token] for token in han + self._words], np.float64)
        columns = {token: column for column, token in enumerate(han + self._words)}
        self._equivalents = [
            (one, [columns[token] for token in one.tokens if token in columns])
            for one in (*equivalents(question), *abbreviations(question, idf))
        ]
        self._shares = weights / (weights.sum() or 1.0)
        self._idf_sum = float(weights.sum()) or 1.0
        self._idf = idf
        self._han_tokens = _HanTokens(han, len(weights))
        self._is_han = is_han(question)
        self._values = _values_in(self._folded)
        self._names = PinyinNames(question)
        self._answer_pattern: re.Pattern[str] | None = None
        if _ASKS_DATE.search(self._folded):
            self._answer_pattern = _DATE
        elif _ASKS_NUMBER.search(self._folded):
            self._answer_pattern = _QUANTITY

    def features(
        self, found: Sequence[tuple[str, Passage]], cosines: Sequence[Sequence[float]]
    ) -> list[PassageFeatures]:
        """The features of passages, each given with its headline.

        `cosines` are those of each passage's sentences with the question, in the order of the sentences.
        """
        if not found:
            return []
        texts, headlines = [fold(passage.text) for _, passage in found], [fold(headline) for headline, _ in found]
        spans = [[(a - passage.start, b - passage.start) for a, b in passage.sentences] for _, passage in found]
        ends = np.cumsum([0, *map(len, spans)])
        sentences = [text[a:b] for text, text_spans in zip(texts, spans, strict=True) for a, b in text_spans]
        mismatches = [other_script(self._is_han, passage.text) for _, passage in found]
        present = self._tokens_present([*sentences, *headlines])
        across = [*itertools.chain.from_iterable(map(itertools.repeat, mismatches, map(len, spans))), *mismatches]
        self._add_equivalents(present, [*sentences, *headlines], across)
        near = _nearness(present[: ends[-1]], present[ends[-1] :], [passage.sentences for _, passage in found])
        flags = present.astype(np.float64)
        weighted_cosines = _COSINE_WEIGHT * np.array(list(itertools.chain.from_iterable(cosines)))
        features = []
        for i, (headline, passage) in enumerate(found):
            shares = flags[ends[i] : ends[i + 1]] @ self._shares
            best = int(np.argmax(weighted_cosines[ends[i] : ends[i + 1]] + shares))
            start, end = spans[i][max(0, best - 1)][0], spans[i][min(len(spans[i]) - 1, best + 1)][1]
            mismatch = mismatches[i]
            features.append(
                PassageFeatures(
                    float((near[i, : len(spans[i])] @ self._shares).max()),
                    self._has_answer_type(texts[i][start:end]),
                    self._spelled_names(f"{headline}\n{passage.text}") if mismatch else 0.0,
                    mismatch,
                )
            )
        return features

    def _spelled_names(self, text: str) -> float:
        # The idf of a name in Han characters is that of its first two.
        names = (name if name.isascii() else name[:2] for name in self._names.found(text))
        return sum(map(self._idf, names)) / math.sqrt(self._idf_sum)

    def _tokens_present(self, texts: Sequence[str]) -> Flags:
        """Which of the question's tokens each folded text contains: bool (texts, tokens), the Han tokens first."""
        present = self._han_tokens.present_in(texts)
        if self._words:
            present[:, -len(self._words) :] = [
                [word in words for word in self._words] for words in map(_words_of, texts)
            ]
        return present

    def _add_equivalents(self, present: Flags, texts: Sequence[str], across: Sequence[str]) -> None:
        """Mark tokens that the folded texts have in other words; `across` is not "" for texts in the other script."""
        for one, columns in self._equivalents:
            rows = [row for row, text in enumerate(texts) if (across[row] or not one.across) and one.stands_in(text)]
            present[np.ix_(rows, columns)] = True

    def _has_answer_type(self, text: str) -> bool:
        pattern = self._answer_pattern
        named = self._values if pattern is _QUANTITY else set()  # 9月 is another thing than 9个
        return pattern is not None and any(
            match.group() not in self._folded and not named & _values_in(match.group())
            for match in pattern.finditer(text)
        )


class _HanTokens:
    """Finds single characters and pairs of characters in many texts at once, by three lookup tables.

    `_letters` numbers the characters of the tokens from 1, by their code points; every other character is 0.
    `_single[letter]` and `_pair[letter, next letter]` are the token's column, or `columns` if they are not a token: an
    extra column that is dropped at the end.
    """

    def __init__(self, tokens: Sequence[str], columns: int) -> None:
        letters = {letter: number for number, letter in enumerate(dict.fromkeys("".join(tokens)), 1)}
        # The table ends one behind the largest code point, with a 0 that stands for all characters beyond it.
        self._letters = np.zeros(max(map(ord, letters), default=0) + 2, np.uint16)
        self._letters[[ord(letter) for letter in letters]] = list(letters.values())
        self._columns = columns
        self._single = np.full(len(letters) + 1, columns, np.int16)
        self._pair = np.full((len(letters) + 1,) * 2, columns, np.int16)
        for column, token in enumerate(tokens):
            if len(token) == 1:
                self._single[letters[token]] = column
            else:
                self._pair[letters[token[0]], letters[token[1]]] = column

    def present_in(self, texts: Sequence[str]) -> Flags:
        """Which tokens each folded text contains: bool (texts, columns); columns behind the tokens' are False."""
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        letters = self._letters.take(codes, mode="clip")
        places = np.flatnonzero(letters)
        rows = np.repeat(np.arange(len(texts)), list(map(len, texts)))[places]
        letters = letters[places]
        pairs = np.flatnonzero((places[1:] == places[:-1] + 1) & (rows[1:] == rows[:-1]))
        present = np.zeros((len(texts), self._columns + 1), np.bool_)
        present[rows, self._single[letters]] = True
        present[rows[pairs], self._pair[letters[pairs], letters[pairs + 1]]] = True
        return present[:, :-1]


@lru_cache(maxsize=32768)
def _words_of(sentence: str) -> frozenset[str]:
    """The words and numbers of a sentence, without the Han characters; numbers also by their value."""
    words = {word.replace(",", "") for word in _WORD.findall(sentence)}
    return frozenset(words | _values_in(sentence))


def _values_in(folded: str) -> set[str]:
    return {value for number in numbers(folded) for value in number.values}


def _nearness(present: Flags, in_headline: Flags, spans: Sequence[Sequence[Span]]) -> NDArray[np.float64]:
    """How near each token is to each sentence of each passage, 0 to 1: float64 (passages, most sentences, tokens).

    A token counts by its nearest sentence; one in the headline is near to all sentences. `present` says which tokens
    each sentence contains, bool (sentences of all passages, tokens); `in_headline` the same for the headlines, bool
    (passages, tokens); `spans` are the sentences of each passage, in its article.
    """
    counts = np.array(list(map(len, spans)))
    passage, most = np.repeat(np.arange(len(spans)), counts), int(counts.max(initial=0))
    number = np.arange(len(passage)) - np.repeat(np.cumsum(counts) - counts, counts)  # within its passage
    bounds = np.full((2, len(spans), most), np.inf)
    bounds[:, passage, number] = np.array(list(itertools.chain.from_iterable(spans)), np.float64).reshape(-1, 2).T
    starts, ends = bounds[:, passage]
    start, end = bounds[:, passage, number, None]
    gaps = np.maximum(0.0, np.maximum(starts - end, start - ends))
    nearness = _HALF_WEIGHT_DISTANCE / (_HALF_WEIGHT_DISTANCE + gaps)  # of each sentence to those of its passage
    tokens, rows = np.nonzero(present.T)
    order = np.lexsort((tokens, passage[rows]))
    tokens, rows = tokens[order], rows[order]
    first = np.flatnonzero(np.diff(passage[rows] * present.shape[1] + tokens, prepend=-1))
    near = np.zeros((len(spans), most, present.shape[1]))
    if len(first):
        near[passage[rows[first]], :, tokens[first]] = np.maximum.reduceat(nearness[rows], first)
    return np.maximum(near, in_headline[:, None, :])
