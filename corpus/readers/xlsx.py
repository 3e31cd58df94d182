"""Excel workbooks (.xlsx): a row is an article, the first row that is not empty names the columns, sheet by sheet.

Values only: formulas count as what was last calculated. Sheets without a column of text are passed over, unless none
has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.readers import limits, table_rows, zip_package
from corpus.readers.csv import check
from corpus.records import Document, Refusal


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document a row. Raises `CorpusError` where the file is no workbook or no sheet has a column of text."""
    with zip_package.opened(stream, "an Excel workbook (.xlsx)"):
        pass
    with limits.parsing("the workbook"):
        from openpyxl import load_workbook

        book = load_workbook(stream, read_only=True, data_only=True)
    try:
        problem: CorpusError | None = CorpusError("holds no text")
        for sheet in book.worksheets:
            try:
                yield from _sheet(sheet, path)
                problem = None
            except CorpusError as error:
                problem = problem and error
        if problem is not None:
            raise problem
    finally:
        book.close()


def _sheet(sheet: Any, path: str) -> Iterator[Document | Refusal]:
    columns: list[str] = []
    empty = 0
    for number, cells in enumerate(_rows(sheet), 1):
        if not any(cell not in (None, "") for cell in cells):
            empty += 1
            if empty > limits.EMPTY_ROWS:
                break
        elif not columns:
            empty = 0
            columns = [table_rows.plain(cell) for cell in cells]
            check(columns)
        else:
            empty = 0
            yield table_rows.document(dict(zip(columns, cells, strict=False)), path, number)
    if not columns:
        raise CorpusError("holds no text")


def _rows(sheet: Any) -> Iterator[tuple[object, ...]]:
    with limits.parsing("a sheet of the workbook"):
        sheet.reset_dimensions()  # what a sheet claims of its size is often wrong, and padding a lie costs memory
        found = iter(sheet.iter_rows(max_col=limits.COLUMNS, values_only=True))
    while True:
        with limits.parsing("a sheet of the workbook"):
            row = next(found, None)
        if row is None:
            return
        yield row
