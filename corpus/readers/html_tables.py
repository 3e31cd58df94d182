"""Cells of a table that span several rows: their text is written into each of these rows."""

from __future__ import annotations

from typing import Any

_MAX_CELL_CHARS = 60  # of a cell that is repeated; longer ones are text of the page's layout
_MAX_STEPS = 20_000  # for all tables of a page
_MAX_SPAN = 1000


def fill_spans(tree: Any) -> None:
    """Copy each cell with `rowspan` into the rows below that it reaches, at its column.

    Long cells, and those that hold links or other tables, are not copied: they lay out a page.
    """
    spanning = (cell for cell in tree.iter("td", "th") if _span(cell, "rowspan") != 1)
    tables = {id(table): table for cell in spanning if (table := _table(cell)) is not None}
    steps = 0
    for table in tables.values():
        for section in _sections(table):
            steps += _fill(section, _MAX_STEPS - steps)


def _table(cell: Any) -> Any:
    return next(cell.iterancestors("table"), None)


def _sections(table: Any) -> list[list[Any]]:
    """The rows of each section of a table; a cell does not span from one section into the next."""
    parts = [[row for row in part if row.tag == "tr"] for part in table if part.tag in ("thead", "tbody", "tfoot")]
    return [[row for row in table if row.tag == "tr"], *parts]


def _fill(rows: list[Any], limit: int) -> int:
    """Fill the rows of a section in about `limit` steps at most; how many were taken."""
    reaching: dict[int, tuple[int, str]] = {}  # by column: rows still to fill, and the text
    steps = 0
    for index, row in enumerate(rows):
        steps += len(reaching)
        column, below = 0, _reaching_on(reaching)
        for cell in [cell for cell in row if cell.tag in ("td", "th")]:
            column = _insert_before(row, cell, column, reaching)
            width, down = _span(cell, "colspan"), _span(cell, "rowspan") or len(rows) - index
            if down > 1:
                below |= dict.fromkeys(range(column, column + width), (down - 1, ""))
                below[column] = (down - 1, _text(cell))
                steps += width
            column += width
            if steps > limit:
                return steps
        for _, (_, text) in sorted(reaching.items()):
            _insert(row, None, text)
        reaching = below
    return steps


def _reaching_on(reaching: dict[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    return {column: (rows - 1, text) for column, (rows, text) in reaching.items() if rows > 1}


def _insert_before(row: Any, cell: Any, column: int, reaching: dict[int, tuple[int, str]]) -> int:
    """Insert the cells that reach the row from above in front of a cell, from `column` on; the column of the cell."""
    while column in reaching:
        _, text = reaching.pop(column)
        _insert(row, cell, text)
        column += 1
    return column


def _insert(row: Any, before: Any, text: str) -> None:
    if not text:
        return
    cell = row.makeelement("td")
    cell.text = text
    if before is None:
        row.append(cell)
    else:
        before.addprevious(cell)


def _text(cell: Any) -> str:
    """What is copied of a cell; empty if it is no cell of data."""
    text = " ".join("".join(cell.itertext()).split())
    is_data = next(cell.iter("a", "table", "img", "script"), None) is None
    return text if is_data and len(text) <= _MAX_CELL_CHARS else ""


def _span(cell: Any, name: str) -> int:
    """The number of rows or columns of a cell; 0 means all rows that follow."""
    text = (cell.get(name) or "").strip()
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    return min(number, _MAX_SPAN) if name == "rowspan" else min(max(number, 1), _MAX_SPAN)
