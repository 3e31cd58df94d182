"""The rows of a table and the drop caps on a page, put together from the lines of `corpus/readers/layout.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

import numpy as np

from corpus.readers.page_lines import TextLine

_MIN_COLUMNS = 3
_LARGE = 1.4  # times the usual letter size: a headline
_MIN_ROWS = 2
_MAX_CELL_CHARS = 24
_MAX_MEDIAN_CHARS = 10  # of a table's cells
_MAX_FILL = 0.75  # the share of a table's width that its cells take up; columns of text fill theirs
_MAX_PITCH = 3.6  # from one row to the next, times the font size
_MIN_TEXT_WIDTH = 9.0  # of a line of running text, in letter sizes
_MAX_OPEN = 8  # groups of rows that a row may continue
_MARK = re.compile("[，。；：、“”！？]")

Row = list[TextLine]


def with_rows(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, sorted from the top, with each row of a table as one. Columns of text may stand beside a table."""
    places = _running_text(lines) | _large(lines)
    found = [lines[place] for place in places]
    cells = [line for place, line in enumerate(lines) if place not in places]
    for group in _groups(_levels(cells, found[:])):
        group, strays = _without_strays(group)
        found.extend(strays)
        if _is_table(group):
            found.extend(_as_line(row) for row in group)
        else:
            found.extend(line for row in group for line in row)
    return sorted(found, key=lambda item: (item.top, item.left))


def _large(lines: Sequence[TextLine]) -> set[int]:
    """The places of the lines in a headline's letters, which may be level with a table in another column."""
    usual = median(line.size for line in lines) if lines else 0.0
    return {place for place, line in enumerate(lines) if line.size > _LARGE * usual}


def _running_text(lines: Sequence[TextLine]) -> set[int]:
    """The places of the lines that stand in a column of running text: wide, one below the other, with marks."""
    wide = [place for place, line in enumerate(lines) if line.right - line.left > _MIN_TEXT_WIDTH * line.size]
    if len(wide) < 2:
        return set()
    edges = [(lines[place].left, lines[place].right, lines[place].top, lines[place].size) for place in wide]
    lefts, rights, tops, sizes = np.array(edges).T
    marked = np.array([_MARK.search(lines[place].text) is not None for place in wide])
    down = np.abs(tops[:, None] - tops)
    near = (down > 0.5 * sizes) & (down < _MAX_PITCH * sizes) & (np.abs(rights[:, None] - rights) < 2.1 * sizes)
    stacked = near & (np.abs(lefts[:, None] - lefts) < 2.1 * sizes)
    text = (stacked & (marked | marked[:, None])).any(axis=1).tolist()
    return {place for place, is_text in zip(wide, text, strict=True) if is_text}


def _levels(lines: Sequence[TextLine], text: Sequence[TextLine]) -> Iterator[Row]:
    """The lines by their baselines, from the top, each from the left and without running text in between."""
    level: Row = []
    for line in sorted(lines, key=lambda item: item.bottom):
        if level and line.bottom - level[0].bottom >= 0.3 * line.size:
            yield from _parted(level, text)
            level = []
        level.append(line)
    if level:
        yield from _parted(level, text)


def _parted(level: Row, text: Sequence[TextLine]) -> Iterator[Row]:
    row: Row = []
    beside = [line for line in text if line.top < level[0].bottom and line.bottom > level[0].top]
    for line in sorted(level, key=lambda item: item.left):
        if row and any(row[-1].left < other.left < line.left for other in beside):
            yield row
            row = []
        row.append(line)
    yield row


def _groups(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows that follow each other and have several cells, and the others one by one."""
    groups: list[list[Row]] = []
    open_groups: list[list[Row]] = []  # those that have several cells in their last row
    for row in rows:
        if len(row) < _MIN_COLUMNS - 1:
            groups.append([row])
            continue
        last = [group for group in open_groups if _continues(group[-1], row) and _overlap(group[-1], row)]
        if last:
            last[-1].append(row)
        else:
            groups.append([row])
            open_groups = [*open_groups[-_MAX_OPEN:], groups[-1]]
    return groups


def _without_strays(rows: list[Row]) -> tuple[list[Row], list[TextLine]]:
    """The rows without a single line beside a table, level with one of its rows; and such lines."""
    columns = _columns([line for row in rows for line in row]) if len(rows) > _MIN_ROWS else []
    for left, right in (columns[0], columns[-1]) if len(columns) > _MIN_COLUMNS else ():
        inside = [(row, line) for row in rows for line in row if left <= line.left and line.right <= right]
        if len(inside) == 1:
            stray = inside[0][1]
            return [[line for line in row if line is not stray] for row in rows], [stray]
    return rows, []


def _overlap(last: Row, row: Row) -> bool:
    return min(last[-1].right, row[-1].right) > max(last[0].left, row[0].left)


def _continues(last: Row, row: Row) -> bool:
    size = max(line.size for line in row)
    alike = 0.6 < last[0].size / row[0].size < 1.6
    return alike and 0.3 * size < row[0].bottom - last[0].bottom < _MAX_PITCH * size


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
        if found[first].top > cap.top + 0.6 * cap.size or found[first].left - cap.right > _cap_space(cap, found[first]):
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
        and -0.3 * line.size < line.left - cap.right < _cap_space(cap, line) + 2.2 * line.size
    )


def _cap_space(cap: TextLine, line: TextLine) -> float:
    """The most white space between a large character and a line beside it that is not indented."""
    return max(1.2 * line.size, 0.4 * cap.size)
