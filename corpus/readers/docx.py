"""Word documents (.docx): paragraphs and table rows in order, with the size of their letters.

A text box stands behind the paragraph that it hangs on, footnotes and endnotes stand at the end. Headers and footers,
which repeat on every page, and comments are left out, and a warning says so. What was deleted with changes tracked is
not there, what was inserted is. The dates of the file are not the article's, and are not used; an author is taken from
the properties unless it is a name that programs fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.readers import limits, table_rows, zip_package
from corpus.readers.unwrap import unwrap
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_PROGRAMS = frozenset(
    (
        "python-docx",
        "administrator",
        "admin",
        "user",
        "windows user",
        "microsoft office user",
        "微软用户",
        "用户",
        "author",
    )
)

_TEXTS = {"t": None, "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}  # None: as written
_NOT_PRINTED = frozenset(("del", "moveFrom", "Fallback", "rt", "pPr", "rPr", "txbxContent", "sectPr"))
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_PAGE = re.compile(r"(?:第|共|page|of|页|版|[\W\d_])+", re.IGNORECASE)
_HEADERS = 5  # that are named
_QUOTED = 40  # characters of a header that a warning shows
_DEEPEST_STYLE = 20  # styles that rest on each other; in a damaged file they may do so in a circle
_LEVELS = {"Title": 0} | {f"Heading {level}": level for level in range(1, 10)}


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` where the file is damaged or too large."""
    with zip_package.opened(stream, "a Word document (.docx)") as held:
        zip_package.check_xml(held)
    with limits.parsing("the Word document"):
        import docx

        document = docx.Document(stream)
        styles = _Styles(document)
        parts = [*_parts(document.element.body, styles), *_notes(document, styles)]
        warnings = tuple(_left_out(document, styles))
        properties = document.core_properties
        given, author = clean(properties.title), clean(properties.author)
    tops = [text for text, _, level in parts if level == 0] or [text for text, _, level in parts if level == 1]
    title = given or (tops[0] if len(tops) == 1 else "")
    single = len(tops) == 1
    blocks = tuple(Block(text, size=size) for text, size, _ in parts if not (single and text == title))
    names = () if author.lower() in _PROGRAMS else table_rows.authors(author)
    yield Document(path, blocks, title=title, authors=names, one_article=single, warnings=warnings)


Part = tuple[str, float | None, int | None]  # text, size in points, and level of heading (0 is the title)


class _Styles:
    """The names of paragraph styles and the sizes of their letters, each looked up once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[str | None, tuple[str, float | None]] = {}

    def of(self, paragraph: Any) -> tuple[str, float | None]:
        """The name of a paragraph's style, and its size in points."""
        if paragraph.style not in self._known:
            from docx.text.paragraph import Paragraph

            style: Any = Paragraph(paragraph, self._document).style
            name, size = (style.name if style is not None else None) or "", None
            for _ in range(_DEEPEST_STYLE):
                if style is None or (size := style.font.size) is not None:
                    break
                style = style.base_style
            self._known[paragraph.style] = name, float(size.pt) if size is not None else None
        return self._known[paragraph.style]


def _parts(holder: Any, styles: _Styles) -> Iterator[Part]:
    """Every paragraph and table row with text that an element holds, text boxes included."""
    for element in _children(holder, "p", "tbl"):
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


def _children(holder: Any, *names: str) -> Iterator[Any]:
    """The elements of these names that stand in another, or in what only wraps them there."""
    for child in holder:
        name = _name(child)
        if name in names:
            yield child
        elif name in _WRAPPERS:
            yield from _children(child, *names)


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes that hang on an element, but not those on text inside of them."""
    for child in element:
        name = _name(child)
        if name == "txbxContent":
            yield child
        elif name not in _NOT_PRINTED:
            yield from _boxes(child)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(paragraph: Any) -> str:
    """The text of a paragraph as it is printed, without that of boxes that hang on it."""
    pieces: list[str] = []
    for child in paragraph:
        name = _name(child)
        if name in _TEXTS:
            pieces.append(_TEXTS[name] or child.text or "")
        elif name not in _NOT_PRINTED:
            pieces.append(_text(child))
    return "".join(pieces)


def _table(table: Any, styles: _Styles) -> Iterator[Part]:
    """A row as a line; a cell with several paragraphs, which tables for layout have, as these paragraphs."""
    for row in _children(table, "tr"):
        line: list[str] = []
        for cell in _children(row, "tc"):  # merged cells are there once, whatever columns they claim
            parts = [text for text, _, _ in _parts(cell, styles)]
            if len(parts) > 1:
                yield from ((text, None, None) for text in (*([" ".join(line)] if line else []), *parts))
                line = []
            else:
                line.extend(parts)
        if line:
            yield " ".join(line), None, None


def _notes(document: Any, styles: _Styles) -> Iterator[Part]:
    """The footnotes and endnotes, in their order."""
    for root in _related(document, "footnotes", "endnotes"):
        for note in root:
            if not any(key.endswith("}type") for key in note.attrib):  # the lines that part notes from the text
                yield from ((text, None, None) for text, _, _ in _parts(note, styles))


def _left_out(document: Any, styles: _Styles) -> Iterator[str]:
    """What is left out, where it holds words."""
    found = [
        unwrap(" ".join(text for text, _, _ in _parts(root, styles))) for root in _related(document, "header", "footer")
    ]
    said = dict.fromkeys(text for text in found if any(char.isalpha() for char in text) and not _PAGE.fullmatch(text))
    for text in list(said)[:_HEADERS]:
        yield f"a header or footer is left out: {text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}"
    if count := sum(1 for root in _related(document, "comments") for _ in root):
        yield f"comments are left out: {count}"


def _related(document: Any, *kinds: str) -> Iterator[Any]:
    """The roots of the document's parts of these kinds."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in kinds:
            yield parse_xml(relation.target_part.blob)
