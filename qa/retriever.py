"""Finding passages: two kinds of vectors and words, put together into one score.

The score is a weighted sum of signals (`WEIGHTS`) on fixed scales, so scores of different questions can be compared,
and a passage's score does not change with the other passages but for the idf of its words. Passages that lead in any
of the searches are candidates; those that lead among them are read, for the signals that need a text. How the weights
were found, and what each signal gives, is in `docs/retrieval.md`. Knows numbers of passages and sentences; texts only
through the function that it is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from embeddings.index import VectorIndex
from qa.lexical import WordIndex
from qa.signals import Question

Ids = NDArray[np.int64]
Vector = NDArray[np.float32]
Texts = Callable[[Sequence[int]], Mapping[int, tuple[str, Passage]]]

# A sentence's id is its passage's number times this, plus its place in the passage.
SENTENCES_PER_PASSAGE = 8192
_CANDIDATES = 100  # of each kind of search; the score then decides among all of them
_READ = 30  # candidates whose texts are looked at


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with all that was measured of it.

    `sentences` are the cosines of its sentences, in their order; `lexical` is BM25 and `coverage` the plain share of
    the question's words, both 0 to 1; `mass` is the sum of the idf of the question's tokens. `overlaps`, `closeness`,
    `missing` and `kind` are those of `qa.signals.Signals`; where the text was not read, `overlaps` is empty and
    `closeness` the coverage.
    """

    number: int
    score: float
    passage: float
    sentences: tuple[float, ...]
    lexical: float
    coverage: float = 0.0
    mass: float = 0.0
    closeness: float = 0.0
    overlaps: tuple[float, ...] = ()
    missing: int = 0
    kind: bool = False


@dataclass(frozen=True, slots=True)
class Indexes:
    """What is searched: passage and sentence vectors, words, and `sentence_ids`, all sentence ids ascending."""

    passages: VectorIndex
    sentences: VectorIndex
    words: WordIndex
    sentence_ids: Ids


# What the score of each kind of search adds up. The weights of "hybrid" are those of `benchmarks/fit_retrieval.py`.
RETRIEVERS: dict[str, dict[str, float]] = {
    "hybrid": {"passage": 1.5, "sentence": 2.3, "words": 0.043, "kind": 0.07},
    "dense": {"passage": 0.5, "sentence": 0.5},
    "lexical": {"lexical": 1.0},
}


def signals(candidate: Candidate) -> dict[str, float]:
    """What a score may add up, by name."""
    return {
        "passage": candidate.passage,
        "sentence": max(candidate.sentences),
        "words": math.sqrt(candidate.mass) * candidate.closeness,
        "missing": float(candidate.missing),
        "kind": float(candidate.kind),
        "lexical": candidate.lexical,
    }


def search(
    indexes: Indexes,
    question: str,
    vector: Vector,
    k: int,
    kind: str = "hybrid",
    allowed: Ids | None = None,
    texts: Texts | None = None,
) -> list[Candidate]:
    """The k best passages for a question, best first; equal scores in the order of their numbers.

    `vector` is the question's, float32 (dimension,). `allowed` restricts the search to these passage numbers. `texts`
    gives the headlines and passages of some numbers; without it the score goes by vectors and the index of words alone.
    """
    weights = RETRIEVERS[kind]
    candidates = _found(indexes, question, vector, max(k, _READ), weights, allowed)
    if texts is not None:
        candidates = _read(candidates, Question(question, indexes.words.idf), texts)
    scored = [replace(candidate, score=_total(candidate, weights)) for candidate in candidates]
    return sorted(scored, key=lambda candidate: (-candidate.score, candidate.number))[:k]


def _total(candidate: Candidate, weights: Mapping[str, float]) -> float:
    values = signals(candidate)
    return math.fsum(weight * values[name] for name, weight in weights.items())


def _read(candidates: Sequence[Candidate], question: Question, texts: Texts) -> list[Candidate]:
    """The candidates with what their texts say."""
    found = texts([candidate.number for candidate in candidates])
    read = []
    for candidate in candidates:
        said = question.signals(*found[candidate.number], candidate.sentences)
        read.append(
            replace(candidate, overlaps=said.overlaps, closeness=said.closeness, missing=said.missing, kind=said.kind)
        )
    return read


def _found(
    indexes: Indexes, question: str, vector: Vector, k: int, weights: Mapping[str, float], allowed: Ids | None
) -> list[Candidate]:
    """The k passages that lead by what is known without their texts."""
    lexical = indexes.words.scores(question)
    numbers = _numbers(indexes, vector, lexical, allowed)
    if not len(numbers):
        return []
    passage = indexes.passages.vectors(numbers) @ vector
    starts = np.searchsorted(indexes.sentence_ids, numbers * SENTENCES_PER_PASSAGE)
    ends = np.searchsorted(indexes.sentence_ids, (numbers + 1) * SENTENCES_PER_PASSAGE)
    ids = np.concatenate([indexes.sentence_ids[a:b] for a, b in zip(starts, ends, strict=True)])
    cosines = indexes.sentences.vectors(ids) @ vector
    bounds = np.concatenate([[0], np.cumsum(ends - starts)])
    rows = np.searchsorted(indexes.words.ids, numbers)
    coverage = indexes.words.coverage(question)[rows]
    mass = indexes.words.mass(question)
    known = {
        "passage": passage,
        "sentence": np.maximum.reduceat(cosines, bounds[:-1]),
        "words": math.sqrt(mass) * coverage,
        "lexical": lexical[rows],
    }
    scores = np.sum([weights[name] * values for name, values in known.items() if name in weights], axis=0)
    return [
        Candidate(
            number=int(numbers[i]),
            score=float(scores[i]),
            passage=float(passage[i]),
            sentences=tuple(cosines[bounds[i] : bounds[i + 1]].tolist()),
            lexical=float(lexical[rows[i]]),
            coverage=float(coverage[i]),
            mass=mass,
            closeness=float(coverage[i]),
        )
        for i in np.lexsort((numbers, -scores))[:k]
    ]


def _numbers(indexes: Indexes, vector: Vector, lexical: Vector, allowed: Ids | None) -> Ids:
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
