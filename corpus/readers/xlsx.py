"""Excel workbooks (.xlsx): a row is an article; a row near the top of a sheet names the columns.

Reads values only: a formula counts as its last result. The value of merged cells counts for each of their rows. Hidden
sheets, and sheets without a text column if another has one, are left out, with a warning.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest
from typing import Any, BinaryIO

from corpus.account import Account, characters, is_prose
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import article_rows, columns, limits, number_formats, table_rows, zip_package
from corpus.records import Document, Refusal

Row = tuple[int, tuple[object, ...], str]  # its number, counted from 1, its cells, and what merged cells repeat in it
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})"')
_OVERLAP_BYTES = 200  # of two pieces of a sheet, above the length of `<mergeCell …/>`
_SHOWN_CHARS = 40  # of a name or a row in a message
_MIN_LOWER_NAMES = 2  # of columns, in a second row of names


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet whose columns are known: its name, the rows above the header, and the rows below."""

    sheet: str
    names: list[str]
    above: list[str]
    rows: Iterator[Row]
    account: Account  # of what stands above the rows


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document for each row. Raises `CorpusError` if the file is not a workbook or has no text column."""
    with _opened(stream) as book:
        tables: list[_Table] = []
        warnings: list[Message] = []
        problems: list[tuple[str, CorpusError]] = []
        account = Account()
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                name = sheet.title[:_SHOWN_CHARS]
                warnings.append(Message("sheet_left_out", sheet=name, reason=Message("sheet_hidden")))
                _leave(sheet, book, account)
                continue
            try:
                tables.append(_table(sheet.title, _rows(sheet, book)))
            except CorpusError as error:
                problems.append((sheet.title, error))
                if error.message.key != "sheet_unreadable":
                    _leave(sheet, book, account)
        if not tables:
            raise problems[-1][1] if problems else CorpusError("no_text")
        broken = []
        for name, problem in problems:
            if problem.message.key == "sheet_unreadable":
                broken.append(_refusal(path, name, problem))
            elif problem.message.key != "no_text":
                warnings.append(Message("sheet_left_out", sheet=name[:_SHOWN_CHARS], reason=problem.message))
        yield from _documents(tables, path, book.epoch, tuple(warnings), account)
        yield from broken


def _leave(sheet: Any, book: Any, account: Account) -> None:
    """Count the cells of a sheet that is left out, as far as they can be read."""
    with suppress(CorpusError):
        for _, cells, repeated in _rows(sheet, book):
            text = "\n".join(map(table_rows.printed, cells))
            account.leave_count("account_sheets", characters(text) - characters(repeated), is_prose(text))


def shown_sheets(stream: BinaryIO) -> Iterator[Iterator[tuple[int, tuple[object, ...]]]]:
    """For each sheet of a workbook, its rows that are not empty, each cell as it is shown: 0.725 as 72.5%.

    A cell that holds a day is a `ShownDay`. A sheet ends after a run of more than `limits.EMPTY_ROWS` empty rows.
    Raises `CorpusError` if the file is not a workbook or is too large; so does the iterator of a sheet that cannot be
    read.
    """
    with _opened(stream) as book:
        yield from (
            ((number, cells) for number, cells, _ in _rows(sheet, book, shown=True)) for sheet in book.worksheets
        )


class ShownDay(str):
    """A day as a cell shows it; `day` is the same in Chinese, as a newspaper writes it."""

    __slots__ = ("day",)
    day: str


def _shown(cell: Any, epoch: Any) -> object:
    """What a cell of openpyxl shows; texts are returned as they are."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value
    style = getattr(cell, "style_array", None)
    chosen = number_formats.EAST_ASIAN.get(style.numFmtId) if style is not None else None
    chosen = chosen or cell.number_format
    if isinstance(value, int | float) and not isinstance(value, bool) and number_formats.is_date_format(chosen):
        from openpyxl.utils.datetime import from_excel

        with suppress(ValueError, OverflowError):
            value = from_excel(value, epoch)
    text = number_formats.shown(value, chosen)
    if isinstance(value, datetime.date) and number_formats.shows_whole_day(chosen):
        marked = ShownDay(text)
        marked.day = f"{value.year}年{value.month}月{value.day}日"
        return marked
    return text


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[Any]:
    with zip_package.opened(stream, ".xlsx"):
        pass
    with limits.parsing("sheet_workbook_unreadable"):
        from openpyxl import load_workbook

        book = load_workbook(stream, read_only=True, data_only=True)
    try:
        yield book
    finally:
        book.close()


def _refusal(path: str, sheet: str, error: CorpusError) -> Refusal:
    return Refusal(path, Message("sheet_refused", sheet=sheet[:_SHOWN_CHARS], reason=error.message))


def _table(sheet: str, rows: Iterator[Row]) -> _Table:
    """The sheet's header and rows. Raises `CorpusError` if none of the first rows names a column of text."""
    seen: list[list[str]] = []
    account = Account()
    for _, cells, repeated in rows:
        names = [table_rows.plain(cell) for cell in cells]
        text = "\n".join(map(table_rows.printed, cells))
        account.add(repeated)
        if columns.has_text(names):
            above = [" ".join(filter(None, (name.strip() for name in row))) for row in seen]
            account.leave("account_keys", text)
            names, rows = _lower_header(names, rows, account)
            return _Table(sheet, names, above, rows, account)
        account.leave("account_rows", text)
        seen.append(names)
        if len(seen) == columns.HEADER_ROWS:
            break
    raise columns.without_text(seen[0]) if seen else CorpusError("no_text")


def _lower_header(names: list[str], rows: Iterator[Row], account: Account) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns and the rows below them, where a second row names what the first one groups."""
    below = next(rows, None)
    if below is None:
        return names, rows
    lower = [table_rows.plain(cell) for cell in below[1]]
    both = [low if columns.field_of(low) else high for low, high in zip_longest(lower, names, fillvalue="")]
    if len(_fields(lower)) >= _MIN_LOWER_NAMES and len(_fields(both)) > len(_fields(names)):
        account.leave("account_keys", "\n".join(map(table_rows.printed, below[1])))
        account.add(below[2])
        return both, rows
    return names, chain([below], rows)


def _fields(names: list[str]) -> set[str]:
    return set(filter(None, map(columns.field_of, names)))


def _documents(
    tables: list[_Table], path: str, epoch: Any, warnings: tuple[Message, ...], account: Account
) -> Iterator[Document | Refusal]:
    for table in tables:
        above = (Message("rows_above_left_out", text=row[:_SHOWN_CHARS]) for row in table.above)
        account.include(table.account)
        rows = article_rows.Rows(path, tuple(chain(warnings, above)), account, partial(_date, epoch=epoch))
        warnings = ()
        try:
            for number, cells, repeated in table.rows:
                row, more = table_rows.named(table.names, cells)
                yield rows.document(row, number, more, repeated)
        except CorpusError as error:
            yield _refusal(path, table.sheet, error)


def _date(value: object, epoch: Any) -> object:
    """A day that is stored as a number is counted from the workbook's epoch, which is 1904 in some."""
    from openpyxl.utils.datetime import from_excel

    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in table_rows.SERIAL_DAYS:
        return from_excel(value, epoch)
    return value


def _rows(sheet: Any, book: Any, shown: bool = False) -> Iterator[Row]:
    with limits.parsing("sheet_unreadable"):
        merged = _merged(book, sheet)
        sheet.reset_dimensions()  # the declared size is often wrong, and padding to it would cost memory
        cells_of_rows = iter(sheet.iter_rows(max_col=limits.COLUMNS, values_only=not shown))
    number = empty = 0
    carried: dict[int, tuple[int, object]] = {}  # by column: the last row of merged cells, and their value
    while empty <= limits.EMPTY_ROWS:
        with limits.parsing("sheet_unreadable"):
            cells = next(cells_of_rows, None)
            if shown and cells is not None:
                cells = tuple(_shown(cell, book.epoch) for cell in cells)
        if cells is None:
            return
        number += 1
        if any(cell not in (None, "") for cell in cells):
            empty = 0
            yield number, *_filled(cells, carried, number)
        else:
            empty += 1
        for column, last in merged.get(number, ()):
            if column < len(cells):
                carried[column] = last, cells[column]


def _filled(
    cells: tuple[object, ...], carried: dict[int, tuple[int, object]], number: int
) -> tuple[tuple[object, ...], str]:
    """The cells with the values of merged cells that began in a row above, and these values."""
    if not carried:
        return cells, ""
    filled = list(cells)
    repeated: list[object] = []
    for column, (last, value) in list(carried.items()):
        if number > last:
            del carried[column]
        else:
            filled.extend([None] * (column + 1 - len(filled)))
            if filled[column] in (None, ""):
                filled[column] = value
                repeated.append(value)
    return tuple(filled), table_rows.printed(repeated)


def _merged(book: Any, sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """By the first row of merged cells: their first column, counted from 0, and their last row.

    openpyxl gives them only for workbooks that are in memory as a whole.
    """
    merged: dict[int, list[tuple[int, int]]] = {}
    with book._archive.open(sheet._worksheet_path) as part:
        rest = b""
        while piece := part.read(limits.MB):
            data = rest + piece
            if b"ergeCell" in data:
                for letters, first, last in _MERGED.findall(data):
                    if int(last) > int(first):
                        entry = (_column(letters), int(last))
                        if entry not in (rows := merged.setdefault(int(first), [])):
                            rows.append(entry)
            rest = data[-_OVERLAP_BYTES:]
    return merged


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
