"""The printed page of a passage, as a picture with the passage boxed.

Pages of PDF files and pictures, on disk or in an archive, are drawn in another process: pdfium is not thread-safe, and
a damaged file can then end only that process. The boxes come with the article.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

from corpus.records import Article
from qa.web.render import page_picture

_ROOT = Path(__file__).parents[2]  # from which the other process imports `qa`, also where it is not installed
_WIDTH_PIXELS = 1400  # the columns of a broadsheet can still be read
_TIMEOUT_SECONDS = 20
_PDF_SUFFIXES, _PICTURE_SUFFIXES = {".pdf"}, {".png", ".jpg", ".jpeg", ".tif", ".tiff"}


def boxed_page(article: Article, span: tuple[int, int], language: str) -> str:
    """Return the HTML of the page on which `span` of the article's text starts; empty if it cannot be drawn."""
    number = article.page_at(span[0])
    path = Path(article.path)
    if number is None or path.suffix.lower() not in _PDF_SUFFIXES | _PICTURE_SUFFIXES or not _exists(path):
        return ""
    boxes = [
        region.box
        for region in article.regions
        if region.page == number and region.box and region.start < span[1] and region.end > span[0]
    ]
    data = _draw(path, number)
    if data is None:
        return ""
    return page_picture(f"data:image/jpeg;base64,{base64.b64encode(data).decode()}", boxes, language)


def _exists(path: Path) -> bool:
    """Whether the file exists, or the archive that the path leads into."""
    return any(candidate.is_file() for candidate in (path, *path.parents))


def _draw(path: Path, number: int) -> bytes | None:
    command = [sys.executable, "-m", "qa.web.page_images", str(path), str(number)]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=_TIMEOUT_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout


def _main(path: str, number: int) -> None:
    """Write the page to standard output, as JPEG."""
    from PIL import Image, ImageOps

    from corpus.readers import archive

    Image.MAX_IMAGE_PIXELS = 80_000_000
    with archive.opened(Path(path)) as stream:
        if Path(path).suffix.lower() in _PDF_SUFFIXES:
            import pypdfium2 as pdfium

            page = pdfium.PdfDocument(stream)[number - 1]
            picture = page.render(scale=_WIDTH_PIXELS / max(1.0, page.get_width())).to_pil()
        else:
            opened = Image.open(stream, formats=("PNG", "JPEG", "TIFF"))
            opened.seek(number - 1)
            picture = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGB")
    picture.thumbnail((_WIDTH_PIXELS, 4 * _WIDTH_PIXELS))
    picture.save(sys.stdout.buffer, "JPEG", quality=80)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
