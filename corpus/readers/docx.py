"""Word documents (.docx): paragraphs and table rows in order, with their letter sizes.

A text box follows the paragraph that it is anchored to; footnotes and endnotes are at the end. Headers and footers,
which repeat on every page, and comments are left out, with a warning. Of tracked changes, insertions are read and
deletions are not. The dates of the file are not used, since they are not the article's. The author comes from the
properties, unless it is a name that programs fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.messages import Message
from corpus.readers import limits, table_rows, zip_package
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_DEFAULT_AUTHORS = frozenset((
    "python-docx", "administrator", "admin", "author", "user", "windows user", "microsoft office user",
    "微软用户", "用户",
))  # fmt: skip

_TEXTS = {
    "t": None,
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}  # None: the element's text
_NOT_PRINTED = frozenset(("del", "moveFrom", "Fallback", "rt", "pPr", "rPr", "txbxContent", "sectPr"))
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_PAGE_NUMBER = re.compile(r"(?:第|共|page|of|页|版|[\W\d_])+", re.IGNORECASE)
_MAX_HEADER_WARNINGS = 5
_HEADER_CHARS = 40  # of a header that a warning shows
_LEVELS = {"Title": 0} | {f"Heading {level}": level for level in range(1, 10)}


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if the file is damaged or too large."""
    with zip_package.opened(stream, ".docx") as package:
        zip_package.check_xml(package)
    with limits.parsing("word_unreadable"):
        import docx

        document = docx.Document(stream)
        styles = _Styles(document)
        parts = [*_parts(document.element.body, styles), *_notes(document, styles)]
        warnings = tuple(_left_out(document, styles))
        properties = document.core_properties
        title, author = clean(properties.title), clean(properties.author)
    headlines = [text for text, _, level in parts if level == 0] or [text for text, _, level in parts if level == 1]
    single = len(headlines) == 1
    title = title or (headlines[0] if single else "")
    blocks = tuple(Block(text, size=size) for text, size, _ in parts if not (single and text == title))
    names = () if author.lower() in _DEFAULT_AUTHORS else table_rows.authors(author)
    yield Document(path, blocks, title=title, authors=names, one_article=single, warnings=warnings)


Part = tuple[str, float | None, int | None]  # text, letter size in points, and level of a heading (0 is the title)


class _Styles:
    """The names and letter sizes of paragraph styles, each looked up once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[str | None, tuple[str, float | None]] = {}

    def of(self, paragraph: Any) -> tuple[str, float | None]:
        """The name of a paragraph's style, and its letter size in points."""
        if paragraph.style not in self._known:
            from docx.text.paragraph import Paragraph

            style: Any = Paragraph(paragraph, self._document).style
            name, size = (style.name if style is not None else None) or "", None
            for _ in range(limits.STYLE_DEPTH):
                if style is None or (size := style.font.size) is not None:
                    break
                style = style.base_style
            self._known[paragraph.style] = name, float(size.pt) if size is not None else None
        return self._known[paragraph.style]


def _parts(parent: Any, styles: _Styles) -> Iterator[Part]:
    """Every paragraph and table row with text in an element, including text boxes."""
    for element in _children(parent, "p", "tbl"):
        if _name(element) == "tbl":
            yield from _table(element, styles)
            continue
        text = _text(element).strip()
        if clean(text):
            name, size = styles.of(element)
            own = [float(value) / 2 for value in element.xpath("./w:r/w:rPr/w:sz/@w:val")]
            yield text, max(own, default=size), _LEVELS.get(name)
        for box in _boxes(element):
            yield from _parts(box, styles)


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
        elif name not in _NOT_PRINTED:
            yield from _boxes(child)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(paragraph: Any) -> str:
    """The text of a paragraph as printed, without its text boxes."""
    pieces: list[str] = []
    for child in paragraph:
        name = _name(child)
        if name in _TEXTS:
            pieces.append(_TEXTS[name] or child.text or "")
        elif name not in _NOT_PRINTED:
            pieces.append(_text(child))
    return "".join(pieces)


def _table(table: Any, styles: _Styles) -> Iterator[Part]:
    """A line for each row; the paragraphs of a cell that has several, as in tables used for layout."""
    for row in _children(table, "tr"):
        line: list[str] = []
        for cell in _children(row, "tc"):  # a merged cell occurs once, even if it spans several columns
            parts = [text for text, _, _ in _parts(cell, styles)]
            if len(parts) > 1:
                yield from ((text, None, None) for text in (*([" ".join(line)] if line else []), *parts))
                line = []
            else:
                line.extend(parts)
        if line:
            yield " ".join(line), None, None


def _notes(document: Any, styles: _Styles) -> Iterator[Part]:
    """The footnotes, then the endnotes."""
    for root in _related(document, "footnotes", "endnotes"):
        for note in root:
            if not any(key.endswith("}type") for key in note.attrib):  # not the separators between text and notes
                yield from ((text, None, None) for text, _, _ in _parts(note, styles))


def _left_out(document: Any, styles: _Styles) -> Iterator[str]:
    """Warnings about headers and footers that hold words, and about comments."""
    roots = _related(document, "header", "footer")
    headers = dict.fromkeys(unwrap(" ".join(text for text, _, _ in _parts(root, styles))) for root in roots)
    worded = [text for text in headers if any(map(str.isalpha, text)) and not _PAGE_NUMBER.fullmatch(text)]
    for text in worded[:_MAX_HEADER_WARNINGS]:
        yield Message("word_header_left_out", text=text[:_HEADER_CHARS] + "…" * (len(text) > _HEADER_CHARS))
    if count := sum(1 for root in _related(document, "comments") for _ in root):
        yield Message("word_comments_left_out", count=count)


def _related(document: Any, *kinds: str) -> Iterator[Any]:
    """The roots of the document's parts of these kinds."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in kinds:
            yield parse_xml(relation.target_part.blob)
