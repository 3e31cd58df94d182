"""The marks that systems for digital editions of newspapers (Founder's foremost) leave in the source of their pages.

A page of an article says in a comment what it is, `<!--enpproperty <title>…</title><date>…/enpproperty-->`; names may
begin with `founder-`. Its text stands between `<!--enpcontent-->` and `<!--/enpcontent-->`, in the element
`founder-content`, or only in an element of a usual id or class. A page of the paper has a picture with a map of
polygons, which lead to its articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpus.readers import dates
from corpus.text import clean

_PROPERTIES = re.compile(r"<!--\s*enpproperty\b", re.IGNORECASE)
_CONTENT = re.compile(r"<!--\s*enpcontent\s*-->", re.IGNORECASE), re.compile(r"<!--\s*/enpcontent\s*-->", re.IGNORECASE)
_PROPERTY = re.compile(
    r"<(?:founder-)?(articleid|date|author|title|subtitle|introtitle|nodename|pagenum|papername)>(.{0,4000}?)</(?:founder-)?\1>",
    re.DOTALL | re.IGNORECASE,
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")
_MAX_PROPERTIES_CHARS = 20_000
_TAG = re.compile(r"<[^>]*>")
_CONTENT_ID = "enpcontent"
# What only pages of digital editions hold.
_SIGNS = re.compile(
    rb"enpproperty|enpcontent|founder-content|pagepicmap|newsdetatext|"
    rb"id=[\"']?(?:ozoom|pagelink|articlecontent|pretitle)\b",
    re.IGNORECASE,
)
# Where the text of an article is, the surest places first; `ozoom` and those below it also occur on other pages.
_PLACES = (
    f'//*[@id="{_CONTENT_ID}"]', "//founder-content", "//cms-content", '//*[@id="ozoom"]', '//*[@id="articleContent"]',
    '//*[@id="articleText"]', '//*[@id="news_content"]', '//*[contains(concat(" ", @class, " "), " newsdetatext ")]',
    '//*[contains(concat(" ", @class, " "), " main-article-con ")]', '//*[@id="zoom"]',
)  # fmt: skip
_OF_EDITIONS = (
    '//map[translate(@name, "PICMAGE", "picmage")="pagepicmap"] | //a[@id="pageLink"] | //a[@id="ed_next"] |'
    ' //*[@id="PreTitle"] | //*[@id="SubTitle"] | //*[@id="ozoom"] | //*[@id="titleList"] | //founder-content |'
    ' //*[contains(concat(" ", @class, " "), " newsdetatext ")]'
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the comment of a page says; empty strings for what it does not say. `above` is the shoulder headline."""

    title: str = ""
    above: str = ""
    below: str = ""
    date: str | None = None
    author: str = ""
    paper: str = ""
    page_label: str = ""
    page_name: str = ""
    article_id: str = ""
    url: str = ""


def may_be_edition(page: bytes) -> bool:
    """Whether the source of a page, in an encoding that extends ASCII, bears a mark of a digital edition."""
    return _SIGNS.search(page) is not None


def read(page: str) -> tuple[Marks, str]:
    """The marks of a page, and the page with what stands between the marks of its text in an element of its own."""
    found: dict[str, str] = {}
    for comment in _comments(page):
        for name, value in _PROPERTY.findall(comment[:_MAX_PROPERTIES_CHARS]):
            if plain := _plain(value):
                found.setdefault(name.lower(), plain)
    saved = _SAVED_FROM.search(page[:4096])
    marks = Marks(
        title=found.get("title", ""),
        above=found.get("introtitle", ""),
        below=found.get("subtitle", ""),
        date=dates.iso(found.get("date")),
        author=found.get("author", ""),
        paper=found.get("papername", ""),
        page_label=found.get("pagenum", ""),
        page_name=found.get("nodename", ""),
        article_id=found.get("articleid", ""),
        url=saved[1] if saved and saved[1].startswith(("http:", "https:")) else "",
    )
    start = _CONTENT[0].search(page)
    end = _CONTENT[1].search(page, start.end()) if start else None
    if start and end:
        inside = page[start.end() : end.start()]
        page = f'{page[: start.end()]}<div id="{_CONTENT_ID}">{inside}</div>{page[end.start() :]}'
    return marks, page


def _comments(page: str) -> Iterator[str]:
    """The comments with properties."""
    start = _PROPERTIES.search(page)
    while start is not None and (end := page.find("-->", start.end())) >= 0:
        yield page[start.end() : end]
        start = _PROPERTIES.search(page, end)


def content(tree: Any, marked: bool) -> Any:
    """The element that holds the text of an article, or None. `marked`: the page has a comment with properties."""
    of_edition = marked or bool(tree.xpath(_OF_EDITIONS))
    for place in _PLACES if of_edition else ():
        found = [element for element in tree.xpath(place) if clean("".join(element.itertext()))]
        if found:
            return max(found, key=lambda element: len("".join(element.itertext())))
    return None


def lists_articles(tree: Any) -> bool:
    """Whether a page without an article lists those of a page of the paper: by its map, or by links to other pages."""
    return bool(tree.xpath(_OF_EDITIONS))


def _plain(value: str) -> str:
    from html import unescape

    return clean(unescape(_TAG.sub(" ", value))).replace("\n", " ")
