"""The issues as OFD files, written and read back.

    python -m benchmarks.archives.ofd [--keep FOLDER]

OFD does not say where articles are, so each story stands whole in the first of its places, under a headline of its own;
the columns of a page are written line by line, across. A page has its number and date at its top, the first one the
paper's masthead, and a watermark in its template. An article is found if exactly one has the headline; its text is
right if it is equal to the letter, and its boxes if each printed line has one within two pixels of a page of 2,000 by
3,500. Exit code 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archives.issues import WIDTH, Issue, Story, issues
from benchmarks.archives.write_ofd import Line, OfdPage, package, width
from corpus.boxes import boxes
from corpus.newspaper import segment
from corpus.readers import ofd
from corpus.records import Article, Document

_DOWN, HEIGHT = 40, 700  # millimetres: the model's pixels are millimetres, and its pages stand below a head
_PIXELS = 5  # of a page's picture, for a millimetre
_WITHIN = 2  # pixels
_ASCENT, _DESCENT = 0.88, 0.12  # of a letter
_MIN_COLUMN, _GUTTER = 55, 8
_MAX_SIZE, _LEADING = 4.2, 1.5
_NOT_FIRST = "，。、；：！？”）"  # marks that do not begin a line
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class SetStory:
    """A story in lines: its headline, and each of its paragraphs by columns."""

    story: Story
    page: int
    headline: list[Line]
    paragraphs: list[list[list[Line]]]

    @property
    def lines(self) -> list[Line]:
        """All its lines."""
        return [*self.headline, *(line for parts in self.paragraphs for part in parts for line in part)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="a folder for the files")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for issue in issues():
        data, stories = written(issue)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"issue{issue.number:02d}.ofd").write_bytes(data)
        counts.update(_read_back(data, issue, stories))
    names = ("found", "text", "date", "paper", "page", "boxes")
    print(", ".join(f"{name} {counts[name]}/{counts['stories']}" for name in names), f"besides: {counts['besides']}")
    sys.exit(counts["besides"] > 0 or any(counts[name] < counts["stories"] for name in names))


def written(issue: Issue) -> tuple[bytes, list[SetStory]]:
    """The OFD file of an issue, and how its stories are set."""
    stories = [_set(story) for story in issue.stories]
    pages = []
    for number in range(len(issue.pages)):
        lines = [line for each in stories if each.page == number for line in each.lines]
        lines.sort(key=lambda line: (round(line.base), line.left))  # across the columns
        mark = [Line(f"{issue.paper}数字报", 150, 300, 9)]
        pages.append(OfdPage(WIDTH, HEIGHT, [*_head(issue, number), *lines], mark))
    return package([pages]), stories


def _head(issue: Issue, number: int) -> list[Line]:
    year, month, day = issue.date.split("-")
    date = f"{year}年{int(month)}月{int(day)}日"
    label = Line(f"第{issue.pages[number].label}版", 370, 30, 4)
    if number:
        return [Line(date, 10, 30, 4), label]
    return [Line(issue.paper, 10, 30, 16), Line(date, 200, 30, 4), label]


def _set(story: Story) -> SetStory:
    """The story in its first place: the headline over the first box, then columns from the left."""
    part = story.parts[0]
    boxes = [
        (float(left), float(top) + _DOWN, float(right), float(bottom) + _DOWN)
        for left, top, right, bottom in part.boxes
    ]
    text = sum(map(len, story.paragraphs)) + 40
    area = sum((box[2] - box[0]) * (box[3] - box[1]) for box in boxes)
    size = min(_MAX_SIZE, round((0.42 * area / text) ** 0.5, 1))
    headline, top = _headline(story.title, boxes[0], 1.8 * size)
    columns = _columns((boxes[0][0], top, boxes[0][2], boxes[0][3]))
    columns += [column for box in boxes[1:] for column in _columns((box[0], box[1] + size, box[2], box[3]))]
    flow = _Flow(columns, size)
    return SetStory(story, part.page, headline, [flow.paragraph(text) for text in story.paragraphs])


def _headline(title: str, box: tuple[float, ...], size: float) -> tuple[list[Line], float]:
    """The lines of a headline, and where the text begins below it."""
    lines: list[str] = []
    for part in title.split(" "):
        lines.append("")
        for char in part:
            if _length(lines[-1] + char) * size > box[2] - box[0]:
                lines.append("")
            lines[-1] += char
    bases = [box[1] + (at * 1.3 + _ASCENT) * size for at in range(len(lines))]
    set_lines = [Line(text, box[0], base, size) for text, base in zip(lines, bases, strict=True)]
    return set_lines, bases[-1] + 1.2 * size


def _length(text: str) -> float:
    return sum(map(width, text))


def _columns(box: tuple[float, ...]) -> list[Box]:
    left, top, right, bottom = box
    count = max(1, int((right - left + _GUTTER) // (_MIN_COLUMN + _GUTTER)))
    each = (right - left - _GUTTER * (count - 1)) / count
    starts = [left + at * (each + _GUTTER) for at in range(count)]
    return [(start, top, start + each, bottom) for start in starts]


class _Flow:
    """Fills columns with paragraphs in letters of one size."""

    def __init__(self, columns: list[Box], size: float) -> None:
        self._columns, self._size = columns, size
        self._column, self._top = 0, columns[0][1]

    def paragraph(self, text: str) -> list[list[Line]]:
        """The lines of a paragraph, by columns; the first is indented by two letters."""
        parts: list[list[Line]] = []
        indent, rest = 2.0, text
        while rest:
            left, _, right, bottom = self._columns[self._column]
            if self._top + self._size > bottom and self._column + 1 < len(self._columns):
                self._column += 1
                self._top = self._columns[self._column][1]
                parts.append([])
                continue
            count = _fitting(rest, (right - left) / self._size - indent)
            if not parts:
                parts.append([])
            parts[-1].append(self._line(rest[:count], left + indent * self._size, right, is_last=count == len(rest)))
            self._top += _LEADING * self._size
            indent, rest = 0.0, rest[count:]
        return [part for part in parts if part]

    def _line(self, text: str, left: float, right: float, is_last: bool) -> Line:
        """A line that fills its column, unless it is the last one of its paragraph and too short."""
        room = right - left - self._size * _length(text)
        spread = room / max(1, len(text) - 1) if room < 0 or not is_last else 0.0
        return Line(text, left, self._top + _ASCENT * self._size, self._size, spread)


def _fitting(text: str, room: float) -> int:
    """How many characters fill a line of a width; marks do not begin one, and numbers are not parted."""
    count, used = 0, 0.0
    while count < len(text) and used + width(text[count]) <= room:
        used += width(text[count])
        count += 1
    while count < len(text) and text[count] in _NOT_FIRST:
        count += 1
    start = count
    while 0 < count < len(text) and text[count].isdigit() and text[count - 1].isdigit():
        count -= 1
    return count or start


def _read_back(data: bytes, issue: Issue, stories: list[SetStory]) -> Iterator[str]:
    documents = [item for item in ofd.read(io.BytesIO(data), "issue.ofd") if isinstance(item, Document)]
    found: dict[str, list[Article]] = {}
    for document in documents:
        for article in segment(document)[0]:
            found.setdefault(article.title.replace(" ", ""), []).append(article)
    for each in stories:
        yield "stories"
        same = found.pop(each.story.title.replace(" ", ""), [])
        if len(same) != 1:
            continue
        (article,) = same
        yield "found"
        if article.text == "\n".join(each.story.paragraphs):
            yield "text"
        if article.date == issue.date:
            yield "date"
        if article.source == issue.paper:
            yield "paper"
        if article.page == each.page + 1:
            yield "page"
        if _has_boxes(article, each):
            yield "boxes"
    yield from ("besides" for same in found.values() for _ in same)


def _has_boxes(article: Article, each: SetStory) -> bool:
    """Whether each printed line has a box of its own."""
    found = [place.box for place in boxes(article, 0, len(article.text)) if place.page == each.page + 1]
    wanted = [_box([line]) for parts in each.paragraphs for part in parts for line in part]
    return all(any(_is_near(box, one) for box in found) for one in wanted)


def _box(lines: list[Line]) -> Box:
    lefts = [line.left for line in lines]
    first, last = lines[0], lines[-1]
    top, bottom = first.base - _ASCENT * first.size, last.base + _DESCENT * last.size
    return min(lefts) / WIDTH, top / HEIGHT, max(line.right for line in lines) / WIDTH, bottom / HEIGHT


def _is_near(one: Box, other: Box) -> bool:
    scales = (WIDTH * _PIXELS, HEIGHT * _PIXELS) * 2
    return all(abs(a - b) * scale <= _WITHIN for a, b, scale in zip(one, other, scales, strict=True))


if __name__ == "__main__":
    main()
