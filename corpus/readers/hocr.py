"""hOCR, recognised pages as HTML (https://kba.github.io/hocr-spec/1.2/): Tesseract's, the Internet Archive's, others'.

Each page is a document. Chinese is written without the spaces that recognisers put between its characters.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from corpus.account import difference
from corpus.errors import CorpusError
from corpus.readers import limits, ocr_lines
from corpus.readers.encoding import decode
from corpus.readers.ocr_lines import Box, PrintedLine
from corpus.readers.ocr_page import Confidence, OcrPage, TextBlock, number, printed_label
from corpus.records import Document, Page, Refusal

if TYPE_CHECKING:
    from lxml.etree import _Element

_IS_PAGE = re.compile(rb"""<\w+(?:\s[^<>]*?)?\sclass\s*=\s*(?:["'][^"'<>]*\bocr_page\b|ocr_page\b)""")
_HEAD_BYTES = 1 << 16
_LINES = frozenset(("ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"))
_BLOCKS = frozenset(("ocr_par", "ocr_carea", "ocrx_block", "ocr_header", "ocr_footer", "ocr_caption", "ocr_pageno"))
_WORDS = frozenset(("ocrx_word", "ocr_word"))
_MARGINS = frozenset(("ocr_footer", "ocr_pageno"))  # Tesseract calls headings `ocr_header`
_PROPERTY = re.compile(r"""\s*([A-Za-z_]\w*)\s+((?:"[^"]*"|'[^']*'|[^;"'])*)(?:;|$)""")


def is_hocr(data: bytes) -> bool:
    """Whether a web page is hOCR: one of its first elements is a recognised page."""
    return b"ocr_page" in data[:_HEAD_BYTES] and _IS_PAGE.search(data[:_HEAD_BYTES]) is not None


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """A document for each page with text. Raises `CorpusError` if the file is too large, or is no hOCR."""
    data = limits.load(stream, limits.XML_BYTES)
    if not is_hocr(data):
        raise CorpusError("hocr_unreadable")
    for page in pages(data, 1):
        if page.blocks:
            yield page.document(path)


def pages(data: bytes, first: int) -> Iterator[OcrPage]:
    """The pages of a file, the first of which is page `first`, one after the other in memory.

    Raises `CorpusError` if the file is damaged beyond what a browser would show.
    """
    from lxml import etree

    text = io.BytesIO(decode(data).text.encode("utf-8", "replace"))
    with limits.parsing("hocr_damaged"):
        parser = etree.iterparse(text, ("end",), html=True, encoding="utf-8", huge_tree=False)
        at = first
        for _, element in parser:
            if "ocr_page" in (element.get("class") or "").split():
                yield _page(element, at)
                at += 1
                element.clear()
                while element.getprevious() is not None:  # the pages before it
                    del element.getparent()[0]


def _page(element: _Element, at: int) -> OcrPage:
    properties = _properties(element)
    left, top, right, bottom = properties.numbers("bbox", 4) or (0.0, 0.0, 0.0, 0.0)
    known = right > left and bottom > top
    label = (properties.values.get("lpageno") or "").strip("\"' ")
    page = Page(at, label, "", right - left if known else None, bottom - top if known else None, "px")
    found = OcrPage(page)
    reader = _Reader(found, (left, top, right, bottom) if known else None, properties.numbers("scan_res", 2))
    reader.walk(element)
    reader.confidence.give(found)
    lines = [line.text for block in found.blocks for line in block.lines]
    found.outside, _ = difference("".join("".join(element.itertext()).split()), "".join("".join(lines).split()))
    if not label and (printed := printed_label(found.blocks)):
        found.page = Page(at, printed, "", page.width, page.height, "px")
    return found


@dataclass(frozen=True, slots=True)
class _Properties:
    """The properties in the attribute `title` of an element."""

    values: dict[str, str] = field(default_factory=dict)

    def numbers(self, name: str, count: int) -> tuple[float, ...] | None:
        """The first numbers of a property; None if it is missing or too short."""
        try:
            found = tuple(float(text) for text in self.values.get(name, "").split()[:count])
        except ValueError:
            return None
        return found if len(found) == count else None


def _properties(element: _Element) -> _Properties:
    return _Properties({name: value.strip() for name, value in _PROPERTY.findall(element.get("title") or "")})


def _class(element: _Element, names: frozenset[str]) -> str:
    """The first of these classes that an element has; empty if it has none."""
    classes = element.get("class") if isinstance(element.tag, str) else None
    return next((name for name in (classes or "").split() if name in names), "")


class _Reader:
    """Reads the blocks of a page, whose box and resolution in dots an inch are given if they are known."""

    def __init__(self, page: OcrPage, area: tuple[float, ...] | None, resolution: tuple[float, ...] | None) -> None:
        self._page, self._area = page, area
        self._resolution = resolution[1] if resolution and resolution[1] > 0 else None
        self.confidence = Confidence()

    def walk(self, element: _Element) -> None:
        """Add the lines below an element, those of one block together."""
        block = TextBlock("", "", [])
        stack: list[tuple[_Element, str, TextBlock]] = [(child, "", block) for child in reversed(element)]
        while stack:
            item, kind, block = stack.pop()
            if _class(item, _LINES) and not any(_class(inner, _LINES) for inner in item.iterdescendants()):
                self._line(item, block, _class(item, _LINES))
                continue
            if own := _class(item, _BLOCKS):
                block = TextBlock(item.get("id") or "", own, [], margin=own in _MARGINS)
            stack.extend((child, kind, block) for child in reversed(item))
            if own and not len(item) and (item.text or "").strip():
                self._line(item, block, own)

    def _line(self, element: _Element, block: TextBlock, kind: str) -> None:
        words = [item for item in element.iter() if _class(item, _WORDS)]
        text = self._words(words) if words else _spaced(" ".join("".join(element.itertext()).split()))
        if not text:
            return
        if kind in _MARGINS and not block.margin:
            block = TextBlock(element.get("id") or "", kind, [], margin=True)
        if not block.lines:
            self._page.blocks.append(block)
        properties = _properties(element)
        block.lines.append(PrintedLine(text, self._page.page.number, self._box(properties)))
        if block.size is None:
            block.size = self._size(properties)

    def _words(self, words: Sequence[_Element]) -> str:
        tokens: list[str] = []
        spaced: list[bool] = []
        space = False
        for word in words:
            token = "".join(word.itertext())
            if token.strip():
                tokens.append(_spaced(" ".join(token.split())))
                spaced.append(space or token[0].isspace())
                confidence = _properties(word).values.get("x_wconf")
                if confidence:
                    self.confidence.count(confidence, of=100)
                space = token[-1].isspace()
            space = space or (word.tail or "")[:1].isspace()
        return ocr_lines.words(tokens, spaced)

    def _box(self, properties: _Properties) -> Box | None:
        box = properties.numbers("bbox", 4)
        if box is None or self._area is None:
            return None
        left, top, right, bottom = self._area
        width, height = right - left, bottom - top
        return ocr_lines.clipped(
            ((box[0] - left) / width, (box[1] - top) / height, (box[2] - left) / width, (box[3] - top) / height)
        )

    def _size(self, properties: _Properties) -> float | None:
        """The letter size in points."""
        points = number(properties.values.get("x_fsize"))
        pixels = number(properties.values.get("x_size"))
        if not points and self._resolution:
            points = pixels * 72 / self._resolution
        return round(points, 1) or None


def _spaced(text: str) -> str:
    """The text of a line or word without the spaces beside Chinese."""
    tokens = text.split(" ")
    return ocr_lines.words(tokens, [True] * len(tokens))
