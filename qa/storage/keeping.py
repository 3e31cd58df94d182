"""What the library knows of an article beside its text: collections, edits and when it was added. Kept when the article
is removed, so that it can be put back as it was, and passed on where a changed file makes another article of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.records import Article
from qa.records import ArticleSummary, Facts, KeptArticle
from qa.storage import edits, later_tables
from qa.storage.database import Database

if TYPE_CHECKING:
    from qa.storage.ingest import Plan


def kept(database: Database, article_ids: Iterable[str]) -> list[KeptArticle]:
    """The articles with these ids and what is known of them, in their order. Unknown ids are left out."""
    ids = list(dict.fromkeys(article_ids))
    values = (json.dumps(ids),)
    condition = "article IN (SELECT value FROM json_each(?))"
    collections: dict[str, list[int]] = {}
    for number, article_id in later_tables.undamaged(database, "members", condition, values):
        collections.setdefault(article_id, []).append(int(number))
    found = edits.found(database, ids)
    added = dict(later_tables.undamaged(database, "additions", condition, values))
    return [
        KeptArticle(article, found.get(one), tuple(sorted(collections.get(one, ()))), str(added.get(one, "")))
        for one in ids
        if (article := database.article(one)) is not None
    ]


def store(database: Database, articles: Iterable[KeptArticle]) -> None:
    """Within a change, after the articles were stored: put them back into those of their collections that exist."""
    articles = list(articles)
    existing = {int(row[0]) for row in later_tables.undamaged(database, "collections")}
    members = [(number, one.article.id) for one in articles for number in one.collections if number in existing]
    later_tables.put(database, "members", members)
    later_tables.put(database, "additions", [(one.article.id, one.added) for one in articles if one.added])
    edits.store(database, {one.article.id: one.found for one in articles if one.found is not None})


def listing(database: Database) -> list[ArticleSummary]:
    """A summary of every article, by id, with the time when it was added."""
    added = dict(later_tables.undamaged(database, "additions"))
    summaries = database.listing()
    return [replace(one, added=added[one.id]) if one.id in added else one for one in summaries]


def as_kept(article: Article | KeptArticle) -> KeptArticle:
    """The article with what is known of it: nothing, of an article alone."""
    return article if isinstance(article, KeptArticle) else KeptArticle(article)


def inherited(database: Database, plan: Plan) -> list[KeptArticle]:
    """Of a complete plan whose removals are not done yet: what new articles take over from those that leave.

    An article has an id of its title and text, unless its file gives it one. So where these change in a file, another
    article takes its place: the only new one of the file where one leaves, or the one with the title of the one that
    leaves. It takes the collections, and the edits of what the file has not changed.
    """
    leaving = kept(database, plan.removed)
    leaving = [one for one in leaving if one.collections or one.found is not None]
    if not leaving:
        return []
    removed_by_path = _by_path(database, plan.removed)
    added_by_path = _by_path(database, plan.added)
    found = []
    for one in leaving:
        path = one.article.path
        heir = _heir(one, added_by_path.get(path, []), sole=len(removed_by_path[path]) == 1)
        whole = heir and database.article(heir.id)
        if whole is not None:
            found.append(_taking_over(whole, one))
    return found


def _by_path(database: Database, article_ids: Sequence[str]) -> dict[str, list[Article]]:
    """The articles of each file, without their texts."""
    by_path: dict[str, list[Article]] = {}
    for article in database.article_metadata(article_ids).values():
        by_path.setdefault(article.path, []).append(article)
    return by_path


def _heir(leaving: KeptArticle, added: Sequence[Article], sole: bool) -> Article | None:
    facts = leaving.found or Facts.of(leaving.article)
    same = [article for article in added if article.title == facts.title]
    candidates = added if sole and len(added) == 1 else same
    return candidates[0] if len(candidates) == 1 else None


def _taking_over(heir: Article, leaving: KeptArticle) -> KeptArticle:
    if leaving.found is None:
        return replace(leaving, article=heir)
    article, found = edits.merged(heir, leaving.article, leaving.found)
    return replace(leaving, article=article, found=found)
