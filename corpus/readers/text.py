"""Plain text: its paragraphs are blocks, as printed. `corpus/newspaper` joins and reorders them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from corpus.account import Account, characters
from corpus.readers import limits
from corpus.readers.encoding import decode
from corpus.readers.table_rows import paragraphs
from corpus.readers.unwrap import rejoined
from corpus.records import Block, Document, Refusal


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the file is too large or is not text."""
    decoded = decode(limits.load(stream, limits.TEXT_BYTES, "split_file_or_jsonl"))
    blocks = paragraphs(decoded.text)
    parts = rejoined([block.text for block in blocks])
    account = Account()
    if parts is not None:
        blocks = tuple(map(Block, parts))
        account.leave_hyphens(decoded.text, "".join(parts))
    yield from account.settled([Document(path, blocks, warnings=decoded.warnings)], characters(decoded.text))
