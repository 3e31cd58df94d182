"""What a made newspaper is: its pages, and its articles as they are printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.pdf import MARGIN, WIDTH, TypesetLine, advance

HEIGHT = 880.0  # of a page, in points
GUTTER = 15.0  # between two columns


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of an article's text, and the page that it stands on, from 1."""

    text: str
    page: int


@dataclass(slots=True)
class PrintedArticle:
    """An article: how it is printed, its headline, its paragraphs, and the lines of its text in reading order."""

    kind: str
    headline: str
    paragraphs: tuple[str, ...]
    lines: list[PrintedLine] = field(default_factory=list)


@dataclass(slots=True)
class Issue:
    """The pages of a paper. `loose` is what stands in boxes and below pictures, `references` are those to pages."""

    vertical: bool
    columns: int
    size: float
    labels: list[str]
    pages: list[list[TypesetLine]] = field(default_factory=list)
    rules: list[list[tuple[float, float, float, float]]] = field(default_factory=list)
    articles: list[PrintedArticle] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    @property
    def width(self) -> float:
        """The width of a column in points, a whole number of letters."""
        each = (WIDTH - 2 * MARGIN - GUTTER * (self.columns - 1)) / self.columns
        return int(each / self.size) * self.size

    @property
    def leading(self) -> float:
        """The distance of lines in points."""
        return 1.45 * self.size

    def advance(self, char: str) -> float:
        """The room that a character takes along its line, in points; in vertical lines all stand upright."""
        return self.size if self.vertical else advance(char, self.size)

    def left(self, column: int) -> float:
        """The left edge of a column in points."""
        return MARGIN + column * (WIDTH - 2 * MARGIN + GUTTER) / self.columns
