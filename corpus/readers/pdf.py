"""PDF files: the text layer, read by columns. Pages that are pictures are read by `corpus/readers/ocr.py`.

A file is one document. Pages in vertical writing are named in a warning and not put in order. Forms, annotations and
bookmarks are not read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import layout, limits, ocr, sandbox
from corpus.records import Document, Refusal
from corpus.text import clean

_MIN_TEXT_CHARS = 15  # a page with a picture and fewer characters is taken for a scan
_UNKNOWN_SHARE = 0.3  # of a page's characters without a known meaning, above which its text layer is useless
_MAX_PAGE_NUMBERS = 10  # in a warning


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document, read in another process. Raises `CorpusError` like `parse`, and if a limit is passed."""
    stream.seek(0)
    if b"%PDF" not in stream.read(1024):
        raise CorpusError("pdf_wrong_suffix")
    yield from sandbox.read("pdf", stream, path)


def parse(stream: BinaryIO, path: str, beat: Callable[[], None]) -> Iterator[Document | Refusal]:
    """One document; `beat` is called for each page.

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
    blocks, date = layout.blocks(reading.pages)
    yield Document(path, blocks, title=_title(document, blocks), date=date, warnings=warnings)


class _Reading:
    """The pages that have been read, and the numbers of those that need a warning."""

    def __init__(self) -> None:
        self.pages: list[layout.Page] = []
        self._damaged: list[int] = []
        self._vertical: list[int] = []
        self._scanned: list[int] = []
        self._chars_left = limits.PDF_CHARS

    def add_page(self, document: Any, number: int) -> None:
        """Read a page. Raises `CorpusError` if the PDF has too many characters, or a picture cannot be read."""
        try:
            page = document[number - 1]
        except Exception:  # pdfium's binding raises errors of several kinds for a damaged page
            self._damaged.append(number)
            return
        text_page, scanned, chars = _page(page, number, self._chars_left)
        self._chars_left -= chars
        if _is_vertical(text_page.lines):
            self._vertical.append(number)
        if scanned and ocr.is_installed() and len(self._scanned) < limits.OCR_PAGES:
            text_page = ocr.page(_picture(page, text_page), number, text_page.width, text_page.height)
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
        if self._scanned and not ocr.is_installed():
            if not any(page.lines for page in self.pages):
                raise CorpusError("pdf_pictures_only", advice=ocr.MISSING)
            yield Message("pdf_pages_pictures", pages=_listed(self._scanned), advice=ocr.MISSING)
        elif len(self._scanned) > limits.OCR_PAGES:
            yield Message("pdf_scans_left_out", limit=limits.OCR_PAGES, pages=len(self._scanned))


def _is_vertical(lines: Sequence[layout.TextLine]) -> bool:
    """Whether most characters of a page are lines of their own, each below the previous one."""
    below = sum(
        len(one.text) == len(other.text) == 1
        and abs(one.left - other.left) < 0.5 * one.size
        and 0 < other.top - one.top < 2.5 * one.size
        for one, other in pairwise(lines)
    )
    return 2 * below > sum(len(line.text) for line in lines)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_MAX_PAGE_NUMBERS])) + (" …" if len(numbers) > _MAX_PAGE_NUMBERS else "")


def _title(document: Any, blocks: tuple[Any, ...]) -> str:
    """The title in the properties, if the first page shows it: programs also write other things there."""
    with limits.parsing("pdf_title_unreadable"):
        title = clean(document.get_metadata_value("Title")).replace("\n", " ")
    shown = "".join(block.text for block in blocks if block.page == 1).replace(" ", "")
    return title if title and title.replace(" ", "") in shown else ""


def _page(page: Any, number: int, chars_left: int) -> tuple[layout.Page, bool, int]:
    """The lines of a page's text layer, whether the page is a scan, and the number of characters in its text layer.

    Characters outside the page count as well, since they take as long. Raises `CorpusError` if there are more than
    `chars_left`.
    """
    import pypdfium2.raw as raw

    width, height = page.get_size()
    text = page.get_textpage()
    count = text.count_chars()
    if count > chars_left:
        raise CorpusError("pdf_too_many_characters", limit=limits.PDF_CHARS)
    place = _placer(page)
    lines, unknown = _lines(text.raw, count, place, width, height)
    text.close()
    chars = sum(len(line.text) for line in lines)
    empty = chars < _MIN_TEXT_CHARS or unknown > _UNKNOWN_SHARE * (chars + unknown)
    scanned = empty and (unknown > 0 or any(True for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)))
    return layout.Page(number, width, height, tuple(lines)), scanned, count


def _placer(page: Any) -> Any:
    """A function from (left, bottom, right, top) in the page's own space to (left, top, right, bottom) as shown."""
    low_x, low_y, high_x, high_y = page.get_cropbox()
    wide, high = high_x - low_x, high_y - low_y
    turn = page.get_rotation() % 360

    def place(left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = left - low_x, high_y - top, right - low_x, high_y - bottom
        if turn == 90:
            return high - y1, x0, high - y0, x1
        if turn == 180:
            return wide - x1, high - y1, wide - x0, high - y0
        if turn == 270:
            return y0, wide - x1, y1, wide - x0
        return x0, y0, x1, y1

    return place


def _lines(text: Any, count: int, place: Any, width: float, height: float) -> tuple[list[layout.TextLine], int]:
    """The characters, in the order in which the file draws them, as lines; and how many have no known meaning."""
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    pointer = ctypes.byref(box)
    lines: list[layout.TextLine] = []
    run = _Run(0.0)
    unknown = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0x20, 0xA0, 0x3000):
            run.space = True
            continue
        if code in (0x0A, 0x0D):
            continue
        if code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF:
            unknown += 1
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, pointer):
            continue
        left, top, right, bottom = place(box.left, box.bottom, box.right, box.top)
        if not (0 <= (left + right) / 2 <= width and 0 <= (top + bottom) / 2 <= height) or right - left > width:
            continue
        char = "-" if code in (0x02, 0xFFFE) else chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not run.takes(left, top, bottom):
            lines.extend(run.line())
            run = _Run(_size(text, index, bottom - top))
        run.add(char, left, top, right, bottom)
    lines.extend(run.line())
    return lines, unknown


def _size(text: Any, index: int, height: float) -> float:
    """The font size at a character, in points as shown; from the height of its box if the file's size is impossible."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(text, index))
    if raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5
    return size if 0.4 * height < size < 2 * height else 0.8 * height


class _Run:
    """A line that is built character by character."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.chars: list[str] = []
        self.space = False
        self.left = self.top = self.right = self.bottom = 0.0

    def takes(self, left: float, top: float, bottom: float) -> bool:
        """Whether a character with this box continues without a gap; across gaps, `layout.join_fragments` decides."""
        if not self.chars:
            return self.size > 0
        size = min(self.bottom - self.top, bottom - top)
        level = min(self.bottom, bottom) - max(self.top, top) > 0.5 * size
        return level and -0.5 * size < left - self.right < 0.35 * size

    def add(self, char: str, left: float, top: float, right: float, bottom: float) -> None:
        """Append a character."""
        if self.space and self.chars and left - self.right > 0.1 * (bottom - top):
            self.chars.append(" ")
        if not self.chars:
            self.left, self.top, self.right, self.bottom = left, top, right, bottom
        self.space = False
        self.chars.append(char)
        self.right = max(self.right, right)
        self.top, self.bottom = min(self.top, top), max(self.bottom, bottom)

    def line(self) -> Iterator[layout.TextLine]:
        """The line, if it holds any text."""
        text = "".join(self.chars).strip()
        if text:
            yield layout.TextLine(text, self.left, self.top, self.right, self.bottom, max(1.0, self.size))


def _picture(page: Any, shape: layout.Page) -> Any:
    """The page as a picture for the recogniser, at `limits.OCR_DPI` unless it would be too large."""
    scale = min(limits.OCR_DPI / 72, (limits.PICTURE_PIXELS / (shape.width * shape.height)) ** 0.5)
    with limits.parsing("pdf_page_unreadable"):
        return page.render(scale=scale).to_pil()
