"""Draws pages of a file as JPEG, in a process of its own: it imports nothing of the chat, so that it starts fast."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

LENGTH_BYTES = 4
PDF_SUFFIXES = {".pdf"}
_WIDTH_PIXELS = 1400  # the columns of a broadsheet can still be read


def _main(path: str, numbers: Sequence[int]) -> None:
    """Write pages to standard output, each as JPEG after its length."""
    from PIL import Image, ImageOps

    from corpus.readers import archive

    Image.MAX_IMAGE_PIXELS = 80_000_000
    with archive.opened(Path(path)) as stream:
        for number in numbers:
            if Path(path).suffix.lower() in PDF_SUFFIXES:
                import pypdfium2 as pdfium

                page = pdfium.PdfDocument(stream)[number - 1]
                picture = page.render(scale=_WIDTH_PIXELS / max(1.0, page.get_width())).to_pil()
            else:
                opened = Image.open(stream, formats=("PNG", "JPEG", "TIFF", "GIF", "WEBP", "JPEG2000"))
                opened.seek(number - 1)
                picture = ImageOps.exif_transpose(opened)
            picture = picture.convert("RGB")
            picture.thumbnail((_WIDTH_PIXELS, 4 * _WIDTH_PIXELS))
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=80)
            sys.stdout.buffer.write(len(out.getvalue()).to_bytes(LENGTH_BYTES) + out.getvalue())
            stream.seek(0)


if __name__ == "__main__":
    _main(sys.argv[1], [int(number) for number in sys.argv[2:]])
