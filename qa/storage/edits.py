"""Titles, dates and sources edited by hand.

The article's row holds the edited facts, so that everything shows and finds them; the table `edits` holds what the file
said, so that a later addition of the file can tell what is new in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from corpus.records import Article
from qa.errors import LibraryError, QuestionError
from qa.language.date_input import parse_date
from qa.records import Facts, KeptArticle
from qa.storage import later_tables
from qa.storage.database import Database, checksum

MAX_CHARACTERS = 300  # of a title or a source
_NAMES = ("title", "date", "source")


def found(database: Database, article_ids: Sequence[str] | None = None) -> dict[str, Facts]:
    """What the files say of the articles that were edited: of these, or with None of all."""
    wanted = None if article_ids is None else json.dumps(list(article_ids))
    condition = "?1 IS NULL OR article IN (SELECT value FROM json_each(?1))"
    rows = later_tables.undamaged(database, "edits", condition, (wanted,))
    return {str(article_id): Facts(**json.loads(text)) for article_id, text in rows}


def store(database: Database, found_by_id: Mapping[str, Facts]) -> None:
    """Within a change, after the articles were stored: record what their files say, where that is not what counts."""
    rows = []
    for article_id, facts in found_by_id.items():
        article = database.article(article_id)
        if article is not None and Facts.of(article) != facts:
            rows.append((article_id, json.dumps(asdict(facts), ensure_ascii=False)))
        elif later_tables.exists(database, "edits"):
            database.query("DELETE FROM edits WHERE article = ?", (article_id,))
    if rows:
        later_tables.put(database, "edits", rows)


def merged(read: Article, present: Article, known: Facts) -> tuple[Article, Facts]:
    """An edited article as its file is read again, and what the file says now.

    `known` is what the file said before. An edit stays until the file says something else there.
    """
    before, now, by_hand = asdict(known), asdict(Facts.of(read)), asdict(Facts.of(present))
    stay = {name: by_hand[name] for name in _NAMES if by_hand[name] != before[name] == now[name]}
    return replace(read, **stay), Facts.of(read)


def edited(article: Article, title: str | None, date: str | None, source: str | None) -> Article:
    """The article with other facts; None leaves one as it is, "" empties it.

    Raises `QuestionError`, which names the field, for a date that is none, and for a text that is too long.
    """
    given = {"title": title, "date": date, "source": source}
    facts = {name: " ".join(text.split()) for name, text in given.items() if text is not None}
    for name, text in facts.items():
        if len(text) > MAX_CHARACTERS:
            raise QuestionError("edit_too_long", field=name, limit=MAX_CHARACTERS)
    return replace(
        article,
        title=facts.get("title", article.title),
        date=_date(facts["date"]) if "date" in facts else article.date,
        source=facts["source"] or None if "source" in facts else article.source,
    )


def _date(text: str) -> str | None:
    return parse_date(text) if text else None


def plan(
    database: Database, article_id: str, title: str | None, date: str | None, source: str | None
) -> tuple[Article, KeptArticle]:
    """An article, and what it becomes by an edit; raises as `edited`, and `LibraryError` where there is none."""
    before = article_of(database, article_id)
    known = found(database, [article_id]).get(article_id, Facts.of(before))
    return before, KeptArticle(edited(before, title, date, source), known)


def refresh(database: Database, found_by_id: Mapping[str, Facts]) -> None:
    """Record what the files say now, where that is new."""
    known = found(database, list(found_by_id))
    new = {article_id: facts for article_id, facts in found_by_id.items() if known.get(article_id) != facts}
    if new:
        with database.change():
            store(database, new)
            database.advance_generation()


def is_light(present: Article | None, article: Article, *, remote: bool) -> bool:
    """Whether the index need not change: it holds titles, and on a server also dates and sources."""
    if present is None or present == article:
        return present is not None
    return not remote and replace(present, date=article.date, source=article.source) == article


def article_of(database: Database, article_id: str) -> Article:
    """The article with that id. Raises `LibraryError` where there is none."""
    article = database.article(article_id)
    if article is None:
        raise LibraryError("library_unknown_article", ids=article_id)
    return article


def put_facts(database: Database, article: Article) -> None:
    """Within a change: store an article's date and source, on which no vector and no word of the index depends."""
    ((*row, _),) = database.query("SELECT * FROM articles WHERE id = ?", (article.id,))
    row[3], row[4] = article.date, article.source
    database.query(
        "UPDATE articles SET date = ?, source = ?, checksum = ? WHERE id = ?",
        (article.date, article.source, checksum(row), article.id),
    )
