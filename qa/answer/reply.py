"""What a question is answered with: the passages found become hits, and the best of their sentences the answer.

Passages that say the same are one hit, shown at the earliest of their places. Knows texts and `qa.answer` for the
choice; neither files nor how vectors are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.records import Article, Passage
from qa import answer
from qa.answer.conflicts import disagreement
from qa.errors import LibraryError
from qa.index.searcher import Searcher
from qa.records import Answer, Hit, Place, Reply
from qa.search.near_duplicates import NearDuplicates, Span, closest, locate
from qa.storage.passage_cache import PassageReader


def build_reply(
    question: str,
    alone: str,
    told: NearDuplicates,
    k: int,
    texts: PassageReader,
    engine: Searcher,
    vectors: answer.WordVectors,
) -> Reply:
    """The k best of what was found, with the texts, and what they answer."""
    groups = told.groups()[:k]
    found = [told.found[group[0]] for group in groups]
    articles: dict[str, Article] = {}
    _read(articles, found, texts)
    # An article of September 2023 seldom says the year: its date counts as a part of its headline.
    headlines = {a.id: f"{a.title}\n{a.date or ''}" for a in articles.values()}
    quote = answer.select_quote(alone, found, engine.idf, vectors, headlines)
    best = quote.answer if quote else None
    quoted = next((g[0] for g in groups if best and told.found[g[0]][1].id == best.passage_id), None)
    if best is not None and quoted is not None:  # only what says the quote itself is a place of it
        groups = told.groups({quoted: (best.start, best.end)})[:k]
    _read(articles, [told.found[place] for group in groups for place in group], texts)
    hits = []
    for rank, group in enumerate(groups, 1):
        hit, moved = _hit(rank, group, told, articles, best if group[0] == quoted else None)
        hits.append(hit)
        best = moved or best
    confidence = quote.confidence if quote else 0.0
    answerable = confidence >= answer.THRESHOLD
    dates = {a.id: a.date for a in articles.values()}
    figures = disagreement(alone, quote, found, engine.idf, vectors, headlines, dates)
    given = best if answerable else None
    return Reply(question, alone, answerable, confidence, given, tuple(hits), best, disagreement=figures)


def _read(articles: dict[str, Article], found: Sequence[tuple[object, Passage]], texts: PassageReader) -> None:
    """Add what stands above the texts of the passages' articles."""
    articles |= texts.article_metadata(list({passage.article_id for _, passage in found} - articles.keys()))
    missing = [passage.article_id for _, passage in found if passage.article_id not in articles]
    if missing:
        raise LibraryError(f"the article {missing[0]} is missing: run `wenbao verify --repair`")


def _hit(
    rank: int, group: Sequence[int], told: NearDuplicates, articles: Mapping[str, Article], quote: Answer | None
) -> tuple[Hit, Answer | None]:
    """The group as a hit, and the quote at the place that is shown."""
    candidate, leader = told.found[group[0]]
    span = (quote.start, quote.end) if quote else closest(candidate, leader)
    said = leader.text[span[0] - leader.start : span[1] - leader.start]
    order = sorted(
        group, key=lambda place: (_date(articles[told.found[place][1].article_id]), told.found[place][0].number)
    )
    passages = [told.found[place][1] for place in order]
    shown, at = next(
        (passage, at) for passage in passages if (at := span if passage is leader else locate(said, passage))
    )
    article = articles[shown.article_id]
    also = tuple(_place(passage, articles[passage.article_id]) for passage in passages if passage is not shown)
    hit = Hit(
        rank, candidate.score, shown.id, article.id, article.title, article.source, article.date, article.path,
        article.page_at(shown.start), shown.start, shown.end, shown.text, (at,), also,
    )  # fmt: skip
    return hit, _moved(quote, shown, at) if quote else None


def _moved(quote: Answer, shown: Passage, at: Span) -> Answer:
    """The quote as it stands in the passage that is shown."""
    by = at[0] - quote.start
    return replace(
        quote,
        text=shown.text[at[0] - shown.start : at[1] - shown.start],
        start=at[0],
        end=at[1],
        highlight=(quote.highlight[0] + by, quote.highlight[1] + by) if quote.highlight else None,
        article_id=shown.article_id,
        passage_id=shown.id,
    )


def _date(article: Article) -> str:
    return article.date or "9999"  # what is not dated comes last


def _place(passage: Passage, article: Article) -> Place:
    return Place(
        article.id, article.title, article.source, article.date, article.path, article.page_at(passage.start),
        passage.start, passage.end, passage.id,
    )  # fmt: skip
