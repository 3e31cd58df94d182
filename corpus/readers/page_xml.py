"""PAGE XML (https://github.com/PRImA-Research-Lab/PAGE-XML), the text of a scanned page, versions of 2010 to 2019.

Regions come in the reading order of the page, whose groups are followed by their index. What the page calls header,
footer or page number is left out. Articles that Transkribus marks (`structure {id:a1; type:article;}`) are articles.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import CorpusError
from corpus.readers import ocr_lines
from corpus.readers.ocr_lines import Box, PrintedLine
from corpus.readers.ocr_page import Confidence, OcrPage, TextBlock, number, printed_label
from corpus.readers.xml_tree import local_name
from corpus.records import Document, Page, Refusal

if TYPE_CHECKING:
    from lxml.etree import _Element

# Types of regions that are no part of the page's text.
_MARGINS = frozenset(("header", "footer", "page-number", "signature-mark", "catch-word"))
_ORDER = re.compile(r"readingOrder\s*\{\s*index\s*:\s*(\d+)")
_STRUCTURE = re.compile(r"structure\s*\{([^}]*)\}")
_SETTING = re.compile(r"(\w+)\s*:\s*([^;]*)")


def read(root: _Element, path: str) -> Iterator[Document | Refusal]:
    """One document, or one for each article that is marked. Raises `CorpusError` if there is no page."""
    found = pages(root, 1)
    if not found:
        raise CorpusError("page_xml_without_page")
    for page in found:
        articles = _articles(page)
        if page.blocks or not articles:
            yield page.document(path)
        yield from (replace(article.document(path), one_article=True) for article in articles)


def pages(root: _Element, first: int, wanted: Collection[str] = frozenset()) -> list[OcrPage]:
    """The pages of a file, the first of which is page `first`; `wanted` are ids of lines to be placed."""
    elements = [element for element in root if local_name(element) == "Page"]
    return [_page(element, first + at, wanted) for at, element in enumerate(elements)]


def _page(element: _Element, at: int, wanted: Collection[str]) -> OcrPage:
    width, height = number(element.get("imageWidth")), number(element.get("imageHeight"))
    known = width > 0 and height > 0
    found = OcrPage(Page(at, "", "", width if known else None, height if known else None, "px"))
    reader = _Reader(found, width, height, wanted)
    regions = list(element.iter("{*}TextRegion"))  # also those within others
    for region in _in_order(element, regions):
        reader.add(region)
    reader.confidence.give(found)
    found.blocks = _with_drop_capitals(found.blocks)
    if label := printed_label([block for block in found.blocks if block.kind == "page-number"] or found.blocks):
        found.page = replace(found.page, label=label)
    return found


def _in_order(page: _Element, regions: Sequence[_Element]) -> list[_Element]:
    """The regions in reading order; those that it does not name stand behind the region before them in the file."""
    ranks = {region.get("id") or "": at for at, region in enumerate(_order_of(page, regions))}
    places: dict[_Element, tuple[int, int]] = {}
    last = len(ranks)
    for at, region in enumerate(regions):
        own = ranks.get(region.get("id") or "")
        parent = next((inner for inner in region.iterancestors("{*}TextRegion") if inner in places), None)
        rank = own if own is not None else places[parent][0] if parent is not None else last
        places[region] = rank, at
    return sorted(regions, key=lambda region: places[region])


def _order_of(page: _Element, regions: Sequence[_Element]) -> list[_Element]:
    """The regions that an order is given for: by the element `ReadingOrder`, else by Transkribus' attribute."""
    by_id = {region.get("id") or "": region for region in regions}
    order = next((child for child in page if local_name(child) == "ReadingOrder"), None)
    if order is not None:
        return [by_id[id] for id in dict.fromkeys(_references(order)) if id in by_id]
    marked = [(int(match[1]), region) for region in regions if (match := _ORDER.search(region.get("custom") or ""))]
    return [region for _, region in sorted(marked, key=lambda pair: pair[0])]


def _references(group: _Element) -> Iterator[str]:
    """The ids of the regions of a group, by their index where they have one."""
    stack = [group]
    while stack:
        element = stack.pop()
        if reference := element.get("regionRef"):
            yield reference
        children = sorted(element, key=lambda child: number(child.get("index")))  # without an index: as they stand
        stack.extend(reversed(children))


class _Reader:
    """Reads the regions of one page, whose picture has this size in pixels."""

    def __init__(self, page: OcrPage, width: float, height: float, wanted: Collection[str]) -> None:
        self._page, self._width, self._height, self._wanted = page, width, height, wanted
        self.confidence = Confidence()

    def add(self, region: _Element) -> None:
        """Add a region with text of its own as a block."""
        kind = _settings(region).get("type") or (region.get("type") or "").lower()
        groups = tuple(parent.get("id") or "" for parent in region.iterancestors() if parent.get("id"))
        block = TextBlock(region.get("id") or "", kind, [], _font_size(region), kind in _MARGINS, groups)
        lines = [child for child in region if local_name(child) == "TextLine"]
        for line in _lines_in_order(lines):
            self._add_line(line, block)
        if not lines:
            box = self._box(region)
            texts = _equivalent(region).split("\n")
            block.lines = [PrintedLine(text, self._page.page.number, box) for text in map(str.strip, texts) if text]
        if block.lines:
            for line in block.lines:
                line.article = line.article or _article_of(region)
            self._page.blocks.append(block)

    def _add_line(self, line: _Element, block: TextBlock) -> None:
        if text := self._text(line):
            if line.get("id") in self._wanted:
                self._page.places[line.get("id") or ""] = (block, len(block.lines))
            block.lines.append(PrintedLine(text, self._page.page.number, self._box(line), article=_article_of(line)))
            block.size = block.size or _font_size(line)

    def _text(self, line: _Element) -> str:
        words = [child for child in line if local_name(child) == "Word"]
        self._count(words or [line])
        text = _equivalent(line)
        if not text.strip():
            tokens = list(filter(None, (_equivalent(word).strip() for word in words)))
            text = ocr_lines.words(tokens, [True] * len(tokens))
        return ocr_lines.words(text.split(), [True] * len(text.split()))

    def _count(self, elements: Sequence[_Element]) -> None:
        for element in elements:
            equivalents = [child for child in element if local_name(child) == "TextEquiv"]
            if equivalents and (value := _best(equivalents).get("conf")) is not None:
                self.confidence.count(value)

    def _box(self, element: _Element) -> Box | None:
        coords = next((child for child in element if local_name(child) == "Coords"), None)
        if coords is None or not self._width or not self._height:
            return None
        numbers = [number(text) for text in re.split(r"[\s,]+", coords.get("points") or "") if text]
        for point in coords:  # before 2013
            numbers += [number(point.get("x")), number(point.get("y"))]
        if len(numbers) < 4:
            return None
        xs, ys = numbers[: len(numbers) // 2 * 2 : 2], numbers[1::2]
        edges = min(xs) / self._width, min(ys) / self._height, max(xs) / self._width, max(ys) / self._height
        return ocr_lines.clipped(edges)


def _lines_in_order(lines: Sequence[_Element]) -> list[_Element]:
    """Lines by Transkribus' attribute if all have it, else as they stand."""
    marks = [_ORDER.search(line.get("custom") or "") for line in lines]
    if not all(marks):
        return list(lines)
    return [
        line for _, line in sorted(zip(marks, lines, strict=True), key=lambda pair: int(pair[0][1]) if pair[0] else 0)
    ]


def _equivalent(element: _Element) -> str:
    """The text of an element, in the reading with the lowest index."""
    equivalents = [child for child in element if local_name(child) == "TextEquiv"]
    if not equivalents:
        return ""
    texts = (child.text or "" for child in _best(equivalents) if local_name(child) == "Unicode")
    return next(texts, "")


def _best(equivalents: Sequence[_Element]) -> _Element:
    return min(equivalents, key=lambda child: number(child.get("index")))


def _settings(element: _Element) -> dict[str, str]:
    """What Transkribus' attribute says about the structure: `structure {type:heading;}`."""
    match = _STRUCTURE.search(element.get("custom") or "")
    return {key: value.strip().lower() for key, value in _SETTING.findall(match[1])} if match else {}


def _article_of(element: _Element) -> str:
    settings = _settings(element)
    return settings.get("id", "") if settings.get("type") == "article" else ""


def _font_size(element: _Element) -> float | None:
    style = next((child for child in element if local_name(child) == "TextStyle"), None)
    return (number(style.get("fontSize")) or None) if style is not None else None


def _with_drop_capitals(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """The blocks, with the large first letter of a text before the rest of its word."""
    found: list[TextBlock] = []
    for block in blocks:
        if found and found[-1].kind == "drop-capital" and block.lines:
            letter = found.pop()
            first = block.lines[0]
            text = "".join(line.text for line in letter.lines) + first.text
            box = ocr_lines.union([box for box in (first.box, letter.box) if box is not None])
            block.lines[0] = replace(first, text=text, box=box)
        found.append(block)
    return found


def _articles(page: OcrPage) -> list[OcrPage]:
    """The articles that are marked on a page, each as a page with its lines, which are taken out of the page."""
    by_article: dict[str, list[TextBlock]] = {}
    for block in page.blocks:
        marks: Mapping[str, None] = dict.fromkeys(line.article for line in block.lines if line.article)
        for mark in marks:
            lines = [line for line in block.lines if line.article == mark]
            by_article.setdefault(mark, []).append(replace(block, lines=lines))
        block.lines = [line for line in block.lines if not line.article] if marks else block.lines
    page.blocks = [block for block in page.blocks if block.lines]
    return [OcrPage(page.page, blocks) for blocks in by_article.values()]
