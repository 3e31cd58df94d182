"""Builds the reply to a question: passages become hits, and the best of their sentences the answer.

Passages that say the same are one hit, shown at the earliest of their places.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corpus.boxes import PageBox, PrintedBox, boxes, outline, printed
from corpus.records import Article, Passage
from qa.answer.confidence import THRESHOLD
from qa.answer.conflicts import disagreement
from qa.answer.parts import FurtherQuote, Part, all_quotes
from qa.answer.quote import AnswerContext, Reader, select_quote
from qa.errors import LibraryError
from qa.records import Answer, Hit, PassageSource, Place, Reply
from qa.search.features import Span
from qa.search.near_duplicates import NearDuplicates, closest, locate

_UNDATED = "9999"  # sorts behind every date


def build_reply(
    question: str,
    standalone: str,
    duplicates: NearDuplicates,
    k: int,
    source: PassageSource,
    idf: Callable[[str], float],
    reader: Reader,
    keep_order: bool = False,
    parts: Sequence[tuple[str, NearDuplicates]] = (),
    threshold: float = THRESHOLD,
) -> Reply:
    """The k best hits and what they answer; the reader reorders those that it read, unless `keep_order` is set.

    The question is answered where the confidence reaches `threshold`. `standalone` is the question as it was searched;
    `idf` gives the rarity of a token; `parts` are the parts of the question with what was found for each. Raises
    `LibraryError` if the library lacks the article of a passage.
    """
    groups = duplicates.groups()[:k]
    found_at = [group[0] for group in groups]
    found = [duplicates.found[place] for place in found_at]
    articles = _articles(source, {passage.article_id for _, passage in found})
    context = AnswerContext(reader, idf, articles)
    quote = select_quote(standalone, found, context)
    figures = disagreement(standalone, quote, found, context)
    quote, further = all_quotes(standalone, quote, found, context, [_part(*one, k, source, context) for one in parts])
    if quote is None:
        hits, best, confidence = _hits(duplicates, groups, source, articles, None)[0], None, 0.0
    else:
        place = next(g[0] for g in groups if duplicates.found[g[0]][1].id == quote.answer.passage_id)
        # Only passages that contain the quote itself are places of its hit.
        groups = duplicates.groups({place: (quote.answer.start, quote.answer.end)})[:k]
        if not keep_order:
            position = {found_at[rank]: number for number, rank in enumerate(quote.order)}
            groups = sorted(groups, key=lambda group: position.get(group[0], len(position)))  # stable: the rest stay
        hits, best = _hits(duplicates, groups, source, articles, (place, quote.answer))
        confidence = quote.confidence
    answerable = confidence >= threshold
    answer = best if answerable else None
    others: tuple[Answer, ...] = ()
    if answer is not None and further:
        hits, others = _with_further(hits, answer, further, k, source)
    return Reply(
        question, standalone, answerable, confidence, answer, hits, best,
        disagreement=figures, answers=others, threshold=threshold,
    )  # fmt: skip


def _part(question: str, duplicates: NearDuplicates, k: int, source: PassageSource, context: AnswerContext) -> Part:
    """A part of the question with the best passages found for it."""
    found = [duplicates.found[group[0]] for group in duplicates.groups()[:k]]
    articles = _articles(source, {passage.article_id for _, passage in found})
    return Part(question, found, replace(context, articles={**context.articles, **articles}))


def _with_further(
    hits: Sequence[Hit], first: Answer, further: Sequence[FurtherQuote], k: int, source: PassageSource
) -> tuple[tuple[Hit, ...], tuple[Answer, ...]]:
    """The hits with further quotes marked, and these; a quote from another passage takes the place of the last hits."""
    shown = list(hits)
    articles = _articles(source, {one.passage.article_id for one in further})
    quoted = {first.passage_id, *(one.passage.id for one in further)}
    answers = []
    for one in further:
        passage, answer, article = one.passage, one.answer, articles[one.passage.article_id]
        answers.append(replace(answer, boxes=_printed(boxes(article, answer.start, answer.end), article)))
        place = next((number for number, hit in enumerate(shown) if hit.passage_id == passage.id), None)
        if place is None:
            alone = NearDuplicates([(one.candidate, passage)])
            shown.append(_hit(0, [0], alone, articles, answer)[0])
        else:
            marks = dict.fromkeys((*shown[place].highlights, (answer.start, answer.end)))
            shown[place] = replace(shown[place], highlights=tuple(marks))
    spare = [hit.passage_id for hit in reversed(shown) if hit.passage_id not in quoted]
    dropped = spare[: max(0, len(shown) - k)]
    kept = [hit for hit in shown if hit.passage_id not in dropped]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, 1)), tuple(answers)


def hits_of(duplicates: NearDuplicates, k: int, source: PassageSource, first: int = 0) -> tuple[Hit, ...]:
    """The k best hits as they were ranked, the group of the passage at position `first` before all."""
    groups = sorted(duplicates.groups(), key=lambda group: first not in group)[:k]  # stable: the rest stay
    return _hits(duplicates, groups, source, {}, None)[0]


def _hits(
    duplicates: NearDuplicates,
    groups: Sequence[Sequence[int]],
    source: PassageSource,
    articles: Mapping[str, Article],
    quoted: tuple[int, Answer] | None,
) -> tuple[tuple[Hit, ...], Answer | None]:
    """The groups as hits, and the quote at the place that its hit shows.

    `articles` are those known already; `quoted` is the quote with the position of its passage among the found ones.
    """
    ids = {duplicates.found[place][1].article_id for group in groups for place in group}
    articles = {**articles, **_articles(source, ids - articles.keys())}
    place, answer = quoted if quoted is not None else (None, None)
    hits = []
    for rank, group in enumerate(groups, 1):
        hit, moved = _hit(rank, group, duplicates, articles, answer if group[0] == place else None)
        hits.append(hit)
        answer = moved or answer
    return tuple(hits), answer


def _articles(source: PassageSource, article_ids: set[str]) -> dict[str, Article]:
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
    moved = _moved(quote, shown, highlight) if quote else None
    if moved is not None:
        moved = replace(moved, boxes=_printed(boxes(article, moved.start, moved.end), article))
    also = tuple(_place(passage, articles[passage.article_id]) for passage in passages if passage is not shown)
    hit = Hit(
        rank, candidate.score, shown.id, article.id, article.title, article.source, article.date, article.path,
        article.page_at(highlight[0]), shown.start, shown.end, shown.text, (highlight,), also,
        *_page(article, highlight[0]), _printed(boxes(article, shown.start, shown.end), article),
        _printed(outline(article), article),
    )  # fmt: skip
    return hit, moved


def _printed(found: Sequence[PageBox], article: Article) -> tuple[PrintedBox, ...]:
    return printed(found, article.pages)


def _page(article: Article, offset: int) -> tuple[str, str]:
    """The printed number and the name of the page at an offset."""
    page = article.printed_at(offset)
    return (page.label, page.name) if page else ("", "")


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
        passage.start, passage.end, passage.id, *_page(article, passage.start),
    )  # fmt: skip
