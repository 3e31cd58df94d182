"""A line's characters put together to pieces in which they stand evenly, so that few numbers tell where each stands.

Each piece is a straight line through the places where a word or a wide character begins (the cone method of Williams,
An efficient algorithm for the piecewise linear approximation of planar curves, 1978).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from corpus.boxes import widths_of

_TOLERANCE = 0.5  # points


def even(chars: Sequence[str], edges: Sequence[float], right: float) -> Iterator[tuple[str, float, float]]:
    """The pieces of a line: text, left and right edge. `edges` are the left edges of its characters, in points.

    Within a piece, each word begins at most half a point from where its share of the characters' widths puts it.
    Pieces neither begin nor end with a space.
    """
    if _is_even(chars, edges, right):
        yield "".join(chars), edges[0], right
        return
    first = 0
    while first < len(chars):
        last = _last(chars, edges, right, first)
        begin, end = first, last
        while begin < end and chars[begin] == " ":
            begin += 1
        while begin < end and chars[end - 1] == " ":
            end -= 1
        if begin < end:
            stop = edges[end] if end < len(edges) else right
            yield "".join(chars[begin:end]), edges[begin], max(edges[begin], stop)
        first = last


def _is_even(chars: Sequence[str], edges: Sequence[float], right: float) -> bool:
    """Whether all characters of a line stand evenly, as in most lines of Chinese."""
    ends = list(accumulate(widths_of(chars)))
    left = edges[0]
    slope = (right - left) / ends[-1]
    places = zip(ends, edges[1:], strict=False)
    return right > left and all(abs(edge - left - slope * end) < _TOLERANCE for end, edge in places)


def _last(chars: Sequence[str], edges: Sequence[float], right: float, first: int) -> int:
    """The offset behind the piece that begins with a character."""
    low, high = float("-inf"), float("inf")  # the slopes that come near enough to all places so far
    along = 0.0
    best, count, left = first, len(chars), edges[first]
    for offset, width in enumerate(widths_of(islice(chars, first, None)), start=first):
        along += width
        behind = offset + 1
        if behind < count and not _may_begin(chars[offset], chars[behind]):
            continue
        way = (edges[behind] if behind < count else right) - left
        if low <= way / along <= high:
            best = behind
        elif best > first:
            return best
        least, most = (way - _TOLERANCE) / along, (way + _TOLERANCE) / along
        if least > low:
            low = least
        if most < high:
            high = most
        if low > high:
            return max(best, first + 1) if best > first else behind
    return max(best, first + 1)


def _may_begin(char: str, following: str) -> bool:
    """Whether a sentence could begin between two characters: not within a word or a number."""
    return not (char.isascii() and following.isascii() and char.isalnum() and following.isalnum())
