"""Pictures of pages (PNG, JPEG, TIFF with one page or more), by the text recogniser of the extra `ocr`.

A file is one document. Knows nothing of slanted or curved pages beyond what the recogniser puts right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.readers import layout, limits, ocr, sandbox
from corpus.records import Document, Refusal

_MARKS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_DPI = 200.0  # where a picture does not say


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document, read in another process. Raises `CorpusError` like `parse`, and where a bound is passed."""
    if not ocr.is_installed():
        raise CorpusError(f"the file is a picture: {ocr.MISSING}")
    stream.seek(0)
    if not stream.read(4).startswith(_MARKS):
        raise CorpusError("the file is not a PNG, JPEG or TIFF picture: save it as one")
    yield from sandbox.read("pictures", stream, path)


def parse(stream: BinaryIO, path: str, beat: Callable[[], None]) -> Iterator[Document | Refusal]:
    """One document; `beat` is called for each page.

    Raises `CorpusError` where the picture is damaged or too large, or holds no page.
    """
    from PIL import Image, ImageOps, ImageSequence

    with limits.parsing("the picture", "save it anew as PNG"):
        picture = Image.open(stream, formats=("PNG", "JPEG", "TIFF"))
    _check(picture)
    pages: list[layout.Page] = []
    warnings: list[str] = []
    for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
        if number > limits.OCR_PAGES:
            warnings.append(f"only the first {limits.OCR_PAGES} pages were read: split the file")
            break
        beat()
        _check(frame)
        with limits.parsing("the picture", "save it anew as PNG"):
            upright = ImageOps.exif_transpose(frame).convert("RGB")
        scale = 72 / _dpi(frame)
        pages.append(ocr.page(upright, number, upright.width * scale, upright.height * scale))
    blocks, date = layout.blocks(pages)
    yield Document(path, blocks, date=date, warnings=tuple(warnings))


def _check(picture: Any) -> None:
    if (pixels := picture.width * picture.height) > limits.PICTURE_PIXELS:
        most = limits.PICTURE_PIXELS / 1e6
        raise CorpusError(f"the picture has {pixels / 1e6:,.0f} million pixels, more than {most:.0f}: scale it down")


def _dpi(picture: Any) -> float:
    given = picture.info.get("dpi", (0, 0))[0]
    return float(given) if 50 <= given <= 1200 else _DPI
