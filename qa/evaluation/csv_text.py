"""Writes CSV that a spreadsheet shows as text, and runs nothing of it.

A text that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP's ASVS 1.2.10 asks and as
csv-stringify (Node.js) and league/csv (PHP) do. Numbers stay as they are. `unescaped` takes it away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What begins a formula, also in full width (Excel in Chinese and Japanese), or what spreadsheets skip before one.
_FORMULA = re.compile("'*[\\s\0]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n\0]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:[.][0-9]+)?%?")


def escaped(text: str) -> str:
    """A text as a cell that no spreadsheet runs."""
    return f"'{text}" if _begins_formula(text) else text


def unescaped(cell: str) -> str:
    """The text of a cell that `escaped` made."""
    return cell[1:] if cell.startswith("'") and _begins_formula(cell[1:]) else cell


def _begins_formula(text: str) -> bool:
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, their texts escaped. A byte order mark makes Excel read UTF-8."""
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([escaped(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()
