"""JSON lines: a row is an article. Streams: no more than one row is held at a time.

A broken row is refused with its line number, and the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import limits, table_rows
from corpus.readers.encoding import lines
from corpus.records import Document, Refusal


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document a row. Raises `CorpusError` where the file opens with broken rows only."""
    broken, good = 0, False
    for number, line in lines(stream, limits.ROW_BYTES):
        if line is None:
            found: Document | Refusal = Refusal(path, "the row is too long or is not text: leave it out", number)
        elif not line.strip():
            continue
        else:
            found = _row(line, path, number)
        good = good or isinstance(found, Document)
        broken += isinstance(found, Refusal)
        yield found
        if broken >= limits.BROKEN_ROWS and not good:
            raise CorpusError(f"not one of the first {broken} rows can be read: give a JSON object a line with `text`")


def _row(line: str, path: str, number: int) -> Document | Refusal:
    try:
        row = json.loads(line)
    except RecursionError:
        return Refusal(path, "the row is nested too deeply: give a flat JSON object", number)
    except ValueError as error:
        return Refusal(path, f"the row is not JSON ({' '.join(str(error).split())[:100]}): mend or remove it", number)
    if not isinstance(row, dict):
        return Refusal(path, 'the row is not a JSON object: write {"text": …}', number)
    return table_rows.document(row, path, number)
