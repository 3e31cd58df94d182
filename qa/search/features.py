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
from corpus.text import HAN, fold, is_han, is_latin, is_mainly_han, is_mainly_latin
from embeddings.types import Ids
from qa.language.abbreviations import abbreviations
from qa.language.equivalents import equivalents, token_weights
from qa.language.pinyin import PinyinNames
from qa.language.stopwords import question_tokens
from qa.search.folded_texts import Codes, FoldedTexts

Span = tuple[int, int]
Flags = NDArray[np.bool_]

_HALF_WEIGHT_DISTANCE = 150.0  # characters between a word and the best sentence at which the word counts half
_COSINE_WEIGHT = 8.0  # of a sentence's cosine against its share of the question's words, to choose the best sentence

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|[^\W_0-9{HAN}]+")

# What a text has in which a number of three digits and more stands that is not written in these digits (see
# `corpus.numerals`).
_MAY_BE_NUMBER = re.compile(
    "[零〇一二三四五六七八九两十百千万亿廿卅点]{2}|[0-9][百千万亿]|[0-9],[0-9]|(?:分之|零下|负)[百千万亿]"
)
_MIN_LONG_NUMBER = 3

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
        self._no_words = [False] * len(self._words)
        figures = [word for word in self._words if word[0].isdigit()]
        self._has_numbers = bool(figures)
        self._has_short_number = any(len(figure) < _MIN_LONG_NUMBER for figure in figures)
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
        passages = [passage for _, passage in found]
        folded = FoldedTexts([*(passage.text for passage in passages), *(headline for headline, _ in found)])
        spans = [[(a - passage.start, b - passage.start) for a, b in passage.sentences] for passage in passages]
        counts = np.array(list(map(len, spans)))
        ends = np.concatenate([[0], np.cumsum(counts)])
        mismatches = [
            self._other_script(han, latin)
            for han, latin in zip(folded.han[: len(found)].tolist(), folded.latin[: len(found)].tolist(), strict=True)
        ]
        across = [*itertools.chain.from_iterable(map(itertools.repeat, mismatches, counts.tolist())), *mismatches]
        present = self._tokens_present(folded, spans, across)
        near = _nearness(present[: ends[-1]], present[ends[-1] :], [passage.sentences for passage in passages])
        proximities = np.einsum("ijk,k->ij", near, self._shares).max(1, initial=0.0)  # 0 behind the last sentence
        # Sums of each sentence alone: a product of matrices would add up in another order beside other passages.
        values = np.einsum("ij,j->i", present[: ends[-1]].astype(np.float64), self._shares)
        values += _COSINE_WEIGHT * np.array(list(itertools.chain.from_iterable(cosines)))
        features = []
        for i, (headline, passage) in enumerate(found):
            best = int(values[ends[i] : ends[i + 1]].argmax())
            start, end = spans[i][max(0, best - 1)][0], spans[i][min(len(spans[i]) - 1, best + 1)][1]
            mismatch = mismatches[i]
            features.append(
                PassageFeatures(
                    float(proximities[i]),
                    self._answer_pattern is not None and self._has_answer_type(folded.texts[i][start:end]),
                    self._spelled_names(f"{headline}\n{passage.text}") if mismatch else 0.0,
                    mismatch,
                )
            )
        return features

    def _other_script(self, han: int, latin: int) -> str:
        """`other_script` of a text with so many characters in either."""
        if self._is_han:
            return "latin" if is_mainly_latin(han, latin) else ""
        return "han" if is_mainly_han(han, latin) else ""

    def _spelled_names(self, text: str) -> float:
        # The idf of a name in Han characters is that of its first two.
        names = (name if name.isascii() else name[:2] for name in self._names.found(text))
        return sum(map(self._idf, names)) / math.sqrt(self._idf_sum)

    def _tokens_present(self, folded: FoldedTexts, spans: Sequence[Sequence[Span]], across: Sequence[str]) -> Flags:
        """Which of the question's tokens each sentence and then each headline has: bool (rows, tokens), the Han first.

        `folded` are the passages and then their headlines, `spans` the sentences of each passage. `across` is not ""
        for sentences and headlines in the other script.
        """
        whole = zip(folded.ends[len(spans) : -1].tolist(), folded.ends[len(spans) + 1 :].tolist(), strict=True)
        inside = zip(spans, folded.ends.tolist(), strict=False)
        bounds = np.array([*((a + at, b + at) for own, at in inside for a, b in own), *whole], np.int64).reshape(-1, 2)
        present = self._han_tokens.present_in(folded.codes, bounds)
        if not self._words and not self._equivalents:
            return present
        rows = [text[a:b] for text, own in zip(folded.texts, spans, strict=False) for a, b in own]
        rows += folded.texts[len(spans) :]
        if self._words:
            present[:, -len(self._words) :] = list(map(self._words_in, rows))
        self._add_equivalents(present, rows, across)
        return present

    def _words_in(self, text: str) -> list[bool]:
        """Which of the question's words and numbers a folded text has."""
        if not any(word in text for word in self._words) and not (
            self._has_numbers and (self._has_short_number or _MAY_BE_NUMBER.search(text))
        ):
            return self._no_words
        words = _words_of(text)
        return [word in words for word in self._words]

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

    def present_in(self, codes: Codes, bounds: Ids) -> Flags:
        """Which tokens each part of a folded text has: bool (parts, columns); columns behind the tokens' are False.

        `codes` are the text's code points, uint32 (characters,); part i is `codes[bounds[i, 0]:bounds[i, 1]]`.
        """
        lengths = bounds[:, 1] - bounds[:, 0]
        begins = np.cumsum(lengths) - lengths
        rows = np.repeat(np.arange(len(bounds)), lengths)
        letters = self._letters.take(codes[np.arange(len(rows)) + (bounds[:, 0] - begins)[rows]], mode="clip")
        places = np.flatnonzero(letters)
        rows = rows[places]
        letters = letters[places]
        pairs = np.flatnonzero((places[1:] == places[:-1] + 1) & (rows[1:] == rows[:-1]))
        present = np.zeros((len(bounds), self._columns + 1), np.bool_)
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
