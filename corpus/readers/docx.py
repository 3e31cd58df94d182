"""Word documents (.docx): paragraphs and table rows in order, with their letter sizes and automatic numbers.

A text box follows the paragraph that it is anchored to; footnotes and endnotes are at the end. Documents of other kinds
that are embedded as text (`altChunk`) are read where they stand. Headers and footers, which repeat on every page,
comments and hidden text are left out, with a warning. Of tracked changes, insertions are read and deletions are not.
The dates of the file are not used, since they are not the article's. The author comes from the properties, unless it is
a name that programs fill in; the title only where the text has no headline, since properties are often out of date.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.account import Account, characters
from corpus.messages import Message
from corpus.readers import docx_chunks, limits, office_properties, symbol_fonts, table_rows, zip_package
from corpus.readers.docx_numbering import Numbering
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_TEXTS = {
    "t": None,
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}  # None: the element's text
_NOT_PRINTED = frozenset(("del", "moveFrom", "Fallback", "rt", "pPr", "rPr", "txbxContent", "sectPr"))
# Why text in an element is left out that is not printed; a fallback shows the text of its neighbour to old programs.
_REASONS = {
    "del": "account_struck", "moveFrom": "account_struck", "Fallback": "account_copies", "rt": "account_readings",
}  # fmt: skip
_TEXT_NODES = ("{*}t", "{*}delText")
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_MAX_HEADER_WARNINGS = 5
_HEADER_CHARS = 40  # of a header that a warning shows
_LEVELS = {
    **dict.fromkeys(("title", "标题", "大标题", "文章标题"), 0),
    **{f"{name}{level}": level for name in ("heading ", "heading", "标题 ", "标题") for level in range(1, 10)},
}
_MERGED_CHARS = 40  # of merged cells that count for each of their rows; a longer text is no heading of rows


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the file is damaged or too large."""
    yield _document(stream, path)


def embedded(data: bytes, account: Account) -> list[str]:
    """The paragraphs of a Word file inside another one. Raises `CorpusError` if it is damaged or too large."""
    document = _document(io.BytesIO(data), "", embedded=True)
    for item in document.left_out:
        account.leave_count(item.reason.key, item.characters, item.may_be_article)  # type: ignore[attr-defined]
    account.added += document.added
    return [document.title] * bool(document.title) + [block.text for block in document.blocks]


def _document(stream: BinaryIO, path: str, embedded: bool = False) -> Document:
    with zip_package.opened(stream, ".docx") as package:
        zip_package.check_xml(package)
    with limits.parsing("word_unreadable"):
        import docx

        document = docx.Document(stream)
        context = _Context(document, embedded)
        parts = [*_parts(document.element.body, context), *_notes(document, context)]
        warnings = (*context.left_out(), *_left_out(document, context.account))
        roots = [document.element.body, *_related(document, "footnotes", "endnotes", "header", "footer", "comments")]
        source = context.embedded_chars + sum(characters(_all_text(root)) for root in roots)
        properties = document.core_properties
        given, author = clean(properties.title), clean(properties.author)
    headlines = [text for text, _, level in parts if level == 0] or [text for text, _, level in parts if level == 1]
    single = len(headlines) == 1
    title = (
        headlines[0]
        if single
        else office_properties.printed_title(given, [text for text, _, _ in parts], bool(headlines))
    )
    blocks = tuple(Block(text, size=size) for text, size, _ in parts if not (single and text == title))
    authors = table_rows.authors(office_properties.real_author(author))
    found = Document(path, blocks, title=title, authors=authors, one_article=single, warnings=warnings)
    office_properties.count_title(found, [text for text, _, _ in parts], context.account)
    return context.account.settled([found], source)[0]


Part = tuple[str, float | None, int | None]  # text, letter size in points, and level of a heading (0 is the title)


class _Context:
    """What a paragraph's text depends on beside itself, and what was met in it and left out."""

    def __init__(self, document: Any, embedded: bool = False) -> None:
        self.document, self.embedded = document, embedded
        self.account, self.embedded_chars = Account(), 0
        self.numbering = Numbering(_related(document, "numbering"), document.styles.element)
        self.hidden_chars = self.unknown_symbols = 0
        self.parts_left_out: Counter[str] = Counter()  # by their type
        self._styles: dict[str | None, tuple[str, float | None]] = {}
        self._hidden_styles = {
            style.get(_attribute("styleId")) for style in document.styles.element if _is_on(style, "rPr", "vanish")
        }

    def style_of(self, paragraph: Any) -> tuple[str, float | None]:
        """The name of a paragraph's style in lower case, and its letter size in points."""
        if paragraph.style not in self._styles:
            from docx.text.paragraph import Paragraph

            style: Any = Paragraph(paragraph, self.document).style
            name, size = (style.name if style is not None else None) or "", None
            for _ in range(limits.STYLE_DEPTH):
                if style is None or (size := style.font.size) is not None:
                    break
                style = style.base_style
            self._styles[paragraph.style] = name.lower(), float(size.pt) if size is not None else None
        return self._styles[paragraph.style]

    def run(self, run: Any) -> tuple[str, bool]:
        """The font of a run, and whether it is hidden text, by itself or by its character style."""
        font, hidden = "", False
        properties = run.find(_attribute("rPr"))
        for item in properties if properties is not None else ():
            name = _name(item)
            if name == "rFonts":
                font = item.get(_attribute("ascii"), "")
            elif name == "rStyle":
                hidden = hidden or item.get(_attribute("val")) in self._hidden_styles
            elif name == "vanish":
                hidden = item.get(_attribute("val")) not in ("0", "false", "off")
        return font, hidden

    def left_out(self) -> Iterator[Message]:
        """Warnings about what was left out."""
        if self.hidden_chars:
            yield Message("word_hidden_left_out", count=self.hidden_chars)
        if self.unknown_symbols:
            yield Message("word_symbols_left_out", count=self.unknown_symbols)
        for kind, count in self.parts_left_out.items():
            yield Message("word_parts_left_out", kind=kind, count=count)


def _attribute(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def _is_on(element: Any, group: str, name: str) -> bool:
    """Whether a property that is on or off is on."""
    for properties in element:
        if _name(properties) == group:
            for item in properties:
                if _name(item) == name:
                    return item.get(_attribute("val")) not in ("0", "false", "off")
    return False


def _parts(parent: Any, context: _Context) -> Iterator[Part]:
    """Every paragraph and table row with text in an element, including text boxes."""
    for element in _children(parent, "p", "tbl", "altChunk"):
        kind = _name(element)
        if kind == "tbl":
            yield from _table(element, context)
            continue
        if kind == "altChunk":
            yield from ((text, None, None) for text in _chunk(element, context))
            continue
        text = _text(element, context).strip()
        number = context.numbering.next(element)
        if clean(text):
            name, size = context.style_of(element)
            own = [float(value) / 2 for value in element.xpath("./w:r/w:rPr/w:sz/@w:val")]
            context.account.add(number)
            yield number + text, max(own, default=size), _LEVELS.get(name)
        for box in _boxes(element):
            yield from _parts(box, context)


def _chunk(element: Any, context: _Context) -> list[str]:
    """The paragraphs of an embedded document of another kind."""
    relation = context.document.part.rels.get(
        next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
    )
    if relation is None or relation.is_external:
        context.parts_left_out["altChunk"] += 1
        return []
    part = relation.target_part
    account = Account()
    texts = docx_chunks.paragraphs(part.blob, part.content_type, None if context.embedded else embedded, account)
    if texts is None:
        context.parts_left_out[part.content_type[:60]] += 1
        return []
    context.account.include(account)
    context.embedded_chars += account.source or characters("\n".join(texts)) + account.left - account.added
    return texts


def _children(parent: Any, *names: str) -> Iterator[Any]:
    """The elements of these names in another one, directly or inside a wrapper without meaning."""
    for child in parent:
        name = _name(child)
        if name in names:
            yield child
        elif name in _WRAPPERS:
            yield from _children(child, *names)


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes that are anchored to an element, but not those inside them."""
    for child in element:
        name = _name(child)
        if name == "txbxContent":
            yield child
        elif name not in _NOT_PRINTED or (name == "Fallback" and _is_needed(child)):
            yield from _boxes(child)


def _is_needed(fallback: Any) -> bool:
    """Whether the element beside a fallback, which newer programs show instead, holds no text."""
    beside = fallback.getparent()
    return not any(characters(_all_text(child)) for child in beside if child is not fallback)


def _all_text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(*_TEXT_NODES))


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any, context: _Context, font: str = "") -> str:
    """The text of a paragraph or a run as printed, without its text boxes. `font` is the one of the run."""
    pieces: list[str] = []
    for child in element:
        name = _name(child)
        if name in _TEXTS:
            pieces.append(_TEXTS[name] or symbol_fonts.translated(font, child.text or ""))
            context.account.add(_TEXTS[name] or "")
        elif name == "sym":
            pieces.append(_symbol(child, context))
            context.account.add(pieces[-1])
        elif name == "r":
            own_font, hidden = context.run(child)
            text = _text(child, context, own_font)
            if hidden:
                context.hidden_chars += len(clean(text))
                context.account.leave("account_hidden", text)
            else:
                pieces.append(text)
        elif name not in _NOT_PRINTED or (name == "Fallback" and _is_needed(child)):
            pieces.append(_text(child, context, font))
        elif name in _REASONS:
            context.account.leave(_REASONS[name], _all_text(child))
    return "".join(pieces)


def _symbol(element: Any, context: _Context) -> str:
    """The character of `w:sym`, which names a font and a place in it."""
    try:
        code = int(element.get(_attribute("char"), ""), 16)
    except ValueError:
        code = 0
    char = symbol_fonts.character(element.get(_attribute("font"), ""), code)
    context.unknown_symbols += char is None
    return char or ""


def _table(table: Any, context: _Context) -> Iterator[Part]:
    """A line for each row; the paragraphs of a cell that has several, as in tables used for layout.

    The text of cells that are merged over several rows is repeated in each of them.
    """
    merged: dict[int, str] = {}  # by column: the text of the cells that are merged there
    for row in _children(table, "tr"):
        line: list[str] = []
        for parts in _cells(row, merged, context):  # cells that are merged in a row occur once
            if len(parts) > 1:
                yield from ((text, None, None) for text in (*([" ".join(line)] if line else []), *parts))
                line = []
            else:
                line.extend(parts)
        if line:
            yield " ".join(line), None, None


def _cells(row: Any, merged: dict[int, str], context: _Context) -> Iterator[list[str]]:
    """The paragraphs of each cell of a row. `merged` is updated."""
    column = sum(map(_count, row.xpath("./w:trPr/w:gridBefore/@w:val")))
    for cell in _children(row, "tc"):
        parts = [text for text, _, _ in _parts(cell, context)]
        merges = cell.xpath("./w:tcPr/w:vMerge")
        if merges and merges[0].get(_attribute("val")) != "restart":
            context.account.add(merged.get(column, "") if not parts else "")
            parts = parts or ([merged[column]] if merged.get(column) else [])
        else:
            short = len(parts) == 1 and len(parts[0]) <= _MERGED_CHARS
            merged[column] = parts[0] if merges and short else ""
        column += sum(map(_count, cell.xpath("./w:tcPr/w:gridSpan/@w:val"))) or 1
        yield parts


def _count(value: str) -> int:
    return min(int(value), limits.COLUMNS) if value.isascii() and value.isdigit() else 0


def _notes(document: Any, context: _Context) -> Iterator[Part]:
    """The footnotes, then the endnotes."""
    for root in _related(document, "footnotes", "endnotes"):
        for note in root:
            if any(key.endswith("}type") for key in note.attrib):  # a separator between text and notes
                context.account.leave("account_markup", _all_text(note))
            else:
                yield from ((text, None, None) for text, _, _ in _parts(note, context))


def _left_out(document: Any, account: Account) -> Iterator[Message]:
    """Warnings about headers and footers that hold words, and about comments, which `account` counts."""
    roots = list(_related(document, "header", "footer"))
    context = _Context(document)
    for root in roots:
        account.leave("account_headers", _all_text(root))
    headers = dict.fromkeys(unwrap(" ".join(text for text, _, _ in _parts(root, context))) for root in roots)
    worded = [
        text for text in headers if any(map(str.isalpha, text)) and not office_properties.PAGE_NUMBER.fullmatch(text)
    ]
    for text in worded[:_MAX_HEADER_WARNINGS]:
        yield Message("word_header_left_out", text=text[:_HEADER_CHARS] + "…" * (len(text) > _HEADER_CHARS))
    comments = list(_related(document, "comments"))
    for root in comments:
        account.leave("account_comments", _all_text(root))
    if count := sum(map(len, comments)):
        yield Message("word_comments_left_out", count=count)


def _related(document: Any, *kinds: str) -> Iterator[Any]:
    """The roots of the document's parts of these kinds."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in kinds:
            yield parse_xml(relation.target_part.blob)
