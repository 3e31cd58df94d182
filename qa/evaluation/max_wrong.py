"""Finds the threshold of confidence that keeps the share of wrong answers under what the user allows.

The lowest threshold is wanted of which the judged questions show, at a level of confidence, that at most the allowed
share of the answers from it on are wrong. Thresholds are tested one after the other, the highest first, and the first
that cannot be shown ends the search (fixed-sequence testing, as in Learn then Test, Angelopoulos et al. 2021, section
2.3). So the level holds for the threshold that is chosen, and no test has to be stricter because there are others. The
test of one threshold is that of Clopper and Pearson 1934.

Which thresholds are tested depends on the number of questions only, not on what is right. The guarantee is for
questions like those that were judged: drawn at random from the same ones that users ask.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import ErrorMessage, QuestionError
from qa.evaluation.bootstrap import Floats
from qa.records import AnswerThreshold

_THRESHOLDS = 60  # that are tested at most
_START = 2.0  # the larger, the earlier the first test; measured by `benchmarks/max_wrong.py`
_MOST_QUESTIONS = 1_000_000  # up to which it is worked out how many are needed
_GROWTH = 1.05  # from one number of questions to the next that is tried


@dataclass(frozen=True, slots=True)
class MaxWrong:
    """What the judged questions say of a share of wrong answers that is allowed, `max_wrong`, 0 to 1.

    - `confidence_level`: the probability, 0 to 1, with which the share stays under it.
    - `judged`: the questions of which it is known whether the quote is right.
    - `threshold`: the lowest confidence at which to answer; None where none is shown to.
    - `answered`: how many of the judged questions it answers, `wrong`: how many of them wrongly.
    - `bound`: the upper bound of the share of wrong answers at that threshold (Clopper-Pearson); None without one.
    - `more`: about how many more judged questions are needed; None with a threshold, or where no number helps.
    - `least`: the least share of wrong answers at any threshold that has enough answers to be tested.
    """

    max_wrong: float
    confidence_level: float
    judged: int
    threshold: float | None = None
    answered: int = 0
    wrong: int = 0
    bound: float | None = None
    more: int | None = None
    least: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as in `metrics.json`."""
        return {name: getattr(self, name) for name in self.__slots__}

    def setting(self, day: str) -> AnswerThreshold | None:
        """The threshold as a library stores it, found on that day (ISO 8601); None where none was found."""
        if self.threshold is None:
            return None
        counts = (self.judged, self.answered, self.wrong)
        return AnswerThreshold(self.threshold, self.max_wrong, self.confidence_level, *counts, day=day)

    @property
    def message(self) -> ErrorMessage:
        """The finding in a sentence."""
        told: dict[str, Any] = {"max_wrong": percent(self.max_wrong), "level": percent(self.confidence_level)}
        told["judged"] = self.judged
        if self.threshold is not None:
            share = self.answered / self.judged
            found = {"threshold": self.threshold, "answered": self.answered, "wrong": self.wrong, "share": share}
            return ErrorMessage("max_wrong_found", **told, **found)
        if self.more is not None:
            return ErrorMessage("max_wrong_too_few", **told, more=self.more)
        return ErrorMessage("max_wrong_never", **told, least=self.least or 0.0)


def percent(share: float) -> str:
    """A share as people write it: 5%, 2.5%."""
    return f"{share * 100:.6g}%"


def in_words(threshold: AnswerThreshold) -> ErrorMessage:
    """What the threshold of a library means, in a sentence; if it does not hold, that the default counts."""
    if not threshold.holds:
        return ErrorMessage("threshold_stale", day=threshold.day)
    told = {"max_wrong": percent(threshold.max_wrong), "level": percent(threshold.confidence_level)}
    return ErrorMessage("threshold_set", threshold=threshold.value, judged=threshold.judged, day=threshold.day, **told)


def find_threshold(confidence: Floats, right: Floats, max_wrong: float, confidence_level: float = 0.95) -> MaxWrong:
    """The lowest threshold that keeps the share of wrong answers under `max_wrong`, with its proof.

    `confidence` and `right` (0 or 1) are of shape (n,), one of each judged question. Raises `QuestionError` where a
    share is not between 0 and 1.
    """
    for name, share in (("max_wrong", max_wrong), ("confidence_level", confidence_level)):
        if not 0 < share < 1:
            raise QuestionError("max_wrong_bad_share", name=name, share=share)
    judged = len(confidence)
    order = np.argsort(-confidence, kind="stable")
    falling, wrong = confidence[order], np.cumsum(1 - right[order])
    alpha = 1 - confidence_level
    ends = _ends(falling, _ranks(judged, max_wrong, alpha))
    passed = _passed(ends, wrong[ends - 1], max_wrong, alpha)
    if passed:
        answered, mistakes = int(ends[passed - 1]), int(wrong[ends[passed - 1] - 1])
        bound = upper_bound(mistakes, answered, alpha)
        return MaxWrong(
            max_wrong, confidence_level, judged, float(falling[answered - 1]), answered, mistakes, bound
        )  # fmt: skip
    tested = ends if len(ends) else np.arange(1, judged + 1)[-1:]
    least = float((wrong[tested - 1] / tested).min()) if judged else None
    more = _more(falling, wrong, max_wrong, alpha)
    return MaxWrong(max_wrong, confidence_level, judged, more=more, least=least)


def upper_bound(wrong: int, answered: int, alpha: float) -> float:
    """The one-sided upper bound of Clopper and Pearson for a share of which `wrong` of `answered` were seen."""
    from scipy.special import betaincinv

    return 1.0 if wrong >= answered else float(betaincinv(wrong + 1, answered - wrong, 1 - alpha))


def least_answers(max_wrong: float, alpha: float) -> int:
    """How many answers, all of them right, show that at most `max_wrong` are wrong."""
    return math.ceil(math.log(alpha) / math.log1p(-max_wrong))


def _ranks(judged: int, max_wrong: float, alpha: float) -> NDArray[np.int64]:
    """How many of the surest questions are answered at each threshold that is tested, ascending.

    The first is high enough to bear an error or two where there are many questions.
    """
    least = least_answers(max_wrong, alpha)
    if judged < least:
        return np.empty(0, np.int64)
    start = max(least, math.isqrt(int(least * judged / _START)))
    return np.unique(np.geomspace(start, judged, _THRESHOLDS).round().astype(np.int64))


def _ends(falling: Floats, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ranks moved behind the last question of the same confidence, since those are answered together."""
    return np.unique(np.searchsorted(-falling, -falling[ranks - 1], side="right"))


def _passed(answered: Floats | NDArray[np.int64], wrong: Floats, max_wrong: float, alpha: float) -> int:
    """How many thresholds in a row are shown to keep the share: that so few are wrong would have a probability under
    `alpha` if the share were `max_wrong`.
    """
    from scipy.special import bdtr

    shown = bdtr(wrong, answered, max_wrong) <= alpha
    return len(shown) if shown.all() else int(shown.argmin())


def _more(falling: Floats, wrong: Floats, max_wrong: float, alpha: float) -> int | None:
    """About how many more judged questions are needed, if they go as those that there are; None where none are enough.

    The share of wrong answers among the surest is taken to stay as it is; that of less than a quarter of them, or of
    fewer than are needed without a mistake, is not known well enough, and that of the quarter is taken.
    """
    judged = len(falling)
    needed = float(max(judged + 1, least_answers(max_wrong, alpha)))
    if not judged:
        return math.ceil(needed)
    places = np.arange(1, judged + 1) / judged
    surest = max(1, min(judged // 4, least_answers(max_wrong, alpha))) / judged
    unseen = 0.5 if wrong[-1] else 0.0  # mistakes that chance may have kept out of the surest
    risks = (wrong + unseen) / (np.arange(1, judged + 1) + 2 * unseen)
    while needed <= _MOST_QUESTIONS:
        ranks = _ranks(int(needed), max_wrong, alpha)
        expected = np.interp(np.maximum(ranks / needed, surest), places, risks) * ranks
        if _passed(ranks, np.ceil(expected - 1e-9), max_wrong, alpha):
            return math.ceil(needed) - judged
        needed *= _GROWTH
    return None
