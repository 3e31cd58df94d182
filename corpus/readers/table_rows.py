"""Rows of tables as documents, for JSONL, CSV, TSV and XLSX: the names of columns, and the paragraphs of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import dates, limits
from corpus.records import Block, Document, Refusal
from corpus.text import HAN, LINE_END, clean

# The names of columns for each field, the preferred ones first; compared after NFKC in lower case.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "正文", "内容", "文本", "content", "body"),
    "title": ("title", "标题", "headline"),
    "id": ("id", "_id", "编号"),
    "date": ("date", "日期", "时间", "发布时间", "发布日期", "time", "published"),
    "source": ("source", "来源", "报纸", "媒体"),
    "authors": ("authors", "author", "作者", "记者"),
    "url": ("url", "链接", "网址", "link"),
}
_BLANK_LINE = re.compile(r"\n[ \t\u3000]*\n\s*")
_HAN_NAMES = re.compile(rf"[{HAN}·]{{2,4}}(?: [{HAN}·]{{2,4}})+")  # Chinese names contain no space
_AUTHOR_BREAK = re.compile(r"\s*[,;，、；|/]\s*|\s{2,}|\s+and\s+")


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of plain text, as printed: separated by blank lines if there are any, otherwise by line ends.

    Raises `CorpusError` if the text has too many lines.
    """
    text = LINE_END.sub("\n", text).strip()
    if text.count("\n") > limits.PARAGRAPHS:
        raise CorpusError("text_too_many_lines", limit=limits.PARAGRAPHS)
    parts = _BLANK_LINE.split(text) if _BLANK_LINE.search(text) else text.split("\n")
    return tuple(Block(part) for part in parts if clean(part))


def authors(value: object) -> tuple[str, ...]:
    """Names from a list, or from a string that separates them with commas or similar marks."""
    if isinstance(value, list | tuple):
        parts = list(value)
    else:
        text = plain(value).strip()
        parts = text.split() if _HAN_NAMES.fullmatch(text) else list(_AUTHOR_BREAK.split(text))
    return tuple(name for part in parts if (name := clean(plain(part)).replace("\n", " ")))


def plain(value: object) -> str:
    """A cell as text; 3.0, as sheets store the number 3, gives `3`. Empty for a value of another type."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def field_of(name: object) -> str | None:
    """The field of a document that a column of this name holds, or None."""
    key = _key(plain(name))
    return next((field for field, names in COLUMNS.items() if key in names), None)


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name[:100]).strip().lower()


def check_columns(names: Sequence[str]) -> None:
    """Raise `CorpusError` unless one of the columns holds text."""
    if not any(field_of(name) == "text" for name in names):
        shown = ", ".join(name.strip()[:20] for name in names[:12]) or "–"
        raise CorpusError("columns_without_text", columns=shown)


def fields(row: Mapping[str, object]) -> dict[str, object]:
    """The values of a row by field; of several columns for a field, the first in `COLUMNS` that is not empty."""
    lowered = {_key(name): value for name, value in row.items()}
    values: dict[str, object] = {}
    for field, names in COLUMNS.items():
        for name in names:
            if (value := lowered.get(name)) not in (None, "", []):
                values[field] = value
                break
    return values


def document(row: Mapping[str, object], path: str, line: int | None = None) -> Document | Refusal:
    """A row as one article, or a refusal. `line` is the row's line in the file, counted from 1.

    Raises `CorpusError` if the text has too many lines.
    """
    values = fields(row)
    if "text" not in values:
        return Refusal(path, Message("row_without_text_column", columns=", ".join(list(row)[:12]) or "–"), line)
    text = values["text"]
    body = "\n\n".join(plain(part) for part in text) if isinstance(text, list | tuple) else plain(text)
    if not (blocks := paragraphs(body)):
        return Refusal(path, Message("row_without_text"), line)
    printed_date = values.get("date")
    date = dates.iso(printed_date)
    unclear = printed_date is not None and date is None
    return Document(
        path,
        blocks,
        title=_line(values.get("title")),
        date=date,
        source=_line(values.get("source")) or None,
        authors=authors(values.get("authors")),
        url=_line(values.get("url")) or None,
        id=_line(values.get("id")) or None,
        one_article=True,
        warnings=(Message("date_not_understood", date=str(printed_date)[:40]),) if unclear else (),
    )


def _line(value: object) -> str:
    return clean(plain(value)).replace("\n", " ")
