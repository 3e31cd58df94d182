"""The lines and paragraphs of a page's tree, as a browser would break them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.account import Account
from corpus.readers.html_tree import NO_TEXT, is_hidden, text_of
from corpus.readers.unwrap import unwrap
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_UNCOUNTED = ("head", "script", "style")  # hold no text
_MAX_FIELDS_CHARS = 200  # of a line whose inline elements are told apart


@dataclass(frozen=True, slots=True)
class Part:
    """A line or paragraph of a page.

    `element` is the block element that holds it, `links` the share of its characters in links, from 0 to 1,
    `heading` the level of a heading, or 0. `fields` is the text of a short line with a tab wherever an inline element
    begins or ends.
    """

    text: str
    element: Any
    links: float
    heading: int = 0
    fields: str = ""


# Why an element without text for the reader is left out, where it is not hidden.
_REASONS = {
    **dict.fromkeys(("button", "input", "select", "textarea"), "account_controls"),
    **dict.fromkeys(("canvas", "map", "math", "svg"), "account_formulas"),
    **dict.fromkeys(("rp", "rt"), "account_readings"),
    **dict.fromkeys(("aside", "footer", "form"), "account_beside"),
    "nav": "account_navigation",
}


def walk(tree: _Element, left_out: Collection[Any] = (), account: Account | None = None) -> Iterator[Part]:
    """The lines and paragraphs of a tree in order, without the elements in `left_out`, which `account` counts.

    A row of a table is a line, unless its cells hold paragraphs. The lines of `<pre>` stay lines.
    """
    account = account or Account()
    line = _Line(tree)
    for event, tag, element in _events(tree, left_out):
        if tag in _BLOCKS or (tag == "br" and event == "start"):
            yield from line.flush()
        if event == "skip":
            if tag and tag not in _UNCOUNTED:
                account.leave(
                    "account_hidden" if is_hidden(element) else _REASONS.get(tag, "account_hidden"), text_of(element)
                )
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
        if event == "start" and (tag in NO_TEXT or not tag or element in left_out or is_hidden(element)):
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
            heading = int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0
            short = len(text) <= _MAX_FIELDS_CHARS
            fields = "\t".join(piece for piece, _ in self._pieces if piece) if short else ""
            yield Part(text, self._block, linked / len(text), heading, fields)
        self._pieces.clear()
