"""Lines of a page by their place: put together to paragraphs, in reading order, for PDF and OCR alike.

Knows geometry only, for writing that runs from left to right. What belongs to which article, and which paragraph goes
on in the next column, is told apart by `corpus/newspaper`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from corpus.readers import dates
from corpus.readers.unwrap import join_lines
from corpus.records import Block
from corpus.text import HAN

_BAND = 0.08  # running heads stand in this share of the page's height, at the top and at the bottom
_NUMBER = re.compile(
    r"[-–—·•\s]*(?:第\s*)?[A-Z]?\s*\d{1,4}\s*[版页]?[-–—·•\s]*|(?:Page|第)?\s*\d{1,4}\s*(?:/|of|页\s*[,，/]?\s*共)\s*\d{1,4}\s*页?"
)
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})(?!\d)"
)
_DAY_LINE_CHARS = 40
_WIDE = re.compile(f"[{HAN}\u3000-\u30ff\uff01-\uff60]")
_HEADLINE = 1.25  # how much larger than the page's usual letters those of a headline are
_CUTS = 12  # how often a page is cut within its parts
_FRAMES = 400  # the order of more on one page is by their upper edges alone, since finding it takes their number cubed


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of one column, in points from the page's upper left corner. `size` is the height of its letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in any order. `number` counts from 1; width and height are in points."""

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]


def blocks(pages: Sequence[Page]) -> tuple[tuple[Block, ...], str | None]:
    """The paragraphs of all pages in reading order, without running heads and page numbers; and the date they give.

    The date is None where no running head gives one, or where they differ.
    """
    repeated = _repeated(pages)
    found: list[Block] = []
    days: set[str] = set()
    for page in pages:
        kept: list[TextLine] = []
        for line in join_fragments(page.lines):
            if _in_band(line, page) and _is_furniture(line, repeated):
                days.update(day for match in _DAY.findall(line.text) if (day := dates.iso(match.replace(" ", ""))))
            else:
                kept.append(line)
        for frame in ordered(frames(kept)):
            found.extend(_block(lines, page) for lines in paragraphs(frame))
    return tuple(found), days.pop() if len(days) == 1 else None


def join_fragments(lines: Iterable[TextLine]) -> list[TextLine]:
    """Lines whose pieces came apart (a change of font, a recogniser's boxes) as one again; sorted from the top."""
    lines = list(lines)
    edges = np.array([(line.left, line.top, line.right) for line in lines]).reshape(-1, 3)
    joined: list[TextLine] = []
    for line in sorted(lines, key=lambda item: (round(item.bottom / max(1.0, item.size / 2)), item.left)):
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, line) and not _starts_column(last, line, edges):
            gap = (
                " "
                if line.left - last.right > 0.2 * line.size and not _WIDE.search(last.text[-1] + line.text[0])
                else ""
            )
            joined[-1] = TextLine(
                last.text + gap + line.text,
                last.left,
                min(last.top, line.top),
                max(last.right, line.right),
                max(last.bottom, line.bottom),
                max(last.size, line.size),
            )
        else:
            joined.append(line)
    return sorted(joined, key=lambda item: (item.top, item.left))


def _goes_on(last: TextLine, line: TextLine) -> bool:
    high = min(last.bottom, line.bottom) - max(last.top, line.top)
    flat = min(last.bottom - last.top, line.bottom - line.top)
    size = min(last.size, line.size)
    alike = max(last.size, line.size) < 1.4 * size
    return alike and high > 0.6 * flat and -0.5 * size < line.left - last.right < 0.9 * size


def _starts_column(last: TextLine, line: TextLine, edges: np.ndarray) -> bool:
    """Whether a column begins where `line` does, though `last` comes near: marks hang over a column's right edge.

    There, the pieces around that begin at the same place are more than those that run across it. What follows a number
    of a list also begins so: hence only after pieces of some length.
    """
    if last.right - last.left < 5 * line.size:
        return False
    size = line.size
    near = edges[np.abs(edges[:, 1] - line.top) < 12 * size]
    begins = int((np.abs(near[:, 0] - line.left) < 0.3 * size).sum())
    crosses = int(((near[:, 0] < line.left - size) & (near[:, 2] > line.left + size)).sum())
    return begins >= 3 and begins > 2 * crosses


def frames(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines that stand under each other in one column and in one size.

    A line is put to the one above where each is the only one that the other meets: under a headline over two columns
    there are two.
    """
    if not lines:
        return []
    edges = np.array([(line.left, line.top, line.right, line.bottom, line.size) for line in lines])
    below: list[int | None] = [None] * len(lines)
    above: dict[int, list[int]] = {}
    tops = edges[:, 1]  # ascending
    for index, line in enumerate(lines):
        middle = (line.top + line.bottom) / 2
        low, high = (int(at) for at in np.searchsorted(tops, (middle, line.bottom + 1.3 * line.size)))
        near = edges[low:high]
        shared = np.minimum(near[:, 2], line.right) - np.maximum(near[:, 0], line.left)
        met = [low + int(at) for at in np.flatnonzero(shared > 0.5 * line.size)]
        first = min((lines[at].bottom for at in met), default=0.0)
        met = [at for at in met if lines[at].top < first and at != index]  # those not hidden by another
        if len(met) == 1:
            below[index] = met[0]
        for at in met:
            above.setdefault(at, []).append(index)
    found: list[list[TextLine]] = []
    frame_of: dict[int, list[TextLine]] = {}
    for index, line in enumerate(lines):
        over = above.get(index, [])
        frame = frame_of.get(over[0]) if len(over) == 1 and below[over[0]] == index else None
        if frame is None or not _same_column(frame, line):
            frame = []
            found.append(frame)
        frame.append(line)
        frame_of[index] = frame
    return found


def _same_column(frame: list[TextLine], line: TextLine) -> bool:
    last = frame[-1]
    if max(last.size, line.size) > 1.15 * min(last.size, line.size):
        return False
    left = min(item.left for item in frame)
    right = max(item.right for item in frame)
    margin = 2.6 * line.size
    # The first lines of a column may be indented or short, so that its edges are known only later.
    return abs(line.left - left) < margin and (line.right < right + margin or len(frame) < 3 or right - left < margin)


def ordered(found: list[list[TextLine]]) -> list[list[TextLine]]:
    """Frames in reading order: articles side by side or under each other first, then the columns of each.

    A headline that does not reach over all columns of its article would let its lower neighbour come in between: hence
    the page is first cut where white space runs across above a headline.
    """
    sizes = sorted(line.size for frame in found for line in frame)
    return _cut(found, sizes[len(sizes) // 2] if sizes else 1.0, 0)


def _cut(found: list[list[TextLine]], body: float, depth: int) -> list[list[TextLine]]:
    if len(found) < 3 or depth > _CUTS:
        return _by_columns(found)
    stacked = _joined(_parts(found, 1, 0.8 * body), body)
    if len(stacked) > 1:
        return [frame for part in stacked for frame in _cut(part, body, depth + 1)]
    beside = _joined(_parts(found, 0, 0.8 * body), body)
    level = all(_heads(part, body) for part in beside) and _level(beside) < 3 * body
    if len(beside) > 1 and (level or any(len(_joined(_parts(part, 1, 0.8 * body), body)) > 1 for part in beside)):
        return [frame for part in beside for frame in _cut(part, body, depth + 1)]
    # A headline in the middle stands to the right of the first column, and comes before it all the same.
    first, *rest = _parts(found, 1, 0.1 * body)
    if rest and all(frame[0].size > _HEADLINE * body for frame in first):
        return _by_columns(first) + _cut([frame for part in rest for frame in part], body, depth + 1)
    return _by_columns(found)


def _parts(found: list[list[TextLine]], axis: int, gap: float) -> list[list[list[TextLine]]]:
    """Frames parted by white space that runs all the way: from top to bottom (axis 0) or from side to side (1)."""
    parts: list[list[list[TextLine]]] = []
    end = float("-inf")
    for frame in sorted(found, key=lambda item: _box(item)[axis]):
        box = _box(frame)
        if not parts or box[axis] - end > gap:
            parts.append([])
        parts[-1].append(frame)
        end = max(end, box[axis + 2])
    return parts


def _joined(parts: list[list[list[TextLine]]], body: float) -> list[list[list[TextLine]]]:
    """Parts beside or under each other; one without a headline at its top, or after headlines only, joins the last."""
    joined: list[list[list[TextLine]]] = []
    for part in parts:
        if joined and (not _heads(part, body) or all(frame[0].size > _HEADLINE * body for frame in joined[-1])):
            joined[-1].extend(part)
        else:
            joined.append(list(part))
    return joined


def _heads(part: list[list[TextLine]], body: float) -> bool:
    """Whether these frames begin with a headline: its letters are a quarter larger than those of the page's text."""
    return min(part, key=lambda item: item[0].top)[0].size > _HEADLINE * body


def _level(parts: list[list[list[TextLine]]]) -> float:
    tops = [min(frame[0].top for frame in part) for part in parts]
    return max(tops) - min(tops)


def _by_columns(found: list[list[TextLine]]) -> list[list[TextLine]]:
    """The frames of one article, or of a page without headlines, in reading order.

    After Breuel (High performance document layout analysis, 2003): what stands above in the same column comes first;
    what stands to the left comes first, unless something between the two, such as a headline, spans both.
    """
    if len(found) < 2:
        return found
    boxes = np.array([_box(frame) for frame in found])
    rank = [(float(box[1]), float(box[0])) for box in boxes]
    if len(found) > _FRAMES:
        return [found[index] for index in sorted(range(len(found)), key=rank.__getitem__)]
    left, top, right, bottom = boxes.T
    slack = 0.4 * float(np.median([frame[0].size for frame in found]))
    spans = (np.minimum(right[:, None], right) - np.maximum(left[:, None], left)) > slack  # symmetric
    over = bottom[:, None] <= top + slack  # [a, b]: a ends above b
    middle = (top + bottom) / 2
    before = spans & (over | ((middle[:, None] < middle) & ~over.T))
    beside = right[:, None] <= left + slack  # [a, b]: a is wholly left of b
    for index in range(len(found)):
        # Parted: something below one and above the other spans both.
        under = over[index][:, None] & over  # [c, b]: index above c above b
        upper = over.T[index][:, None] & over.T
        parted = (spans[index][:, None] & spans & (under | upper)).any(axis=0)
        before[index] |= beside[index] & ~parted
    np.fill_diagonal(before, False)
    waiting = before.sum(axis=0)
    left_over = set(range(len(found)))
    order: list[int] = []
    while left_over:
        last = order[-1] if order else None
        free = [index for index in left_over if waiting[index] == 0] or list(left_over)

        def place(index: int, last: int | None = last) -> tuple[bool, float, float]:
            return (last is None or not (before[last, index] and spans[last, index]), *rank[index])

        chosen = min(free, key=place)
        left_over.remove(chosen)
        order.append(chosen)
        waiting = waiting - before[chosen]
    return [found[index] for index in order]


def paragraphs(frame: Sequence[TextLine]) -> list[list[TextLine]]:
    """The paragraphs of a column: told apart by an indent, by a line that stops early, or by a wider gap."""
    left = min(line.left for line in frame)
    right = max(line.right for line in frame)
    gaps = sorted(line.top - last.bottom for last, line in pairwise(frame))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    found = [[frame[0]]]
    for last, line in pairwise(frame):
        indented = line.left - left > 0.8 * line.size and last.left - left < line.left - left - 0.5 * line.size
        stops = right - last.right > _first_word(line) + 0.6 * line.size
        parted = line.top - last.bottom > usual + 0.5 * line.size
        if indented or stops or parted:
            found.append([line])
        else:
            found[-1].append(line)
    return found


def _first_word(line: TextLine) -> float:
    """The width that the first word of a line needs; a Han character can be moved with its punctuation."""
    if _WIDE.match(line.text):
        return line.size * (
            2 if _WIDE.match(line.text[1:2]) is None or line.text[1:2] in "，。、；：！？）”》」" else 1
        )
    word = re.split(rf"\s|(?=[{HAN}])", line.text, maxsplit=1)[0]
    return (line.right - line.left) * len(word) / max(1, len(line.text)) + 0.3 * line.size


def _block(lines: Sequence[TextLine], page: Page) -> Block:
    left, top, right, bottom = _box(lines)
    box = (left / page.width, top / page.height, right / page.width, bottom / page.height)
    clipped = tuple(round(min(1.0, max(0.0, edge)), 4) for edge in box)
    sizes = sorted(line.size for line in lines)
    text = join_lines([line.text for line in lines])
    return Block(text, page.number, (clipped[0], clipped[1], clipped[2], clipped[3]), round(sizes[len(sizes) // 2], 1))


def _box(lines: Sequence[TextLine]) -> tuple[float, float, float, float]:
    return (
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def _in_band(line: TextLine, page: Page) -> bool:
    return line.bottom < _BAND * page.height or line.top > (1 - _BAND) * page.height


def _is_furniture(line: TextLine, repeated: frozenset[str]) -> bool:
    text = line.text.strip()
    said = _DAY.search(text)
    dated = said is not None and said.start() < 20 and len(text) <= _DAY_LINE_CHARS
    return bool(_NUMBER.fullmatch(text)) or dated or _shape(text) in repeated


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """The lines, numbers left aside, that stand at the top or bottom of three pages in ten, and of two at the least."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line.text) for line in page.lines if _in_band(line, page)})
    return frozenset(text for text, count in seen.items() if text and count >= max(2, 0.3 * len(pages)))


def _shape(text: str) -> str:
    return re.sub(r"[\d\s]+", "#", text.strip())
