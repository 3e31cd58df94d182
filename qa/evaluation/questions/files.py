"""Reads the text, the lines and the JSON of question files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.messages import Message
from corpus.readers import limits
from corpus.readers.encoding import decode, lines
from qa.errors import ErrorMessage, QuestionError

Row = tuple[int | None, Mapping[str, object] | Message]  # the line, and the cells or why there are none

_MAX_BYTES = limits.PACKAGE_BYTES
_MAX_DETAIL = 100  # characters of a parser's own message


def load(path: Path) -> str:
    """The text of a file, in whatever encoding it is. Raises `QuestionError` where it is too large."""
    if (size := path.stat().st_size) > _MAX_BYTES:
        limit = _MAX_BYTES // limits.MB
        raise QuestionError("question_file_too_large", path=str(path), size=size // limits.MB, limit=limit)
    return decode(path.read_bytes()).text


def jsonl(path: Path) -> Iterator[Row]:
    """The objects of a file of JSON lines, each with its line."""
    with path.open("rb") as stream:
        for number, line in lines(stream, limits.ROW_BYTES):
            if line is None:
                yield number, Message("row_unreadable")
            elif line.strip():
                yield number, _object(line)


def _object(line: str) -> Mapping[str, object] | Message:
    try:
        row = json.loads(line)
    except RecursionError:
        return Message("row_nested_too_deeply")
    except ValueError as error:
        return Message("row_not_json", detail=detail(error))
    return row if isinstance(row, dict) else ErrorMessage("question_row_not_object")


def detail(error: Exception) -> str:
    """A parser's own message, on one line and cut if it is long."""
    return " ".join(str(error).split())[:_MAX_DETAIL]


def numbered_items(text: str) -> list[tuple[int | None, object]]:
    """The items of a list in JSON, each with the line on which it begins. Raises `ValueError` where it is not JSON."""
    decoder = json.JSONDecoder()
    items: list[tuple[int | None, object]] = []
    position = text.index("[") + 1
    line, counted = text.count("\n", 0, position) + 1, position
    while True:
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        if text[position : position + 1] in ("]", ""):
            return items
        line, counted = line + text.count("\n", counted, position), position
        item, position = decoder.raw_decode(text, position)
        items.append((line, item))
