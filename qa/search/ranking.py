"""Ranks passages by one score: a weighted sum of vector cosines, word matches and features of their texts.

The features (`RETRIEVERS`) have fixed scales, so scores of different questions can be compared, and other passages
change a passage's score only through the idf of its words. Passages that lead in any of the searches are candidates;
the leading candidates are read for the features that need a text. `docs/retrieval.md` says how the weights were found
and what each feature adds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import numpy as np

from corpus.records import Passage
from corpus.text import is_han
from embeddings.types import Ids, Mask, Vector
from qa.index.searcher import Searcher
from qa.search.features import AnalysedQuestion

Texts = Callable[[Sequence[int]], Mapping[int, tuple[str, Passage]]]

_CANDIDATES = 100  # from each search, by vector and by words
_READ = 30  # candidates whose texts are read


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its measurements for one question.

    `score` is the weighted sum of the features. `passage` is the cosine of its vector and `sentences` are those of its
    sentences in order, all -1 to 1. `lexical` is BM25, 0 to 1; `idf_sum` is the sum of the idf of the question's
    tokens. The other fields are those of `qa.search.features.PassageFeatures`; if the text was not read, `proximity` is
    the idf-weighted share of the question's words in the passage, and `script_mismatch` what the index can tell.
    """

    number: int
    score: float
    passage: float
    sentences: tuple[float, ...]
    lexical: float
    idf_sum: float = 0.0
    proximity: float = 0.0
    has_answer_type: bool = False
    names: float = 0.0
    script_mismatch: str = ""
    reranked: float = 0.0  # the part of the score that a reranker added

    @property
    def search_score(self) -> float:
        """The score without what a reranker added to it."""
        return self.score - self.reranked


# The weights of each retriever. Those of "hybrid" come from `benchmarks/fit_retrieval.py`.
RETRIEVERS: dict[str, dict[str, float]] = {
    "hybrid": {
        "passage": 1.5,
        "sentence": 2.3,
        "words": 0.043,
        "has_answer_type": 0.07,
        "names": 0.3,
        "words_across": 0.02,
        "script_mismatch_han": 0.25,
        "script_mismatch_latin": 0.33,
    },
    "dense": {"passage": 0.5, "sentence": 0.5},
    "lexical": {"lexical": 1.0},
}


def score_features(candidate: Candidate) -> dict[str, float]:
    """The values that a score can add up, by the names used in `RETRIEVERS`."""
    return {
        "passage": candidate.passage,
        "sentence": max(candidate.sentences),
        "words": math.sqrt(candidate.idf_sum) * candidate.proximity,
        "words_across": math.sqrt(candidate.idf_sum) * candidate.proximity * bool(candidate.script_mismatch),
        "has_answer_type": float(candidate.has_answer_type),
        "names": candidate.names,
        "script_mismatch_han": float(candidate.script_mismatch == "han"),
        "script_mismatch_latin": float(candidate.script_mismatch == "latin"),
        "lexical": candidate.lexical,
    }


def search(
    searcher: Searcher,
    question: str,
    vector: Vector,
    k: int,
    kind: str = "hybrid",
    texts: Texts | None = None,
) -> list[Candidate]:
    """The k best passages for a question, best first; equal scores are ordered by passage number.

    `vector` is the question's, float32 (dimension,); `kind` is a key of `RETRIEVERS`. `texts` returns the
    headlines and passages of some numbers; without it the score uses vectors and the word index only.
    """
    weights = RETRIEVERS[kind]
    candidates = _candidates(searcher, question, vector, max(k, _READ), weights)
    if texts is not None:
        candidates = _with_text_features(candidates, AnalysedQuestion(question, searcher.idf), texts)
    scored = [(-_score(candidate, weights), candidate.number, candidate) for candidate in candidates]
    return [replace(candidate, score=-score) for score, _, candidate in sorted(scored, key=itemgetter(0, 1))[:k]]


def _score(candidate: Candidate, weights: Mapping[str, float]) -> float:
    features = score_features(candidate)
    return math.fsum(weight * features[name] for name, weight in weights.items())


def _with_text_features(candidates: Sequence[Candidate], question: AnalysedQuestion, texts: Texts) -> list[Candidate]:
    read = texts([candidate.number for candidate in candidates])
    features = question.features(
        [read[candidate.number] for candidate in candidates], [candidate.sentences for candidate in candidates]
    )
    return [  # `replace` would take three times as long
        Candidate(
            number=candidate.number,
            score=candidate.score,
            passage=candidate.passage,
            sentences=candidate.sentences,
            lexical=candidate.lexical,
            idf_sum=candidate.idf_sum,
            proximity=of_text.proximity,
            has_answer_type=of_text.has_answer_type,
            names=of_text.names,
            script_mismatch=of_text.script_mismatch,
        )
        for candidate, of_text in zip(candidates, features, strict=True)
    ]


def _candidates(
    searcher: Searcher, question: str, vector: Vector, k: int, weights: Mapping[str, float]
) -> list[Candidate]:
    """The k passages of each script that lead by what is known without their texts."""
    asked_in_han = is_han(question)
    matches = searcher.find(question, vector, max(k, _CANDIDATES))
    if not len(matches.numbers):
        return []
    begins = np.cumsum([0, *map(len, matches.sentences)])[:-1]
    features = {
        "passage": matches.passage,
        "sentence": np.maximum.reduceat(np.concatenate(matches.sentences), begins),
        "words": math.sqrt(matches.idf_sum) * matches.coverage,
        "words_across": math.sqrt(matches.idf_sum) * matches.coverage * matches.script_mismatch,
        "lexical": matches.lexical,
        "script_mismatch_han": (matches.script_mismatch & ~asked_in_han).astype(np.float32),
        "script_mismatch_latin": (matches.script_mismatch & asked_in_han).astype(np.float32),
    }
    scores = np.sum([weights[name] * values for name, values in features.items() if name in weights], axis=0)
    leading = _first_of_each_script(np.lexsort((matches.numbers, -scores)), matches.script_mismatch, k)
    other = "latin" if asked_in_han else "han"
    columns = (matches.numbers, scores, matches.passage, matches.lexical, matches.coverage, matches.script_mismatch)
    return [
        Candidate(
            number=number,
            score=score,
            passage=passage,
            sentences=tuple(matches.sentences[i].tolist()),
            lexical=lexical,
            idf_sum=matches.idf_sum,
            proximity=coverage,
            script_mismatch=other if is_other_script else "",
        )
        for i, number, score, passage, lexical, coverage, is_other_script in zip(
            leading, *(column[leading].tolist() for column in columns), strict=True
        )
    ]


def _first_of_each_script(order: Ids, mismatch: Mask, k: int) -> list[int]:
    return [*order[~mismatch[order]][:k].tolist(), *order[mismatch[order]][:k].tolist()]
