"""The articles and passages of a library in SQLite: the truth from which every index is derived.

The database also names the segments that make up the index, so that texts and index change in one transaction. Each
passage number is assigned once and never reused. Every row carries a checksum: corrupted rows raise; they are never
returned.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.records import Article, Passage
from corpus.text import fold
from qa.errors import ErrorMessage, LibraryError, NoLibraryError
from qa.index.postings import TOKEN_RULES
from qa.index.segment import Manifest
from qa.language.dates import format_for_search
from qa.records import ArticleSummary, Filters
from qa.storage import places

VERSION = 3
ARTICLE_COLUMNS = 9  # without the checksum

_ROWS_PER_FETCH = 256
_NOT_ACCESSIBLE = ("readonly", "full", "locked", "unable to open", "not authorized")  # in a message of SQLite

# `gone` holds the numbers of deleted passages, `place` the order of segments. Only Milvus libraries fill `tokens`.
# `regions` holds all places of an article and its pages (`qa.storage.places`), as bytes or text.
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, date TEXT, source TEXT, authors TEXT NOT NULL,
    url TEXT, path TEXT NOT NULL, regions TEXT NOT NULL, checksum BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX articles_path ON articles (path);
CREATE INDEX articles_filters ON articles (date, source);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, article TEXT NOT NULL REFERENCES articles (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT NOT NULL, sentences TEXT NOT NULL,
    checksum BLOB NOT NULL
);
CREATE INDEX passages_article ON passages (article);
CREATE TABLE segments (name TEXT PRIMARY KEY, place INTEGER NOT NULL, manifest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE gone (number INTEGER PRIMARY KEY);
CREATE TABLE tokens (id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, passages INTEGER NOT NULL);
"""


class Database:
    """An open database. Every method raises `LibraryError` where the file is damaged, or cannot be read or written."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, or create it where `create` is given and it does not exist.

        Raises `NoLibraryError` where there is no file or an empty one, `LibraryError` where another version made it.
        """
        self._folder, self._querying = path.parent, threading.Lock()
        self.opened_at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        if not create and not path.exists():
            raise NoLibraryError("library_missing", folder=path.parent)
        try:
            self._connection = self._connect(path)
            self._connection.create_function("folded", 1, lambda name: name and fold(name), deterministic=True)
            self._connection.execute("PRAGMA synchronous = FULL")
            if self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                if not create:
                    raise NoLibraryError("library_missing", folder=path.parent)
                self._create_tables()
            version = self.get("version")
        except sqlite3.Error as error:
            raise self._library_error(error) from error
        if version != str(VERSION):
            raise LibraryError("library_version", folder=path.parent, version=version, current=VERSION)

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        if os.access(path.parent, os.W_OK):
            return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        # Nobody can write here, so nothing changes, and SQLite need not make the files by which readers see changes.
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(address, isolation_level=None, check_same_thread=False, uri=True)

    def _create_tables(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")  # readers continue while one process writes
        with self.change():
            for statement in filter(str.strip, _SCHEMA.split(";")):
                self._connection.execute(statement)
            self.put("version", str(VERSION))
            self.put("tokens", str(TOKEN_RULES))

    def _library_error(self, error: sqlite3.Error) -> LibraryError:
        key = "library_not_accessible" if any(word in str(error) for word in _NOT_ACCESSIBLE) else "library_damaged"
        return LibraryError(key, folder=self._folder, reason=str(error))

    def _changed_row(self, key: str, **values: object) -> LibraryError:
        return LibraryError("library_damaged", folder=self._folder, reason=ErrorMessage(key, **values))

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return all its rows. Threads wait for each other: some builds of SQLite need it."""
        try:
            with self._querying:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._library_error(error) from error

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        try:
            self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self._library_error(error) from error

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement, read as they are consumed."""
        try:
            cursor = self._connection.execute(sql)
            while rows := cursor.fetchmany(_ROWS_PER_FETCH):
                yield from rows
        except sqlite3.Error as error:
            raise self._library_error(error) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything within from the state of one instant."""
        self.query("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    @contextmanager
    def change(self) -> Iterator[None]:
        """Make all changes within in one transaction, or none of them where it raises."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._library_error(error) from error
            raise

    # Values of the library itself

    def get(self, key: str) -> str | None:
        """The value stored under the key; None where there is none."""
        rows = self.query("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def put(self, key: str, value: str) -> None:
        """Store a value under a key."""
        self.query("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """The number of changes committed so far; 0 before the first."""
        return int(self.get("generation") or 0)

    def advance_generation(self) -> None:
        """Count one more change."""
        self.put("generation", str(self.generation + 1))

    def put_model(self, name: str, fingerprint: str) -> None:
        """Store the name and the fingerprint of the model that makes all vectors."""
        if self.get("fingerprint") != fingerprint:
            with self.change():
                self.put("model", name)
                self.put("fingerprint", fingerprint)

    def checkpoint(self) -> bool:
        """Write all changes from the log into the main file. Returns False where readers prevent some of it."""
        ((busy, written, copied),) = self.query("PRAGMA wal_checkpoint(PASSIVE)")
        return bool(not busy and written == copied)

    def vacuum(self) -> None:
        """Rewrite the file, so that nothing of what was deleted remains in it."""
        self.query("VACUUM")

    # Articles and passages

    def add(self, article: Article, passages: Sequence[Passage], numbers: Sequence[int] | None = None) -> list[int]:
        """Store a new article and its passages. Returns the passage numbers, ascending: new ones, or `numbers`."""
        row = (
            article.id,
            article.title,
            article.text,
            article.date,
            article.source,
            json.dumps(article.authors, ensure_ascii=False),
            article.url,
            article.path,
            places.pack(article.regions, article.pages, article.title_regions),
        )
        self.query("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, checksum(row)))
        assigned = []
        for passage, number in zip(passages, numbers or itertools.repeat(None, len(passages)), strict=True):
            sentences = json.dumps(passage.sentences)
            values = (passage.id, article.id, passage.start, passage.end, passage.heading, sentences)
            cursor = self._connection.execute(
                "INSERT INTO passages (number, id, article, start, end, heading, sentences, checksum)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, *values, checksum(values)),
            )
            assigned.append(int(cursor.lastrowid or 0))
        return assigned

    def remove(self, article_id: str) -> None:
        """Remove an article and mark its passages as deleted."""
        self.query("INSERT INTO gone SELECT number FROM passages WHERE article = ?", (article_id,))
        self.query("DELETE FROM passages WHERE article = ?", (article_id,))
        self.query("DELETE FROM articles WHERE id = ?", (article_id,))

    def article(self, article_id: str) -> Article | None:
        """The article with that id; None where there is none."""
        rows = self.query("SELECT * FROM articles WHERE id = ?", (article_id,))
        return self._article(rows[0]) if rows else None

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        for row in self.stream("SELECT * FROM articles ORDER BY id"):
            yield self._article(row)

    def _article(self, row: tuple[Any, ...]) -> Article:
        if checksum(row[:-1]) != row[-1]:
            raise self._changed_row("library_article_changed", article_id=row[0])
        return article_from_row(row[:-1])

    def listing(self) -> list[ArticleSummary]:
        """A summary of every article, by id."""
        rows = self.query("SELECT id, title, source, date, path, length(text), regions FROM articles ORDER BY id")
        return [
            ArticleSummary(article_id, title, source, date, path, length, *places.first_page(packed))
            for article_id, title, source, date, path, length, packed in rows
        ]

    def article_metadata(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """The articles with these ids, by id, with an empty text. Unknown ids are left out."""
        rows = self.query(
            "SELECT * FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(article_ids)),)
        )
        return {row[0]: replace(self._article(row), text="") for row in rows}  # read whole, for their checksums

    def ids_under_path(self, path: str) -> list[str]:
        """The ids of all articles of that file, or of the files in that folder or archive."""
        # "0" is the character after "/": a range, so that the index on paths is used.
        sql = "SELECT id FROM articles WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0') ORDER BY id"
        return [str(row[0]) for row in self.query(sql, (path,))]

    def numbers(self) -> list[int]:
        """The numbers of all passages, ascending."""
        return [int(number) for (number,) in self.query("SELECT number FROM passages ORDER BY number")]

    def passages_matching(self, filters: Filters) -> list[int]:
        """The numbers of the passages whose articles match the filters, ascending.

        An article dated by year or month alone matches where some day of it lies in the range. One without a date
        matches no range. A source matches where the filter is a part of its name, in either script, case and width.
        """
        source, only = filters.source and fold(filters.source), [*filters.articles, *filter(None, [filters.article])]
        rows = self.query(
            "SELECT number FROM articles CROSS JOIN passages ON articles.id = passages.article WHERE"  # in this order
            " (?1 IS NULL OR articles.date >= substr(?1, 1, length(articles.date)))"
            " AND (?2 IS NULL OR articles.date <= substr(?2, 1, length(articles.date)))"
            " AND (?3 IS NULL OR instr(folded(source), ?3) > 0) AND (?4 IS NULL OR article IN"
            " (SELECT value FROM json_each(?4))) ORDER BY number",
            (filters.after, filters.before and last_day_of(filters.before), source, json.dumps(only) if only else None),
        )
        return [int(row[0]) for row in rows]

    def passages(self) -> Iterator[tuple[int, Passage]]:
        """All passages with their numbers, ascending."""
        for number, _, _, passage in self.titled_passages(None):
            yield number, passage

    def passages_with_headings(self, numbers: Iterable[int]) -> dict[int, tuple[str, Passage]]:
        """The passages with these numbers, each after its headline, sub-headline and date. Omits unknown ones."""
        return {
            number: (f"{title}\n{passage.heading}\n{format_for_search(date)}", passage)
            for number, title, date, passage in self.titled_passages(numbers)
        }

    def titled_passages(self, numbers: Iterable[int] | None) -> Iterator[tuple[int, str, str | None, Passage]]:
        """Number, title and date of the article, and passage, for these numbers or all, ascending."""
        sql = "SELECT * FROM passages"
        if numbers is None:
            rows: Iterable[tuple[Any, ...]] = self.stream(sql + " ORDER BY number")
        else:
            wanted = json.dumps(sorted(numbers))
            rows = self.query(sql + " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number", (wanted,))
        # One query for each article, whose passages follow each other: a join would read a whole book for each passage.
        current_id, articles = "", list[tuple[Any, ...]]()
        for number, *row, stored_checksum in rows:
            if checksum(row) != stored_checksum:
                raise self._changed_row("library_passage_changed", number=number)
            passage_id, article_id, start, end, heading, sentences = row
            if article_id != current_id:
                current_id = article_id
                articles = self.query("SELECT title, date, text FROM articles WHERE id = ?", (article_id,))
            for title, date, text in articles:
                spans = tuple((start, end) for start, end in json.loads(sentences))
                yield number, title, date, Passage(passage_id, article_id, start, end, text[start:end], spans, heading)

    def count(self) -> tuple[int, int]:
        """The number of articles and the number of passages."""
        ((articles, passages),) = self.query("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return int(articles), int(passages)

    def next_number(self) -> int:
        """The number that the next passage will get; all assigned numbers lie below it."""
        rows = self.query("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
        return int(rows[0][0]) + 1 if rows else 1

    def set_next_number(self, number: int) -> None:
        """Assign no number below this one to new passages."""
        self.query("DELETE FROM sqlite_sequence WHERE name = 'passages'")
        self.query("INSERT INTO sqlite_sequence (name, seq) VALUES ('passages', ?)", (number - 1,))

    # Segments and deleted passages

    def segments(self) -> dict[str, Manifest]:
        """The segments that make up the index, by name, in their order."""
        rows = self.query("SELECT name, manifest FROM segments ORDER BY place")
        return {str(name): manifest_from_json(text) for name, text in rows}

    def put_segments(self, segments: dict[str, Manifest]) -> None:
        """Replace the list of segments that make up the index."""
        self.query("DELETE FROM segments")
        for place, (name, manifest) in enumerate(segments.items()):
            self.query("INSERT INTO segments VALUES (?, ?, ?)", (name, place, json.dumps(asdict(manifest))))

    def deleted_ids(self) -> list[int]:
        """The numbers of deleted passages that are still in segments, ascending."""
        return [int(number) for (number,) in self.query("SELECT number FROM gone ORDER BY number")]

    def mark_deleted(self, numbers: Iterable[int]) -> None:
        """Mark passages as deleted, though they may still be in segments."""
        self.query("INSERT OR IGNORE INTO gone SELECT value FROM json_each(?)", (json.dumps(list(numbers)),))

    def purge_deleted(self, numbers: Iterable[int]) -> None:
        """Remove deleted passages from the list, once no segment contains them."""
        self.query("DELETE FROM gone WHERE number IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))

    def problems(self) -> Iterator[str]:
        """Each damaged row, in a line. Stops at the first page that cannot be read."""
        try:
            yield from (f"{text}" for (text,) in self.query("PRAGMA quick_check") if text != "ok")
            lengths: dict[str, int] = {}
            for row in self.stream("SELECT * FROM articles"):
                if checksum(row[:-1]) != row[-1]:
                    yield ErrorMessage("library_file_of_article_changed", article_id=row[0], path=row[7])
                lengths[row[0]] = len(row[2])
            for number, *values, stored_checksum in self.stream("SELECT * FROM passages"):
                _, article_id, start, end, _, sentences = values
                if checksum(values) != stored_checksum:
                    yield ErrorMessage("library_passage_changed", number=number)
                elif not 0 <= start < end <= lengths.get(article_id, 0) or not json.loads(sentences):
                    yield ErrorMessage("library_passage_misfit", number=number, article_id=article_id)
        except LibraryError as error:
            yield error.message


def last_day_of(date: str) -> str:
    """The last day of an ISO 8601 date that may lack day or month, to compare as text: 2023-09 gives 2023-09-31."""
    return date + "-12-31"[max(0, len(date) - len("2023")) :]


def article_from_row(row: Sequence[Any]) -> Article:
    """The article that a row of `ARTICLE_COLUMNS` values holds."""
    article_id, title, text, date, source, authors, url, path, packed = row
    known = places.unpack(packed)
    return Article(article_id, text, title, date, source, tuple(json.loads(authors)), url, path, *known)


def manifest_from_json(text: str) -> Manifest:
    """The manifest that `put_segments` stored as JSON."""
    fields = json.loads(text)
    files = {name: (int(size), str(digest)) for name, (size, digest) in fields["files"].items()}
    return Manifest(fields["rows"], fields["dimension"], files, fields["recall"])


def checksum(row: Sequence[Any]) -> bytes:
    """The checksum of a row's values: 8 bytes of BLAKE2b."""
    return hashlib.blake2b(repr(tuple(row)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
