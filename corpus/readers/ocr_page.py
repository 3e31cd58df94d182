"""A recognised page, as ALTO, PAGE XML and hOCR give it: blocks of printed lines with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.account import Account, characters
from corpus.messages import Message
from corpus.readers import ocr_account, ocr_lines
from corpus.readers.hyphens import Hyphens
from corpus.readers.ocr_lines import Box, Piece, PrintedLine
from corpus.records import Document, LeftOut, Page
from corpus.text import ends_sentence

_PAGE_LABEL = re.compile(r"[-–—·.\s]*(?:第\s*)?([A-Za-z]?\d{1,4})\s*[版頁页]?[-–—·.\s]*")
_MIN_PROSE_CHARS = 20


@dataclass(slots=True, eq=False)
class TextBlock:
    """A block of text. `kind` is its tag or type in lower case, `margin` says that it is no part of the page's text.

    `groups` are the ids of the composed blocks and of the page that hold it.
    """

    id: str
    kind: str
    lines: list[PrintedLine]
    size: float | None = None
    margin: bool = False
    groups: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        """The number of its characters that print something."""
        return characters(ocr_account.printed(self.lines))

    @property
    def is_prose(self) -> bool:
        """Whether it holds a sentence."""
        return self.characters >= _MIN_PROSE_CHARS and any(ends_sentence(line.text) for line in self.lines)

    @property
    def box(self) -> Box | None:
        """The smallest box that holds its lines."""
        return ocr_lines.union([line.box for line in self.lines if line.box is not None])

    def piece(self) -> Piece:
        """The block for the joining of paragraphs."""
        return Piece(self.lines, self.kind, self.size)


@dataclass(slots=True)
class OcrPage:
    """A page: its blocks in reading order.

    `confidence` is the mean of its words, from 0 to 1, of which `words` have one. `places` has the block and the number
    of the line for each text line and word that was asked for by its id. `outside` is text that stands in no line.
    """

    page: Page
    blocks: list[TextBlock] = field(default_factory=list)
    confidence: float = 0.0
    words: int = 0
    places: dict[str, tuple[TextBlock, int]] = field(default_factory=dict)
    outside: str = ""

    @property
    def label(self) -> str:
        """How warnings name the page."""
        return self.page.label or str(self.page.number)

    def document(self, path: str) -> Document:
        """The page by itself, without its margins, for `corpus/newspaper` to divide."""
        body = [block for block in self.blocks if not block.margin]
        margins = sum(block.characters for block in self.blocks if block.margin)
        lines = [line for block in body for line in block.lines]
        hyphens = Hyphens(line.text for line in lines)
        found = Document(
            path,
            tuple(ocr_lines.blocks([block.piece() for block in body], hyphens)),
            warnings=warnings([self]),
            pages=(self.page,),
            left_out=(LeftOut(Message("ocr_margins_left_out"), margins),) if margins else (),
        )
        account = Account()
        account.source = characters(self.outside)
        account.leave("account_outside", self.outside)
        ocr_account.count_joined(lines, found.blocks, account)
        return ocr_account.settled(found, lines, account)


@dataclass(slots=True)
class Confidence:
    """The mean confidence of the words of a page."""

    total: float = 0.0
    words: int = 0

    def count(self, text: str, of: float = 1) -> None:
        """Count the confidence of a word, from 0 to `of`; what is no such number is none."""
        try:
            value = float(text)
        except ValueError:
            return
        if 0 <= value <= of:
            self.total += value / of
            self.words += 1

    def give(self, page: OcrPage) -> None:
        """Give a page its mean confidence."""
        page.words = self.words
        page.confidence = self.total / self.words if self.words else 0.0


def number(text: str | None) -> float:
    """A number of an attribute; 0 if it is missing or none."""
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def warnings(pages: Iterable[OcrPage]) -> tuple[Message, ...]:
    """What is to be said of these pages: which of them are recognised poorly."""
    return ocr_lines.confidence_warning((page.label, page.confidence, page.words) for page in pages)


def printed_label(blocks: Sequence[TextBlock]) -> str:
    """The number that is printed in a margin of the page; empty if there is none, or more than one."""
    texts = ("".join(line.text for line in block.lines) for block in blocks if block.margin)
    found = {match[1] for text in texts if (match := _PAGE_LABEL.fullmatch(text))}
    return found.pop() if len(found) == 1 else ""
