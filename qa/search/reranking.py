"""Reordering the first hits by a cross-encoder's score, added to the score that found them.

The sum, rather than the cross-encoder alone, keeps what it cannot tell apart in the order of the search, and keeps the
hits behind those that were judged where they were. Knows scores and texts, no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.passages import in_context
from qa.search.near_duplicates import Find
from qa.search.ranking import Candidate, Texts

JUDGED = 20  # hits that are put to the model
_WEIGHT = 1.0  # of its score, 0 to 1; the scores of the first twenty hits lie within about half a point


class Judge(Protocol):
    """`embeddings.reranker.Reranker`, or whatever scores like it."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers, 0 to 1: float32 (len(texts),)."""
        ...


def rerank(question: str, find: Find, judge: Judge, k: int, *, texts: Texts) -> list[Candidate]:
    """The k best passages that `find` finds, the first `JUDGED` of them with the judge's score added to their own."""
    candidates = find(k, texts=texts)
    first, rest = candidates[:JUDGED], candidates[JUDGED:]
    found = texts([candidate.number for candidate in first])
    read = [in_context(found[one.number][0].strip(), "", found[one.number][1].text) for one in first]
    judged = [
        replace(candidate, score=candidate.score + _WEIGHT * float(score))
        for candidate, score in zip(first, judge.scores(question, read), strict=True)
    ]
    return [*sorted(judged, key=lambda candidate: (-candidate.score, candidate.number)), *rest]
