"""Files become documents: one module for each format, and a table of them.

Walks files and folders and opens archives. What cannot be read becomes a `Refusal`, and the rest is read. Division into
articles is left to `corpus/newspaper`.

A new format is a module with `read(stream, path)` and a line in `READERS`. A reader yields documents and refusals, and
raises `CorpusError` if the file as a whole cannot be read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message, system_reason
from corpus.readers import (
    archive,
    csv,
    doc,
    docx,
    epub,
    html,
    jsonl,
    markdown,
    odt,
    pdf,
    pictures,
    rtf,
    sandbox,
    text,
    unread,
    xlsx,
)  # fmt: skip
from corpus.readers.encoding import decode
from corpus.records import Document, Refusal

Reader = Callable[[BinaryIO, str], Iterator[Document | Refusal]]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".mhtml": html.read,
    ".mht": html.read,
    ".pdf": pdf.read,
    ".png": pictures.read,
    ".jpg": pictures.read,
    ".jpeg": pictures.read,
    ".tif": pictures.read,
    ".tiff": pictures.read,
    ".docx": docx.read,
    ".doc": doc.read,
    ".wps": doc.read,
    ".rtf": rtf.read,
    ".odt": odt.read,
    ".epub": epub.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".json": jsonl.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".xlsx": xlsx.read,
    ".zip": lambda stream, path: archive.read(stream, path, read_stream, suffixes()),
}


def suffixes() -> frozenset[str]:
    """The suffixes of the supported formats, in lower case and with their dot."""
    return frozenset(READERS)


def count(paths: Iterable[str | Path]) -> int:
    """How many files `read` opens or refuses for these paths; an archive counts as one. No file is opened."""
    return sum(1 for _ in _walk(paths))


def read(
    paths: Iterable[str | Path], opening: Callable[[str], None] = lambda path: None
) -> Iterator[Document | Refusal]:
    """Every document in these files and folders, in sorted order, and a refusal for everything that cannot be read.

    In folders, hidden files and folders are skipped; files of other formats are refused, those without articles (style
    sheets, programs) together. Reads lazily and raises nothing for bad input. `opening` is called with the path of each
    file that `count` counts, before it is read.
    """
    with sandbox.keep_process():
        for item in _walk(paths):
            name = shown(item.path if isinstance(item, Refusal) else item)
            opening(name)
            if isinstance(item, Refusal):
                yield replace(item, path=name)
                continue
            try:
                # Opened by descriptor: parsers put a stream's name, which would be the whole path, into their errors.
                with os.fdopen(os.open(item, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb") as stream:
                    yield from read_stream(stream, name)
            except OSError as error:
                yield Refusal(name, Message("file_unreadable", reason=system_reason(error)))


def shown(path: str) -> str:
    """A path for display. Names that are not in UTF-8, as on old Chinese systems, are decoded like text."""
    return "/".join(map(_decoded_name, path.split("/")))


def _decoded_name(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        return _guessed_name(os.fsencode(name)) or os.fsencode(name).decode("utf-8", "backslashreplace")
    # Some names in GBK are UTF-8 as well, of letters that Chinese does not have: 目录 is Ŀ¼.
    in_two_bytes = not name.isascii() and max(name) <= "\u07ff"
    return (_guessed_name(os.fsencode(name)) if in_two_bytes else "") or name


def _guessed_name(data: bytes) -> str:
    """A name whose bytes are in an old encoding; empty if they are not. Names are never in UTF-16."""
    with suppress(CorpusError):
        decoded = decode(data)
        if not decoded.encoding.startswith("utf"):
            return decoded.text
    return ""


def read_stream(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """The documents and refusals of one open file. `path` is the name to show; its suffix selects the reader."""
    reader = READERS[Path(path).suffix.lower()]
    empty = True
    try:
        for item in reader(stream, path):
            empty = False
            if isinstance(item, Document) and not item.blocks:
                yield Refusal(path, Message("no_text"))
            else:
                yield item
        if empty:
            yield Refusal(path, Message("no_text"))
    except CorpusError as error:
        yield Refusal(path, error.message)


def _walk(paths: Iterable[str | Path]) -> Iterator[str | Refusal]:
    for path in (os.fspath(path) for path in paths):
        try:
            mode = Path(path).stat().st_mode
        except (OSError, ValueError):
            yield Refusal(path, Message("file_missing"))
            continue
        if stat.S_ISDIR(mode):
            yield from _walk_folder(path)
        elif not stat.S_ISREG(mode):
            yield Refusal(path, Message("not_a_file"))
        elif Path(path).suffix.lower() not in READERS:
            yield unread.refusal(path, READERS)
        else:
            yield path


def _walk_folder(folder: str) -> Iterator[str | Refusal]:
    errors: list[OSError] = []
    page_folders: set[str] = set()
    for parent, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not unread.is_hidden(name))
        page_folders.update(str(Path(parent, name)) for name in folders if unread.belongs_to_page(name, files))
        yield from _files(parent, sorted(files), parent in page_folders)
        links = [
            path for name in folders if (path := Path(parent, name)).is_symlink()
        ]  # `os.walk` does not follow them
        yield from (Refusal(str(path), Message("folder_linked")) for path in links)
    for error in errors:
        yield Refusal(str(error.filename), Message("folder_unreadable", reason=system_reason(error)))


def _files(folder: str, names: list[str], of_page: bool) -> Iterator[str | Refusal]:
    """The files of a folder that are read, then refusals of the others. `of_page`: its pictures are not read."""
    others: list[str] = []
    for name in names:
        path = Path(folder, name)
        if unread.is_hidden(name):
            continue
        if path.is_file():
            if path.suffix.lower() in READERS and not (of_page and _is_picture(path)):
                yield str(path)
            else:
                others.append(name)
        elif path.is_symlink():
            yield Refusal(str(path), Message("file_missing"))
    yield from unread.refusals(folder, others, READERS)


def _is_picture(path: Path) -> bool:
    return READERS.get(path.suffix.lower()) is pictures.read
