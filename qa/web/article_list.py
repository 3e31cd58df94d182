"""The list of a library's articles, and its sources.

It is read again when the library has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Container
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.records import content_id
from corpus.text import fold

if TYPE_CHECKING:
    from qa.library import Library
    from qa.records import ArticleSummary

_ARCHIVES = (".zip", ".wacz")  # their members are articles of one file
NEWEST_ADDED = "added"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the list. `file` is the name of its file, `characters` the length of its text.

    `file_id` stands for the file's path, which no browser gets. `added` is the day when it was added.
    """

    id: str
    title: str
    source: str | None
    date: str | None
    file: str
    characters: int
    file_id: str = ""
    added: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What is listed: articles that hold all `words`, of one file or all, of some ids or all, in an order."""

    words: str = ""
    file_id: str = ""
    ids: Container[str] | None = None
    sort: str = NEWEST_ADDED


def _by_name(name: str | None) -> tuple[bool, bytes]:
    return not name, (name or "").encode("gb18030", "replace")  # there the common characters are in order of pinyin


# The orders that a user can choose. Sorting is stable: equal ones stay in the order of date, then title.
SORTS: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    NEWEST_ADDED: lambda entries: sorted(entries, key=lambda entry: entry.added, reverse=True),
    "date": lambda entries: entries,
    "title": lambda entries: sorted(entries, key=lambda entry: _by_name(entry.title)),
    "source": lambda entries: sorted(entries, key=lambda entry: _by_name(entry.source)),
}


class ArticleList:
    """The lists of one library, shared by all users. Thread-safe."""

    def __init__(self, library: Library) -> None:
        """Nothing is read yet."""
        self._library = library
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._sorted: dict[str, tuple[Entry, ...]] = {}
        self._texts: dict[str, str] = {}  # by id: what is searched

    def entries(self, sort: str = NEWEST_ADDED) -> tuple[Entry, ...]:
        """Return all articles, by default the newest first; none if there is no library yet."""
        with self._lock:
            generation = self._library.generation if self._library.exists else 0
            if generation != self._generation:
                listing = self._library.listing() if generation else []
                by_title = sorted(map(_entry, listing), key=lambda entry: (entry.title, entry.id))
                by_date = tuple(sorted(by_title, key=lambda entry: entry.date or "", reverse=True))
                self._sorted, self._texts, self._generation = {"date": by_date}, {}, generation
            if sort not in self._sorted:
                self._sorted[sort] = tuple(SORTS[sort](list(self._sorted["date"])))
            return self._sorted[sort]

    def sources(self) -> list[str]:
        """Return the names of all sources, sorted."""
        return sorted({entry.source for entry in self.entries() if entry.source})

    def undated(self, source: str = "") -> int:
        """Return how many articles have no date, of those whose source holds `source`."""
        wanted = fold(source)
        return sum(entry.date is None and wanted in fold(entry.source or "") for entry in self.entries())

    def of_file(self, file_id: str) -> list[Entry]:
        """Return all articles of a file; of an archive, those of all its members."""
        return [entry for entry in self.entries() if entry.file_id == file_id]

    def search(self, view: View, limit: int) -> tuple[list[Entry], int]:
        """Return the first `limit` articles of a view, and their number.

        A word is found in the headline, the source, the date and the name of the file.
        """
        entries, wanted = self.entries(view.sort if view.sort in SORTS else NEWEST_ADDED), fold(view.words).split()
        matches = [
            entry
            for entry in entries
            if (not view.file_id or entry.file_id == view.file_id)
            and (view.ids is None or entry.id in view.ids)
            and (not wanted or self._holds(entry, wanted))
        ]
        return matches[:limit], len(matches)

    def _holds(self, entry: Entry, wanted: list[str]) -> bool:
        text = self._texts.get(entry.id)
        if text is None:
            facts = (entry.title, entry.source, entry.date, entry.file)
            text = self._texts[entry.id] = fold(" ".join(filter(None, facts)))
        return all(word in text for word in wanted)


def _entry(article: ArticleSummary) -> Entry:
    path = _file_of(PurePath(article.path))
    file_id = content_id(str(path))
    return Entry(
        article.id, article.title, article.source, article.date, path.name, article.characters, file_id, article.added
    )


def _file_of(path: PurePath) -> PurePath:
    """The file that the article was read from: the outermost archive of its path, else the path itself."""
    return next((one for one in [*reversed(path.parents), path] if one.suffix.lower() in _ARCHIVES), path)
