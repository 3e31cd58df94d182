"""Where the pieces of a block stand on the page: from the regions of blocks to those of an article's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from corpus.records import Block, Region
from corpus.text import clean

Part = tuple[str, Block]


class Placed(Protocol):
    """A line with the regions of its text."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def regions(self) -> tuple[Region, ...]:
        """Where its parts stand, with offsets into its text."""


class Places:
    """Gives the places of the pieces of one block, which are asked for in the order of its text."""

    def __init__(self, block: Block) -> None:
        """Map the block's regions to its cleaned text."""
        self._block = block
        self._text = clean(block.text) if block.regions else ""
        self._regions = _moved(block.regions, block.text, self._text)
        self._at = 0

    def of(self, piece: str) -> tuple[Region, ...]:
        """The regions of a piece, which may lack characters of the block's text, with offsets into the piece."""
        block = self._block
        if not block.regions:
            return () if block.page is None else (Region(0, len(piece), block.page, block.box),)
        start = self._text.find(piece, self._at)
        if start < 0:
            return _moved(self._regions, self._text, piece)
        end = self._at = start + len(piece)
        return tuple(
            replace(region, start=max(region.start, start) - start, end=min(region.end, end) - start)
            for region in self._regions
            if region.start < end and region.end > start
        )


def part_regions(parts: Sequence[Part]) -> list[Region]:
    """The regions of a text that consists of parts, one after another on lines of their own."""
    regions: list[Region] = []
    places: dict[int, Places] = {}  # by block: the parts of one follow each other
    offset = 0
    for text, block in parts:
        if block.page is not None or block.regions:
            regions += shifted(places.setdefault(id(block), Places(block)).of(text), offset)
        offset += len(text) + 1
    return regions


def title_regions(title: str, parts: Sequence[Part], left: Sequence[Part]) -> list[Region]:
    """The regions of a headline that was taken out of the parts of a text, of which `left` are left."""
    first, block_of_first = left[0] if left else ("", None)
    regions: list[Region] = []
    at = 0
    for text, block in parts:
        places = Places(block)
        for line in text.split("\n"):
            start = title.find(line, at)
            if start < 0 or (block is block_of_first and first.partition("\n")[0] == line):
                return regions
            regions += shifted(places.of(line), start)
            at = start + len(line)
    return regions


def printed_regions(lines: Sequence[Placed], text: str) -> list[Region]:
    """The regions of a text that consists of lines, with or without something between them."""
    regions: list[Region] = []
    at = 0
    for line in lines:
        at = text.index(line.text, at)
        regions += shifted(line.regions, at)
        at += len(line.text)
    return regions


def shifted(regions: Sequence[Region], offset: int) -> list[Region]:
    """The regions of a text that begins at an offset of a longer one."""
    return [replace(region, start=region.start + offset, end=region.end + offset) for region in regions]


def _moved(regions: Sequence[Region], text: str, other: str) -> tuple[Region, ...]:
    """The regions of a text, with offsets into another that holds the same characters less some."""
    if text == other or not regions:
        return tuple(regions)
    offsets = _offsets(text, other)
    last = len(text)
    moved = (replace(r, start=offsets[min(r.start, last)], end=offsets[min(r.end, last)]) for r in regions)
    return tuple(region for region in moved if region.start < region.end)


def _offsets(text: str, other: str) -> list[int]:
    """For each offset of a text, that of the same character in another text, or of the next one that it holds."""
    offsets: list[int] = []
    at = 0
    for char in text:
        offsets.append(at)
        if at < len(other) and _are_same(char, other[at]):
            at += 1
    return [*offsets, at]


def _are_same(char: str, other: str) -> bool:
    return char == other or (char.isspace() and other.isspace()) or clean(char) == other
