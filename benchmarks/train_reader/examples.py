"""What an example of reading is, and how sentences of articles become one.

An example is a question and a few pieces of articles. Some pieces hold the answer, or none does. Pieces are whole
sentences of one article that stand together, each with the line that names its article, as in `qa.answer.evidence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from corpus.text import sentences

Span = tuple[int, int]
_LEAD = 40  # characters of an article's beginning that name it where it has no headline


@dataclass(frozen=True, slots=True)
class Piece:
    """Sentences of an article that stand together, with its headline (may be empty).

    `answers` are [start, end) in `text`; `doubtful` are places that may answer and are neither rewarded nor punished.
    """

    text: str
    heading: str = ""
    answers: tuple[Span, ...] = ()
    doubtful: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the pieces to read. `is_list` says that all answers are wanted, not any of them."""

    question: str
    pieces: tuple[Piece, ...]
    is_list: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An article to cut pieces from: its sentences are [start, end) in `text`."""

    text: str
    spans: tuple[Span, ...]
    title: str = ""
    date: str = ""

    @classmethod
    def of(cls, text: str, title: str = "", date: str = "") -> Source:
        """The article with its sentences."""
        return cls(text, tuple(sentences(text)), title, date)

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds the character at `offset`, or the last one before it."""
        return max((i for i, (start, _) in enumerate(self.spans) if start <= offset), default=0)

    def heading(self, first: int, random: Random) -> str:
        """The line that names the article, above a piece that begins with sentence `first`."""
        title = self.title or (self.text[:_LEAD] if first and random.random() < 0.7 else "")
        return f"{title} {self.date}".strip() if random.random() < 0.8 else title


def piece(
    source: Source, first: int, last: int, answers: Sequence[Span], doubtful: Sequence[Span], random: Random
) -> Piece:
    """Sentences `first` to `last` of the article; `answers` and `doubtful` are [start, end) in its text."""
    start, end = source.spans[first][0], source.spans[last][1]

    def inside(spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)

    return Piece(source.text[start:end], source.heading(first, random), inside(answers), inside(doubtful))


def around(source: Source, number: int, characters: int, random: Random) -> tuple[int, int]:
    """First and last of the sentences around `number`, grown at random sides to about so many characters."""
    first = last = number
    while True:
        left = first > 0
        right = last + 1 < len(source.spans)
        if not left and not right:
            return first, last
        grows_left = left and (not right or random.random() < 0.5)
        new = (first - 1, last) if grows_left else (first, last + 1)
        if source.spans[new[1]][1] - source.spans[new[0]][0] > characters:
            return first, last
        first, last = new


def occurrences(text: str, part: str) -> list[Span]:
    """Where `part` stands in `text`."""
    found, at = [], text.find(part)
    while part and at >= 0:
        found.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return found
