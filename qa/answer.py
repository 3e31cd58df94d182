"""Choosing the quote: which sentence of the passages found answers the question, and how likely it does.

A sentence is weighed by the share of the question's rare words that it holds and by its vector's closeness. Quotes are
copied to the letter. Knows texts and scores, not where they are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.records import Passage
from corpus.text import tokens
from qa.records import Answer
from qa.retriever import Candidate

_OVERLAP_WEIGHT, _COSINE_WEIGHT = 0.8, 0.2
# A logistic curve through the best hit's score.
_SLOPE, _MIDDLE = 14.0, 3.05
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that was chosen, and the probability that it answers."""

    answer: Answer
    confidence: float


def choose(question: str, found: Sequence[tuple[Candidate, Passage]], idf: Callable[[str], float]) -> Quote | None:
    """The best sentence of the best passage; None where nothing was found."""
    if not found:
        return None
    candidate, passage = found[0]
    weights = {token: idf(token) for token in set(tokens(question))}
    start, end = max(
        zip(passage.sentences, candidate.sentences, strict=True),
        key=lambda item: _weigh(
            passage.text[item[0][0] - passage.start : item[0][1] - passage.start], item[1], weights
        ),
    )[0]
    text = passage.text[start - passage.start : end - passage.start]
    answer = Answer(text, start, end, None, passage.article_id, passage.id)
    return Quote(answer, 1 / (1 + math.exp(-_SLOPE * (candidate.score - _MIDDLE))))


def _weigh(sentence: str, cosine: float, weights: dict[str, float]) -> float:
    held = set(tokens(sentence))
    overlap = sum(weight for token, weight in weights.items() if token in held) / (sum(weights.values()) or 1.0)
    return _OVERLAP_WEIGHT * overlap + _COSINE_WEIGHT * cosine
