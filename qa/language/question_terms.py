"""The question as units to be found again in sentences: how rare each is and how far it stands from the question's gap.

Units are pairs of Han characters, single ones at half weight (function characters left out), and whole numbers and
words of other scripts. What stands in the gap itself is no unit. Knows folded strings, not where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text import HAN, is_han
from qa.language.question_type import AnswerType

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

FUNCTION_CHARACTERS = frozenset("的了是在于为与和及或被由以之其时后前有也而并所等个一哪什么谁何吗呢多少几?")
_ENGLISH = (
    "a an the of in on at to for from by with and or is are was were be been do does did has have had "
    "which what who whom whose when where why how many much that this it its as"
)
_FUNCTION_WORDS = frozenset(_ENGLISH.split(" "))
_RUN = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[a-z\u00c0-\u024f]+|[{HAN}]+")
_OTHER = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z\u00c0-\u024f]+")
_SINGLE_WEIGHT = 0.5
# Characters: the weight of a unit falls by e at this distance from the gap. A word in Latin script has some five.
_DISTANT, _DISTANT_IN_LATIN = 6.0, 24.0


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The n units of a question. `share` is each one's part of their idf, summing to 1; `near` the same, weighed by
    closeness to the gap; `offset` the signed distance to the gap in characters, negative on its left. All (n,)."""

    texts: tuple[str, ...]
    han: tuple[bool, ...]
    share: Floats
    near: Floats
    offset: Floats

    def held(self, folded: str) -> Flags:
        """Which units the folded text holds: bool (n,)."""
        if all(self.han):
            return np.array([text in folded for text in self.texts], np.bool_)
        others = set(_OTHER.findall(folded))
        return np.array(
            [text in folded if han else text in others for text, han in zip(self.texts, self.han, strict=True)],
            np.bool_,
        )

    def occurrences(self, folded: str) -> list[list[int]]:
        """Where each unit begins in the folded text."""
        others: dict[str, list[int]] = {}
        for match in _OTHER.finditer(folded):
            others.setdefault(match.group(), []).append(match.start())
        return [
            _find_all(folded, text) if han else others.get(text, [])
            for text, han in zip(self.texts, self.han, strict=True)
        ]


def question_terms(asked: AnswerType, idf: Callable[[str], float]) -> QuestionTerms:
    """The units of a question."""
    places: dict[str, list[int]] = {}
    latin = not is_han(asked.text)
    for match in _RUN.finditer(asked.text):
        run, begin = match.group(), match.start()
        if not _is_han(run):
            if not (latin and run in _FUNCTION_WORDS):
                places.setdefault(run, []).append(begin)
            continue
        for i in range(len(run)):
            at = begin + i
            if not asked.start <= at < asked.end and run[i] not in FUNCTION_CHARACTERS:
                places.setdefault(run[i], []).append(at)
            in_gap = at < asked.end and at + 1 >= asked.start
            of_noun = len(asked.noun) > 1 and at >= asked.end - len(asked.noun)
            if i + 1 < len(run) and (not in_gap or of_noun):
                places.setdefault(run[i : i + 2], []).append(at)
    texts = tuple(places)
    weight = np.array([idf(text.replace(",", "")) * (_SINGLE_WEIGHT if _is_single(text) else 1) for text in texts])
    offset = np.array([_offset(asked, places[text], len(text)) for text in texts])
    near = weight * np.exp(-np.abs(offset) / (_DISTANT_IN_LATIN if latin else _DISTANT))
    return QuestionTerms(texts, tuple(map(_is_han, texts)), _shares(weight), _shares(near), offset.astype(np.float32))


def _offset(asked: AnswerType, places: list[int], length: int) -> float:
    """The signed distance of the nearest of the places to the gap; half a character more, so that none is zero."""
    distances = [
        -(max(0, asked.start - at - length) + 0.5) if at < asked.start else max(0, at - asked.end) + 0.5
        for at in places
    ]
    return min(distances, key=abs)


def _shares(weight: NDArray[np.float64]) -> Floats:
    return (weight / (weight.sum() or 1.0)).astype(np.float32)


def _is_han(text: str) -> bool:
    return not (text[0].isascii() or text[0] <= "\u024f")


def _is_single(text: str) -> bool:
    return len(text) == 1 and _is_han(text)


def _find_all(text: str, part: str) -> list[int]:
    places = []
    at = text.find(part)
    while at >= 0:
        places.append(at)
        at = text.find(part, at + 1)
    return places
