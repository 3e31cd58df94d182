"""What flows through this folder: blocks make a document, documents hold articles, articles are cut into passages.

Records know no file format, no vector and no question. They are frozen: what changes is made anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that stands together in a file: a paragraph, or a column's part of one.

    `page` counts from 1. `box` is (left, top, right, bottom) as fractions of the page, 0 to 1, from the upper left
    corner. `size` is the height of the letters in points. All three are None where the format does not say.
    """

    text: str
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader took out of a file, in the order of the file, with what the format itself says about it.

    `path` names the file, and where it lies in an archive or a table the place in it: `a.zip/b.txt`. `one_article` is
    True where the format says that this is a single article (a row of a table, a web page): its text is never told
    apart into several. `date` is ISO 8601 (`2023-09-18`, `2023-09`, `2023`). `id` is the one that the input gives.
    """

    path: str
    blocks: tuple[Block, ...]
    title: str = ""
    date: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    id: str | None = None
    one_article: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or one row of a file, that cannot be read, and why. `line` counts from 1."""

    path: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """Where on a page the characters [start, end) of an article's text stand. `box` as in `Block`."""

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its cleaned text, one paragraph a line, and what is known about it.

    All offsets anywhere count code points of `text`, end exclusive. `regions` is empty where the format has no pages.
    """

    id: str
    text: str
    title: str = ""
    date: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    path: str = ""
    regions: tuple[Region, ...] = ()

    @property
    def page(self) -> int | None:
        """The page on which the article begins, counted from 1; None where the format has no pages."""
        return self.regions[0].page if self.regions else None

    def page_at(self, offset: int) -> int | None:
        """The page on which the character at `offset` stands; None where the format has no pages."""
        page = self.page
        for region in self.regions:
            if region.start > offset:
                break
            page = region.page
        return page


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of an article that fits the model's window: `article.text[start:end] == text`.

    `sentences` are the (start, end) of its sentences, as offsets into the article's text. `heading` is the headline or
    sub-headline that the passage stands under; it is no part of `text`.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]
    heading: str = ""


def content_id(*parts: str) -> str:
    """A name made from content: 16 hexadecimal digits of BLAKE2b over the parts, each preceded by its length."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
