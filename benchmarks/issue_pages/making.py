"""Makes newspapers of two or three pages whose articles go on: over boxes, below other articles, on other pages.

A page is a grid of four to six columns in two bands of articles side by side. In the upper one, an article may have a
box of figures or a picture with its caption among its columns, and may go on below its neighbour, which may have the
same subject. In the lower one, articles may be cut at the foot and go on on a later page: with a reference on both
sides, on one or on none, below a headline or not. Pages are set level, or in vertical lines from the right.

`benchmarks/columns.py` prints and reads them. The same texts and seed give the same pages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from benchmarks import full_page_text as printed_text
from benchmarks.full_pages import nearest_texts
from benchmarks.issue_pages.issue import HEIGHT, Issue, PrintedArticle, PrintedLine
from benchmarks.page_text import in_paragraphs
from benchmarks.pages import sentences_of
from benchmarks.pdf import MARGIN, NOT_FIRST, WIDTH, TypesetLine
from benchmarks.printed.stories import make_headline

_TOP, _FOOT = 72.0, HEIGHT - 44.0
_NUMBERS = "零一二三四五六七八九十"
_OUT = (
    "（下转第{n}版）",
    "（下转{n}版）",
    "（下转第{han}版）",
    "【下转第{n}版】",
    "▶下转第{n}版",
    "（下转 第 {n} 版）",
)
_BACK = (
    "（上接第{n}版）",
    "（上接{n}版）",
    "（上接第{han}版）",
    "【上接{n}版】",
    "◀上接第{n}版",
    "（紧接第{n}版）",
    "（上接 第 {n} 版）",
)
# In vertical lines, digits are written as numerals, and letters in full width.
_UPRIGHT = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | dict(enumerate("〇一二三四五六七八九", ord("0")))
_JUMP_SHARES = ((0.5, "both"), (0.6, "out"), (0.7, "back"), (1.01, "none"))


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a column that an article's lines fill."""

    page: int
    column: int
    top: float
    rows: int


# The first column of a box or picture and the one behind it, its first row, its rows, and the lines in it.
_Hole = tuple[int, int, int, int, list[str]]


@dataclass(slots=True)
class _Going:
    """An article that goes on on a later page: the lines that are left, and how it is referred to."""

    article: PrintedArticle
    rest: list[tuple[float, str]]
    words: str
    headline: str
    page: int


def make_issues(texts: Sequence[str], count: int, seed: int) -> list[Issue]:
    """`count` papers of two or three pages."""
    draw = random.Random(seed)
    alike = nearest_texts(texts)
    return [_Typesetter(draw, texts, alike).issue() for _ in range(count)]


class _Typesetter:
    """Sets one paper."""

    def __init__(self, draw: random.Random, texts: Sequence[str], alike: Sequence[int]) -> None:
        self._draw, self._texts, self._alike = draw, texts, alike
        self._used: set[int] = set()
        self._upright: dict[int, str] = {}
        self._going: list[_Going] = []

    def issue(self) -> Issue:
        """A paper with its pages set."""
        draw = self._draw
        first = draw.choice((1, 1, 1, 5, 9))
        form = draw.choice(("{}", "{}", "{:02}", "A{}"))
        count = draw.choice((2, 2, 3))
        labels = [form.format(first + number) for number in range(count)]
        issue = Issue(draw.random() < 0.12, draw.choice((4, 5, 5, 6)), draw.choice((8.5, 9.0, 9.5)), labels)
        self._upright = _UPRIGHT if issue.vertical else {}
        day = f"2024年{draw.randint(1, 12)}月{draw.randint(1, 28)}日"
        for number, label in enumerate(labels, 1):
            heads = [("江城晚报", MARGIN), (day, WIDTH / 2 - 40), (f"第{label}版", WIDTH - MARGIN - 40)]
            issue.pages.append([TypesetLine(text, left, 40.0, issue.size) for text, left in heads])
            issue.rules.append([])
            self._page(issue, number, last=number == count)
        return issue

    def _page(self, issue: Issue, page: int, last: bool) -> None:
        top = _TOP
        parts = [one for one in self._going if one.page == page]
        for going in [one for one in parts if not one.headline and one.words in ("none", "out")]:
            top = self._continuation(issue, going, top, beside=True)
            parts.remove(going)
        top = self._upper(issue, page, top)
        for going in parts:
            top = self._continuation(issue, going, top, beside=self._draw.random() < 0.6)
        self._lower(issue, page, top, last)

    def _upper(self, issue: Issue, page: int, top: float) -> float:
        """An article with what stands in its columns, and its neighbour. Returns where they end."""
        draw, n = self._draw, issue.columns
        span = draw.randint(2, n - 1)
        shape = draw.choice(("plain", "box", "picture", "tail", "tail"))
        number = self._number(0)
        article = self._article(self._texts[number], shape, 700 + 150 * span)
        wide = span if draw.random() < 0.7 or span < 3 else span - 1  # the columns that its headline spans
        start = self._headline(issue, page, article.headline, 0, wide, top, 22.0)
        lines = _wrapped(article.paragraphs, issue)
        hole = self._hole(issue, shape, span, len(lines), self._texts[number])
        height = hole[3] * (hole[1] - hole[0]) if hole else 0
        rows = -(-(len(lines) + height) // span)
        tail = min(draw.randint(6, 12), rows // 3) if shape == "tail" else 0
        rows -= tail // (span + 1)
        tops = [start if column < wide else top for column in range(span)]
        slots = self._around(issue, page, shape, range(span), tops, start, rows, hole)
        end = self._neighbour(issue, page, number, span, top, rows - tail - 2 if tail else rows, start)
        if tail:
            slots.append(Slot(page, span, end + 1.6 * issue.leading, len(lines)))
        self._fill(issue, article, lines, slots)
        return self._end(issue, page) + 2.2 * issue.leading

    def _hole(self, issue: Issue, shape: str, span: int, lines: int, text: str) -> _Hole | None:
        """The columns, the first row and the rows of a box or picture, and its lines."""
        draw = self._draw
        if shape not in ("box", "picture"):
            return None
        first = draw.randint(0, span - 1)
        end = draw.randint(first + 1, min(span, first + 2))
        if shape == "box":
            inside = [make_headline(draw, text, 5, 9), *printed_text.figures(draw, text)]
            inside = [line[: int((end - first) * issue.width / issue.size) - 2] for line in inside]
            height = len(inside) + 3
        else:
            width = int((end - first) * issue.width / issue.size)
            whole = re.sub(r"\s", "　", printed_text.caption(draw, text))
            inside = [whole[start : start + width] for start in range(0, len(whole), width)]
            height = draw.randint(8, 12)
        inside = [re.sub(r"\s", "　", line.translate(self._upright)) for line in inside]
        rows = -(-(lines + height * (end - first)) // span)
        row = draw.choice((0, rows // 3, rows // 2, max(0, rows - height)))
        return first, end, min(row, max(0, rows - height)), height, inside

    def _around(
        self, issue: Issue, page: int, shape: str, columns: range, tops: Sequence[float], start: float, rows: int,
        hole: _Hole | None,
    ) -> list[Slot]:  # fmt: skip
        """The slots of an article around its hole, which is drawn."""
        leading = issue.leading
        foot = start + rows * leading
        slots: list[Slot] = []
        for column in columns:
            top = tops[column]
            if hole and hole[0] <= column < hole[1]:
                above = start + hole[2] * leading
                slots.append(Slot(page, column, top, max(0, int((above - top) / leading + 0.01))))
                top = above + hole[3] * leading
            slots.append(Slot(page, column, top, max(0, int((foot - top) / leading + 0.01))))
        if hole:
            left, above = issue.left(hole[0]), start + hole[2] * leading
            right = issue.left(hole[1] - 1) + issue.width
            issue.rules[page - 1].append((left, above, right, above + (hole[3] - 0.6) * leading))
            is_box = shape == "box"
            for number, line in enumerate(hole[4]):
                large = is_box and not number
                y = above + (0.5 * leading if large else (hole[3] - 0.8 - len(hole[4]) + number) * leading)
                size = issue.size * (1.4 if large else 0.95 if not is_box else 1.0)
                issue.pages[page - 1].append(TypesetLine(line, left + issue.size, y, size))
            issue.loose += hole[4]
        return slots

    def _neighbour(
        self, issue: Issue, page: int, number: int, column: int, top: float, rows: int, start: float
    ) -> float:
        """An article beside the first columns, often on the same subject. Returns where it ends."""
        other = self._alike[number]
        if other < 0 or other in self._used or self._draw.random() < 0.4:
            other = self._number(0)
        self._used.add(other)
        span = issue.columns - column
        begin_rows = max(4, rows - 3)
        article = self._article(self._texts[other], "neighbour", int(begin_rows * span * issue.width / issue.size))
        begin = self._headline(issue, page, article.headline, column, span, top, 16.0)
        lines = _wrapped(article.paragraphs, issue)
        each = max(3, min(-(-len(lines) // span), int((start + rows * issue.leading - begin) / issue.leading)))
        left = self._fill(issue, article, lines, [Slot(page, column + i, begin, each) for i in range(span)])
        article.paragraphs = _without_tail(article.paragraphs, left)
        return begin + each * issue.leading

    def _lower(self, issue: Issue, page: int, top: float, last: bool) -> None:
        """Articles side by side down to the foot of the page; some of them go on on a later page."""
        draw, n = self._draw, issue.columns
        if _FOOT - top < 9 * issue.leading:
            return
        spans = draw.choice(([1, n - 1], [1, 1, n - 2]))
        draw.shuffle(spans)
        for column, span in zip(accumulate(spans, initial=0), spans, strict=False):
            size = 18.0 if span > 1 else 14.0
            rows = int((_FOOT - top - 2.4 * size) / issue.leading)
            room = rows * span * int(issue.width / issue.size)
            goes_on = not last and draw.random() < 0.8 and any(len(self._texts[i]) > room + 180 for i in self._free())
            number = self._number(room + 180 if goes_on else 0)
            most = room + draw.randint(180, 700) if goes_on else int(0.9 * room)
            article = self._article(self._texts[number], "plain", most)
            begin = self._headline(issue, page, article.headline, column, span, top, size)
            rows = int((_FOOT - begin) / issue.leading)
            lines = _wrapped(article.paragraphs, issue)
            if goes_on and len(lines) > rows * span + 6:
                self._cut(issue, article, lines, [Slot(page, column + i, begin, rows) for i in range(span)])
                continue
            rows = min(rows, -(-len(lines) // span))
            left = self._fill(issue, article, lines, [Slot(page, column + i, begin, rows) for i in range(span)])
            article.paragraphs = _without_tail(article.paragraphs, left)

    def _cut(self, issue: Issue, article: PrintedArticle, lines: list[tuple[float, str]], slots: list[Slot]) -> None:
        """Set the beginning of an article and keep the rest for a later page."""
        draw = self._draw
        page = slots[0].page
        shape = draw.random()
        words = next(name for share, name in _JUMP_SHARES if shape < share)
        to = draw.randint(page + 1, len(issue.labels))
        if words == "none":
            to = page + 1
        shape = draw.random()
        bare = 0.35 if words != "none" else 0.75
        headline = "" if shape < bare else article.headline if shape > 0.9 else article.headline[:8]
        article.kind = f"goes on: {words}{', headline' if headline else ''}"
        reference = _reference(draw, _OUT, issue.labels[to - 1]) if words in ("both", "out") else ""
        if reference:
            slots = [*slots[:-1], Slot(page, slots[-1].column, slots[-1].top, slots[-1].rows - 1)]
        rest = self._fill(issue, article, lines, slots)
        if reference:
            slot = slots[-1]
            left = issue.left(slot.column) + issue.width - len(reference) * issue.size
            y = slot.top + slot.rows * issue.leading
            issue.pages[page - 1].append(TypesetLine(reference, max(left, issue.left(slot.column)), y, issue.size))
            issue.references.append(reference)
        self._going.append(_Going(article, rest, words, headline, to))

    def _continuation(self, issue: Issue, going: _Going, top: float, beside: bool) -> float:
        """The rest of an article, in a block of its own, perhaps beside another. Returns where they end."""
        draw, n, page = self._draw, issue.columns, going.page
        self._going.remove(going)
        lines, article = going.rest, going.article
        begun = article.lines[-1].page
        if going.words in ("both", "back"):
            reference = _reference(draw, _BACK, issue.labels[begun - 1])
            lines = [(0.0, reference), *lines]
            issue.references.append(reference)
        span = draw.randint(1, n - 1) if beside else n
        begin = top
        if going.headline:
            begin = self._headline(issue, page, going.headline, 0, span, top, 14.0)
        rows = -(-len(lines) // span)
        most = int((_FOOT - begin) / issue.leading)
        while rows > min(most, 46) and span < n:
            span += 1
            rows = -(-len(lines) // span)
        left = self._fill(issue, article, lines, [Slot(page, i, begin, min(rows, most)) for i in range(span)])
        if left:
            article.paragraphs = _without_tail(article.paragraphs, left)
        article.lines = [line for line in article.lines if line.text not in issue.references]
        if span < n and beside and rows > 6:
            self._neighbour(issue, page, self._number(0), span, top, rows, top)
        return self._end(issue, page) + 2.2 * issue.leading

    def _fill(
        self, issue: Issue, article: PrintedArticle, lines: Sequence[tuple[float, str]], slots: Sequence[Slot]
    ) -> list[tuple[float, str]]:
        """Set lines in slots. Returns those that are left."""
        at = 0
        for slot in slots:
            for row in range(slot.rows):
                if at == len(lines):
                    break
                indent, text = lines[at]
                y = slot.top + row * issue.leading
                line = TypesetLine(text, issue.left(slot.column) + indent, y, issue.size)
                issue.pages[slot.page - 1].append(line)
                article.lines.append(PrintedLine(text, slot.page))
                at += 1
        if article not in issue.articles:
            issue.articles.append(article)
        return list(lines[at:])

    def _headline(self, issue: Issue, page: int, text: str, column: int, span: int, top: float, size: float) -> float:
        """Set a headline in up to two lines over columns. Returns where the text below it begins."""
        width = issue.left(column + span - 1) + issue.width - issue.left(column)
        size = min(size, max(1.35 * issue.size, 2 * width / 19))
        each = max(1, int(width / size))
        rows = [text[start : start + each] for start in range(0, len(text), each)][:3]
        for number, row in enumerate(rows):
            line = TypesetLine(row, issue.left(column), top + number * 1.2 * size, size, True)
            issue.pages[page - 1].append(line)
        return top + 1.2 * size * len(rows) + 0.6 * issue.size

    def _end(self, issue: Issue, page: int) -> float:
        bottoms = [line.y + line.size for line in issue.pages[page - 1]]
        return max([*bottoms, *(rule[3] for rule in issue.rules[page - 1])])

    def _number(self, least: int) -> int:
        """A text of at least so many characters that this paper does not have yet."""
        free = self._free()
        number = self._draw.choice([i for i in free if len(self._texts[i]) > least] or free)
        self._used.add(number)
        return number

    def _free(self) -> list[int]:
        return [i for i in range(len(self._texts)) if i not in self._used]

    def _article(self, text: str, kind: str, most: int) -> PrintedArticle:
        draw = self._draw
        parts: list[str] = []
        for sentence in sentences_of(text):
            if len("".join(parts)) + len(sentence) > most and len(parts) > 2:
                break
            parts.append(sentence)
        paragraphs = in_paragraphs(draw, parts, draw.choice((2, 3, 4)))
        if draw.random() < 0.6:
            paragraphs[0] = printed_text.dateline(draw) + paragraphs[0]
        headline, *paragraphs = (
            part.translate(self._upright) for part in (make_headline(draw, text, 7, 16), *paragraphs)
        )
        return PrintedArticle(
            kind, re.sub(r"\s", "　", headline), tuple(re.sub(r"\s", "　", one) for one in paragraphs)
        )


def _reference(draw: random.Random, forms: Sequence[str], label: str) -> str:
    digits = re.sub(r"\D", "", label)
    han = _NUMBERS[int(digits)] if label.isdigit() and int(digits) <= 10 else label
    return draw.choice(forms).format(n=draw.choice((label, label.lstrip("0"))), han=han)


def _wrapped(paragraphs: Sequence[str], issue: Issue) -> list[tuple[float, str]]:
    """The lines of paragraphs, (indent in points, text): the first of each is indented by two letters."""
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        line, used, indent = "", 2 * issue.size, 2 * issue.size
        for char in paragraph:
            step = issue.advance(char)
            if used + step > issue.width + 0.1:
                full = line.rstrip(NOT_FIRST)[:-1] if char in NOT_FIRST else line
                lines.append((indent, full))
                line, indent = line[len(full) :], 0.0
                used = sum(map(issue.advance, line))
            line += char
            used += step
        lines.append((indent, line))
    return lines


def _without_tail(paragraphs: Sequence[str], left: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    """The paragraphs without the lines at their end that found no room."""
    count = sum(len(text) for _, text in left)
    kept = list(paragraphs)
    while count and kept:
        gone = min(count, len(kept[-1]))
        kept[-1] = kept[-1][: len(kept[-1]) - gone]
        count -= gone
        if not kept[-1]:
            kept.pop()
    return tuple(kept)
