"""Rows of tables as documents, for JSONL, CSV, TSV and XLSX: the values of cells, and the paragraphs of a text."""

from __future__ import annotations

import datetime
import html as entities
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.page_labels import PageLabel, find_page_label, is_section
from corpus.readers import columns, dates, limits
from corpus.records import Block, Document, Page, Refusal
from corpus.text import HAN, LINE_END, clean

_BLANK_LINE = re.compile(r"\n[ \t\u3000]*\n\s*")
_HAN_NAMES = re.compile(rf"[{HAN}·]{{2,4}}(?: [{HAN}·]{{2,4}})+")  # Chinese names contain no space
_AUTHOR_BREAK = re.compile(r"\s*[,;，、；|/]\s*|\s{2,}|\s+and\s+")
TAG = re.compile(
    r"</?(?:p|br|div|span|strong|b|i|em|img|a|h[1-6]|li|ul|ol|section|table|tr|td|font)(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)>",
    re.I,
)
ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});", re.I)
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # Excel writes a carriage return in a cell as `_x000D_`
_NAME_KEYS = ("name", "名称", "姓名", "title", "value", "$date", "$oid", "#text", "text")
_KINDS = frozenset(("type", "tag", "kind", "role"))  # keys of an object that is one paragraph or picture of a text
_BARE_PAGE = re.compile(r"[A-Za-z]{0,2}\d{1,3}")
_NESTING = 6  # objects and lists in each other
SERIAL_DAYS = range(20_000, 80_000)  # Excel's numbers for the days of 1954 to 2118
_EPOCH = datetime.date(1899, 12, 30)
_SECONDS = range(200_000_000, 5_000_000_000)  # of Unix time: 1976 to 2128
_CHINA = datetime.timezone(datetime.timedelta(hours=8))


def field_of(name: object) -> str | None:
    """The field of a document that a column of this name holds, or None."""
    return columns.field_of(plain(name))


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
    """Names from a list or an object with a name, or from a string that separates them with commas or similar marks."""
    if isinstance(value, list | tuple):
        parts = list(value)
    else:
        text = plain(value).strip()
        parts = text.split() if _HAN_NAMES.fullmatch(text) else list(_AUTHOR_BREAK.split(text))
    return tuple(name for part in parts if (name := clean(plain(part)).replace("\n", " ")))


def plain(value: object) -> str:
    """A cell as text; 3.0, as sheets store the number 3, gives `3`, and an object its name. Empty for other types."""
    if isinstance(value, str):
        return _EXCEL_ESCAPE.sub(_unescaped, value) if "_x00" in value else value
    if isinstance(value, Mapping):
        return next((plain(value[key]) for key in _NAME_KEYS if isinstance(value.get(key), str | int | float)), "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\n" if code == 13 and not match.string.startswith("\n", match.end()) else chr(code) if code != 13 else ""


def printed(value: object, without: Collection[int] = ()) -> str:
    """All text and numbers in a value, those of the items of lists and objects; a date as Python writes it.

    `without`: the ids (`id`) of lists and objects inside that do not count.
    """
    if isinstance(value, str):
        return value
    pieces: list[str] = []
    waiting = [value]
    while waiting:  # not by recursion, since lists may be nested deeply
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif isinstance(item, Mapping | list | tuple):
            if id(item) not in without:
                waiting.extend(reversed(list(item.values() if isinstance(item, Mapping) else item)))
        elif item is not None and not isinstance(item, bool):
            pieces.append(plain(item) or str(item))
    return "\n".join(pieces)


def text_of(value: object) -> str:
    """The text of an article in a value: its paragraphs, with a blank line between those of a list or an object."""
    return "\n\n".join(_texts(value, _NESTING))


def named(names: Sequence[str], cells: Sequence[object]) -> tuple[dict[str, object], list[object]]:
    """The cells of a row by the names of their columns, and those in no column, or in one whose name occurs again."""
    row = dict(zip(names, cells, strict=False))
    more = list(cells[len(names) :])
    if len(row) < min(len(names), len(cells)):
        last = {name: index for index, name in enumerate(names[: len(cells)])}
        more += [cell for index, (name, cell) in enumerate(zip(names, cells, strict=False)) if last[name] != index]
    return row, more


def document(
    row: Mapping[str, object],
    path: str,
    line: int | None = None,
    to_blocks: Callable[[str], tuple[Block, ...]] = paragraphs,
) -> Document | Refusal:
    """A row as one article, or a refusal. `line` is the row's line in the file, counted from 1.

    `to_blocks` divides the text. Raises `CorpusError` if the text has too many lines.
    """
    values = {field: value for field, (_, value) in columns.fields(row).items()}
    if "text" not in values:
        return Refusal(path, Message("row_without_text_column", columns=", ".join(list(row)[:12]) or "–"), line)
    if not (blocks := to_blocks(text_of(values["text"]))):
        return Refusal(path, Message("row_without_text"), line)
    printed_date = values.get("date")
    date = iso_date(printed_date)
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
        pages=_pages(
            _line(values.get("page")) or _newspaper_page(_line(values.get("any_page"))), _line(values.get("page_name"))
        ),
        warnings=(Message("date_not_understood", date=str(printed_date)[:40]),) if unclear else (),
    )


def _newspaper_page(page: str) -> str:
    """A page as newspapers print it (A05, 第5版); "" for a bare number, which may be that of a book or a report."""
    return "" if page.isdigit() else page


def _pages(page: str, name: str) -> tuple[Page, ...]:
    """The page on which a row says that its article was printed, as `A05`, 第5版, or 要闻; none if it says nothing."""
    label = PageLabel(page.upper()) if _BARE_PAGE.fullmatch(page) else find_page_label(page)
    if label is None and is_section(page):
        name = name or page
    return (Page(1, label.label if label else "", name or (label.name if label else "")),) if label or name else ()


def _texts(value: object, depth: int) -> Iterator[str]:
    """The texts in a value: of a list or an object all of them, but of a paragraph with a type just its text."""
    if isinstance(value, list | tuple) and depth:
        for item in value:
            yield from _texts(item, depth - 1)
    elif isinstance(value, Mapping) and depth:
        parts = list(value.values())
        if _KINDS & value.keys():
            parts = [part for field, (_, part) in columns.fields(value).items() if field == "text"]
        for item in parts:
            yield from _texts(item, depth - 1)
    elif text := plain(value):
        yield text


def iso_date(value: object) -> str | None:
    """A date in a cell, in ISO 8601: also Excel's number of a day, and Unix time in (milli)seconds, as in China."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping):
        value = plain(value)
    number = _number(value)
    if number is None:
        return dates.iso(value)
    if int(number) in SERIAL_DAYS:
        return (_EPOCH + datetime.timedelta(days=int(number))).isoformat()
    seconds = number / 1000 if int(number / 1000) in _SECONDS else number
    if int(seconds) in _SECONDS:
        return datetime.datetime.fromtimestamp(seconds, _CHINA).date().isoformat()
    return dates.iso(int(number))


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"\s*\d{5,13}(?:\.\d{1,20})?\s*", value) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15 else None


def _line(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(filter(None, map(_line, value)))
    text = plain(value)
    if "&" in text and ENTITY.search(text):
        text = entities.unescape(text)
    return clean(TAG.sub("", text) if "<" in text else text).replace("\n", " ")
