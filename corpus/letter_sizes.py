"""The size of letters in which most of a text is printed."""

from __future__ import annotations

from collections.abc import Iterable


def usual_size(sized: Iterable[tuple[float, int]]) -> float:
    """The size in points of most characters, given sizes with the number of characters of each; 1 if none is known."""
    ordered = sorted(sized)
    half = sum(length for _, length in ordered) / 2
    for size, length in ordered:
        half -= length
        if half <= 0:
            return size
    return 1.0
