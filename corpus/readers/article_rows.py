"""The rows of a table as articles: a text may be written in HTML, and columns that are not taken over are named."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping
from dataclasses import replace

from corpus.messages import Message
from corpus.readers import columns, html, limits, table_rows
from corpus.records import Block, Document, Refusal
from corpus.text import HAN, LINE_END

_BLOCK_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li|section|table)\b", re.I)
_WRITTEN_LINE_END = re.compile(rf"(?<=[{HAN}。！？；：，”」）\d])(?:\\r)?\\n")  # of JSON that was escaped twice
_PROSE_CHARS = 20  # of a value, from which a column that is not taken over is named


class Rows:
    """Makes documents of the rows of one table. Warnings about the table as a whole go with its first document."""

    def __init__(self, path: str, warnings: tuple[Message, ...] = ()) -> None:
        self._path, self._pending = path, list(warnings)
        self._named: set[str] = set()

    def document(self, row: Mapping[str, object], line: int | None = None) -> Document | Refusal:
        """A row as one article, or a refusal. Raises `CorpusError` if the text has too many lines."""
        item = table_rows.document(row, self._path, line, _blocks)
        if isinstance(item, Refusal):
            return item
        uncertain = columns.layout(tuple(row)).uncertain
        if any(name not in self._named and _is_prose(row[name]) for name in uncertain):
            taken = {name for name, _ in columns.fields(row).values()}
            left_out = [name for name in uncertain if name not in taken | self._named and _is_prose(row[name])]
            self._pending.extend(Message("column_left_out", column=name[:40]) for name in left_out)
            self._named.update(left_out)
        if not self._pending:
            return item
        warnings, self._pending = (*self._pending, *item.warnings), []
        return replace(item, warnings=warnings)


def _is_prose(value: object) -> bool:
    return isinstance(value, str) and len(value) >= _PROSE_CHARS and not value.startswith(("http:", "https:"))


def _blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs of a text, which may be written in HTML."""
    if "\\n" in text:
        text = _WRITTEN_LINE_END.sub("\n", text)
    if "<" in text and table_rows.TAG.search(text) and len(text) <= limits.MARKUP_BYTES:
        tree = html.parse(text if _BLOCK_TAG.search(text) else LINE_END.sub("\n", text).replace("\n", "<br>"))
        return tuple(Block(part.text) for part in html.walk(tree)) if tree is not None else ()
    return table_rows.paragraphs(entities.unescape(text) if "&" in text and table_rows.ENTITY.search(text) else text)
