"""Confidence: the probability that the quote answers the question.

It is the product of two logistic curves: that the passages hold an answer at all, and that the quote is the sentence
that holds it. The first goes by how close the best sentence is by its vector, how close together the question's words
stand, whether numbers, ordinals or names of the question are missing, whether the quote lacks what is asked for (a
number, one of that measure, in English a date or a person), and how much likelier the quote is than other sentences. A
question in another script than the passage has one curve of its own, by its vector, the names that both spell, what is
lacking and how much likelier the quote is, since words of two scripts cannot match. Fitted for the default model;
cosines of another one lie elsewhere. Knows what was read, not where it is kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from corpus.records import Passage
from corpus.text import HAN, fold, is_han, numeral_value
from qa.answer.weights import ANSWER_EXISTS_WEIGHTS, CONFIDENCE_ACROSS, QUOTE_CORRECT_WEIGHTS
from qa.language.question_terms import QuestionTerms
from qa.language.question_type import AnswerType, Kind
from qa.language.tagger import words
from qa.search.features import other_script
from qa.search.ranking import Candidate

if TYPE_CHECKING:
    from qa.answer.sentence_selection import ScoredSentences

THRESHOLD = 0.25  # docs/answers.md says what other thresholds keep and let through
_ALMOST_NONE = 1e-4
_ENOUGH = 0.06
_YEARS_MISSING = -3.0  # by hand: of the questions in another script than the articles few name a year
_CERTAIN = frozenset({Kind.NUMBER, Kind.DATE, Kind.DURATION, Kind.PERSON})  # of these a phrase in any script is known
_NUMERALS = re.compile("[零〇一二两三四五六七八九十百千万亿]+")
_ORDINAL = re.compile(f"第([零〇一二两三四五六七八九十百]+|[0-9]+)([{HAN}])")
_YEAR = re.compile("(?<![0-9])(?:1[0-9]|20)[0-9]{2}(?![0-9])")
_NAMES = frozenset({"nr", "ns", "nt"})
_TITLE = re.compile("《([^《》]+)》")
# What a question for a time asks for and how such times are told.
_TIMES = (
    (re.compile("(?:周|星期|礼拜)几"), re.compile("周[一二三四五六日末]|星期|礼拜|每[天日周]")),
    (re.compile("几点"), re.compile("[0-9零〇一二两三四五六七八九十][点时:]|正午|中午|零时")),
)


def evidence(
    reading: ScoredSentences,
    best: int,
    candidate: Candidate,
    passage: Passage,
    exact: tuple[int, int] | None,
    headline: str = "",
) -> dict[str, float]:
    """What confidence goes by. `best` is the sentence that was chosen, of that passage; `exact` the phrase in it."""
    above = f"{fold(headline)}\n{fold(passage.text)}"
    return {
        "sentence": max(candidate.sentences, default=0.0),
        "names": candidate.names,
        "to han": float(is_han(passage.text)),
        "closeness": candidate.closeness,
        "numbers missing": _numbers_missing(reading.question_terms, above),
        "years missing": float(any(year not in above for year in _YEAR.findall(reading.answer_type.text))),
        "ordinals missing": _ordinals_missing(reading.answer_type.text, above),
        "names missing": _names_missing(reading.answer_type, above),
        "lacking": float(_lacks(reading, best, exact)),
        "support": math.log(max(_ALMOST_NONE, _support(reading, best, exact))),
    }


def confidence(values: Mapping[str, float], across: bool) -> float:
    """The probability, of that evidence; `across` where question and passage are written in different scripts."""
    if across:
        return logistic(values, {**CONFIDENCE_ACROSS, "years missing": _YEARS_MISSING})
    return logistic(values, ANSWER_EXISTS_WEIGHTS) * logistic(values, QUOTE_CORRECT_WEIGHTS)


def is_across(question: str, passage: Passage) -> bool:
    """Whether question and passage are written in different scripts, so that no word of one can stand in the other."""
    return bool(other_script(is_han(question), passage.text))


def _lacks(reading: ScoredSentences, best: int, exact: tuple[int, int] | None) -> bool:
    """Whether what is asked for must have a form that nothing in the quote has."""
    asked = reading.answer_type
    if exact is None:
        return asked.kind in _CERTAIN
    first = reading.sentences[best]
    if not is_han(first.text):
        return False
    near = [i for i, one in enumerate(reading.sentences) if one.rank == first.rank and one.start <= exact[0] < one.end]
    if all(reading.sentences[i].values.get("no event") for i in (best, *near)):
        return True
    if asked.kind is Kind.DATE:
        told = [told for wanted, told in _TIMES if wanted.search(asked.text, asked.start, asked.end)]
        return bool(told) and not any(told[0].search(reading.sentences[i].text) for i in (best, *near))
    if asked.kind is not Kind.NUMBER:
        return False
    return not reading.phrases.numeric()[np.isin(reading.phrases.sentence, [best, *near])].any()


def _numbers_missing(units: QuestionTerms, text: str) -> float:
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


def _ordinals_missing(question: str, text: str) -> float:
    """1 where the question says 第七次 or the like and the text, of these, only others such as 第五次; else 0."""
    wanted, there = _ordinals(question), _ordinals(text)
    counted = {of for _, of in there}
    return float(any(of in counted and (number, of) not in there for number, of in wanted))


def _ordinals(text: str) -> set[tuple[str | None, str]]:
    """Each ordinal's number and the character behind it, which says of what it is."""
    return {(n if n.isascii() else numeral_value(n), of) for n, of in _ORDINAL.findall(text)}


def _names_missing(asked: AnswerType, text: str) -> float:
    """The share of the names of persons, places, organisations and works in the question that the text lacks.

    A longer name, but for a work's, is there where its first two characters are: 罗马帝国 in a text on 罗马. What is
    asked for is no name.
    """
    names, at = [], 0
    for word in words(asked.text):
        begin, at = at, at + len(word.text)
        in_gap = begin < asked.end and at > asked.start
        if word.tag[:2] in _NAMES and len(word.text) > 1 and not in_gap and not asked.noun.endswith(word.text):
            names.append(word.text)
    missing = sum(name[:2] not in text if len(name) > 2 else name not in text for name in names)
    titles = sum(title not in text for title in _TITLE.findall(asked.text))
    return (missing + titles) / max(1, len(names) + titles)


def _support(reading: ScoredSentences, best: int, exact: tuple[int, int] | None) -> float:
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


def logistic(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic curve of the weighted values and the weights' "constant"."""
    logit = sum(weight * values.get(name, 1.0) for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
