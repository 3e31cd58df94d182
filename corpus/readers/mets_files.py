"""The files that a METS file names, found in a folder or an archive, and which of a page's files to read and show."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from corpus.readers import units
from corpus.readers.mets import File, is_text

_SCHEME = re.compile(r"(?:file:|https?:)(?://)?(?=[/.\w])", re.IGNORECASE)
_THUMBNAIL = re.compile("thumb|preview|vignette|min$|small")
_PICTURES = ((".jpg", ".jpeg", ".png"), (".tif", ".tiff"), (".jp2", ".jpx"))


class Files:
    """Finds the files that a METS file names, by their names in its folder.

    What is named by an address (`https://…/0001.xml`), by the path of another system or in other letters of case, is
    found by the end of its path, if just one file below the METS file's folder fits best.
    """

    def __init__(self, folder: units.Folder, head: str) -> None:
        self._folder, self._base = folder, posixpath.dirname(head)
        self._by_name: dict[str, list[str]] | None = None

    def find(self, href: str) -> str | None:
        """The name of the file in the folder; None if it is not there."""
        for name in self._candidates(href):
            if name in self._folder:
                return name
        return self._alike(href)

    def expected(self, href: str) -> str:
        """The name that the file should have, for a message."""
        name = next(iter(self._candidates(href)), "")
        return name if units.is_inside(name) else posixpath.basename(href.replace("\\", "/")) or href[:80]

    def _candidates(self, href: str) -> Iterable[str]:
        path = _SCHEME.sub("", href.strip()).replace("\\", "/").partition("#")[0]
        for form in dict.fromkeys((path, unquote(path))):
            name = posixpath.normpath(posixpath.join(self._base, form.lstrip("/")))
            if form and units.is_inside(name):
                yield name

    def _alike(self, href: str) -> str | None:
        """The file whose path ends as the one that is named, with as many folders as possible."""
        parts = unquote(href).replace("\\", "/").partition("?")[0].lower().rstrip("/").split("/")
        if self._by_name is None:
            self._by_name = {}
            for name in self._folder.names(self._base):
                self._by_name.setdefault(posixpath.basename(name).lower(), []).append(name)
        found = [(_common_end(parts, name.lower().split("/")), name) for name in self._by_name.get(parts[-1], ())]
        best = max((count for count, _ in found), default=0)
        names = [name for count, name in found if count == best]
        return names[0] if len(names) == 1 else None


def _common_end(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count


def best_texts(files: Mapping[str, File], ids: Iterable[str]) -> list[File]:
    """The text files of a page, the likeliest first: of several recognitions the last, full text before layouts."""
    texts = [files[id] for id in reversed(list(ids)) if is_text(files[id])]
    marks = ("fulltext", "alto", "text", "ocr")

    def rank(file: File) -> int:
        return next((number for number, mark in enumerate(marks) if mark in file.use), len(marks))

    return sorted(texts, key=rank)


def best_picture(files: Mapping[str, File], ids: Iterable[str], found: Files) -> str | None:
    """The name of the picture of a page that can be shown best; None if there is none in the folder."""
    pictures = [files[id] for id in ids if not _THUMBNAIL.search(files[id].use)]
    for suffixes in _PICTURES:
        for file in pictures:
            if file.href.lower().endswith(suffixes) and (name := found.find(file.href)) is not None:
                return name
    return None
