"""The account of a file's text: each character is in an article, or counted under the reason why it is not.

The law, tested for every format in tests/test_corpus_account.py, in characters that print something (`characters`):

    the file's text + what a reader adds to it = articles + what is left out

A reader counts with one `Account` for a file, or one for each row of a table. It calls `leave` for text that it leaves
out, `add` for text that the file does not hold as such (automatic numbers, merged cells that are written in each row, a
title from the properties), and `settled` at the end with the number of characters of the file's text, counted
independently of what was taken: a difference is text that was lost in silence, and is named as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.messages import Message
from corpus.records import Document, LeftOut
from corpus.text import MEANINGLESS

# The reasons, which are keys of messages, and whether text left out for them may be what the user wants if it is prose.
REASONS: dict[str, bool] = {
    "account_facts": False,  # became date, source, authors, address or page of an article, and counts as taken over
    "account_markup": False,
    "account_addresses": False,
    "account_keys": False,
    "account_navigation": False,
    "account_controls": False,
    "account_beside": True,
    "account_outside": True,
    "account_hidden": False,
    "account_frames": True,
    "account_struck": False,
    "account_readings": False,
    "account_comments": False,
    "account_headers": False,
    "account_page_numbers": False,
    "account_masthead": False,
    "account_watermarks": False,
    "account_doubled": False,
    "account_off_page": False,
    "account_unknown": False,
    "account_hyphens": False,
    "account_furniture": False,
    "account_jumps": False,
    "account_titles": False,
    "account_contents": False,
    "account_pictures": False,
    "account_formulas": False,
    "account_fields": False,  # of the formats of news agencies: rights, codes, notes, other forms of the text
    "account_columns": True,
    "account_rows": True,
    "account_sheets": True,
    "account_embedded": True,
    "account_limits": True,
    "account_unexplained": True,
}
FACTS = "account_facts"
_MIN_PROSE_CHARS = 20
_SENTENCE = re.compile(r"[。！？；…]|[a-z\d][.!?][”’\"')\s]|[a-z][.!?]$")


def characters(text: str) -> int:
    """The number of characters of a text that print something: without white space, controls and zero-width marks."""
    text = "".join(text.split())
    return len(text) if text.isascii() and text.isprintable() else len(MEANINGLESS.sub("", text))


def is_prose(text: str) -> bool:
    """Whether a text holds a sentence, and so may be an article's."""
    return len(text) >= _MIN_PROSE_CHARS and _SENTENCE.search(text) is not None and characters(text) >= _MIN_PROSE_CHARS


class Account:
    """Counts what is left out of a text and what is added to it, by reason, while it is read."""

    def __init__(self) -> None:
        self.added = 0
        self._left: dict[tuple[str, bool], int] = {}

    def leave(self, reason: str, text: str, may_be_article: bool | None = None) -> None:
        """Count a text that is left out; `reason` is a key of `REASONS`.

        `may_be_article`: whether it may be what the user wants; by default as the reason says, if it is prose.
        """
        if may_be_article is None:
            may_be_article = REASONS[reason] and is_prose(text)
        self.leave_count(reason, characters(text), may_be_article)

    def leave_count(self, reason: str, count: int, may_be_article: bool = False) -> None:
        """Count so many characters that are left out."""
        if count:
            key = reason, may_be_article
            self._left[key] = self._left.get(key, 0) + count

    def add(self, text: str) -> None:
        """Count a text that is in the documents and not in the file."""
        self.added += characters(text)

    @property
    def left(self) -> int:
        """The characters that are left out so far."""
        return sum(self._left.values())

    def left_out(self) -> tuple[LeftOut, ...]:
        """What is left out, by reason."""
        return tuple(
            LeftOut(Message(reason), count, may_be_article) for (reason, may_be_article), count in self._left.items()
        )

    def settled(self, documents: Sequence[Document], source: int) -> list[Document]:
        """The documents of a file, the first of them with the account. `source` counts the characters of the text.

        What is neither in the blocks and titles nor left out is counted as unexplained. A title that the text prints
        again in a block, or not at all, must have been added.
        """
        if not documents:
            return []
        missing = source + self.added - self.left - sum(map(taken, documents))
        if missing > 0:
            self.leave_count("account_unexplained", missing, may_be_article=True)
        first = documents[0]
        left_out, added = (*first.left_out, *self.left_out()), first.added + self.added
        return [replace(first, left_out=merged(left_out), added=added), *documents[1:]]


def taken(document: Document) -> int:
    """The characters of a document's blocks and title."""
    return characters("\n".join((document.title, *(block.text for block in document.blocks))))


def merged(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """One entry for each reason and kind, in the order of their first ones."""
    found: dict[tuple[str, bool], LeftOut] = {}
    for item in left_out:
        key = item.reason, item.may_be_article
        found[key] = replace(item, characters=item.characters + (found[key].characters if key in found else 0))
    return tuple(found.values())


class Balance(NamedTuple):
    """The account of a whole file in characters. `source` + `added` = those of the articles and of `left_out`."""

    source: int
    added: int
    left_out: tuple[LeftOut, ...]

    @classmethod
    def of(cls, articles: int, added: int, left_out: Iterable[LeftOut]) -> Balance:
        """The account for articles with so many characters in their texts and titles."""
        items = merged(left_out)
        return cls(articles + sum(item.characters for item in items) - added, added, items)

    @property
    def lost(self) -> tuple[LeftOut, ...]:
        """What is left out and did not become a fact about an article (its date, source, authors or page)."""
        return tuple(item for item in self.left_out if getattr(item.reason, "key", "") != FACTS)

    @property
    def share(self) -> float:
        """The share of the file's text that was taken over, from 0 to 1."""
        lost = sum(item.characters for item in self.lost)
        return 1 - lost / self.source if self.source else 1.0
