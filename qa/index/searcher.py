"""Where passages are looked up: one protocol, and the local engine over the segments of a library.

An engine knows the numbers of passages and what can be said of them without their texts; `qa/search/ranking.py` scores.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.text import is_han
from embeddings.faiss_index import cosines
from qa.index.bm25 import WordIndex
from qa.index.segment import Segment

Ids = NDArray[np.int64]
Vector = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LET_GO = 32  # searches after which pages of files are let go, lest the process come to hold all of them


@dataclass(frozen=True, slots=True)
class Matches:
    """Passages that lead in a search, by their numbers, ascending: int64 (n,).

    Of each: the cosine of its vector (`passage`), BM25 (`lexical`) and the share of the question's words that it holds
    (`coverage`), float32 (n,); `sentences` are the cosines of its sentences, in their order. `mass` is the sum of the
    idf of the question's tokens. `across` is which seem to be in the other script than the question, bool (n,).
    """

    numbers: Ids
    passage: Vector
    sentences: tuple[Vector, ...]
    lexical: Vector
    coverage: Vector
    idf_sum: float
    across: Mask


class Searcher(Protocol):
    """What a search needs."""

    def idf(self, token: str) -> float:
        """How rare a token is among the passages; one that none holds counts as the rarest of all."""

    def find(self, question: str, vector: Vector, k: int, allowed: Ids | None = None) -> Matches:
        """The k passages nearest to the question's vector, float32 (dimension,), and the k best by its words.

        Vectors put the script of the question first, whatever a passage says: of passages in two scripts those in the
        other one are searched by themselves too.
        `allowed` restricts both to these numbers.
        """


class LocalSearcher:
    """The local engine: the same answers however the passages are spread over segments."""

    def __init__(self, segments: Sequence[Segment], gone: Ids) -> None:
        """Take open segments, their numbers ascending from one to the next, and the numbers that are there no more."""
        self._segments = segments
        alive = [~np.isin(segment.numbers, gone) for segment in segments]
        self._alive = [None if mask.all() else mask for mask in alive]
        self.words = WordIndex([segment.words for segment in segments], self._alive)
        self._found = 0

    def idf(self, token: str) -> float:
        """See `Searcher`."""
        return self.words.idf(token)

    def find(self, question: str, vector: Vector, k: int, allowed: Ids | None = None) -> Matches:
        """See `Searcher`."""
        self._found += 1
        if self._found % _LET_GO == 0:
            for segment in self._segments:
                segment.let_go()
        masks = list(self._alive)
        if allowed is not None:
            within = [np.isin(segment.numbers, allowed) for segment in self._segments]
            masks = [a if mask is None else mask & a for mask, a in zip(masks, within, strict=True)]
        near = [segment.nearest.search(vector, k, mask) for segment, mask in zip(self._segments, masks, strict=True)]
        others = [self.words.han(part) != is_han(question) for part in range(len(self._segments))]
        across = [other if mask is None else mask & other for mask, other in zip(masks, others, strict=True)]
        far: list[tuple[Vector, Ids]] = [(np.zeros(0, np.float32), np.zeros(0, np.int64)) for _ in masks]
        if any(mask.any() for mask in across) and not all(other.all() for other in others):
            far = [s.nearest.search(vector, k, mask) for s, mask in zip(self._segments, across, strict=True)]
        told = [self.words.best(part, question, k, mask) for part, mask in enumerate(masks)]
        found_by = (_best(near, k), _best(far, k), _best(told, k))
        rows = [np.unique(np.concatenate(found)) for found in zip(*found_by, strict=True)]
        looked = [self._look(part, found, question, vector) for part, found in enumerate(rows)]
        none = np.zeros(0, np.float32)
        return Matches(
            np.concatenate([np.zeros(0, np.int64), *(s.numbers[r] for s, r in zip(self._segments, rows, strict=True))]),
            np.concatenate([none, *(passage for passage, *_ in looked)]),
            tuple(part for _, sentences, *_ in looked for part in sentences),
            np.concatenate([none, *(lexical for *_, lexical, _ in looked)]),
            np.concatenate([none, *(coverage for *_, coverage in looked)]),
            self.words.idf_sum(question),
            np.concatenate([np.zeros(0, np.bool_), *(other[r] for other, r in zip(others, rows, strict=True))]),
        )

    def _look(self, part: int, rows: Ids, question: str, vector: Vector) -> tuple[Vector, list[Vector], Vector, Vector]:
        segment = self._segments[part]
        parts = segment.sentences_of(rows)
        found = cosines(np.concatenate([segment.sentences[:0], *parts]), vector)
        ends = itertools.accumulate(map(len, parts), initial=0)
        sentences = [found[start:end] for start, end in itertools.pairwise(ends)]
        return cosines(segment.passages[rows], vector), sentences, *self.words.at(part, rows, question)


def _best(found: Sequence[tuple[Vector, Ids]], k: int) -> list[Ids]:
    """The rows of each part that are among the k best of all parts; of equal ones the first."""
    scores = np.concatenate([np.zeros(0, np.float32), *(part for part, _ in found)])
    parts = np.concatenate([np.zeros(0, np.int64), *(np.full(len(rows), i) for i, (_, rows) in enumerate(found))])
    rows = np.concatenate([np.zeros(0, np.int64), *(rows for _, rows in found)])
    best = np.lexsort((rows, parts, -scores))[:k]
    return [rows[best][parts[best] == part] for part in range(len(found))]
