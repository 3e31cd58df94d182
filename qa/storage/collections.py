"""Changing the collections of a library: named sets of articles, of which an article may be in several."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.text import fold
from qa.errors import LibraryError
from qa.records import Collection, DeletedCollection
from qa.storage import later_tables, writer
from qa.storage.collection_queries import article_ids, find, tidy, visible
from qa.storage.database import Database
from qa.storage.paths import DATABASE

MAX_NAME = 60  # characters


class Collections:
    """The collections of the library in a folder. Safe to use from several threads and processes.

    Every method raises `LibraryError` where there is no library, or no such collection; one that changes something also
    where another process changes the library, and where `owner` may not change the collection.
    """

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self._folder = folder

    def all(self, owner: str = "") -> list[Collection]:
        """The shared collections and those of `owner`, by name."""
        with self._reading() as database:
            return visible(database, owner)

    def articles(self, name: str, owner: str = "") -> list[str]:
        """The ids of a collection's articles, ascending."""
        with self._reading() as database:
            return article_ids(database, find(database, name, owner))

    def by_article(self, article_ids: Iterable[str], owner: str = "") -> dict[str, list[str]]:
        """The names of the collections of these articles, of each that is in one."""
        names: dict[str, list[str]] = {}
        with self._reading() as database:
            known = {collection.id: collection.name for collection in visible(database, owner)}
            given = json.dumps(list(article_ids)) if known else "[]"
            condition = "article IN (SELECT value FROM json_each(?)) ORDER BY article"
            for number, article_id in later_tables.undamaged(database, "members", condition, (given,)):
                if number in known:
                    names.setdefault(str(article_id), []).append(known[number])
        return {article_id: sorted(found) for article_id, found in names.items()}

    def create(self, name: str, owner: str = "") -> Collection:
        """Make an empty collection. Raises `LibraryError` where there is one of that name."""
        with self._changing() as database:
            wanted = _new_name(database, name, owner)
            for table in ("collections", "members"):
                later_tables.put(database, table, [])
            rows = database.query("SELECT seq FROM sqlite_sequence WHERE name = 'collections'")
            number = int(rows[0][0]) + 1 if rows else 1
            later_tables.put(database, "collections", [(number, wanted, owner)])
        return Collection(number, wanted, owner, 0)

    def rename(self, name: str, new_name: str, owner: str = "") -> Collection:
        """Give a collection another name."""
        with self._changing() as database:
            collection = _own(database, name, owner)
            wanted = _new_name(database, new_name, owner, collection)
            later_tables.put(database, "collections", [(collection.id, wanted, collection.owner)])
        return replace(collection, name=wanted)

    def delete(self, name: str, owner: str = "") -> DeletedCollection:
        """Delete a collection, and none of its articles. Returns what `restore` takes."""
        with self._changing() as database:
            collection = _own(database, name, owner)
            deleted = DeletedCollection(collection, tuple(article_ids(database, collection)))
            database.query("DELETE FROM collections WHERE id = ?", (collection.id,))
            if later_tables.exists(database, "members"):
                database.query("DELETE FROM members WHERE collection = ?", (collection.id,))
        return deleted

    def restore(self, deleted: DeletedCollection) -> Collection:
        """Undo a deletion. Articles that the library has no more are left out. Raises where the name is taken."""
        collection = deleted.collection
        with self._changing() as database:
            _new_name(database, collection.name, collection.owner, collection)
            later_tables.put(database, "collections", [(collection.id, collection.name, collection.owner)])
            _join(database, collection, deleted.articles)
            count = len(article_ids(database, collection))
        return replace(collection, articles=count)

    def add(self, name: str, article_ids: Iterable[str], owner: str = "") -> tuple[str, ...]:
        """Add articles. Returns the ids that were not in the collection before; unknown ids are left out."""
        with self._changing() as database:
            return _join(database, _own(database, name, owner), article_ids)

    def add_paths(self, name: str, paths: Iterable[Path], owner: str = "") -> tuple[str, ...]:
        """Add the articles of these files and folders that the library has. Returns as `add` does."""
        from corpus.readers import shown  # imports those of all formats

        with self._changing() as database:
            ids = [one for path in paths for one in database.ids_under_path(shown(str(path)))]
            return _join(database, _own(database, name, owner), ids)

    def remove(self, name: str, article_ids: Iterable[str], owner: str = "") -> tuple[str, ...]:
        """Take articles out of a collection. Returns the ids that were in it."""
        given = json.dumps(list(article_ids))
        with self._changing() as database:
            collection = _own(database, name, owner)
            condition = "collection = ? AND article IN (SELECT value FROM json_each(?))"
            left = [
                str(row[1]) for row in later_tables.undamaged(database, "members", condition, (collection.id, given))
            ]
            if left:
                database.query(f"DELETE FROM members WHERE {condition}", (collection.id, given))
        return tuple(left)

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        with closing(Database(self._folder / DATABASE)) as database, database.snapshot():
            yield database

    @contextmanager
    def _changing(self) -> Iterator[Database]:
        Database(self._folder / DATABASE).close()  # raises where there is no library
        with writer.open_for_writing(self._folder) as database:
            with database.change():
                yield database
                database.advance_generation()
            database.checkpoint()


def _own(database: Database, name: str, owner: str) -> Collection:
    """The collection of that name that `owner` may change."""
    collection = find(database, name, owner)
    if collection.owner != owner:
        raise LibraryError("collection_shared", name=collection.name)
    return collection


def _join(database: Database, collection: Collection, given: Iterable[str]) -> tuple[str, ...]:
    condition = "id IN (SELECT value FROM json_each(?))"
    wanted = json.dumps(list(given))
    known = [str(one) for (one,) in database.query(f"SELECT id FROM articles WHERE {condition} ORDER BY id", (wanted,))]
    present = set(article_ids(database, collection))
    new = tuple(one for one in known if one not in present)
    if new:
        later_tables.put(database, "members", [(collection.id, one) for one in new])
    return new


def _new_name(database: Database, name: str, owner: str, itself: Collection | None = None) -> str:
    """The name as it is stored. Raises `LibraryError` where it is empty, too long, or another collection's."""
    wanted = tidy(name)
    if not wanted or not wanted.isprintable():
        raise LibraryError("collection_name_empty")
    if len(wanted) > MAX_NAME:
        raise LibraryError("collection_name_long", limit=MAX_NAME)
    for other in visible(database, owner):
        if fold(other.name) == fold(wanted) and (itself is None or other.id != itself.id):
            raise LibraryError("collection_exists", name=other.name)
    return wanted
