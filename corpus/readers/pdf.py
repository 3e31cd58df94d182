"""PDF files: the text layer, read by columns. Pages that are pictures are read by `corpus/readers/ocr.py`.

Each headline begins a document, unless the headlines are those of sections. Pages in vertical writing are read from the
right and named in a warning. Watermarks, forms, annotations and bookmarks are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import (
    layout,
    limits,
    ocr,
    pdf_articles,
    pdf_asides,
    pdf_chars,
    pdf_doubles,
    pdf_lines,
    pdf_vertical,
    sandbox,
)
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_MIN_TEXT_CHARS = 15  # a page with a picture and fewer characters is taken for a scan
_UNKNOWN_SHARE = 0.3  # of a page's characters without a known meaning, above which its text layer is useless
_MAX_PAGE_NUMBERS = 10  # in a warning
_MAX_ASIDES, _MAX_ASIDE_CHARS = 5, 30  # in a warning


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """The documents, read in another process. Raises `CorpusError` like `parse`, and if a limit is passed."""
    stream.seek(0)
    if b"%PDF" not in stream.read(1024):
        raise CorpusError("pdf_wrong_suffix")
    yield from sandbox.read("pdf", stream, path)


def parse(stream: BinaryIO, path: str, beat: Callable[[], None]) -> Iterator[Document | Refusal]:
    """The documents; `beat` is called for each page.

    Raises `CorpusError` if the file is damaged, encrypted or too large, or has only pictures and OCR is not installed.
    """
    data = stream.read()
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise CorpusError("pdf_encrypted" if encrypted else "pdf_damaged") from error
    try:
        yield from _read(document, path, beat)
    finally:
        document.close()


def _read(document: Any, path: str, beat: Callable[[], None]) -> Iterator[Document | Refusal]:
    if (count := len(document)) > limits.PDF_PAGES:
        raise CorpusError("pdf_too_many_pages", pages=count, limit=limits.PDF_PAGES)
    reading = _Reading()
    for number in range(1, count + 1):
        beat()
        reading.add_page(document, number)
    warnings = tuple(reading.warnings())
    blocks, heads = layout.blocks(reading.pages)
    found = pdf_articles.parts(blocks)
    for part in found:
        title = part.title or (_title(document, blocks) if len(found) == 1 else "")
        in_order = part.size > 0
        yield Document(path, tuple(part.blocks), title, heads.date, heads.source, in_order=in_order, warnings=warnings)
        warnings = ()


class _Reading:
    """The pages that have been read, and the numbers of those that need a warning."""

    def __init__(self) -> None:
        self.pages: list[layout.Page] = []
        self._damaged: list[int] = []
        self._vertical: list[int] = []
        self._scanned: list[int] = []
        self._asides: dict[str, None] = {}
        self._chars_left = limits.PDF_CHARS

    def add_page(self, document: Any, number: int) -> None:
        """Read a page. Raises `CorpusError` if the PDF has too many characters, or a picture cannot be read."""
        try:
            page = document[number - 1]
        except Exception:  # pdfium's binding raises errors of several kinds for a damaged page
            self._damaged.append(number)
            return
        text = _text(page, number, self._chars_left)
        text_page = text.page
        self._chars_left -= text.count
        if text.vertical:
            self._vertical.append(number)
        self._asides.update(dict.fromkeys(text.asides))
        scanned = _is_scan(page, text)
        if scanned and ocr.is_installed() and len(self._scanned) < limits.OCR_PAGES:
            width, height = page.get_size()
            text_page = ocr.page(_picture(page, width, height), number, width, height)
        if scanned:
            self._scanned.append(number)
        self.pages.append(text_page)
        page.close()

    def warnings(self) -> Iterator[Message]:
        """What was left out. Raises `CorpusError` if there are only pictures, which need OCR."""
        if self._damaged:
            yield Message("pdf_pages_damaged", pages=_listed(self._damaged))
        if self._vertical:
            yield Message("pdf_pages_vertical", pages=_listed(self._vertical))
        if self._asides:
            yield Message("pdf_asides_left_out", texts=_quoted(list(self._asides)))
        if self._scanned and not ocr.is_installed():
            if not any(page.lines for page in self.pages):
                raise CorpusError("pdf_pictures_only", advice=ocr.MISSING)
            yield Message("pdf_pages_pictures", pages=_listed(self._scanned), advice=ocr.MISSING)
        elif len(self._scanned) > limits.OCR_PAGES:
            yield Message("pdf_scans_left_out", limit=limits.OCR_PAGES, pages=len(self._scanned))


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_MAX_PAGE_NUMBERS])) + (" …" if len(numbers) > _MAX_PAGE_NUMBERS else "")


def _quoted(texts: Sequence[str]) -> str:
    """The first texts, shortened."""
    shown = [text[:_MAX_ASIDE_CHARS] + ("…" if len(text) > _MAX_ASIDE_CHARS else "") for text in texts[:_MAX_ASIDES]]
    return " / ".join(shown) + (" …" if len(texts) > _MAX_ASIDES else "")


def _title(document: Any, blocks: Sequence[Block]) -> str:
    """The title in the properties, if the first page shows it: programs also write other things there."""
    with limits.parsing("pdf_title_unreadable"):
        title = clean(document.get_metadata_value("Title")).replace("\n", " ")
    shown = "".join(block.text for block in blocks if block.page == 1).replace(" ", "")
    return title if title and title.replace(" ", "") in shown else ""


@dataclass(frozen=True)
class _Text:
    """The text layer of a page: its lines, the texts left aside, and the number of characters, also those off the page.

    `unknown` is the number of characters that have no known meaning.
    """

    page: layout.Page
    asides: list[str]
    vertical: bool
    unknown: int
    count: int


def _text(page: Any, number: int, chars_left: int) -> _Text:
    """The text layer. Raises `CorpusError` if it holds more than `chars_left` characters."""
    text = page.get_textpage()
    count = text.count_chars()
    if count > chars_left:
        raise CorpusError("pdf_too_many_characters", limit=limits.PDF_CHARS)
    view = shown = pdf_chars.view_of(page)
    chars, unknown = pdf_chars.characters(text.raw, count, view)
    where = pdf_chars.places(chars)
    turns = pdf_chars.quarters(where)
    vertical = turns == 0 and pdf_chars.is_vertical(where)
    if turns or vertical:
        turns = turns or 1
        view = shown.turned(turns)._replace(upright=vertical)
        chars, unknown = pdf_chars.characters(text.raw, count, view)
        where = pdf_chars.places(chars)
    downwards: list[layout.TextLine] = []
    if not vertical:
        chars, downwards = pdf_vertical.without_vertical(chars, where)
        chars = pdf_doubles.without_doubles(chars, pdf_chars.places(chars) if downwards else where)
    lines, asides = pdf_asides.without_watermarks(text.raw, pdf_lines.runs(chars, vertical), vertical)
    lines += downwards
    asides = pdf_asides.turned_text(chars) + asides
    text.close()
    return _Text(layout.Page(number, view.width, view.height, tuple(lines), turns), asides, vertical, unknown, count)


def _is_scan(page: Any, text: _Text) -> bool:
    """Whether the page has next to no text layer, or a useless one, and something to recognise."""
    import pypdfium2.raw as raw

    chars = sum(len(line.text) for line in text.page.lines)
    empty = chars < _MIN_TEXT_CHARS or text.unknown > _UNKNOWN_SHARE * (chars + text.unknown)
    return empty and (text.unknown > 0 or any(True for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)))


def _picture(page: Any, width: float, height: float) -> Any:
    """The page as a picture for the recogniser, at `limits.OCR_DPI` unless it would be too large."""
    scale = min(limits.OCR_DPI / 72, (limits.PICTURE_PIXELS / (width * height)) ** 0.5)
    with limits.parsing("pdf_page_unreadable"):
        return page.render(scale=scale).to_pil()
