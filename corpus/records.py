"""The records of this folder: blocks make a document, documents hold articles, articles are split into passages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """Where the characters [start, end) of a text are on a page.

    `page` counts from 1. `box` is (left, top, right, bottom) as fractions of the page, 0 to 1, from the upper left
    corner; None where only the page is known. A box holds one printed line or a part of one where the format tells
    lines apart, else all lines of these characters.
    """

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Text that stands together in a file: a paragraph, or the part of one that is in a column.

    `page` and `box` are as in `Region`, `size` is the letter size in points. All three are None where the format does
    not give them. `regions` says where parts of `text` stand (lines, words, the halves of a paragraph that goes on in
    another column or page), with offsets into `text`, ascending; empty where `page` and `box` are all that is known.
    """

    text: str
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    size: float | None = None
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a file: what is printed on it, its size, and its picture.

    `number` counts from 1 in the file, as in `Region`. `label` is the number printed on it (`A05`, `3`), `name` its
    heading (要闻); both are empty where unknown. `width` and `height` are in `unit`, which is `pt` (points) or `px`
    (pixels); None where unknown. `image` is the path of its picture, in the form of `Document.path`; None where the
    file itself is drawn, or nothing can be shown.
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
    may be lines that belong to no article. `date` is in ISO 8601 (`2023-09-18`, `2023-09`, `2023`). `saved` is the day
    that the address of an archived page names, or on which it was archived: the date of an article that prints none.
    `id` is the one in the input. `warnings` are messages. `pages` describes the pages that the format has. `left_out`
    accounts for the text that `blocks` and `title` lack; `added` counts their characters that the text of the file
    lacks, such as automatic numbers (`corpus/account.py`).
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
    added: int = 0
    saved: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or one row of a file, that cannot be read. `reason` is a message; `line` counts from 1."""

    path: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its cleaned text, one paragraph a line, and its metadata.

    All offsets count code points of `text`, with the end exclusive. `regions` is empty where the format has no pages.
    `title_regions` has the places of a headline that is not in the text, with offsets into `title`. `pages` are the
    pages of both, as far as more than their number is known; where there are no regions, at most the one page that the
    article was printed on.
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
    title_regions: tuple[Region, ...] = ()

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

    def printed_at(self, offset: int) -> Page | None:
        """What is known of the page of the character at `offset`; None where that is no more than its number."""
        number = self.page_at(offset)
        if number is None:
            return self.pages[0] if self.pages else None
        return next((page for page in self.pages if page.number == number), None)


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
