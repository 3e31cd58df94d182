"""How well an order of columns fits: by what breaks off at the end of one and begins in the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.page_lines import TextLine
from corpus.text import ends_sentence

_INDENT = (1.2, 2.8)  # of the first line of a paragraph, in letter sizes
_MIN_INDENTED = 0.04  # the share of a page's lines that are indented, where paragraphs begin so
_HEADLINE = 1.25  # times the usual letter size


def count_breaks(frames: Sequence[Sequence[TextLine]]) -> int:
    """How often a column goes on in one that begins anew, or one that has ended in one that is in the middle."""
    lines = [line for frame in frames for line in frame]
    if not lines:
        return 0
    usual = sorted(line.size for line in lines)[len(lines) // 2]
    indented = sum(_is_indented(line, min(one.left for one in frame)) for frame in frames for line in frame)
    by_indent = indented > _MIN_INDENTED * len(lines)
    return sum(_breaks(one, other, usual, by_indent) for one, other in pairwise(frames) if len(one) > 1)


def _breaks(one: Sequence[TextLine], other: Sequence[TextLine], usual: float, by_indent: bool) -> bool:
    last, first = one[-1], other[0]
    if first.top > last.top or last.alone or first.alone or last.size > _HEADLINE * usual:
        return False  # not at the top of another column
    rest = (max(line.right for line in one) - last.right) / last.size
    headline = first.size > _HEADLINE * usual
    begins = headline or (by_indent and _is_indented(first, min(line.left for line in other)))
    if not ends_sentence(last.text) and rest < 1.2:
        return begins
    return by_indent and ends_sentence(last.text) and rest > 2 and not begins and len(other) > 1


def _is_indented(line: TextLine, left: float) -> bool:
    return _INDENT[0] * line.size < line.left - left < _INDENT[1] * line.size
