"""Articles as a library gives them: their passages, texts and records, lists of them, and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.records import Article, Passage, Refusal
from qa.records.replies import UNFILTERED, Filters, Place


class PassageSource(Protocol):
    """Gives the texts of passages that a search has found by number."""

    def passages_with_headings(self, numbers: Sequence[int]) -> Mapping[int, tuple[str, Passage]]:
        """The passages with these numbers, each after its headline, sub-headline and date. Omits unknown ones."""

    def article_metadata(self, article_ids: Sequence[str]) -> Mapping[str, Article]:
        """The articles with these ids, by id, with an empty text. Omits unknown ids."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of an article's text: `offset` is that of its first character. `date` is the article's."""

    article_id: str
    title: str
    date: str | None
    offset: int
    text: str


class ArticleTexts(Protocol):
    """Gives parts of articles around passages that an index has found by number."""

    def around(self, numbers: Sequence[int], margin: int) -> list[TextPart]:
        """The passages with these numbers, each with up to `margin` characters before and behind it."""

    def whole(self, numbers: Sequence[int], limit: int) -> list[TextPart]:
        """The articles of these passages, each once, in the order of the numbers; the first `limit` of them."""

    def earliest(self, numbers: Sequence[int], limit: int) -> list[int]:
        """The numbers of the `limit` passages whose articles are the earliest; undated ones last."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Restricts to articles of a day, a paper or an author; what is None or empty restricts nothing.

    `day` is ISO 8601 and may lack the day or month, or the year: 2026-05-08, 2026-05, 2026, -05-08, -05. `source` and
    `author` are names as the library has them.
    """

    day: str = ""
    source: str | None = None
    author: str | None = None
    filters: Filters = UNFILTERED


class ArticleRecords(Protocol):
    """Gives what is recorded about articles, without their texts."""

    def find(self, scope: Scope, limit: int, newest_first: bool = False) -> Sequence[Place]:
        """The first articles of the scope, by date; those without a date come last."""

    def count(self, scope: Scope) -> int:
        """The number of articles of the scope."""

    def sources(self) -> Mapping[str, int]:
        """The number of articles of each source, the largest first."""

    def authors(self) -> Sequence[str]:
        """The names of all authors. Reads every article's row."""


class Progress(Protocol):
    """Progress callback of a change to a library."""

    def __call__(self, step: str, done: int, total: int, item: str = "", /) -> None:
        """Report that `done` of `total` units of a step are finished; `item` is the file or other item in progress."""


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article in a listing, without its text. `characters` is the length of the text in code points.

    `page_label` and `page_name` are those of its first page, empty where unknown. `added` is when the article was added
    (ISO 8601, UTC), empty in a library of an older version.
    """

    id: str
    title: str
    source: str | None
    date: str | None
    path: str
    characters: int
    page_label: str = ""
    page_name: str = ""
    added: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an addition or a removal did: ids of articles, input that was refused, and warnings."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
