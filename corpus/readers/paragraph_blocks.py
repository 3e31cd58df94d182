"""The paragraphs of pages as blocks: their text, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.readers.continued import Piece
from corpus.readers.hyphens import Hyphens
from corpus.readers.line_places import PlacedText, regions
from corpus.readers.page_lines import Page, TextLine
from corpus.readers.unwrap import join_lines
from corpus.records import Block

Box = tuple[float, float, float, float]


def paragraph_block(pieces: Sequence[Piece], hyphens: Hyphens) -> Block:
    """A paragraph as a block, with the page and the box of its first piece; its regions are on the pages of all."""
    page, lines = pieces[0].page, pieces[0].lines
    sizes = sorted(line.size for line in lines)
    text = join_lines(hyphens.joined([line.text for piece in pieces for line in piece.lines]))
    placed = (
        PlacedText(part.text, piece.page.number, _on_page(part[1:], piece.page))
        for piece in pieces
        for line in piece.lines
        for part in line.parts
    )
    left, top, right, bottom = (round(edge, 4) for edge in _on_page(box_of(lines), page))
    size = round(sizes[len(sizes) // 2], 1)
    return Block(text, page.number, (left, top, right, bottom), size, regions(text, placed))


def box_of(lines: Sequence[TextLine]) -> Box:
    """The left, top, right and bottom of all lines together, in points."""
    first = lines[0]
    left, top, right, bottom = first.left, first.top, first.right, first.bottom
    for line in lines:
        if line.left < left:
            left = line.left
        if line.top < top:
            top = line.top
        if line.right > right:
            right = line.right
        if line.bottom > bottom:
            bottom = line.bottom
    return left, top, right, bottom


def _on_page(box: Box, page: Page) -> Box:
    """A box in points as fractions of the page as it is shown."""
    left, top, right, bottom = box
    left, top, right, bottom = left / page.width, top / page.height, right / page.width, bottom / page.height
    for _ in range(page.turns):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return tuple(min(1.0, max(0.0, edge)) for edge in (left, top, right, bottom))  # type: ignore[return-value]
