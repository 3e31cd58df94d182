"""PDF files: the text layer, read by columns. Pages that are pictures are read by `corpus/readers/ocr.py`.

Each headline begins a document, unless the headlines are those of sections. Pages in vertical writing are read from the
right and named in a warning. Watermarks, forms, annotations and bookmarks are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO

from corpus.account import Account, characters, prints_title
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import (
    layout,
    limits,
    ocr,
    page_marks,
    pdf_articles,
    pdf_asides,
    pdf_chars,
    pdf_doubles,
    pdf_lines,
    pdf_vertical,
    sandbox,
)
from corpus.records import Block, Document, Page, Refusal
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
    account = reading.account
    blocks, heads = layout.blocks(reading.pages, account)
    found = pdf_articles.parts(blocks)
    pages = page_marks.described(reading.pages)
    documents: list[Document] = []
    for part in found:
        title = part.title or (_title(document, blocks) if len(found) == 1 else "")
        found_pages = _pages_of(part.blocks, pages)
        known = Document(path, tuple(part.blocks), title, heads.date, heads.source, in_order=part.size > 0)
        documents.append(replace(known, warnings=warnings, pages=found_pages))
        warnings = ()
        account.add("" if prints_title(documents[-1]) else title)
    account.leave_hyphens(_joined(blocks), _joined([block for part in found for block in part.blocks]))
    yield from account.settled(documents, reading.source)


def _joined(blocks: Iterable[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _pages_of(blocks: Sequence[Block], pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages of some blocks, and the first two of the file, which tell whether it has several."""
    numbers = {1, 2, *(block.page for block in blocks), *(part.page for block in blocks for part in block.regions)}
    return tuple(page for page in pages if page.number in numbers)


class _Reading:
    """The pages that have been read, and the numbers of those that need a warning.

    `source` counts the characters of their text layers, and of what was recognised.
    """

    def __init__(self) -> None:
        self.pages: list[layout.Page] = []
        self.account, self.source = Account(), 0
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
        text = _text(page, number, self._chars_left, self.account)
        text_page = text.page
        self.source += text.source
        self._chars_left -= text.count
        if text.vertical:
            self._vertical.append(number)
        self._asides.update(dict.fromkeys(text.asides))
        scanned = _is_scan(page, text)
        if scanned and ocr.is_installed() and len(self._scanned) < limits.OCR_PAGES:
            width, height = page.get_size()
            self.account.leave("account_layers", "\n".join(line.text for line in text_page.lines))
            text_page = ocr.page(_picture(page, width, height), number, width, height)
            self.source += characters("\n".join(line.text for line in text_page.lines))
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
        yield from ocr.confidence_warning(self.pages)
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

    `unknown` is the number of characters that have no known meaning, `source` that of characters that print something.
    """

    page: layout.Page
    asides: list[str]
    vertical: bool
    unknown: int
    count: int
    source: int


def _text(page: Any, number: int, chars_left: int, account: Account) -> _Text:
    """The text layer; `account` counts what of it is in no line.

    Raises `CorpusError` if it holds more than `chars_left` characters.
    """
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
    once, downwards = chars, list[layout.TextLine]()
    if not vertical:
        once, downwards = pdf_vertical.without_vertical(chars, where)
        once = pdf_doubles.without_doubles(once, pdf_chars.places(once) if downwards else where)
    is_faint = partial(pdf_asides.is_faint, text.raw)
    lines, asides = pdf_asides.without_watermarks(is_faint, pdf_lines.runs(once, vertical), vertical)
    lines += downwards
    asides = pdf_asides.turned_text(once) + asides
    layer = pdf_chars.layer(text)
    text.close()
    _count_layer(layer, chars, lines, asides, account)
    text_page = layout.Page(number, view.width, view.height, tuple(lines), turns)
    return _Text(text_page, asides, vertical, unknown, count, characters(layer))


def _count_layer(
    layer: str, chars: Sequence[pdf_chars.Char], lines: Sequence[layout.TextLine], asides: list[str], account: Account
) -> None:
    """Count what of a text layer is in none of the lines, given its characters that are on the page."""
    unknown = pdf_chars.count_unknown(layer)
    on_page = characters("".join(char.text for char in chars))
    aside = characters("\n".join(asides))
    account.leave_count("account_unknown", unknown)
    account.leave_count("account_off_page", max(0, characters(layer) - unknown - on_page))
    account.leave_count("account_watermarks", aside)
    once = characters("\n".join(line.text for line in lines))
    account.leave_count("account_doubled", max(0, on_page - aside - once))


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
