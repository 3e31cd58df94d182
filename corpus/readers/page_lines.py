"""A line of a page and the page itself, as the readers of PDF and of pictures find them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of one column, in points from the upper left corner of the page. `size` is its letter size.

    `alone`: it is a paragraph of its own, such as the row of a table.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    alone: bool = False


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
