"""Pictures of pages (PNG, JPEG, and TIFF with one or more pages), read with the text recogniser of the extra `ocr`.

A file is one document. Slanted and curved pages are corrected only as far as the recogniser does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from corpus.account import Account, characters
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import layout, limits, ocr, page_marks, sandbox
from corpus.records import Document, Refusal

_MARKS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_DEFAULT_DPI = 200.0


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document, read in another process. Raises `CorpusError` like `parse`, and if a limit is passed."""
    if not ocr.is_installed():
        raise CorpusError("picture_needs_ocr", advice=ocr.MISSING)
    stream.seek(0)
    if not stream.read(4).startswith(_MARKS):
        raise CorpusError("picture_wrong_format")
    yield from sandbox.read("pictures", stream, path)


def parse(stream: BinaryIO, path: str, beat: Callable[[], None]) -> Iterator[Document | Refusal]:
    """One document; `beat` is called for each page.

    Raises `CorpusError` if the picture is damaged or too large.
    """
    from PIL import Image, ImageOps, ImageSequence

    with limits.parsing("picture_unreadable"):
        picture = Image.open(stream, formats=("PNG", "JPEG", "TIFF"))
    _check(picture)
    pages: list[layout.Page] = []
    sizes: dict[int, tuple[int, int]] = {}  # in pixels
    warnings: list[str] = []
    for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
        if number > limits.OCR_PAGES:
            warnings.append(Message("picture_pages_left_out", limit=limits.OCR_PAGES))
            break
        beat()
        _check(frame)
        with limits.parsing("picture_unreadable"):
            upright = ImageOps.exif_transpose(frame).convert("RGB")
        scale = 72 / _dpi(frame)
        sizes[number] = upright.size
        pages.append(ocr.page(upright, number, upright.width * scale, upright.height * scale))
    warnings.extend(ocr.confidence_warning(pages))
    account = Account()
    blocks, heads = layout.blocks(pages, account)
    source = characters("\n".join(line.text for page in pages for line in page.lines))
    described = tuple(
        replace(page, width=float(sizes[page.number][0]), height=float(sizes[page.number][1]), unit="px")
        for page in page_marks.described(pages)
    )
    known = Document(path, blocks, date=heads.date, source=heads.source)
    found = replace(known, warnings=tuple(warnings), pages=described)
    yield from account.settled([found], source)


def _check(picture: Any) -> None:
    if (pixels := picture.width * picture.height) > limits.PICTURE_PIXELS:
        raise CorpusError("picture_too_large", pixels=pixels / 1e6, limit=limits.PICTURE_PIXELS / 1e6)


def _dpi(picture: Any) -> float:
    dpi = picture.info.get("dpi", (0, 0))[0]
    return float(dpi) if 50 <= dpi <= 1200 else _DEFAULT_DPI
