"""Builds the reply to a question: passages become hits, and the best of their sentences the answer.

Passages that say the same are one hit, shown at the earliest of their places.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from corpus.records import Article, Passage
from qa.answer.confidence import THRESHOLD
from qa.answer.conflicts import disagreement
from qa.answer.reading import AnswerContext, WordVectors
from qa.answer.sentence_selection import select_quote
from qa.errors import LibraryError
from qa.records import Answer, Hit, Place, Reply
from qa.search.near_duplicates import NearDuplicates, Span, closest, locate

_UNDATED = "9999"  # sorts behind every date


class ArticleSource(Protocol):
    """Where the articles of passages are looked up."""

    def article_metadata(self, article_ids: Sequence[str]) -> Mapping[str, Article]:
        """The articles by id, without their texts; unknown ids are left out."""
        ...


def build_reply(
    question: str,
    standalone: str,
    duplicates: NearDuplicates,
    k: int,
    source: ArticleSource,
    idf: Callable[[str], float],
    vectors: WordVectors,
) -> Reply:
    """The k best hits and what they answer.

    `standalone` is the question as it was searched; `idf` gives the rarity of a token, `vectors` those of words. Raises
    `LibraryError` if the library lacks the article of a passage.
    """
    groups = duplicates.groups()[:k]
    found = [duplicates.found[group[0]] for group in groups]
    articles = _articles(source, {passage.article_id for _, passage in found})
    # Articles of September 2023 seldom name the year, so an article's date counts as a part of its headline.
    headlines = {article.id: f"{article.title}\n{article.date or ''}" for article in articles.values()}
    context = AnswerContext(idf, vectors, headlines)
    quote = select_quote(standalone, found, context)
    dates = {article.id: article.date for article in articles.values()}
    figures = disagreement(standalone, quote, found, context, dates)
    best = quote.answer if quote else None
    quoted = next((g[0] for g in groups if best and duplicates.found[g[0]][1].id == best.passage_id), None)
    if best is not None and quoted is not None:  # only passages that contain the quote itself are places of it
        groups = duplicates.groups({quoted: (best.start, best.end)})[:k]
    articles |= _articles(
        source, {duplicates.found[i][1].article_id for group in groups for i in group} - set(articles)
    )
    hits = []
    for rank, group in enumerate(groups, 1):
        hit, moved_quote = _hit(rank, group, duplicates, articles, best if group[0] == quoted else None)
        hits.append(hit)
        best = moved_quote or best
    confidence = quote.confidence if quote else 0.0
    answerable = confidence >= THRESHOLD
    answer = best if answerable else None
    return Reply(question, standalone, answerable, confidence, answer, tuple(hits), best, disagreement=figures)


def _articles(source: ArticleSource, article_ids: set[str]) -> dict[str, Article]:
    articles = dict(source.article_metadata(sorted(article_ids)))
    missing = article_ids - articles.keys()
    if missing:
        raise LibraryError("article_missing", article_id=min(missing))
    return articles


def _hit(
    rank: int, group: Sequence[int], duplicates: NearDuplicates, articles: Mapping[str, Article], quote: Answer | None
) -> tuple[Hit, Answer | None]:
    """The group as a hit, and the quote at the place that is shown."""
    candidate, leader = duplicates.found[group[0]]
    span = (quote.start, quote.end) if quote else closest(candidate, leader)
    text = leader.text[span[0] - leader.start : span[1] - leader.start]

    def date_and_number(place: int) -> tuple[str, int]:
        other, passage = duplicates.found[place]
        return articles[passage.article_id].date or _UNDATED, other.number

    passages = [duplicates.found[place][1] for place in sorted(group, key=date_and_number)]
    shown, highlight = next(
        (passage, place) for passage in passages if (place := span if passage is leader else locate(text, passage))
    )
    article = articles[shown.article_id]
    also = tuple(_place(passage, articles[passage.article_id]) for passage in passages if passage is not shown)
    hit = Hit(
        rank, candidate.score, shown.id, article.id, article.title, article.source, article.date, article.path,
        article.page_at(shown.start), shown.start, shown.end, shown.text, (highlight,), also,
    )  # fmt: skip
    return hit, _moved(quote, shown, highlight) if quote else None


def _moved(quote: Answer, shown: Passage, span: Span) -> Answer:
    """The quote as the passage that is shown has it, at that span."""
    shift = span[0] - quote.start
    return replace(
        quote,
        text=shown.text[span[0] - shown.start : span[1] - shown.start],
        start=span[0],
        end=span[1],
        highlight=(quote.highlight[0] + shift, quote.highlight[1] + shift) if quote.highlight else None,
        article_id=shown.article_id,
        passage_id=shown.id,
    )


def _place(passage: Passage, article: Article) -> Place:
    return Place(
        article.id, article.title, article.source, article.date, article.path, article.page_at(passage.start),
        passage.start, passage.end, passage.id,
    )  # fmt: skip
