"""The law that every reader's account must obey, held against texts that are extracted without our readers.

`SOURCES` gives the text of a file by its suffix. What such an extraction cannot know is left to the tests' documents.
"""

from __future__ import annotations

import csv
import email
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, BinaryIO
from urllib.parse import unquote

from lxml import etree, html

from corpus.account import characters
from corpus.newspaper import divide
from corpus.readers.encoding import decode, lines
from corpus.records import Document, Refusal
from corpus.text import clean

_LIKE = {ord(mark): "-" for mark in "‐‑‒–−⁻₋\ufffe\x02"}  # hyphens and signs that readers put for each other
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def folded(text: str) -> Counter[str]:
    """The characters that print something, each as NFKC writes it if that is one: ⁴ and 4 are equal, ⻓ and 长 too."""
    counts: Counter[str] = Counter()
    for char, count in Counter(text.translate(_LIKE)).items():
        if characters(char):
            plain = unicodedata.normalize("NFKC", clean(char))
            counts[plain if len(plain) == 1 else char] += count
    return counts


def problems(found: Sequence[Document | Refusal], source: str) -> list[str]:
    """How the account of a file's documents differs from its text; empty where it is exact."""
    texts: list[str] = []
    left = added = 0
    said: list[str] = []
    for document in found:
        if isinstance(document, Refusal):
            continue
        division = divide(document)
        texts += [f"{article.title}\n{article.text}" for article in division.articles]
        left += sum(item.characters for item in division.left_out)
        added += division.added
        said += [str(item.reason) for item in division.left_out if item.reason.key == "account_unexplained"]  # type: ignore[attr-defined]
    text = "\n".join(texts)
    if characters(source) + added != characters(text) + left:
        said.append(f"{characters(source)} + {added} added != {characters(text)} taken + {left} left out")
    before, after = folded(source), folded(text)
    gone, come = before - after, after - before
    places = sum(count for char, count in gone.items() if "\ue000" <= char <= "\uf8ff")  # in a font of symbols
    if gone.total() > left + places:
        said.append(f"{gone.total()} are gone, {left} counted: {''.join(gone)[:60]}")
    if come.total() > added + places:
        said.append(f"{come.total()} have come, {added} counted: {''.join(come)[:60]}")
    return said


def saved_page(data: bytes) -> str:
    """The text nodes of all pages in a saved page (MHTML)."""
    message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    pages = (part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml"))
    return "\n".join(page(part.get_payload(decode=True)) for part in pages)


def _tree_text(tree: Any, without: Sequence[str] = ()) -> str:
    """The text of a tree, without that of some elements."""
    pieces: list[str] = []

    def visit(element: Any) -> None:
        named = isinstance(element.tag, str)
        if named and etree.QName(element).localname.lower() not in without:
            pieces.append(element.text or "")
            for child in element:
                visit(child)
        pieces.append(element.tail or "")

    visit(tree)
    return "".join(pieces)


def page(data: bytes | str) -> str:
    """The text nodes in the body of a web page, but no scripts and styles."""
    text = data if isinstance(data, str) else decode(data).text
    if not text.strip():
        return ""
    if text.lstrip().startswith("<?xml"):
        text = text.partition("?>")[2]
    text = text.replace("</html>", "").replace("</body>", "")  # a browser reads on behind them
    body = html.document_fromstring(text.replace("\x00", "")).find("body")
    return _tree_text(body, ("script", "style")) if body is not None else ""


def table(data: bytes, refused: Collection[int] = ()) -> str:
    """The cells of a table whose separator is the mark that its first lines have most, without the `refused` rows."""
    text = "".join("\n" if line is None else line for _, line in lines(io.BytesIO(data), len(data))).replace("\x00", "")
    given = text[4] if text[:4] == "sep=" else ""
    separator = given or max("\t,;|，", key="\n".join(text.splitlines()[:3]).count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    cells: list[str] = []
    start = 1
    for row in reader:
        cells += [] if start in refused else row
        start = reader.line_num + 1
    return "\n".join(cells)


def rows(data: bytes, refused: Collection[int] = ()) -> str:
    """The strings and numbers of JSON, without its keys and the `refused` lines."""
    text = decode(data).text
    try:
        values = [json.loads(text)]
        if refused:
            raise Unjudged
    except ValueError:
        numbered = enumerate(text.split("\n"), 1)
        values = [json.loads(line) for number, line in numbered if line.strip() and number not in refused]
    return "\n".join(_values(values))


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _values(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(int(value) if isinstance(value, float) and value.is_integer() else value)


def workbook(data: bytes, refused: Collection[int] = ()) -> str:
    """The values of all cells of all sheets, without the `refused` rows of the first one."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), data_only=True)
    taken = [
        cell
        for sheet in book
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
        if not (sheet is book.worksheets[0] and number in refused)
        for cell in row
        if cell is not None
    ]
    return "\n".join(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell) for cell in taken)


def word(data: bytes) -> str:
    """The text nodes of a Word file: its body, notes, headers, footers and comments."""
    parts = ("document", "footnotes", "endnotes", "header", "footer", "comments")
    own = _package(data, lambda name: name.startswith(tuple(f"word/{part}" for part in parts)), ("t", "delText"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        document, links = package.read("word/document.xml"), package.read("word/_rels/document.xml.rels")
        used = re.findall(rb'altChunk[^>]*:id="([^"]+)"', document)
        targets = {link.get("Id").encode(): link.get("Target") for link in etree.fromstring(links)}
        chunks = [package.read(f"word/{targets[name]}".replace("word//", "")) for name in used]
    return "\n".join([own, *map(_chunk, chunks)])


def _chunk(data: bytes) -> str:
    """The text of a document that a Word file embeds."""
    if data.startswith(b"PK"):
        return word(data)
    if b"rtf" in data[:10]:
        raise Unjudged
    head = data[:200].lower()
    return saved_page(data) if b"mime-version" in head else page(data) if b"<" in head else decode(data).text


class Unjudged(Exception):
    """There is no independent extraction of such a file."""


def _package(data: bytes, chosen: Callable[[str], bool], names: Sequence[str]) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parser = etree.XMLParser(resolve_entities=False)
        names_of_parts = [name for name in package.namelist() if chosen(name) and "rels" not in name]
        trees = [etree.fromstring(package.read(name), parser) for name in names_of_parts]
    return "\n".join(
        element.text or "" for tree in trees for element in tree.iter(*(f"{_WORD}{name}" for name in names))
    )


def open_document(data: bytes) -> str:
    """The text nodes of an OpenDocument text: its body, and the headers and footers of its pages."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("content.xml")).find(".//{*}body")
        pieces = [_tree_text(body, ("binary-data",))]
        if "styles.xml" in package.namelist():
            styles = etree.fromstring(package.read("styles.xml"))
            pieces += [_tree_text(part) for part in styles.iterfind(".//{*}master-page")]
    return "\n".join(pieces)


def book(data: bytes) -> str:
    """The text nodes in the bodies of an EPUB's spine."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        container = etree.fromstring(package.read("META-INF/container.xml"))
        name = container.find(".//{*}rootfile").get("full-path")
        content = etree.fromstring(package.read(name))
        items = {item.get("id"): item for item in content.iterfind(".//{*}item") if "html" in item.get("media-type")}
        chosen = [
            items[entry.get("idref")] for entry in content.iterfind(".//{*}itemref") if entry.get("idref") in items
        ]
        folder = name.rpartition("/")[0]
        names = dict.fromkeys(f"{folder}/{unquote(item.get('href'))}".lstrip("/") for item in chosen)
        return "\n".join(page(package.read(entry)) for entry in names if entry in package.namelist())


def printed(data: bytes) -> str:
    """The text layer of a PDF, as pdfium gives it."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(data)
    try:
        layer = "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
        return layer.replace("\x02", "-").replace("\ufffe", "-")  # pdfium's hyphens at the ends of lines
    finally:
        document.close()


def drawn(data: bytes) -> str:
    """The text of an OFD file: all that its pages, templates and annotations draw, and the remarks on these."""
    pieces: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not name.lower().endswith(".xml") or name.lower() == "ofd.xml":
                continue
            try:
                tree = etree.fromstring(package.read(name))
            except etree.XMLSyntaxError as error:
                raise Unjudged from error
            for element in tree.iter("{*}TextCode", "{*}Remark"):
                text = "".join(element.itertext())
                pieces.append(re.sub(r"\\([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), text))
    return "\n".join(pieces)


def recognised(data: bytes) -> str:
    """The text of the pages of an hOCR file."""
    tree = html.document_fromstring(decode(data).text.encode(), html.HTMLParser(encoding="utf-8"))
    return "\n".join("".join(page.itertext()) for page in tree.iterfind(".//*[@class='ocr_page']"))


def marked(data: bytes) -> str:
    """The text of an XML file: ALTO's strings without the hyphens of divided words, the first reading of each line of
    PAGE XML, and the text nodes of other formats.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    name = etree.QName(root).localname
    if name == "alto":
        return "\n".join(
            string.get("CONTENT", "").rstrip("-‐¬⸗" if string.get("SUBS_TYPE") == "HypPart1" else "")
            for string in root.iter("{*}String")
        )
    return "\n".join(_readings(root)) if name == "PcGts" else _tree_text(root)


def _readings(root: Any) -> Iterator[str]:
    def reading(element: Any) -> str:
        found = sorted(element.findall("{*}TextEquiv"), key=lambda equivalent: float(equivalent.get("index") or 0))
        return next((each.findtext("{*}Unicode") for each in found if each.findtext("{*}Unicode")), "") or ""

    for region in root.iter("{*}TextRegion"):
        lines = region.findall("{*}TextLine")
        if not lines:
            yield reading(region)
        for line in lines:
            yield reading(line) or "\n".join(map(reading, line.findall("{*}Word")))


def law(found: Sequence[Document | Refusal], data: bytes, suffix: str) -> list[str]:
    """How the account of what was found in a file differs from its text; empty where it is exact."""
    if suffix == ".html" and data[:4096].lstrip().lower().startswith((b"from:", b"mime-version:")):
        suffix = ".mhtml"
    refused = frozenset(item.line for item in found if isinstance(item, Refusal) and item.line)
    source = ROWS[suffix](data, refused) if suffix in ROWS else SOURCES[suffix](data)
    return problems(found, source)


ROWS: dict[str, Callable[[bytes, Collection[int]], str]] = {
    ".csv": table,
    ".tsv": table,
    ".json": rows,
    ".jsonl": rows,
    ".xlsx": workbook,
}
SOURCES: dict[str, Callable[[bytes], str]] = {
    ".txt": lambda data: decode(data).text,
    ".md": lambda data: decode(data).text,
    ".html": page,
    ".mhtml": saved_page,
    ".docx": word,
    ".odt": open_document,
    ".epub": book,
    ".pdf": printed,
    ".ofd": drawn,
    ".hocr": recognised,
    ".xml": marked,
}


def checked(read: Callable[..., Iterator[Document | Refusal]], suffix: str) -> Any:
    """A reader that obeys the law, or fails. What is refused as a whole, and what is read in part, is not judged."""

    def reading(stream: BinaryIO, path: str, *more: str) -> Iterator[Document | Refusal]:
        stream.seek(0)
        data = stream.read()
        stream.seek(0)
        found: list[Document | Refusal] = []
        for item in read(stream, path, *more):
            found.append(item)
            yield item
        if all(
            (isinstance(item, Document) and item.blocks) or (isinstance(item, Refusal) and item.line) for item in found
        ):
            try:
                said = law(found, data, suffix)
            except (Unjudged, csv.Error):  # a quote that encloses no cell, of which there is no standard
                return
            assert not said, said

    return reading
