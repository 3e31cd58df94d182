"""The text of an OFD page (GB/T 33190-2016, chapter 11): its characters with their places, sizes and directions.

Lengths in the file are millimetres from the upper left corner of the page. The text of a page's template, of its
annotations and text that is not shown are collected apart.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import CorpusError
from corpus.readers import limits
from corpus.readers.pdf_chars import ASCENT, Char

if TYPE_CHECKING:
    from lxml.etree import _Element

POINTS = 72 / 25.4  # in a millimetre
_MAX_DEPTH = 16  # of blocks and composite objects in each other
_FAINT = 100  # of 255: text that is more transparent is a watermark, or lies under the picture of a scan
_LEVEL = math.radians(10)  # text that is turned by less is level
_ESCAPED = re.compile(r"\\([0-9A-Fa-f]{4})")
_DEFAULT_SIZE = 4.0  # millimetres, where the file names none

Matrix = tuple[float, float, float, float, float, float]  # x' = a x + c y + e, y' = b x + d y + f
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Glyph(NamedTuple):
    """A character with its origin on the baseline, in points. `angle` is its direction, clockwise; `width` along it."""

    text: str
    x: float
    y: float
    width: float
    size: float
    angle: float
    spaced: bool
    opacity: float  # 0 to 255


@dataclass
class Content:
    """What a page, a template or an annotation draws: its characters in the order of the file."""

    glyphs: list[Glyph] = field(default_factory=list)
    unknown: int = 0  # characters without a known meaning
    pictures: int = 0

    @property
    def text(self) -> str:
        """The characters as they follow each other in the file."""
        return "".join((" " if glyph.spaced else "") + glyph.text for glyph in self.glyphs)


def local_name(element: _Element) -> str:
    """The name of an element without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: _Element | None, name: str) -> Iterator[_Element]:
    """The elements of this name directly in another."""
    for child in element if element is not None else ():
        if local_name(child) == name:
            yield child


def first(element: _Element | None, *names: str) -> _Element | None:
    """The first element along a path of names, or None."""
    for name in names:
        element = next(children(element, name), None)
    return element


def numbers(value: str | None, count: int) -> tuple[float, ...] | None:
    """The numbers of a list in an attribute; None if there are fewer than `count`, or other things."""
    try:
        found = tuple(float(part) for part in (value or "").replace(",", " ").split())
    except ValueError:
        return None
    return found[:count] if len(found) >= count and all(map(math.isfinite, found[:count])) else None


class Drawing:
    """Reads what pages draw. `units` are the composite objects of the resources, by their ids.

    All pages together may have `limits.OFD_OBJECTS` objects.
    """

    def __init__(self) -> None:
        self._objects_left = limits.OFD_OBJECTS

    def content(self, parent: _Element | None, units: Mapping[str, _Element], origin: tuple[float, float]) -> Content:
        """What stands in the layers and blocks below an element; `origin` is the corner of the page in millimetres.

        Raises `CorpusError` if the file draws too many objects.
        """
        content = Content()
        self._walk(parent, units, (1.0, 0.0, 0.0, 1.0, -origin[0], -origin[1]), content, 0)
        return content

    def _walk(
        self, parent: _Element | None, units: Mapping[str, _Element], matrix: Matrix, content: Content, depth: int
    ) -> None:
        for element in parent if parent is not None else ():
            self._objects_left -= 1
            if self._objects_left < 0:
                raise CorpusError("ofd_too_many_objects", limit=limits.OFD_OBJECTS)
            name = local_name(element)
            if name == "TextObject":
                content.unknown += _text_object(element, matrix, content.glyphs)
            elif name == "ImageObject":
                content.pictures += 1
            elif depth >= _MAX_DEPTH:
                continue
            elif name in ("Layer", "PageBlock"):
                self._walk(element, units, matrix, content, depth + 1)
            elif (
                name == "CompositeObject" and (unit := units.get((element.get("ResourceID") or "").strip())) is not None
            ):
                inner = _composed(matrix, _placement(element))
                self._walk(first(unit, "Content"), units, inner, content, depth + 1)


def _placement(element: _Element) -> Matrix:
    """How an object's own space lies in that around it: its matrix, then the corner of its boundary."""
    box = numbers(element.get("Boundary"), 4) or (0.0, 0.0)
    a, b, c, d, e, f = numbers(element.get("CTM"), 6) or _SAME
    return a, b, c, d, e + box[0], f + box[1]


def _composed(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    u, v, w, x, y, z = inner
    return (a * u + c * v, b * u + d * v, a * w + c * x, b * w + d * x, a * y + c * z + e, b * y + d * z + f)


def _number(value: str | None, default: float) -> float:
    found = numbers(value, 1)
    return found[0] if found else default


def _text_object(element: _Element, outer: Matrix, glyphs: list[Glyph]) -> int:
    """Append the characters of a text object; the number of those that have no known meaning."""
    matrix = _composed(outer, _placement(element))
    size = _number(element.get("Size"), _DEFAULT_SIZE)
    scale = _number(element.get("HScale"), 1.0)
    turned = math.radians(_number(element.get("CharDirection"), 0.0))
    downwards = _number(element.get("ReadDirection"), 0.0) % 180 == 90
    opacity = _opacity(element)
    x = y = 0.0
    unknown = 0
    for code in children(element, "TextCode"):
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(map(str, code.itertext())))
        spaced = False
        for char, (left, base, width) in zip(text, _places(code, text, x, y, size, scale, downwards), strict=False):
            if char.isspace():
                spaced = True
            elif unicodedata.category(char) in ("Cc", "Co", "Cs", "Cn") or char == "\ufffd":
                unknown += 1
            else:
                glyphs.append(_glyph(char, matrix, (left, base, width), size, turned, spaced, opacity))
                spaced = False
    return unknown


def _opacity(element: _Element) -> float:
    """From 0 to 255; 0 for what is not shown."""
    if (element.get("Visible") or "").strip().lower() == "false":
        return 0.0
    whole = _number(element.get("Alpha"), 255.0)
    color = first(element, "FillColor")
    return whole * _number(color.get("Alpha"), 255.0) / 255 if color is not None else whole


def _places(
    code: _Element, text: str, x: float, y: float, size: float, scale: float, downwards: bool
) -> Iterator[tuple[float, float, float]]:
    """The origin of each character and its width. Without offsets a character follows the one before."""
    across, down = _offsets(code.get("DeltaX"), len(text)), _offsets(code.get("DeltaY"), len(text))
    free = not across and not down
    for index, char in enumerate(text):
        wide = unicodedata.east_asian_width(char) in ("W", "F", "A")
        width = size * scale * (1.0 if wide else 0.5)
        step = across[index] if index < len(across) else 0.0
        yield x, y, min(width, step) if step > 0 else width
        x += step if not free else (0.0 if downwards else width)
        y += (down[index] if index < len(down) else 0.0) if not free else (size if downwards else 0.0)


def _offsets(value: str | None, count: int) -> list[float]:
    """The offsets between characters: `3 g 2 4.5 3` is 3, twice 4.5, and 3. Not more than `count` are made."""
    offsets: list[float] = []
    parts = iter((value or "").replace(",", " ").split())
    for part in parts:
        if len(offsets) >= count:
            break
        if part.lower() == "g":
            times, offset = _number(next(parts, None), 0.0), _number(next(parts, None), 0.0)
            offsets += [offset] * max(0, min(int(times), count - len(offsets)))
        else:
            offsets.append(_number(part, 0.0))
    return offsets


def _glyph(
    char: str,
    matrix: Matrix,
    place: tuple[float, float, float],
    size: float,
    turned: float,
    spaced: bool,
    opacity: float,
) -> Glyph:
    a, b, c, d, e, f = matrix
    left, base, width = place
    return Glyph(
        char,
        (a * left + c * base + e) * POINTS,
        (b * left + d * base + f) * POINTS,
        width * math.hypot(a, b) * POINTS,
        size * math.hypot(c, d) * POINTS,
        math.atan2(b, a) + turned,
        spaced,
        opacity,
    )


def shown(content: Content, size: tuple[float, float]) -> tuple[list[Glyph], list[Glyph]]:
    """The characters that can be seen on a page of this size, and those that cannot.

    Where most are hidden they are the text of a scan, under its picture, and count as seen.
    """
    on_page = [glyph for glyph in content.glyphs if _is_on_page(glyph, size)]
    visible = [glyph for glyph in on_page if glyph.opacity >= _FAINT]
    seen = on_page if content.pictures and 2 * len(visible) < len(on_page) else visible
    kept = set(map(id, seen))
    return seen, [glyph for glyph in content.glyphs if id(glyph) not in kept]


def _is_on_page(glyph: Glyph, size: tuple[float, float]) -> bool:
    width, height = size
    return 0 <= glyph.x + glyph.width / 2 <= width and 0 <= glyph.y - glyph.size / 3 <= height and glyph.size < height


def chars(glyphs: Sequence[Glyph], size: tuple[float, float], turns: int = 0, upright: bool = False) -> list[Char]:
    """The characters on a page of this size, with the page turned anticlockwise by quarters.

    `upright`: the letters stand upright on lines that run downwards, which the turn has made run to the right.
    """
    place = _turned(turns, *size)
    return [_char(glyph, number, place, turns, upright) for number, glyph in enumerate(glyphs)]


def _turned(turns: int, width: float, height: float) -> Callable[[float, float], tuple[float, float]]:
    places: tuple[Callable[[float, float], tuple[float, float]], ...] = (
        lambda x, y: (x, y),
        lambda x, y: (y, width - x),
        lambda x, y: (width - x, height - y),
        lambda x, y: (height - y, x),
    )
    return places[turns % 4]


def _char(
    glyph: Glyph, number: int, place: Callable[[float, float], tuple[float, float]], turns: int, upright: bool
) -> Char:
    size = max(0.5, glyph.size)
    if upright:
        left, middle = place(glyph.x + glyph.width / 2, glyph.y - ASCENT * size)
        return Char(glyph.text, left, left + size, middle + (ASCENT - 0.5) * size, size, 0, glyph.spaced, number)
    x, y = place(glyph.x, glyph.y)
    quarter = round(glyph.angle / (math.pi / 2))
    level = abs(glyph.angle - quarter * math.pi / 2) < _LEVEL
    return Char(glyph.text, x, x + glyph.width, y, size, (quarter - turns) % 4 if level else -1, glyph.spaced, number)
