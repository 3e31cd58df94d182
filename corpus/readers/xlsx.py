"""Excel workbooks (.xlsx): a row is an article; the first row of a sheet that is not empty names the columns.

Reads values only: a formula counts as its last result. Sheets without a text column are skipped if another has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.readers import limits, table_rows, zip_package
from corpus.records import Document, Refusal

Row = tuple[int, tuple[object, ...]]  # its number in the sheet, counted from 1, and its cells


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document for each row. Raises `CorpusError` if the file is not a workbook or has no text column."""
    problem: CorpusError | None = CorpusError("no_text")
    for rows in sheets(stream):
        try:
            yield from _documents(rows, path)
            problem = None
        except CorpusError as error:
            problem = problem and error
    if problem is not None:
        raise problem


def sheets(stream: BinaryIO) -> Iterator[Iterator[Row]]:
    """For each sheet of a workbook, its rows that are not empty.

    A sheet ends after a run of more than `limits.EMPTY_ROWS` empty rows. Raises `CorpusError` if the file is not a
    workbook or is too large; so does the iterator of a sheet that cannot be read.
    """
    with zip_package.opened(stream, ".xlsx"):
        pass
    with limits.parsing("sheet_workbook_unreadable"):
        from openpyxl import load_workbook

        book = load_workbook(stream, read_only=True, data_only=True)
    try:
        yield from map(_rows, book.worksheets)
    finally:
        book.close()


def _documents(rows: Iterator[Row], path: str) -> Iterator[Document | Refusal]:
    _, names = next(rows, (0, ()))
    if not names:
        raise CorpusError("no_text")
    columns = [table_rows.plain(name) for name in names]
    table_rows.check_columns(columns)
    for number, cells in rows:
        yield table_rows.document(dict(zip(columns, cells, strict=False)), path, number)


def _rows(sheet: Any) -> Iterator[Row]:
    with limits.parsing("sheet_unreadable"):
        sheet.reset_dimensions()  # the declared size is often wrong, and padding to it would cost memory
        cells_of_rows = iter(sheet.iter_rows(max_col=limits.COLUMNS, values_only=True))
    number = empty = 0
    while empty <= limits.EMPTY_ROWS:
        with limits.parsing("sheet_unreadable"):
            cells = next(cells_of_rows, None)
        if cells is None:
            return
        number += 1
        if any(cell not in (None, "") for cell in cells):
            empty = 0
            yield number, cells
        else:
            empty += 1
