"""Reading what is left of a damaged database, or one of an older version, row by row."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.records import Article
from qa.errors import LibraryError
from qa.index.segment import Manifest
from qa.storage.database import ARTICLE_COLUMNS, article_of, checksum, manifest_of

# The first bytes of a database of ours, always the same: "SQLite format 3", pages of 4096 bytes, written through a log.
_HEADER = b"SQLite format 3\0\x10\x00\x02\x02\x00\x40\x20\x20"


@dataclass
class RecoveredRows:
    """What could be read. `numbers` are those of the passages of each article; `lost` says which articles are gone."""

    meta: dict[str, str] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    numbers: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    segments: dict[str, Manifest] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    next_number: int = 1
    lost: list[str] = field(default_factory=list)


def recover_rows(path: Path) -> RecoveredRows:
    """What can be read of the database at `path`. Raises `LibraryError` where that is no article."""
    copy = path.with_name("library.copy")
    try:
        for suffix in ("", "-wal"):
            if Path(f"{path}{suffix}").exists():
                shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
        with copy.open("r+b") as file:
            file.write(_HEADER)
        with closing(sqlite3.connect(copy)) as db:
            db.text_factory = lambda data: data.decode("utf-8", "replace")  # the checksum then tells
            found = _read(db)
    except (OSError, sqlite3.Error) as error:
        raise _nothing(path, error) from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{copy}{suffix}").unlink(missing_ok=True)
    if not found.articles:
        raise _nothing(path, "no article in it is whole")
    return found


def _nothing(path: Path, why: object) -> LibraryError:
    return LibraryError(f"nothing can be read of {path} ({why}): remove {path.parent} and index the articles again")


def _read(db: sqlite3.Connection) -> RecoveredRows:
    found = RecoveredRows()
    found.meta = {str(row[0]): str(row[1]) for row in _rows(db, "meta", "key") if len(row) == 2}
    checked = found.meta.get("version") != "1"  # rows of version 1 had no checksums
    ids = set()
    for row in _rows(db, "articles", "id"):
        values, kept = (row[:-1], row[-1]) if checked else (row, None)
        if len(values) != ARTICLE_COLUMNS or (checked and checksum(values) != kept):
            found.lost.append(f"{row[0]} of {row[7] if len(row) > 7 else '?'}")
            continue
        found.articles.append(article_of(values))
        ids.add(values[0])
    found.articles.sort(key=lambda article: article.id)
    named = {line.split(" ", 1)[0] for line in found.lost}
    for row in _rows(db, "passages", "number"):
        found.next_number = max(found.next_number, int(row[0]) + 1)
        if checked and checksum(row[1:-1]) != row[-1]:
            continue
        if row[2] in ids:
            found.numbers.setdefault(row[2], []).append((int(row[0]), str(row[1])))
        elif row[2] not in named:
            named.add(row[2])
            found.lost.append(str(row[2]))
    for row in _rows(db, "sqlite_sequence", "name"):
        if row[0] == "passages":
            found.next_number = max(found.next_number, int(row[1]) + 1)
    if checked:
        found.segments = {str(row[0]): manifest_of(row[2]) for row in sorted(_rows(db, "segments", "name"), key=_place)}
        found.gone = [int(row[0]) for row in _rows(db, "gone", "number")]
    return found


def _place(row: tuple[Any, ...]) -> int:
    return int(row[1])


def _rows(db: sqlite3.Connection, table: str, key: str) -> list[tuple[Any, ...]]:
    """All rows that can be read, from either end up to a page that cannot."""
    found: dict[Any, tuple[Any, ...]] = {}
    for order in ("ASC", "DESC"):
        for row in _until_it_fails(db, f"SELECT * FROM {table} ORDER BY {key} {order}"):
            found[row[0]] = row
    return [found[name] for name in sorted(found)]


def _until_it_fails(db: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    try:
        yield from db.execute(query)
    except sqlite3.Error:
        return
