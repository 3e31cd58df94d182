"""The probability that the quote answers the question: a logistic curve over what was read and what was found.

`benchmarks/fit_confidence.py` fits the weights, for the default model, on questions of which half have no answer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from corpus.numerals import numbers
from corpus.text import fold, is_han
from qa.answer.evidence import Sentence
from qa.answer.spans import ReadSentence
from qa.search.features import other_script
from qa.search.ranking import Candidate

THRESHOLD = 0.2  # from which a question is answered, where a library has no other (docs/evaluation.md)
_MAX_MARGIN = 12.0

WEIGHTS: dict[str, float] = {
    "margin": 0.255, "support": -0.006, "score": 4.821, "coverage": 2.079, "numbers": -0.606, "crossing": -0.923,
    "other": -2.681, "missing": -0.637, "sign": 1.084, "constant": -17.553,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a quote.

    `margin`: the logarithm of the odds of its sentence against no answer. `support`: that of its share of what all
    sentences have, at most 0. `score`: that of its passage. `coverage`, 0 to 1: the share of the question's tokens in
    the sentence. `numbers`: how many of the question's numbers stand neither in the passage nor in its heading.
    `crossing`: 1 if the passage is in another script than the question. `other`, `missing`: how many of the things that
    the question names (`qa.language.specifics`, an office included) are others in the sentence, or are lacking.
    `sign`, −1 to 1: how far its words show that it gives the reason or the way (`qa.language.answer_signs`).
    """

    margin: float
    support: float
    score: float
    coverage: float
    numbers: float
    crossing: float
    other: float = 0.0
    missing: float = 0.0
    sign: float = 0.0

    @classmethod
    def of(
        cls,
        question: str,
        best: ReadSentence,
        read: Sequence[ReadSentence],
        scored: Sequence[Sentence],
        candidate: Candidate,
        source: str,
    ) -> Evidence:
        """What speaks for the sentence `best` of the passage `candidate`; `source` is its text with the heading."""
        answering = sum(one.chance for one in read) or 1.0
        own = next(one for one in scored if (one.rank, one.number) == (best.rank, best.number))
        return cls(
            margin=max(-_MAX_MARGIN, min(_MAX_MARGIN, best.margin)),
            support=math.log(max(1e-4, best.chance / answering)),
            score=candidate.search_score,
            coverage=own.coverage,
            numbers=float(numbers_missing(question, source)),
            crossing=float(bool(other_script(is_han(question), source))),
            other=float(own.doubts.other),
            missing=float(own.doubts.missing),
            sign=own.sign,
        )


def confidence(evidence: Evidence, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability, 0 to 1."""
    values = asdict(evidence) | {"constant": 1.0}
    logit = sum(weight * values[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


@lru_cache(maxsize=256)  # the same passages are quoted from after each pass
def numbers_missing(question: str, source: str) -> int:
    """How many numbers of the question the source lacks; they are compared by value."""
    asked = numbers(fold(question))
    if not asked:
        return 0
    present = {value for number in numbers(fold(source)) for value in number.values}
    return sum(present.isdisjoint(number.values) for number in asked)
