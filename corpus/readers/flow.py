"""How well an order of columns fits: by what breaks off at the end of one and begins in the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.page_lines import TextLine
from corpus.text import ends_sentence

_INDENT = (1.2, 2.8)  # of the first line of a paragraph, in letter sizes
_MIN_INDENTED = 0.04  # the share of a page's lines that are indented, where paragraphs begin so
_HEADLINE = 1.25  # times the usual letter size
_MIN_TEXT = 20  # characters below a headline


def count_breaks(frames: Sequence[Sequence[TextLine]]) -> int:
    """How often a column goes on in one that begins anew, or one that has ended in one that is in the middle.

    Headlines without text, and those below a line that goes on, are counted too.
    """
    lines = [line for frame in frames for line in frame]
    if not lines:
        return 0
    usual = sorted(line.size for line in lines)[len(lines) // 2]
    indented = sum(_is_indented(line, min(one.left for one in frame)) for frame in frames for line in frame)
    by_indent = indented > _MIN_INDENTED * len(lines)
    breaks = sum(_breaks(one, other, usual, by_indent) for one, other in pairwise(frames) if len(one) > 1)
    return breaks + _count_bare_headlines(frames, usual)


def _count_bare_headlines(frames: Sequence[Sequence[TextLine]], usual: float) -> int:
    """How often nothing or only a byline follows a headline, before one that does not stand below it, or at the end."""
    count, length = 0, _MIN_TEXT
    headline: TextLine | None = None
    for frame in frames:
        if frame[0].size > _HEADLINE * usual:
            count += headline is not None and length < _MIN_TEXT and frame[0].top < headline.top - headline.size
            headline, length = frame[0], 0
        else:
            length += sum(len(line.text) for line in frame)
    return count + (length < _MIN_TEXT)


def _breaks(one: Sequence[TextLine], other: Sequence[TextLine], usual: float, by_indent: bool) -> bool:
    last, first = one[-1], other[0]
    if last.alone or first.alone or last.size > _HEADLINE * usual:
        return False
    rest = (max(line.right for line in one) - last.right) / last.size
    headline = first.size > _HEADLINE * usual
    begins = headline or (by_indent and _is_indented(first, min(line.left for line in other)))
    goes_on = not ends_sentence(last.text) and rest < 1.2
    if first.top > last.top:  # not at the top of another column
        return headline and goes_on and any("。" in line.text for line in one)
    if goes_on:
        return begins
    return by_indent and ends_sentence(last.text) and rest > 2 and not begins and len(other) > 1


def _is_indented(line: TextLine, left: float) -> bool:
    return _INDENT[0] * line.size < line.left - left < _INDENT[1] * line.size
