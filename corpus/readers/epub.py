"""EPUB books and magazines: a chapter is an article, with the book as its source.

Reads the files of the spine in its order. Knows neither encryption nor pictures.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import unquote

from corpus.errors import CorpusError
from corpus.readers import dates, html, limits, zip_package
from corpus.readers.encoding import decode
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_CHAPTER = frozenset({"application/xhtml+xml", "text/html"})


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """A document for each chapter with text. Raises `CorpusError` where the book is damaged, too large or encrypted."""
    with zip_package.opened(stream, "an EPUB book") as book:
        if "META-INF/encryption.xml" in book.namelist() and b"adept" in book.read("META-INF/encryption.xml"):
            raise CorpusError("the book is protected against copying: give it without protection")
        root = _xml(book, "META-INF/container.xml")
        name = next((element.get("full-path", "") for element in root.iter() if _tag(element) == "rootfile"), "")
        content = _xml(book, name)
        title = _said(content, "title")
        date = dates.iso(_said(content, "date"))
        names = tuple(_texts(content, "creator"))
        some = False
        for chapter in _spine(content, posixpath.dirname(name)):
            at = f"{path}/{chapter}"
            try:
                found = _chapter(zip_package.entry(book, chapter))
            except CorpusError as error:
                if str(error) != "holds no text":
                    yield Refusal(at, str(error))
                continue
            if found:
                some = True
                heading = found[0].text if found[0].heading else ""
                blocks = tuple(Block(part.text) for part in (found[1:] if heading and len(found) > 1 else found))
                source = title if heading and title else None
                yield Document(at, blocks, heading or title, date, source, names, None, None, True)
        if not some:
            raise CorpusError("holds no text")


def _chapter(data: bytes) -> list[html.Part]:
    if len(data) > limits.MARKUP_BYTES:
        raise CorpusError(f"the chapter holds {len(data) // limits.MB} MB: split it")
    tree = html.parse(decode(data).text)
    with limits.parsing("the chapter"):
        return list(html.walk(tree, set(tree.iter("nav"))))


def _spine(content: Any, folder: str) -> Iterator[str]:
    """The names of the chapters in reading order, each once."""
    items = {element.get("id"): element for element in content.iter() if _tag(element) == "item"}
    seen: set[str] = set()
    for element in content.iter():
        item = items.get(element.get("idref")) if _tag(element) == "itemref" else None
        if item is None or item.get("media-type") not in _CHAPTER or "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        if name not in seen:
            seen.add(name)
            yield name


def _xml(book: zipfile.ZipFile, name: str) -> Any:
    from defusedxml import ElementTree

    data = zip_package.entry(book, name)
    if len(data) > limits.MARKUP_BYTES:
        raise CorpusError(f"its part {name[:80]} holds {len(data) // limits.MB} MB: save it anew")
    with limits.parsing(f"its part {name[:80]}", "save it anew"):
        return ElementTree.fromstring(data)


def _tag(element: Any) -> str:
    return re.sub(r"^\{.*\}", "", element.tag) if isinstance(element.tag, str) else ""


def _said(content: Any, name: str) -> str:
    return next(_texts(content, name), "")


def _texts(content: Any, name: str) -> Iterator[str]:
    return (text for element in content.iter() if _tag(element) == name and (text := clean(element.text or "")))
