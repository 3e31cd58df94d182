"""What is recorded about the articles of a library: how many of a day or a paper there are, and which."""

from __future__ import annotations

import json
from collections.abc import Sequence

from corpus.text import fold
from qa.records import Place, Scope
from qa.storage import places
from qa.storage.collection_queries import find
from qa.storage.database import Database, last_day_of

_WHERE = (
    " FROM articles WHERE (?1 = '' OR date GLOB ?1) AND (?2 IS NULL OR source = ?2)"
    " AND (?3 IS NULL OR EXISTS (SELECT 1 FROM json_each(authors) WHERE value = ?3))"
    " AND (?4 IS NULL OR date >= substr(?4, 1, length(date))) AND (?5 IS NULL OR date <= substr(?5, 1, length(date)))"
    " AND (?6 IS NULL OR instr(folded(source), ?6) > 0)"
)
_IN_COLLECTION = " AND id IN (SELECT article FROM members WHERE collection = ?7)"


class StoredRecords:
    """A `qa.records.ArticleRecords` over one snapshot of the database."""

    def __init__(self, database: Database) -> None:
        """Read from that database."""
        self._database = database

    def find(self, scope: Scope, limit: int, newest_first: bool = False) -> list[Place]:
        """See `ArticleRecords.find`. Articles of one day are in the order of their papers and files."""
        rows = self._database.query(
            f"SELECT id, title, source, date, path, regions {_where(scope)} ORDER BY date IS NULL,"
            f" date {'DESC' if newest_first else 'ASC'}, source, path, id LIMIT {int(limit)}",
            self._values(scope),
        )
        return [
            Place(article_id, title, source, date, path, None, 0, 0, "", *places.first_page(packed))
            for article_id, title, source, date, path, packed in rows
        ]

    def count(self, scope: Scope) -> int:
        """See `ArticleRecords.count`."""
        return int(self._database.query(f"SELECT count(*) {_where(scope)}", self._values(scope))[0][0])

    def sources(self) -> dict[str, int]:
        """See `ArticleRecords.sources`."""
        rows = self._database.query(
            "SELECT source, count(*) AS n FROM articles WHERE source <> '' GROUP BY source ORDER BY n DESC, source"
        )
        return {str(source): int(n) for source, n in rows}

    def authors(self) -> Sequence[str]:
        """See `ArticleRecords.authors`."""
        rows = self._database.query("SELECT DISTINCT authors FROM articles")
        return sorted({name for (names,) in rows for name in json.loads(names)})

    def _values(self, scope: Scope) -> tuple[str | int | None, ...]:
        filters = scope.filters
        before, source = filters.before, filters.source
        values: tuple[str | int | None, ...] = (
            _glob(scope.day), scope.source, scope.author, filters.after, before and last_day_of(before),
            source and fold(source),
        )  # fmt: skip
        if filters.collection is None:
            return values
        return *values, find(self._database, filters.collection, filters.owner).id


def _where(scope: Scope) -> str:
    return _WHERE if scope.filters.collection is None else _WHERE + _IN_COLLECTION


def _glob(day: str) -> str:
    """The pattern of the dates on that day, in that month or year: 2026-05* and, of any year, ????-05-08."""
    if not day:
        return ""
    return ("????" if day.startswith("-") else "") + day + "*"
