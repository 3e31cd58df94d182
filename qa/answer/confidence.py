"""The probability that the quote answers the question.

It is the product of two logistic curves: that the passages contain an answer at all, and that the quote is the sentence
with it. `evidence` lists what they use. A question in another script than the passage has one curve of its own, since
words of two scripts cannot match. The curves are fitted for the default model; cosines of other models lie elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import numpy as np

from corpus.numerals import numeral_value
from corpus.records import Passage
from corpus.text import HAN, fold, is_han
from qa.answer.reading import ScoredSentences, Sentence
from qa.answer.weights import ANSWER_EXISTS_WEIGHTS, CONFIDENCE_CROSS_SCRIPT, QUOTE_CORRECT_WEIGHTS
from qa.language.dates import YEAR
from qa.language.question_terms import QuestionTerms
from qa.language.question_type import AnswerType, Kind
from qa.language.tagger import NUMERAL_RUN, words
from qa.search.features import Span, other_script
from qa.search.ranking import Candidate

THRESHOLD = 0.25  # docs/answers.md says what other thresholds keep and let through
_MIN_SUPPORT = 1e-4
_MAX_NUMBERS_MISSING = 0.06  # of the question's idf: another year already makes it another question
_YEARS_MISSING_WEIGHT = -3.0  # set by hand: few questions in another script than the articles name a year
# The exact phrase of these kinds is recognised in any script.
_RECOGNISED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DURATION, Kind.PERSON})
_ORDINAL = re.compile(f"第([零〇一二两三四五六七八九十百]+|[0-9]+)([{HAN}])")
_NAME_TAGS = frozenset({"nr", "ns", "nt"})
_TITLE = re.compile("《([^《》]+)》")
# Question words for a time, and what such a time looks like.
_TIMES = (
    (re.compile("(?:周|星期|礼拜)几"), re.compile("周[一二三四五六日末]|星期|礼拜|每[天日周]")),
    (re.compile("几点"), re.compile("[0-9零〇一二两三四五六七八九十][点时:]|正午|中午|零时")),
)


def evidence(
    reading: ScoredSentences,
    best: int,
    candidate: Candidate,
    passage: Passage,
    exact: Span | None,
    headline: str = "",
) -> dict[str, float]:
    """The features that confidence uses, by name.

    `best` is the number of the quoted sentence in `reading`, of that passage; `exact` is the phrase in the article.
    `sentence_cosine`, -1 to 1: the passage's best sentence. `names` and `proximity`: see `qa.search.features`.
    `passage_in_han`, `years_missing`, `ordinals_missing` and `lacks_answer_type` are 0 or 1; the last says that the
    quote has nothing of the form asked for. `numbers_missing` and `names_missing` are shares of the question's, 0 to
    1. `support` is the logarithm of the chance of the quote, at most 0.
    """
    source = f"{fold(headline)}\n{fold(passage.text)}"
    question = reading.answer_type.text
    return {
        "sentence_cosine": max(candidate.sentences, default=0.0),
        "names": candidate.names,
        "passage_in_han": float(is_han(passage.text)),
        "proximity": candidate.proximity,
        "numbers_missing": _numbers_missing(reading.question_terms, source),
        "years_missing": float(any(year not in source for year in YEAR.findall(question))),
        "ordinals_missing": _ordinals_missing(question, source),
        "names_missing": _names_missing(reading.answer_type, source),
        "lacks_answer_type": float(_lacks_answer_type(reading, best, exact)),
        "support": math.log(max(_MIN_SUPPORT, _support(reading, best, exact))),
    }


def confidence(features: Mapping[str, float], cross_script: bool) -> float:
    """The probability, 0 to 1; `cross_script` if question and passage are in different scripts."""
    if cross_script:
        return logistic(features, {**CONFIDENCE_CROSS_SCRIPT, "years_missing": _YEARS_MISSING_WEIGHT})
    return logistic(features, ANSWER_EXISTS_WEIGHTS) * logistic(features, QUOTE_CORRECT_WEIGHTS)


def logistic(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighted features plus the weight "constant"."""
    logit = sum(weight * features.get(name, 1.0) for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


def crosses_scripts(question: str, passage: Passage) -> bool:
    """Whether question and passage are in different scripts, so that no word of one can stand in the other."""
    return bool(other_script(is_han(question), passage.text))


def _lacks_answer_type(reading: ScoredSentences, best: int, exact: Span | None) -> bool:
    """Whether the question asks for something of a certain form, and nothing in the quote has that form."""
    asked = reading.answer_type
    if exact is None:
        return asked.kind in _RECOGNISED
    if not is_han(reading.sentences[best].text):
        return False
    holder = _sentence_with(reading, best, exact)
    quoted = [best] if holder is None else [best, holder]
    if all(reading.sentences[i].features.get("lacks_event") for i in quoted):
        return True
    if asked.kind is Kind.DATE:
        form = next((time for word, time in _TIMES if word.search(asked.text, asked.start, asked.end)), None)
        return form is not None and not any(form.search(reading.sentences[i].text) for i in quoted)
    if asked.kind is not Kind.NUMBER:
        return False
    return not reading.phrases.quantities()[np.isin(reading.phrases.sentence, quoted)].any()


def _sentence_with(reading: ScoredSentences, best: int, exact: Span) -> int | None:
    """The number of the sentence, of the best one's passage, in which the exact phrase begins."""
    rank = reading.sentences[best].rank
    inside = (i for i, one in enumerate(reading.sentences) if one.rank == rank and one.start <= exact[0] < one.end)
    return next(inside, None)


def _numbers_missing(terms: QuestionTerms, text: str) -> float:
    """The share of the question's numbers that the text lacks, up to `_MAX_NUMBERS_MISSING`."""
    missing = {
        number: float(share)
        for number, share, present in zip(terms.texts, terms.idf_share, terms.present_in(text), strict=True)
        if not present and number.isascii() and number[0].isdigit()
    }
    if missing:
        in_numerals = {numeral_value(numeral) for numeral in NUMERAL_RUN.findall(text)}
        missing = {number: share for number, share in missing.items() if number not in in_numerals}
    return min(_MAX_NUMBERS_MISSING, sum(missing.values()))


def _ordinals_missing(question: str, text: str) -> float:
    """1 if the question has an ordinal (第七次) and the text only others of the same thing (第五次); else 0."""
    wanted, present = _ordinals(question), _ordinals(text)
    counted = {thing for _, thing in present}
    return float(any(thing in counted and (number, thing) not in present for number, thing in wanted))


def _ordinals(text: str) -> set[tuple[str | None, str]]:
    """Each ordinal's number and the character behind it, which says what is counted."""
    return {(n if n.isascii() else numeral_value(n), thing) for n, thing in _ORDINAL.findall(text)}


def _names_missing(asked: AnswerType, text: str) -> float:
    """The share of the names of persons, places, organisations and works in the question that the text lacks.

    The first two characters of a name are enough (罗马帝国 in a text on 罗马), but not those of a title. Words in the
    gap and the focus do not count.
    """
    names, end = [], 0
    for word in words(asked.text):
        start, end = end, end + len(word.text)
        in_gap = start < asked.end and end > asked.start
        if word.tag[:2] in _NAME_TAGS and len(word.text) > 1 and not in_gap and not asked.focus.endswith(word.text):
            names.append(word.text)
    missing = sum(name[:2] not in text if len(name) > 2 else name not in text for name in names)
    titles = sum(title not in text for title in _TITLE.findall(asked.text))
    return (missing + titles) / max(1, len(names) + titles)


def _support(reading: ScoredSentences, best: int, exact: Span | None) -> float:
    """The chance of the best sentence, plus that of all others with the same phrase: repeated articles agree."""
    sentences = reading.sentences
    if exact is None:
        return float(reading.chances[best])
    holder = _sentence_with(reading, best, exact)
    chosen: Sentence = sentences[best if holder is None else holder]
    phrase = chosen.text[exact[0] - chosen.start : exact[1] - chosen.start]
    agrees = np.array([i == best or phrase in sentence.text for i, sentence in enumerate(sentences)], np.bool_)
    return float(reading.chances[agrees].sum())
