"""The file of an article, for the browser: to be shown where that is safe, else to be saved."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers import archive
from corpus.records import Article
from qa.web import limits
from qa.web.page_images import exists

# What a browser shows without running anything of ours: a page in HTML, or a drawing in SVG, could.
_SHOWN = {
    ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".txt": "text/plain;charset=utf-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file: its name, its media type, its content in Base64, and whether a browser may show it."""

    name: str
    type: str
    content: str
    shown: bool
    page: int | None = None  # at which a PDF is to be opened


def has_file(article: Article) -> bool:
    """Return whether the article's file, or the archive that holds it, is still where it was indexed."""
    return bool(article.path) and exists(Path(article.path))


def source_file(article: Article) -> SourceFile | None:
    """Return the article's file; None if it is not there, cannot be read, or is larger than `MAX_SENT_FILE_BYTES`."""
    path = Path(article.path)
    if not has_file(article):
        return None
    try:
        with archive.opened(path) as stream:
            data = stream.read(limits.MAX_SENT_FILE_BYTES + 1)
    except (OSError, CorpusError):
        return None
    if len(data) > limits.MAX_SENT_FILE_BYTES:
        return None
    suffix = path.suffix.lower()
    kind = _SHOWN.get(suffix, "application/octet-stream")
    page = article.page if suffix == ".pdf" else None
    return SourceFile(path.name, kind, base64.b64encode(data).decode(), suffix in _SHOWN, page)
