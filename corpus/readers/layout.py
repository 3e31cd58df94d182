"""The lines of a page joined to paragraphs in reading order, by their positions; for PDF and OCR.

For writing from left to right. Division into articles is left to `pdf_articles.py` and `corpus/newspaper`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from corpus.account import Account
from corpus.page_references import find_back
from corpus.readers.continued import Piece, first_word, joined
from corpus.readers.flow import count_breaks
from corpus.readers.hyphens import Hyphens
from corpus.readers.over_pages import with_columns_of_articles
from corpus.readers.page_lines import Page, TextLine
from corpus.readers.paragraph_blocks import box_of, paragraph_block
from corpus.readers.running_heads import Heads, head_reason, without_heads
from corpus.readers.table_lines import with_drop_caps, with_rows
from corpus.records import Block
from corpus.text import HAN, ends_sentence

__all__ = ["Page", "TextLine", "blocks", "frames", "join_fragments", "ordered", "paragraphs"]

_WIDE = re.compile(f"[{HAN}\u3000-\u30ff\uff01-\uff60]")
_HEADLINE_SIZE = 1.25  # the letter size of a headline, relative to the page's median
_MAX_CUT_DEPTH = 12
_SHOULDER = 0.03  # by which the letters of a shoulder headline differ from the text's, relative to these
_MAX_SHOULDER_CHARS = 40
_SPACE, _MAX_SPACE = 1.3, 2.2  # the white space between two lines of a frame, in letter sizes: on most pages, on any
_MAX_FRAMES = 400  # more are ordered by their upper edges, since the time grows with the cube of their number

Frame = list[TextLine]  # lines below each other in one column and one size


class Laid(NamedTuple):
    """The paragraphs of all pages in reading order, without running heads, and what the latter say."""

    blocks: tuple[Block, ...]
    heads: Heads


def blocks(pages: Sequence[Page], account: Account | None = None) -> Laid:
    """The paragraphs of all pages in reading order, and the running heads, which `account` counts."""
    bodies, heads = without_heads([(page, join_fragments(page.lines)) for page in pages])
    hyphens = Hyphens(line.text for page in pages for line in page.lines)
    pieces: list[Piece] = []
    sheets = [
        (page, ordered(frames(with_rows(with_drop_caps(body))))) for page, body in zip(pages, bodies, strict=True)
    ]
    for page, found_frames in with_columns_of_articles(sheets):
        for frame in found_frames:
            pieces.extend(_pieces(frame, page))
    found = tuple(paragraph_block(parts, hyphens) for parts in joined(pieces))
    if account is not None:
        for _, text in heads.texts:
            account.leave(head_reason(text), text)
        written = "".join(line.text for piece in pieces for line in piece.lines)
        account.leave_hyphens(written, "".join(block.text for block in found))
    return Laid(found, heads)


def _pieces(frame: Frame, page: Page) -> Iterator[Piece]:
    """The paragraphs of a column, or the parts that it has of them."""
    left, right = min(line.left for line in frame), max(line.right for line in frame)
    found = paragraphs(frame)
    for number, lines in enumerate(found):
        yield Piece(page, lines, left, right, number == 0, number == len(found) - 1)


def join_fragments(lines: Iterable[TextLine]) -> list[TextLine]:
    """The lines, with fragments (at a change of font, or from a recogniser) joined; sorted from the top."""
    lines = list(lines)
    edges = np.array([(line.left, line.top, line.right) for line in lines]).reshape(-1, 3)
    joined: list[TextLine] = []
    for line in sorted(lines, key=lambda item: (round(item.bottom / max(1.0, item.size / 2)), item.left)):
        last = joined[-1] if joined else None
        if last is not None and _continues(last, line) and not _starts_column(last, line, edges):
            joined[-1] = _concatenated(last, line)
        else:
            joined.append(line)
    return sorted(joined, key=lambda item: (item.top, item.left))


def _concatenated(last: TextLine, line: TextLine) -> TextLine:
    spaced = line.left - last.right > 0.2 * line.size and not _WIDE.search(last.text[-1] + line.text[0])
    _, top, right, bottom = box_of((last, line))
    text = f"{last.text} {line.text}" if spaced else last.text + line.text
    pieces = (*last.parts, *line.parts)
    return TextLine(text, last.left, top, right, bottom, max(last.size, line.size), pieces=pieces)


def _continues(last: TextLine, line: TextLine) -> bool:
    """Whether `line` has the size and height on the page of `last`, and begins where `last` ends."""
    overlap = min(last.bottom, line.bottom) - max(last.top, line.top)
    height = min(last.bottom - last.top, line.bottom - line.top)
    size = min(last.size, line.size)
    alike = max(last.size, line.size) < 1.4 * size
    return alike and overlap > 0.6 * height and -0.5 * size < line.left - last.right < 0.9 * size


def _starts_column(last: TextLine, line: TextLine, edges: np.ndarray) -> bool:
    """Whether a column begins where `line` does, although `last` ends close by: a mark may extend beyond its column.

    At the edge of a column, more lines begin in the neighbourhood than run across. The text after the number of a list
    item looks the same, so `last` must have some length. `edges` is float64 of shape (lines, 3): left, top, right.
    """
    if last.right - last.left < 5 * line.size:
        return False
    size = line.size
    near = edges[np.abs(edges[:, 1] - line.top) < 12 * size]
    begins = int((np.abs(near[:, 0] - line.left) < 0.3 * size).sum())
    crosses = int(((near[:, 0] < line.left - size) & (near[:, 2] > line.left + size)).sum())
    if begins == 2 and not crosses:  # at the end of a page
        return last.text[-1] in "，。、；：！？”）"
    return begins >= 3 and begins > 2 * crosses


def frames(lines: Sequence[TextLine]) -> list[Frame]:
    """Lines that are below each other in one column and one size; `lines` are sorted from the top.

    A line joins the one above if each is the only neighbour of the other: below a headline over two columns there are
    two neighbours.
    """
    if not lines:
        return []
    below, above = _neighbours(lines)
    grouped: list[Frame] = []
    frame_of: dict[int, Frame] = {}
    for index, line in enumerate(lines):
        mutual = len(above[index]) == 1 and below[above[index][0]] == [index]
        frame = frame_of[above[index][0]] if mutual else None
        if frame is None or not _same_column(frame, line):
            frame = []
            grouped.append(frame)
        frame.append(line)
        frame_of[index] = frame
    return grouped


def _neighbours(lines: Sequence[TextLine]) -> tuple[list[list[int]], list[list[int]]]:
    """The indexes of the lines directly below each line, and of those directly above it.

    The last line of a paragraph may be so short that it stands under the indent of the first.
    """
    lefts, tops, rights = np.array([(line.left, line.top, line.right) for line in lines]).T  # tops ascend
    candidates: list[list[int]] = []
    for line in lines:
        middle = (line.top + line.bottom) / 2
        low, high = (int(i) for i in np.searchsorted(tops, (middle, line.bottom + _MAX_SPACE * line.size)))
        overlap = np.minimum(rights[low:high], line.right) - np.maximum(lefts[low:high], line.left)
        first_lines = (lefts[low:high] > line.left - 2.6 * line.size) & (rights[low:high] < line.left + 0.6 * line.size)
        candidates.append([low + int(i) for i in np.flatnonzero((overlap > 0.5 * line.size) | first_lines)])
    space = max(_SPACE, min(_MAX_SPACE, _usual_space(lines, candidates) + 0.4))
    below: list[list[int]] = []
    above: list[list[int]] = [[] for _ in lines]
    for index, line in enumerate(lines):
        near = [i for i in candidates[index] if tops[i] < line.bottom + space * line.size and i != index]
        first_bottom = min((lines[i].bottom for i in near), default=0.0)
        below.append([i for i in near if lines[i].top < first_bottom])  # not hidden by another
        for i in below[index]:
            above[i].append(index)
    return below, above


def _usual_space(lines: Sequence[TextLine], candidates: Sequence[Sequence[int]]) -> float:
    """The usual white space between a line and the next below it, in letter sizes."""
    spaces = [
        (lines[near[0]].top - line.bottom) / line.size for line, near in zip(lines, candidates, strict=True) if near
    ]
    return sorted(spaces)[len(spaces) // 2] if spaces else 0.0


def _same_column(frame: Frame, line: TextLine) -> bool:
    last = frame[-1]
    ratio = max(last.size, line.size) / min(last.size, line.size)
    apart = line.top - last.bottom > 0.9 * line.size
    if ratio > 1.15 or (ratio > 1 + _SHOULDER and apart) or last.alone != line.alone or _is_upright(line):
        return False
    left = min(item.left for item in frame)
    right = max(item.right for item in frame)
    margin = 2.6 * line.size
    # The edges of a column are not known from its first lines, which may be indented or short.
    return abs(line.left - left) < margin and (line.right < right + margin or len(frame) < 3 or right - left < margin)


def _is_upright(line: TextLine) -> bool:
    """Whether a line runs downwards: such headlines below each other are those of different articles."""
    return line.alone and line.bottom - line.top > 2 * (line.right - line.left)


def ordered(page_frames: list[Frame]) -> list[Frame]:
    """Frames in reading order: first the articles side by side or below each other, then the columns of each.

    A headline may be narrower than its article, so that the article below it could come in between. Hence the page is
    first cut where white space runs across above a headline. Where headlines of columns are level by chance, whole
    columns may fit better.
    """
    sizes = sorted(line.size for frame in page_frames for line in frame)
    body_size = sizes[len(sizes) // 2] if sizes else 1.0
    cut = _cut(page_frames, body_size, 0)
    breaks = count_breaks(cut)
    if not breaks or len(page_frames) > _MAX_FRAMES or len(_parts(page_frames, 0, 0.5 * body_size)) < 2:
        return cut
    columns = _by_columns(page_frames)
    return columns if count_breaks(columns) < breaks else cut


def _cut(page_frames: list[Frame], body_size: float, depth: int) -> list[Frame]:
    if len(page_frames) < 3 or depth > _MAX_CUT_DEPTH:
        return _by_columns(page_frames)
    parts = _articles(page_frames, 1, body_size)
    if len(parts) == 1:
        parts = _articles(page_frames, 0, body_size)
        if not _are_articles_side_by_side(parts, body_size):
            return _below_headline(page_frames, body_size, depth)
    return [frame for part in parts for frame in _cut(part, body_size, depth + 1)]


def _are_articles_side_by_side(parts: list[list[Frame]], body_size: float) -> bool:
    """Whether these are several articles: their headlines are level, or one of them has others below it."""
    if len(parts) == 1:
        return False
    if all(_has_headline(part, body_size) for part in parts) and _top_difference(parts) < 3 * body_size:
        return True
    return any(len(_articles(part, 1, body_size)) > 1 for part in parts)


def _below_headline(page_frames: list[Frame], body_size: float, depth: int) -> list[Frame]:
    """The frames of one article: a headline in the middle or at the right, beside or above the text, comes first."""
    top = min(frame[0].top for frame in page_frames)
    down = [f for f in page_frames if _is_vertical(f, body_size) and f[0].top < top + f[0].size]
    if 0 < len(down) < len(page_frames):
        others = [frame for frame in page_frames if not any(frame is other for other in down)]
        return sorted(down, key=lambda frame: -frame[0].left) + _below_headline(others, body_size, depth)
    first, *rest = _parts(page_frames, 1, 0.1 * body_size)
    if rest and all(_is_headline(frame, body_size) for frame in first):
        return _by_columns(first) + _cut([frame for part in rest for frame in part], body_size, depth + 1)
    return _by_columns(page_frames)


def _parts(page_frames: list[Frame], axis: int, gap: float) -> list[list[Frame]]:
    """Frames parted by white space that runs all the way from top to bottom (axis 0) or from side to side (1)."""
    parts: list[list[Frame]] = []
    end = float("-inf")
    for frame in sorted(page_frames, key=lambda item: box_of(item)[axis]):
        box = box_of(frame)
        if not parts or box[axis] - end > gap:
            parts.append([])
        parts[-1].append(frame)
        end = max(end, box[axis + 2])
    return parts


def _articles(page_frames: list[Frame], axis: int, body_size: float) -> list[list[Frame]]:
    """Parts beside (axis 0) or below each other (1), each with a headline at its top and text below it."""
    articles: list[list[Frame]] = []
    parts = _parts(page_frames, axis, 0.8 * body_size)
    for part in _with_shoulders(parts, body_size) if axis else parts:
        headless = not _has_headline(part, body_size)
        if articles and (headless or all(_is_headline(frame, body_size) for frame in articles[-1])):
            articles[-1].extend(part)
        else:
            articles.append(list(part))
    return articles


def _with_shoulders(parts: list[list[Frame]], body_size: float) -> list[list[Frame]]:
    """The parts below each other, a shoulder headline together with the headline below it."""
    found: list[list[Frame]] = []
    for number, part in enumerate(parts):
        held = found and all(_is_shoulder(frame, body_size) for frame in found[-1]) and _are_level(found[-1]) and number
        if held and _has_headline(part, body_size):
            found[-1] = [*found[-1], *part]
        else:
            found.append(part)
    return found


def _are_level(part: list[Frame]) -> bool:
    tops = [frame[0].top for frame in part]
    return max(tops) - min(tops) < 0.5 * part[0][0].size


def _is_shoulder(frame: Frame, body_size: float) -> bool:
    """Whether a frame may be a shoulder headline: a short line in another size than the text."""
    line = frame[0]
    other = abs(line.size - body_size) > _SHOULDER * body_size and not _is_headline(frame, body_size)
    return other and len(frame) == 1 and len(line.text) <= _MAX_SHOULDER_CHARS and not ends_sentence(line.text)


def _is_headline(frame: Frame, body_size: float) -> bool:
    return frame[0].size > _HEADLINE_SIZE * body_size


def _has_headline(part: list[Frame], body_size: float) -> bool:
    """Whether the uppermost frame is a headline, or a vertical one begins beside it; a reference back is one too."""
    first = min(part, key=lambda frame: frame[0].top)
    if _is_headline(first, body_size) or any(find_back(frame[0].text) for frame in part if _are_level([first, frame])):
        return True
    if _is_shoulder(first, body_size):
        low = first[0].bottom + 3 * body_size
        return any(_is_headline(frame, body_size) for frame in part if frame[0].top < low)
    return any(_is_vertical(frame, body_size) and frame[0].top < first[0].top + frame[0].size for frame in part)


def _is_vertical(frame: Frame, body_size: float) -> bool:
    """Whether a frame is a vertical headline: a large line that stands alone."""
    return frame[0].alone and _is_headline(frame, body_size)


def _top_difference(parts: list[list[Frame]]) -> float:
    tops = [min(frame[0].top for frame in part) for part in parts]
    return max(tops) - min(tops)


def _by_columns(page_frames: list[Frame]) -> list[Frame]:
    """The frames of one article, or of a page without headlines, in reading order."""
    if len(page_frames) < 2:
        return page_frames
    boxes = np.array([box_of(frame) for frame in page_frames])
    rank = [(float(box[1]), float(box[0])) for box in boxes]
    if len(page_frames) > _MAX_FRAMES:
        return [page_frames[index] for index in sorted(range(len(page_frames)), key=rank.__getitem__)]
    before, same_column = _precedence(boxes, 0.4 * float(np.median([frame[0].size for frame in page_frames])))
    waiting = before.sum(axis=0)  # the number of frames that must come before each
    remaining = set(range(len(page_frames)))
    order: list[int] = []
    while remaining:
        last = order[-1] if order else None
        free = [index for index in remaining if waiting[index] == 0] or list(remaining)

        def place(index: int, last: int | None = last) -> tuple[bool, float, float]:
            return (last is None or not (before[last, index] and same_column[last, index]), *rank[index])

        chosen = min(free, key=place)
        remaining.remove(chosen)
        order.append(chosen)
        waiting = waiting - before[chosen]
    return [page_frames[index] for index in order]


def _precedence(boxes: np.ndarray, slack: float) -> tuple[np.ndarray, np.ndarray]:
    """Which frame comes before which, and which are in the same column: bool, both of shape (frames, frames).

    `boxes` is float64 of shape (frames, 4): left, top, right, bottom. After Breuel (High performance document layout
    analysis, 2003): a frame above another in the same column comes first; a frame to the left of another comes first,
    unless something between them, such as a headline, spans both.
    """
    left, top, right, bottom = boxes.T
    same_column = (np.minimum(right[:, None], right) - np.maximum(left[:, None], left)) > slack  # symmetric
    over = bottom[:, None] <= top + slack  # [a, b]: a ends above b
    middle = (top + bottom) / 2
    before = same_column & (over | ((middle[:, None] < middle) & ~over.T))
    beside = right[:, None] <= left + slack  # [a, b]: a is wholly to the left of b
    for index in range(len(boxes)):
        under = over[index][:, None] & over  # [c, b]: c is below the frame `index` and above b
        upper = over.T[index][:, None] & over.T
        parted = (same_column[index][:, None] & same_column & (under | upper)).any(axis=0)
        before[index] |= beside[index] & ~parted
    np.fill_diagonal(before, False)
    return before, same_column


def paragraphs(frame: Sequence[TextLine]) -> list[list[TextLine]]:
    """The paragraphs of a column, each of which begins with an indent, or after a short line or a wider gap."""
    left = min(line.left for line in frame)
    right = max(line.right for line in frame)
    gaps = sorted(line.top - last.bottom for last, line in pairwise(frame))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    grouped = [[frame[0]]]
    for last, line in pairwise(frame):
        indented = line.left - left > 0.8 * line.size and last.left - left < line.left - left - 0.5 * line.size
        stops = right - last.right > first_word(line) + 0.6 * line.size
        parted = line.top - last.bottom > usual + 0.5 * line.size
        if indented or stops or parted or line.alone or _are_both_first(last, line, left):
            grouped.append([line])
        else:
            grouped[-1].append(line)
    return grouped


def _are_both_first(last: TextLine, line: TextLine, left: float) -> bool:
    """Whether two lines with the same indent are paragraphs: the upper one ends a sentence."""
    same = line.left - left > 0.8 * line.size and abs(line.left - last.left) < 0.2 * line.size
    return same and ends_sentence(last.text)
