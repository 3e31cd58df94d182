"""What the formats of news agencies (NITF, NewsML-G2, ninjs) share: stories, markup, bylines and the account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.account import FACTS, Account, characters
from corpus.readers import html_info, html_lines, html_tree
from corpus.readers.xml_tree import local_name
from corpus.records import Block, Document, Page
from corpus.text import clean, ends_sentence

if TYPE_CHECKING:
    from lxml.etree import _Element

_BY = re.compile(r"^(?:By|Von|Par|Por|Av)\s+(?=\S)", re.IGNORECASE)
# Blocks of NITF by the names that HTML has for them; elements that it lacks are inline or hold no text.
_AS_HTML = {
    "hl1": "h1", "hl2": "h2", "bq": "blockquote", "block": "div", "note": "div", "fn": "div", "media": "div",
    "media-caption": "p", "media-producer": "p", "credit": "p", "nitf-table": "div", "custom-table": "div",
    "datasource": "p", "dateline": "p", "byline": "p", "abstract": "div", "tagline": "p", "bibliography": "p",
    "hedline": "div", "body.content": "div", "caption": "caption",
}  # fmt: skip
_NO_TEXT = frozenset(("media-reference", "media-object", "media-metadata", "nitf-table-metadata", "table-reference"))


@dataclass(frozen=True, slots=True)
class Story:
    """An article of a news agency; `lines` are its paragraphs.

    `text` is all that the file says of it, and `facts` are the parts of that which became authors, date and the like.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    date: str | None = None
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str | None = None
    id: str | None = None
    page: Page | None = None
    text: str = ""
    facts: tuple[str, ...] = ()

    def document(self, path: str, beside: str = "") -> Document:
        """The story as a document of one article. `beside` is text of the file that belongs to no story."""
        account = Account()
        for fact in self.facts:
            account.leave(FACTS, fact)
        printed = "\n".join((self.title, *self.lines))
        account.add("".join((Counter(printed) - Counter(self.text)).elements()))
        account.leave("account_fields", beside, may_be_article=False)
        account.leave_rest(characters(self.text + beside), characters(printed), "account_fields")
        return Document(
            path,
            tuple(Block(line) for line in self.lines),
            title=self.title,
            date=self.date,
            source=self.source or None,
            authors=self.authors,
            url=self.url,
            id=self.id,
            one_article=True,
            pages=(self.page,) if self.page else (),
            left_out=account.left_out(),
            added=account.added,
        )


def key(text: str) -> str:
    """A text for comparison: cleaned, without white space."""
    return "".join(clean(text).split())


def line(text: object) -> str:
    """A value as one cleaned line; empty for other values than strings."""
    return clean(text).replace("\n", " ") if isinstance(text, str) else ""


def authors(byline: str) -> tuple[str, ...]:
    """The names in a byline: `本报记者 罗小舟 通讯员 何平`, `By Ann Lee and Bo Berg`."""
    return html_info.authors(_BY.sub("", line(byline)))


def without(lines: Iterable[str], said: Iterable[str]) -> tuple[str, ...]:
    """The lines without those at the top that only repeat what is said elsewhere: headline, byline, date."""
    known = {key(text) for text in said if text}
    kept = list(lines)
    top = 0
    while top < len(kept) and top < len(known) and key(kept[top]) in known:
        top += 1
    return tuple(kept[top:])


def with_lead(lead: Iterable[str], lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines with those of the lead before them that they do not say themselves.

    They say a headline as a line, a sentence anywhere, and a dateline at their beginning.
    """
    keys = {key(text) for text in lines}
    whole = key("\n".join(lines))

    def is_said(text: str) -> bool:
        return key(text) in keys or whole.startswith(key(text)) or (ends_sentence(text) and key(text) in whole)

    return (*(text for text in lead if not is_said(text)), *lines)


def markup_lines(markup: str) -> tuple[str, ...]:
    """The lines of a piece of HTML. Raises `CorpusError` if it cannot be parsed."""
    tree = html_tree.parse(markup)
    return tuple(part.text for part in html_lines.walk(tree)) if tree is not None else ()


def element_lines(element: _Element) -> tuple[str, ...]:
    """The lines of an element of NITF or XHTML, whatever its namespace. Raises `CorpusError` as `markup_lines`."""
    from copy import deepcopy

    from lxml import etree

    copied: Any = deepcopy(element)
    copied.tail = None
    for inner in list(copied.iter()):
        if not isinstance(inner.tag, str):
            continue
        name = local_name(inner)
        inner.tag = "script" if name in _NO_TEXT else _AS_HTML.get(name, re.sub(r"[^\w-]", "-", name))
    etree.cleanup_namespaces(copied)
    return markup_lines(etree.tostring(copied, encoding="unicode", method="html", with_tail=False))


def first(element: Any, *names: str) -> Any:
    """The first element below this one that has the first of these local names that occurs; None if there is none."""
    for name in names:
        for inner in element.iter(f"{{*}}{name}"):
            if inner is not element:
                return inner
    return None


def child(element: Any, name: str) -> Any:
    """The first child of an element with this local name; None if there is none, or no element."""
    inside = element if element is not None else ()
    return next((inner for inner in inside if local_name(inner) == name), None)


def text_of(element: Any) -> str:
    """The text of an element as one line, with a space for each line break; empty for None."""
    if element is None:
        return ""
    pieces = [element.text or "" if local_name(element) else ""]
    for inner in element.iterdescendants():
        name = local_name(inner)
        pieces += [" " if name in ("br", "p") else "", inner.text or "" if name else "", inner.tail or ""]
    return line(" ".join("".join(pieces).split()))


def text_nodes(element: Any, without: Collection[Any] = ()) -> str:
    """All text in an element as it is written, without that of some elements below it."""
    pieces = [element.text or "" if local_name(element) else ""]
    for inner in element:
        if inner not in without:
            pieces.append(text_nodes(inner, without) if len(inner) or inner.text else "")
        pieces.append(inner.tail or "")
    return "".join(pieces)
