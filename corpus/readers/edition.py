"""Digital editions of newspapers: single saved pages, and the pages of an issue in a folder, read together.

A page of an article is one document. In a folder, the parts of a story on several pages of the paper are one. The
pages that list articles tell the number and the name of the page, and their picture shows where each article stands.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import unescape
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import edition_marks, edition_page, edition_stories, limits, units
from corpus.readers.edition_issue import Issue, resolved
from corpus.readers.edition_page import EditionPage
from corpus.readers.encoding import decode
from corpus.records import Document, Refusal
from corpus.text import clean

ReadPage = Callable[[BinaryIO, str], Iterator[Document | Refusal]]

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DATED_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2])[-_/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MARKED_DATE = re.compile(r"<(?:founder-)?date>\s*((?:19|20)\d\d)-(\d\d)-(\d\d)")
_PRINTED_DATE = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_USED = re.compile(
    r"""<(?:img|link|script)\b[^>]{0,400}?\b(?:src|href)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s>"']+))""", re.IGNORECASE
)
_AREA = re.compile(r"""<area\b[^>]{0,4000}?\bhref\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s>"']+))""", re.IGNORECASE)
_KINDS = frozenset(("layout", "content", "node", "page"))  # folders of one issue in newer templates
_MAX_PAGES = 2_000  # of an issue


def document(source: str, path: str) -> Document | None:
    """The article of a single saved page; None if it is none of a digital edition.

    Raises `CorpusError` if it only lists the articles of a page.
    """
    page = edition_page.read(source, path.rpartition("/")[2])
    if page is None:
        return None
    if not page.is_article:
        raise CorpusError("edition_lists_only")
    issue = Issue([page], [])
    return issue.document([edition_stories.part_of(issue.located(page))], path)


def find(folder: units.Folder, names: Sequence[str], read_page: ReadPage) -> Iterator[units.Unit]:
    """The issues of digital editions in a folder: their pages, and the pictures and scripts that these use.

    `read_page` reads a page of an article that bears no marks, as any web page.
    """
    issues: dict[tuple[str, str], list[str]] = {}
    used: dict[tuple[str, str], set[str]] = {}
    areas: dict[tuple[str, str], set[str]] = {}
    for name in names:
        source = _source(folder, name) if _is_page(name) else None
        if source is None:
            continue
        key = _issue_of(name, source)
        issues.setdefault(key, []).append(name)
        used.setdefault(key, set()).update(_linked(folder, name, source, _USED))
        areas.setdefault(key, set()).update(filter(_is_page, _linked(folder, name, source, _AREA)))
    marked = {name for pages in issues.values() for name in pages}
    for key, pages in issues.items():
        names = [*pages, *sorted(areas[key] - marked)]
        marked.update(names)
        members = frozenset((*names, *used[key])) - {pages[0]}
        yield units.Unit(pages[0], members, partial(_read, names=tuple(names[:_MAX_PAGES]), read_page=read_page))


def _linked(folder: units.Folder, name: str, source: str, links: re.Pattern[str]) -> Iterator[str]:
    """The files in the folder that a page names."""
    for match in links.finditer(source):
        place = resolved(name, unescape(match[1] or match[2] or match[3] or ""))
        if place and place in folder:
            yield place


def _is_page(name: str) -> bool:
    in_frames = posixpath.dirname(name).endswith(("_files", ".files", "_文件"))
    return name.lower().endswith((".htm", ".html", ".xhtml", ".shtml")) and not in_frames


def _source(folder: units.Folder, name: str) -> str | None:
    """The text of a page that may be one of a digital edition; None for others, and for what cannot be read."""
    try:
        with folder.open(name) as stream:
            data = stream.read(limits.MARKUP_BYTES + 1)
        if len(data) > limits.MARKUP_BYTES or not edition_marks.may_be_edition(data):
            return None
        declared = _CHARSET.search(data[:4096])
        return decode(data, declared[1].decode("ascii", "replace") if declared else None).text
    except CorpusError:
        return None


def _issue_of(name: str, source: str) -> tuple[str, str]:
    """The folder of the paper and the date of the issue that a page belongs to."""
    folder = posixpath.dirname(name)
    dated = _DATED_PATH.search(folder)
    if dated:
        before = "/".join(part for part in folder[: dated.start()].split("/") if part.lower() not in _KINDS)
        return before, "-".join(dated.groups())
    found = _MARKED_DATE.search(source) or _PRINTED_DATE.search(source)
    return folder, "-".join(group.zfill(2) for group in found.groups()) if found else ""


def _read(folder: units.Folder, names: Sequence[str], read_page: ReadPage) -> Iterator[Document | Refusal]:
    """The articles of an issue in the order of their pages' names, and a refusal for each page that cannot be read."""
    pages: list[EditionPage] = []
    for name in names:
        try:
            source = _source(folder, name)
            page = edition_page.read(source, name) if source is not None else None
            page = page if page is not None else _unmarked(folder, name, read_page)
        except CorpusError as error:
            yield Refusal(folder.path(name), error.message)
            continue
        pages.append(page)
    articles = _without_copies([page for page in pages if page.is_article])
    lists = [page for page in pages if not page.is_article]
    if not articles:
        yield from (Refusal(folder.path(page.name), Message("edition_lists_only")) for page in lists)
        return
    issue = Issue(articles, lists, folder)
    parts = [edition_stories.part_of(issue.located(page)) for page in articles]
    for story in edition_stories.joined(parts):
        path = folder.path(story[0].page.name)
        found = issue.document(story, path)
        yield found if found.blocks else Refusal(path, Message("no_text"))


def _unmarked(folder: units.Folder, name: str, read_page: ReadPage) -> EditionPage:
    """The page of an article that an area leads to and that bears no marks."""
    with folder.open(name) as stream:
        found = next(item for item in read_page(stream, name) if isinstance(item, Document))
        stream.seek(0)
        data = stream.read()
    if not found.blocks:
        raise CorpusError("no_text")
    return EditionPage(
        name,
        title=found.title,
        lines=tuple(block.text for block in found.blocks),
        date=found.date,
        paper=found.source or "",
        authors=found.authors,
        url=found.url or "",
        text=edition_page.shown_text(decode(data).text),
        is_article=True,
    )


def _without_copies(pages: Sequence[EditionPage]) -> list[EditionPage]:
    """The pages of articles without those that were saved a second time."""
    seen: set[tuple[str, ...]] = set()
    kept: list[EditionPage] = []
    for page in pages:
        key = (clean(page.title), *map(clean, page.lines))
        if key not in seen:
            seen.add(key)
            kept.append(page)
    return kept
