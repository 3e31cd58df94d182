"""Characters of a PDF page that are drawn twice, which makes them look bold: they are read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from corpus.readers.pdf_chars import ASCENT, WIDE, Char, places

_MAX_OVER = 0.2  # the share of a page's characters that may be drawn over others; with more, none is taken for a copy


def without_doubles(chars: list[Char], where: np.ndarray) -> list[Char]:
    """The characters without those drawn a second time a little beside the first; `where` has their places."""
    if len(chars) < 2:
        return chars
    codes = np.array([ord(char.text) if char.text else 0 for char in chars], dtype=np.int64)
    lefts, _, bases, sizes, _ = where.T
    suspects = np.zeros(len(chars), dtype=bool)
    for shift in (0.0, 0.5):
        columns = np.floor(lefts / (0.5 * sizes) + shift).astype(np.int64)
        rows = np.floor(bases / (0.5 * sizes) + shift).astype(np.int64)
        keys = (codes * 1_000_003 + columns) * 1_000_003 + rows  # equal keys are compared below
        _, groups, counts = np.unique(keys, return_inverse=True, return_counts=True)
        suspects |= counts[groups] > 1
    drop = set(_doubles([chars[index] for index in np.flatnonzero(suspects).tolist()]))
    kept = [char for char in chars if char.number not in drop] if drop else chars
    over = _printed_over(kept, where if kept is chars else places(kept))
    return [char for char in kept if char.number not in over] if 0 < len(over) < _MAX_OVER * len(kept) else kept


def _doubles(suspects: list[Char]) -> Iterator[int]:
    """The number of each character that stands on an equal one before it."""
    kept: dict[tuple[str, int, int], Char] = {}
    for char in suspects:
        column, row = int(char.left // char.size), int(char.base // char.size)
        near = (kept.get((char.text, column + x, row + y)) for x in (0, -1, 1) for y in (0, -1, 1))
        if any(other is not None and _covers(other, char) for other in near):
            yield char.number
        else:
            kept[char.text, column, row] = char


def _covers(one: Char, other: Char) -> bool:
    size = min(one.size, other.size)
    reach = min(0.2 * size, 0.6 * (one.right - one.left))
    alike = max(one.size, other.size) < 1.1 * size and one.quarter == other.quarter
    return alike and abs(one.left - other.left) < reach and abs(one.base - other.base) < reach


def _printed_over(chars: Sequence[Char], where: np.ndarray) -> set[int]:
    """The number of each character that is drawn over another and stands on the page in the same size before.

    The second copy of a text that is to look bold may be a little wider than its place, and so be wrapped.
    """
    lefts, rights, bases, sizes, _ = where.T
    row = 0.5 * float(np.median(sizes))
    over: dict[int, int] = {}
    for shift in (0.0, 0.5):
        order = np.lexsort((lefts, np.floor(bases / row + shift)))
        first, second = np.minimum(order[:-1], order[1:]), np.maximum(order[:-1], order[1:])
        wide = np.minimum(rights[first], rights[second]) - np.maximum(lefts[first], lefts[second])
        near = wide > 0.5 * np.minimum(rights[first] - lefts[first], rights[second] - lefts[second])
        for index in np.flatnonzero(near).tolist():
            one, other = chars[first[index]], chars[second[index]]
            if _is_over(one, other):
                over[other.number] = one.number if other.number - one.number < 3 else -1
    return _with_twins(chars, over) if over else set()


def _is_over(one: Char, other: Char) -> bool:
    """Whether `other`, whose left and right edges are near those of `one`, lies over it in letters not smaller."""
    if one.quarter or other.quarter or other.size < 0.9 * one.size:
        return False
    if other.number - one.number < 3 and abs(other.left - one.left) > 0.2 * one.size:
        return False  # they follow each other: the font's widths are too large
    tops = one.base - ASCENT * one.size, other.base - ASCENT * other.size
    return min(tops[0] + one.size, tops[1] + other.size) - max(tops) > 0.5 * one.size


def _with_twins(chars: Sequence[Char], over: dict[int, int]) -> set[int]:
    """Those of the characters `over` others that stand on the page before, in about the same size.

    pdfium mixes characters that lie over each other, so that the one below may be the copy: the value in `over`.
    """
    asked = {*over, *over.values()}
    before: set[tuple[str, int]] = set()
    twins: set[int] = set()
    for char in chars:
        size = round(char.size)
        is_letter = char.text.isalnum() or char.text in WIDE
        if char.number in asked and is_letter and any((char.text, size + step) in before for step in (-1, 0, 1)):
            twins.add(char.number)
        before.add((char.text, size))
    return {upper if upper in twins else lower for upper, lower in over.items() if upper in twins or lower in twins}
