"""The picture of a newspaper page in its digital edition, and the polygons on it that lead to the articles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Box = tuple[float, float, float, float]

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STYLE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d+(?:\.\d+)?)px", re.IGNORECASE)
_MAX_AREAS = 500
_MAX_BOXES = 12  # that a polygon is divided into
_LEVEL = 2.0  # pixels that the ends of a straight edge may differ by


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon: the page that it leads to, and the boxes that it consists of, in pixels of the picture as shown."""

    href: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The picture of a page, the size in which it is shown (None where the page does not say), and its areas."""

    src: str
    width: float | None
    height: float | None
    areas: tuple[Area, ...]


def picture(tree: Any) -> PagePicture | None:
    """The picture of the paper's page on a web page; None if there is none with a map."""
    maps = {(element.get("name") or element.get("id") or "").lower(): element for element in tree.iter("map")}
    for image in tree.iter("img"):
        used = (image.get("usemap") or "").lstrip("#").lower()
        if used and used in maps:
            areas = tuple(filter(None, map(_area, list(maps[used].iter("area"))[:_MAX_AREAS])))
            if areas:
                return PagePicture(image.get("src") or "", _size(image, "width"), _size(image, "height"), areas)
    return None


def _size(image: Any, side: str) -> float | None:
    styled = dict(_STYLE.findall((image.get("style") or "").lower()))
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", image.get(side) or styled.get(side) or "")
    return float(match[1]) if match and float(match[1]) > 0 else None


def _area(area: Any) -> Area | None:
    numbers = list(map(float, _NUMBER.findall(area.get("coords") or "")))
    href = (area.get("href") or "").strip()
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    if len(points) < 2 or not href or href.lower().startswith(("javascript:", "#")):
        return None
    return Area(href, boxes_of(points) if len(points) > 2 else (_bounds(points),))


def boxes_of(points: list[tuple[float, float]]) -> tuple[Box, ...]:
    """The boxes that a polygon consists of if its edges are level and upright, else the one around it.

    Boxes from top to bottom. Source: the polygon is cut at the height of each corner, and equal neighbours are joined.
    """
    edges = list(zip(points, [*points[1:], points[0]], strict=True))
    if any(min(abs(x1 - x2), abs(y1 - y2)) > _LEVEL for (x1, y1), (x2, y2) in edges):
        return (_bounds(points),)
    upright = [(x1, min(y1, y2), max(y1, y2)) for (x1, y1), (_, y2) in edges if abs(y1 - y2) > _LEVEL]
    heights = sorted({y for _, y in points})
    boxes: list[Box] = []
    for top, bottom in pairwise(heights):
        if bottom - top <= _LEVEL:
            continue
        middle = (top + bottom) / 2
        sides = sorted(x for x, low, high in upright if low < middle < high)
        for left, right in zip(sides[::2], sides[1::2], strict=False):
            above = next((i for i, box in enumerate(boxes) if _is_above(box, left, top, right)), None)
            if above is None:
                boxes.append((left, top, right, bottom))
            else:
                boxes[above] = (boxes[above][0], boxes[above][1], boxes[above][2], bottom)
    return tuple(boxes) if 0 < len(boxes) <= _MAX_BOXES else (_bounds(points),)


def _is_above(box: Box, left: float, top: float, right: float) -> bool:
    return abs(box[0] - left) <= _LEVEL and abs(box[2] - right) <= _LEVEL and abs(box[3] - top) <= _LEVEL


def _bounds(points: list[tuple[float, float]]) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)
