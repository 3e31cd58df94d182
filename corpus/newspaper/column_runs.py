"""The text of a document in its order, cut where it goes on in another column, on another page or after a gap.

Knows places alone: a run is text that stands in one column without a break. Lines that run downwards are treated as
level lines of a page that is turned, so that the first column is at the left everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from corpus.records import Block, Document, Page, Region

_SIZE = (595.0, 842.0)  # of a page that is not known, in points
_ALIKE = 1.15  # letter sizes that differ by less are one
_GAP = 0.6  # by which the white space between lines is wider than usual where a run ends, in letter sizes
_INDENT = (0.8, 2.6)  # of the first line of a paragraph, in letter sizes
_MIN_EDGE_LINES = 3  # that begin at one place, for an edge of a column
_MIN_INDENTED = 0.04  # the share of lines that are indented, on a page where paragraphs begin so

Box = tuple[float, float, float, float]


class Slice(NamedTuple):
    """The characters [start, end) of a block of a document; both by their numbers."""

    document: int
    block: int
    start: int
    end: int


class _Line(NamedTuple):
    """A printed line: where it stands in its block, its page, its box in points and its letter size."""

    slice: Slice
    page: int
    box: Box
    size: float


@dataclass(slots=True)
class Run:
    """Text that stands in one column without a break. `box` is in points, level lines assumed.

    `indented`: its first line begins a paragraph by its indent; None on a page where none does.
    """

    text: str
    slices: list[Slice]
    page: int
    box: Box
    size: float
    first: Box  # of its first line
    last: Box  # of its last line
    lines: int = 0
    indented: bool | None = None
    title: bool = False


@dataclass(slots=True)
class _Pages:
    """The sizes of pages in points, and which of them are set in vertical lines."""

    sizes: dict[int, tuple[float, float]]
    vertical: set[int] = field(default_factory=set)

    def placed(self, box: Box, page: int) -> Box:
        """A box in fractions of a page as one in points, turned where lines run downwards."""
        width, height = self.sizes.get(page, _SIZE)
        left, top, right, bottom = box[0] * width, box[1] * height, box[2] * width, box[3] * height
        return (top, width - right, bottom, width - left) if page in self.vertical else (left, top, right, bottom)


def runs_of(documents: Sequence[Document]) -> list[list[Run]]:
    """The runs of each document; a headline that is its title is a run of its own.

    Empty for a document of which a block has no place on a page.
    """
    pages = _pages(documents)
    lines = [_lines(number, document, pages) for number, document in enumerate(documents)]
    edges = _edges([line for of_document in lines for line in of_document])
    gap = _usual_gap(lines)
    found: list[list[Run]] = []
    for document, of_document in zip(documents, lines, strict=True):
        runs: list[Run] = []
        last: _Line | None = None
        for line in of_document:
            is_title = line.slice.block == 0 and document.blocks[0].text == document.title
            if (
                last is None
                or runs[-1].title != is_title
                or (not is_title and _parts(last, line, gap, edges[line.page]))
            ):
                runs.append(Run("", [], line.page, line.box, line.size, line.box, line.box, title=is_title))
            _extend(runs[-1], line)
            last = line
        found.append([_finished(run, documents, edges) for run in runs])
    return found


def _pages(documents: Sequence[Document]) -> _Pages:
    known = {page.number: page for document in documents for page in document.pages}
    sizes = {number: (page.width, page.height) for number, page in known.items() if page.width and page.height}
    pages = _Pages({number: (width or 1.0, height or 1.0) for number, (width, height) in sizes.items()})
    tall: dict[int, int] = {}
    for document in documents:
        for block in document.blocks:
            for region in block.regions:
                if region.box is not None and region.end - region.start > 2:
                    left, top, right, bottom = pages.placed(region.box, region.page)
                    down = bottom - top > right - left
                    tall[region.page] = tall.get(region.page, 0) + (1 if down else -1)
    pages.vertical.update(number for number, count in tall.items() if count > 0)
    return pages


def _lines(number: int, document: Document, pages: _Pages) -> list[_Line]:
    """The printed lines of a document; none if a block has no place."""
    lines: list[_Line] = []
    for place, block in enumerate(document.blocks):
        regions = block.regions
        if not regions and block.page is not None and block.box is not None:
            regions = (Region(0, len(block.text), block.page, block.box),)
        if not regions or any(region.box is None for region in regions):
            return []
        start = 0
        for at, region in enumerate(regions):
            end = len(block.text) if at == len(regions) - 1 else regions[at + 1].start
            box = pages.placed(region.box, region.page)  # type: ignore[arg-type]
            line = _Line(Slice(number, place, start, end), region.page, box, block.size or box[3] - box[1])
            if start and _is_same_line(lines[-1], line):
                last = lines.pop()
                line = line._replace(slice=last.slice._replace(end=end), box=_union(last.box, box))
            lines.append(line)
            start = end
    return lines


def _is_same_line(one: _Line, other: _Line) -> bool:
    level = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1]) > 0.5 * (one.box[3] - one.box[1])
    return one.page == other.page and level and -1 < (other.box[0] - one.box[2]) / other.size < 2


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _usual_gap(lines: Sequence[Sequence[_Line]]) -> float:
    """The usual white space between lines, in letter sizes."""
    gaps = sorted(
        (other.box[1] - one.box[3]) / other.size
        for of_document in lines
        for one, other in pairwise(of_document)
        if one.page == other.page and other.box[1] > one.box[1]
    )
    return gaps[len(gaps) // 2] if gaps else 0.0


def _parts(one: _Line, other: _Line, gap: float, edges: Sequence[float]) -> bool:
    """Whether a line stands in another column than the one before, in another size, or after a gap.

    So does a block that begins without an indent on a page where paragraphs have one.
    """
    size = other.size
    if one.page != other.page or max(one.size, size) > _ALIKE * min(one.size, size):
        return True
    if edges and one.slice.block != other.slice.block and not _is_indented(other.box, size, edges):
        return True
    overlap = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return other.box[1] < one.box[1] or overlap <= 0 or other.box[1] - one.box[3] > (gap + _GAP) * size


def _extend(run: Run, line: _Line) -> None:
    last = run.slices[-1] if run.slices else None
    if last is not None and last.block == line.slice.block:
        run.slices[-1] = last._replace(end=line.slice.end)
    else:
        run.slices.append(line.slice)
    run.box = _union(run.box, line.box)
    run.last = line.box
    run.lines += 1


def _edges(lines: Sequence[_Line]) -> dict[int, list[float]]:
    """The places on each page where at least some lines begin, from the left; none where no paragraph is indented."""
    edges: dict[int, list[float]] = {}
    for page in {line.page for line in lines}:
        of_page = [line for line in lines if line.page == page]
        lefts = sorted(line.box[0] for line in of_page)
        size = sorted(line.size for line in of_page)[len(of_page) // 2]
        groups: list[list[float]] = []
        for left in lefts:
            if groups and left - groups[-1][-1] < 0.3 * size:
                groups[-1].append(left)
            else:
                groups.append([left])
        found = [group[0] for group in groups if len(group) >= _MIN_EDGE_LINES]
        indented = sum(_is_indented(line.box, size, found) for line in of_page)
        edges[page] = found if indented > _MIN_INDENTED * len(of_page) else []
    return edges


def _is_indented(first: Box, size: float, edges: Sequence[float]) -> bool:
    return any(_INDENT[0] * size < first[0] - left < _INDENT[1] * size for left in edges)


def _finished(run: Run, documents: Sequence[Document], edges: dict[int, list[float]]) -> Run:
    texts = (documents[part.document].blocks[part.block].text[part.start : part.end] for part in run.slices)
    known = edges[run.page]
    indented: bool | None = None
    if known:
        own = run.first[0] - run.box[0] > _INDENT[0] * run.size
        indented = own or (run.lines < _MIN_EDGE_LINES and _is_indented(run.first, run.size, known))
    return replace(run, text="\n".join(texts), indented=indented)


def blocks_of(runs: Sequence[tuple[Run, bool]], documents: Sequence[Document]) -> list[Block]:
    """The text of runs as blocks. Each run says whether its paragraph is that of the run before it.

    A block that came whole is the same object.
    """
    pieces: list[list[Slice]] = []
    for run, goes_on in runs:
        for number, part in enumerate(run.slices):
            last = pieces[-1][-1] if pieces else None
            follows = last is not None and last[:2] == part[:2] and last.end == part.start
            if last is not None and follows:
                pieces[-1][-1] = last._replace(end=part.end)
            elif pieces and number == 0 and goes_on:
                pieces[-1].append(part)
            else:
                pieces.append([part])
    return [block for block in (_block(parts, documents) for parts in pieces) if block.text]


def _block(parts: Sequence[Slice], documents: Sequence[Document]) -> Block:
    blocks = [_cut(documents[part.document].blocks[part.block], part.start, part.end) for part in parts]
    found = blocks[0]
    for block in blocks[1:]:
        found = joined(found, block)
    return found


def _cut(block: Block, start: int, end: int) -> Block:
    """A part of a block, without white space around it."""
    text = block.text
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if (start, end) == (0, len(text)):
        return block
    regions = tuple(
        replace(region, start=max(region.start, start) - start, end=min(region.end, end) - start)
        for region in block.regions
        if region.start < end and region.end > start
    )
    if not regions:
        return replace(block, text=text[start:end])
    page = regions[0].page
    box: Box | None = None
    for region in regions:
        if region.page == page and region.box is not None:
            box = region.box if box is None else _union(box, region.box)
    return Block(text[start:end], page, box, block.size, regions)


def joined(one: Block, other: Block) -> Block:
    """A paragraph whose parts stand in two columns or on two pages."""
    if not one.text or not other.text:
        return other if other.text else one
    first, second = one.text[-1], other.text[0]
    gap = " " if first.isascii() and first.isalpha() and second.isascii() and second.isalpha() else ""
    offset = len(one.text) + len(gap)
    moved = [replace(region, start=region.start + offset, end=region.end + offset) for region in _regions(other)]
    return replace(one, text=one.text + gap + other.text, regions=(*_regions(one), *moved))


def _regions(block: Block) -> tuple[Region, ...]:
    if block.regions or block.page is None:
        return block.regions
    return (Region(0, len(block.text), block.page, block.box),)


def united(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages of several documents, each once, by their number."""
    return tuple(sorted({page.number: page for page in reversed(pages)}.values(), key=lambda page: page.number))
