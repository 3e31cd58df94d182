"""Reading collections from the database: named sets of articles, of which an article may be in several.

A collection has an owner, or is shared by all. Who asks for one by name sees their own and the shared ones; names are
compared without regard to script, case and width.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.text import fold
from qa.errors import ErrorMessage, LibraryError
from qa.records import Collection, Filters
from qa.storage import later_tables
from qa.storage.database import Database

_MAX_NAMED = 12  # collections that an error lists
_MIN_LIKENESS = 0.5  # of two names, by difflib's ratio: a Chinese name has few characters


def visible(database: Database, owner: str) -> list[Collection]:
    """The shared collections and those of `owner`, by name."""
    rows = later_tables.undamaged(database, "collections", "owner IN ('', ?)", (owner,))
    if not rows:
        return []
    counts: dict[int, int] = {}
    if later_tables.exists(database, "members"):
        sql = "SELECT collection, count(*) FROM members JOIN articles ON id = article GROUP BY collection"
        counts = {int(number): int(count) for number, count in database.query(sql)}
    found = [Collection(number, name, whose, counts.get(number, 0)) for number, name, whose in rows]
    return sorted(found, key=lambda collection: (collection.name, collection.owner))


def find(database: Database, name: str, owner: str) -> Collection:
    """The collection of that name: of `owner`, else a shared one. Raises `LibraryError`, with the names there are."""
    known = visible(database, owner)
    wanted = fold(tidy(name))
    alike = [collection for collection in known if fold(collection.name) == wanted]
    if alike:
        return max(alike, key=lambda collection: (collection.owner == owner, collection.name == name))
    if not known:
        raise LibraryError("collection_none", name=name)
    names = {fold(collection.name): collection.name for collection in known}
    meant = difflib.get_close_matches(wanted, names, 1, _MIN_LIKENESS)
    values = {"name": name, "names": _listed([collection.name for collection in known])}
    if meant:
        raise LibraryError("collection_meant", meant=names[meant[0]], **values)
    raise LibraryError("collection_unknown", **values)


def article_ids(database: Database, collection: Collection) -> list[str]:
    """The ids of a collection's articles, ascending."""
    condition = "collection = ? AND article IN (SELECT id FROM articles) ORDER BY article"
    return [str(row[1]) for row in later_tables.undamaged(database, "members", condition, (collection.id,))]


def passages(database: Database, filters: Filters) -> list[int]:
    """The numbers of all passages of the filters' collection, ascending; `filters.collection` is given."""
    collection = find(database, filters.collection or "", filters.owner)
    if not later_tables.exists(database, "members"):
        return []
    sql = "SELECT number FROM members CROSS JOIN passages USING (article) WHERE collection = ? ORDER BY number"
    return [int(number) for (number,) in database.query(sql, (collection.id,))]


def passages_matching(database: Database) -> Callable[[Filters], Sequence[int]]:
    """Gives the numbers of the passages that filters leave, with their collection, ascending."""

    def matching(filters: Filters) -> Sequence[int]:
        if filters.collection is None:
            return database.passages_matching(filters)
        members = passages(database, filters)
        if not replace(filters, collection=None):
            return members
        return sorted(set(members).intersection(database.passages_matching(filters)))

    return matching


def tidy(name: str) -> str:
    """The name of a collection as it is stored and looked up."""
    return " ".join(name.split())


def _listed(names: Sequence[str]) -> str | ErrorMessage:
    first = ", ".join(names[:_MAX_NAMED])
    return first if len(names) <= _MAX_NAMED else ErrorMessage("collection_and_more", names=first, count=len(names))
