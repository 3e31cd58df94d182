"""Word documents (.docx): paragraphs and table rows in order, with the size of their letters.

Headers, footers, footnotes and text boxes are not read. The dates of the file are not the article's, and are not used;
an author is taken from the properties unless it is a name that programs fill in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.readers import limits, package, rows
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

_LEVELS = {"Title": 0} | {f"Heading {level}": level for level in range(1, 10)}


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` where the file is damaged or too large."""
    with package.opened(stream, "a Word document (.docx)") as held:
        package.check_xml(held)
    with limits.parsing("the Word document"):
        import docx

        document = docx.Document(stream)
        parts = list(_parts(document))
        properties = document.core_properties
        given, author = clean(properties.title), clean(properties.author)
    tops = [text for text, _, level in parts if level == 0] or [text for text, _, level in parts if level == 1]
    title = given or (tops[0] if len(tops) == 1 else "")
    single = len(tops) == 1
    blocks = tuple(Block(text, size=size) for text, size, _ in parts if not (single and text == title))
    names = () if author.lower() in _PROGRAMS else rows.authors(author)
    yield Document(path, blocks, title=title, authors=names, one_article=single)


def _parts(document: Any) -> Iterator[tuple[str, float | None, int | None]]:
    """Text, size in points, and level of heading (0 is the title) of every paragraph and table row with text."""
    sizes: dict[str, float | None] = {}
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            yield from _table(item)
        elif clean(item.text):
            style = item.style
            name = style.name or ""
            if name not in sizes:
                sizes[name] = _size(style)
            size = max((run.font.size.pt for run in item.runs if run.font.size), default=sizes[name])
            yield item.text.strip(), size, _LEVELS.get(name)


def _size(style: Any) -> float | None:
    while style is not None:
        if style.font.size is not None:
            return float(style.font.size.pt)
        style = style.base_style
    return None


def _table(table: Any) -> Iterator[tuple[str, float | None, int | None]]:
    """A row as a line; a cell with several paragraphs, which tables for layout have, as these paragraphs."""
    from docx.table import _Cell

    for row in table.rows:
        cells: list[str] = []
        for element in row._tr.tc_lst:  # and not `row.cells`, which gives merged cells once for each column they claim
            cell = _Cell(element, table)
            texts = [text for paragraph in cell.paragraphs if (text := paragraph.text.strip())]
            if len(texts) > 1:
                yield from ((text, None, None) for text in (*([" ".join(cells)] if cells else []), *texts))
                cells = []
            else:
                cells.extend(texts)
            for inner in cell.tables:
                yield from _table(inner)
        if cells:
            yield " ".join(cells), None, None
