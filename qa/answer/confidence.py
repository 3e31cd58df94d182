"""Confidence: the probability that the quote answers the question.

It is the product of two logistic curves: that the passages hold an answer at all (how close the best sentence is by
its vector, how close together the question's words stand, whether a number of the question is missing, how much
likelier the quote is than other sentences), and that the quote is the sentence that holds it. A question in another
script than the passage has one curve of its own, by vectors alone, since words of two scripts cannot match. Fitted for
the default model; another model's cosines lie elsewhere. Knows what was read, not where it is kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from corpus.records import Passage
from corpus.text import fold, is_han, numeral_value
from qa.answer.match import Units
from qa.answer.weights import CONFIDENCE_ACROSS, CONFIDENCE_FOUND, CONFIDENCE_HELD
from qa.retriever import Candidate

if TYPE_CHECKING:
    from qa.answer.quote import Reading

THRESHOLD = 0.25  # docs/answers.md says what other thresholds keep and let through
_ALMOST_NONE = 1e-4
_ENOUGH = 0.06
_NUMERALS = re.compile("[零〇一二两三四五六七八九十百千万亿]+")


def evidence(
    reading: Reading,
    best: int,
    candidate: Candidate,
    passage: Passage,
    exact: tuple[int, int] | None,
    headline: str = "",
) -> dict[str, float]:
    """What confidence goes by. `best` is the sentence that was chosen, of that passage; `exact` the phrase in it."""
    missing = _numbers_missing(reading.units, fold(f"{headline}\n{passage.text}"))
    return {
        "sentence": max(candidate.sentences, default=0.0),
        "passage": candidate.passage,
        "closeness": candidate.closeness,
        "numbers missing": missing,
        "support": math.log(max(_ALMOST_NONE, _support(reading, best, exact))),
    }


def confidence(values: Mapping[str, float], across: bool) -> float:
    """The probability, of that evidence; `across` where question and passage are written in different scripts."""
    if across:
        return _logistic(values, CONFIDENCE_ACROSS)
    return _logistic(values, CONFIDENCE_FOUND) * _logistic(values, CONFIDENCE_HELD)


def is_across(question: str, passage: Passage) -> bool:
    """Whether question and passage are written in different scripts, so that no word of one can stand in the other."""
    return is_han(question) != is_han(passage.text)


def _numbers_missing(units: Units, text: str) -> float:
    """The share of the question's numbers that the text lacks, at most `_ENOUGH`: another year is another question."""
    lacking = {
        number: float(share)
        for number, share, held in zip(units.texts, units.share, units.held(text), strict=True)
        if not held and number.isascii() and number[0].isdigit()
    }
    if lacking:
        spelled = {numeral_value(numeral) for numeral in _NUMERALS.findall(text)}
        lacking = {number: share for number, share in lacking.items() if number not in spelled}
    return min(_ENOUGH, sum(lacking.values()))


def _support(reading: Reading, best: int, exact: tuple[int, int] | None) -> float:
    """The chance of the best sentence, and of all others that hold the same phrase: an article told twice agrees."""
    sentences = reading.sentences
    if exact is None:
        return float(reading.chances[best])
    chosen = next(
        (s for s in sentences if s.rank == sentences[best].rank and s.start <= exact[0] < s.end), sentences[best]
    )
    phrase = chosen.text[exact[0] - chosen.start : exact[1] - chosen.start]
    agrees = np.array([i == best or phrase in sentence.text for i, sentence in enumerate(sentences)], np.bool_)
    return float(reading.chances[agrees].sum())


def _logistic(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    logit = sum(weight * values.get(name, 1.0) for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
