"""Makes the result of a question: its reply, compared with what the question file expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.evaluation import metrics
from qa.evaluation.answer_matching import holds_any
from qa.evaluation.questions.records import Question
from qa.evaluation.relevance import Relevance, documents_of, is_relevant, reduce_hits
from qa.evaluation.results import FoundPassage, Result
from qa.records import Hit, Reply

_MAX_HITS = 10  # of a result
_MAX_SNIPPET = 160  # characters of a hit's marked sentence in a result


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question, and what is known before it is asked. `slices` and `key` are as in `Result`."""

    question: Question
    relevance: Relevance
    answerable: bool | None
    slices: Mapping[str, str]
    key: str


def documents_found(prepared: Prepared, hits: Sequence[Hit], depth: int) -> tuple[str, ...]:
    """The first `depth` documents that the hits count as, best first."""
    reduced = reduce_hits(prepared.question, prepared.relevance, hits)
    return tuple(document for document, _ in reduced[:depth])


def score(
    questions: Sequence[Prepared], replies: Sequence[Reply], documents: Sequence[tuple[str, ...]], depth: int
) -> list[Result]:
    """The results of questions, given the reply and the documents found for each. They are scored together."""
    qrels = {one.question.id: one.relevance.relevant for one in questions if one.relevance.relevant}
    run = {one.question.id: found for one, found in zip(questions, documents, strict=True)}
    search = metrics.score_search(qrels, run, depth)
    return [
        _result(one, reply, found, search.get(one.question.id, {}), depth)
        for one, reply, found in zip(questions, replies, documents, strict=True)
    ]


def _result(
    prepared: Prepared, reply: Reply, documents: tuple[str, ...], search: Mapping[str, float], depth: int
) -> Result:
    question, relevance = prepared.question, prepared.relevance
    quote = reply.best_quote or reply.answer
    titles = {hit.article_id: hit.title or hit.article_id for hit in reply.hits}
    return Result(
        question=question,
        answerable=prepared.answerable,
        judged=relevance.kind,
        expected=relevance.article.title if relevance.article else "",
        relevant=relevance.relevant,
        documents=documents,
        answered=reply.answered,
        confidence=reply.confidence,
        quote=reply.answer_text or (quote.text if quote else ""),
        phrase=reply.answer_phrase or (quote.phrase if quote else ""),
        quote_article=titles.get(quote.article_id, quote.article_id) if quote else "",
        right=_is_right(prepared, reply),
        metrics={**search, **metrics.score_answer(question, prepared.answerable, reply, depth)},
        slices=prepared.slices,
        seconds=reply.seconds,
        hits=tuple(_passage(prepared, hit) for hit in reply.hits[:_MAX_HITS]),
        key=prepared.key,
        quoted=sum(map(len, metrics.quotes(reply))),
        threshold=reply.threshold,
    )


def _is_right(prepared: Prepared, reply: Reply) -> bool | None:
    """Whether the best quote answers the question, that is, contains one of its answers, or a part of them.

    Where the question has no answers, a quote from a relevant passage is right. A quote that is known to be wrong is
    not. None where nothing is known.
    """
    question = prepared.question
    quote = reply.best_quote or reply.answer
    if prepared.answerable is False or (quote is not None and quote.text in question.wrong):
        return False
    if not question.judged:
        return None
    text = reply.answer_text or (quote.text if quote else "")
    if question.expected:
        return holds_any(text, question.expected)
    if quote is None:
        return False
    hit = next((hit for hit in reply.hits if hit.passage_id == quote.passage_id), None)
    return hit is not None and is_relevant(question, prepared.relevance, hit)


def _passage(prepared: Prepared, hit: Hit) -> FoundPassage:
    start, end = hit.highlights[0] if hit.highlights else (hit.start, hit.end)
    text = hit.text[start - hit.start : end - hit.start]
    relevance = prepared.relevance
    return FoundPassage(
        rank=hit.rank,
        document=documents_of(relevance, hit)[0],
        score=round(hit.score, 4),
        passage_id=hit.passage_id,
        article_id=hit.article_id,
        title=hit.title,
        source=hit.source,
        date=hit.date,
        page=hit.page,
        relevant=is_relevant(prepared.question, relevance, hit) if relevance.kind else None,
        text=text if len(text) <= _MAX_SNIPPET else text[: _MAX_SNIPPET - 1] + "…",
    )
