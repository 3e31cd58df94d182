"""Reorders the first hits by a cross-encoder's score, added to the score of the search.

Adding, rather than replacing, keeps the order of the search where the cross-encoder cannot tell hits apart. Hits beyond
the reranked ones stay where they are.
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

RERANKED_HITS = 20
_WEIGHT = 1.0  # of the model's score, 0 to 1; the search scores of the first twenty hits span about half a point


class Reranker(Protocol):
    """What `embeddings.reranker.Reranker` provides."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers, 0 to 1: float32 (len(texts),)."""
        ...


def rerank(question: str, find: Find, reranker: Reranker, k: int, *, texts: Texts) -> list[Candidate]:
    """The k best passages; the reranker's score is added to that of the first `RERANKED_HITS`."""
    candidates = find(k, texts=texts)
    first, rest = candidates[:RERANKED_HITS], candidates[RERANKED_HITS:]
    read = texts([candidate.number for candidate in first])
    passages = [in_context(read[one.number][0].strip(), "", read[one.number][1].text) for one in first]
    rescored = [
        replace(candidate, score=candidate.score + _WEIGHT * float(score), reranked=_WEIGHT * float(score))
        for candidate, score in zip(first, reranker.scores(question, passages), strict=True)
    ]
    return [*sorted(rescored, key=lambda candidate: (-candidate.score, candidate.number)), *rest]
