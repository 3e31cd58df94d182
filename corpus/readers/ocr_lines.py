"""The lines of recognised pages (ALTO, PAGE XML, hOCR) as running text, with the place of each line.

Words that are divided at the end of a line become whole, Chinese is written without the spaces that recognisers put
between characters, and a paragraph that goes on in another column or on another page is one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.messages import Message
from corpus.readers.hyphens import Hyphens
from corpus.records import Block, Region
from corpus.text import HAN, ends_sentence

Box = tuple[float, float, float, float]

# Han, kana, CJK punctuation and full-width forms, beside which no space is written. Not Hangul.
_WIDE = re.compile(f"[{HAN}\u3000-\u30ff\uff01-\uff60]")
_NEUTRAL = "\u2018\u2019\u201c\u201d\u2014\u2026 "  # marks of Chinese and of Latin text alike
_HYPHENS = "-\u2010\u00ad\u00ac\u2e17"  # ¬ is FineReader's, ⸗ that of black letter
_DIVIDED = re.compile(rf"\w[{_HYPHENS}]$")
_IN_NUMBER = re.compile(r"[0-9]\n[0-9]|[0-9][.,]\n[0-9]|[0-9]\n[.%‰]")
_PART_START, _PART_END = re.compile(r"^\W+"), re.compile(r"\W+$")
_MIN_RUN = 5  # characters of Chinese for each space of a line, from which the spaces are printed
_INDENT = 0.8  # of a line's height, from which a line is indented
_LOW_CONFIDENCE = 0.6  # mean of a page, below which about every other word is wrong
_MIN_WORDS = 10  # with a confidence


@dataclass(slots=True)
class PrintedLine:
    """A printed line. `box` is in fractions of page `page`, which counts from 1.

    `whole` is the word that ends the line and goes on in the next, if the format gives it in full: `text` then ends
    with all of it, of which the last `tail` characters stand in the next line. `divided`: the line ends within a word,
    whose hyphen is taken out. `second` is the number of characters at the start that are the second part of the word
    `second_of`. `article` is the article that the format says the line is of.
    """

    text: str
    page: int
    box: Box | None = None
    whole: str = ""
    tail: int = 0
    divided: bool = False
    second: int = 0
    second_of: str = ""
    article: str = ""


@dataclass(slots=True)
class Piece:
    """Lines that stand together on a page: a block of text. `kind` is what the format calls it, in lower case.

    `starts`: a paragraph begins here, whatever its first line looks like; `goes_on`: it continues the one before.
    """

    lines: list[PrintedLine]
    kind: str = ""
    size: float | None = None
    starts: bool = False
    goes_on: bool = False


def words(tokens: Sequence[str], spaced: Sequence[bool]) -> str:
    """The tokens of a line as text; `spaced` says of each whether a space stands before it.

    A recogniser puts spaces between the words of Chinese, every two characters or so; a few spaces in a line of Chinese
    are printed ones, and stay.
    """
    text = tokens[0] if tokens else ""
    for at in range(1, len(tokens)):
        text += f" {tokens[at]}" if spaced[at] else tokens[at]
    if text.isascii():
        return text
    seams = [at for at in range(1, len(tokens)) if spaced[at] and not needs_space(tokens[at - 1], tokens[at])]
    if not seams or len(seams) * _MIN_RUN <= len(_WIDE.findall(text)):
        return text
    text = tokens[0]
    for at in range(1, len(tokens)):
        text += f" {tokens[at]}" if spaced[at] and at not in seams else tokens[at]
    return text


def needs_space(before: str, after: str) -> bool:
    """Whether a space between two pieces of text means anything: not beside Chinese."""
    end, start = before[-1:], after[:1]
    if end in _NEUTRAL or start in _NEUTRAL:
        end, start = before[-8:].rstrip(_NEUTRAL)[-1:], after[:8].lstrip(_NEUTRAL)[:1]
    return not (_is_wide(end) or _is_wide(start))


def _is_wide(char: str) -> bool:
    return char >= "\u3000" and _WIDE.match(char) is not None


def first_part(content: str, whole: str) -> tuple[str, int]:
    """The whole word in place of its first part, and how many of its characters stand in the next line.

    Marks before the part that the format leaves out of the whole word are kept.
    """
    part = content.rstrip(_HYPHENS)
    marks = _PART_START.match(part)
    if marks and not whole.startswith(marks[0]):
        return marks[0] + whole, len(whole) - len(part) + len(marks[0])
    return whole, max(0, len(whole) - len(part))


def second_rest(content: str, whole: str) -> str:
    """What is left of the second part of a word whose whole is written before: marks that the whole lacks."""
    marks = _PART_END.search(content)
    return marks[0] if marks and not whole.endswith(marks[0]) else ""


def blocks(pieces: Sequence[Piece], hyphens: Hyphens | None = None) -> list[Block]:
    """The paragraphs of these pieces, in their order."""
    return [_block(lines, piece, hyphens) for lines, piece in _paragraphs(pieces)]


def _paragraphs(pieces: Sequence[Piece]) -> list[tuple[list[PrintedLine], Piece]]:
    """The lines of each paragraph, and the piece in which it begins."""
    paragraphs: list[tuple[list[PrintedLine], Piece]] = []
    for piece in pieces:
        for number, lines in enumerate(_split(piece.lines)):
            last = paragraphs[-1] if paragraphs else None
            if number == 0 and last is not None and (piece.goes_on or _goes_on(last, piece)):
                last[0].extend(lines)
            else:
                paragraphs.append((lines, piece))
    return paragraphs


def _split(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """The paragraphs of a block: an indented line below the end of a sentence begins one."""
    if len(lines) < 3 or any(line.box is None for line in lines):
        return [list(lines)] if lines else []
    left = min(line.box[0] for line in lines if line.box)
    split = [[lines[0]]]
    for last, line in pairwise(lines):
        if _is_indented(line, left) and not _is_indented(last, left) and ends_sentence(last.text) and not last.whole:
            split.append([])
        split[-1].append(line)
    return split


def _is_indented(line: PrintedLine, left: float) -> bool:
    return line.box is not None and line.box[0] - left > _INDENT * _height(line.box)


def _height(box: Box) -> float:
    return min(box[3] - box[1], box[2] - box[0])


def _goes_on(last: tuple[list[PrintedLine], Piece], piece: Piece) -> bool:
    """Whether a paragraph goes on in a piece that stands in another column or on another page."""
    lines, begun = last
    if piece.starts or begun.kind != piece.kind or begun.size != piece.size or not piece.lines:
        return False
    end, start = lines[-1], piece.lines[0]
    if ends_sentence(end.text) and not (end.whole or end.divided):
        return False
    if end.page != start.page:
        return True
    return end.box is not None and start.box is not None and start.box[1] < end.box[1]


def _block(lines: Sequence[PrintedLine], piece: Piece, hyphens: Hyphens | None) -> Block:
    text, regions = joined(lines, hyphens)
    first = lines[0].page
    boxes = [line.box for line in lines if line.box is not None and line.page == first]
    return Block(text, first, union(boxes), piece.size, tuple(regions) if len(regions) > 1 else ())


def union(boxes: Sequence[Box]) -> Box | None:
    """The smallest box that holds all of these; None if there are none."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def clipped(edges: tuple[float, float, float, float]) -> Box | None:
    """A box within the page, in fractions to five places; None if nothing of it is there."""
    left, top, right, bottom = (0.0 if edge < 0 else 1.0 if edge > 1 else round(edge, 5) for edge in edges)
    return (left, top, right, bottom) if left < right and top < bottom else None


@dataclass(slots=True)
class _Joined:
    """A text that grows line by line, with the places of its lines."""

    text: str = ""
    regions: list[Region] = field(default_factory=list)

    def add(self, text: str, line: PrintedLine) -> None:
        start = len(self.text) + len(text) - len(text.lstrip())
        self.text += text
        last = self.regions[-1] if self.regions else None
        if last is not None and start - last.end <= 1 and (last.page, last.box) == (line.page, line.box):
            start = self.regions.pop().start
        if start < len(self.text):
            self.regions.append(Region(start, len(self.text), line.page, line.box))

    def cut(self) -> None:
        """Take the last character away."""
        self.text = self.text[:-1]
        self._end(len(self.text))

    def move_tail(self, tail: int, line: PrintedLine) -> None:
        """The last characters stand in this line, not in the one before."""
        end = len(self.text)
        self._end(end - tail)
        self.regions.append(Region(end - tail, end, line.page, line.box))

    def _end(self, end: int) -> None:
        last = self.regions.pop()
        if last.start < end:
            self.regions.append(Region(last.start, end, last.page, last.box))


def joined(lines: Sequence[PrintedLine], hyphens: Hyphens | None = None) -> tuple[str, list[Region]]:
    """The text of a paragraph's lines, and where each stands; `hyphens` tells compounds from divided words."""
    found = _Joined()
    before: PrintedLine | None = None
    for line in lines:
        text = line.text
        in_word = before is not None and before.divided
        if line.second_of:
            in_word = before is not None and before.whole == line.second_of
            if before is not None and in_word and 0 < before.tail < len(found.text):
                found.move_tail(before.tail, line)
            printed, rest = text[: line.second], text[line.second :]
            text = ("" if in_word else line.second_of) + second_rest(printed, line.second_of) + rest
        if found.text and text and not in_word:
            text = _parted(found, text, hyphens)
        found.add(text, line)
        before = line
    return found.text, found.regions


def _parted(found: _Joined, following: str, hyphens: Hyphens | None) -> str:
    """The next line with the space before it. A hyphen at the end of the text goes, unless it is a compound's."""
    text = found.text
    if _DIVIDED.search(text[-2:]) and (following[0].islower() or text[-1] in "\u00ad\u00ac\u2e17"):
        around = [text.rpartition(" ")[2], following.partition(" ")[0]]
        if hyphens is None or text[-1] != "-" or len(hyphens.joined(around)) > 1:
            found.cut()
        return following
    near = text[-40:] + following[:40]
    in_number = _IN_NUMBER.search(f"{text[-2:]}\n{following[0]}") and _WIDE.search(near)
    return following if in_number or not needs_space(text, following) else f" {following}"


def confidence_warning(
    pages: Iterable[tuple[str, float, int]], below: float = _LOW_CONFIDENCE, least: int = _MIN_WORDS
) -> tuple[Message, ...]:
    """A warning for the pages whose recognition is poor. Each is given by its number or label, mean confidence from 0
    to 1, and the number of words that have one, of which there must be `least`.
    """
    poor = [(label, mean) for label, mean, count in pages if count >= least and 0 < mean < below]
    if not poor:
        return ()
    shown = ", ".join(f"{label} ({100 * mean:.0f} %)" for label, mean in poor[:10]) + " …" * (len(poor) > 10)
    return (Message("ocr_low_confidence", pages=shown),)
