"""Articles side by side at the foot of a page that go on on the next one, each in its own columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.page_references import find_back
from corpus.readers.flow import count_breaks
from corpus.readers.page_lines import Page, TextLine
from corpus.readers.paragraph_blocks import box_of

_HEADLINE = 1.25  # times the usual letter size
_FOOT = 3.0  # how far above the lowest line of a page an article's last line may stand, in letter sizes
_FULL = 1.2  # by which a full line may be shorter than its column, in letter sizes
_SLACK = 2.0  # by which a column may extend beyond its article, in letter sizes

Frame = list[TextLine]
Sheet = tuple[Page, list[Frame]]  # a page and its frames in reading order


def with_columns_of_articles(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The frames of all pages in reading order, each with its page.

    Columns at the top of a page, above its first headline, follow the article in whose columns they stand, if several
    articles side by side reach the foot of the page before and fewer columns break off so.
    """
    found: list[list[Sheet]] = []
    for page, frames in sheets:
        tail = next((place for place, frame in enumerate(frames) if _is_headline(frame, frames)), len(frames))
        places = _places(found[-1], frames[:tail]) if found and tail else []
        if not places:
            found.append([(page, [frame]) for frame in frames])
            continue
        for place, frame in reversed(list(zip(places, frames, strict=False))):
            found[-1].insert(place, (page, [frame]))
        found.append([(page, [frame]) for frame in frames[tail:]])
    return [item for sheet in found for item in sheet]


def _places(before: Sequence[Sheet], tail: Sequence[Frame]) -> list[int]:
    """Behind which frame of the page before each of the columns belongs; none if that is not certain."""
    articles = _at_foot(before)
    places: list[int] = []
    for frame in tail:
        left, _, right, _ = box_of(frame)
        slack = _SLACK * frame[0].size
        fits = [end for low, high, end in articles if low - slack < left and right < high + slack]
        if len(fits) != 1:
            return []
        places += fits
    if places != sorted(places):
        return []
    frames = [frame for _, (frame,) in before]
    moved = frames[:]
    for place, frame in reversed(list(zip(places, tail, strict=True))):
        moved.insert(place, frame)
    saved = count_breaks([*frames, *tail]) - count_breaks(moved)
    full = all(_is_full(frames[end - 1]) for _, _, end in articles)
    return places if saved > 0 or (saved == 0 and full) else []


def _is_full(frame: Frame) -> bool:
    """Whether the last line of a column reaches its right edge: that is rare where an article ends."""
    return max(line.right for line in frame) - frame[-1].right < _FULL * frame[-1].size and len(frame) > 1


def _at_foot(before: Sequence[Sheet]) -> list[tuple[float, float, int]]:
    """The left and right edge and the end of each article at the foot of a page; none unless they stand apart."""
    frames = [frame for _, (frame,) in before]
    starts = [place for place, frame in enumerate(frames) if _is_headline(frame, frames)]
    foot = max((frame[-1].bottom for frame in frames), default=0.0)
    articles: list[tuple[float, float, int]] = []
    for start, end in pairwise([*starts, len(frames)]):
        left, _, right, bottom = box_of([line for frame in frames[start:end] for line in frame])
        if end - start > 1 and foot - bottom < _FOOT * frames[end - 1][0].size:
            articles.append((left, right, end))
    edges = sorted(articles)
    apart = all(one[1] < other[0] for one, other in pairwise(edges))
    return articles if len(articles) > 1 and apart else []


def _is_headline(frame: Frame, frames: Sequence[Frame]) -> bool:
    sizes = sorted(line.size for one in frames for line in one)
    return frame[0].size > _HEADLINE * sizes[len(sizes) // 2] or find_back(frame[0].text) is not None
