"""Text in pictures, read by rapidocr, which the optional extra `ocr` installs.

Gives lines with their positions; `corpus/readers/layout.py` finds columns and paragraphs. Reads Chinese (both scripts),
English and Japanese, as the bundled models of rapidocr do. Vertical lines are put in order from the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import layout, limits, ocr_install, ocr_lines

MISSING = ocr_install.advice()
_CERTAIN_SCORE = 0.8  # a line with a lower score is read again from a straight cut, since a slanting box can spoil it
_MIN_SCORE = 0.5  # lines with a lower score are specks and pictures
_TALL = 1.8  # times as high as wide, from which a box holds a vertical line
_MIN_LINES_TO_TURN = 4  # a page with fewer lines is not tried upside down
# In letters, whose size is taken from the height of a line's box:
_MERGED_WIDTH = 12  # a box at least this wide may cover two columns that were taken for one line
_GUTTER_REACH = 9  # how far above and below the line the white space between columns is searched
_GUTTER_WIDTH = 0.7  # its minimum; the space after a full stop is as wide, hence the next condition
_GUTTER_LINES = 4  # lines of text that must be on either side of it


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Whether the extra `ocr` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def page(picture: Any, number: int, width: float, height: float) -> layout.Page:
    """The lines of a picture (a PIL image) of page `number`, counted from 1, `width` and `height` points large.

    Raises `CorpusError` if the extra is not installed or the picture cannot be read.
    """
    scale = width / picture.width
    pixels = np.asarray(picture.convert("RGB"))[:, :, ::-1]
    lines = _lines(pixels)
    if len(lines) >= _MIN_LINES_TO_TURN and _mean_score(lines) < _CERTAIN_SCORE:  # perhaps the page is upside down
        turned = np.ascontiguousarray(pixels[::-1, ::-1])
        if _mean_score(other := _lines(turned)) > _mean_score(lines):
            pixels, lines = turned, other
    confidence = _mean_score(lines)
    if _is_vertical(lines):
        return _vertical_page(lines, number, width, height, scale, confidence)
    ink = _ink(pixels)
    text_lines: list[layout.TextLine] = []
    for line in lines:
        cuts = _gutters(ink, line.left, line.top, line.right, line.bottom)
        for start, end in pairwise((line.left, *cuts, line.right)):
            start, end = _trimmed(ink[line.top : line.bottom], start, end)
            text, score = line.text, line.score
            if cuts or (score < _CERTAIN_SCORE and not line.is_tall):
                text, score = _recognised_line(pixels[line.top : line.bottom, start:end])
            if text and score >= _MIN_SCORE:
                in_points = (text, start * scale, line.top * scale, end * scale, line.bottom * scale)
                text_lines.append(layout.TextLine(*in_points, size=_size(*in_points)))
    return layout.Page(number, width, height, tuple(text_lines), confidence=confidence)


def confidence_warning(pages: Sequence[layout.Page]) -> tuple[Message, ...]:
    """A warning that names the pages whose lines the recogniser is uncertain of."""
    known = [(str(page.number), page.confidence, len(page.lines)) for page in pages if page.confidence is not None]
    return ocr_lines.confidence_warning(known, below=_CERTAIN_SCORE, least=1)


def _is_vertical(lines: Sequence[_RecognisedLine]) -> bool:
    """Whether most characters stand in vertical lines."""
    tall = sum(len(line.text) for line in lines if line.is_tall)
    return 2 * tall > sum(len(line.text) for line in lines)


def _vertical_page(
    lines: Sequence[_RecognisedLine], number: int, width: float, height: float, scale: float, confidence: float
) -> layout.Page:
    """A page of vertical lines, turned so that they run to the right, the rightmost at the top.

    A level line among them, such as a headline, stands upright in the turned page, in its own letter size.
    """
    turned: list[layout.TextLine] = []
    for line in lines:
        if line.text and line.score >= _MIN_SCORE:
            left, top, right, bottom = (edge * scale for edge in (line.left, line.top, line.right, line.bottom))
            edges = (top, width - right, bottom, width - left) if line.is_tall else (left, top, right, bottom)
            size = _size(line.text, *edges)
            turned.append(layout.TextLine(line.text, top, width - right, bottom, width - left, size))
    return layout.Page(number, height, width, tuple(turned), turns=1, confidence=confidence)


def _mean_score(lines: Sequence[_RecognisedLine]) -> float:
    return sum(line.score for line in lines) / max(1, len(lines))


@dataclass(frozen=True, slots=True)
class _RecognisedLine:
    """A line from the recogniser, with its box in pixels; `score` is its own confidence, from 0 to 1."""

    text: str
    score: float
    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_tall(self) -> bool:
        """Whether it is a vertical line."""
        return len(self.text) > 1 and self.bottom - self.top > _TALL * (self.right - self.left)


def _lines(pixels: Any) -> list[_RecognisedLine]:
    with limits.parsing("picture_unreadable"):
        # All three are given, since the engine keeps the last call's. Its own test for lines that are upside down would
        # turn slanting lines.
        result = _engine()(pixels, use_det=True, use_cls=False, use_rec=True)
    if result.boxes is None:
        return []
    lines: list[_RecognisedLine] = []
    for box, text, score in zip(result.boxes, result.txts or (), result.scores or (), strict=False):
        left, top = (max(0, int(edge)) for edge in box.min(axis=0))
        right, bottom = (int(edge) + 1 for edge in box.max(axis=0))
        edges = (left, top, min(right, pixels.shape[1]), min(bottom, pixels.shape[0]))
        lines.append(_RecognisedLine(text.strip(), float(score), *edges))
    return lines


def _recognised_line(pixels: Any) -> tuple[str, float]:
    with limits.parsing("picture_unreadable"):
        result = _engine()(pixels, use_det=False, use_cls=False, use_rec=True)
    scores = [float(score) for score in result.scores or ()]
    return "".join(result.txts or ()).strip(), min(scores, default=0.0)


def _size(text: str, left: float, top: float, right: float, bottom: float) -> float:
    """The letter size: from the line's width, since the heights of boxes vary; from the height if the line is short."""
    squares = sum(1.0 if char > "\u2e7f" else 0.5 for char in text)
    high = 0.85 * (bottom - top)
    return min(max((right - left) / squares, 0.7 * high), 1.15 * high) if squares >= 4 else high


def _ink(pixels: Any) -> Any:
    """Whether each pixel, of shape (height, width), is printed: much darker than the paper."""
    gray = pixels[:, :, 1]
    paper = float(np.percentile(gray[::4, ::4], 80))
    return gray < 0.6 * paper


def _gutters(ink: Any, left: int, top: int, right: int, bottom: int) -> list[int]:
    """The middles of white space between columns that runs through a line's box, in pixels from the page's left."""
    letter = 0.85 * (bottom - top)
    if right - left < _MERGED_WIDTH * letter:
        return []
    reach = int(_GUTTER_REACH * letter)
    middles: set[int] = set()
    for start, end in ((top - reach // 2, bottom + reach // 2), (top, bottom + reach), (top - reach, bottom)):
        strip = ink[max(0, start) : max(0, end), left:right]
        blank = strip.mean(axis=0) < 0.004 if strip.size else np.zeros(0, bool)
        for first, last in _runs(blank):
            if last - first < _GUTTER_WIDTH * letter or first < 2 * letter or right - left - last < 2 * letter:
                continue
            side = int(6 * letter)
            beside = strip[:, max(0, first - side) : first], strip[:, last : last + side]
            if min(map(_count_lines, beside)) >= _GUTTER_LINES:
                middles.add(left + (first + last) // 2)
    cuts: list[int] = []
    for cut in sorted(middles):
        if not cuts or cut - cuts[-1] > 2 * letter:
            cuts.append(cut)
    return cuts


def _trimmed(ink: Any, start: int, end: int) -> tuple[int, int]:
    """The printed part of [start, end): boxes are wider, and a cut in a gutter leaves half of the gutter."""
    printed = np.flatnonzero(ink[:, start:end].any(axis=0))
    return (start + int(printed[0]), start + int(printed[-1]) + 1) if printed.size else (start, end)


def _count_lines(strip: Any) -> int:
    return len(_runs(strip.any(axis=1)))


def _runs(flags: Any) -> list[tuple[int, int]]:
    """The [start, end) of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


@lru_cache(maxsize=1)
def _engine() -> Any:
    if not is_installed():
        raise CorpusError(MISSING.key, **MISSING.values)
    import logging

    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            # Lines are found in a smaller picture and read from the whole one.
            "Global.max_side_len": 20_000,
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": limits.OCR_SIDE,
        }
    )
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine
