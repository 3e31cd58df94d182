"""Web pages, each as one article: the main text without menus, and the page's metadata.

trafilatura finds where the article is. All text there is read, including the sub-headings and short lists that
trafilatura leaves out of Chinese pages. Text that a script would add is not read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.errors import CorpusError
from corpus.readers import dates, limits, table_rows
from corpus.readers.encoding import decode
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_NO_TEXT = frozenset((
    "audio", "button", "canvas", "embed", "head", "iframe", "input", "map", "math", "noscript", "object", "rp",
    "rt", "script", "select", "style", "svg", "template", "textarea", "title", "video",
))  # fmt: skip
_MARGINS = frozenset(("aside", "footer", "form", "nav"))
_DATE_NAMES = (
    "article:published_time", "datepublished", "publishdate", "pubdate", "publish_time", "publication_date",
    "og:release_date", "dc.date.issued", "dcterms.date", "dc.date", "date", "weibo: article:create_at",
)  # fmt: skip
_SOURCE_NAMES = ("source", "mediaid", "og:site_name", "dc.publisher", "dc.source", "application-name")
_AUTHOR_NAMES = ("author", "article:author", "dc.creator", "byl", "parsely-author")
# The line under a headline: `2023年9月18日 来源:江城晚报 记者 李小明`.
_INFO_DATE = re.compile(r"(?<!\d)20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_INFO_SOURCE = re.compile(r"(?:来源|稿源|來源|信息来源)\s*[:：]\s*([^\s|,，;；(（]{2,20})")
_INFO_AUTHOR = re.compile(
    r"(?:(?:作者|撰文|文)\s*[:：/]|记者\s*[:：\s])\s*([^\s|:：;；(（]{2,20}(?:[ 、,，][^\s|:：;；(（]{2,4}(?![^\s|]))*)"
)
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_MAX_INFO_CHARS = 90
_MAX_INFO_PARTS = 6  # above the article, in which its date, source and authors are looked for
_MIN_ANCHOR_CHARS = 8  # a shorter line of the extract could be anywhere on the page
_LINK_SHARE = 0.5  # of a part's characters, from which it is a link and not text
_MAIN_SHARE = 0.9  # of the extract's characters that are in the element of the article


@dataclass(frozen=True, slots=True)
class Part:
    """A line or paragraph of a page.

    `element` is the block element that holds it, `links` the share of its characters in links, from 0 to 1, and
    `heading` the level of a heading, or 0.
    """

    text: str
    element: Any
    links: float
    heading: int = 0


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the page is too large, has no text, or is not text."""
    data = limits.load(stream, limits.MARKUP_BYTES)
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii", "replace") if declared else None)
    tree = parse(decoded.text)
    if tree is None:
        raise CorpusError("no_text")
    with limits.parsing("html_unreadable"):
        parts = list(walk(tree, _margins(tree)))
        meta = _metadata(tree)
        extract = _extract(tree)
    title = clean(extract.title).replace("\n", " ") or _heading(parts)
    above, main = _main(parts, extract.text, title)
    info = " ".join(part.text for part in above if len(part.text) <= _MAX_INFO_CHARS)
    yield Document(
        path,
        tuple(Block(part.text) for part in main if part.text != title),
        title=title,
        date=_date(tree, meta, info),
        source=_source(meta, info) or None,
        authors=_authors(meta, info, extract),
        url=_link(tree) or _first(meta, ("og:url",)) or None,
        one_article=True,
        warnings=decoded.warnings,
    )


def parse(text: str) -> _Element | None:
    """The tree of a page, however broken; None if it holds no text.

    Raises `CorpusError` if the page cannot be parsed or has too many elements.
    """
    from lxml import etree, html

    text = _CONTROL.sub("", _PROLOG.sub("", text))
    if not text.strip():
        return None
    with limits.parsing("html_unreadable"):
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        tree: _Element | None = etree.fromstring(text, parser)
    if tree is not None and (count := _count(tree)) > limits.ELEMENTS:
        raise CorpusError("html_too_many_elements", elements=count, limit=limits.ELEMENTS)
    return tree


def _count(tree: _Element) -> int:
    return sum(1 for _ in tree.iter())


def walk(tree: _Element, left_out: Collection[Any] = ()) -> Iterator[Part]:
    """The lines and paragraphs of a tree in order, without the elements in `left_out`.

    A row of a table is a line, unless its cells hold paragraphs. The lines of `<pre>` stay lines.
    """
    line = _Line(tree)
    for event, tag, element in _events(tree, left_out):
        if tag in _BLOCKS or (tag == "br" and event == "start"):
            yield from line.flush()
        if event == "skip":
            line.add(element.tail or "")
            continue
        line.move(tag, element, 1 if event == "start" else -1)
        text: str = (element.text if event == "start" else element.tail) or ""
        first, *others = text.split("\n") if line.preformatted else [text]
        line.add(first)
        for other in others:
            yield from line.flush()
            line.add(other)
    yield from line.flush()


def _events(tree: _Element, left_out: Collection[Any]) -> Iterator[tuple[str, str, Any]]:
    """`start` and `end` of each element, with its name and itself; only `skip` for one without text for the reader."""
    from lxml import etree

    walker = etree.iterwalk(tree, events=("start", "end"))
    skipped: Any = None
    for event, element in walker:
        if element is skipped:  # its end
            skipped = None
            continue
        tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if event == "start" and (tag in _NO_TEXT or not tag or element in left_out or _is_hidden(element)):
            skipped = element
            walker.skip_subtree()
            yield "skip", tag, element
        else:
            yield event, tag, element


class _Line:
    """The text since the last line break, and the elements that are open around it."""

    def __init__(self, block: Any) -> None:
        self._pieces: list[tuple[str, bool]] = []  # text, and whether it is in a link
        self._block = block
        self._links = 0
        self.preformatted = 0

    def add(self, text: str) -> None:
        """Append text."""
        self._pieces.append((text, self._links > 0))

    def move(self, tag: str, element: Any, step: int) -> None:
        """Enter an element (`step` 1) or leave it (-1)."""
        if tag in _BLOCKS:
            self._block = element if step > 0 else element.getparent()
        elif tag in ("td", "th"):
            self.add(" ")
        elif tag == "a":
            self._links += step
        if tag == "pre":
            self.preformatted += step

    def flush(self) -> Iterator[Part]:
        """The line, if it holds text; the next one is then empty."""
        text = unwrap("".join(piece for piece, _ in self._pieces))
        if clean(text):
            linked = sum(len(piece.strip()) for piece, in_link in self._pieces if in_link)
            tag = self._block.tag if self._block is not None and isinstance(self._block.tag, str) else ""
            yield Part(text, self._block, linked / len(text), int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0)
        self._pieces.clear()


@dataclass(frozen=True, slots=True)
class _Box:
    """An element that may be beside the article: its letters, those in links, and whether it is in `<article>`."""

    element: Any
    letters: int
    linked: int
    in_article: bool

    def is_margin(self, page_letters: int) -> bool:
        """Whether to leave it out: not if it is a form around the whole page, or a text box inside the article."""
        if self.element.tag == "form":
            return 2 * self.letters <= page_letters
        if self.element.tag == "aside":
            return not self.in_article or 2 * self.linked >= self.letters
        return True


def _margins(tree: _Element) -> set[Any]:
    """Menus, sidebars, footers and forms that are not part of the article."""
    from lxml import etree

    boxes: list[_Box] = []
    counts = [[0, 0]]  # letters of each open element, and those in links
    articles = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        articles += (tag == "article") * (1 if event == "start" else -1)
        if event == "start":
            counts.append([len((element.text or "").strip()) if tag not in _NO_TEXT else 0, 0])
            continue
        letters, linked = counts.pop()
        linked = letters if tag == "a" else linked
        counts[-1][0] += letters + len((element.tail or "").strip())
        counts[-1][1] += linked
        if tag in _MARGINS:
            boxes.append(_Box(element, letters, linked, articles > 0))
    return {box.element for box in boxes if box.is_margin(counts[0][0])}


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()


@lru_cache(maxsize=1)
def _settings() -> ConfigParser:
    from trafilatura.settings import use_config

    config: ConfigParser = use_config()
    # The default is meant for Latin letters. A shorter article makes trafilatura return the whole page with its menus.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "40")
    return config


@dataclass(frozen=True, slots=True)
class _Extract:
    """What trafilatura finds on a page; empty where it finds nothing."""

    title: str = ""
    author: str = ""
    text: str = ""


def _extract(tree: _Element) -> _Extract:
    if _count(tree) > limits.EXTRACT_ELEMENTS:
        return _Extract()
    from copy import deepcopy

    from trafilatura import bare_extraction

    result = bare_extraction(
        deepcopy(tree),
        fast=True,  # its other engines use the function words of European languages
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=_settings(),
    )
    return _Extract(*(str(getattr(result, name, None) or "") for name in ("title", "author", "text")))


def _main(parts: list[Part], extract: str, title: str) -> tuple[list[Part], list[Part]]:
    """The parts just above the article, and the article: the lines of the extract, and everything between them.

    The article also includes what is beside the extract in the same element.
    """
    anchor_keys = {key for line in extract.split("\n") if len(key := _key(line)) >= _MIN_ANCHOR_CHARS}
    anchors = [index for index, part in enumerate(parts) if _key(part.text) in anchor_keys]
    if not anchors:
        plain = _without_links(parts)
        start = next((index + 1 for index, part in enumerate(plain) if part.text == title), 0)
        return plain[:start], plain[start:]
    first, last = _bounds(parts, anchors, title)
    return parts[max(0, first - _MAX_INFO_PARTS) : first], _without_links(parts[first : last + 1])


def _bounds(parts: list[Part], anchors: list[int], title: str) -> tuple[int, int]:
    """The indexes of the first and last part of the article, given those of the lines that are certainly in it."""
    container = _container([parts[index] for index in anchors])
    inside = {index for index, part in enumerate(parts) if container is None or _is_within(part.element, container)}
    first = anchors[0]
    while first > 0 and first - 1 in inside and not _is_above(parts[first - 1], title):
        first -= 1
    return first, max((index for index in inside if index >= anchors[-1]), default=anchors[-1])


def _without_links(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part.links < _LINK_SHARE]


def _is_above(part: Part, title: str) -> bool:
    """Whether a part before the article is a menu, the headline, or the line of date, source and author below it."""
    text = part.text
    if part.links >= _LINK_SHARE or part.heading == 1 or text == title:
        return True
    return len(text) <= _MAX_INFO_CHARS and any(p.search(text) for p in (_INFO_DATE, _INFO_SOURCE, _INFO_AUTHOR))


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
    return re.sub(r"[\s|]+", "", text)


def _date(tree: _Element, meta: dict[str, str], info: str) -> str | None:
    day = _INFO_DATE.search(info)
    return dates.iso(_first(meta, _DATE_NAMES)) or dates.iso(_json_date(tree)) or dates.iso(day[0] if day else None)


def _source(meta: dict[str, str], info: str) -> str:
    return _first(meta, _SOURCE_NAMES[:1]) or _group(_INFO_SOURCE, info) or _first(meta, _SOURCE_NAMES[1:])


def _authors(meta: dict[str, str], info: str, extract: _Extract) -> tuple[str, ...]:
    names = _first(meta, _AUTHOR_NAMES) or _group(_INFO_AUTHOR, info) or extract.author
    return table_rows.authors(names) if not names.startswith("http") else ()


def _heading(parts: list[Part]) -> str:
    return next((part.text for part in parts if part.heading == 1), "")


def _metadata(tree: Any) -> dict[str, str]:
    """The contents of `<meta>` elements by their name in lower case; the first of each name."""
    contents: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        content = clean(element.get("content") or "").replace("\n", " ")
        if name and content:
            contents.setdefault(name, content)
    return contents


def _json_date(tree: Any) -> str | None:
    """The `datePublished` of the page's JSON-LD."""
    for element in tree.iter("script"):
        published = _PUBLISHED.search(element.text or "")
        if published and "ld+json" in (element.get("type") or ""):
            return published[1]
    return None


def _link(tree: Any) -> str:
    return next((element.get("href", "") for element in tree.iter("link") if element.get("rel") == "canonical"), "")


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _group(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
