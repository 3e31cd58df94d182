"""Splits a question into terms to look for in sentences, each with its rarity and its distance from the gap.

Terms are pairs of Han characters, single ones at half weight (function characters left out), and whole numbers and
words of other scripts. The gap itself gives no terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.numerals import Number, numbers
from corpus.text import HAN, is_han
from qa.language.question_type import AnswerType

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

FUNCTION_CHARACTERS = frozenset("的了是在于为与和及或被由以之其时后前有也而并所等个一哪什么谁何吗呢多少几?")
_ENGLISH_FUNCTION_WORDS = (
    "a an the of in on at to for from by with and or is are was were be been do does did has have had "
    "which what who whom whose when where why how many much that this it its as"
)
_FUNCTION_WORDS = frozenset(_ENGLISH_FUNCTION_WORDS.split(" "))
_RUN = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[a-z\u00c0-\u024f]+|[{HAN}]+")
_NOT_HAN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z\u00c0-\u024f]+")
_SINGLE_WEIGHT = 0.5
# The distance from the gap, in characters, at which a term's weight falls by e. A word in Latin script has about five.
_DECAY, _LATIN_DECAY = 6.0, 24.0


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The n distinct terms of a question; all arrays have shape (n,).

    `han` says which are in Han characters. `idf_share` (float32) is each term's part of the sum of their idf, and adds
    up to 1; `gap_weight` (float32) is the same, weighted by closeness to the gap. `offset` (float32) is the signed
    distance to the gap in characters, negative to its left.
    """

    texts: tuple[str, ...]
    han: tuple[bool, ...]
    idf_share: Floats
    gap_weight: Floats
    offset: Floats

    def present_in(self, folded: str) -> Flags:
        """Which terms the folded text contains: bool (n,)."""
        if all(self.han):
            return np.array([text in folded for text in self.texts], np.bool_)
        others = {*_NOT_HAN.findall(folded), *(value for number in numbers(folded) for value in number.values)}
        return np.array(
            [text in folded if han else text in others for text, han in zip(self.texts, self.han, strict=True)],
            np.bool_,
        )

    def occurrences(self, folded: str) -> list[list[int]]:
        """The offsets at which each term begins in the folded text."""
        others: dict[str, list[int]] = {}
        for match in _NOT_HAN.finditer(folded):
            others.setdefault(match.group(), []).append(match.start())
        for number in numbers(folded):
            for value in number.values:
                if number.start not in others.setdefault(value, []):
                    others[value].append(number.start)
        return [
            _find_all(folded, text) if han else others.get(text, [])
            for text, han in zip(self.texts, self.han, strict=True)
        ]


def question_terms(asked: AnswerType, idf: Callable[[str], float]) -> QuestionTerms:
    """The terms of a question. `idf` gives the rarity of a token."""
    latin = not is_han(asked.text)
    offsets = _term_offsets(asked, latin)
    texts = tuple(offsets)
    weight = np.array([idf(text.replace(",", "")) * (_SINGLE_WEIGHT if _is_single(text) else 1) for text in texts])
    distance = np.array([_distance_to_gap(asked, offsets[text], len(text)) for text in texts])
    near = weight * np.exp(-np.abs(distance) / (_LATIN_DECAY if latin else _DECAY))
    return QuestionTerms(texts, tuple(map(_is_han, texts)), _shares(weight), _shares(near), distance.astype(np.float32))


def _term_offsets(asked: AnswerType, latin: bool) -> dict[str, list[int]]:
    """Where each term begins in the question; `latin` says whether the question is in Latin script."""
    offsets: dict[str, list[int]] = {}
    written = [number for number in numbers(asked.text) if number.end - number.start > 1 or number.plain]
    for number in written:
        offsets.setdefault(number.values[0], []).append(number.start)
    for match in _RUN.finditer(_without(asked.text, written)):
        run = match.group()
        if _is_han(run):
            for term, offset in _han_terms(asked, run, match.start()):
                offsets.setdefault(term, []).append(offset)
        elif not (latin and run in _FUNCTION_WORDS):
            offsets.setdefault(run, []).append(match.start())
    return offsets


def _without(text: str, written: Sequence[Number]) -> str:
    """The text with spaces in place of these numbers, so that offsets stay."""
    for number in written:
        text = text[: number.start] + " " * (number.end - number.start) + text[number.end :]
    return text


def _han_terms(asked: AnswerType, run: str, begin: int) -> Iterator[tuple[str, int]]:
    """The single characters and pairs of a run of Han characters that count, with their offsets."""
    for i, character in enumerate(run):
        offset = begin + i
        if not asked.start <= offset < asked.end and character not in FUNCTION_CHARACTERS:
            yield character, offset
        touches_gap = offset < asked.end and offset + 1 >= asked.start
        in_focus = len(asked.focus) > 1 and offset >= asked.end - len(asked.focus)
        if i + 1 < len(run) and (not touches_gap or in_focus):
            yield run[i : i + 2], offset


def _distance_to_gap(asked: AnswerType, offsets: list[int], length: int) -> float:
    """The signed distance from the gap of the nearest occurrence; half a character is added so that none is zero."""
    distances = [
        -(max(0, asked.start - offset - length) + 0.5) if offset < asked.start else max(0, offset - asked.end) + 0.5
        for offset in offsets
    ]
    return min(distances, key=abs)


def _shares(weight: NDArray[np.float64]) -> Floats:
    return (weight / (weight.sum() or 1.0)).astype(np.float32)


def _is_han(text: str) -> bool:
    return not (text[0].isascii() or text[0] <= "\u024f")


def _is_single(text: str) -> bool:
    return len(text) == 1 and _is_han(text)


def _find_all(text: str, part: str) -> list[int]:
    offsets = []
    offset = text.find(part)
    while offset >= 0:
        offsets.append(offset)
        offset = text.find(part, offset + 1)
    return offsets
