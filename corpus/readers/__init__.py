"""Files become documents: one module for each format, and a table of them.

Walks files and folders and opens archives. What cannot be read becomes a `Refusal`, and the rest is read. Division into
articles is left to `corpus/newspaper`.

A new format is a module with `read(stream, path)` and a line in `READERS`; XML has a line in `xml.ROOTS` instead, and
files that belong together have one in `FINDERS`. A reader yields documents and refusals, and raises `CorpusError` if
the file as a whole cannot be read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.messages import Message, system_reason
from corpus.readers import (
    archive,
    csv,
    doc,
    docx,
    edition,
    epub,
    file_kind,
    hocr,
    html,
    jsonl,
    markdown,
    mets_issue,
    odt,
    ofd,
    page_pictures,
    pdf,
    pictures,
    rtf,
    sandbox,
    text,
    units,
    unread,
    wacz,
    warc,
    xlsx,
    xml,
)  # fmt: skip
from corpus.readers.encoding import decode
from corpus.readers.file_kind import suffix
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
    ".ofd": ofd.read,
    ".epub": epub.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".json": jsonl.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".xlsx": xlsx.read,
    ".hocr": hocr.read,
    ".xml": xml.read,
    ".zip": lambda stream, path: archive.read(stream, path, archive.Formats(read_stream, suffixes(), FINDERS)),
    **dict.fromkeys(file_kind.CLOSED, file_kind.refuse),
    **dict.fromkeys((".warc", ".warc.gz", ".arc", ".arc.gz"), lambda stream, path: warc.read(stream, path, _read_as)),
    ".wacz": lambda stream, path: wacz.read(stream, path, _read_as),
}

# What finds files that belong together, in the order in which they are asked.
FINDERS: tuple[units.Finder, ...] = (
    mets_issue.find,
    page_pictures.find,
    partial(edition.find, read_page=html.read),
)


def suffixes() -> frozenset[str]:
    """The suffixes of the supported formats, in lower case and with their dot."""
    return frozenset(READERS)


def count(paths: Iterable[str | Path]) -> int:
    """How many files `read` opens or refuses for these paths; an archive counts as one. No file is opened.

    It may count more: the pictures of pages in formats that are not read count too, where another file names them.
    """
    return sum(1 for _ in _walk(paths, frozenset()))


def read(
    paths: Iterable[str | Path], opening: Callable[[str], None] = lambda path: None
) -> Iterator[Document | Refusal]:
    """Every document in these files and folders, in sorted order, and a refusal for everything that cannot be read.

    In folders, hidden files and folders are skipped; files of other formats are refused, those without articles (style
    sheets, programs) together. Reads lazily and raises nothing for bad input. `opening` is called with the path of each
    file that `count` counts, before it is read.
    """
    paths = list(paths)
    with sandbox.keep_process():
        together = units.on_disk([os.fspath(path) for path in paths], FINDERS, shown)
        for item in _walk(paths, together.members):
            name = shown(item.path if isinstance(item, Refusal) else item)
            opening(name)
            if isinstance(item, Refusal):
                yield replace(item, path=name)
            elif (place := Path(item).absolute()) in together.heads:
                unit, folder = together.heads[place]
                yield from _checked(unit.read(folder), name)
            elif place not in together.members:
                yield from _read_file(item, name)


def _read_file(path: str, name: str) -> Iterator[Document | Refusal]:
    try:
        # Opened by descriptor: parsers put a stream's name, which would be the whole path, into their errors.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb") as stream:
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
    return _read_as(suffix(path), stream, path)


def _read_as(kind: str, stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """The documents and refusals of one open file of a format, which is given by its suffix.

    A file that is in another format by its first bytes is read as that, with a warning.
    """
    return _checked(_by_first_bytes(kind, stream, path), path)


def _by_first_bytes(kind: str, stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    real = file_kind.actual(stream, kind)
    for number, item in enumerate(READERS[real](stream, path)):
        if not number and real != kind and isinstance(item, Document):
            warning = Message("file_is_other", kind=real[1:].upper(), suffix=kind)
            item = replace(item, warnings=(warning, *item.warnings))
        yield item


def _checked(items: Iterator[Document | Refusal], path: str) -> Iterator[Document | Refusal]:
    """What a reader yields; a refusal in place of documents without text, of its error, and of nothing at all."""
    empty = True
    try:
        for item in items:
            empty = False
            if isinstance(item, Document) and not item.blocks:
                yield Refusal(item.path, Message("no_text"))
            else:
                yield item
        if empty:
            yield Refusal(path, Message("no_text"))
    except CorpusError as error:
        yield Refusal(path, error.message)


def _walk(paths: Iterable[str | Path], members: frozenset[Path]) -> Iterator[str | Refusal]:
    """The files that can be read, and refusals of the others but the `members` of units, given by absolute path."""
    for path in (os.fspath(path) for path in paths):
        try:
            mode = Path(path).stat().st_mode
        except (OSError, ValueError):
            yield Refusal(path, Message("file_missing"))
            continue
        if stat.S_ISDIR(mode):
            yield from _walk_folder(path, members)
        elif not stat.S_ISREG(mode):
            yield Refusal(path, Message("not_a_file"))
        elif suffix(path) not in READERS:
            if Path(path).absolute() not in members:
                yield unread.refusal(path, READERS)
        else:
            yield path


def _walk_folder(folder: str, members: frozenset[Path]) -> Iterator[str | Refusal]:
    errors: list[OSError] = []
    page_folders: set[str] = set()
    for parent, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not unread.is_hidden(name))
        page_folders.update(str(Path(parent, name)) for name in folders if unread.belongs_to_page(name, files))
        yield from _files(parent, sorted(files), parent in page_folders, members)
        links = [
            path for name in folders if (path := Path(parent, name)).is_symlink()
        ]  # `os.walk` does not follow them
        yield from (Refusal(str(path), Message("folder_linked")) for path in links)
    for error in errors:
        yield Refusal(str(error.filename), Message("folder_unreadable", reason=system_reason(error)))


def _files(folder: str, names: list[str], of_page: bool, members: frozenset[Path]) -> Iterator[str | Refusal]:
    """The files of a folder that are read, then refusals of the others. `of_page`: its pictures are not read."""
    others: list[str] = []
    for name in names:
        path = Path(folder, name)
        if unread.is_hidden(name):
            continue
        if path.is_file():
            if suffix(name) in READERS and not (of_page and _is_picture(path)):
                yield str(path)
            elif not members or path.absolute() not in members:
                others.append(name)
        elif path.is_symlink():
            yield Refusal(str(path), Message("file_missing"))
    yield from unread.refusals(folder, others, READERS)


def _is_picture(path: Path) -> bool:
    return READERS.get(suffix(path.name)) is pictures.read
