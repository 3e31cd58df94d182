"""JSON: lines of it, one row each, or a whole file that is an array of rows or an object that holds one.

Rows that are items of ninjs are read by `ninjs.py`. Lines are read one at a time; a broken row is refused with its line
number, and the other rows are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from corpus.account import Account
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import article_rows, columns, limits, ninjs, table_rows
from corpus.readers.encoding import decode, lines
from corpus.records import Document, Refusal

_HEAD_BYTES = 1 << 12
_NESTING = 4  # objects around the list of rows


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document for each row. Raises `CorpusError` if the file begins with `limits.BROKEN_ROWS` broken rows."""
    account = Account()
    whole = _whole(stream, account)
    rows = article_rows.Rows(path, account=account)
    if whole is not None:
        yield from _rows_of_array(whole, rows, path, account)
        return
    broken, good = 0, False
    for number, line in lines(stream, limits.ROW_BYTES):
        if line is not None and not line.strip():
            continue
        for item in [_unreadable(path, number)] if line is None else _row(line, rows, path, number, account):
            good = good or isinstance(item, Document)
            broken += isinstance(item, Refusal)
            yield item
        if broken >= limits.BROKEN_ROWS and not good:
            raise CorpusError("rows_all_broken", rows=broken)


def _whole(stream: BinaryIO, account: Account) -> list[tuple[int | None, Any]] | None:
    """The rows of a file that is one JSON value, with their lines where they are known; None for lines of JSON."""
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    with suppress(CorpusError):
        head_text = decode(head).text.lstrip()
        first_line = head_text.partition("\n")[0].strip()
        if not head_text.startswith(("[", "{")) or (first_line.startswith("{") and _is_json(first_line)):
            return None
        if len(first_line) >= _HEAD_BYTES // 4 and first_line.startswith("{"):
            return None  # a row that is longer than the head
        text = decode(limits.load(stream, limits.TEXT_BYTES, "split_file_or_jsonl")).text
        stream.seek(0)
        if head_text.startswith("["):
            return _array(text)
        with suppress(ValueError, RecursionError):
            value = json.loads(text)
            return [(None, row) for row in _counted_rows(value, account)]
    stream.seek(0)
    return None


def _is_json(line: str) -> bool:
    with suppress(ValueError, RecursionError):
        return isinstance(json.loads(line), dict)
    return False


def _array(text: str) -> list[tuple[int | None, Any]] | None:
    """The items of a JSON array with the lines where they begin; None if the text is no array."""
    decoder = json.JSONDecoder()
    items: list[tuple[int | None, Any]] = []
    position, counted, line = text.index("[") + 1, 0, 1
    while True:
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        if text[position : position + 1] == "]":
            return items if not text[position + 1 :].strip() else None
        line, counted = line + text.count("\n", counted, position), position
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return None
        items.append((line, item))


def _counted_rows(value: Any, account: Account) -> list[Any]:
    """The rows in a value, which is one itself if none is found; what stands beside them is counted."""
    found = _found_rows(value) or [value]
    if found != [value]:
        account.leave("account_columns", table_rows.printed(value, set(map(id, found))))
    return found


def _found_rows(value: Any, depth: int = _NESTING) -> list[Any]:
    """The rows in a JSON object: itself if it is one, else the first list of rows inside it, else the first row."""
    if not isinstance(value, Mapping) or _is_row(value):
        return [value]
    for inner in value.values():
        if isinstance(inner, list) and any(isinstance(row, Mapping) and _is_row(row) for row in inner):
            return inner
    for inner in value.values() if depth else ():
        if isinstance(inner, Mapping) and (rows := _found_rows(inner, depth - 1)):
            return rows
    return []


def _is_row(value: Mapping[str, Any]) -> bool:
    """Whether an object is an article: it has a text, which is no list of further articles unless there is a title."""
    if ninjs.is_item(value):
        return True
    taken = columns.fields(value)
    if "text" not in taken:
        return False
    text = taken["text"][1]
    parts = list(text.values()) if isinstance(text, Mapping) else [text]
    return "title" in taken or not any(
        isinstance(part, list) and isinstance(part[0], Mapping) for part in parts if part
    )


def _rows_of_array(
    items: list[tuple[int | None, Any]], rows: article_rows.Rows, path: str, account: Account
) -> Iterator[Document | Refusal]:
    names: list[str] = []  # of the columns, where the first item is a list of them
    for number, (line, item) in enumerate(items, 1):
        more: list[object] = []
        if isinstance(item, list):
            cells = [table_rows.plain(cell) for cell in item]
            if not names and columns.has_text(cells):
                names = cells
                account.leave("account_keys", "".join(names))
                continue
            row, more = table_rows.named(names, item)
            item = row or item
        yield from _documents(item, rows, path, line or number, more)


def _row(line: str, rows: article_rows.Rows, path: str, number: int, account: Account) -> Iterator[Document | Refusal]:
    """The document of a line; several where its object holds a list of rows."""
    try:
        row = json.loads(line)
    except RecursionError:
        yield Refusal(path, Message("row_nested_too_deeply"), number)
    except ValueError as error:
        yield Refusal(path, Message("row_not_json", detail=" ".join(str(error).split())[:100]), number)
    else:
        for item in _counted_rows(row, account) if isinstance(row, dict) else [row]:
            yield from _documents(item, rows, path, number)


def _documents(
    item: object, rows: article_rows.Rows, path: str, number: int, more: Sequence[object] = ()
) -> Iterator[Document | Refusal]:
    """The document of a row; several for an item of ninjs that packages others. `more` are cells in no column."""
    if not isinstance(item, dict):
        yield _not_object(path, number)
    elif ninjs.is_item(item):
        for found in ninjs.documents(item, path, number):
            yield rows.with_pending(found) if isinstance(found, Document) else found
    else:
        yield rows.document(item, number, more)


def _unreadable(path: str, number: int) -> Refusal:
    return Refusal(path, Message("row_unreadable"), number)


def _not_object(path: str, number: int) -> Refusal:
    return Refusal(path, Message("row_not_object"), number)
