"""Files become documents: one module a format, and one table of them.

Walks files and folders, opens archives, and goes on past whatever cannot be read: that is named in a `Refusal`. Knows
nothing of articles: which text belongs to which is told apart by `corpus/newspaper`.

A new format is a module with `read(stream, path)` and a line in `READERS`. A reader yields documents and refusals, and
raises `CorpusError` where the file as a whole cannot be read.
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
from corpus.readers import archive, csv, docx, epub, html, jsonl, markdown, pdf, pictures, sandbox, text, xlsx
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
    ".pdf": pdf.read,
    ".png": pictures.read,
    ".jpg": pictures.read,
    ".jpeg": pictures.read,
    ".tif": pictures.read,
    ".tiff": pictures.read,
    ".docx": docx.read,
    ".epub": epub.read,
    ".jsonl": jsonl.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".xlsx": xlsx.read,
    ".zip": archive.read,
}


def suffixes() -> frozenset[str]:
    """The suffixes that are read, in lower case and with their dot."""
    return frozenset(READERS)


def count(paths: Iterable[str | Path]) -> int:
    """How many files `read` opens or refuses for these paths, archives counted as one; none is opened."""
    return sum(1 for _ in _walk(paths))


def read(
    paths: Iterable[str | Path], opening: Callable[[str], None] = lambda path: None
) -> Iterator[Document | Refusal]:
    """Every document in the files and folders given, in sorted order, and a refusal for whatever cannot be read.

    Hidden files and folders, and files of other suffixes in a folder, are passed over. Reads lazily; never raises for
    bad input. `opening` is told of each file that `count` counts, before it is read.
    """
    with sandbox.kept():
        for found in _walk(paths):
            name = shown(found.path if isinstance(found, Refusal) else found)
            opening(name)
            if isinstance(found, Refusal):
                yield replace(found, path=name)
                continue
            try:
                # Opened by number: parsers put a stream's name into their errors, and it would be the whole path.
                with os.fdopen(os.open(found, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb") as stream:
                    yield from read_stream(stream, name)
            except OSError as error:
                yield Refusal(name, f"the file cannot be read: {error.strerror or error}")


def shown(path: str) -> str:
    """A path as it is named: as it is, or where names are not in UTF-8 (of old Chinese systems), decoded as text is."""
    return "/".join(map(_decoded, path.split("/")))


def _decoded(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        data = os.fsencode(name)
        with suppress(CorpusError):
            found = decode(data)
            if not found.encoding.startswith("utf"):  # no names are in UTF-16, though bytes may look so
                return found.text
        return data.decode("utf-8", "backslashreplace")
    return name


def read_stream(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """What `read` does with one open file. `path` is the name to show; its suffix says how to read."""
    reader = READERS[Path(path).suffix.lower()]
    empty = True
    try:
        for found in reader(stream, path):
            empty = False
            if isinstance(found, Document) and not found.blocks:
                yield Refusal(path, "holds no text")
            else:
                yield found
        if empty:
            yield Refusal(path, "holds no text")
    except CorpusError as error:
        yield Refusal(path, str(error))


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is passed over: hidden ones, Word's locks, what macOS adds to archives."""
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _walk(paths: Iterable[str | Path]) -> Iterator[str | Refusal]:
    for path in (os.fspath(given) for given in paths):
        try:
            mode = Path(path).stat().st_mode
        except (OSError, ValueError):
            yield Refusal(path, "there is no such file or folder")
            continue
        if stat.S_ISDIR(mode):
            yield from _walk_folder(path)
        elif not stat.S_ISREG(mode):
            yield Refusal(path, "is neither a file nor a folder")
        elif Path(path).suffix.lower() not in READERS:
            yield Refusal(path, f"is of no format that is read; these are: {' '.join(sorted(READERS))}")
        else:
            yield path


def _walk_folder(folder: str) -> Iterator[str | Refusal]:
    refused: list[OSError] = []
    for at, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(files):
            path = Path(at, name)
            if path.suffix.lower() in READERS and not is_hidden(name) and path.is_file():
                yield str(path)
    yield from (Refusal(str(error.filename), f"the folder cannot be opened: {error.strerror}") for error in refused)
