"""Passages and article metadata read from the database, cached while the library does not change.

The same passages come up in question after question, and reading one means verifying its checksum.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from corpus.records import Article, Passage
from qa.storage.database import Database

Key = TypeVar("Key")
Value = TypeVar("Value")

_MAX_ROWS = 4096  # passages; above it the cache starts again empty
_MAX_ARTICLES = 1024  # each with the places of its lines


class CachedRows(NamedTuple):
    """The rows read at one generation of a library: at most `_MAX_ROWS` passages and `_MAX_ARTICLES` articles.

    The articles are without their texts. They take 12 MB where passages have 460 characters, and 18 MB more where
    articles have 60 printed lines.
    """

    passages_with_headings: dict[int, tuple[str, Passage]]
    article_metadata: dict[str, Article]


class PassageCache:
    """The cached rows of one library. Safe to use from several threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._generation = -1
        self._rows = CachedRows({}, {})

    def reader(self, database: Database) -> PassageReader:
        """A reader of the database's snapshot. Empties the cache where the library has changed since."""
        generation = database.generation
        with self._lock:
            if self._generation != generation:
                self._generation, self._rows = generation, CachedRows({}, {})
            return PassageReader(database, self._rows)


class PassageReader:
    """A `qa.records.PassageSource` over one snapshot of the database. Safe to use from several threads."""

    def __init__(self, database: Database, rows: CachedRows | None = None) -> None:
        """Read from that database, and use and fill `rows`, which belong to the same snapshot."""
        self._database, self._rows = database, rows or CachedRows({}, {})

    def passages_with_headings(self, numbers: Sequence[int]) -> dict[int, tuple[str, Passage]]:
        """See `Database.passages_with_headings`."""
        read = self._database.passages_with_headings
        return _read_through(self._rows.passages_with_headings, numbers, read, _MAX_ROWS)

    def article_metadata(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """See `Database.article_metadata`."""
        read = self._database.article_metadata
        return _read_through(self._rows.article_metadata, article_ids, read, _MAX_ARTICLES)


def _read_through(
    cache: dict[Key, Value], keys: Sequence[Key], read: Callable[[Sequence[Key]], dict[Key, Value]], limit: int
) -> dict[Key, Value]:
    rows = {key: value for key in keys if (value := cache.get(key)) is not None}
    missing = [key for key in keys if key not in rows]
    if missing:
        new_rows = read(missing)
        rows |= new_rows
        if len(cache) + len(new_rows) > limit:
            cache.clear()
        cache |= new_rows
    return {key: rows[key] for key in keys if key in rows}
