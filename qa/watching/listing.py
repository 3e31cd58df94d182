"""What lies in a watched folder: each file that may hold articles, with a stamp that changes when the file does."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from corpus import readers
from corpus.readers import pictures, units, unread
from corpus.readers.file_kind import suffix

_NAMES_OTHERS = (".xml", ".htm", ".html", ".xhtml", ".hocr")  # formats of files that name others
Stamp = tuple[int, int]  # size in bytes, time of the last change in nanoseconds


@dataclass
class Listing:
    """The files of a folder, by their path relative to it.

    `others` are files in no format of articles. `closed` are folders that could not be listed: what was known of them
    still holds.
    """

    files: dict[str, Stamp] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


def scan(folder: Path) -> Listing:
    """List a folder as `corpus.readers.read` walks it: without hidden files, links to folders, and pages' pictures."""
    found, errors = Listing(), list[OSError]()
    page_folders: set[str] = set()
    for parent, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not unread.is_hidden(name))
        page_folders.update(str(Path(parent, name)) for name in folders if unread.belongs_to_page(name, files))
        for name in sorted(files):
            if unread.is_hidden(name):
                continue
            path = Path(parent, name)
            relative = path.relative_to(folder).as_posix()
            reader = readers.READERS.get(suffix(name))
            if (reader is None and not unread.is_document(name)) or (
                reader is pictures.read and parent in page_folders
            ):
                found.others.append(relative)
                continue
            try:
                status = path.stat()
            except OSError:
                continue  # deleted since
            found.files[relative] = (status.st_size, status.st_mtime_ns)
    found.closed = [Path(str(error.filename)).relative_to(folder).as_posix() for error in errors]
    return found


def has_units(folder: Path, listing: Listing) -> bool:
    """Whether some files of the folder belong together, so that it is read as a whole."""
    if not any(name.lower().endswith(_NAMES_OTHERS) for name in listing.files):
        return False
    return bool(units.on_disk([str(folder)], readers.FINDERS, readers.shown).heads)
