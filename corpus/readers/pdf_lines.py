"""The characters of a PDF page put together to lines: by their baselines and font sizes, with raised digits.

The words of a justified line in Latin letters stand far apart. They are a line if the spaces between them are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.readers.even_pieces import even
from corpus.readers.page_lines import Piece, TextLine
from corpus.readers.pdf_chars import ASCENT, WIDE, Char, is_collapsed

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_LARGE = 1.25  # the font size of a headline, relative to the page's median
_MAX_REST_CHARS = 3
_LOOSE = 0.4  # the most white space between Han and Latin letters that is none, times the font size
_WIDE_SPACE = 1.7  # the most that an ideographic space takes, times the font size
_HEADLINE_SPACE = 1.2  # the same for one that is not in the file, between the words of a headline
_MAX_WORD_SPACE = 8.0  # times the font size, in a justified line


@dataclass
class Run:
    """Characters that stand on one baseline without a gap. `index` is that of the first in pdfium's text page."""

    size: float
    base: float
    left: float
    right: float
    index: int
    chars: list[str] = field(default_factory=list)
    edges: list[float] = field(default_factory=list)  # the left edges of its characters
    gaps: list[float] = field(default_factory=list)  # the widths of its spaces

    @classmethod
    def of(cls, char: Char) -> Run:
        """A run of one character."""
        return cls(char.size, char.base, char.left, char.right, char.number, [char.text], [char.left])

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(self.chars)

    def script(self, char: Char) -> int:
        """1 if the character is small and raised beside the run, -1 if it is lowered, else 0."""
        raised = self.base - char.base
        if not (
            0.4 * self.size < char.size < 0.9 * self.size
            and -0.3 * self.size < char.left - self.right < 0.3 * self.size
        ):
            return 0
        if 0.15 * self.size < raised < 0.75 * self.size:
            return 1
        return -1 if 0.08 * self.size < -raised < 0.4 * self.size else 0

    def takes(self, char: Char, upright: bool, collapsed: bool) -> bool:
        """Whether a character continues the run; across gaps, `layout.join_fragments` decides.

        Of an `upright` line whose characters have `collapsed` onto each other, only the order in the file is known.
        """
        size = min(self.size, char.size)
        if upright:
            gap = (char.left - self.right) / size
            return abs(char.base - self.base) < 0.5 * size and (collapsed or -0.7 < gap < 0.7)
        level = abs(char.base - self.base) < 0.25 * size and max(self.size, char.size) < 1.4 * size
        return level and -0.7 * size < char.left - self.right < (_WIDE_SPACE if char.spaced == 3 else 0.35) * size

    def add(self, char: Char, script: int = 0) -> None:
        """Append a character; `script` as of the method."""
        if char.spaced and (gap := char.left - self.right) > (_LOOSE if self._meets(char) else 0.1) * char.size:
            self.chars.append(" ")
            self.edges.append(self.right)
            self.gaps.append(gap)
        self.edges.append(char.left)
        if script:
            self.chars.append(char.text.translate(_RAISED if script > 0 else _LOWERED))
        else:
            self.chars.append(char.text)
            self.base = char.base  # of a line that is a little skewed
        if char.right > self.right:
            self.right = char.right

    def _meets(self, char: Char) -> bool:
        """Whether a program may have set the character apart, since Han and Latin letters meet: none is written."""
        return char.spaced == 1 and (self.chars[-1] in WIDE) != (char.text in WIDE)

    def add_run(self, other: Run) -> None:
        """Append a run that stands to the right, with a space."""
        self.gaps += [other.left - self.right, *other.gaps]
        self.chars += [" ", *other.chars]
        self.edges += [self.right, *other.edges]
        self.right = max(self.right, other.right)

    def line(self) -> TextLine:
        """The run as a line of the page."""
        top = self.base - ASCENT * self.size
        bottom, size = top + self.size, max(1.0, self.size)
        pieces = tuple(
            Piece(text, left, top, right, bottom) for text, left, right in even(self.chars, self.edges, self.right)
        )
        return TextLine(self.text.strip(), self.left, top, self.right, bottom, size, pieces=pieces)


def runs(chars: Sequence[Char], upright: bool = False) -> list[Run]:
    """The level characters as runs, in the order of the file; of vertical lines if `upright`."""
    found: list[Run] = []
    collapsed = upright and is_collapsed(chars)
    run: Run | None = None
    for char in chars:
        text, left, right, base, size, quarter, spaced, _ = char
        if quarter or not text:
            continue
        if run is not None:
            alike = base == run.base and size == run.size and not spaced and not upright
            if alike and -0.7 * size < left - run.right < 0.35 * size:  # most characters
                run.chars.append(text)
                run.edges.append(left)
                if right > run.right:
                    run.right = right
                continue
            if char.size < 0.9 * run.size and not upright and (script := run.script(char)):
                run.add(char, script)
                continue
            if run.takes(char, upright, collapsed):
                run.add(char)
                continue
        run = Run.of(char)
        found.append(run)
    usual = median(run.size for run in found) if found else 1.0
    return [run for run in _with_justified(_with_words(_without_rests(found, usual), usual)) if run.text.strip()]


def _with_words(words: list[Run], usual: float) -> list[Run]:
    """The runs, those as one that are the words of a headline: they follow each other at the distance of a space."""
    found: list[Run] = []
    for word in words:
        last = found[-1] if found else None
        if last and word.size > _LARGE * usual and _is_word_of(last, word):
            last.add_run(word)
        else:
            found.append(word)
    return found


def _is_word_of(one: Run, other: Run) -> bool:
    alike = abs(one.size - other.size) < 0.05 * one.size and abs(one.base - other.base) < 0.1 * one.size
    return alike and 0 < other.left - one.right < _HEADLINE_SPACE * one.size


def _without_rests(words: list[Run], usual: float) -> list[Run]:
    """The runs without the rest of a headline's second copy, which has been wrapped below it."""
    rests = {id(two) for one, two in pairwise(words) if two.size > _LARGE * usual and _is_rest(one, two)}
    return [word for word in words if id(word) not in rests]


def _is_rest(one: Run, other: Run) -> bool:
    below = 0.8 * one.size < other.base - one.base < 2.2 * one.size
    alike = abs(one.size - other.size) < 0.05 * one.size and other.left < one.left + 0.5 * one.size
    return below and alike and len(other.chars) <= _MAX_REST_CHARS and one.text.endswith(other.text)


def _with_justified(words: list[Run]) -> Iterator[Run]:
    """The runs, those of a justified line as one."""
    edges: list[tuple[float, float, float]] = []  # left, right and base of the lines that were put together
    for row in _rows(words):
        if len(row) == 1 or not _is_justified(row, edges):
            if len(row) == 1 and row[0].gaps:
                edges.append((row[0].left, row[0].right, row[0].base))
            yield from row
            continue
        first = row[0]
        for word in row[1:]:
            first.add_run(word)
        edges.append((first.left, first.right, first.base))
        yield first


def _rows(words: list[Run]) -> Iterator[list[Run]]:
    """Runs in Latin letters that follow each other on one baseline."""
    row: list[Run] = []
    for word in words:
        if row and not _goes_on(row[-1], word):
            yield row
            row = []
        row.append(word)
    if row:
        yield row


def _goes_on(one: Run, other: Run) -> bool:
    size = min(one.size, other.size)
    return (
        abs(one.base - other.base) < 0.1 * size
        and max(one.size, other.size) < 1.1 * size
        and 0.3 * size < other.left - one.right < _MAX_WORD_SPACE * size
        and one.chars[-1] < "\u2000"
        and other.chars[0] < "\u2000"
    )


def _is_justified(row: Sequence[Run], edges: Sequence[tuple[float, float, float]]) -> bool:
    """Whether the spaces in a row are equal; if there is one only, whether the line before has the same edges."""
    if 2 * sum(word.text.strip()[0].isalpha() for word in row) < len(row):
        return False  # numbers are cells of a table
    gaps = [other.left - one.right for one, other in pairwise(row)]
    gaps += [gap for run in row for gap in run.gaps]
    size = row[0].size
    if len(gaps) > 1:
        return max(gaps) - min(gaps) < 0.25 * size
    left, right = row[0].left, row[-1].right
    return any(
        abs(left - other[0]) < 2.5 * size
        and abs(right - other[1]) < 0.6 * size
        and 0 < row[0].base - other[2] < 5 * size
        for other in edges[-3:]
    )
