"""Files that belong together: one that names the others (the METS file of an issue) is read with them, as one unit.

A finder looks through a folder, on disk or in an archive, for such files. The articles of a unit have the path of the
file that names the others, or of the one that they begin in, as the reader decides. The files that it names are not
read once more by themselves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from corpus.errors import CorpusError
from corpus.messages import system_reason
from corpus.readers import unread
from corpus.records import Document, Refusal


class Folder(Protocol):
    """A folder on disk or an archive. Names are relative to it, with `/` between folder and file."""

    def names(self, below: str = "") -> Iterator[str]:
        """The names of all files in it, or in its folder `below`, without hidden ones."""
        ...

    def __contains__(self, name: str) -> bool:
        """Whether there is a file of this name; one that leads out of the folder is never there."""
        ...

    def head(self, name: str, size: int) -> bytes:
        """The first `size` bytes of a file. Raises `CorpusError` like `open`."""
        ...

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """The file, open for reading. Raises `CorpusError` if it is missing or cannot be read."""
        ...

    def path(self, name: str) -> str:
        """The path of a file, in the form of `Document.path`."""
        ...


@dataclass(frozen=True, slots=True)
class Unit:
    """The name of a file that names others, and the names of these, in a folder.

    `read` yields the documents and refusals of them all, and raises `CorpusError` if nothing can be read.
    """

    head: str
    members: frozenset[str]
    read: Callable[[Folder], Iterator[Document | Refusal]]


# Looks for units among these names. May open the files, and passes over those that it cannot read.
Finder = Callable[[Folder, Sequence[str]], Iterator[Unit]]


def find(folder: Folder, names: Iterable[str], finders: Iterable[Finder]) -> tuple[dict[str, Unit], frozenset[str]]:
    """The units whose heads are among the names, by head, and all their members.

    A file that one finder took is not given to the next; a head is a member of no other unit.
    """
    left = [name for name in names if name.lower().endswith((".xml", ".htm", ".html", ".xhtml"))]
    units: dict[str, Unit] = {}
    members: set[str] = set()
    for finder in finders:
        for unit in finder(folder, left):
            units[unit.head] = unit
            members.update(unit.members)
        left = [name for name in left if name not in units and name not in members]
    return units, frozenset(members.difference(units))


@dataclass(frozen=True)
class DiskFolder:
    """A folder on disk. `prefix` is what stands before the names of its files: its path and a separator, or nothing."""

    prefix: str
    shown: Callable[[str], str]

    def names(self, below: str = "") -> Iterator[str]:
        """The names of the files, sorted; links to folders are not followed."""
        root = Path(self.prefix or ".")
        for parent, folders, files in os.walk(root / below):
            folders[:] = sorted(name for name in folders if not unread.is_hidden(name))
            inside = Path(parent).relative_to(root).as_posix()
            for name in sorted(files):
                if not unread.is_hidden(name):
                    yield name if inside == "." else f"{inside}/{name}"

    def __contains__(self, name: str) -> bool:
        return is_inside(name) and self.place(name).is_file()

    def head(self, name: str, size: int) -> bytes:
        """The first bytes of a file. Raises `CorpusError` if it is missing or cannot be read."""
        with self.open(name) as stream:
            return stream.read(size)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The file, open for reading. Raises `CorpusError` if it is missing or cannot be read."""
        if name not in self:
            raise CorpusError("file_missing")
        try:
            # Opened by descriptor: parsers put a stream's name, which would be the whole path, into their errors.
            descriptor = os.open(self.place(name), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise CorpusError("file_unreadable", reason=system_reason(error)) from error
        with os.fdopen(descriptor, "rb") as stream:
            yield stream

    def path(self, name: str) -> str:
        """The path of a file for display, the same as if the file is read by itself."""
        return self.shown(self.prefix + name.replace("/", os.sep))

    def place(self, name: str) -> Path:
        """The path of a file on disk."""
        return Path(self.prefix, name)


def is_inside(name: str) -> bool:
    """Whether a name, with `/` between its parts, stays within the folder that it is relative to."""
    parts = name.replace("\\", "/").split("/")
    return bool(name) and ".." not in parts and not name.startswith(("/", "\\")) and "\0" not in name


@dataclass(frozen=True)
class DiskUnits:
    """The units among the files and folders of an input; `heads` and `members` are by absolute path."""

    heads: Mapping[Path, tuple[Unit, DiskFolder]] = field(default_factory=dict)
    members: frozenset[Path] = frozenset()


def on_disk(paths: Iterable[str], finders: Sequence[Finder], shown: Callable[[str], str]) -> DiskUnits:
    """The units in these files and folders. The members of a file that is given are looked for in its own folder."""
    given: dict[str, list[str]] = {}  # the files that are given, by what stands before their names
    heads: dict[Path, tuple[Unit, DiskFolder]] = {}
    members: set[Path] = set()

    def look_in(folder: DiskFolder, names: Iterable[str]) -> None:
        units, named = find(folder, names, finders)
        heads.update((folder.place(name).absolute(), (unit, folder)) for name, unit in units.items())
        members.update(folder.place(name).absolute() for name in named)

    for path in paths:
        name = Path(path).name
        if "\0" in path:
            continue
        if Path(path).is_dir():
            root = str(Path(path))
            folder = DiskFolder("" if root == "." else root.removesuffix(os.sep) + os.sep, shown)
            look_in(folder, folder.names())
        elif name and path.endswith(name):
            given.setdefault(path.removesuffix(name), []).append(name)
    for prefix, names in given.items():
        look_in(DiskFolder(prefix, shown), names)
    return DiskUnits(heads, frozenset(members.difference(heads)))
