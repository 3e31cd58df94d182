"""What a question is answered with: the passages found become hits, and the best of their sentences the answer.

Knows the store for texts and `qa.answer` for the choice; neither vectors nor files.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import Article, Passage
from qa import answer
from qa.engine import Engine
from qa.errors import LibraryError
from qa.records import Answer, Hit, Reply
from qa.retriever import Candidate
from qa.store import Store


def reply_to(question: str, alone: str, candidates: Sequence[Candidate], store: Store, engine: Engine) -> Reply:
    """The candidates with their texts, and what they answer."""
    passages = dict(store.passages(candidate.number for candidate in candidates))
    found = [(candidate, passages[candidate.number]) for candidate in candidates]
    articles = {passage.article_id: store.article(passage.article_id) for _, passage in found}
    # An article of September 2023 seldom says the year: its date counts as a part of its headline.
    headlines = {a.id: f"{a.title}\n{a.date or ''}" for a in articles.values() if a is not None}
    quote = answer.choose(alone, found, engine.idf, headlines)
    confidence = quote.confidence if quote else 0.0
    best = quote.answer if quote else None
    answerable = confidence >= answer.THRESHOLD
    hits = tuple(
        _hit(rank, candidate, passage, articles[passage.article_id], best)
        for rank, (candidate, passage) in enumerate(found, 1)
    )
    return Reply(question, alone, answerable, confidence, best if answerable else None, hits, best)


def _hit(rank: int, candidate: Candidate, passage: Passage, article: Article | None, quote: Answer | None) -> Hit:
    if article is None:
        raise LibraryError(f"the article {passage.article_id} is missing: index the articles again")
    if quote is not None and quote.passage_id == passage.id:
        highlight = (quote.start, quote.end)
    else:
        closest = max(range(len(candidate.sentences)), key=lambda i: candidate.sentences[i])
        highlight = passage.sentences[closest]
    return Hit(
        rank, candidate.score, passage.id, article.id, article.title, article.source, article.date, article.path,
        article.page_at(passage.start), passage.start, passage.end, passage.text, (highlight,),
    )  # fmt: skip
