"""OpenDocument text (.odt): paragraphs, lists and table rows in order, as LibreOffice and WPS write them.

A text box follows the paragraph that it is anchored to; footnotes and endnotes are at the end. Headers, footers,
comments and hidden text are left out, with a warning; tracked deletions are left out. The title of the properties
counts only where the text has no headline, as in Word files. Automatic numbers are those of the list's level.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.account import Account, characters
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import docx_numbering, limits, office_properties, table_rows, zip_package
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_BLOCKS = ("p", "h")
_SKIPPED = frozenset((
    "tracked-changes", "annotation", "annotation-end", "ruby-text", "note", "text-box", "custom-shape", "forms",
    "sequence-decls", "variable-decls", "user-field-decls", "bibliography-source", "table-of-content-source",
    "alphabetical-index-source", "desc", "title", "hidden-text", "hidden-paragraph", "script", "shapes",
    "event-listeners", "list-header", "soft-page-break", "covered-table-cell", "object", "object-ole", "image",
))  # fmt: skip
_REASONS = {  # why text in these is left out; of others, it is hidden
    "tracked-changes": "account_struck", "annotation": "account_comments", "ruby-text": "account_readings",
    "desc": "account_pictures", "title": "account_pictures", "object": "account_formulas",
    "object-ole": "account_formulas", "image": "account_formulas", "note-citation": "account_markup",
}  # fmt: skip
_HEADERS = ("header", "footer", "header-first", "footer-first", "header-left", "footer-left")
_CHARACTERS = {"tab": "\t", "line-break": "\n"}
_BOXES = frozenset(("text-box", "custom-shape"))
_MAX_DEPTH = 200  # of elements in each other
_MAX_REPEATED = 1_000  # spaces that one element stands for
_HEADER_CHARS = 40  # of a header that a warning shows
_MERGED_CHARS = 40  # of merged cells that count for each of their rows
_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一, 二, 三, ...": "chineseCounting", "一": "chineseCounting", "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "①, ②, ③, ...": "decimalEnclosedCircle", "①": "decimalEnclosedCircle", "１, ２, ３, ...": "decimalFullWidth",
    "甲, 乙, 丙, ...": "ideographTraditional", "子, 丑, 寅, ...": "ideographZodiac",
}  # fmt: skip


Line = tuple[str, int | None]  # text, and the level of a heading (0 is the title)


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the file is damaged, encrypted or too large."""
    with zip_package.opened(stream, ".odt") as package:
        zip_package.check_xml(package)
        content = _xml(zip_package.entry(package, "content.xml"), "content.xml")
        optional = {name: _optional(package, name) for name in ("styles.xml", "meta.xml")}
    body = next((element for element in content.iter() if _name(element) == "text" and _is_body(element)), None)
    if body is None:
        raise CorpusError("odt_unreadable")
    with limits.parsing("package_part_unreadable", part="content.xml"):
        account = Account()
        reader = _Reader([content, optional["styles.xml"]], account)
        lines = [*reader.lines(body, 0), *reader.notes]
    warnings = (*_headers(optional["styles.xml"], account), *reader.left_out())
    account.source += characters(_all_text(body))
    document = _document(path, lines, optional["meta.xml"], warnings, account)
    yield from account.settled([document], account.source)


def _document(path: str, lines: list[Line], meta: Any, warnings: tuple[Message, ...], account: Account) -> Document:
    headlines = [text for text, level in lines if level == 0] or [text for text, level in lines if level == 1]
    single = len(headlines) == 1
    given = next(_values(meta, "title"), "")
    title = (
        headlines[0] if single else office_properties.printed_title(given, [text for text, _ in lines], bool(headlines))
    )
    author = next(_values(meta, "initial-creator"), "") or next(_values(meta, "creator"), "")
    blocks = tuple(Block(text) for text, _ in lines if not (single and text == title))
    authors = table_rows.authors(office_properties.real_author(author))
    document = Document(path, blocks, title=title, authors=authors, one_article=single, warnings=warnings)
    office_properties.count_title(document, [text for text, _ in lines], account)
    return document


class _Reader:
    """Reads the body of a document; collects its notes and what is left out."""

    def __init__(self, roots: list[Any], account: Account) -> None:
        self.notes: list[Line] = []
        self._account = account
        self._comments = self._hidden_chars = 0
        self._parents: dict[str, str] = {}  # of paragraph styles
        self._hidden: set[str] = set()
        self._list_levels: dict[tuple[str, int], tuple[str, str, str, int]] = {}  # prefix, format, suffix, start
        for element in (element for root in roots if root is not None for element in root.iter()):
            if _name(element) == "style":
                self._add_style(element)
            elif _name(element) == "list-style":
                self._add_list_style(element)

    def _add_style(self, element: Any) -> None:
        name = _get(element, "name")
        self._parents[name] = _get(element, "parent-style-name")
        if any(_get(child, "display") == "none" for child in element if _name(child) == "text-properties"):
            self._hidden.add(name)

    def _add_list_style(self, element: Any) -> None:
        for child in element:
            if _name(child) == "list-level-style-number" and (level := _get(child, "level")).isdigit():
                start = _get(child, "start-value")
                parts = _get(child, "num-prefix"), _get(child, "num-format"), _get(child, "num-suffix")
                self._list_levels[_get(element, "name"), int(level)] = (*parts, int(start) if start.isdigit() else 1)

    def left_out(self) -> Iterator[Message]:
        """Warnings about what was left out."""
        if self._comments:
            yield Message("word_comments_left_out", count=self._comments)
        if self._hidden_chars:
            yield Message("word_hidden_left_out", count=self._hidden_chars)

    def lines(self, parent: Any, depth: int) -> Iterator[Line]:
        """The paragraphs and table rows in an element."""
        if depth > _MAX_DEPTH:
            raise CorpusError("odt_unreadable")
        for element in parent:
            name = _name(element)
            if name in _BLOCKS:
                yield from self._paragraph(element, depth)
            elif name == "table":
                yield from self._table(element, depth)
            elif name == "list":
                yield from self._list(element, "", 1, depth)
            elif name not in _SKIPPED or name in _BOXES:
                yield from self.lines(element, depth + 1)
            else:
                self._leave(element)

    def _leave(self, element: Any) -> None:
        self._account.leave(_REASONS.get(_name(element), "account_hidden"), _all_text(element))

    def _paragraph(self, element: Any, depth: int) -> Iterator[Line]:
        boxes: list[Any] = []
        style = _get(element, "style-name")
        text = self._text(element, boxes, depth).strip()
        if style in self._hidden:
            self._hidden_chars += len(clean(text))
            self._account.leave("account_hidden", text)
        elif clean(text):
            yield text, self._level(element, style)
        for box in boxes:
            yield from self.lines(box, depth + 1)

    def _level(self, element: Any, style: str) -> int | None:
        for _ in range(limits.STYLE_DEPTH):
            if style in ("Title", "标题"):
                return 0
            style = self._parents.get(style, "")
        level = _get(element, "outline-level")
        return (int(level) if level.isdigit() else 1) if _name(element) == "h" else None

    def _text(self, element: Any, boxes: list[Any], depth: int) -> str:
        """The text of a paragraph; its text boxes are added to `boxes`, its notes to `notes`."""
        if depth > _MAX_DEPTH:
            raise CorpusError("odt_unreadable")
        pieces = [element.text or ""]
        for child in element:
            pieces.extend((self._inline(child, boxes, depth), child.tail or ""))
        return "".join(pieces)

    def _inline(self, element: Any, boxes: list[Any], depth: int) -> str:
        """The text of an element within a paragraph."""
        name = _name(element)
        if name == "s":
            count = _get(element, "c")
            return " " * min(int(count) if count.isdigit() else 1, _MAX_REPEATED)
        if name in _CHARACTERS:
            return _CHARACTERS[name]
        if name in _BOXES:
            boxes.append(element)
        elif name == "note":
            for part in element:
                if _name(part) == "note-body":
                    self.notes.extend((text, None) for text, _ in self.lines(part, depth + 1))
                else:
                    self._leave(part)
        elif name in _SKIPPED:
            self._comments += name == "annotation"
            self._leave(element)
        else:
            text = self._text(element, boxes, depth + 1)
            if name != "span" or _get(element, "style-name") not in self._hidden:
                return text
            self._hidden_chars += len(clean(text))
            self._account.leave("account_hidden", text)
        return ""

    def _list(self, element: Any, style: str, level: int, depth: int) -> Iterator[Line]:
        """The items of a list, the first line of each with its number."""
        if depth > _MAX_DEPTH:
            raise CorpusError("odt_unreadable")
        style = _get(element, "style-name") or style
        prefix, number_format, suffix, number = self._list_levels.get((style, level), ("", "", "", 1))
        for item in (item for item in element if _name(item) in ("list-item", "list-header")):
            first = _name(item) == "list-item" and bool(number_format)
            for child in item:
                if _name(child) == "list":
                    yield from self._list(child, style, level + 1, depth + 1)
                    continue
                for text, heading in self.lines([child], depth + 1):
                    written = docx_numbering.written(_FORMATS.get(number_format, "decimal"), number)
                    mark = docx_numbering.spaced(f"{prefix}{written}{suffix}") if first else ""
                    self._account.add(mark)
                    yield mark + text, heading
                    first = False
            number += _name(item) == "list-item"

    def _table(self, table: Any, depth: int) -> Iterator[Line]:
        """A line for each row; the paragraphs of a cell that has several. Merged cells reach their rows."""
        merged: dict[int, tuple[int, str]] = {}  # by column: the rows that are left, and the text
        for row in _rows(table):
            line: list[str] = []
            for column, cell in enumerate(_cells(row)):
                rows_left, text = merged.get(column, (0, ""))
                parts = [text for text, _ in self.lines(cell, depth + 1)]
                if _name(cell) == "covered-table-cell" and rows_left:
                    merged[column] = rows_left - 1, text
                    self._account.leave("account_hidden", "\n".join(parts))
                    self._account.add(text)
                    parts = [text] if text else []
                elif (spanned := _get(cell, "number-rows-spanned")).isdigit():
                    short = len(parts) == 1 and len(parts[0]) <= _MERGED_CHARS
                    merged[column] = int(spanned) - 1, parts[0] if short else ""
                if len(parts) > 1:
                    yield from ((part, None) for part in (*([" ".join(line)] if line else []), *parts))
                    line = []
                else:
                    line.extend(parts)
            if line:
                yield " ".join(line), None


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if _name(child) == "table-row":
            yield child
        elif _name(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row if _name(cell) in ("table-cell", "covered-table-cell"))


def _headers(styles: Any, account: Account) -> Iterator[Message]:
    """Warnings about headers and footers that hold words; `account` counts all."""
    reader = _Reader([], Account())
    texts: dict[str, None] = {}
    for element in styles.iter() if styles is not None else ():
        if _name(element) in _HEADERS:
            account.source += characters(_all_text(element))
            account.leave("account_headers", _all_text(element))
            text = unwrap(" ".join(text for text, _ in reader.lines(element, 0)))
            if any(map(str.isalpha, text)) and not office_properties.PAGE_NUMBER.fullmatch(text):
                texts[text] = None
    for text in texts:
        yield Message("word_header_left_out", text=text[:_HEADER_CHARS] + "…" * (len(text) > _HEADER_CHARS))


def _xml(data: bytes, part: str) -> Any:
    from defusedxml import ElementTree

    with limits.parsing("package_part_unreadable", part=part):
        return ElementTree.fromstring(data)


def _optional(package: Any, name: str) -> Any:
    """The root of a part that may be missing or damaged; the text is read without it."""
    try:
        return _xml(zip_package.entry(package, name), name)
    except CorpusError:
        return None


def _all_text(element: Any) -> str:
    """The text nodes in an element, but no pictures, which may be written as text."""
    inside = element.iter()
    return "".join(
        (child.text or "") * (_name(child) != "binary-data") + (child.tail or "") * (child is not element)
        for child in inside
    )


def _is_body(element: Any) -> bool:
    return isinstance(element.tag, str) and "office" in element.tag


def _values(root: Any, name: str) -> Iterator[str]:
    elements = root.iter() if root is not None else ()
    return (text for element in elements if _name(element) == name and (text := clean(element.text or "")))


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _get(element: Any, name: str) -> str:
    """The attribute of this local name; empty if there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
