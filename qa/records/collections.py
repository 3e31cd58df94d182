"""Collections of articles, and what is kept of an article to put it back as it was."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.records import Article


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of articles. `articles` is their number; `owner` is the user who made it, empty if it is shared."""

    id: int
    name: str
    owner: str
    articles: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be edited of an article; `date` is ISO 8601 and may lack day or month."""

    title: str
    date: str | None
    source: str | None

    @classmethod
    def of(cls, article: Article) -> Facts:
        """Those of an article."""
        return cls(article.title, article.date, article.source)


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """An article with all that the library knows of it, as `Library.restore` takes it.

    `found` are the facts as its file has them, None where none was edited by hand. `collections` are the ids of its
    collections, `added` is when it was added (ISO 8601, UTC), empty where unknown.
    """

    article: Article
    found: Facts | None = None
    collections: tuple[int, ...] = ()
    added: str = ""


@dataclass(frozen=True, slots=True)
class DeletedCollection:
    """A collection that was deleted, with the ids of its articles, as `Collections.restore` takes it."""

    collection: Collection
    articles: tuple[str, ...]
