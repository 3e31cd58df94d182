"""What answering reads of a store: passages and heads of articles, each once while the library stays as it is.

The same passages come up in question after question, and reading one means checking its checksum. Knows one store at a
time, neither questions nor the index.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from corpus.records import Article, Passage
from qa.storage.database import Database

Key = TypeVar("Key")
Value = TypeVar("Value")

_KEPT = 4096  # passages, and articles, that are kept at most before it begins anew


class CachedRows(NamedTuple):
    """What was read of one state of a store, for all questions that are put to that state.

    At most `_KEPT` passages and as many heads of articles: 12 MB where passages have 460 characters.
    """

    passages_with_headings: dict[int, tuple[str, Passage]]
    article_metadata: dict[str, Article]


class PassageCache:
    """What questions to one library read, from one to the next. Safe to use from several threads."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._lock = threading.Lock()
        self._generation = -1
        self._read = CachedRows({}, {})

    def texts(self, store: Database) -> PassageReader:
        """The texts of a store, which is read within one snapshot; what was read of another state is forgotten."""
        generation = int(store.get("generation") or 0)
        with self._lock:
            if self._generation != generation:
                self._generation, self._read = generation, CachedRows({}, {})
            return PassageReader(store, self._read)


class PassageReader:
    """What answering reads of a store's snapshot, each thing once for many questions, of several threads too.

    Of the articles only what stands above their texts.
    """

    def __init__(self, store: Database, read: CachedRows | None = None) -> None:
        """Read from that store, within one snapshot of it, what was not `read` of the same state before."""
        self._store, self._read = store, read or CachedRows({}, {})

    def passages_with_headings(self, numbers: Sequence[int]) -> dict[int, tuple[str, Passage]]:
        """See `Database.passages_with_headings`."""
        return _through(self._read.passages_with_headings, numbers, self._store.passages_with_headings)

    def article_metadata(self, ids: Sequence[str]) -> dict[str, Article]:
        """See `Database.article_metadata`."""
        return _through(self._read.article_metadata, ids, self._store.article_metadata)


def _through(
    kept: dict[Key, Value], keys: Sequence[Key], read: Callable[[Sequence[Key]], dict[Key, Value]]
) -> dict[Key, Value]:
    found = {key: value for key in keys if (value := kept.get(key)) is not None}
    lacking = [key for key in keys if key not in found]
    if lacking:
        more = read(lacking)
        found |= more
        if len(kept) + len(more) > _KEPT:
            kept.clear()
        kept |= more
    return {key: found[key] for key in keys if key in found}
