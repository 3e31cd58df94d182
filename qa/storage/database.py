"""The articles and passages of a library in SQLite: the truth from which every index is derived.

Which segments make up the index is kept here too, so that texts and index change in one transaction. Every number that
is given to a passage is given once. Every row carries a checksum, so that damage is told and never quoted. Knows rows
and transactions, neither vectors nor questions.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.records import Article, Passage, Region
from qa.errors import LibraryError, NoLibraryError
from qa.index.segment import Manifest
from qa.language.dates import format_for_search

VERSION = 3
ARTICLE_COLUMNS = 9  # and the checksum

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


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with its number and what its article says beside the text."""

    number: int
    title: str
    date: str | None
    source: str | None
    passage: Passage


class Database:
    """An open database. Raises `LibraryError` where the file is missing, damaged, or of another version."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, or make it where `create` is given and it is not there."""
        self._folder = path.parent
        absent = NoLibraryError(f"there is no library in {path.parent}: run `wenbao index PATH` first")
        if not create and not path.exists():
            raise absent
        try:
            self._db = self._connect(path)
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
            raise self._error(error) from error
        if version != str(VERSION):
            raise LibraryError(
                f"the library in {path.parent} was made by another version ({version}, this is {VERSION}): "
                "`wenbao verify --repair` makes it one of this version"
            )

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        if os.access(path.parent, os.W_OK):
            return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        # Nobody can write here, so nothing changes, and SQLite need not make the files by which readers see changes.
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(address, isolation_level=None, check_same_thread=False, uri=True)

    def _error(self, error: sqlite3.Error) -> LibraryError:
        text = str(error)
        if any(word in text for word in ("readonly", "full", "locked", "unable to open", "not authorized")):
            return LibraryError(f"the library in {self._folder} cannot be written or opened: {text}")
        return LibraryError(f"the library in {self._folder} is damaged ({text}): run `wenbao verify --repair`")

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _each(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, read as they are needed."""
        try:
            cursor = self._db.execute(query)
            while rows := cursor.fetchmany(256):
                yield from rows
        except sqlite3.Error as error:
            raise self._error(error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read within belongs to one instant."""
        self._all("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    @contextmanager
    def change(self) -> Iterator[None]:
        """All changes within happen together at the end, or not at all."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._error(error) from error
            raise

    def get(self, key: str) -> str | None:
        """What was put under the key."""
        rows = self._all("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def put(self, key: str, value: str) -> None:
        """Keep a value of the library itself."""
        self._all("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def remember(self, model: str, fingerprint: str) -> None:
        """Keep the name and the fingerprint of the model that all vectors are made by."""
        if self.get("fingerprint") != fingerprint:
            with self.change():
                self.put("model", model)
                self.put("fingerprint", fingerprint)

    def checkpoint(self) -> bool:
        """Bring all changes into the one file; whether that could be done beside those who read."""
        ((busy, written, copied),) = self._all("PRAGMA wal_checkpoint(PASSIVE)")
        return bool(not busy and written == copied)

    def vacuum(self) -> None:
        """Write the file anew, so that nothing is left of what was deleted."""
        self._all("VACUUM")

    def add(self, article: Article, passages: Sequence[Passage], given: Sequence[int] | None = None) -> list[int]:
        """Keep an article that is not there, and its passages; their numbers, ascending: new ones, or those given."""
        row = (
            article.id,
            article.title,
            article.text,
            article.date,
            article.source,
            json.dumps(article.authors, ensure_ascii=False),
            article.url,
            article.path,
            json.dumps([(r.start, r.end, r.page, r.box) for r in article.regions]),
        )
        self._all("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, checksum(row)))
        numbers = []
        for passage, old in zip(passages, given or itertools.repeat(None, len(passages)), strict=True):
            spans = json.dumps(passage.sentences)
            held = (passage.id, article.id, passage.start, passage.end, passage.heading, spans)
            cursor = self._db.execute(
                "INSERT INTO passages (number, id, article, start, end, heading, sentences, checksum)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (old, *held, checksum(held)),
            )
            numbers.append(int(cursor.lastrowid or 0))
        return numbers

    def remove(self, article_id: str) -> None:
        """Take an article out; its passages are gone from the index from now on."""
        self._all("INSERT INTO gone SELECT number FROM passages WHERE article = ?", (article_id,))
        self._all("DELETE FROM passages WHERE article = ?", (article_id,))
        self._all("DELETE FROM articles WHERE id = ?", (article_id,))

    def segments(self) -> dict[str, Manifest]:
        """The segments that make up the index, by name, in their order."""
        rows = self._all("SELECT name, manifest FROM segments ORDER BY place")
        return {str(name): manifest_of(text) for name, text in rows}

    def put_segments(self, segments: dict[str, Manifest]) -> None:
        """Name the segments that make up the index from now on."""
        self._all("DELETE FROM segments")
        for place, (name, manifest) in enumerate(segments.items()):
            self._all("INSERT INTO segments VALUES (?, ?, ?)", (name, place, json.dumps(asdict(manifest))))

    def deleted_ids(self) -> list[int]:
        """The numbers of removed passages that segments still hold, ascending."""
        return [int(number) for (number,) in self._all("SELECT number FROM gone ORDER BY number")]

    def mark_deleted(self, numbers: Iterable[int]) -> None:
        """These numbers are gone, whatever segments hold."""
        self._all("INSERT OR IGNORE INTO gone SELECT value FROM json_each(?)", (json.dumps(list(numbers)),))

    def start_at(self, number: int) -> None:
        """No new passage gets a lower number."""
        self._all("DELETE FROM sqlite_sequence WHERE name = 'passages'")
        self._all("INSERT INTO sqlite_sequence (name, seq) VALUES ('passages', ?)", (number - 1,))

    def problems(self) -> Iterator[str]:
        """What is wrong with the rows, each in a line; at the first page that cannot be read it ends."""
        try:
            yield from (f"{text}" for (text,) in self._all("PRAGMA quick_check") if text != "ok")
            lengths: dict[str, int] = {}
            for row in self._each("SELECT * FROM articles"):
                if checksum(row[:-1]) != row[-1]:
                    yield f"the article {row[0]} of {row[7]} has been changed"
                lengths[row[0]] = len(row[2])
            for number, *held, kept in self._each("SELECT * FROM passages"):
                _, article, start, end, _, spans = held
                if checksum(held) != kept:
                    yield f"the passage {number} has been changed"
                elif not 0 <= start < end <= lengths.get(article, 0) or not json.loads(spans):
                    yield f"the passage {number} does not fit its article {article}"
        except LibraryError as error:
            yield str(error)

    def purge_deleted(self, numbers: Iterable[int]) -> None:
        """These numbers are gone from the segments too."""
        self._all("DELETE FROM gone WHERE number IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))

    def numbers(self) -> list[int]:
        """The numbers of all passages, ascending."""
        return [int(number) for (number,) in self._all("SELECT number FROM passages ORDER BY number")]

    def article(self, article_id: str) -> Article | None:
        """The article of that id; None where there is none."""
        rows = self._all("SELECT * FROM articles WHERE id = ?", (article_id,))
        return self._article(rows[0]) if rows else None

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        for row in self._each("SELECT * FROM articles ORDER BY id"):
            yield self._article(row)

    def listing(self) -> list[tuple[str, str, str | None, str | None, str, int]]:
        """Id, title, source, date, path and the characters of the text of every article, by id, without the texts."""
        rows = self._all("SELECT id, title, source, date, path, length(text) FROM articles ORDER BY id")
        return [(str(row[0]), str(row[1]), row[2], row[3], str(row[4]), int(row[5])) for row in rows]

    def article_metadata(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles of these ids that are there, without their texts."""
        rows = self._all(
            "SELECT * FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )
        return {row[0]: replace(self._article(row), text="") for row in rows}  # read whole, for their checksums

    def ids_under_path(self, path: str) -> list[str]:
        """The ids of all articles of that file, or of the files in that folder or archive."""
        rows = self._all(
            "SELECT id FROM articles WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0') ORDER BY id",
            (path,),  # "0" is the character behind "/": a range, so that the index of the paths serves
        )
        return [str(row[0]) for row in rows]

    def filtered(self, after: str | None, before: str | None, source: str | None) -> list[int]:
        """The numbers of the passages whose articles fit, ascending. Dates are ISO 8601, both ends belong.

        An article dated by year or month alone belongs where its whole time may lie in the range; one without a date
        belongs to no range. A source fits by its name or a part of it.
        """
        rows = self._all(
            "SELECT number FROM articles CROSS JOIN passages ON articles.id = passages.article WHERE"  # in this order
            " (?1 IS NULL OR articles.date >= substr(?1, 1, length(articles.date)))"
            " AND (?2 IS NULL OR articles.date <= substr(?2, 1, length(articles.date)))"
            " AND (?3 IS NULL OR instr(lower(articles.source), lower(?3)) > 0) ORDER BY number",
            (after, before and before + "-12-31"[max(0, len(before) - 4) :], source),
        )
        return [int(row[0]) for row in rows]

    def passages(self) -> Iterator[tuple[int, Passage]]:
        """All passages with their numbers, ascending."""
        for number, _, _, passage in self._passages(None):
            yield number, passage

    def passages_with_headings(self, numbers: Iterable[int]) -> dict[int, tuple[str, Passage]]:
        """The passages of these numbers, each with the headline, sub-headline and date that it stands under."""
        return {
            number: (f"{title}\n{passage.heading}\n{format_for_search(date)}", passage)
            for number, title, date, passage in self._passages(numbers)
        }

    def _passages(self, numbers: Iterable[int] | None) -> Iterator[tuple[int, str, str | None, Passage]]:
        query = "SELECT * FROM passages"
        if numbers is None:
            rows: Iterable[tuple[Any, ...]] = self._each(query + " ORDER BY number")
        else:
            wanted = json.dumps(sorted(numbers))
            rows = self._all(query + " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number", (wanted,))
        # Each article once, as its passages follow each other: of a book, SQLite would read all for every passage.
        held, above = "", list[tuple[Any, ...]]()
        for number, *row, kept in rows:
            if checksum(row) != kept:
                raise self._error(sqlite3.DatabaseError(f"the passage {number} has been changed"))
            id_, article_id, start, end, heading, sentences = row
            if article_id != held:
                held = article_id
                above = self._all("SELECT title, date, text FROM articles WHERE id = ?", (held,))
            for title, date, text in above:
                spans = tuple((start, end) for start, end in json.loads(sentences))
                yield number, title, date, Passage(id_, article_id, start, end, text[start:end], spans, heading)

    def count(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        ((articles, passages),) = self._all("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return int(articles), int(passages)

    # What a Milvus engine needs to know; `tokens` is empty in a library that is searched on this machine.

    def next_number(self) -> int:
        """The number that the next passage will have; all that there are lie below."""
        rows = self._all("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
        return int(rows[0][0]) + 1 if rows else 1

    def passages_of_article(self, article_id: str) -> list[tuple[str, Passage]]:
        """The passages of an article, each with its headline."""
        rows = self._all("SELECT number FROM passages WHERE article = ?", (article_id,))
        return [(title, passage) for _, title, _, passage in self._passages([number for (number,) in rows])]

    def passage_records(self, numbers: Sequence[int]) -> list[PassageRecord]:
        """The passages of these numbers, ascending, with what their articles say beside the text."""
        query = "SELECT number, source FROM passages JOIN articles ON articles.id = passages.article"
        query += " WHERE number IN (SELECT value FROM json_each(?))"
        sources = dict(self._all(query, (json.dumps(list(numbers)),)))
        return [
            PassageRecord(number, title, date, sources[number], passage)
            for number, title, date, passage in self._passages(numbers)
        ]

    def sentence_counts(self, numbers: Sequence[int]) -> dict[int, int]:
        """How many sentences each of the passages has; numbers that no passage has any more are left out."""
        query = "SELECT number, json_array_length(sentences) FROM passages WHERE number IN "
        rows = self._all(query + "(SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
        return {int(number): int(count) for number, count in rows}

    def sources(self, part: str) -> list[str]:
        """The sources whose names hold the part, as `filtered` takes it."""
        query = "SELECT DISTINCT source FROM articles WHERE instr(lower(source), lower(?)) > 0 ORDER BY source"
        return [str(source) for (source,) in self._all(query, (part,))]

    def count_tokens(self, more: Mapping[str, int]) -> dict[str, int]:
        """Add to the numbers of passages that hold the tokens; the id of each token, given once."""
        self._db.executemany(
            "INSERT INTO tokens (token, passages) VALUES (?, ?)"
            " ON CONFLICT (token) DO UPDATE SET passages = passages + excluded.passages",
            more.items(),
        )
        return {token: id_ for token, (id_, _) in self.token_counts(list(more)).items()}

    def token_counts(self, tokens: Sequence[str]) -> dict[str, tuple[int, int]]:
        """The id of each token that is known, and how many passages hold it."""
        query = "SELECT token, id, passages FROM tokens WHERE token IN (SELECT value FROM json_each(?))"
        rows = self._all(query, (json.dumps(list(tokens)),))
        return {str(token): (int(id_), int(passages)) for token, id_, passages in rows}

    def forget_tokens(self) -> None:
        """No passage holds any token."""
        self._all("DELETE FROM tokens")

    def _article(self, row: tuple[Any, ...]) -> Article:
        if checksum(row[:-1]) != row[-1]:
            raise self._error(sqlite3.DatabaseError(f"the article {row[0]} has been changed"))
        return article_of(row[:-1])


def article_of(row: Sequence[Any]) -> Article:
    """The article that a row of `ARTICLE_COLUMNS` values holds."""
    id_, title, text, date, source, authors, url, path, regions = row
    boxes = ((s, e, p, tuple(b) if b else None) for s, e, p, b in json.loads(regions))
    return Article(
        id_, text, title, date, source, tuple(json.loads(authors)), url, path, tuple(Region(*box) for box in boxes)
    )


def manifest_of(text: str) -> Manifest:
    """A manifest as `put_segments` keeps it."""
    kept = json.loads(text)
    files = {name: (int(size), str(digest)) for name, (size, digest) in kept["files"].items()}
    return Manifest(kept["rows"], kept["dimension"], files, kept["recall"])


def checksum(row: Sequence[Any]) -> bytes:
    """Of the values of a row: 8 bytes of BLAKE2b."""
    return hashlib.blake2b(repr(tuple(row)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
