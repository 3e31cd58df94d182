"""The list of a library's articles, its sources, and example questions made from headlines.

It is read again when the library has changed.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.text import fold, is_han
from qa.errors import WenbaoError

if TYPE_CHECKING:
    from qa.library import Library

MAX_EXAMPLES = 4
_MAX_TRIED_ARTICLES = 24  # for the examples
_MAX_TOPIC_LENGTH = 24  # Chinese characters of a headline that still make a readable question


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
        self._examples: tuple[str, ...] | None = None

    def entries(self) -> tuple[Entry, ...]:
        """Return all articles, the newest first; none if there is no library yet."""
        with self._lock:
            generation = self._library.generation if self._library.exists else 0
            if generation != self._generation:
                listing = self._library.listing() if generation else ()
                entries = (Entry(a.id, a.title, a.source, a.date, PurePath(a.path).name, a.characters) for a in listing)
                by_title = sorted(entries, key=lambda entry: (entry.title, entry.id))
                self._entries = tuple(sorted(by_title, key=lambda entry: entry.date or "", reverse=True))
                self._generation, self._examples = generation, None
            return self._entries

    def sources(self) -> list[str]:
        """Return the names of all sources, sorted."""
        return sorted({entry.source for entry in self.entries() if entry.source})

    def undated(self, source: str = "") -> int:
        """Return how many articles have no date, of those whose source holds `source`."""
        wanted = source.lower()
        return sum(entry.date is None and wanted in (entry.source or "").lower() for entry in self.entries())

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

    def examples(self) -> tuple[str, ...]:
        """Return questions made from headlines that the library answers; at most `MAX_EXAMPLES`, one for each article.

        Empty if the library cannot be asked, say because its model cannot be loaded: a question then shows why.
        """
        entries = self.entries()
        with self._lock:
            if self._examples is None:
                try:
                    self._examples = self._make_examples(entries)
                except WenbaoError:
                    return ()
            return self._examples

    def _make_examples(self, entries: Sequence[Entry]) -> tuple[str, ...]:
        step = max(1, len(entries) // _MAX_TRIED_ARTICLES)
        made: list[str] = []
        for entry in entries[::step]:
            if len(made) == MAX_EXAMPLES:
                break
            questions, turn = candidates(entry.title), len(made) % 3  # another kind of question each time
            for question in questions[turn:] + questions[:turn]:
                reply = self._library.ask(question, top_k=1)
                if reply.answer is not None and reply.answer.article_id == entry.id:
                    made.append(question)
                    break
        return tuple(made)


_QUOTES = re.compile('[“”"《》「」『』]')
_CLAUSE = re.compile("[：:，,。；;！!？?—]+|\\s+(?=[\u3400-\u9fff])")


def candidates(title: str) -> list[str]:
    """Return questions about the topic of a headline; none if it is too long or too short for a natural question."""
    topic = max(_CLAUSE.split(_QUOTES.sub("", title)), key=len).strip()
    if not 2 <= len(topic) <= (_MAX_TOPIC_LENGTH if is_han(topic) else 3 * _MAX_TOPIC_LENGTH):
        return []
    if is_han(topic):
        return [f"{topic}，具体是什么时候？", f"{topic}，具体有多少？", f"{topic}是怎么回事？"]
    return [f"{topic}: when was it?", f"{topic}: how many?", f"What is said about {topic}?"]
