"""Web pages, as one article each: the main text without menus, and what the page says about itself.

trafilatura finds where the article is; what is printed there is taken over whole, so that sub-headings and short lists,
which it leaves out of Chinese pages, stay. Knows nothing of scripts: text that a script writes is not there.
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
_NO_ARTICLE = frozenset((
    "aside", "footer", "form", "nav",
))  # fmt: skip
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
_INFO_CHARS = 90
_ANCHOR_CHARS = 8  # a line of the extract that is shorter could stand anywhere on the page


@dataclass(frozen=True, slots=True)
class Part:
    """A line or paragraph of a page: its text, the element that it stands in, and the share of it that is links."""

    text: str
    element: Any
    links: float
    heading: int = 0


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` where the page is too large or is not text."""
    data = limits.load(stream, limits.MARKUP_BYTES, "split it")
    declared = _CHARSET.search(data[:4096])
    found = decode(data, declared[1].decode("ascii", "replace") if declared else None)
    tree = parse(found.text)
    with limits.parsing("the web page"):
        parts = list(walk(tree, _margins(tree)))
        meta = _metadata(tree)
        extract = _extract(tree) if sum(1 for _ in tree.iter()) <= limits.EXTRACT_ELEMENTS else None
    title = clean(str(getattr(extract, "title", None) or "")).replace("\n", " ") or _heading(parts)
    above, main = _main(parts, getattr(extract, "text", None) or "", title)
    info = " ".join(part.text for part in above if len(part.text) <= _INFO_CHARS)
    source = _first(meta, _SOURCE_NAMES[:1]) or _group(_INFO_SOURCE, info) or _first(meta, _SOURCE_NAMES[1:])
    names = _first(meta, _AUTHOR_NAMES) or _group(_INFO_AUTHOR, info) or str(getattr(extract, "author", None) or "")
    day = _INFO_DATE.search(info)
    date = dates.iso(_first(meta, _DATE_NAMES)) or dates.iso(_json_date(tree)) or dates.iso(day[0] if day else None)
    url = _link(tree) or _first(meta, ("og:url",)) or None
    blocks = tuple(Block(part.text) for part in main if part.text != title)
    warnings = (found.warning,) if found.warning else ()
    authors = table_rows.authors(names) if not names.startswith("http") else ()
    yield Document(path, blocks, title, date, source or None, authors, url, None, True, warnings)


def parse(text: str) -> _Element:
    """The tree of a page, however broken. Raises `CorpusError` where there is none, or where it is too large."""
    from lxml import etree, html

    text = _CONTROL.sub("", _PROLOG.sub("", text))
    if not text.strip():
        raise CorpusError("holds no text")
    with limits.parsing("the web page"):
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        tree: _Element | None = etree.fromstring(text, parser)
    if tree is None:
        raise CorpusError("holds no text")
    if (count := sum(1 for _ in tree.iter())) > limits.ELEMENTS:
        raise CorpusError(f"the page has {count:,} elements, more than the {limits.ELEMENTS:,} allowed: split it")
    return tree


def walk(tree: _Element, left_out: Collection[Any] = ()) -> Iterator[Part]:
    """The lines and paragraphs of a tree in order; the elements in `left_out` are passed over.

    A row of a table is a line, unless its cells hold paragraphs. Lines of `<pre>` stay lines.
    """
    from lxml import etree

    pieces: list[tuple[str, bool]] = []
    links = kept_lines = 0
    skipped: Any = None
    at = tree
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        tag = tag.rpartition("}")[2].lower()
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                pieces.append((element.tail or "", links > 0))
            continue
        if event == "start" and (tag in _NO_TEXT or element in left_out or not tag or _is_hidden(element)):
            skipped = element
            if tag in _BLOCKS:
                yield from _flush(pieces, at)
            continue
        if tag in _BLOCKS or tag == "br":
            if not (tag == "br" and event == "end"):
                yield from _flush(pieces, at)
            at = element if event == "start" and tag != "br" else at if tag == "br" else element.getparent()
        elif tag in ("td", "th"):
            pieces.append((" ", False))
        elif tag == "a":
            links += 1 if event == "start" else -1
        kept_lines += (tag == "pre") * (1 if event == "start" else -1)
        first, *lines = _text(element, event, kept_lines > 0)
        pieces.append((first, links > 0))
        for line in lines:
            yield from _flush(pieces, at)
            pieces.append((line, links > 0))
    yield from _flush(pieces, at)


def _text(element: Any, event: str, kept_lines: bool) -> list[str]:
    text: str = (element.text if event == "start" else element.tail) or ""
    return text.split("\n") if kept_lines else [text]


def _margins(tree: _Element) -> set[Any]:
    """Menus, sidebars, footers and forms. Not a form around the whole page, nor a box of text inside the article."""
    from lxml import etree

    found: list[tuple[Any, str, int, int, bool]] = []
    counts = [[0, 0]]  # of every open element: letters, and those of them in links
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
        if tag in _NO_ARTICLE:
            found.append((element, tag, letters, linked, articles > 0))
    return {
        element
        for element, tag, letters, linked, inside in found
        if not (tag == "form" and 2 * letters > counts[0][0])
        and not (tag == "aside" and inside and 2 * linked < letters)
    }


def _flush(pieces: list[tuple[str, bool]], at: Any) -> Iterator[Part]:
    text = unwrap("".join(piece for piece, _ in pieces))
    if clean(text):
        linked = sum(len(piece.strip()) for piece, is_link in pieces if is_link)
        tag = at.tag if at is not None and isinstance(at.tag, str) else ""
        yield Part(text, at, linked / len(text), int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0)
    pieces.clear()


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()


@lru_cache(maxsize=1)
def _settings() -> ConfigParser:
    from trafilatura.settings import use_config

    config: ConfigParser = use_config()
    # The defaults count letters of Latin scripts; below them trafilatura gives the whole page, menus and all.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "40")
    return config


def _extract(tree: Any) -> Any:
    from copy import deepcopy

    from trafilatura import bare_extraction

    return bare_extraction(
        deepcopy(tree),
        fast=True,  # its other engines know the function words of European languages
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=_settings(),
    )


def _main(parts: list[Part], extract: str, title: str) -> tuple[list[Part], list[Part]]:
    """What stands above the article, and the article: what trafilatura found, and all between and beside it."""
    whole = {line for line in map(_key, extract.split("\n")) if len(line) >= _ANCHOR_CHARS}
    anchors = [index for index, part in enumerate(parts) if _key(part.text) in whole]
    if not anchors:
        plain = [part for part in parts if part.links < 0.5]
        start = next((index + 1 for index, part in enumerate(plain) if part.text == title), 0)
        return plain[:start], plain[start:]
    holder = _holder([parts[index] for index in anchors])
    inside = [index for index, part in enumerate(parts) if holder is None or _is_within(part.element, holder)]
    first = anchors[0]
    last = max((index for index in inside if index >= anchors[-1]), default=anchors[-1])
    while first > 0 and first - 1 in inside and not _is_above(parts[first - 1], title):
        first -= 1
    main = [part for part in parts[first : last + 1] if part.links < 0.5]
    return parts[max(0, first - 6) : first], main


def _is_above(part: Part, title: str) -> bool:
    """Whether a line before the first sure one is the headline or the line of date, source and author below it."""
    text = part.text
    said = bool(_INFO_DATE.search(text) or _INFO_SOURCE.search(text) or _INFO_AUTHOR.search(text))
    return part.links >= 0.5 or part.heading == 1 or text == title or (len(text) <= _INFO_CHARS and said)


def _holder(parts: list[Part]) -> Any:
    """The lowest element that holds nine tenths of the characters of these parts."""
    share: dict[Any, int] = {}
    total = 0
    for part in parts:
        total += len(part.text)
        element = part.element
        while element is not None:
            share[element] = share.get(element, 0) + len(part.text)
            element = element.getparent()
    enough = [element for element, count in share.items() if count >= 0.9 * total]
    return max(enough, key=_depth, default=None)


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _is_within(element: Any, holder: Any) -> bool:
    return element is holder or any(above is holder for above in element.iterancestors())


def _key(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


def _heading(parts: list[Part]) -> str:
    return next((part.text for part in parts if part.heading == 1), "")


def _metadata(tree: Any) -> dict[str, str]:
    """`<meta>` names in lower case and their contents, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        content = clean(element.get("content") or "").replace("\n", " ")
        if name and content:
            found.setdefault(name, content)
    return found


def _json_date(tree: Any) -> str | None:
    """`datePublished` of a page's JSON-LD."""
    for element in tree.iter("script"):
        said = _PUBLISHED.search(element.text or "")
        if said and "ld+json" in (element.get("type") or ""):
            return said[1]
    return None


def _link(tree: Any) -> str:
    return next((element.get("href", "") for element in tree.iter("link") if element.get("rel") == "canonical"), "")


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _group(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
