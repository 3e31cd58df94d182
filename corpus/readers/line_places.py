"""Where the parts of a joined text stand: from the pieces that it was joined of to its regions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from corpus.records import Region


class PlacedText(NamedTuple):
    """A piece of text with its page, counted from 1, and its box in fractions of the page."""

    text: str
    page: int
    box: tuple[float, float, float, float] | None


def regions(text: str, pieces: Iterable[PlacedText]) -> tuple[Region, ...]:
    """The regions of a text that was joined of pieces, in their order.

    Spaces may differ, and characters of the pieces may be missing in the text, such as the hyphens of divided words.
    """
    found: list[Region] = []
    at = 0
    for piece in pieces:
        start, end = _span(text, piece.text, at)
        if start < end:
            found.append(Region(start, end, piece.page, piece.box))
            at = end
    return tuple(found)


def _span(text: str, piece: str, at: int) -> tuple[int, int]:
    """The span of a piece in a text, from an offset on; an empty one if it is not there."""
    piece = piece.strip()
    at = _after_spaces(text, at)
    if text.startswith(piece, at):
        return at, at + len(piece)
    start = end = at
    for char in piece:
        if char.isspace():
            continue
        next_char = _after_spaces(text, end)
        if next_char < len(text) and text[next_char] == char:
            start = next_char if start == end else start
            end = next_char + 1
    return start, end


def _after_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
