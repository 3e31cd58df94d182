"""A line of a page and the page itself, as the readers of PDF and of pictures find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """A part of a line whose characters stand evenly, in points from the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of one column, in points from the upper left corner of the page. `size` is its letter size.

    `alone`: it is a paragraph of its own, such as the row of a table. `pieces` says where its characters stand, if that
    is known better than by their share of the line; they hold its text, with or without the spaces.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    alone: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def parts(self) -> tuple[Piece, ...]:
        """Its pieces; itself as one if there are none."""
        return self.pieces or (Piece(self.text, self.left, self.top, self.right, self.bottom),)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in any order. `number` counts from 1; width and height are in points.

    `turns`: by how many quarters, clockwise, the page is turned when it is shown as the file says. `confidence` is how
    certain a recogniser is of its lines, from 0 to 1; None for a text layer.
    """

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    turns: int = 0
    confidence: float | None = None
