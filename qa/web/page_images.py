"""The printed page that a passage stands on, as a picture with the passage boxed.

Drawn in a process of its own: pdfium is not safe in threads, and a damaged file then ends that process alone. Knows PDF
files and pictures, on disk or in an archive; the places on the page come with the article.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

from corpus.records import Article
from qa.web.render import page_picture

_WIDTH = 1400  # pixels: a broadsheet's columns can still be read
_SECONDS = 20
_PDF, _PICTURES = {".pdf"}, {".png", ".jpg", ".jpeg", ".tif", ".tiff"}


def boxed_page(article: Article, span: tuple[int, int], language: str) -> str:
    """HTML of the page on which `span` of the article's text begins; empty where it cannot be drawn."""
    number = article.page_at(span[0])
    path = Path(article.path)
    if number is None or path.suffix.lower() not in _PDF | _PICTURES or not _is_there(path):
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


def _is_there(path: Path) -> bool:
    """Whether the file lies on disk, or the archive that the path leads into."""
    return any(place.is_file() for place in (path, *path.parents))


def _draw(path: Path, number: int) -> bytes | None:
    command = [sys.executable, "-m", "qa.web.page_images", str(path), str(number)]
    root = Path(__file__).parent.parent
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, timeout=_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout


def _main(path: str, number: int) -> None:
    """Write the page as JPEG to standard output."""
    from PIL import Image, ImageOps

    from corpus.readers import archive

    Image.MAX_IMAGE_PIXELS = 80_000_000
    with archive.opened(Path(path)) as stream:
        if Path(path).suffix.lower() in _PDF:
            import pypdfium2 as pdfium

            page = pdfium.PdfDocument(stream)[number - 1]
            picture = page.render(scale=_WIDTH / max(1.0, page.get_width())).to_pil()
        else:
            opened = Image.open(stream, formats=("PNG", "JPEG", "TIFF"))
            opened.seek(number - 1)
            picture = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGB")
    picture.thumbnail((_WIDTH, 4 * _WIDTH))
    picture.save(sys.stdout.buffer, "JPEG", quality=80)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
