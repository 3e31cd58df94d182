"""Text in pictures, by rapidocr: the optional extra `ocr`. Without it a message names what to install.

Gives lines with their places; columns and paragraphs are found by `corpus/readers/layout.py`. Knows horizontal writing
in Chinese (both scripts), English and Japanese, as the models that rapidocr carries do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np

from corpus.errors import CorpusError
from corpus.readers import layout, limits

MISSING = 'install the text recogniser, in the folder of this project: .venv/bin/pip install -e ".[ocr]"'
_SURE = 0.8  # a line that it believes less is read again from a straight cut: a slanting box can spoil it
_SCORE = 0.5  # lines that the recogniser itself believes less are specks and pictures
_MERGED = 12  # a box at least this many letters wide may be of two columns that were taken for one line
_REACH = 9  # how far up and down, in letters, the white space between columns is looked for
_GUTTER = 0.7  # its least width, in letters
_ROWS = 4  # lines of text needed on either side of it: the space behind a full stop is as wide


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def page(picture: Any, number: int, width: float, height: float) -> layout.Page:
    """The lines of a picture (a PIL image); `width` and `height` are the page's, in points.

    Raises `CorpusError` where the extra is missing.
    """
    scale = width / picture.width
    pixels = np.asarray(picture.convert("RGB"))[:, :, ::-1]
    lines = _lines(pixels)
    if len(lines) >= _ROWS and _mean(lines) < _SURE:  # perhaps it stands on its head
        turned = np.ascontiguousarray(pixels[::-1, ::-1])
        if _mean(other := _lines(turned)) > _mean(lines):
            pixels, lines = turned, other
    ink = _ink(pixels)
    found: list[tuple[str, float, float, float, float]] = []
    for line in lines:
        cuts = _gutters(ink, line.left, line.top, line.right, line.bottom)
        for start, end in pairwise((line.left, *cuts, line.right)):
            start, end = _trimmed(ink[line.top : line.bottom], start, end)
            text, score = line.text, line.score
            if cuts or score < _SURE:
                text, score = _recognised_line(pixels[line.top : line.bottom, start:end])
            if text and score >= _SCORE:
                found.append((text, start * scale, line.top * scale, end * scale, line.bottom * scale))
    return layout.Page(number, width, height, tuple(layout.TextLine(*item, size=_size(*item)) for item in found))


def _mean(lines: list[_Found]) -> float:
    return sum(line.score for line in lines) / max(1, len(lines))


@dataclass(frozen=True, slots=True)
class _Found:
    """A line as the recogniser gives it, in pixels; `score` is how much it believes itself, 0 to 1."""

    text: str
    score: float
    left: int
    top: int
    right: int
    bottom: int


def _lines(pixels: Any) -> list[_Found]:
    with limits.parsing("the picture", "save it as PNG"):
        # The engine remembers what the last call left out. Its own test for lines upside down turns slanting ones.
        result = _engine()(pixels, use_det=True, use_cls=False, use_rec=True)
    if result.boxes is None:
        return []
    found: list[_Found] = []
    for box, text, score in zip(result.boxes, result.txts or (), result.scores or (), strict=False):
        left, top = (max(0, int(edge)) for edge in box.min(axis=0))
        right, bottom = (int(edge) + 1 for edge in box.max(axis=0))
        edges = (left, top, min(right, pixels.shape[1]), min(bottom, pixels.shape[0]))
        found.append(_Found(text.strip(), float(score), *edges))
    return found


def _recognised_line(pixels: Any) -> tuple[str, float]:
    with limits.parsing("the picture", "save it as PNG"):
        result = _engine()(pixels, use_det=False, use_cls=False, use_rec=True)
    scores = [float(score) for score in result.scores or ()]
    return "".join(result.txts or ()).strip(), min(scores, default=0.0)


def _size(text: str, left: float, top: float, right: float, bottom: float) -> float:
    """The size of the letters: by the line's width, since the boxes' heights vary; by its height where it is short."""
    squares = sum(1.0 if char > "\u2e7f" else 0.5 for char in text)
    high = 0.85 * (bottom - top)
    return min(max((right - left) / squares, 0.7 * high), 1.15 * high) if squares >= 4 else high


def _ink(pixels: Any) -> Any:
    """Where a page is printed: true for pixels much darker than its paper."""
    gray = pixels[:, :, 1]
    paper = float(np.percentile(gray[::4, ::4], 80))
    return gray < 0.6 * paper


def _gutters(ink: Any, left: int, top: int, right: int, bottom: int) -> list[int]:
    """Where white space between columns runs through a line's box, in pixels from the page's left."""
    letter = 0.85 * (bottom - top)
    if right - left < _MERGED * letter:
        return []
    reach = int(_REACH * letter)
    found: set[int] = set()
    for start, end in ((top - reach // 2, bottom + reach // 2), (top, bottom + reach), (top - reach, bottom)):
        strip = ink[max(0, start) : max(0, end), left:right]
        blank = strip.mean(axis=0) < 0.004 if strip.size else np.zeros(0, bool)
        for first, last in _runs(blank):
            if last - first < _GUTTER * letter or first < 2 * letter or right - left - last < 2 * letter:
                continue
            side = int(6 * letter)
            if min(_rows(strip[:, max(0, first - side) : first]), _rows(strip[:, last : last + side])) >= _ROWS:
                found.add(left + (first + last) // 2)
    cuts: list[int] = []
    for cut in sorted(found):
        if not cuts or cut - cuts[-1] > 2 * letter:
            cuts.append(cut)
    return cuts


def _trimmed(ink: Any, start: int, end: int) -> tuple[int, int]:
    """The part of [start, end) that is printed: boxes reach beyond it, and half a gutter is left where one was cut."""
    printed = np.flatnonzero(ink[:, start:end].any(axis=0))
    return (start + int(printed[0]), start + int(printed[-1]) + 1) if printed.size else (start, end)


def _rows(strip: Any) -> int:
    return len(_runs(strip.any(axis=1)))


def _runs(flags: Any) -> list[tuple[int, int]]:
    """The [start, end) of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


@lru_cache(maxsize=1)
def _engine() -> Any:
    if not is_installed():
        raise CorpusError(MISSING)
    import logging

    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            # Lines are looked for in a smaller picture and read from the whole one.
            "Global.max_side_len": 20_000,
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": limits.OCR_SIDE,
        }
    )
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine
