"""The account of recognised pages (ALTO, METS, PAGE XML, hOCR): their printed lines against the text made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.account import Account, characters, difference
from corpus.readers.ocr_lines import PrintedLine
from corpus.records import Block, Document

_HYPHENS = frozenset("-\u2010\u00ac\u2e17")  # at the ends of lines


def printed(lines: Iterable[PrintedLine]) -> str:
    """The lines as they are printed: of a word that goes on in the next line, the part that stands in its own."""
    return "\n".join(line.text[: len(line.text) - line.tail] if line.whole else line.text for line in lines)


def count_joined(lines: Sequence[PrintedLine], blocks: Iterable[Block], account: Account) -> None:
    """Count the hyphens that the text of some lines lacks, and what of it is not printed, such as parts of words.

    Other characters that it lacks are left for `Account.settled` to find.
    """
    gone, come = difference(_solid(printed(lines)), _solid("\n".join(block.text for block in blocks)))
    account.leave("account_hyphens", "".join(char for char in gone if char in _HYPHENS))
    account.add(come)


def settled(document: Document, lines: Iterable[PrintedLine], account: Account) -> Document:
    """The document with the account of its lines, and of what `account` has left out beside them."""
    (found,) = account.settled([document], characters(printed(lines)) + account.source)
    return found


def _solid(text: str) -> str:
    return "".join(text.split())
