"""Collections in memory, with the methods of `qa.storage.collections.Collections`, for the tests of the chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from qa.errors import LibraryError
from qa.records import Collection, DeletedCollection


class FakeCollections:
    """Knows which articles there are by a function; `changes` counts."""

    def __init__(self, exists: Callable[[str], bool]) -> None:
        self._exists = exists
        self._known: dict[int, Collection] = {}
        self._members: dict[int, set[str]] = {}
        self.changes = 0

    def all(self, owner: str = "") -> list[Collection]:
        seen = [one for one in self._known.values() if one.owner in ("", owner)]
        counted = [replace(one, articles=len(self._present(one))) for one in seen]
        return sorted(counted, key=lambda one: (one.name, one.owner))

    def articles(self, name: str, owner: str = "") -> list[str]:
        return sorted(self._present(self._find(name, owner)))

    def by_article(self, article_ids: Iterable[str], owner: str = "") -> dict[str, list[str]]:
        found = {one: [c.name for c in self.all(owner) if one in self._present(c)] for one in article_ids}
        return {one: names for one, names in found.items() if names}

    def create(self, name: str, owner: str = "") -> Collection:
        if not name.strip():
            raise LibraryError("collection_name_empty")
        if any(one.name == name for one in self.all(owner)):
            raise LibraryError("collection_exists", name=name)
        made = Collection(len(self._members) + 1, name, owner, 0)
        self._known[made.id], self._members[made.id] = made, set()
        self.changes += 1
        return made

    def rename(self, name: str, new_name: str, owner: str = "") -> Collection:
        renamed = replace(self._find(name, owner), name=new_name)
        self._known[renamed.id] = renamed
        self.changes += 1
        return renamed

    def delete(self, name: str, owner: str = "") -> DeletedCollection:
        gone = self._find(name, owner)
        del self._known[gone.id]
        self.changes += 1
        return DeletedCollection(gone, tuple(self._members[gone.id]))

    def restore(self, deleted: DeletedCollection) -> Collection:
        self._known[deleted.collection.id] = deleted.collection
        self._members[deleted.collection.id] = set(deleted.articles)
        self.changes += 1
        return deleted.collection

    def add(self, name: str, article_ids: Iterable[str], owner: str = "") -> tuple[str, ...]:
        collection = self._find(name, owner)
        new = tuple(one for one in article_ids if self._exists(one) and one not in self._members[collection.id])
        self._members[collection.id] |= set(new)
        self.changes += 1
        return new

    def remove(self, name: str, article_ids: Iterable[str], owner: str = "") -> tuple[str, ...]:
        collection = self._find(name, owner)
        left = tuple(one for one in article_ids if one in self._members[collection.id])
        self._members[collection.id] -= set(left)
        self.changes += 1
        return left

    def _find(self, name: str, owner: str) -> Collection:
        found = [one for one in self._known.values() if one.name == name and one.owner in ("", owner)]
        if not found:
            raise LibraryError("collection_unknown", name=name, names=", ".join(one.name for one in self.all(owner)))
        return max(found, key=lambda one: one.owner)

    def _present(self, collection: Collection) -> set[str]:
        return {one for one in self._members[collection.id] if self._exists(one)}
