"""Vertical headlines on a PDF page that is set level: characters that follow each other downwards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from corpus.readers.page_lines import TextLine
from corpus.readers.pdf_chars import ASCENT, WIDE, Char

_MIN_CHARS = 3
_MIN_WIDE_SHARE = 0.5  # of its characters; digits and quotation marks may lie on their side
_MAX_STEP = 2.2  # from one character to the next, times the font size
_PARTED = 1.35  # times the usual step: another headline begins,
_SPACE = (1.9, 2.2)  # unless the step is that over an ideographic space


def without_vertical(chars: list[Char], where: np.ndarray) -> tuple[list[Char], list[TextLine]]:
    """The characters without those of vertical lines, and these lines, several of one headline as one.

    Where a font has no vertical metrics, programs draw the characters of a vertical line on top of each other.
    """
    groups = [group for group in _groups(chars, where) if _is_line(group)]
    if not groups:
        return chars, []
    gone = {char.number for group in groups for char in group}
    return [char for char in chars if char.number not in gone], _joined([_line(group) for group in groups])


def _groups(chars: Sequence[Char], where: np.ndarray) -> list[Sequence[Char]]:
    """Characters that follow each other in the file, each below the one before or on it."""
    if len(chars) < _MIN_CHARS:
        return []
    lefts, _, bases, sizes, turned = where.T
    right, down = np.diff(lefts) / sizes[1:], np.diff(bases) / sizes[1:]
    alike = np.abs(np.diff(sizes)) < 0.1 * sizes[1:]
    aside = turned != 0
    loose = 0.6 * (aside[1:] | aside[:-1])  # letters that lie on their side, whose origin is elsewhere
    steps = (down > -0.3 - loose) & (down < _MAX_STEP + loose)
    below = alike & (np.abs(right) < 0.4) & steps & ((right != 0) | (down != 0))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], below.astype(np.int8), [0])))).reshape(-1, 2)
    groups = [part for start, end in edges.tolist() for part in _parted(chars[start : end + 1])]
    return [group for group in groups if len(group) >= _MIN_CHARS]


def _parted(group: Sequence[Char]) -> list[Sequence[Char]]:
    """The lines of a group: below the end of one headline, another may stand in the same letters."""
    steps = [other.base - one.base for one, other in pairwise(group)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    usual = max(usual, group[0].size)  # unless the characters are drawn on top of each other
    ends = [
        place
        for place, step in enumerate(steps, start=1)
        if step > _PARTED * usual
        and not _SPACE[0] * usual < step < _SPACE[1] * usual
        and not group[place].spaced
        and group[place - 1].quarter == group[place].quarter
    ]
    return [group[start:end] for start, end in pairwise([0, *ends, len(group)])]


def _is_line(group: Sequence[Char]) -> bool:
    """Whether characters stand below each other as in vertical writing, not side by side with small steps."""
    wide = sum(char.text in WIDE for char in group)
    level = sum(other.left - one.left > 0.2 * one.size for one, other in pairwise(group))
    return wide >= _MIN_WIDE_SHARE * len(group) and 2 * level < len(group)


def _line(group: Sequence[Char]) -> TextLine:
    size = max(char.size for char in group)
    left, top = min(char.left for char in group), min(char.base for char in group) - ASCENT * size
    bottom = max(char.base for char in group) + (1 - ASCENT) * size
    text = "".join((" " if char.spaced and number else "") + char.text for number, char in enumerate(group))
    return TextLine(text, left, top, left + size, bottom, size, alone=True)


def _joined(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, those as one that stand beside each other in one size and begin at one height."""
    found: list[TextLine] = []
    for line in lines:
        last = found[-1] if found else None
        if last and _are_beside(last, line):
            left, right = min(last.left, line.left), max(last.right, line.right)
            bottom = max(last.bottom, line.bottom)
            found[-1] = TextLine(last.text + line.text, left, last.top, right, bottom, line.size, alone=True)
        else:
            found.append(line)
    return found


def _are_beside(one: TextLine, other: TextLine) -> bool:
    size = other.size
    alike = abs(one.size - size) < 0.1 * size and abs(one.top - other.top) < size
    return alike and min(abs(one.left - other.right), abs(other.left - one.right)) < 1.2 * size
