"""Tables that a library gets when it first needs them: collections, edits by hand, and when articles were added.

A library of an older version lacks them, and an older version leaves them alone. Each row carries a checksum, as the
rows of `qa.storage.database` do: a damaged row counts as missing, and `problems` names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qa.errors import ErrorMessage
from qa.storage.database import Database, checksum

# `found` are an article's facts as its file has them, as JSON; `at` is in UTC.
_SCHEMA: Mapping[str, tuple[str, ...]] = {
    "collections": (
        "CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
        " owner TEXT NOT NULL, checksum BLOB NOT NULL)",
    ),
    "members": (
        "CREATE TABLE IF NOT EXISTS members (collection INTEGER NOT NULL, article TEXT NOT NULL,"
        " checksum BLOB NOT NULL, PRIMARY KEY (collection, article)) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS members_article ON members (article)",
    ),
    "edits": (
        "CREATE TABLE IF NOT EXISTS edits (article TEXT PRIMARY KEY, found TEXT NOT NULL,"
        " checksum BLOB NOT NULL) WITHOUT ROWID",
    ),
    "additions": (
        "CREATE TABLE IF NOT EXISTS additions (article TEXT PRIMARY KEY, at TEXT NOT NULL,"
        " checksum BLOB NOT NULL) WITHOUT ROWID",
    ),
}
_OF_ARTICLES = ("members", "edits", "additions")  # their rows go with their article
KEYS = {"collections": "id", "members": "collection, article", "edits": "article", "additions": "article"}


def exists(database: Database, table: str) -> bool:
    """Whether the library has the table."""
    return bool(database.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)))


def put(database: Database, table: str, rows: Sequence[tuple[Any, ...]], *, keep: bool = False) -> None:
    """Within a change: store rows without their checksums; with `keep`, rows that exist stay as they are."""
    for statement in _SCHEMA[table]:
        database.query(statement)
    if not rows:
        return
    width = ", ".join("?" * (len(rows[0]) + 1))
    action = "IGNORE" if keep else "REPLACE"
    database.execute_many(f"INSERT OR {action} INTO {table} VALUES ({width})", [(*row, checksum(row)) for row in rows])


def undamaged(
    database: Database, table: str, condition: str = "1", values: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """The rows that match the condition, without their checksums; none where there is no such table."""
    if not exists(database, table):
        return []
    rows = database.query(f"SELECT * FROM {table} WHERE {condition}", values)
    return [row[:-1] for row in rows if checksum(row[:-1]) == row[-1]]


def forget(database: Database, article_ids: Sequence[str]) -> None:
    """Within a change: delete what is stored about articles that leave the library."""
    for table in _OF_ARTICLES:
        if article_ids and exists(database, table):
            database.query(
                f"DELETE FROM {table} WHERE article IN (SELECT value FROM json_each(?))", (json.dumps(article_ids),)
            )


def forget_unknown(database: Database) -> None:
    """Within a change: delete what is stored about articles that the library does not have."""
    for table in _OF_ARTICLES:
        if exists(database, table):
            database.query(f"DELETE FROM {table} WHERE article NOT IN (SELECT id FROM articles)")


def problems(database: Database) -> Iterator[ErrorMessage]:
    """The damaged rows of each table, in a line."""
    for table in KEYS:
        if not exists(database, table):
            continue
        rows = database.stream(f"SELECT * FROM {table}")
        damaged = sum(checksum(row[:-1]) != row[-1] for row in rows)
        if damaged:
            yield ErrorMessage("library_rows_changed", table=table, count=damaged)
