"""The characters of a PDF page's text layer, each with its baseline, font size and direction.

Places come from the characters' origins: inside an ActualText span, pdfium's boxes shrink to the ink, so that 一 would
be a stroke in the middle of its line.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

_SPACES = frozenset((0x20, 0xA0, 0x3000))
_LINE_ENDS = frozenset((0x0A, 0x0D))
_HYPHENS = frozenset((0x02, 0xFFFE))  # what pdfium gives for a hyphen at a line's end
_LEVEL = math.radians(10)  # text that is turned by less is level
_ASCENT = 0.88  # of the font size, above the baseline
_WIDE = frozenset(map(chr, (*range(0x3001, 0x3100), *range(0x3400, 0xA000), *range(0xFF01, 0xFF61))))


class Char(NamedTuple):
    """A character between `left` and `right` on the baseline `base`, in points from the page's upper left corner.

    `quarter` counts the quarter turns of its direction, clockwise; -1 if it is oblique. `spaced`: white space stands
    before it. `number` is its place in pdfium's text page.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    quarter: int
    spaced: bool
    number: int


class View(NamedTuple):
    """How a page is looked at: (x, y) of the file becomes (a x + c y + e, b x + d y + f), with y downwards.

    `upright`: the letters stand upright on lines that run downwards, which the view has turned to run to the right.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    width: float
    height: float
    upright: bool = False

    def turned(self, quarters: int) -> View:
        """The view with the page turned anticlockwise by quarters, so that text turned clockwise becomes level."""
        view = self
        for _ in range(quarters % 4):
            a, b, c, d, e, f, width, height, upright = view
            view = View(b, -a, d, -c, f, width - e, height, width, upright)
        return view

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of the file as (left, top, right, bottom) in the view."""
        a, b, c, d, e, f = self[:6]
        x0, y0 = a * left + c * bottom + e, b * left + d * bottom + f
        x1, y1 = a * right + c * top + e, b * right + d * top + f
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def view_of(page: Any) -> View:
    """The page as it is shown."""
    low_x, low_y, high_x, high_y = page.get_cropbox()
    plain = View(1, 0, 0, -1, -low_x, high_y, high_x - low_x, high_y - low_y)
    return plain.turned(-(page.get_rotation() % 360) // 90)


def characters(text: Any, count: int, view: View) -> tuple[list[Char], int]:
    """The characters on the page in the order of the file, and the number of those that have no known meaning."""
    import pypdfium2.raw as raw

    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    font = _Font(text, view)
    found: list[Char] = []
    spaced, unknown = False, 0
    last_origin = (math.nan, math.nan)
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in _SPACES:
            spaced = True
            continue
        if code in _LINE_ENDS:
            continue
        if code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF:
            unknown += 1
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box_at):
            continue
        raw.FPDFText_GetCharOrigin(text, index, x_at, y_at)
        origin = (x.value, y.value)
        edges = view.box(box.left, box.bottom, box.right, box.top)
        char = _placed(index, code, spaced, origin, origin == last_origin, edges, view, font)
        if char is not None:
            found.append(char)
            spaced = False
        last_origin = origin
    return found, unknown


class _Font:
    """The font size and the direction at a character, asked again where its box or its baseline differ."""

    def __init__(self, text: Any, view: View) -> None:
        import pypdfium2.raw as raw

        self._raw, self._text, self._view = raw, text, view
        self._matrix = raw.FS_MATRIX()
        self._key = (math.nan, math.nan)
        self._known = (0.0, 0)

    def at(self, index: int, height: float, base: float) -> tuple[float, int]:
        """The size in points and the quarter turns of the direction."""
        if self._key != (key := (round(height, 2), round(base, 2))):
            self._key, self._known = key, self._asked(index, height)
        return self._known

    def _asked(self, index: int, height: float) -> tuple[float, int]:
        size = float(self._raw.FPDFText_GetFontSize(self._text, index))
        matrix = self._matrix
        quarter = 0
        if self._raw.FPDFText_GetMatrix(self._text, index, ctypes.byref(matrix)):
            size *= math.hypot(matrix.c, matrix.d)
            x = self._view.a * matrix.a + self._view.c * matrix.b
            y = self._view.b * matrix.a + self._view.d * matrix.b
            angle = math.atan2(y, x)
            quarter = round(angle / (math.pi / 2))
            quarter = quarter % 4 if abs(angle - quarter * math.pi / 2) < _LEVEL else -1
        possible = max(0.5, 0.4 * height) < size < max(self._view.width, self._view.height)
        return (size if possible else max(1.0, 0.8 * height)), quarter


def _placed(
    index: int,
    code: int,
    spaced: bool,
    origin: tuple[float, float],
    same_origin: bool,
    edges: tuple[float, float, float, float],
    view: View,
    font: _Font,
) -> Char | None:
    """The character in the view; None if it is off the page. Several characters of a span have one origin."""
    left, top, right, bottom = edges
    if not (0 <= (left + right) / 2 <= view.width and 0 <= (top + bottom) / 2 <= view.height):
        return None
    start = view.a * origin[0] + view.c * origin[1] + view.e
    base = view.b * origin[0] + view.d * origin[1] + view.f
    size, quarter = font.at(index, bottom - top, base)
    if right - left > view.width:
        return None
    text = "-" if code in _HYPHENS else chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
    if view.upright and quarter:
        middle = (top + bottom) / 2 if bottom - top >= 0.9 * size else base - size / 2
        start -= _ASCENT * size
        return Char(text, start, start + size, middle + (_ASCENT - 0.5) * size, size, 0, spaced, index)
    if quarter == 0 and not same_origin and abs(start - left) < size:
        left = min(left, start)
        if text in _WIDE and bottom - top < 0.97 * size:  # the box is that of the ink
            right = max(right, start + 0.9 * size)
    return Char(text, left, right, base, size, quarter, spaced, index)


def quarters(chars: Sequence[Char]) -> int:
    """The quarter turns, clockwise, that most of the characters have."""
    counts = Counter(char.quarter for char in chars if char.quarter >= 0)
    return counts.most_common(1)[0][0] if counts else 0


def is_vertical(chars: Sequence[Char]) -> bool:
    """Whether most characters stand upright below the one before, or on it: vertical writing."""
    below = level = 0
    for one, other in pairwise(chars):
        if one.quarter or other.quarter:
            continue
        size = max(one.size, other.size)
        if abs(other.left - one.left) < 0.3 * size:
            below += -0.5 * size < other.base - one.base < 2.5 * size and other.text != one.text
        elif abs(other.base - one.base) < 0.5 * size and 0 < other.left - one.left < 2.5 * size:
            level += 1
    return below > level and 2 * below > len(chars)


def is_collapsed(chars: Sequence[Char]) -> bool:
    """Whether the characters of vertical lines lie on top of each other: the font has no vertical metrics."""
    near = sum(abs(other.left - one.left) < 0.5 * one.size for one, other in pairwise(chars))
    return 2 * near > len(chars)


def without_doubles(chars: list[Char]) -> list[Char]:
    """The characters without those drawn a second time a little beside the first, which makes them look bold."""
    if len(chars) < 2:
        return chars
    codes = np.array([ord(char.text) if char.text else 0 for char in chars], dtype=np.int64)
    places = np.array([(char.left, char.base) for char in chars])
    sizes = np.array([char.size for char in chars])
    suspects: set[int] = set()
    for shift in (0.0, 0.5):
        cells = np.floor(places / (0.5 * sizes[:, None]) + shift).astype(np.int64)
        keys = np.stack([codes, cells[:, 0], cells[:, 1]], axis=1)
        _, groups, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        suspects.update(np.flatnonzero(counts[groups.reshape(-1)] > 1).tolist())
    drop = set(_doubles([chars[index] for index in sorted(suspects)]))
    kept = [char for char in chars if char.number not in drop]
    over = _printed_over(kept)
    return [char for char in kept if char.number not in over] if len(over) < 0.2 * len(kept) else kept


def _doubles(suspects: list[Char]) -> Iterator[int]:
    """The index of each character that stands on an equal one before it."""
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


def _printed_over(chars: Sequence[Char]) -> set[int]:
    """The index of each character that is drawn over another and stands on the page in the same size before.

    The second copy of a text that is to look bold may be a little wider than its place, and so be wrapped.
    """
    places = np.array([(char.base, char.left) for char in chars]).reshape(-1, 2)
    sizes = np.array([char.size for char in chars])
    row = 0.5 * float(np.median(sizes)) if chars else 1.0
    over: set[int] = set()
    for shift in (0.0, 0.5):
        order = np.lexsort((places[:, 1], np.floor(places[:, 0] / row + shift)))
        for first, second in pairwise(order.tolist()):
            one, other = chars[min(first, second)], chars[max(first, second)]
            if _overlap(one, other):
                over.add(other.number)
    if not over:
        return over
    before: set[tuple[str, int]] = set()
    twins: set[int] = set()
    for char in chars:
        sizes_near = (round(char.size) + step for step in (-1, 0, 1))
        if (
            char.number in over
            and (char.text.isalnum() or char.text in _WIDE)
            and any((char.text, size) in before for size in sizes_near)
        ):
            twins.add(char.number)
        before.add((char.text, round(char.size)))
    return twins


def _overlap(one: Char, other: Char) -> bool:
    """Whether `other` lies over `one`, in letters that are not smaller."""
    if one.quarter or other.quarter or other.size < 0.9 * one.size:
        return False
    if other.number - one.number < 3 and abs(other.left - one.left) > 0.2 * one.size:
        return False  # they follow each other: the font's widths are too large
    wide = min(one.right, other.right) - max(one.left, other.left)
    tops = one.base - _ASCENT * one.size, other.base - _ASCENT * other.size
    high = min(tops[0] + one.size, tops[1] + other.size) - max(tops)
    return wide > 0.5 * min(one.right - one.left, other.right - other.left) and high > 0.5 * one.size
