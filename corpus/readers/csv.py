"""CSV and TSV: a row is an article; a row near the top names the columns. Reads one row at a time.

The separator is found from that row, or given in a line `sep=;` above it. A quote encloses a cell only if it begins
the cell and another one ends it, as in RFC 4180; any other quote is text, so that `"夜市"回来了` keeps its quotes and a
lone quote does not take in the rows below.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from corpus.account import Account
from corpus.messages import Message
from corpus.readers import article_rows, columns, limits, table_rows
from corpus.readers.encoding import lines
from corpus.records import Document, Refusal

_SEPARATORS = "\t,;|，"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_SHOWN_CHARS = 40  # of a row in a warning

Row = tuple[int, list[str] | None]  # its line, counted from 1, and its cells; None for a line that cannot be read


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document for each row. Raises `CorpusError` if no column holds text."""
    source = _Lines(stream)
    account = Account()
    separator, names, above = _header(source, account)
    if not columns.has_text(names):
        raise columns.without_text(names)
    warnings = tuple(Message("rows_above_left_out", text=row[:_SHOWN_CHARS]) for row in above)
    rows = article_rows.Rows(path, warnings, account)
    for number, cells in _rows(source, separator):
        if cells is None:
            yield Refusal(path, Message("row_unreadable"), number)
        elif any(cell.strip() for cell in cells):
            fitted, added = _fitted(cells, names, separator)
            row, more = table_rows.named(names, fitted)
            yield rows.document(row, number, more, added)


class _Lines:
    """The numbered lines of a table, which can be put back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = lines(stream, limits.ROW_BYTES)
        self._ahead: deque[tuple[int, str | None]] = deque()

    def next(self) -> tuple[int, str | None] | None:
        """The next line without its end, None for one that cannot be read; None at the end of the file."""
        if self._ahead:
            return self._ahead.popleft()
        number, line = next(self._lines, (0, None))
        if not number:
            return None
        if line is None:
            return number, None
        line, *others = line.rstrip("\r\n").replace("\x00", "").split("\r")  # the line end of old Macintosh tables
        self.put_back([(number, other) for other in others])
        return number, line

    def put_back(self, taken: list[tuple[int, str | None]]) -> None:
        """Make these lines the next ones."""
        self._ahead.extendleft(reversed(taken))


def _header(source: _Lines, account: Account) -> tuple[str, list[str], list[str]]:
    """The separator, the names of the columns, and the lines above them.

    If none of the first rows names a column of text, the first one counts as the header.
    """
    given = ""
    first: tuple[str, list[str], list[str]] | None = None
    above: list[str] = []
    seen: list[str] = []  # the same lines as they stand there
    while len(above) < columns.HEADER_ROWS and (item := source.next()):
        line = item[1] or ""
        if (match := _SEPARATOR_LINE.fullmatch(line)) and not given:
            given = match[1]
            account.leave("account_keys", "".join(line.split(given)).replace('"', ""))
            continue
        if not line.strip():
            continue
        separator = given or _separator(line)
        cells = _cells(line, separator, source)
        names = cells[: limits.COLUMNS]
        if columns.has_text(names):
            account.leave("account_keys", "".join(cells))
            for row in seen:
                account.leave("account_rows", "\n".join(row.replace('"', "").split(separator)))
            return separator, names, above
        seen.append("\n".join(cells))
        first = first or (separator, names, [])
        above.append(" ".join(filter(None, (name.strip(_SEPARATORS + " ") for name in names))))
    return first or (",", [], [])


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=lambda mark: _known_columns(header, mark))


def _known_columns(line: str, separator: str) -> int:
    names = line[: limits.MB].strip().split(separator)
    return sum(columns.field_of(name.strip('"')) is not None for name in names)


def _rows(source: _Lines, separator: str) -> Iterator[Row]:
    while item := source.next():
        number, line = item
        if line is None:
            yield number, None
        else:
            yield number, _cells(line, separator, source)


def _cells(line: str, separator: str, source: _Lines) -> list[str]:
    """The cells of the row that begins with this line. Further lines of a cell come from `source`."""
    if '"' not in line:
        return line.split(separator)
    cells: list[str] = []
    start = 0
    while True:
        quoted = _quoted(line, start, separator, source) if line.startswith('"', start) else None
        if quoted is not None:
            cell, line, end = quoted
        else:
            end = line.find(separator, start)
            end = len(line) if end < 0 else end
            cell = line[start:end]
        cells.append(cell)
        if end >= len(line):
            return cells
        start = end + 1


def _quoted(line: str, start: int, separator: str, source: _Lines) -> tuple[str, str, int] | None:
    """A cell in quotes, the line where it ends, and its end there. None if its quote is just text."""
    pieces: list[str] = []
    taken: list[tuple[int, str | None]] = []
    size, position = len(line), start + 1
    while (quote := _closing_quote(line, position)) < 0:
        pieces.append(line[position:])
        item = source.next()
        if item is not None:
            taken.append(item)
        if item is None or item[1] is None or (size := size + len(item[1])) > limits.ROW_BYTES:
            break
        line, position = item[1], 0
    else:
        end = quote + 1
        while line.startswith(" ", end):
            end += 1
        if end == len(line) or line.startswith(separator, end):
            return "\n".join((*pieces, line[position:quote])).replace('""', '"'), line, end
    source.put_back(taken)
    return None


def _closing_quote(line: str, position: int) -> int:
    """The index of the first quote from here that is not written twice; -1 if there is none."""
    while (quote := line.find('"', position)) >= 0 and line.startswith('"', quote + 1):
        position = quote + 2
    return quote


def _fitted(cells: list[str], names: list[str], separator: str) -> tuple[list[str], str]:
    """As many cells as columns, and the separators in them: a text in the last one may hold them without quotes."""
    if len(cells) > len(names) and columns.field_of(names[-1]) == "text":
        parts = cells[len(names) - 1 :]
        last = separator.join(parts).rstrip(separator)
        return [*cells[: len(names) - 1], last], separator * (len(last) - sum(map(len, parts)))
    return cells, ""
