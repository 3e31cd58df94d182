"""ALTO, the text of a scanned page with the place of each word, in versions 1 to 4 and in any namespace.

The schema is at https://www.loc.gov/standards/alto/. A page alone is one document, which `corpus/newspaper` divides;
with a METS file, `corpus/readers/mets.py` takes its blocks. Divided words are whole by `SUBS_CONTENT`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.errors import CorpusError
from corpus.readers import ocr_lines
from corpus.readers.ocr_lines import Box, PrintedLine
from corpus.readers.ocr_page import Confidence, OcrPage, TextBlock, number, printed_label
from corpus.readers.xml_tree import local_name
from corpus.records import Document, Page, Refusal

if TYPE_CHECKING:
    from lxml.etree import _Element

# Points in a unit of measurement; a pixel has no size.
_POINTS = {"mm10": 72 / 254, "inch1200": 72 / 1200}
_WORD_GAP = 0.12  # of a word's height, between two words
_MARGINS = ("TopMargin", "LeftMargin", "RightMargin", "BottomMargin")


def read(root: _Element, path: str) -> Iterator[Document | Refusal]:
    """One document for each page. Raises `CorpusError` if there is none."""
    found = pages(root, 1)
    if not found:
        raise CorpusError("alto_without_pages")
    for page in found:
        yield page.document(path)


def pages(root: _Element, first: int, wanted: Collection[str] = frozenset()) -> list[OcrPage]:
    """The pages of a file, the first of which is page `first`; `wanted` are ids of lines and words to be placed."""
    space = root.tag.rpartition("}")[0] + "}" if root.tag.startswith("{") else ""
    unit = (root.findtext(f"{space}Description/{space}MeasurementUnit") or "pixel").strip().lower()
    reader = _Reader(space, unit, _styles(root), _tags(root, space), wanted)
    found = [reader.page(element, first + at) for at, element in enumerate(root.iter(f"{space}Page"))]
    order = _reading_order(root, space)
    for page in found:
        page.blocks = sorted(page.blocks, key=lambda block: _rank(block, order))
    return found


def _styles(root: _Element) -> dict[str, float]:
    """The font sizes in points by the id of their style."""
    sizes = {}
    for style in root.iter("{*}TextStyle"):
        size = number(style.get("FONTSIZE"))
        if size:
            sizes[style.get("ID") or ""] = size
    return sizes


def _tags(root: _Element, space: str) -> dict[str, str]:
    """The labels of the tags of layout and structure, in lower case, by their ids."""
    tags = root.find(f"{space}Tags")
    if tags is None:
        return {}
    kinds = ("LayoutTag", "StructureTag", "OtherTag")
    return {tag.get("ID") or "": (tag.get("LABEL") or "").lower() for tag in tags if local_name(tag) in kinds}


class _Reader:
    """Reads the pages of one file, whose elements are in the namespace `space` (`{…}` or nothing)."""

    def __init__(
        self, space: str, unit: str, sizes: Mapping[str, float], tags: Mapping[str, str], wanted: Collection[str]
    ) -> None:
        self._space, self._unit, self._sizes, self._tags, self._wanted = space, unit, sizes, tags, wanted
        self._string, self._sp, self._hyp = f"{space}String", f"{space}SP", f"{space}HYP"
        self._line = f"{space}TextLine"

    def page(self, element: _Element, at: int) -> OcrPage:
        """A page with its blocks."""
        width, height = self._extent(element)
        scale = _POINTS.get(self._unit)
        size = (round(width * scale, 1), round(height * scale, 1)) if scale else (width, height)
        label = (element.get("PRINTED_IMG_NR") or "").strip()
        known = width > 0 and height > 0
        page = Page(at, label, "", size[0] if known else None, size[1] if known else None, "pt" if scale else "px")
        found = OcrPage(page)
        place = _Place(found, width, height, element.get("ID") or "", Confidence())
        for area in element:
            margin = local_name(area) in _MARGINS
            self._blocks(area, place, margin, ())
        place.confidence.give(found)
        if not found.page.label and (printed := printed_label(found.blocks)):
            found.page = replace(found.page, label=printed)
        return found

    def _extent(self, element: _Element) -> tuple[float, float]:
        """The width and height of a page in its unit, if need be with its margins; 0 where they are not known."""
        width, height = number(element.get("WIDTH")), number(element.get("HEIGHT"))
        if width > 0 and height > 0:
            return width, height
        areas = [child for child in element if local_name(child) in (*_MARGINS, "PrintSpace")]
        if len(areas) < 2:
            return 0.0, 0.0
        return (
            max(number(area.get("HPOS")) + number(area.get("WIDTH")) for area in areas),
            max(number(area.get("VPOS")) + number(area.get("HEIGHT")) for area in areas),
        )

    def _blocks(self, element: _Element, place: _Place, margin: bool, groups: tuple[str, ...]) -> None:
        """The blocks in an area, also in composed blocks, in their order."""
        stack = [(child, groups) for child in reversed(element)]
        while stack:
            child, inside = stack.pop()
            name = local_name(child)
            if name == "TextBlock":
                self._block(child, place, margin, inside)
            elif name == "ComposedBlock":
                within = (*inside, child.get("ID") or "")
                stack.extend((inner, within) for inner in reversed(child))

    def _block(self, element: _Element, place: _Place, margin: bool, groups: tuple[str, ...]) -> None:
        refs = (element.get("TAGREFS") or "").split()
        kind = next((self._tags[ref] for ref in refs if self._tags.get(ref)), (element.get("TYPE") or "").lower())
        size = self._size(element)
        block = TextBlock(element.get("ID") or "", kind, [], size, margin, (*groups, place.id))
        for line in element.iterchildren(self._line):
            printed = self._text_line(line, place, block)
            if printed.text:
                block.lines.append(printed)
                if size is None:
                    size = block.size = self._size(line)
        place.found.blocks.append(block)

    def _size(self, element: _Element) -> float | None:
        refs = element.get("STYLEREFS")
        return next((self._sizes[ref] for ref in refs.split() if ref in self._sizes), None) if refs else None

    def _text_line(self, element: _Element, place: _Place, block: TextBlock) -> PrintedLine:
        printed = PrintedLine("", place.found.page.number, place.box(element))
        tokens: list[str] = []
        spaced: list[bool] = []
        space = has_spaces = False
        for child in element:
            tag = child.tag
            if tag == self._string:
                if token := self._word(child, printed, not tokens, place):
                    tokens.append(token)
                    spaced.append(space)
                space = False
            elif tag == self._sp:
                space = has_spaces = True
            elif tag == self._hyp:
                printed.divided = not printed.whole
        place.spaced = place.spaced or has_spaces
        if len(tokens) > 1 and not place.spaced:  # a dialect that writes no spaces between words
            spaced = _by_gaps([child for child in element if child.tag == self._string and child.get("CONTENT")])
        printed.text = ocr_lines.words(tokens, spaced)
        if self._wanted:
            self._place(element, place, block)
        return printed

    def _word(self, element: _Element, printed: PrintedLine, is_first: bool, place: _Place) -> str:
        """The text of a word. The line gets to know whether the word goes on in the next line."""
        token = element.get("CONTENT") or ""
        printed.divided, printed.whole, printed.tail = False, "", 0
        if (whole := element.get("SUBS_CONTENT")) and token:
            token = self._part(element.get("SUBS_TYPE") or "", token, whole, printed, is_first)
        if (confidence := element.get("WC")) is not None:
            place.confidence.count(confidence)
        return token

    def _place(self, line: _Element, place: _Place, block: TextBlock) -> None:
        """Note the place of a line and of its words, if they are asked for by their ids."""
        ids = [line.get("ID"), *(child.get("ID") for child in line)]
        place.found.places.update((id, (block, len(block.lines))) for id in ids if id and id in self._wanted)

    def _part(self, kind: str, token: str, whole: str, printed: PrintedLine, is_first: bool) -> str:
        """The text for a part of a divided word; what is known of the whole word goes into the line."""
        if kind == "HypPart1":
            printed.whole = whole
            token, printed.tail = ocr_lines.first_part(token, whole)
        elif kind == "HypPart2" and is_first:
            printed.second, printed.second_of = len(token), whole
        return token


@dataclass(slots=True)
class _Place:
    """The page that is being read, its extent in its unit, and the confidence of its words."""

    found: OcrPage
    width: float
    height: float
    id: str
    confidence: Confidence
    spaced: bool = False

    def box(self, element: _Element) -> Box | None:
        """The place of an element in fractions of the page; None if it is not given."""
        if not self.width or not self.height:
            return None
        try:
            left, top = float(element.get("HPOS")), float(element.get("VPOS"))
            right, bottom = left + float(element.get("WIDTH")), top + float(element.get("HEIGHT"))
        except (TypeError, ValueError):
            return None
        edges = left / self.width, top / self.height, right / self.width, bottom / self.height
        return ocr_lines.clipped(edges)


def _reading_order(root: _Element, space: str) -> dict[str, int]:
    """The place of blocks in the order that the file gives (since ALTO 4.3), by their ids."""
    order = root.find(f"{space}ReadingOrder")
    refs = order.iter(f"{space}ElementRef") if order is not None else ()
    places: dict[str, int] = {}
    for ref in refs:
        for name in (ref.get("REF") or "").split():
            places.setdefault(name, len(places))
    return places


def _rank(block: TextBlock, order: Mapping[str, int]) -> int:
    """The place of a block; those that the order does not name come last."""
    return min((order[name] for name in (block.id, *block.groups[:-1]) if name in order), default=len(order))


def _by_gaps(strings: Sequence[_Element]) -> list[bool]:
    """Whether a space stands before each string of a line, by the gaps between them; without places, before each."""
    spaced = [False]
    for last, string in pairwise(strings):
        end = number(last.get("HPOS")) + number(last.get("WIDTH"))
        gap, height = number(string.get("HPOS")) - end, number(string.get("HEIGHT"))
        spaced.append(gap > _WORD_GAP * height or not height or gap < -height)
    return spaced
