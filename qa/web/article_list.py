"""The list of a library's articles, and its sources.

It is read again when the library has changed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.text import fold

if TYPE_CHECKING:
    from qa.library import Library


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the list. `file` is the name of its file, `characters` the length of its text."""

    id: str
    title: str
    source: str | None
    date: str | None
    file: str
    characters: int


class ArticleList:
    """The lists of one library, shared by all users. Thread-safe."""

    def __init__(self, library: Library) -> None:
        """Nothing is read yet."""
        self._library = library
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._entries: tuple[Entry, ...] = ()
        self._searchable: tuple[tuple[Entry, ...], tuple[str, ...]] = (), ()  # entries, and the folded text of each

    def entries(self) -> tuple[Entry, ...]:
        """Return all articles, the newest first; none if there is no library yet."""
        with self._lock:
            generation = self._library.generation if self._library.exists else 0
            if generation != self._generation:
                listing = self._library.listing() if generation else ()
                entries = (Entry(a.id, a.title, a.source, a.date, PurePath(a.path).name, a.characters) for a in listing)
                by_title = sorted(entries, key=lambda entry: (entry.title, entry.id))
                self._entries = tuple(sorted(by_title, key=lambda entry: entry.date or "", reverse=True))
                self._generation = generation
            return self._entries

    def sources(self) -> list[str]:
        """Return the names of all sources, sorted."""
        return sorted({entry.source for entry in self.entries() if entry.source})

    def undated(self, source: str = "") -> int:
        """Return how many articles have no date, of those whose source holds `source`."""
        wanted = fold(source)
        return sum(entry.date is None and wanted in fold(entry.source or "") for entry in self.entries())

    def search(self, words: str, limit: int) -> tuple[list[Entry], int]:
        """Return the first `limit` articles whose headline, source, date or file holds every word, and their number."""
        entries, wanted = self.entries(), fold(words).split()
        with self._lock:
            if self._searchable[0] is not entries:
                facts = ((entry.title, entry.source, entry.date, entry.file) for entry in entries)
                self._searchable = entries, tuple(fold(" ".join(filter(None, fields))) for fields in facts)
            texts = self._searchable[1]
        matches = [entry for entry, text in zip(entries, texts, strict=True) if all(word in text for word in wanted)]
        return matches[:limit], len(matches)
