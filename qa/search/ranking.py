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
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from corpus.records import Passage
from corpus.text import is_han
from qa.index.searcher import Searcher
from qa.search.features import AnalysedQuestion

Ids = NDArray[np.int64]
Vector = NDArray[np.float32]
Mask = NDArray[np.bool_]
Texts = Callable[[Sequence[int]], Mapping[int, tuple[str, Passage]]]

_CANDIDATES = 100  # by vector and by words; the score then decides among all of them
_READ = 30  # candidates whose texts are looked at


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with all that was measured of it.

    `sentences` are the cosines of its sentences, in their order; `lexical` is BM25 and `coverage` the plain share of
    the question's words, both 0 to 1; `mass` is the sum of the idf of the question's tokens. `overlaps`, `closeness`,
    `missing`, `kind`, `names` and `across` are those of `qa.search.features.Signals`; where the text was not read,
    `overlaps` is empty, `closeness` the coverage, and `across` what the index can tell.
    """

    number: int
    score: float
    passage: float
    sentences: tuple[float, ...]
    lexical: float
    coverage: float = 0.0
    idf_sum: float = 0.0
    closeness: float = 0.0
    overlaps: tuple[float, ...] = ()
    missing: int = 0
    kind: bool = False
    names: float = 0.0
    across: str = ""


# What the score of each kind of search adds up. The weights of "hybrid" are those of `benchmarks/fit_retrieval.py`.
RETRIEVERS: dict[str, dict[str, float]] = {
    "hybrid": {
        "passage": 1.5,
        "sentence": 2.3,
        "words": 0.043,
        "kind": 0.07,
        "names": 0.3,
        "across to han": 0.25,
        "across to latin": 0.33,
    },
    "dense": {"passage": 0.5, "sentence": 0.5},
    "lexical": {"lexical": 1.0},
}


def signals(candidate: Candidate) -> dict[str, float]:
    """What a score may add up, by name."""
    return {
        "passage": candidate.passage,
        "sentence": max(candidate.sentences),
        "words": math.sqrt(candidate.idf_sum) * candidate.closeness,
        "missing": float(candidate.missing),
        "kind": float(candidate.kind),
        "names": candidate.names,
        "across to han": float(candidate.across == "han"),
        "across to latin": float(candidate.across == "latin"),
        "lexical": candidate.lexical,
    }


def search(
    engine: Searcher,
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
    candidates = _found(engine, question, vector, max(k, _READ), weights, allowed)
    if texts is not None:
        candidates = _read(candidates, AnalysedQuestion(question, engine.idf), texts)
    scored = [(-_total(candidate, weights), candidate.number, candidate) for candidate in candidates]
    return [replace(candidate, score=-score) for score, _, candidate in sorted(scored, key=itemgetter(0, 1))[:k]]


def _total(candidate: Candidate, weights: Mapping[str, float]) -> float:
    values = signals(candidate)
    return math.fsum(weight * values[name] for name, weight in weights.items())


def _read(candidates: Sequence[Candidate], question: AnalysedQuestion, texts: Texts) -> list[Candidate]:
    """The candidates with what their texts say."""
    found = texts([candidate.number for candidate in candidates])
    said = question.signals(
        [found[candidate.number] for candidate in candidates], [candidate.sentences for candidate in candidates]
    )
    return [  # not by `replace`, which takes three times as long
        Candidate(
            one.number, one.score, one.passage, one.sentences, one.lexical, one.coverage, one.idf_sum,
            its.closeness, its.overlaps, its.missing, its.kind, its.names, its.across,
        )
        for one, its in zip(candidates, said, strict=True)
    ]  # fmt: skip


def _found(
    engine: Searcher, question: str, vector: Vector, k: int, weights: Mapping[str, float], allowed: Ids | None
) -> list[Candidate]:
    """The k passages of each script that lead by what is known without their texts."""
    asked_in_han = is_han(question)
    found = engine.find(question, vector, max(k, _CANDIDATES), allowed)
    if not len(found.numbers):
        return []
    begins = np.cumsum([0, *map(len, found.sentences)])[:-1]
    known = {
        "passage": found.passage,
        "sentence": np.maximum.reduceat(np.concatenate(found.sentences), begins),
        "words": math.sqrt(found.idf_sum) * found.coverage,
        "lexical": found.lexical,
        "across to han": (found.across & ~asked_in_han).astype(np.float32),
        "across to latin": (found.across & asked_in_han).astype(np.float32),
    }
    scores = np.sum([weights[name] * values for name, values in known.items() if name in weights], axis=0)
    first = _first(np.lexsort((found.numbers, -scores)), found.across, k)
    other = "latin" if asked_in_han else "han"
    columns = (found.numbers, scores, found.passage, found.lexical, found.coverage, found.across)
    return [
        Candidate(
            number, score, passage, tuple(found.sentences[i].tolist()), lexical, coverage, found.idf_sum,
            closeness=coverage, across=other if across else "",
        )
        for i, number, score, passage, lexical, coverage, across in zip(
            first, *(column[first].tolist() for column in columns), strict=True
        )
    ]  # fmt: skip


def _first(order: Ids, across: Mask, k: int) -> list[int]:
    """The first k of each of the two scripts."""
    return [*order[~across[order]][:k].tolist(), *order[across[order]][:k].tolist()]
