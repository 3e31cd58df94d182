"""Question files that are tables: CSV, TSV and XLSX. A row near the top names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.readers import limits, xlsx
from qa.errors import ErrorMessage, QuestionError
from qa.evaluation.questions import trec
from qa.evaluation.questions.cells import TableCell
from qa.evaluation.questions.columns import field_of, may_be_question
from qa.evaluation.questions.files import Row, detail, load

_HEADER_ROWS = 10  # of which one names the columns; what stands above it is a title
_NumberedCells = tuple[int, Sequence[object]]


def delimited(path: Path) -> Iterator[Row]:
    """CSV and TSV. The delimiter is the one that gives the most known columns; Excel's line `sep=;` decides.

    A file of ids and queries without names of columns, as TREC and MS MARCO have, is read too.
    """
    csv.field_size_limit(limits.ROW_BYTES)  # the module's own limit is 131,072 characters
    text = load(path).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    top = text.lstrip("\n").split("\n", _HEADER_ROWS)[:_HEADER_ROWS]
    delimiters = "\t" if path.suffix.lower() == ".tsv" else "\t,;|，"
    delimiter = max(delimiters, key=lambda mark: max(_count_known(line.split(mark)) for line in top))
    if top[0].lower().startswith("sep=") and len(top[0].strip()) == 5:
        delimiter = top[0].strip()[4]
    elif not any(_count_known(line.split(delimiter)) for line in top):
        if trec.is_listing(lines := text.split("\n")):
            yield from trec.listing(lines)
            return
        delimiter = delimiters[1:2] or delimiters
    rows = _numbered_rows(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    columns, below = _header((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    for line, cells in below:
        if any(str(cell).strip() for cell in cells[len(columns) :]):
            yield line, ErrorMessage("question_row_too_many_cells", cells=len(cells), columns=len(columns))
        else:
            yield line, _cells(columns, cells)


def _numbered_rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows of a `csv.reader`, each with the line on which it begins."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise QuestionError("question_table_broken", line=line, detail=detail(error)) from error


def workbook(path: Path) -> Iterator[Row]:
    """The first sheet that has a column of questions; the line is the row's number in the sheet."""
    problem = QuestionError("question_workbook_empty")
    with path.open("rb") as stream:
        for rows in xlsx.shown_sheets(stream):
            try:
                columns, below = _header(rows)
            except QuestionError as error:
                problem = error if error.message.key != "question_file_empty" else problem
                continue
            yield from ((line, _cells(columns, cells)) for line, cells in below)
            return
    raise problem


def _header(rows: Iterable[_NumberedCells]) -> tuple[list[str], Iterator[_NumberedCells]]:
    """The names of the columns and the rows below. Raises `QuestionError` where no column contains questions."""
    left = iter(rows)
    seen: list[str] | None = None
    for _, cells in islice(left, _HEADER_ROWS):
        columns = ["" if cell is None else str(cell).strip() for cell in cells]
        if any(_asks(name) for name in columns):
            return columns, left
        seen = columns if seen is None else seen
    if seen is None:
        raise QuestionError("question_file_empty", path="")
    names = ", ".join(name[:20] for name in seen[:12] if name)
    raise QuestionError("question_table_no_column", columns=names)


def _asks(name: str) -> bool:
    """Whether a column may hold questions, also in the exports of LangSmith."""
    return may_be_question(name) or name.partition(".")[0] == "inputs"


def _count_known(cells: Sequence[object]) -> int:
    names = [str(cell).strip('" ') for cell in cells]
    return sum(field_of(name) is not None or _asks(name) for name in names)


def _cells(columns: Sequence[str], cells: Sequence[object]) -> dict[str, object]:
    """A row by column. A column whose name is taken gets its number appended, so that none is lost.

    A day in a workbook is expected as it is shown, or as a newspaper writes it.
    """
    row: dict[str, object] = {}
    for number, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        name = column if column not in row else f"{column}{number}"
        if not name:
            continue
        if isinstance(cell, xlsx.ShownDay) and field_of(name) == "answers":
            row[name] = list(dict.fromkeys([str(cell), cell.day]))
        else:
            row[name] = TableCell(cell) if isinstance(cell, str) else cell
    return row
