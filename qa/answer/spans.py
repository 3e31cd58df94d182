"""From the reader's scores to probabilities: of each sentence that it answers, and of the phrases in it.

The probability of a span is the softmax of its start and end score over all spans and "no answer" (Clark and Gardner,
arXiv 1710.10723: over all texts of a question at once). That of a sentence is the sum of its spans'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from embeddings.span_reader import Reading, TextScores
from qa.answer.evidence import Piece

_MAX_TOKENS = 48  # of a span
_SPANS = 60  # of a sentence that are kept
_EDGES = " \t\n　，。；：、！？,.;:!?·…—"
_CLOSING = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』", "（": "）", "(": ")", "【": "】"}
_OPENING = {close: opening for opening, close in _CLOSING.items()}
_NUMERAL_BEFORE = re.compile(r"[0-9０-９][0-9０-９.,．，]*$|[+\-−$¥￥]$")
_NUMERAL_BEHIND = re.compile(r"[.,．]?[0-9０-９]+(?:[.,．][0-9０-９]+)*|[%％‰℃°]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A span of an article that may answer, [start, end), and its probability, 0 to 1.

    `agreement`, 0 to 1, is how much of the answer it is expected to share, if its sentence answers: the mean of its F1
    by characters with each span of the sentence, weighted by their probabilities.
    """

    start: int
    end: int
    chance: float
    agreement: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence that was read: [start, end) of its article, `number` in the passage at `rank` of those found.

    `chance`, 0 to 1, is the probability that it answers; all of them and `no_answer` add up to 1. `margin` is the
    logarithm of its odds against no answer. `phrases` are ordered by their agreement, best first.
    """

    rank: int
    number: int
    start: int
    end: int
    chance: float
    margin: float
    phrases: Sequence[Phrase]


class _Phrases(Sequence[Phrase]):
    """The best spans of a sentence, ordered when they are first looked at: those of most sentences never are."""

    def __init__(self, places: NDArray[np.int32], scores: NDArray[np.float32], total: float) -> None:
        """`places` are [start, end) in the article, int32 (n, 2); `total` makes probabilities of scores."""
        self._places, self._scores, self._total = places, scores, total

    @cached_property
    def _ordered(self) -> tuple[Phrase, ...]:
        best = np.argsort(-self._scores, kind="stable")[:_SPANS]
        return by_agreement(self._places[best], np.exp(self._scores[best] - self._total))

    def __len__(self) -> int:
        return min(_SPANS, len(self._scores))

    @overload
    def __getitem__(self, place: int) -> Phrase: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Phrase, ...]: ...
    def __getitem__(self, place: int | slice) -> Phrase | tuple[Phrase, ...]:
        return self._ordered[place]


def read_sentences(reading: Reading, pieces: Sequence[Piece], passages: Sequence[Passage]) -> list[ReadSentence]:
    """All sentences that were read, in their order."""
    spans = [
        (piece, number, begin, end, _span_scores(text, inside))
        for piece, text in zip(pieces, reading.texts, strict=True)
        for number, begin, end, inside in _sentences(piece, passages[piece.rank], text)
    ]
    sums = np.array([_log_sum_exp(scores) for *_, (_, scores) in spans] + [reading.no_answer])
    total = _log_sum_exp(sums)
    read = []
    for (piece, number, begin, end, (places, scores)), summed in zip(spans, sums[:-1], strict=True):
        phrases = _Phrases(places + piece.start, scores, total)
        chance, margin = float(np.exp(summed - total)), float(summed - reading.no_answer)
        read.append(ReadSentence(piece.rank, number, begin, end, chance, margin, phrases))
    return read


def _sentences(piece: Piece, passage: Passage, text: TextScores) -> list[tuple[int, int, int, NDArray[np.intp]]]:
    """Number, start and end of each sentence of a piece, with the tokens that begin in it."""
    begins = text.offsets[:, 0] + piece.start if len(text.offsets) else np.zeros(0, np.int64)
    found = []
    for number in range(piece.first, piece.last + 1):
        start, end = passage.sentences[number]
        found.append((number, start, end, np.flatnonzero((begins >= start) & (begins < end))))
    return found


def _span_scores(text: TextScores, inside: NDArray[np.intp]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The spans of neighbouring tokens: [start, end) in the text, int32 (spans, 2), and scores, float32 (spans,)."""
    first, last = (inside[places] for places in _near(len(inside)))
    places = np.stack([text.offsets[first, 0], text.offsets[last, 1]], 1) if len(inside) else np.zeros((0, 2), np.int32)
    return places, text.starts[first] + text.ends[last]


@lru_cache(maxsize=256)
def _near(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first and the last of n tokens of each span, (spans,) each."""
    first, last = np.triu_indices(n)
    near = last - first < _MAX_TOKENS
    return first[near], last[near]


def by_agreement(places: NDArray[np.int32], chances: NDArray[np.float32]) -> tuple[Phrase, ...]:
    """Spans, int32 (n, 2), with their probabilities, by agreement (minimum Bayes risk: Kumar and Byrne, 2004)."""
    start, end = places[:, 0], places[:, 1]
    shared = np.minimum(end[:, None], end) - np.maximum(start[:, None], start)
    f1 = 2 * np.maximum(0, shared) / np.maximum(1, (end - start)[:, None] + (end - start))
    agreement = f1 @ (chances / max(float(chances.sum()), 1e-30))
    order = np.lexsort((-chances, -agreement.round(6)))
    return tuple(Phrase(int(start[i]), int(end[i]), float(chances[i]), float(agreement[i])) for i in order)


def _log_sum_exp(scores: NDArray[np.float32]) -> float:
    if not len(scores):
        return -np.inf
    best = float(scores.max())
    return best + float(np.log(np.exp(scores.astype(np.float64) - best).sum()))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without marks at its edges, with whole numerals, and without one half of a pair of brackets."""
    while start < end and (text[start] in _EDGES or text[start] in _OPENING):
        start += 1
    while end > start and (text[end - 1] in _EDGES or text[end - 1] in _CLOSING):
        end -= 1
    if start < end and text[start].isdigit() and (match := _NUMERAL_BEFORE.search(text[:start])):
        start = match.start()
    if end > start and text[end - 1].isdigit() and (match := _NUMERAL_BEHIND.match(text, end)):
        end = match.end()
    if end > start and (close := _CLOSING.get(text[start])) and close not in text[start + 1 : end]:
        if text[end : end + 1] == close:
            end += 1
        else:
            start += 1
    elif end > start and (opening := _OPENING.get(text[end - 1])) and opening not in text[start : end - 1]:
        if start and text[start - 1] == opening:
            start -= 1
        else:
            end -= 1
    return start, end
