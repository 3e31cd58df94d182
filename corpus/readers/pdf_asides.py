"""Watermarks and turned text of a PDF page, which do not belong to its articles."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np

from corpus.readers.page_lines import TextLine
from corpus.readers.pdf_chars import Char
from corpus.readers.pdf_lines import Run

_FAINT = 100  # of 255: text that is more transparent is a watermark
_LARGE = 1.4  # times the median font size: larger letters across other lines are a watermark
_TILES = 3  # so often a text that lies across other lines stands on a page, to be a watermark
_ROWS = 256  # lines that are compared with all others at once, for the memory
_MAX_LINES = 5000  # on a page; with more, only transparent text is looked for


def turned_text(chars: Sequence[Char]) -> list[str]:
    """The texts that are not level, each as it is read."""
    texts: list[str] = []
    if not any(char.quarter for char in chars):
        return texts
    for one, other in _with_last(chars):
        if not other.quarter:
            continue
        near = one is not None and one.quarter == other.quarter and _distance(one, other) < 2 * other.size
        if near and texts:
            texts[-1] += other.text
        else:
            texts.append(other.text)
    return texts


def _with_last(chars: Sequence[Char]) -> Iterator[tuple[Char | None, Char]]:
    if chars:
        yield None, chars[0]
    yield from pairwise(chars)


def _distance(one: Char, other: Char) -> float:
    return max(abs(one.left - other.left), abs(one.base - other.base))


def without_watermarks(
    is_faint: Callable[[int], bool], runs: Sequence[Run], vertical: bool
) -> tuple[list[TextLine], list[str]]:
    """The lines of a page, and the texts of those that are watermarks: transparent, or large across other lines.

    `is_faint` tells by the number of its first character whether a line is nearly transparent.
    """
    lines = [run.line() for run in runs]
    across = _across(lines) if len(lines) <= _MAX_LINES and not vertical else np.zeros(len(lines), dtype=np.int64)
    usual = median(line.size for line in lines) if lines else 1.0
    counts = Counter(line.text for line in lines)
    kept: list[TextLine] = []
    left_out: list[TextLine] = []
    for run, line, crossed in zip(runs, lines, across.tolist(), strict=True):
        large = crossed > 1 and line.size > _LARGE * usual
        tiled = crossed > 0 and counts[line.text] >= _TILES
        if large or tiled or is_faint(run.index):
            left_out.append(line)
        else:
            kept.append(line)
    return kept, _joined(left_out)


def _joined(lines: Sequence[TextLine]) -> list[str]:
    """The texts of the lines, of those that follow each other on one baseline as one: pdfium mixes what overlaps."""
    texts: list[str] = []
    for last, line in zip([None, *lines], lines, strict=False):
        if last and abs(last.bottom - line.bottom) < 0.1 * line.size and abs(line.left - last.right) < line.size:
            texts[-1] += line.text
        else:
            texts.append(line.text)
    return texts


def _across(lines: Sequence[TextLine]) -> np.ndarray:
    """For each line, the number of others whose letters it covers: int64 of shape (lines,)."""
    boxes = np.array([(line.left, line.top, line.right, line.bottom) for line in lines]).reshape(-1, 4)
    sizes = np.array([line.size for line in lines])
    counts = np.zeros(len(lines), dtype=np.int64)
    left, top, right, bottom = boxes.T
    for start in range(0, len(lines), _ROWS):
        some = slice(start, start + _ROWS)
        wide = np.minimum(right[some, None], right) - np.maximum(left[some, None], left)
        high = np.minimum(bottom[some, None], bottom) - np.maximum(top[some, None], top)
        size = np.minimum(sizes[some, None], sizes)
        counts[some] = ((wide > 0.7 * size) & (high > 0.4 * size)).sum(axis=1) - 1
    return counts


def is_faint(text: Any, index: int) -> bool:
    """Whether a character of pdfium's text page is nearly transparent."""
    import pypdfium2.raw as raw

    channels = [ctypes.c_uint(255) for _ in range(4)]
    known = raw.FPDFText_GetFillColor(text, index, *map(ctypes.byref, channels))
    return bool(known) and 0 < channels[3].value < _FAINT
