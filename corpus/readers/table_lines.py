"""The rows of a table and the drop caps on a page, put together from the lines of `corpus/readers/layout.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from corpus.readers.page_lines import TextLine

_MIN_COLUMNS = 3
_MIN_ROWS = 2
_MAX_CELL_CHARS = 24
_MAX_MEDIAN_CHARS = 10  # of a table's cells
_MAX_FILL = 0.75  # the share of a table's width that its cells take up; columns of text fill theirs
_MAX_PITCH = 3.6  # from one row to the next, times the font size

Row = list[TextLine]


def with_rows(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, sorted from the top, with each row of a table as one."""
    found: list[TextLine] = []
    for group in _groups(_levels(lines)):
        if _is_table(group):
            found.extend(_as_line(row) for row in group)
        else:
            found.extend(line for row in group for line in row)
    return sorted(found, key=lambda item: (item.top, item.left))


def _levels(lines: Sequence[TextLine]) -> list[Row]:
    """The lines by their baselines, from the top; each row from the left."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda item: item.bottom):
        if rows and line.bottom - rows[-1][-1].bottom < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda item: item.left) for row in rows]


def _groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that follow each other and have several cells, and the others one by one."""
    group: list[Row] = []
    for row in rows:
        if group and not _continues(group[-1], row):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _continues(last: Row, row: Row) -> bool:
    size = max(line.size for line in row)
    alike = 0.6 < last[0].size / row[0].size < 1.6
    enough = len(last) >= _MIN_COLUMNS - 1 and len(row) >= _MIN_COLUMNS - 1
    return alike and enough and row[0].bottom - last[0].bottom < _MAX_PITCH * size


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether the cells are short, stand in columns, and leave much of the width empty."""
    cells = [line for row in rows for line in row]
    columns = _columns(cells)
    most = max(map(len, rows))
    if len(rows) < _MIN_ROWS or not _have_cells_length(cells, len(columns), len(rows)) or most != len(columns):
        return False
    width = columns[-1][1] - columns[0][0]
    fill = max(sum(line.right - line.left for line in row) for row in rows) / max(1.0, width)
    return len(cells) > 0.6 * most * len(rows) and fill < _MAX_FILL


def _have_cells_length(cells: Sequence[TextLine], columns: int, rows: int) -> bool:
    """Whether the texts are as short as those of cells; with two columns, they must be shorter and more."""
    lengths = [len(line.text) for line in cells]
    if any(line.text[-1] in "。！？" for line in cells):
        return False
    if columns < _MIN_COLUMNS:
        return columns == _MIN_COLUMNS - 1 and rows > _MIN_ROWS and max(lengths) <= 10 and median(lengths) <= 6
    return max(lengths) <= _MAX_CELL_CHARS and median(lengths) <= _MAX_MEDIAN_CHARS


def _columns(cells: Sequence[TextLine]) -> list[tuple[float, float]]:
    """The spans of the columns: of cells above each other, from the left."""
    columns: list[tuple[float, float]] = []
    for cell in sorted(cells, key=lambda item: item.left):
        if columns and cell.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], cell.right))
        else:
            columns.append((cell.left, cell.right))
    return columns


def _as_line(row: Row) -> TextLine:
    text = " ".join(line.text for line in row)
    top, bottom = min(line.top for line in row), max(line.bottom for line in row)
    pieces = tuple(part for line in row for part in line.parts)
    return TextLine(text, row[0].left, top, max(line.right for line in row), bottom, row[0].size, True, pieces)


def with_drop_caps(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines with each large first character at the beginning of the line beside it."""
    found = list(lines)
    for cap in lines:
        if len(cap.text) > 2 or not cap.text[0].isalpha():
            continue
        beside = [index for index, line in enumerate(found) if _is_beside(cap, line)]
        if len(beside) < 2:
            continue
        first = min(beside, key=lambda index: found[index].top)
        if found[first].top > cap.top + 0.6 * cap.size:
            continue
        for index in beside:
            line = found[index]
            text, pieces = line.text, line.parts
            if index == first:
                text, pieces = cap.text + text, (*cap.parts, *pieces)
            found[index] = replace(line, text=text, left=cap.left, pieces=pieces)
        found.remove(cap)
    return found


def _is_beside(cap: TextLine, line: TextLine) -> bool:
    """Whether a smaller line begins to the right of a large character, at its height."""
    middle = (line.top + line.bottom) / 2
    return (
        cap.size > 1.8 * line.size
        and cap.top - 0.3 * line.size < middle < cap.bottom + 0.3 * line.size
        and -0.3 * line.size < line.left - cap.right < max(1.2 * line.size, 0.4 * cap.size)
    )
