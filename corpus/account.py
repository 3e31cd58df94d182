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
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from corpus.messages import Message
from corpus.records import Document, LeftOut
from corpus.text import MEANINGLESS, clean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    "account_imprints": False,
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
    "account_layers": False,
    "account_copies": False,
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
NO_TEXT = frozenset(
    ("account_markup", "account_addresses", "account_keys", "account_copies")
)  # of which no share is counted
HYPHENS = "-\u2010"
_LONG = 500  # characters, from which a table is faster than a regular expression
_MIN_PROSE_CHARS = 20
_MIN_DOUBTFUL_CHARS, _MIN_DOUBTFUL_SHARE = 40, 0.01  # of a file, from which text that may be an article's is named
_MAX_SPACES = 20  # around and within a block that is the title
_SENTENCE = re.compile(r"[。！？；…]|[a-z\d][.!?][”’\"')\s]|[a-z][.!?]$")


def characters(text: str) -> int:
    """The number of characters of a text that print something: without white space, controls and zero-width marks."""
    if len(text) > _LONG:
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return int(np.count_nonzero(_prints()[codes]))
    text = "".join(text.split())
    return len(text) if text.isascii() and text.isprintable() else len(MEANINGLESS.sub("", text))


@lru_cache(maxsize=1)
def _prints() -> NDArray[np.bool_]:
    """Whether each character prints something, by its code; the last that does not is U+FFFC."""
    import numpy as np

    table = np.ones(sys.maxunicode + 1, dtype=np.bool_)
    chars = "".join(map(chr, (*range(0x3001), *range(0xD800, 0x10000))))  # nothing between is empty
    for match in re.finditer(rf"{MEANINGLESS.pattern}|\s+", chars):
        table[list(map(ord, match.group()))] = False
    return table


def is_prose(text: str) -> bool:
    """Whether a text holds a sentence, and so may be an article's."""
    return len(text) >= _MIN_PROSE_CHARS and _SENTENCE.search(text) is not None and characters(text) >= _MIN_PROSE_CHARS


class Account:
    """Counts what is left out of a text and what is added to it, by reason, while it is read."""

    def __init__(self) -> None:
        self.source = 0  # characters of the file's text, where they are counted by its parts
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

    def leave_hyphens(self, before: str, after: str) -> None:
        """Count the hyphens of words that were divided at the end of a line, of which `after` has fewer."""
        self.leave_count("account_hyphens", max(0, sum(before.count(mark) - after.count(mark) for mark in HYPHENS)))

    def replaced(self, before: str, after: str, reason: str = "account_markup") -> None:
        """Count what a text loses, for a reason, and gains where another is written for it: `&lt;` becomes `<`."""
        gone, come = difference(before, after)
        self.leave(reason, gone, may_be_article=False)
        self.add(come)

    def leave_rest(self, source: int, taken: int, reason: str) -> None:
        """Count under a reason what of `source` characters is neither `taken` nor left out; what is more was added."""
        rest = source + self.added - self.left - taken
        self.leave_count(reason, max(0, rest))
        self.added += max(0, -rest)

    def add(self, text: str) -> None:
        """Count a text that is in the documents and not in the file."""
        self.added += characters(text)

    @property
    def left(self) -> int:
        """The characters that are left out so far."""
        return sum(self._left.values())

    def include(self, other: Account) -> None:
        """Count what another account holds as well."""
        self.source += other.source
        self.added += other.added
        for (reason, may_be_article), count in other._left.items():
            self.leave_count(reason, count, may_be_article)

    def clear(self) -> None:
        """Begin anew, after what was counted has gone with a document."""
        self.source = self.added = 0
        self._left.clear()

    def left_out(self) -> tuple[LeftOut, ...]:
        """What is left out, by reason."""
        return tuple(
            LeftOut(Message(reason), count, may_be_article) for (reason, may_be_article), count in self._left.items()
        )

    def settled(self, documents: Sequence[Document], source: int) -> list[Document]:
        """The documents of a file, the first of them with the account. `source` counts the characters of the text.

        What is neither in the blocks and titles nor left out is counted as unexplained. A title that is none of the
        blocks and not in the file's text must have been added.
        """
        if not documents:
            return []
        missing = source + self.added - self.left - sum(map(taken, documents))
        if missing > 0:
            self.leave_count("account_unexplained", missing, may_be_article=True)
        first = documents[0]
        left_out, added = (*first.left_out, *self.left_out()), first.added + self.added
        return [replace(first, left_out=merged(left_out), added=added), *documents[1:]]


def difference(before: str, after: str) -> tuple[str, str]:
    """The characters that only one of two texts has, or has more often, in any order."""
    if before == after:
        return "", ""
    old, new = Counter(before), Counter(after)
    return "".join((old - new).elements()), "".join((new - old).elements())


def taken(document: Document) -> int:
    """The characters of a document's blocks, and of its title if it is none of them."""
    texts = [block.text for block in document.blocks]
    return characters("\n".join(texts if prints_title(document) else [document.title, *texts]))


def prints_title(document: Document) -> bool:
    """Whether one of the blocks is the title."""
    title = document.title
    longest = len(title) + _MAX_SPACES
    return bool(title) and any(len(block.text) <= longest and clean(block.text) == title for block in document.blocks)


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
    def lost(self) -> int:
        """The characters of text that are left out, and no facts about an article (its date, source, authors, page)."""
        return self._sum(lambda key: key != FACTS and key not in NO_TEXT)

    @property
    def share(self) -> float:
        """The share of the file's text that was taken over, from 0 to 1. Markup is no text."""
        text = self.source - self._sum(NO_TEXT.__contains__)
        return 1 - self.lost / text if text else 1.0

    def described(self) -> Message:
        """What is taken over and what is not, as one message; without the lines that became facts."""
        shown = [item for item in self.left_out if getattr(item.reason, "key", "") != FACTS]
        if not shown:
            return Message("account_all")
        return Message("account_line", share=_percent(self.share, self.lost), reasons=_listed(shown))

    def warning(self) -> Message | None:
        """A message that names what may be an article's, where that is enough to be looked at."""
        doubtful = [item for item in self.left_out if item.may_be_article]
        count = sum(item.characters for item in doubtful)
        if count < max(_MIN_DOUBTFUL_CHARS, _MIN_DOUBTFUL_SHARE * self.source):
            return None
        return Message("account_may_be_article", share=_percent(count / self.source), reasons=_listed(doubtful))

    def _sum(self, counts: Callable[[str], bool]) -> int:
        return sum(item.characters for item in self.left_out if counts(getattr(item.reason, "key", "")))


def _percent(share: float, lost: int = 0) -> str:
    """A share in per cent; never 100.0 where something is lost."""
    return f"{min(share, 0.999) if lost else share:.1%}".removesuffix("%")


def _listed(items: Iterable[LeftOut]) -> Message:
    """Each reason with its characters, the largest first."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.reason] = counts.get(item.reason, 0) + item.characters
    ordered = sorted(counts.items(), key=lambda entry: -entry[1])
    parts = [Message("account_reason", reason=reason, count=count) for reason, count in ordered]
    return reduce(lambda first, second: Message("account_two", first=first, second=second), parts)
