"""Rows of tables and plain text, made into documents: what JSONL, CSV, TSV and XLSX share.

Knows the names that columns go by, and how paragraphs are told apart in plain text. Knows no file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from corpus.errors import CorpusError
from corpus.readers import dates, limits
from corpus.records import Block, Document, Refusal
from corpus.text import HAN, clean

# The names that a column goes by, in the order in which they are preferred; compared after NFKC in lower case.
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
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_HAN_NAMES = re.compile(rf"[{HAN}·]{{2,4}}(?: [{HAN}·]{{2,4}})+")  # names in Chinese hold no space
_AUTHOR_BREAK = re.compile(r"\s*[,;，、；|/]\s*|\s{2,}|\s+and\s+")


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of plain text, as printed: told apart by blank lines where there are any, otherwise by lines.

    Raises `CorpusError` where there are too many.
    """
    text = _LINE_END.sub("\n", text).strip()
    if text.count("\n") > limits.PARAGRAPHS:
        raise CorpusError(f"the text has more than {limits.PARAGRAPHS:,} lines: split it")
    parts = _BLANK_LINE.split(text) if _BLANK_LINE.search(text) else text.split("\n")
    return tuple(Block(part) for part in parts if clean(part))


def authors(value: object) -> tuple[str, ...]:
    """Names from a list, or from a string in which commas or their like stand between them."""
    if isinstance(value, list | tuple):
        parts = list(value)
    else:
        given = plain(value).strip()
        parts = given.split() if _HAN_NAMES.fullmatch(given) else list(_AUTHOR_BREAK.split(given))
    return tuple(name for part in parts if (name := clean(plain(part)).replace("\n", " ")))


def plain(value: object) -> str:
    """A cell as text; a number that a sheet keeps as 3.0 is 3; what is no text or number is empty."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def field_of(name: object) -> str | None:
    """Which field of a document a column of this name holds; None where it is none."""
    key = _key(plain(name))
    return next((field for field, names in COLUMNS.items() if key in names), None)


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name[:100]).strip().lower()


def fields(row: Mapping[str, object]) -> dict[str, object]:
    """The values of a row by field of a document; of several columns for one, the first in `COLUMNS` not empty."""
    lowered = {_key(name): value for name, value in row.items()}
    found: dict[str, object] = {}
    for field, names in COLUMNS.items():
        for name in names:
            if (value := lowered.get(name)) not in (None, "", []):
                found[field] = value
                break
    return found


def document(row: Mapping[str, object], path: str, line: int | None = None) -> Document | Refusal:
    """A row as one article, or why it is none."""
    found = fields(row)
    if "text" not in found:
        names = ", ".join(list(row)[:12]) or "none"
        return Refusal(path, f"the row has no text: name its column `text` or 正文 (columns with names: {names})", line)
    text = found["text"]
    body = "\n\n".join(plain(part) for part in text) if isinstance(text, list | tuple) else plain(text)
    if not (blocks := paragraphs(body)):
        return Refusal(path, "the row holds no text", line)
    given = found.get("date")
    date = dates.iso(given)
    unclear = given is not None and date is None
    return Document(
        path,
        blocks,
        title=_line(found.get("title")),
        date=date,
        source=_line(found.get("source")) or None,
        authors=authors(found.get("authors")),
        url=_line(found.get("url")) or None,
        id=_line(found.get("id")) or None,
        one_article=True,
        warnings=(f"the date is not understood and left out: {str(given)[:40]}",) if unclear else (),
    )


def _line(value: object) -> str:
    return clean(plain(value)).replace("\n", " ")
