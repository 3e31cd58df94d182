"""Finds articles that give different figures or dates for one question.

Precision matters more than recall here. The question asks for a number, a date or a duration; each article's best
phrase is one of the same unit and answers about as likely as the quoted one; the question's words stand as close around
it; it is of the year that the question names; and it is no part of a year or forecast unless question or quote speak of
one. Rounded figures agree (约704万, 704.41万).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numerals import numeral_value
from corpus.records import Passage
from corpus.text import fold
from qa.answer.evidence import heading, present, token_shares
from qa.answer.quote import AnswerContext, Quote, select_quote
from qa.answer.spans import ReadSentence
from qa.language.dates import YEAR
from qa.language.question_type import AnswerType, Kind, classify_question
from qa.language.tagger import NUMERALS
from qa.records import Figure
from qa.search.ranking import Candidate

_MIN_MARGIN = 2.0  # of the quote, and of what the reader finds in another article, against no answer
_CHARACTERS_BEFORE, _CHARACTERS_BEHIND = 30, 12  # around a phrase, in which the question's words are looked for
_MAX_COVERAGE_LOSS = 0.05  # the idf share that another article's surroundings may have less than the quoted one's
_MIN_COVERAGE = 0.7  # of what the quoted passage and its headline have of the question, the share near the phrase
_ROUNDING = 0.02  # of the larger number
_BESIDE = 20  # characters: a phrase that begins or ends in the middle of a number has all of it
_OF_ROUNDING = 1e-9  # of sums in another order
_MEASURED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DURATION})

_NUMBER = re.compile(
    rf"(?P<digits>[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?)(?P<scale>[十百千]?[万亿]{{0,2}})|(?P<han>[{NUMERALS}]+)"
)
_SCALE = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_UNIT = re.compile(r"(?:多|余)?\s*(%|[a-z]+|(?:平方|立方)?[^\W\d_])", re.UNICODE)
_DATE = re.compile(
    "(?:(?P<year>(?:1[0-9]|20)[0-9]{2})年?)?(?:(?P<month>[0-9]{1,2})月(?:份)?)?(?:(?P<day>[0-9]{1,2})[日号])?"
)
# Words that make it another figure: a part of the year or of the whole, a forecast, a rate, a comparison.
_QUALIFIED = re.compile(
    "[一二三四1234]季度|季|[上下]半年|半年|前?[0-9一二三四五六七八九十]+个?月|月|预计|预测|预期|有望|目标|计划|力争|将|或|其中|部分|累计|"
    "平均|年均|人均|同比|环比|比上|增|降|减|较|原定|推迟|此前|历史|最多|最少|以上|以下|至少|超|近|不足|每|曾"
)


@dataclass(frozen=True, slots=True)
class _Value:
    """A number with its unit, or a date as (year, month, day) with 0 for an unknown part."""

    number: float = 0.0
    unit: str = ""
    date: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Reported:
    """What one article gives, and its value."""

    value: _Value
    figure: Figure


@dataclass(frozen=True, slots=True)
class _Reference:
    """The quoted figure, which others are compared with.

    `text` is its passage, folded. `coverage` is the idf share of the question's terms around the figure, `qualifiers`
    are the words of `_QUALIFIED` in the question.
    """

    reported: _Reported
    text: str
    coverage: float
    qualifiers: frozenset[str]


def disagreement(
    question: str,
    quote: Quote | None,
    found: Sequence[tuple[Candidate, Passage]],
    context: AnswerContext,
) -> tuple[Figure, ...]:
    """What the articles say, newest first, if they differ; empty if they do not, or if that is not certain.

    `quote` is the answer, `found` the hits with their passages, best first.
    """
    asked = classify_question(question)
    if quote is None or asked.kind not in _MEASURED or quote.sentence.margin < _MIN_MARGIN:
        return ()
    comparison = _Comparison(question, asked, context)
    reference = comparison.reference(quote, found)
    if reference is None:
        return ()
    reported = comparison.with_others(reference, found)
    reported.sort(key=lambda one: one.figure.date or "", reverse=True)
    different: list[_Reported] = []
    for one in reported:
        if all(_differ(one.value, other.value) for other in different):
            different.append(one)
    return tuple(one.figure for one in different) if len(different) > 1 else ()


class _Comparison:
    """Compares what articles give for one question."""

    def __init__(self, question: str, asked: AnswerType, context: AnswerContext) -> None:
        self._question, self._asked, self._context = question, asked, context
        self._shares = token_shares(asked.text, context.idf)
        self._years = frozenset(YEAR.findall(asked.text))

    def reference(self, quote: Quote, found: Sequence[tuple[Candidate, Passage]]) -> _Reference | None:
        """The quoted figure, if it answers the question well enough to compare others with it."""
        passage = found[quote.sentence.rank][1]
        reported = self._reported(quote.answer.highlight, passage)
        if reported is None or not self._fits_question(reported):
            return None
        around = _around(quote.sentence, reported, passage)
        coverage = self._coverage(around)
        above = heading(self._context.articles.get(passage.article_id), passage)
        if coverage < _MIN_COVERAGE * self._coverage(f"{fold(above)}\n{fold(passage.text)}"):
            return None
        qualifiers = _qualifiers(self._asked.text)
        if _qualifiers(around) - qualifiers:
            return None
        return _Reference(reported, fold(passage.text), coverage, qualifiers)

    def with_others(self, reference: _Reference, found: Sequence[tuple[Candidate, Passage]]) -> list[_Reported]:
        """The reference and the comparable figures of other articles, one each, of the year that was asked for."""
        reported = [reference.reported]
        for candidate, passage in found:
            if passage.article_id in {one.figure.article_id for one in reported}:
                continue
            other = self._comparable(reference, candidate, passage)
            if other is not None:
                reported.append(other)
        return [one for one in reported if self._is_of_asked_year(one)]

    def _comparable(self, reference: _Reference, candidate: Candidate, passage: Passage) -> _Reported | None:
        """What the passage gives, if it answers the question as the reference does."""
        text = fold(passage.text)
        if fold(reference.reported.figure.text) in text:
            return None  # a passage that gives both figures means two things
        if not self._may_be_comparable(reference, passage, text):
            return None  # not worth a pass of the reader
        # Read alone: articles that differ divide the chances among them.
        quote = select_quote(self._question, [(candidate, passage)], self._context)
        if quote is None or quote.sentence.margin < _MIN_MARGIN:
            return None
        best = quote.sentence
        reported = self._reported(quote.answer.highlight, passage)
        if reported is None or not _same_unit(reference.reported.value, reported.value):
            return None
        if fold(reported.figure.text) in reference.text:
            return None
        around = _around(best, reported, passage)
        qualified = _qualifiers(around) - reference.qualifiers
        if qualified or self._coverage(around) < reference.coverage - _MAX_COVERAGE_LOSS:
            return None
        return reported

    def _may_be_comparable(self, reference: _Reference, passage: Passage, folded: str) -> bool:
        """Whether a sentence of a passage has a value of the same form near it, and enough of the question's words."""
        form = _form(reference.reported.value)
        least = reference.coverage - _MAX_COVERAGE_LOSS
        places = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
        return any(
            form.search(folded, max(0, start - _BESIDE), end + _BESIDE) is not None
            and self._most_coverage(folded[start:end]) >= least
            for start, end in places
        )

    def _most_coverage(self, folded: str) -> float:
        """At least the `_coverage` of every part of a folded sentence."""
        inside = {token for token in self._shares if token in folded}
        for one in self._shares.equivalents:  # a part of the sentence can be of another script, or begin within a word
            if one.pattern or any(word in folded for word in one.words):
                inside.update(one.tokens)
        return sum(self._shares[token] for token in inside) + _OF_ROUNDING

    def _fits_question(self, reported: _Reported) -> bool:
        date = reported.value.date
        is_year = date is not None and not any(date[1:])
        return self._is_of_asked_year(reported) and not (is_year and self._asked.focus != "年")

    def _is_of_asked_year(self, reported: _Reported) -> bool:
        return not self._years or (reported.figure.date or "")[:4] in self._years

    def _coverage(self, text: str) -> float:
        return sum(self._shares[token] for token in present(text, self._shares))

    def _reported(self, span: tuple[int, int] | None, passage: Passage) -> _Reported | None:
        """The exact phrase with its value; None if it is not a figure of the kind asked for."""
        if span is None:
            return None
        start, end = span[0] - passage.start, span[1] - passage.start
        text = passage.text[start:end]
        of_date = self._asked.kind is Kind.DATE
        value = _date(fold(text)) if of_date else _number(fold(text))
        if value is None:
            return None
        # The last year before the phrase is that of the figure; without one, the article's date is.
        years = [] if of_date else YEAR.findall(fold(passage.text[:start]))
        article = self._context.articles.get(passage.article_id)
        published = article.date if article is not None else None
        date = published if not years or (published or "").startswith(years[-1]) else years[-1]
        return _Reported(value, Figure(text, date, passage.article_id, passage.id, *span))


def _qualifiers(text: str) -> frozenset[str]:
    return frozenset(match.group() for match in _QUALIFIED.finditer(text))


def _around(sentence: ReadSentence, reported: _Reported, passage: Passage) -> str:
    """The text around the figure in its sentence, folded, without the figure."""
    start, end = reported.figure.start, reported.figure.end
    left = max(sentence.start, start - _CHARACTERS_BEFORE)
    right = min(sentence.end, end + _CHARACTERS_BEHIND)
    before = passage.text[left - passage.start : start - passage.start]
    behind = passage.text[end - passage.start : right - passage.start]
    return fold(f"{before}\n{behind}")


def _number(text: str) -> _Value | None:
    """The only number of a phrase, with its unit; None if there is no number, no unit, or a second number."""
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1:
        return None
    match = numbers[0]
    unit = _UNIT.match(text, match.end())
    if unit is None:
        return None
    if match["han"]:
        value = numeral_value(match["han"])
        return _Value(float(value), unit[1]) if value else None
    number = float(match["digits"].replace(",", ""))
    return _Value(number * math.prod(_SCALE[mark] for mark in match["scale"]), unit[1])


def _form(value: _Value) -> re.Pattern[str]:
    """A pattern that every text has which holds a value of the same unit, or a date of the same parts."""
    if value.date is None:
        return re.compile(rf"[0-9{NUMERALS}](?:多|余)?\s*{re.escape(value.unit)}")
    parts = zip(value.date, ("[0-9]{4}年?", "[0-9]{1,2}月份?", "[0-9]{1,2}[日号]"), strict=True)
    return re.compile("".join(part for known, part in parts if known))


def _date(text: str) -> _Value | None:
    """The only date of a phrase; None if there is none, or a second one."""
    dates = [match for match in _DATE.finditer(text) if match.group()]
    if len(dates) != 1 or not (dates[0]["year"] or dates[0]["day"] or dates[0]["month"]):
        return None
    year, month, day = (int(dates[0][part] or 0) for part in ("year", "month", "day"))
    return _Value(date=(year, month, day))


def _same_unit(a: _Value, b: _Value) -> bool:
    """Whether the values have the same unit; for dates, whether they name the same parts."""
    if a.date is not None and b.date is not None:
        return [bool(part) for part in a.date] == [bool(part) for part in b.date]
    return a.unit == b.unit


def _differ(a: _Value, b: _Value) -> bool:
    if a.date is not None and b.date is not None:
        return a.date != b.date
    return abs(a.number - b.number) > _ROUNDING * max(abs(a.number), abs(b.number))
