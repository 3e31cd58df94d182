"""JSON lines: a row is an article. Reads one row at a time.

A broken row is refused with its line number, and the other rows are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import limits, table_rows
from corpus.readers.encoding import lines
from corpus.records import Document, Refusal


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document for each row. Raises `CorpusError` if the file begins with `limits.BROKEN_ROWS` broken rows."""
    broken, good = 0, False
    for number, line in lines(stream, limits.ROW_BYTES):
        if line is None:
            item: Document | Refusal = Refusal(path, Message("row_unreadable"), number)
        elif not line.strip():
            continue
        else:
            item = _row(line, path, number)
        good = good or isinstance(item, Document)
        broken += isinstance(item, Refusal)
        yield item
        if broken >= limits.BROKEN_ROWS and not good:
            raise CorpusError("rows_all_broken", rows=broken)


def _row(line: str, path: str, number: int) -> Document | Refusal:
    try:
        row = json.loads(line)
    except RecursionError:
        return Refusal(path, Message("row_nested_too_deeply"), number)
    except ValueError as error:
        return Refusal(path, Message("row_not_json", detail=" ".join(str(error).split())[:100]), number)
    if not isinstance(row, dict):
        return Refusal(path, Message("row_not_object"), number)
    return table_rows.document(row, path, number)
