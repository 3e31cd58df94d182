"""The articles and passages of a library in SQLite: the truth from which every index is derived.

Knows rows and transactions, neither vectors nor questions. Every number that is given to a passage is given once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.records import Article, Passage, Region
from qa.errors import LibraryError

VERSION = 1

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, date TEXT, source TEXT, authors TEXT NOT NULL,
    url TEXT, path TEXT NOT NULL, regions TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX articles_path ON articles (path);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, article TEXT NOT NULL REFERENCES articles (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT NOT NULL, sentences TEXT NOT NULL
);
CREATE INDEX passages_article ON passages (article);
"""


class Store:
    """An open database. Raises `LibraryError` where the file is missing, damaged, or of another version."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, or make it where `create` is given and it is not there."""
        absent = LibraryError(f"there is no library in {path.parent}: run `wenbao index PATH` first")
        if not create and not path.exists():
            raise absent
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA synchronous = FULL")
            if self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                if not create:
                    raise absent
                self._db.execute("PRAGMA journal_mode = WAL")  # readers go on while one writes
                with self.change():
                    for statement in filter(str.strip, _SCHEMA.split(";")):
                        self._db.execute(statement)
                    self.put("version", str(VERSION))
            version = self.get("version")
        except sqlite3.Error as error:
            raise LibraryError(f"the library in {path.parent} cannot be opened: {error}") from error
        if version != str(VERSION):
            raise LibraryError(f"the library in {path.parent} was made by another version: index the articles again")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read within belongs to one instant."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    @contextmanager
    def change(self) -> Iterator[None]:
        """All changes within happen together at the end, or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def get(self, key: str) -> str | None:
        """What was put under the key."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def put(self, key: str, value: str) -> None:
        """Keep a value of the library itself."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def add(self, article: Article, passages: Sequence[Passage]) -> list[int]:
        """Keep an article that is not there, and its passages; their new numbers, ascending."""
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.title,
                article.text,
                article.date,
                article.source,
                json.dumps(article.authors, ensure_ascii=False),
                article.url,
                article.path,
                json.dumps([(r.start, r.end, r.page, r.box) for r in article.regions]),
            ),
        )
        numbers = []
        for passage in passages:
            cursor = self._db.execute(
                "INSERT INTO passages (id, article, start, end, heading, sentences) VALUES (?, ?, ?, ?, ?, ?)",
                (passage.id, article.id, passage.start, passage.end, passage.heading, json.dumps(passage.sentences)),
            )
            numbers.append(int(cursor.lastrowid or 0))
        return numbers

    def remove(self, article_id: str) -> list[int]:
        """Take an article out; the numbers that its passages had."""
        numbers = [int(n) for (n,) in self._db.execute("SELECT number FROM passages WHERE article = ?", (article_id,))]
        self._db.execute("DELETE FROM passages WHERE article = ?", (article_id,))
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return numbers

    def article(self, article_id: str) -> Article | None:
        """The article of that id; None where there is none."""
        row = self._db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        return _article(row) if row else None

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        for row in self._db.execute("SELECT * FROM articles ORDER BY id"):
            yield _article(row)

    def under(self, path: str) -> list[str]:
        """The ids of all articles of that file, or of the files in that folder or archive."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || '/' ORDER BY id",
            (path,),
        )
        return [str(row[0]) for row in rows]

    def filtered(self, after: str | None, before: str | None, source: str | None) -> list[int]:
        """The numbers of the passages whose articles fit, ascending. Dates are ISO 8601, both ends belong.

        An article dated by year or month alone belongs where its whole time may lie in the range; one without a date
        belongs to no range. A source fits by its name or a part of it.
        """
        rows = self._db.execute(
            "SELECT number FROM passages JOIN articles ON articles.id = passages.article WHERE"
            " (?1 IS NULL OR articles.date >= substr(?1, 1, length(articles.date)))"
            " AND (?2 IS NULL OR articles.date <= substr(?2, 1, length(articles.date)))"
            " AND (?3 IS NULL OR instr(lower(articles.source), lower(?3)) > 0) ORDER BY number",
            (after, before and before + "-12-31"[max(0, len(before) - 4) :], source),
        )
        return [int(row[0]) for row in rows]

    def passages(self, numbers: Iterable[int] | None = None) -> Iterator[tuple[int, Passage]]:
        """The passages of these numbers with the numbers, or all of them, ascending."""
        for number, _, passage in self._passages(numbers):
            yield number, passage

    def titled(self, numbers: Iterable[int]) -> dict[int, tuple[str, Passage]]:
        """The passages of these numbers, each with the headline and the sub-headline that it stands under."""
        return {number: (f"{title}\n{passage.heading}", passage) for number, title, passage in self._passages(numbers)}

    def _passages(self, numbers: Iterable[int] | None) -> Iterator[tuple[int, str, Passage]]:
        query = (
            "SELECT number, title, passages.id, article, start, end, substr(text, start + 1, end - start), sentences,"
            " heading FROM passages JOIN articles ON articles.id = passages.article"
        )
        if numbers is None:
            rows: Iterable[tuple[Any, ...]] = self._db.execute(query + " ORDER BY number")
        else:
            wanted = json.dumps(sorted(numbers))
            rows = self._db.execute(
                query + " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number", (wanted,)
            )
        for number, title, id_, article_id, start, end, text, sentences, heading in rows:
            spans = tuple((start, end) for start, end in json.loads(sentences))
            yield number, title, Passage(id_, article_id, start, end, text, spans, heading)

    def count(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        row = self._db.execute("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)").fetchone()
        return int(row[0]), int(row[1])


def _article(row: tuple[str, ...]) -> Article:
    id_, title, text, date, source, authors, url, path, regions = row
    boxes = ((s, e, p, tuple(b) if b else None) for s, e, p, b in json.loads(regions))
    return Article(
        id_, text, title, date, source, tuple(json.loads(authors)), url, path, tuple(Region(*box) for box in boxes)
    )
