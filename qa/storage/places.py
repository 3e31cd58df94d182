"""The regions and pages of an article as one value of the database: some five bytes for each printed line.

Regions become columns of whole numbers (starts, ends, pages, edges in 1/100,000 of the page), each as its differences
in a variable number of bytes, compressed together with the pages in JSON. Libraries made before have JSON text, which
is also written where an edge has more than five decimal places.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from corpus.records import Page, Region

_SCALE = 100_000
_PAGE = {name: default for name, default in asdict(Page(0)).items() if name != "number"}

Places = tuple[tuple[Region, ...], tuple[Page, ...], tuple[Region, ...]]


def pack(regions: Sequence[Region], pages: Sequence[Page], title_regions: Sequence[Region]) -> str | bytes:
    """The places as they are stored: JSON text or compressed bytes."""
    if not (regions or pages or title_regions):
        return "[]"
    rows = [_page_row(page) for page in pages]
    numbers = _numbers(title_regions, regions)
    if numbers is None:
        return json.dumps({"regions": _json(regions), "pages": rows, "title_regions": _json(title_regions)})
    head = json.dumps([len(title_regions), len(regions), rows], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return zlib.compress(b"".join(_bytes([len(head)])) + head + b"".join(_bytes(numbers)), 9)


def unpack(value: str | bytes) -> Places:
    """The regions, pages and regions of the headline that `pack` made a value of. Raises `ValueError` for another."""
    if isinstance(value, str):
        stored = json.loads(value)
        if isinstance(stored, list):  # of a library made before
            return _regions(stored), (), ()
        return _regions(stored["regions"]), _pages(stored["pages"]), _regions(stored["title_regions"])
    try:
        data = zlib.decompress(value)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    values = _read(data)
    length, at = next(values, (0, 0))
    titles, texts, rows = json.loads(data[at : at + length].decode("utf-8", "surrogatepass"))
    found = _from_numbers([number for number, _ in _read(data, at + length)], titles + texts)
    return found[titles:], _pages(rows), found[:titles]


def _page_row(page: Page) -> dict[str, Any]:
    """The fields of a page that are not the usual ones."""
    fields = asdict(page)
    return {"number": page.number, **{name: fields[name] for name, usual in _PAGE.items() if fields[name] != usual}}


def _pages(rows: Iterable[dict[str, Any]]) -> tuple[Page, ...]:
    return tuple(Page(**row) for row in rows)


def _json(regions: Iterable[Region]) -> list[Any]:
    return [(r.start, r.end, r.page, r.box) for r in regions]


def _regions(rows: Iterable[Sequence[Any]]) -> tuple[Region, ...]:
    return tuple(Region(start, end, page, tuple(box) if box else None) for start, end, page, box in rows)


def _numbers(*groups: Sequence[Region]) -> list[int] | None:
    """The columns of the regions, each as differences: starts from the last end, lengths, pages, whether there is a
    box, and its left edge, top, width and height. None where they cannot be told exactly.
    """
    columns: list[list[int]] = [[] for _ in range(8)]
    end = 0
    for region in (region for group in groups for region in group):
        edges = [round(edge * _SCALE) for edge in region.box or (0, 0, 0, 0)]
        if region.box is not None and tuple(edge / _SCALE for edge in edges) != region.box:
            return None
        left, top, right, bottom = edges
        row = (region.start - end, region.end - region.start, region.page, int(region.box is not None))
        for column, number in zip(columns, (*row, left, top, right - left, bottom - top), strict=True):
            column.append(number)
        end = region.end
    for column in columns[2:]:
        column[1:] = [number - last for last, number in pairwise(column)]
    return [number for column in columns for number in column]


def _from_numbers(numbers: Sequence[int], count: int) -> tuple[Region, ...]:
    if len(numbers) != 8 * count:
        raise ValueError("the places of an article are damaged")
    columns = [list(numbers[at * count : (at + 1) * count]) for at in range(8)]
    for column in columns[2:]:
        for at in range(1, count):
            column[at] += column[at - 1]
    regions: list[Region] = []
    end = 0
    for gap, length, page, boxed, left, top, width, height in zip(*columns, strict=True):
        start = end + gap
        end = start + length
        edges = (left / _SCALE, top / _SCALE, (left + width) / _SCALE, (top + height) / _SCALE)
        regions.append(Region(start, end, page, edges if boxed else None))
    return tuple(regions)


def _bytes(numbers: Iterable[int]) -> Iterator[bytes]:
    """Each number in groups of seven bits, the lowest first; the lowest bit of all is its sign."""
    for number in numbers:
        rest = 2 * number if number >= 0 else -2 * number - 1
        while rest > 0x7F:
            yield bytes((rest & 0x7F | 0x80,))
            rest >>= 7
        yield bytes((rest,))


def _read(data: bytes, at: int = 0) -> Iterator[tuple[int, int]]:
    """The numbers that `_bytes` wrote, each with the place behind it."""
    number = shift = 0
    for place in range(at, len(data)):
        byte = data[place]
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield (number >> 1) if not number & 1 else -((number + 1) >> 1), place + 1
            number = shift = 0
