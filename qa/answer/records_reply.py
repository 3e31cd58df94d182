"""Answers questions about articles from what is recorded of them: author, paper, date, page, and how many there are.

An article that is asked about is found by the search, so the confidence is that of having found the right one; counts
and lists of a day or a paper are exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.records import Article
from corpus.text import fold, is_han
from qa.answer.bylines import byline, named_authors
from qa.answer.record_scope import ResolvedScope, resolve
from qa.answer.reply import hits_of
from qa.language.record_questions import OF_ONE, Asked, RecordQuestion
from qa.records import ArticleRecords, Filters, Hit, PassageSource, Place, Reply, Scope, Statement
from qa.search.near_duplicates import NearDuplicates
from qa.search.ranking import Candidate

MAX_LISTED = 50  # articles
_MIN_PROXIMITY = 0.5  # the share of a subject's words that an article must have for it to be about that
_ABOUT_PROXIMITY = 0.75  # and for it to be counted or listed as one about it
_OTHER_SCRIPT_CONFIDENCE = 0.4  # where no words can match
_MIN_OTHER_SCRIPT_COSINE = 0.84  # to be about a subject without a name in common
_TITLE_CONFIDENCE = 0.97
_TITLE = re.compile('《([^》]+)》|[“"]([^”"]+)[”"]')


@dataclass(frozen=True, slots=True)
class RecordsContext:
    """What answering from records needs.

    `find` searches for a subject; `top_k` is the number of hits; `filters` restrict the articles.
    """

    records: ArticleRecords
    source: PassageSource
    find: Callable[[str], NearDuplicates]
    top_k: int
    filters: Filters


def records_reply(asked: RecordQuestion, question: str, standalone: str, context: RecordsContext) -> Reply | None:
    """The reply from the records; None where the question is rather about what the articles say."""
    reply = Reply(question, standalone, False, 0.0, None, (), kind="records")
    language = "zh" if is_han(standalone) else "en"
    if asked.asked in OF_ONE:
        return _of_one(asked, reply, language, context)
    if asked.asked is Asked.SOURCES:
        return _sources(reply, language, context)
    scope = resolve(
        asked.topic, context.records, context.filters, may_be_author=asked.asked in (Asked.LIST, Asked.COUNT)
    )
    if scope is None:
        return None
    if scope.topic:
        return _about(asked.asked, scope, reply, language, context)
    if asked.asked in (Asked.FIRST, Asked.LAST):
        places = context.records.find(scope.scope, 1, newest_first=asked.asked is Asked.LAST)
        return _end_of(asked.asked, places, 1.0, reply, language)
    return _exact(asked.asked, scope.scope, reply, language, context)


def author_reply(question: str, hits: Sequence[Article], context: RecordsContext) -> Reply | None:
    """The articles of an author whose name is the whole question, if one of the articles found is by that author."""
    name = fold(question).strip("?。! ")
    author = next((one for article in hits for one in article.authors if fold(one) == name), None)
    if author is None:
        return None
    reply = Reply(question, question, False, 0.0, None, (), kind="records")
    language = "zh" if is_han(question) else "en"
    return _exact(Asked.LIST, Scope(author=author, filters=context.filters), reply, language, context)


def _of_one(asked: RecordQuestion, reply: Reply, language: str, context: RecordsContext) -> Reply | None:
    if not asked.topic:
        if context.records.count(Scope(filters=context.filters)) != 1:
            return replace(reply, message=Statement("records_which", {}, language))
        (place,) = context.records.find(Scope(filters=context.filters), 1)
        article = context.source.article_metadata([place.article_id])[place.article_id]
        return _stated(asked.asked, article, (place,), 1.0, reply, language)
    titled = _TITLE.fullmatch(asked.topic)
    topic = (titled[1] or titled[2]) if titled else asked.topic
    duplicates = context.find(topic)
    chosen = _titled(topic, duplicates, context) if titled or len(topic) > 4 else None
    if titled and chosen is None and "《" in asked.topic:
        return None  # a book, not an article
    confidence = _TITLE_CONFIDENCE
    if chosen is None:
        chosen, confidence = 0, _confidence(duplicates.found[0][0]) if duplicates.found else 0.0
    hits = hits_of(duplicates, context.top_k, context.source, chosen)
    if not confidence:
        missing = Statement("records_no_article", {"topic": topic}, language)
        return replace(reply, hits=hits, message=missing) if asked.certain else None
    first = hits[0]
    article = context.source.article_metadata([first.article_id])[first.article_id]
    if asked.asked is Asked.AUTHOR and not article.authors:
        texts = [passage.text for _, passage in duplicates.found if passage.article_id == first.article_id]
        article = replace(article, authors=named_authors(first, texts))
    stated = _stated(asked.asked, article, (_place_of(first), *first.also), confidence, reply, language)
    answer = byline(first, article) if asked.asked is Asked.AUTHOR else None
    return replace(stated, hits=hits, answer=answer, best_quote=answer)


def _confidence(candidate: Candidate) -> float:
    """How likely the best passage for a subject is of the article that is meant; 0 where it is not about it."""
    if candidate.script_mismatch:
        alike = candidate.names > 0 or max(candidate.sentences) >= _MIN_OTHER_SCRIPT_COSINE
        return _OTHER_SCRIPT_CONFIDENCE if alike else 0.0
    return 0.0 if candidate.proximity < _MIN_PROXIMITY else min(0.95, 0.3 + 0.7 * candidate.proximity)


def _titled(title: str, duplicates: NearDuplicates, context: RecordsContext) -> int | None:
    """The position of the first passage whose article has that title, or one with that title in it."""
    ids = [passage.article_id for _, passage in duplicates.found]
    articles = context.source.article_metadata(sorted(set(ids)))
    wanted = _letters(title)
    titles = [_letters(articles[article_id].title) for article_id in ids]
    for position, other in enumerate(titles):
        if wanted and wanted == other:
            return position
    return next((i for i, other in enumerate(titles) if len(wanted) >= 6 and wanted in other), None)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _stated(
    asked: Asked, article: Article, places: Sequence[Place], confidence: float, reply: Reply, language: str
) -> Reply:
    """What the record of the article says; a refusal where it lacks it. A story in several papers names them all."""
    title = article.title or article.id
    value: str | tuple[str, ...] = ""
    if asked is Asked.AUTHOR:
        value = article.authors
    elif asked is Asked.SOURCE:
        value = tuple(dict.fromkeys(place.source for place in places if place.source))
    elif asked is Asked.DATE:
        value = article.date or ""
    elif (page := article.printed_at(0)) is not None:
        value = page.label
    if not value:
        statement = Statement(f"records_no_{asked}", {"title": title}, language)
        return replace(reply, message=statement, articles=tuple(places))
    statement = Statement(f"records_{asked}", {"title": title, "value": value}, language)
    return replace(reply, answerable=True, confidence=confidence, message=statement, articles=tuple(places))


def _place_of(hit: Hit) -> Place:
    return Place(
        hit.article_id, hit.title, hit.source, hit.date, hit.path, hit.page, hit.start, hit.end, hit.passage_id,
        hit.page_label, hit.page_name,
    )  # fmt: skip


def _exact(asked: Asked, scope: Scope, reply: Reply, language: str, context: RecordsContext) -> Reply | None:
    """How many articles there are of a scope, and the first of them."""
    words = tuple(filter(None, (scope.author, scope.source, scope.day.lstrip("-"))))
    if asked is Asked.LIST and not words:
        return None
    count = context.records.count(scope)
    if not count:
        return replace(reply, message=Statement("records_none", {"scope": words}, language))
    places = tuple(context.records.find(scope, MAX_LISTED, newest_first=True)) if words else ()
    key = "records_count" if asked is Asked.COUNT else "records_list"
    if not words:
        key = "records_count_all"
    elif len(places) < count:
        key = "records_list_some"
    values: dict[str, str | int | tuple[str, ...]] = {"scope": words, "value": count, "shown": len(places)}
    statement = Statement(key, values, language)
    return replace(reply, answerable=True, confidence=1.0, message=statement, articles=places)


def _about(asked: Asked, scope: ResolvedScope, reply: Reply, language: str, context: RecordsContext) -> Reply:
    """The articles about a subject, as far as the search finds them."""
    duplicates = context.find(scope.topic)
    ids = [
        passage.article_id
        for candidate, passage in duplicates.found
        if candidate.proximity >= _ABOUT_PROXIMITY and not candidate.script_mismatch
    ]
    articles = context.source.article_metadata(sorted(set(ids)))
    chosen = [one for article_id in dict.fromkeys(ids) if _within(one := articles[article_id], scope.scope)]
    places = [_place_of_article(article) for article in chosen]
    if not places:
        return replace(reply, message=Statement("records_no_article", {"topic": scope.topic}, language))
    if asked in (Asked.FIRST, Asked.LAST):
        dated = sorted((place for place in places if place.date), key=lambda place: str(place.date))
        return _end_of(asked, dated[::-1] if asked is Asked.LAST else dated, 0.7, reply, language)
    statement = Statement("records_about", {"topic": scope.topic, "value": len(places)}, language)
    return replace(reply, answerable=True, confidence=0.7, message=statement, articles=tuple(places))


def _within(article: Article, scope: Scope) -> bool:
    date = article.date or ""
    on_day = date[4:].startswith(scope.day) if scope.day.startswith("-") else date.startswith(scope.day)
    by = scope.author is None or scope.author in article.authors
    return on_day and by and (scope.source is None or article.source == scope.source)


def _place_of_article(article: Article) -> Place:
    page = article.printed_at(0)
    label, name = (page.label, page.name) if page else ("", "")
    return Place(
        article.id, article.title, article.source, article.date, article.path, article.page, 0, 0, "", label, name
    )


def _end_of(asked: Asked, places: Sequence[Place], confidence: float, reply: Reply, language: str) -> Reply:
    """The earliest or latest article, the first of `places`."""
    if not places or not places[0].date:
        return replace(reply, message=Statement("records_undated", {}, language))
    first = places[0]
    statement = Statement(
        f"records_{asked}", {"value": first.date or "", "title": first.title or first.article_id}, language
    )
    return replace(reply, answerable=True, confidence=confidence, message=statement, articles=(first,))


def _sources(reply: Reply, language: str, context: RecordsContext) -> Reply:
    counts = context.records.sources()
    if not counts:
        return replace(reply, message=Statement("records_no_sources", {}, language))
    names = tuple(f"{name} ({count})" for name, count in counts.items())
    statement = Statement("records_sources", {"n": len(names), "value": names}, language)
    return replace(reply, answerable=True, confidence=1.0, message=statement)
