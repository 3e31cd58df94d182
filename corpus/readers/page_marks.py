"""What the pages of a PDF or of pictures say of themselves: the printed number, the name of the section, their size."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import records
from corpus.page_labels import PageLabel, find_page_label, is_section, same_label
from corpus.readers.layout import join_fragments
from corpus.readers.page_lines import Page, TextLine

_TOP, _BOTTOM = 0.2, 0.08  # the share of the page's height, at the top and at the bottom, where its number may stand
_BARE = re.compile(r"[-–—·•\s]*(\d{1,3})[-–—·•\s]*")


def described(pages: Sequence[Page]) -> tuple[records.Page, ...]:
    """The pages as records, each with its size in points as it is shown.

    A bare number (5, - 5 -) is that of a page of a book or a report, and counts only beside the name of a section.
    """
    found: list[records.Page] = []
    for page in pages:
        label = _label(_edge_lines(page))
        width, height = (page.height, page.width) if page.turns % 2 else (page.width, page.height)
        printed = label or PageLabel("")
        found.append(records.Page(page.number, printed.label, printed.name, round(width, 2), round(height, 2)))
    return tuple(found)


def _edge_lines(page: Page) -> list[TextLine]:
    """The lines at the top and at the bottom of a page, without white space around them."""
    low, high = _TOP * page.height, (1 - _BOTTOM) * page.height
    return join_fragments([line for line in page.lines if line.bottom < low or line.top > high])


def _label(lines: Sequence[TextLine]) -> PageLabel | None:
    """What the lines at the edges of a page say of it; None if they differ. A name may stand level with the number."""
    sections = [line for line in lines if is_section(line.text.strip())]
    found = [(line, label) for line in lines if (label := find_page_label(line.text) or _bare(line, sections))]
    if not found or any(not same_label(found[0][1].label, label.label) for _, label in found):
        return None
    named = next((label for _, label in found if label.name), None)
    if named is not None:
        return named
    line, label = found[0]
    names = {other.text.strip() for other in sections if _are_level(line, other)}
    return PageLabel(label.label, names.pop()) if len(names) == 1 else label


def _bare(line: TextLine, sections: Sequence[TextLine]) -> PageLabel | None:
    """A number that stands by itself, level with the name of a section."""
    match = _BARE.fullmatch(line.text.strip())
    return PageLabel(match[1]) if match and any(_are_level(line, other) for other in sections) else None


def _are_level(one: TextLine, other: TextLine) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.4 * min(one.size, other.size)
