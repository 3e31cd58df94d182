"""The characters of a PDF page's text layer, each with its baseline, font size and direction.

Places come from the characters' origins: inside an ActualText span, pdfium's boxes shrink to the ink, so that 一 would
be a stroke in the middle of its line.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

_WIDE_SPACE = 0x3000
_SPACES = frozenset((0x20, 0xA0, _WIDE_SPACE))
_LINE_ENDS = frozenset((0x0A, 0x0D))
_NOT_DRAWN = _SPACES | _LINE_ENDS | {0, 0xFFFD}
_HYPHENS = frozenset((0x02, 0xFFFE))  # what pdfium gives for a hyphen at a line's end
_LINE_HYPHENS = dict.fromkeys(_HYPHENS, "-")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")
_TWO = 1.5  # times the font size: a glyph that is wider stands for two characters, if two have its place
_LEVEL = math.radians(10)  # text that is turned by less is level
ASCENT = 0.88  # of the font size, above the baseline
WIDE = frozenset(map(chr, (*range(0x3001, 0x3100), *range(0x3400, 0xA000), *range(0xFF01, 0xFF61))))


class Char(NamedTuple):
    """A character between `left` and `right` on the baseline `base`, in points from the page's upper left corner.

    `quarter` counts the quarter turns of its direction, clockwise; -1 if it is oblique. `spaced`: 1 if pdfium
    sees white space before it, 2 if a space is written there, 3 if that is an ideographic space. `number` is its place
    in pdfium's text page.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    quarter: int
    spaced: int
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
        a, b, c, d, e, f, *_ = self
        if b == 0 and a == 1 and d == -1:
            return left + e, f - top, right + e, f - bottom
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
    generated = raw.FPDFText_IsGenerated
    unicode_of, box_of, origin_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    font = _Font(text, view)
    a, b, c, d, e, f, width, height, upright = view
    found: list[Char] = []
    spaced, unknown = 0, 0
    plain = (a, b, c, d) == (1, 0, 0, -1)
    last_x = last_y = last_tall = last_base = math.nan
    size, quarter = 0.0, 0
    for number in range(count):
        code = unicode_of(text, number)
        if code in _NOT_DRAWN or 0xE000 <= code <= 0xF8FF:
            if code in _SPACES:
                spaced = max(spaced, 3 if code == _WIDE_SPACE else 1 if generated(text, number) > 0 else 2)
                continue
            unknown += code not in _LINE_ENDS
            continue
        if not box_of(text, number, box_at):
            continue
        origin_of(text, number, x_at, y_at)
        at_x, at_y = x.value, y.value
        several = at_x == last_x and at_y == last_y  # characters of one glyph (——) or ActualText span
        last_x, last_y = at_x, at_y
        if plain:
            left, top, right, bottom = box.left + e, f - box.top, box.right + e, f - box.bottom
            start, base = at_x + e, f - at_y
        else:
            left, top, right, bottom = view.box(box.left, box.bottom, box.right, box.top)
            start, base = a * at_x + c * at_y + e, b * at_x + d * at_y + f
        if not (0 <= left + right <= 2 * width and 0 <= top + bottom <= 2 * height and right - left <= width):
            continue
        tall = bottom - top
        if not (abs(tall - last_tall) < 0.1 * tall and abs(base - last_base) < 0.01):
            last_tall, last_base = tall, base
            size, quarter = font.at(number, tall)
        char = chr(code) if 0x20 < code < 0xD800 else _text(code)
        if upright and quarter:
            edges = (left, top, right, bottom)
            found.append(_upright(Char(char, start, right, base, size, quarter, spaced, number), edges))
        else:
            if several and found and _is_ligature(found[-1], char, left, right):
                left = (left + right) / 2
                found[-1] = found[-1]._replace(right=left)
            elif quarter == 0 and not several:
                if tall < 0.97 * size:
                    left, right = _advance(char, start, size, left, right)
                elif start < left < start + size:
                    left = start
            found.append(Char(char, left, right, base, size, quarter, spaced, number))
        spaced = 0
    return found, unknown


def layer(text: Any) -> str:
    """The whole text layer of a page as pdfium gives it, with hyphens at the ends of lines as such."""
    return str(text.get_text_range()).translate(_LINE_HYPHENS)


def count_unknown(layer: str) -> int:
    """The characters of a text layer that have no known meaning."""
    return sum(1 for _ in _UNKNOWN.finditer(layer))


class _Font:
    """The font size and the direction at a character."""

    def __init__(self, text: Any, view: View) -> None:
        import pypdfium2.raw as raw

        self._raw, self._text, self._view = raw, text, view
        self._matrix = raw.FS_MATRIX()
        self._matrix_at = ctypes.byref(self._matrix)
        self._largest = max(view.width, view.height)

    def at(self, number: int, height: float) -> tuple[float, int]:
        """The size in points and the quarter turns of the direction, for a character whose box has this height."""
        size = float(self._raw.FPDFText_GetFontSize(self._text, number))
        matrix = self._matrix
        quarter = 0
        if self._raw.FPDFText_GetMatrix(self._text, number, self._matrix_at):
            a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
            size *= math.hypot(c, d)
            view = self._view
            if b or view.b or view.a * a <= 0:
                angle = math.atan2(view.b * a + view.d * b, view.a * a + view.c * b)
                quarter = round(angle / (math.pi / 2))
                quarter = quarter % 4 if abs(angle - quarter * math.pi / 2) < _LEVEL else -1
        possible = max(0.5, 0.4 * height) < size < self._largest
        return (size if possible else max(1.0, 0.8 * height)), quarter


def _text(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _is_ligature(last: Char, char: str, left: float, right: float) -> bool:
    """Whether a character at the origin of the last one shares its glyph: a wide one, or one of Latin letters (ff)."""
    wide = right - left > _TWO * last.size or (char.isascii() and char.isalpha() and last.text.isascii())
    return wide and (left, right) == (last.left, last.right)


def _advance(char: str, start: float, size: float, left: float, right: float) -> tuple[float, float]:
    """The left and right edge of a level character whose box is that of the ink; of a wide one, those of its square."""
    if not -size < start - left < size:
        return left, right
    if char in WIDE:
        right = max(right, start + 0.9 * size)
    return (start if start < left else left), right


def _upright(char: Char, edges: tuple[float, float, float, float]) -> Char:
    """An upright letter of a vertical line as one that stands on a level line."""
    _, top, _, bottom = edges
    size = char.size
    start = char.left - ASCENT * size
    middle = (top + bottom) / 2 if bottom - top >= 0.9 * size else char.base - size / 2
    return char._replace(left=start, right=start + size, base=middle + (ASCENT - 0.5) * size, quarter=0)


def places(chars: Sequence[Char]) -> np.ndarray:
    """The left and right edge, baseline, size and quarter of each character: float64 of shape (characters, 5)."""
    return np.array([value for char in chars for value in char[1:6]], dtype=np.float64).reshape(-1, 5)


def quarters(where: np.ndarray) -> int:
    """The quarter turns, clockwise, that most of the characters at these `places` have."""
    turned = where[:, 4]
    counts = np.bincount(turned[turned >= 0].astype(np.int64))
    return int(counts.argmax()) if len(counts) else 0


def is_vertical(where: np.ndarray) -> bool:
    """Whether most characters at these `places` stand upright below the one before, or on it: vertical writing."""
    level = where[where[:, 4] == 0]
    if len(level) < 2:
        return False
    lefts, _, bases, sizes, _ = level.T
    right, down = np.diff(lefts) / sizes[1:], np.diff(bases) / sizes[1:]
    below = (np.abs(right) < 0.3) & (down > -0.5) & (down < 2.5) & ((right != 0) | (down != 0))
    along = ~below & (np.abs(down) < 0.5) & (right > 0) & (right < 2.5)
    return bool(below.sum() > along.sum() and 2 * below.sum() > len(where))


def is_collapsed(chars: Sequence[Char]) -> bool:
    """Whether the characters of vertical lines lie on top of each other: the font has no vertical metrics."""
    near = sum(abs(other.left - one.left) < 0.5 * one.size for one, other in pairwise(chars))
    return 2 * near > len(chars)
