"""What the chat lists of a library without its texts: articles, sources, and example questions from the headlines.

Read again when the library has changed. Knows no component and no HTML.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.text import fold, is_han

if TYPE_CHECKING:
    from qa.library import Library

EXAMPLES = 4
_TRIED = 24  # articles that are tried for an example
_LONGEST = 24  # characters of a headline that makes a readable question


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a list. `file` is the name of its file, `characters` the length of its text."""

    id: str
    title: str
    source: str | None
    date: str | None
    file: str
    characters: int


class Catalogue:
    """The lists of one library, shared by all who use it. Safe to read from several threads."""

    def __init__(self, library: Library) -> None:
        """Name the library; nothing is read yet."""
        self._library = library
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._entries: tuple[Entry, ...] = ()
        self._lines: tuple[tuple[Entry, ...], tuple[str, ...]] = (), ()  # entries, and what each is found by
        self._examples: tuple[str, ...] | None = None

    def entries(self) -> tuple[Entry, ...]:
        """All articles, the newest first; none where there is no library yet."""
        with self._lock:
            generation = self._library.generation if self._library.exists else 0
            if generation != self._generation:
                found = self._library.listing() if generation else ()
                entries = (Entry(a.id, a.title, a.source, a.date, PurePath(a.path).name, a.characters) for a in found)
                by_title = sorted(entries, key=lambda entry: (entry.title, entry.id))
                self._entries = tuple(sorted(by_title, key=lambda entry: entry.date or "", reverse=True))
                self._generation, self._examples = generation, None
            return self._entries

    def sources(self) -> list[str]:
        """The names of all sources, in order."""
        return sorted({entry.source for entry in self.entries() if entry.source})

    def search(self, words: str, most: int) -> tuple[list[Entry], int]:
        """The first `most` articles whose headline, source, date or file holds every word, and how many there are."""
        entries, wanted = self.entries(), fold(words).split()
        with self._lock:
            if self._lines[0] is not entries:
                facts = ((entry.title, entry.source, entry.date, entry.file) for entry in entries)
                self._lines = entries, tuple(fold(" ".join(filter(None, of_one))) for of_one in facts)
            lines = self._lines[1]
        found = [entry for entry, line in zip(entries, lines, strict=True) if all(word in line for word in wanted)]
        return found[:most], len(found)

    def examples(self) -> tuple[str, ...]:
        """Questions made from headlines that the library answers; at most `EXAMPLES`, one of an article."""
        entries = self.entries()
        with self._lock:
            if self._examples is None:
                self._examples = self._make_examples(entries)
            return self._examples

    def _make_examples(self, entries: Sequence[Entry]) -> tuple[str, ...]:
        step = max(1, len(entries) // _TRIED)
        made: list[str] = []
        for entry in entries[::step]:
            if len(made) == EXAMPLES:
                break
            questions, turn = candidates(entry.title), len(made) % 3  # not the same kind of question each time
            for question in questions[turn:] + questions[:turn]:
                reply = self._library.ask(question, top_k=1)
                if reply.answer is not None and reply.answer.article_id == entry.id:
                    made.append(question)
                    break
        return tuple(made)


_QUOTES = re.compile('[“”"《》「」『』]')
_CLAUSE = re.compile("[：:，,。；;！!？?—]+|\\s+(?=[\u3400-\u9fff])")


def candidates(title: str) -> list[str]:
    """Questions about what a headline names; none where it names too much for a question that one would ask."""
    topic = max(_CLAUSE.split(_QUOTES.sub("", title)), key=len).strip()
    if not 2 <= len(topic) <= (_LONGEST if is_han(topic) else 3 * _LONGEST):
        return []
    if is_han(topic):
        return [f"{topic}，具体是什么时候？", f"{topic}，具体有多少？", f"{topic}是怎么回事？"]
    return [f"{topic}: when was it?", f"{topic}: how many?", f"What is said about {topic}?"]
