"""Recognised pages (ALTO, PAGE XML, hOCR) with the picture that they were made from, which is not recognised again."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import hocr, units, xml, xml_tree
from corpus.records import Document, Refusal

_HEAD_BYTES = 1 << 13
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".jp2")
# How the formats name the picture; `fileName` in any namespace.
_NAMED = {
    "alto": re.compile(rb"<(?:[\w.-]+:)?fileName>\s*([^<]+?)\s*<"),
    "PcGts": re.compile(rb"\bimageFilename\s*=\s*[\"']([^\"'<>]+)[\"']"),
    "hocr": re.compile(rb"\bimage\s+(?:&quot;|[\"'])?([^\"'&;<>]+)"),
}
_READ: dict[str, Callable[[BinaryIO, str], Iterator[Document | Refusal]]] = {
    "alto": xml.read,
    "PcGts": xml.read,
    "hocr": hocr.read,
}


def find(folder: units.Folder, names: Sequence[str]) -> Iterator[units.Unit]:
    """The pages among these names whose picture is in the folder: by the name that they give, or of their own name."""
    for name in names:
        try:
            head = folder.head(name, _HEAD_BYTES)
        except CorpusError:
            continue
        kind = _kind(name, head)
        if kind and (picture := _picture(folder, name, _NAMED[kind].search(head))):
            yield units.Unit(name, frozenset((picture,)), partial(_read, kind, name, picture))


def _kind(name: str, head: bytes) -> str:
    if not name.lower().endswith(".xml"):
        return "hocr" if hocr.is_hocr(head) else ""
    root = xml_tree.root_name(io.BytesIO(head))
    return root if root in _READ else ""


def _picture(folder: units.Folder, name: str, match: re.Match[bytes] | None) -> str | None:
    """The name of the page's picture in the folder: beside the page or in the folder above, as tools write them."""
    given = match[1].decode("utf-8", "replace").replace("\\", "/") if match else ""
    here = posixpath.dirname(name)
    stem = posixpath.splitext(name)[0]
    candidates = [posixpath.join(here, given), posixpath.join(here, posixpath.basename(given))] if given else []
    candidates += [posixpath.join(posixpath.dirname(here), posixpath.basename(given))] if given and here else []
    candidates += [f"{stem}{suffix}" for ending in _PICTURES for suffix in (ending, ending.upper())]
    for candidate in map(posixpath.normpath, candidates):
        if candidate.lower().endswith(_PICTURES) and candidate in folder:
            return candidate
    return None


def _read(kind: str, name: str, picture: str, folder: units.Folder) -> Iterator[Document | Refusal]:
    """The documents of a page's file, with the picture if the file has one page."""
    with folder.open(name) as stream:
        found = list(_READ[kind](stream, folder.path(name)))
    numbers = {page.number for item in found if isinstance(item, Document) for page in item.pages}
    for item in found:
        if isinstance(item, Document) and len(numbers) == 1:
            item = replace(item, pages=tuple(replace(page, image=folder.path(picture)) for page in item.pages))
        yield item
