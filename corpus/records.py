"""The records of this folder: blocks make a document, documents hold articles, articles are split into passages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """Text that stands together in a file: a paragraph, or the part of one that is in a column.

    `page` counts from 1. `box` is (left, top, right, bottom) as fractions of the page, 0 to 1, from the upper left
    corner. `size` is the letter size in points. All three are None where the format does not give them.
    """

    text: str
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a file: what is printed on it, its size, and its picture.

    `number` counts from 1 in the file, as in `Block`. `label` is the number printed on it (`A05`, `3`) and `name` its
    heading (要闻); both are empty where unknown. `width` and `height` are in `unit`: `pt` (points) or `px` (pixels); None
    where unknown. `image` is the path of its picture, in the form of `Document.path`; None where the file itself is
    drawn, or nothing can be shown.
    """

    number: int
    label: str = ""
    name: str = ""
    width: float | None = None
    height: float | None = None
    unit: str = "pt"
    image: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of a file that is in none of its articles: `reason` is a message, `characters` counts code points.

    White space is not counted. `may_be_article` is True where it may be text that the user wants.
    """

    reason: str
    characters: int
    may_be_article: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader found in a file, in the order of the file, with the metadata that the format gives.

    `path` names the file; inside an archive it continues with the name there: `a.zip/b.txt`. `one_article` is True
    where the format holds a single article (a row of a table, a web page), whose text is never divided into several.
    `in_order` is True where the blocks are known to be whole paragraphs of one article in reading order, among which
    may be lines that belong to no article.
    `date` is in ISO 8601 (`2023-09-18`, `2023-09`, `2023`). `id` is the one in the input. `warnings` are messages.
    `pages` describes the pages that the format has, and `left_out` accounts for the text that `blocks` lack.
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
    in_order: bool = False
    warnings: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or one row of a file, that cannot be read. `reason` is a message; `line` counts from 1."""

    path: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """Where the characters [start, end) of an article's text are on a page. `page` and `box` as in `Block`."""

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its cleaned text, one paragraph a line, and its metadata.

    All offsets count code points of `text`, with the end exclusive. `regions` is empty where the format has no pages.
    `pages` are the pages of its regions; where there are no regions, at most the one page it was printed on.
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
    pages: tuple[Page, ...] = ()

    @property
    def page(self) -> int | None:
        """The page where the article begins, counted from 1; None where the format has no pages."""
        return self.regions[0].page if self.regions else None

    def page_at(self, offset: int) -> int | None:
        """The page of the character at `offset`, counted from 1; None where the format has no pages."""
        page = self.page
        for region in self.regions:
            if region.start > offset:
                break
            page = region.page
        return page


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of an article that fits the model's window: `article.text[start:end] == text`.

    `sentences` are the (start, end) of its sentences, as offsets into the article's text. `heading` is the sub-headline
    above the passage; it is not part of `text`.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]
    heading: str = ""


def content_id(*parts: str) -> str:
    """An id made from content: 16 hexadecimal digits of BLAKE2b over the parts, each after its length in bytes."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
