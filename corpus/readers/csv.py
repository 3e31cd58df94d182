"""CSV and TSV: a row is an article. Streams; the first row names the columns.

The separator is found from the first row. A broken row is refused with its line number, and the others go on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import limits, table_rows
from corpus.readers.encoding import lines
from corpus.records import Document, Refusal


class _Lines:
    """Lines for the csv module, which joins them where a quoted field spans several: bounds what it may join."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = lines(stream, limits.ROW_BYTES)
        self.held = 0
        self.unreadable: list[int] = []

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            if line is None:
                self.unreadable.append(number)
                yield ""
                continue
            self.held += len(line)
            if self.held > limits.ROW_BYTES:
                raise CorpusError(f"the row that ends in line {number} is too long: is a quote above it not closed?")
            yield line.rstrip("\r\n").replace("\x00", "") + "\n"


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document a row. Raises `CorpusError` where no column holds the text."""
    source = _Lines(stream)
    found = iter(source)
    header = next((line for line in found if line.strip()), "").removeprefix("sep=")
    delimiter = max("\t,;|，", key=lambda mark: _named(header, mark))
    csv.field_size_limit(limits.ROW_BYTES)  # the module's own limit is of 131,072 characters, less than long articles
    try:
        columns = next(csv.reader([header], delimiter=delimiter), [])[: limits.COLUMNS]
    except csv.Error as error:
        raise CorpusError(f"the row with the names of the columns is broken ({error}): mend it") from error
    check(columns)
    reader = csv.reader(found, delimiter=delimiter)
    start = source.held and 1
    broken = 0
    while True:
        first = start + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            broken += 1
            yield Refusal(path, f"the row is broken ({error}): mend or remove it", first)
            continue
        finally:
            source.held = 0
        for number in source.unreadable:
            yield Refusal(path, "the row is too long or is not text: leave it out", number)
        source.unreadable.clear()
        if any(cell.strip() for cell in row):
            yield table_rows.document(dict(zip(columns, row, strict=False)), path, first)


def check(columns: list[str]) -> None:
    """Raises `CorpusError` unless one of the columns holds text."""
    if not any(table_rows.field_of(name) == "text" for name in columns):
        names = ", ".join(name.strip()[:20] for name in columns[:12]) or "none"
        raise CorpusError(f"no column holds the text: name one `text` or 正文 in the first row (it has: {names})")


def _named(header: str, mark: str) -> int:
    return sum(table_rows.field_of(name.strip('"')) is not None for name in header[: limits.MB].strip().split(mark))
