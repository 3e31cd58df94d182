"""Choosing the quote: which sentence of the passages found answers the question, and how likely it does.

A sentence is weighed by the share of the question's rare words that it holds and by its vector's closeness. Quotes are
copied to the letter. Knows texts and scores, not where they are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.records import Passage
from corpus.text import is_han, tokens
from qa.lexical import question_tokens
from qa.records import Answer
from qa.retriever import Candidate

_OVERLAP_WEIGHT, _COSINE_WEIGHT = 0.8, 0.4

# Logistic curves for the probability that the quote holds the answer. The first was fitted on questions whose article
# was there, and the same with it taken out (`benchmarks/fit_confidence.py`). Words of two scripts cannot match, so a
# question in another script than the passage has its own, by vectors alone.
_INTERCEPT, _PASSAGE, _SENTENCE, _LEXICAL, _OVERLAP = -31.57, 7.19, 25.25, -7.60, 9.55
_CROSS_INTERCEPT, _CROSS_SENTENCE = -51.0, 60.0
THRESHOLD = 0.25  # keeps about 88 % of the answerable questions of that fit, and answers 8 % of the others


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that was chosen, and the probability that it answers."""

    answer: Answer
    confidence: float


def choose(question: str, found: Sequence[tuple[Candidate, Passage]], idf: Callable[[str], float]) -> Quote | None:
    """The best sentence of the best passage; None where nothing was found. `idf` says how rare a token is."""
    if not found:
        return None
    candidate, passage = found[0]
    weights = {token: idf(token) for token in question_tokens(question)}
    overlaps = [_overlap(passage.text[a - passage.start : b - passage.start], weights) for a, b in passage.sentences]
    best = max(
        range(len(overlaps)),
        key=lambda i: (_OVERLAP_WEIGHT * overlaps[i] + _COSINE_WEIGHT * candidate.sentences[i], -i),
    )
    start, end = passage.sentences[best]
    text = passage.text[start - passage.start : end - passage.start]
    answer = Answer(text, start, end, None, passage.article_id, passage.id)
    return Quote(answer, _confidence(candidate, overlaps[best], is_han(question) != is_han(passage.text)))


def _overlap(sentence: str, weights: dict[str, float]) -> float:
    """The share of the question's rareness that the sentence holds."""
    held = set(tokens(sentence))
    return sum(weight for token, weight in weights.items() if token in held) / (sum(weights.values()) or 1.0)


def _confidence(candidate: Candidate, overlap: float, across: bool) -> float:
    closest = max(candidate.sentences)
    if across:
        logit = _CROSS_INTERCEPT + _CROSS_SENTENCE * closest
    else:
        logit = (
            _INTERCEPT
            + _PASSAGE * candidate.passage
            + _SENTENCE * closest
            + _LEXICAL * candidate.lexical
            + _OVERLAP * overlap
        )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
