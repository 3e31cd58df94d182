"""CSV and TSV: a row is an article; the first row names the columns. Reads one row at a time.

The separator is found from the first row. A broken row is refused with its line number, and the other rows are read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import limits, table_rows
from corpus.readers.encoding import lines
from corpus.records import Document, Refusal

_SEPARATORS = "\t,;|，"


class _Lines:
    """Lines for the csv module, with a limit on the length of a row of several lines.

    `row_chars` is the length of the current row up to here; the reader sets it back to 0 after each row. `unreadable`
    are the numbers of lines that could not be read since the reader last cleared it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = lines(stream, limits.ROW_BYTES)
        self.row_chars = 0
        self.unreadable: list[int] = []

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            if line is None:
                self.unreadable.append(number)
                yield ""
                continue
            self.row_chars += len(line)
            if self.row_chars > limits.ROW_BYTES:
                raise CorpusError("row_open_quote", line=number)
            yield line.rstrip("\r\n").replace("\x00", "") + "\n"


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document for each row. Raises `CorpusError` if no column holds text, or a quote is never closed."""
    source = _Lines(stream)
    source_lines = iter(source)
    header = next((line for line in source_lines if line.strip()), "").removeprefix("sep=")
    separator = max(_SEPARATORS, key=lambda mark: _known_columns(header, mark))
    csv.field_size_limit(limits.ROW_BYTES)  # the module's own limit, 131,072 characters, is shorter than long articles
    try:
        columns = next(csv.reader([header], delimiter=separator), [])[: limits.COLUMNS]
    except csv.Error as error:
        raise CorpusError("columns_broken", detail=str(error)) from error
    table_rows.check_columns(columns)
    reader = csv.reader(source_lines, delimiter=separator)
    lines_of_header = source.row_chars and 1
    while True:
        first_line = lines_of_header + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield Refusal(path, Message("row_broken", detail=str(error)), first_line)
            continue
        finally:
            source.row_chars = 0
        for number in source.unreadable:
            yield Refusal(path, Message("row_unreadable"), number)
        source.unreadable.clear()
        if any(cell.strip() for cell in row):
            yield table_rows.document(dict(zip(columns, row, strict=False)), path, first_line)


def _known_columns(header: str, separator: str) -> int:
    names = header[: limits.MB].strip().split(separator)
    return sum(table_rows.field_of(name.strip('"')) is not None for name in names)
