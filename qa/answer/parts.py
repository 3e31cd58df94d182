"""Further quotes: the other items of a list, the other parts of a question, and the numbered item that is asked for.

A question with one answer gets one quote. What is read again, a pass for each part, is only what surely has parts
(`qa.language.question_parts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.records import Passage
from corpus.text import fold, is_han
from qa.answer.confidence import THRESHOLD
from qa.answer.evidence import heading, token_shares
from qa.answer.items import Item, series
from qa.answer.quote import AnswerContext, Quote, select_quote
from qa.language.question_parts import QuestionParts, question_parts
from qa.records import Answer
from qa.search.ranking import Candidate

Found = Sequence[tuple[Candidate, Passage]]
_MAX_FURTHER = 11  # quotes beside the first
_MIN_KNOWN = 0.9  # of the question's words, by idf, that an item's passage and headline have
_SAME_START = 2  # characters that sentences of one list begin with


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, and what was found for it: passages, best first, with their articles in `context`."""

    question: str
    found: Found
    context: AnswerContext


@dataclass(frozen=True, slots=True)
class FurtherQuote:
    """A quote beside the first, and the passage that it is from."""

    answer: Answer
    candidate: Candidate
    passage: Passage


def all_quotes(
    question: str, quote: Quote | None, found: Found, context: AnswerContext, parts: Sequence[Part]
) -> tuple[Quote | None, tuple[FurtherQuote, ...]]:
    """The first quote, and the further ones, best first.

    `quote` is the one for the whole question, `found` the passages that it was chosen from.
    """
    if quote is None:
        return None, ()
    asked = question_parts(question)
    if parts:
        return _of_parts(quote, found, parts, asked.one_subject)
    if asked.item is not None:
        return _numbered(asked, question, quote, found, context), ()
    if asked.is_list:
        return quote, _listed(quote, found)
    return quote, ()


def _of_parts(
    quote: Quote, found: Found, parts: Sequence[Part], one_subject: bool
) -> tuple[Quote, tuple[FurtherQuote, ...]]:
    """The quotes in the order of the parts, if each has one; else that of the whole question before those of parts."""
    about = quote.answer.article_id if one_subject else None
    read = [_read(part, found, about) for part in parts]
    sure = [(part, one) for part, one in read if one is not None and one.confidence >= THRESHOLD]
    if not sure:
        return quote, ()
    if len(sure) == len(parts):
        quote = replace(quote, confidence=max(quote.confidence, min(one.confidence for _, one in sure)))
        if any(passage.id == sure[0][1].answer.passage_id for _, passage in found):
            quote = replace(quote, answer=sure[0][1].answer)
    taken = [quote.answer]
    further: list[FurtherQuote] = []
    for part, one in sure:
        if any(_overlap(one.answer, other) for other in taken):
            continue
        taken.append(one.answer)
        further.append(FurtherQuote(one.answer, *part.found[one.sentence.rank]))
    return quote, tuple(further)


def _read(part: Part, found: Found, about: str | None) -> tuple[Part, Quote | None]:
    """A part with its quote: from the article `about` the subject if that answers, else from what was found for it."""
    if about is not None:
        own = {passage.id: (candidate, passage) for candidate, passage in (*found, *part.found)}
        inside = replace(part, found=[one for one in own.values() if one[1].article_id == about])
        quote = select_quote(inside.question, inside.found, inside.context)
        if quote is not None and quote.confidence >= THRESHOLD:
            return inside, quote
    return part, select_quote(part.question, part.found, part.context)


def _overlap(one: Answer, other: Answer) -> bool:
    return one.article_id == other.article_id and one.start < other.end and other.start < one.end


def _numbered(asked: QuestionParts, question: str, quote: Quote, found: Found, context: AnswerContext) -> Quote:
    """The item itself, from the first passage that has it: of those of the quoted article, then of the others.

    It is shown, if not as reliable, where its passage and headline have nearly all words of the question.
    """
    ranks = sorted(range(len(found)), key=lambda rank: found[rank][1].article_id != quote.answer.article_id)
    for rank in ranks:
        passage = found[rank][1]
        folded = fold(passage.text)
        for item in (item for items in series(passage.text) for item in items):
            if item.number != asked.item or (item.of_rules and asked.unit not in ("条", "")):
                continue
            shares = token_shares(asked.without_item(question), context.idf)
            # Without pairs of characters: those across two words (年民 of 2026年民生) stand in no text.
            weights = {token: share for token, share in shares.items() if len(token) == 1 or not is_han(token)}
            above = fold(heading(context.articles.get(passage.article_id), passage))
            known = sum(weight for token, weight in weights.items() if token in f"{above}\n{folded}")
            sure = max(quote.confidence, THRESHOLD) if known >= _MIN_KNOWN * sum(weights.values()) else quote.confidence
            return replace(quote, answer=_answer(passage, item.start, item.end, quote.answer), confidence=sure)
    return quote


def _answer(passage: Passage, start: int, end: int, known: Answer) -> Answer:
    """The text of a passage at [start, end) as an answer, with the phrase of a known one where it stands in it."""
    begin, stop = passage.start + start, passage.start + end
    inside = (
        known.article_id == passage.article_id
        and known.highlight is not None
        and begin <= known.highlight[0] < known.highlight[1] <= stop
    )
    return Answer(
        passage.text[start:end], begin, stop, known.highlight if inside else None, passage.article_id, passage.id
    )


def _listed(quote: Quote, found: Found) -> tuple[FurtherQuote, ...]:
    """The other items of the list that the quote is from, in the order of the text; none if they stand in the quote."""
    candidate, passage = found[quote.sentence.rank]
    start, end = quote.answer.start - passage.start, quote.answer.end - passage.start
    spans = _items_beside(passage, start, end) or _alike(passage, start, end)
    outside = [(a, b) for a, b in spans if b <= start or a >= end]
    return tuple(
        FurtherQuote(_answer(passage, a, b, quote.answer), candidate, passage) for a, b in outside[:_MAX_FURTHER]
    )


def _items_beside(passage: Passage, start: int, end: int) -> list[tuple[int, int]]:
    """The items of the list that [start, end) is in, or that it announces; an article of a regulation stands alone."""
    for items in series(passage.text):
        inside = _holds(items, start, end) and not items[0].of_rules
        announced = end <= items[0].start and not passage.text[end : items[0].start].strip()
        if len(items) > 1 and (inside or announced):
            return [(item.start, item.end) for item in items]
    return []


def _holds(items: Sequence[Item], start: int, end: int) -> bool:
    return any(item.start < end and start < item.end for item in items)


def _alike(passage: Passage, start: int, end: int) -> list[tuple[int, int]]:
    """The lines beside [start, end) that begin like it: 任命…；任命…"""
    lines: list[tuple[int, int]] = []
    at = 0
    for line in passage.text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    own = next((number for number, (a, b) in enumerate(lines) if a <= start < b), None)
    if own is None or lines[own][0] != start:
        return []
    opening = passage.text[start : start + _SAME_START]
    first = last = own
    while first and passage.text.startswith(opening, lines[first - 1][0]):
        first -= 1
    while last + 1 < len(lines) and passage.text.startswith(opening, lines[last + 1][0]):
        last += 1
    return lines[first : last + 1] if last > first else []
