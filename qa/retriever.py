"""Finding passages: two kinds of vectors and words, put together into one score.

The score is `1.5 · (cosine of the passage + cosine of its best sentence) + 0.5 · BM25 / self`, where `self` is the sum
of the idf of the question's tokens: a fixed scale, so scores of different questions can be compared. The weights are
those of `benchmarks/fit_retrieval.py`. Knows numbers of passages and sentences, not the texts behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.index import VectorIndex
from qa.lexical import WordIndex

Ids = NDArray[np.int64]
Vector = NDArray[np.float32]

# A sentence's id is its passage's number times this, plus its place in the passage.
SENTENCES_PER_PASSAGE = 8192
_CANDIDATES = 100  # of each kind of search; the score then decides among all of them
_DENSE_WEIGHT, _LEXICAL_WEIGHT = np.float32(1.5), np.float32(0.5)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with all that was measured of it. `sentences` are the cosines of its sentences, in their order."""

    number: int
    score: float
    passage: float
    sentences: tuple[float, ...]
    lexical: float


@dataclass(frozen=True, slots=True)
class Indexes:
    """What is searched: passage and sentence vectors, words, and `sentence_ids`, all sentence ids ascending."""

    passages: VectorIndex
    sentences: VectorIndex
    words: WordIndex
    sentence_ids: Ids


def _hybrid(passage: Vector, sentence: Vector, lexical: Vector) -> Vector:
    return _DENSE_WEIGHT * (passage + sentence) + _LEXICAL_WEIGHT * lexical


def _dense(passage: Vector, sentence: Vector, lexical: Vector) -> Vector:
    return np.float32(0.5) * (passage + sentence)


def _lexical(passage: Vector, sentence: Vector, lexical: Vector) -> Vector:
    return lexical


RETRIEVERS: dict[str, Callable[[Vector, Vector, Vector], Vector]] = {
    "hybrid": _hybrid,
    "dense": _dense,
    "lexical": _lexical,
}


def search(
    indexes: Indexes, question: str, vector: Vector, k: int, kind: str = "hybrid", allowed: Ids | None = None
) -> list[Candidate]:
    """The k best passages for a question, best first; equal scores in the order of their numbers.

    `vector` is the question's, float32 (dimension,). `allowed` restricts the search to these passage numbers.
    """
    lexical = indexes.words.scores(question)
    numbers = _candidates(indexes, vector, lexical, allowed)
    if not len(numbers):
        return []
    passage = indexes.passages.vectors(numbers) @ vector
    starts = np.searchsorted(indexes.sentence_ids, numbers * SENTENCES_PER_PASSAGE)
    ends = np.searchsorted(indexes.sentence_ids, (numbers + 1) * SENTENCES_PER_PASSAGE)
    ids = np.concatenate([indexes.sentence_ids[a:b] for a, b in zip(starts, ends, strict=True)])
    cosines = indexes.sentences.vectors(ids) @ vector
    bounds = np.concatenate([[0], np.cumsum(ends - starts)])
    best = np.maximum.reduceat(cosines, bounds[:-1])
    words = lexical[np.searchsorted(indexes.words.ids, numbers)]
    scores = RETRIEVERS[kind](passage, best, words)
    order = np.lexsort((numbers, -scores))[:k]
    return [
        Candidate(
            int(numbers[i]),
            float(scores[i]),
            float(passage[i]),
            tuple(float(value) for value in cosines[bounds[i] : bounds[i + 1]]),
            float(words[i]),
        )
        for i in order
    ]


def _candidates(indexes: Indexes, vector: Vector, lexical: Vector, allowed: Ids | None) -> Ids:
    """The passages that lead in any of the searches, ascending."""
    query = vector[None, :]
    sentences = None
    rows = np.arange(len(lexical))
    if allowed is not None:
        rows = np.flatnonzero(np.isin(indexes.words.ids, allowed))
        sentences = indexes.sentence_ids[np.isin(indexes.sentence_ids // SENTENCES_PER_PASSAGE, allowed)]
    by_passage = indexes.passages.search(query, _CANDIDATES, allowed)[1][0]
    by_sentence = indexes.sentences.search(query, 2 * _CANDIDATES, sentences)[1][0]
    rows = rows[lexical[rows] > 0]
    if len(rows) > _CANDIDATES:
        rows = rows[np.argpartition(-lexical[rows], _CANDIDATES)[:_CANDIDATES]]
    found = [
        by_passage[by_passage >= 0],
        by_sentence[by_sentence >= 0] // SENTENCES_PER_PASSAGE,
        indexes.words.ids[rows],
    ]
    return np.unique(np.concatenate(found)).astype(np.int64)
