"""Where a span of an article stands on its pages: one box for each printed line, over columns and pages.

A box is (left, top, right, bottom) as fractions of the page. A region that holds one line is cut where the span begins
and ends: in proportion to its characters, of which a wide one (Han, kana, full-width) counts twice as much as a narrow
one. A region that holds several lines is taken whole. Lines may run to the right or, in vertical writing, downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from corpus.records import Article, Page, Region
from corpus.text import sentences

Box = tuple[float, float, float, float]

_HEIGHT = 1.4  # of a page, relative to its width, where its size is not known
_DIGITS = 5  # of fractions of a page: a tenth of a pixel on a page of 10,000
_MAX_LINE = 2.2  # times as long as its letters would be as squares: a longer text fills several lines
_OVERLAP = 0.5  # of the lower of two boxes that are on one line
_UPRIGHT = 1.3  # times as wide as high: the widest box of a letter in vertical writing
_GAP = 1.0  # between two boxes on one line, in line heights; of boxes at exactly one height:
_LEVEL_GAP = 4.0
_COLUMN_GAP = 2.5  # between two lines of a column, in line heights


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box on a page. `page` counts from 1 in the file."""

    page: int
    box: Box


def boxes(article: Article, start: int, end: int) -> tuple[PageBox, ...]:
    """The boxes of the characters [start, end), one for each line that they touch, in the order of the text.

    Empty where the format does not tell places. Without the article's text, every character counts the same.
    """
    reader = _Lines(article.text, article.pages)
    cut = (reader.cut(region, start, end) for region in article.regions if region.start < end and region.end > start)
    return _placed(reader.joined(region for region in cut if region is not None))


def outline(article: Article) -> tuple[PageBox, ...]:
    """The whole article with its headline: a box for each headline and each column of its text, in their order.

    Where the same characters have several boxes, these are the parts of an area, and stay as they are.
    """
    found: list[PageBox] = []
    for regions in (article.title_regions, article.regions):
        if len({(region.start, region.end) for region in regions}) < len(regions):
            found += _placed(regions)
            continue
        lines = _placed(_Lines("", article.pages).joined(region for region in regions if region.box is not None))
        upright = [line.box[3] - line.box[1] > line.box[2] - line.box[0] for line in lines]
        downwards = 2 * sum(upright) > len(lines)
        parts: list[PageBox] = []
        for line in lines:
            if parts and _in_column(parts[-1], line, downwards):
                parts[-1] = PageBox(line.page, _union(parts[-1].box, line.box))
            else:
                parts.append(line)
        found += parts
    return tuple(dict.fromkeys(found))


def as_json(found: Iterable[PageBox], pages: Sequence[Page]) -> list[dict[str, Any]]:
    """The boxes as JSON values: in points or pixels, with the size of the page in the same unit.

    Where the size of a page is not known, the unit is `page`: fractions of its width and height.
    """
    known = {page.number: page for page in pages}
    rows = []
    for place in found:
        page = known.get(place.page, Page(place.page))
        width, height, unit = page.width or 0.0, page.height or 0.0, page.unit
        digits = 2
        if not (width and height):
            width, height, unit, digits = 1.0, 1.0, "page", _DIGITS
        edges = [round(edge * side, digits) for edge, side in zip(place.box, (width, height) * 2, strict=True)]
        rows.append(
            {
                "page": place.page,
                "page_label": page.label,
                "page_name": page.name,
                "box": edges,
                "unit": unit,
                "width": width,
                "height": height,
            }
        )
    return rows


def by_sentences(regions: Sequence[Region], text: str, pages: Sequence[Page]) -> tuple[Region, ...]:
    """The regions of a text as they are stored: one for each printed line, divided where a sentence begins or ends.

    The boxes are rounded, so that they can be stored exactly. Regions of several lines stay whole.
    """
    if not regions:
        return ()
    reader = _Lines(text, pages)
    bounds = sorted({edge for span in sentences(text) for edge in span})
    divided: list[Region] = []
    at = 0
    for line in _grouped(reader, regions):
        start, end = line[0].start, max(region.end for region in line)
        while at < len(bounds) and bounds[at] <= start:
            at += 1
        edges = [start, *(edge for edge in bounds[at : at + end - start] if edge < end), end]
        if len(edges) == 2 or (len(line) == 1 and not reader.is_line(line[0])):
            divided.append(_merged(line, start, end))
            continue
        for first, last in pairwise(edges):
            parts = [part for region in line if (part := reader.cut(region, first, last)) is not None]
            if parts and text[first:last].strip():
                divided.append(_merged(parts, first, last))
    return tuple(divided)


def _grouped(reader: _Lines, regions: Sequence[Region]) -> Iterator[list[Region]]:
    """Regions that follow each other on one printed line."""
    group: list[Region] = []
    for region in regions:
        if group and not (reader.is_line(region) and reader.is_line(group[-1]) and reader.on_one_line(group, region)):
            yield group
            group = []
        group.append(region)
    if group:
        yield group


def _merged(parts: Sequence[Region], start: int, end: int) -> Region:
    boxes_of_parts = [part.box for part in parts if part.box is not None]
    box = boxes_of_parts[0] if boxes_of_parts else None
    for other in boxes_of_parts[1:]:
        box = _union(box or other, other)
    return Region(start, end, parts[0].page, _rounded(box) if box else None)


def _rounded(box: Box) -> Box:
    left, top, right, bottom = (round(min(1.0, max(0.0, edge)), _DIGITS) for edge in box)
    return left, top, right, bottom


class _Lines:
    """Cuts the regions of a text, and tells which of them hold one line, on pages of known or usual shape."""

    def __init__(self, text: str, pages: Sequence[Page]) -> None:
        self._text = text
        self._shapes: Mapping[int, float] = {
            page.number: page.height / page.width for page in pages if page.width and page.height
        }

    def cut(self, region: Region, start: int, end: int) -> Region | None:
        """The part of a region that holds the characters [start, end); None if it has no box or none of them."""
        first, last = max(start, region.start), min(end, region.end)
        if region.box is None or first >= last:
            return None
        if (first, last) == (region.start, region.end) or not self.is_line(region):
            return Region(first, last, region.page, region.box)
        whole = self._length(region.start, region.end)
        begin, stop = (self._length(region.start, edge) / whole for edge in (first, last))
        left, top, right, bottom = region.box
        if self._is_vertical(region):
            box = (left, top + begin * (bottom - top), right, top + stop * (bottom - top))
        else:
            box = (left + begin * (right - left), top, left + stop * (right - left), bottom)
        return Region(first, last, region.page, box)

    def is_line(self, region: Region) -> bool:
        """Whether a region holds no more than one line: as many letters as fit into it side by side."""
        wide, high = self._sides(region)
        short, long = sorted((wide, high))
        return long > 0 and self._length(region.start, region.end) * short < _MAX_LINE * long

    def on_one_line(self, line: Sequence[Region], region: Region) -> bool:
        """Whether a region goes on with a line."""
        last = line[-1]
        if last.page != region.page or last.box is None or region.box is None:
            return False
        shape = self._shapes.get(region.page, _HEIGHT)
        one, other = _scaled(last.box, shape), _scaled(region.box, shape)
        upright = all(box[2] - box[0] < _UPRIGHT * (box[3] - box[1]) for box in (one, other))
        return _go_on(one, other) or (upright and _go_on(_turned(one), _turned(other)))

    def joined(self, regions: Iterable[Region]) -> Iterator[Region]:
        """The regions, those that follow each other on one line as one."""
        line: list[Region] = []
        for region in regions:
            if line and not self.on_one_line(line, region):
                yield _merged(line, line[0].start, line[-1].end)
                line = []
            line.append(region)
        if line:
            yield _merged(line, line[0].start, line[-1].end)

    def _length(self, start: int, end: int) -> float:
        """The length of some characters in squares; at least that of a narrow one."""
        known = self._text[start:end]
        return max(0.5 if end > start else 0.0, sum(map(width_of, known)) if known else float(end - start))

    def _is_vertical(self, region: Region) -> bool:
        wide, high = self._sides(region)
        return high > 0.7 * max(2, region.end - region.start) * wide

    def _sides(self, region: Region) -> tuple[float, float]:
        """The width and the height of a region, in widths of the page."""
        left, top, right, bottom = region.box or (0.0, 0.0, 0.0, 0.0)
        return right - left, (bottom - top) * self._shapes.get(region.page, _HEIGHT)


def width_of(char: str) -> float:
    """The width of a character in squares: 1 for Han, kana, full-width forms and their dashes, else 0.5."""
    return 1.0 if char > "\u2e7f" or "\u2014" <= char <= "\u2026" else 0.5


def _go_on(one: Box, other: Box) -> bool:
    """Whether one box goes on to the right with the other, at its height."""
    height = min(one[3] - one[1], other[3] - other[1])
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    gap = _LEVEL_GAP if (one[1], one[3]) == (other[1], other[3]) else _GAP
    return overlap > _OVERLAP * height and -height < other[0] - one[2] < gap * height


def _scaled(box: Box, shape: float) -> Box:
    return box[0], box[1] * shape, box[2], box[3] * shape


def _turned(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _in_column(part: PageBox, line: PageBox, downwards: bool) -> bool:
    """Whether a line goes on with a column: below it, or if the lines run `downwards`, to the left of it."""
    one, other = part.box, line.box
    if downwards:
        one, other = (_turned((1 - box[2], box[1], 1 - box[0], box[3])) for box in (one, other))
    height = other[3] - other[1]
    overlap = min(one[2], other[2]) - max(one[0], other[0])
    near = -height < other[1] - one[3] < _COLUMN_GAP * height
    return part.page == line.page and near and overlap > _OVERLAP * min(one[2] - one[0], other[2] - other[0])


def _placed(regions: Iterable[Region]) -> tuple[PageBox, ...]:
    return tuple(PageBox(region.page, region.box) for region in regions if region.box is not None)
