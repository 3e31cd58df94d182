"""Articles that give different figures or dates for one question, side by side.

Only where that is rather sure. The question asks for a number, a date or a duration; each article's best phrase is one
of the same unit; it answers about as likely as the one that is quoted; the question's words stand as close around it;
it is of the year that the question names, and is no part of a year or forecast that neither question nor quote speaks
of. Rounding is no disagreement (约704万, 704.41万).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Passage
from corpus.text import fold, numeral_value
from qa import answer
from qa.language.question_terms import QuestionTerms, question_terms
from qa.language.question_type import Kind, classify_question
from qa.records import Answer, Figure
from qa.search.ranking import Candidate

_SURE = 0.5  # the confidence, were the quoted article the only one, from which articles are compared at all
_AS_LIKELY = 0.8  # of that confidence, for every other article
_BEFORE, _BEHIND = 30, 12  # characters around a phrase in which the question's words are looked for
_AS_NEAR = 0.05  # the share of the question's words that may be lacking there beside the first article's
_ENOUGH = 0.7  # of what the quoted passage and its headline hold of them, the share that must be there
_ROUNDING = 0.02  # of the larger number
_MEASURED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DURATION})

_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    rf"(?P<digits>[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?)(?P<scale>[十百千]?[万亿]{{0,2}})|(?P<han>[{_NUMERAL}]+)"
)
_SCALE = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_UNIT = re.compile(r"(?:多|余)?\s*(%|[a-z]+|(?:平方|立方)?[^\W\d_])", re.UNICODE)
_DATE = re.compile(
    "(?:(?P<year>(?:1[0-9]|20)[0-9]{2})年?)?(?:(?P<month>[0-9]{1,2})月(?:份)?)?(?:(?P<day>[0-9]{1,2})[日号])?"
)
_YEAR = re.compile("(?<![0-9])(?:1[0-9]|20)[0-9]{2}(?![0-9])")
# What makes a figure another one: a part of the year, a part of the whole, a forecast, a rate, a comparison.
_QUALIFIED = re.compile(
    "[一二三四1234]季度|季|[上下]半年|半年|前?[0-9一二三四五六七八九十]+个?月|月|预计|预测|预期|有望|目标|计划|力争|将|或|其中|部分|累计|"
    "平均|年均|人均|同比|环比|比上|增|降|减|较|原定|推迟|此前|历史|最多|最少|以上|以下|至少|超|近|不足|每|曾"
)


@dataclass(frozen=True, slots=True)
class _Value:
    """A number with its unit, or a date as (year, month, day), 0 where unknown."""

    number: float = 0.0
    unit: str = ""
    date: tuple[int, int, int] | None = None


def disagreement(
    question: str,
    quote: answer.Quote | None,
    found: Sequence[tuple[Candidate, Passage]],
    idf: Callable[[str], float],
    vectors: answer.WordVectors,
    headlines: Mapping[str, str],
    dates: Mapping[str, str | None],
) -> tuple[Figure, ...]:
    """What the articles say, newest first, where they differ; empty where they do not, or one cannot tell.

    `quote` is the answer, `found` the hits with their passages, best first; `headlines` and `dates` are the articles'.
    """
    wanted = classify_question(question)
    if quote is None or wanted.kind not in _MEASURED:
        return ()
    candidate, quoted = next(item for item in found if item[1].id == quote.answer.passage_id)
    first = _figure(quote, quoted, wanted.kind, dates)
    if first is None:
        return ()
    if first[0].date is not None and not any(first[0].date[1:]) and wanted.noun != "年":
        return ()  # a year where a day was asked for
    years = set(_YEAR.findall(wanted.text))
    if years and (first[1].date or "")[:4] not in years:
        return ()
    parts = question_terms(wanted, idf)
    around = _around(quote.answer, quoted)
    qualified = {match.group() for match in _QUALIFIED.finditer(f"{wanted.text}{around}")}
    share = _share(parts, around)
    whole = f"{fold(headlines.get(quoted.article_id, ''))}\n{fold(quoted.text)}"
    if share < _ENOUGH * _share(parts, whole):
        return ()
    # Articles that differ share the chance to be right among them: each is taken by itself.
    own = answer.select_quote(question, [(candidate, quoted)], idf, vectors, headlines)
    if own is None or own.confidence < _SURE:
        return ()
    told = [first]
    for candidate, passage in found:
        if passage.article_id in {one.article_id for _, one in told} or fold(first[1].text) in fold(passage.text):
            continue  # who gives both figures means two things
        other = answer.select_quote(question, [(candidate, passage)], idf, vectors, headlines)
        if other is None or other.confidence < _AS_LIKELY * own.confidence:
            continue
        given = _figure(other, passage, wanted.kind, dates)
        if given is None or not _comparable(first[0], given[0]):
            continue
        if fold(given[1].text) in fold(quoted.text):
            continue
        beside = _around(other.answer, passage)
        strange = {match.group() for match in _QUALIFIED.finditer(beside)} - qualified
        if not strange and _share(parts, beside) >= share - _AS_NEAR:
            told.append(given)
    if years:
        told = [item for item in told if (item[1].date or "")[:4] in years]
    told.sort(key=lambda item: item[1].date or "", reverse=True)
    different: list[tuple[_Value, Figure]] = []
    for value, figure in told:
        if all(_differ(value, other) for other, _ in different):
            different.append((value, figure))
    return tuple(figure for _, figure in different) if len(different) > 1 else ()


def _figure(
    quote: answer.Quote, passage: Passage, kind: Kind, dates: Mapping[str, str | None]
) -> tuple[_Value, Figure] | None:
    """The quote's exact phrase with its value; None where it is no figure of that kind."""
    span = quote.answer.highlight
    if span is None:
        return None
    start, end = span[0] - passage.start, span[1] - passage.start
    text = passage.text[start:end]
    value = _date(fold(text)) if kind is Kind.DATE else _number(fold(text))
    if value is None:
        return None
    # The year that was told last before the phrase is that of the figure.
    years = [] if kind is Kind.DATE else _YEAR.findall(fold(passage.text[:start]))
    own = dates.get(passage.article_id)
    when = own if not years or (own or "").startswith(years[-1]) else years[-1]
    return value, Figure(text, when, passage.article_id, passage.id, *span)


def _around(quote: Answer, passage: Passage) -> str:
    """What stands around the exact phrase in its sentence, folded, without the phrase."""
    span = quote.highlight or (quote.start, quote.end)
    left, right = max(quote.start, span[0] - _BEFORE), min(quote.end, span[1] + _BEHIND)
    text = passage.text
    return fold(
        text[left - passage.start : span[0] - passage.start]
        + "\n"
        + text[span[1] - passage.start : right - passage.start]
    )


def _share(parts: QuestionTerms, text: str) -> float:
    return float(parts.share[parts.held(text)].sum())


def _number(text: str) -> _Value | None:
    """The only number of a phrase, with its unit; None where there is none, or no unit, or a second number."""
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        return None
    match = found[0]
    unit = _UNIT.match(text, match.end())
    if unit is None:
        return None
    if match["han"]:
        value = numeral_value(match["han"])
        return _Value(float(value), unit[1]) if value else None
    number = float(match["digits"].replace(",", ""))
    return _Value(number * math.prod(_SCALE[mark] for mark in match["scale"]), unit[1])


def _date(text: str) -> _Value | None:
    """The only date of a phrase."""
    found = [match for match in _DATE.finditer(text) if match.group()]
    if len(found) != 1 or not (found[0]["year"] or found[0]["day"] or found[0]["month"]):
        return None
    year, month, day = (int(found[0][part] or 0) for part in ("year", "month", "day"))
    return _Value(date=(year, month, day))


def _comparable(a: _Value, b: _Value) -> bool:
    """Whether the values are of one unit; dates, whether they say the same parts."""
    if a.date is not None and b.date is not None:
        return [bool(part) for part in a.date] == [bool(part) for part in b.date]
    return a.unit == b.unit


def _differ(a: _Value, b: _Value) -> bool:
    if a.date is not None and b.date is not None:
        return a.date != b.date
    return abs(a.number - b.number) > _ROUNDING * max(abs(a.number), abs(b.number))
