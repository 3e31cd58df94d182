"""The printed pages of a quote, as pictures with the quote boxed and its article outlined.

A page is drawn from the PDF or the picture that was read, or from the picture that `Page.image` names (a scan beside
ALTO, the page of a digital edition), on disk or in an archive. This happens in another process: pdfium is not
thread-safe, and a damaged file can then end only that process.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from corpus.boxes import boxes, outline
from corpus.records import Article, Page
from qa.web.citations import page_line
from qa.web.page_drawing import LENGTH_BYTES, PDF_SUFFIXES
from qa.web.render import page_picture

_ROOT = Path(__file__).parents[2]  # from which the other process imports `qa`, also where it is not installed
_TIMEOUT_SECONDS = 20
_MAX_PAGES = 3  # shown for one quote
_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp", ".jp2"}


def boxed_page(article: Article, span: tuple[int, int], language: str) -> str:
    """Return the HTML of the pages on which `span` of the article's text stands; empty if none can be drawn.

    The span is boxed, and the article outlined.
    """
    number = article.page_at(span[0]) or next((page.number for page in article.pages[:1] if page.image), None)
    if number is None:
        return ""
    found, around = boxes(article, *span), outline(article)
    numbers = list(dict.fromkeys([number, *(place.page for place in found)]))[:_MAX_PAGES]
    return "".join(
        page_picture(
            f"data:image/jpeg;base64,{base64.b64encode(data).decode()}",
            [place.box for place in found if place.page == page],
            language,
            [place.box for place in around if place.page == page],
            page_line(_known(article, page).label, page, language, _known(article, page).name),
        )
        for page, data in _pictures(article, numbers)
    )


def _known(article: Article, number: int) -> Page:
    return next((page for page in article.pages if page.number == number), Page(number))


def _pictures(article: Article, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The pages of an article as JPEG: the picture beside the text if there is one, else the page of the file itself.

    Pages of one file are drawn by one process.
    """
    for image, pages in groupby(numbers, key=lambda number: _known(article, number).image):
        of_file = list(pages)
        path, frames = (Path(image), [1] * len(of_file)) if image else (Path(article.path), of_file)
        if path.suffix.lower() in PDF_SUFFIXES | _PICTURE_SUFFIXES and exists(path):
            yield from zip(of_file, _draw(path, frames), strict=False)


def exists(path: Path) -> bool:
    """Return whether the file exists, or the archive that the path leads into."""
    return any(candidate.is_file() for candidate in (path, *path.parents))


def _draw(path: Path, numbers: Sequence[int]) -> list[bytes]:
    """Pages of a file as JPEG; none if one of them cannot be drawn."""
    command = [sys.executable, "-m", "qa.web.page_drawing", str(path), *map(str, numbers)]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=_TIMEOUT_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        return []
    pictures, data = [], done.stdout
    while data:
        length = int.from_bytes(data[:LENGTH_BYTES])
        pictures.append(data[LENGTH_BYTES : LENGTH_BYTES + length])
        data = data[LENGTH_BYTES + length :]
    return pictures
