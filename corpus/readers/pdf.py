"""PDF files: the text layer, read by columns; pages that are pictures go through `corpus/readers/ocr.py`.

A file is one document. Vertical writing is told and not put in order. Knows nothing of forms, annotations or bookmarks.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.readers import layout, limits, ocr, sandbox
from corpus.records import Document, Refusal
from corpus.text import clean

_TEXT_CHARS = 15  # a page with fewer, which holds a picture, is taken for a scan
_UNKNOWN_SHARE = 0.3  # of a page's characters without a meaning, above which its text layer is worth nothing


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document, read in another process. Raises `CorpusError` like `parse`, and where a bound is passed."""
    stream.seek(0)
    if b"%PDF" not in stream.read(1024):
        raise CorpusError("the file is not a PDF: give it the suffix of its format")
    yield from sandbox.read("pdf", stream, path)


def parse(stream: BinaryIO, path: str, beat: Callable[[], None]) -> Iterator[Document | Refusal]:
    """One document; `beat` is called for each page.

    Raises `CorpusError` where the file is damaged, encrypted or too large, or OCR is missing.
    """
    data = stream.read()
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        reason = "is encrypted: save it without a password" if locked else "is damaged: save or print it to PDF anew"
        raise CorpusError(f"the PDF {reason}") from error
    try:
        yield from _read(document, path, beat)
    finally:
        document.close()


def _read(document: Any, path: str, beat: Callable[[], None]) -> Iterator[Document | Refusal]:
    if (count := len(document)) > limits.PDF_PAGES:
        raise CorpusError(f"the PDF has {count:,} pages, more than the {limits.PDF_PAGES:,} allowed: split it")
    pages: list[layout.Page] = []
    pictures: list[int] = []
    broken: list[int] = []
    vertical: list[int] = []
    left = limits.PDF_CHARS
    for number in range(1, count + 1):
        beat()
        try:
            page = document[number - 1]
        except Exception:  # whatever pdfium's binding raises for a damaged page
            broken.append(number)
            continue
        found, pictured, looked_at = _page(page, number, left)
        left -= looked_at
        if _is_vertical(found.lines):
            vertical.append(number)
        if pictured and ocr.is_installed() and len(pictures) < limits.OCR_PAGES:
            found = ocr.page(_picture(page, found), number, found.width, found.height)
        if pictured:
            pictures.append(number)
        pages.append(found)
        page.close()
    warnings: list[str] = []
    if broken:
        warnings.append(f"pages that are damaged and left out: {_listed(broken)}")
    if vertical:
        warnings.append(f"pages that are set in vertical lines, which are not put in order: {_listed(vertical)}")
    if pictures and not ocr.is_installed():
        if not any(page.lines for page in pages):
            raise CorpusError(f"the PDF holds pictures only: {ocr.MISSING}")
        warnings.append(f"pages that hold pictures only: {_listed(pictures)}: {ocr.MISSING}")
    elif len(pictures) > limits.OCR_PAGES:
        warnings.append(f"only the first {limits.OCR_PAGES} scanned pages of {len(pictures)} were read: split the file")
    blocks, date = layout.blocks(pages)
    yield Document(path, blocks, title=_title(document, blocks), date=date, warnings=tuple(warnings))


def _is_vertical(lines: Sequence[layout.TextLine]) -> bool:
    """Whether most characters of a page stand alone, each below the one before."""
    below = sum(
        len(one.text) == len(other.text) == 1
        and abs(one.left - other.left) < 0.5 * one.size
        and 0 < other.top - one.top < 2.5 * one.size
        for one, other in pairwise(lines)
    )
    return 2 * below > sum(len(line.text) for line in lines)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")


def _title(document: Any, blocks: tuple[Any, ...]) -> str:
    """The title that the file gives, where its first page shows it: programs write much else there."""
    with limits.parsing("the PDF's title"):
        title = clean(document.get_metadata_value("Title")).replace("\n", " ")
    shown = "".join(block.text for block in blocks if block.page == 1).replace(" ", "")
    return title if title and title.replace(" ", "") in shown else ""


def _page(page: Any, number: int, left: int) -> tuple[layout.Page, bool, int]:
    """The lines of a page's text layer, whether it has to be read as a picture, and how many characters were looked at.

    Those beside the page count too, since they take as long. Raises `CorpusError` where there are more than `left`.
    """
    import pypdfium2.raw as raw

    width, height = page.get_size()
    text = page.get_textpage()
    count = text.count_chars()
    if count > left:
        raise CorpusError(f"the PDF holds more than {limits.PDF_CHARS:,} characters: split it")
    place = _placer(page)
    lines, unknown = _lines(text.raw, count, place, width, height)
    text.close()
    seen = sum(len(line.text) for line in lines)
    empty = seen < _TEXT_CHARS or unknown > _UNKNOWN_SHARE * (seen + unknown)
    pictured = empty and (unknown > 0 or any(True for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)))
    return layout.Page(number, width, height, tuple(lines)), pictured, count


def _placer(page: Any) -> Any:
    """Maps (left, bottom, right, top) in the page's own space to (left, top, right, bottom) as it is shown."""
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
    """Characters, in the order in which the file draws them, as lines; and how many have no meaning."""
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
    """The size of the font at a character, in points as shown; from the box's height where the file says nonsense."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(text, index))
    if raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5
    return size if 0.4 * height < size < 2 * height else 0.8 * height


class _Run:
    """A line as it grows, character by character."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.chars: list[str] = []
        self.space = False
        self.left = self.top = self.right = self.bottom = 0.0

    def takes(self, left: float, top: float, bottom: float) -> bool:
        """Whether a character with this box goes on without a gap; across gaps, `layout.join_fragments` decides."""
        if not self.chars:
            return self.size > 0
        size = min(self.bottom - self.top, bottom - top)
        level = min(self.bottom, bottom) - max(self.top, top) > 0.5 * size
        return level and -0.5 * size < left - self.right < 0.35 * size

    def add(self, char: str, left: float, top: float, right: float, bottom: float) -> None:
        """Puts a character at the end."""
        if self.space and self.chars and left - self.right > 0.1 * (bottom - top):
            self.chars.append(" ")
        if not self.chars:
            self.left, self.top, self.right, self.bottom = left, top, right, bottom
        self.space = False
        self.chars.append(char)
        self.right = max(self.right, right)
        self.top, self.bottom = min(self.top, top), max(self.bottom, bottom)

    def line(self) -> Iterator[layout.TextLine]:
        """The line, if it holds anything."""
        text = "".join(self.chars).strip()
        if text:
            yield layout.TextLine(text, self.left, self.top, self.right, self.bottom, max(1.0, self.size))


def _picture(page: Any, shape: layout.Page) -> Any:
    """The page as a picture for the recogniser, at 200 dots an inch unless it is very large."""
    scale = min(limits.OCR_DPI / 72, (limits.PICTURE_PIXELS / (shape.width * shape.height)) ** 0.5)
    with limits.parsing("a page of the PDF"):
        return page.render(scale=scale).to_pil()
