"""EPUB books and magazines: a chapter is an article, with the book as its source.

Reads the files of the spine in order. Encrypted books and text in pictures are not read.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import unquote

from corpus.errors import CorpusError
from corpus.readers import dates, html, limits, zip_package
from corpus.readers.encoding import decode
from corpus.records import Block, Document, Refusal
from corpus.text import clean

_CHAPTER = frozenset({"application/xhtml+xml", "text/html"})


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """A document for each chapter with text. Raises `CorpusError` if the book is damaged, too large or encrypted."""
    with zip_package.opened(stream, ".epub") as book:
        if "META-INF/encryption.xml" in book.namelist() and b"adept" in book.read("META-INF/encryption.xml"):
            raise CorpusError("epub_protected")
        root = _xml(book, "META-INF/container.xml")
        name = next((element.get("full-path", "") for element in root.iter() if _tag(element) == "rootfile"), "")
        content = _xml(book, name)
        about = Document(
            path,
            (),
            title=next(_texts(content, "title"), ""),
            date=dates.iso(next(_texts(content, "date"), "")),
            authors=tuple(_texts(content, "creator")),
            one_article=True,
        )
        empty = True
        for chapter in _spine(content, posixpath.dirname(name)):
            chapter_path = f"{path}/{chapter}"
            try:
                parts = _chapter(zip_package.entry(book, chapter))
            except CorpusError as error:
                yield Refusal(chapter_path, error.message)
                continue
            if parts:
                empty = False
                yield _document(chapter_path, parts, about)
        if empty:
            raise CorpusError("no_text")


def _document(path: str, parts: list[html.Part], book: Document) -> Document:
    """A chapter, with the metadata of the book; `book` is a document without blocks."""
    heading = parts[0].text if parts[0].heading else ""
    blocks = tuple(Block(part.text) for part in (parts[1:] if heading and len(parts) > 1 else parts))
    source = book.title if heading and book.title else None
    return replace(book, path=path, blocks=blocks, title=heading or book.title, source=source)


def _chapter(data: bytes) -> list[html.Part]:
    """The lines and paragraphs of a chapter; none if it holds no text."""
    if len(data) > limits.MARKUP_BYTES:
        raise CorpusError("epub_chapter_too_large", size=len(data) // limits.MB)
    tree = html.parse(decode(data).text)
    if tree is None:
        return []
    with limits.parsing("epub_chapter_unreadable"):
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
        raise zip_package.too_large(name, len(data))
    with limits.parsing("package_part_unreadable", part=name[:80]):
        return ElementTree.fromstring(data)


def _tag(element: Any) -> str:
    return re.sub(r"^\{.*\}", "", element.tag) if isinstance(element.tag, str) else ""


def _texts(content: Any, name: str) -> Iterator[str]:
    """The texts of the elements of this name that are not empty."""
    return (text for element in content.iter() if _tag(element) == name and (text := clean(element.text or "")))
