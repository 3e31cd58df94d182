"""Plain text: its paragraphs are blocks, as printed. Joining and reordering is `corpus/newspaper`'s work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from corpus.readers import limits
from corpus.readers.encoding import decode
from corpus.readers.table_rows import paragraphs
from corpus.records import Document, Refusal


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` where it is too large or is not text."""
    found = decode(limits.load(stream, limits.TEXT_BYTES, "split it, or give the articles as JSONL"))
    yield Document(path, paragraphs(found.text), warnings=(found.warning,) if found.warning else ())
