"""Reads what is left of a damaged database, or of one of an older version, row by row."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.messages import system_reason
from corpus.records import Article
from qa.errors import ErrorMessage, LibraryError
from qa.index.segment import Manifest
from qa.storage import later_tables
from qa.storage.database import ARTICLE_COLUMNS, article_from_row, checksum, manifest_from_json

# The first bytes of every library's database: "SQLite format 3", pages of 4096 bytes, a write-ahead log.
_HEADER = b"SQLite format 3\0\x10\x00\x02\x02\x00\x40\x20\x20"
_VERSION_WITHOUT_CHECKSUMS = "1"


@dataclass
class RecoveredRows:
    """The rows that could be read.

    `passages` lists number and id of the passages of each article. `lost` names the articles that could not be read.
    `later` has the rows of each of the tables of `qa.storage.later_tables`, without their checksums.
    """

    meta: dict[str, str] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    passages: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    segments: dict[str, Manifest] = field(default_factory=dict)
    next_number: int = 1
    lost: list[str] = field(default_factory=list)
    later: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


def recover_rows(path: Path) -> RecoveredRows:
    """Read what can be read of the database at `path`. Raises `LibraryError` where that is not even one article."""
    copy = path.with_name("library.copy")
    try:
        for suffix in ("", "-wal"):
            if Path(f"{path}{suffix}").exists():
                shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
        with copy.open("r+b") as file:
            file.write(_HEADER)
        with closing(sqlite3.connect(copy)) as connection:
            # Damaged text becomes readable here; its checksum shows the damage.
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            recovered = _read(connection)
    except (OSError, sqlite3.Error) as error:
        raise _unreadable(path, system_reason(error) if isinstance(error, OSError) else str(error)) from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{copy}{suffix}").unlink(missing_ok=True)
    if not recovered.articles:
        raise _unreadable(path, ErrorMessage("library_no_whole_article"))
    return recovered


def _unreadable(path: Path, reason: str) -> LibraryError:
    return LibraryError("library_unreadable", path=path, folder=path.parent, reason=reason)


def _read(connection: sqlite3.Connection) -> RecoveredRows:
    recovered = RecoveredRows()
    recovered.meta = {str(row[0]): str(row[1]) for row in _rows(connection, "meta", "key") if len(row) == 2}
    has_checksums = recovered.meta.get("version") != _VERSION_WITHOUT_CHECKSUMS
    lost_ids = _read_articles(connection, recovered, has_checksums)
    _read_passages(connection, recovered, has_checksums, lost_ids)
    for row in _rows(connection, "sqlite_sequence", "name"):
        if row[0] == "passages":
            recovered.next_number = max(recovered.next_number, int(row[1]) + 1)
    if has_checksums:
        rows = sorted(_rows(connection, "segments", "name"), key=lambda row: int(row[1]))
        recovered.segments = {str(row[0]): manifest_from_json(row[2]) for row in rows}
    for table, key in later_tables.KEYS.items():
        rows = _rows(connection, table, key)
        recovered.later[table] = [row[:-1] for row in rows if checksum(row[:-1]) == row[-1]]
    return recovered


def _read_articles(connection: sqlite3.Connection, recovered: RecoveredRows, has_checksums: bool) -> set[str]:
    """Add the articles. Returns the ids of those that could not be read."""
    lost_ids = set()
    for row in _rows(connection, "articles", "id"):
        values, stored_checksum = (row[:-1], row[-1]) if has_checksums else (row, None)
        if len(values) == ARTICLE_COLUMNS and (not has_checksums or checksum(values) == stored_checksum):
            recovered.articles.append(article_from_row(values))
            continue
        path = row[7] if len(row) > 7 else "?"
        recovered.lost.append(ErrorMessage("library_lost_article", article_id=row[0], path=path))
        lost_ids.add(str(row[0]))
    recovered.articles.sort(key=lambda article: article.id)
    return lost_ids


def _read_passages(
    connection: sqlite3.Connection, recovered: RecoveredRows, has_checksums: bool, lost_ids: set[str]
) -> None:
    """Add the passages of recovered articles. Articles that only a passage still names are lost too."""
    article_ids = {article.id for article in recovered.articles}
    for row in _rows(connection, "passages", "number"):
        number, passage_id, article_id = int(row[0]), str(row[1]), row[2]
        recovered.next_number = max(recovered.next_number, number + 1)
        if has_checksums and checksum(row[1:-1]) != row[-1]:
            continue
        if article_id in article_ids:
            recovered.passages.setdefault(article_id, []).append((number, passage_id))
        elif article_id not in lost_ids:
            lost_ids.add(article_id)
            recovered.lost.append(str(article_id))


def _rows(connection: sqlite3.Connection, table: str, key: str) -> list[tuple[Any, ...]]:
    """All rows that can be read, from either end up to a page that cannot; `key` has the names of the first columns."""
    columns = len(key.split(", "))
    rows: dict[Any, tuple[Any, ...]] = {}
    for order in ("ASC", "DESC"):
        ordered = ", ".join(f"{column} {order}" for column in key.split(", "))
        for row in _until_it_fails(connection, f"SELECT * FROM {table} ORDER BY {ordered}"):
            rows[row[:columns]] = row
    return [rows[key] for key in sorted(rows)]


def _until_it_fails(connection: sqlite3.Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    try:
        yield from connection.execute(sql)
    except sqlite3.Error:
        return
