"""A part of a library for an evaluation: what filters leave of it, such as a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from corpus.records import Article, Passage, content_id
from qa.records import Filters, Reply, Turn


class Filterable(Protocol):
    """What `Within` needs of `qa.library.Library`."""

    def ask_all(
        self, questions: Sequence[tuple[str, Sequence[Turn]]], *, top_k: int = ..., filters: Filters = ...,
        retriever: str = ...,
    ) -> Iterator[Reply]:  # fmt: skip
        """Answer the questions, each with its earlier turns, in their order."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The article with that id; None where there is none."""
        ...

    def passages(self) -> Iterator[Passage]:
        """All passages."""
        ...

    def fingerprint(self) -> str:
        """A name for everything that answers depend on."""
        ...


class Within:
    """The part of a library, as `qa.evaluation.evaluate` asks it: judged articles outside of it are missing."""

    def __init__(self, library: Filterable, filters: Filters, article_ids: Callable[[], Sequence[str]]) -> None:
        """`article_ids` are those of the articles that the filters leave."""
        self._library, self._filters = library, filters
        self._ids = tuple(article_ids())

    def ask_all(
        self, questions: Sequence[tuple[str, Sequence[Turn]]], *, top_k: int = 5, retriever: str = "hybrid"
    ) -> Iterator[Reply]:
        """Answer the questions from this part."""
        return self._library.ask_all(questions, top_k=top_k, filters=self._filters, retriever=retriever)

    def articles(self) -> Iterator[Article]:
        """The articles of this part, by id."""
        return filter(None, map(self._library.article, self._ids))

    def passages(self) -> Iterator[Passage]:
        """The passages of this part."""
        inside = set(self._ids)
        return (passage for passage in self._library.passages() if passage.article_id in inside)

    def count(self) -> tuple[int, int]:
        """The number of articles and the number of passages."""
        return len(self._ids), sum(1 for _ in self.passages())

    def fingerprint(self) -> str:
        """A name for everything that answers depend on."""
        return content_id(self._library.fingerprint(), repr(self._filters), *self._ids)
