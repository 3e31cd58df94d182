"""Web pages, each as one article: the main text without menus, and the page's metadata.

trafilatura finds where the article is. All text there is read, including the sub-headings and short lists that
trafilatura leaves out of Chinese pages. Text that a script would add is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.account import FACTS, Account, merged
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import (
    edition,
    edition_marks,
    hocr,
    html_extract,
    html_headline,
    html_info,
    html_meta,
    html_tree,
    limits,
    mhtml,
)
from corpus.readers.encoding import decode
from corpus.readers.html_info import Info
from corpus.readers.html_lines import Part, walk
from corpus.readers.html_margins import is_control, is_imprint, is_link, margins, without_menus
from corpus.readers.html_tree import body_text, load, parse, prepare
from corpus.records import Block, Document, Page, Refusal
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Part", "body_text", "load", "parse", "prepare", "read", "walk"]

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_MIN_ANCHOR_CHARS = 8  # a shorter line of the extract could be anywhere on the page
_MAX_SEARCHED_CHARS = 200_000  # of an extract in which parts of its lines are looked for
_MAIN_SHARE = 0.9  # of the extract's characters that are in the element of the article
_MAX_TITLE_SPACES = 20  # in a line that is the title
_MAX_ROW_CHARS = 100  # of a table of figures
_CRUMBS_CHARS = 40  # of a line, in which the words of a path through the site stand
_CRUMBS = re.compile("您?(?:的|所在的|现在的|当前)?位置|>>|[>›»].*[>›»]")


def read(stream: BinaryIO, path: str, charset: str = "") -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the page is too large, has no text, or is not text.

    `charset` is the encoding that the server named; it comes before the one that the page names. A page that a browser
    saved with its pictures as one file (MHTML) is read as well, whatever its suffix, and so are the recognised pages of
    hOCR.
    """
    limits.check_size(stream, limits.SAVED_PAGE_BYTES)
    data = stream.read(limits.SAVED_PAGE_BYTES + 1)
    if mhtml.is_saved_page(data):
        yield _saved_page(data, path)
        return
    if hocr.is_hocr(data):
        yield from hocr.read(stream, path)
        return
    yield _document(data, path, charset)


def _saved_page(data: bytes, path: str) -> Document:
    """The first page of a saved one that holds text; frames come after it."""
    found = empty = None
    account = Account()
    for page in mhtml.pages(data):
        document = replace(_document(page.data, path, page.charset), url=page.url) if found is None else None
        if document is not None and document.blocks:
            found = document
            continue
        empty = empty or document
        with suppress(CorpusError):
            account.leave("account_frames", _all_text(page))
    if found is None:
        if empty is None:
            raise CorpusError("no_text")
        return empty
    return replace(found, left_out=merged((*found.left_out, *account.left_out())))


def _all_text(page: mhtml.Page) -> str:
    tree = load(decode(page.data, page.charset or None).text) if len(page.data) <= limits.MARKUP_BYTES else None
    return body_text(tree) if tree is not None else ""


def _document(data: bytes, path: str, charset: str = "") -> Document:
    if len(data) > limits.MARKUP_BYTES:
        size, limit = len(data) // limits.MB, limits.MARKUP_BYTES // limits.MB
        raise CorpusError("file_too_large", size=size, limit=limit, advice=Message("split_file"))
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, charset or (declared[1].decode("ascii", "replace") if declared else None))
    of_edition = edition.document(decoded.text, path) if edition_marks.may_be_edition(data) else None
    if of_edition is not None:
        return replace(of_edition, warnings=(*decoded.warnings, *of_edition.warnings))
    account = Account()
    tree = parse(decoded.text, account)
    if tree is None:
        raise CorpusError("no_text")
    with limits.parsing("html_unreadable"):
        html_tree.unfold(tree)
        parts = list(walk(tree, margins(tree), account))
        if not parts:
            return Document(path, (), warnings=decoded.warnings)
        page = _page(tree, parts)
        document = _with_metadata(Document(path, page.blocks(), warnings=decoded.warnings), tree, page)
        _count(parts, page, account)
        return account.settled([document], account.source)[0]


def _count(parts: list[Part], page: _Page, account: Account) -> None:
    """Count the lines that are not in the article, and what of it is not on the page."""
    main = {id(part) for part in page.main}
    facts = {id(part) for part in page.facts}
    titles = 0
    left_out: dict[str, list[str]] = {}
    longest, ends = len(page.title) + _MAX_TITLE_SPACES, {page.title[:1], page.title[-1:]} - {""}
    for part in parts:
        text = part.text
        if any(mark in text for mark in ends) and len(text) <= longest and clean(text) == page.title:
            titles += 1
        elif id(part) in main:
            continue
        else:
            left_out.setdefault(FACTS if id(part) in facts else _reason(part), []).append(text)
    for reason, texts in left_out.items():
        account.leave(reason, "\n".join(texts))
    account.leave("account_titles", page.title * (titles - 1))
    account.add("" if titles else page.title)


def _reason(part: Part) -> str:
    """Why a line is not in the article."""
    if is_link(part):
        return "account_navigation"
    if is_control(part.text):
        return "account_controls"
    return "account_imprints" if is_imprint(part.text) else "account_outside"


@dataclass(frozen=True, slots=True)
class _Page:
    """The article of a page: its lines, and what the lines below and above its headline say."""

    title: str
    main: list[Part]
    below: Info
    above: Info
    author: str = ""  # by the head of the page
    facts: tuple[Part, ...] = ()  # the lines that gave `below` and `above`

    def blocks(self) -> tuple[Block, ...]:
        return tuple(Block(part.text) for part in self.main if clean(part.text) != self.title)


def _with_metadata(document: Document, tree: _Element, page: _Page) -> Document:
    """The document with its metadata: what is printed comes before what the head of the page says."""
    meta = html_meta.metadata(tree)
    below, above = page.below, page.above
    found_dates = (
        below.date,
        above.date if above.dated else None,
        html_meta.account_date(tree),
        html_meta.date(tree, meta),
        above.date,
        below.updated,
        above.updated,
    )
    sources = (
        below.source,
        html_meta.account(tree),
        html_meta.source(meta),
        above.source,
        html_meta.paper(tree),
        html_meta.site(meta),
    )
    return replace(
        document,
        title=page.title,
        date=next(filter(None, found_dates), None),
        source=next(filter(None, sources), "").strip("《》 ") or None,
        authors=_authors(tree, meta, page),
        url=html_meta.link(tree) or html_meta.first(meta, ("og:url",)) or None,
        one_article=True,
        pages=document.pages or _pages(below if below.page else above),
    )


def _pages(info: Info) -> tuple[Page, ...]:
    """The printed page that a line names; a web page has no other."""
    return (Page(1, *info.page),) if info.page else ()


def _authors(tree: _Element, meta: Mapping[str, str], page: _Page) -> tuple[str, ...]:
    """The authors below the headline, or by the head of the page if it names these and others."""
    marked = html_info.authors(page.author)
    named, printed = html_info.authors(html_meta.author(meta)), page.below.authors
    authors = (named if set(printed) <= set(named) else printed) or page.above.authors or marked
    return authors or html_info.authors(html_extract.author_in_text(tree))


def _page(tree: _Element, parts: list[Part]) -> _Page:
    title, author = html_extract.title_and_author(tree)
    title = html_headline.title(parts, title)
    account = html_meta.account(tree)
    first, last = _bounds(parts, html_extract.article_text(tree), title)
    while first < last and _is_menu(parts[first]):
        first += 1
    title = html_headline.printed_title(parts, title, first)
    headline = html_headline.headline(parts, title, first, last)
    first = html_headline.with_subtitle(parts, first, headline)
    infos = html_headline.infos(parts, first, headline, account)
    main = [part for index, part in enumerate(parts[first : last + 1], first) if index not in infos]
    above = [info for index, info in infos.items() if index < headline]
    below = [info for index, info in infos.items() if index > headline]
    main = [*html_headline.kicker(parts, headline, first), *without_menus(main)]
    facts = tuple(parts[index] for index in infos)
    return _Page(title, main, html_info.merged(below), html_info.merged(above), author, facts=facts)


def _bounds(parts: list[Part], extract: str, title: str) -> tuple[int, int]:
    """The indexes of the first and last part of the article: the lines of the extract, and everything between them.

    The article also includes what is beside the extract in the same element, up to the headline.
    """
    anchors = _anchors(parts, extract)
    if not anchors:
        start = next((index + 1 for index, part in enumerate(parts) if clean(part.text) == title), 0)
        return start, len(parts) - 1
    container = _container([parts[index] for index in anchors])
    inside = {index for index, part in enumerate(parts) if container is None or _is_within(part.element, container)}
    first = anchors[0]
    while first > 0 and first - 1 in inside and not _is_above(parts[first - 1], title):
        first -= 1
    last = max((index for index in inside if index >= anchors[-1]), default=anchors[-1])
    while last + 1 < len(parts) and _is_table_beside(parts[last + 1], container):
        last += 1
    return first, last


def _is_table_beside(part: Part, container: Any) -> bool:
    """Whether a row belongs to a table of figures right behind the only paragraph of an article."""
    table = next(part.element.iterancestors("table"), None)
    if container is None or table is None or container.tag != "p":
        return False
    return table.getparent() is container.getparent() and len(part.text) <= _MAX_ROW_CHARS


def _anchors(parts: list[Part], extract: str) -> list[int]:
    """The indexes of the parts that are lines of the extract."""
    lines = [_key(line) for line in extract.split("\n")]
    keys = {line for line in lines if len(line) >= _MIN_ANCHOR_CHARS}
    anchors = [index for index, part in enumerate(parts) if _key(part.text) in keys]
    whole = "".join(lines)
    if 2 * sum(len(parts[index].text) for index in anchors) < len(whole) <= _MAX_SEARCHED_CHARS:
        # It puts all paragraphs of a table's cell into one line.
        part_keys = ((index, _key(part.text)) for index, part in enumerate(parts))
        inside = [index for index, key in part_keys if len(key) >= _MIN_ANCHOR_CHARS and key in whole]
        anchors = inside if len(inside) > 1 else anchors
    return anchors


def _is_menu(part: Part) -> bool:
    """Whether a line where the extract begins is a menu, the name of a section, or the path to the page."""
    text = clean(part.text)
    is_path = "。" not in text and _CRUMBS.search(text[:_CRUMBS_CHARS]) is not None
    return is_link(part) or is_path or html_info.is_section(text)


def _is_above(part: Part, title: str) -> bool:
    """Whether a part before the article is a menu or the headline."""
    text = clean(part.text)
    return is_link(part) or part.heading == 1 or text == title or _CRUMBS.search(text[:_CRUMBS_CHARS]) is not None


def _container(parts: list[Part]) -> Any:
    """The lowest element that holds nine tenths of the characters of these parts, or None."""
    chars: dict[Any, int] = {}
    total = 0
    for part in parts:
        total += len(part.text)
        element = part.element
        while element is not None:
            chars[element] = chars.get(element, 0) + len(part.text)
            element = element.getparent()
    large = [element for element, count in chars.items() if count >= _MAIN_SHARE * total]
    return max(large, key=_depth, default=None)


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _is_within(element: Any, container: Any) -> bool:
    return element is container or any(above is container for above in element.iterancestors())


def _key(text: str) -> str:
    """The text for comparison, without white space and the marks between cells."""
    return re.sub(r"^-|[\s|]+", "", text)
