"""Paragraphs that go on in the next column or on the next page: the parts of each are put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.dateline import find_byline, find_dateline
from corpus.readers.page_lines import Page, TextLine
from corpus.text import HAN, ends_sentence

_MIN_EDGE_LINES = 3  # that begin at one place, for an edge of a column
_INDENT = 0.8  # in letter sizes: a line that begins so much to the right of its column's edge is indented
_MAX_INDENT = 2.6
_WIDE = re.compile(f"[{HAN}\u3000-\u30ff\uff01-\uff60]")
_ALIKE = 1.1  # font sizes that differ by less are one


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or the part of one that stands in a column, whose edges are `left` and `right` in points.

    `first` and `last`: whether it is the first and the last one of its column.
    """

    page: Page
    lines: Sequence[TextLine]
    left: float
    right: float
    first: bool
    last: bool


def joined(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces of each paragraph."""
    columns = _Columns(pieces)
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and columns.goes_on(found[-1][-1], piece):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


class _Columns:
    """Tells which pieces go on in the next one, by the edges of columns and the indents of paragraphs."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        lefts = Counter((piece.page.number, round(line.left)) for piece in pieces for line in piece.lines)
        self._edges: dict[int, list[float]] = {}
        for (number, left), count in lefts.items():
            if count >= _MIN_EDGE_LINES:
                self._edges.setdefault(number, []).append(left)
        inner = [piece for piece in pieces if not piece.first and len(piece.lines) > 1]
        self._indents = 2 * sum(map(self._is_indented, inner)) > len(inner)
        sizes = sorted(line.size for piece in pieces for line in piece.lines)
        self._body = sizes[len(sizes) // 2] if sizes else 1.0

    def goes_on(self, one: Piece, other: Piece) -> bool:
        """Whether the paragraph of a piece goes on in another, which follows it in reading order."""
        last, first = one.lines[-1], other.lines[0]
        if not (one.last and other.first) or last.alone or first.alone or not self._is_body(last, first):
            return False
        if one.page is other.page and first.top > last.top - last.size:
            return False  # below it, or level with it
        if first.text[0].isascii() and not first.text[0].islower() and not _WIDE.search(last.text[-1]):
            return False
        if one.right - last.right > first_word(first) + 0.6 * last.size or self._is_indented(other):
            return False
        if find_dateline(first.text) or find_byline(last.text):
            return False
        return self._indents or not ends_sentence(last.text)

    def _is_body(self, *lines: TextLine) -> bool:
        return all(self._body / _ALIKE < line.size < self._body * _ALIKE for line in lines)

    def _is_indented(self, piece: Piece) -> bool:
        """Whether the first line begins to the right of the edge of its column, or of a column elsewhere."""
        first = piece.lines[0]
        if first.left - piece.left > _INDENT * first.size:
            return True
        edges = self._edges.get(piece.page.number, ())
        return any(_INDENT * first.size < first.left - left < _MAX_INDENT * first.size for left in edges)


def first_word(line: TextLine) -> float:
    """The width that the first word of a line takes: of a Han character, its own and that of a mark after it."""
    if _WIDE.match(line.text):
        movable = _WIDE.match(line.text[1:2]) and line.text[1:2] not in "，。、；：！？）”》」"
        return line.size * (1 if movable else 2)
    word = re.split(rf"\s|(?=[{HAN}])", line.text, maxsplit=1)[0]
    return (line.right - line.left) * len(word) / max(1, len(line.text)) + 0.3 * line.size
