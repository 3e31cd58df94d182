"""Files that users drop into the chat, and messages without the folders of this machine."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus.messages import Message
from qa.errors import WenbaoError
from qa.i18n.error_messages import translate
from qa.i18n.messages import message

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"*:<>?|]')
_MAX_NAME_BYTES = 200  # of 255 that most disks allow, since a number may follow
_MAX_TITLE = 60  # characters of a title that become a file's name
_ASIDE = ".replaced-"  # hidden: no reader looks into it


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the folder, and where the earlier one of its name was put aside, if there was one."""

    path: Path
    earlier: Path | None = None


class DroppedFiles:
    """The folder `files` of a library."""

    def __init__(self, library: Path) -> None:
        """Take the library's folder; nothing is created yet."""
        self._library = library.absolute()
        self.folder = self._library / "files"

    def store(self, uploads: Iterable[tuple[str, str]]) -> Iterator[StoredFile]:
        """Move uploaded files into the folder, each given with its name, which may begin with the folders it was in.

        An earlier file of the name is put aside until `settle`. Files of one name that were dropped together are
        numbered. Raises `OSError` if the disk cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        moved: dict[Path, Path] = {}  # by the upload's path: equal files of one name are uploaded to one path
        taken: set[Path] = set()
        for path, name in ((Path(path), safe_name(name) or Path(path).name) for path, name in uploads):
            target = self._free(name, taken)
            taken.add(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            earlier = self._put_aside(target) if target.exists() else None
            if path in moved:
                shutil.copyfile(moved[path], target)
            else:
                moved[path] = target
                shutil.move(path, target)
            yield StoredFile(target, earlier)

    def store_text(self, title: str, text: str) -> StoredFile:
        """Write a pasted text into the folder under its title, beside others of that title. Raises `OSError`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        opening = text.lstrip()
        content = opening if not title or opening.startswith(title) else f"{title}\n\n{opening}"
        name = safe_name(title.replace("/", " ").replace("\\", " "))[:_MAX_TITLE].strip(". ") or "text"
        target, number = self.folder / f"{name}.txt", 2
        while target.exists() and not _holds(target, content):
            target, number = self.folder / f"{name} ({number}).txt", number + 1
        target.write_text(content, "utf-8")
        return StoredFile(target)

    def settle(self, stored: StoredFile, read: bool) -> None:
        """Keep a file that was read, and delete the earlier one; otherwise put the earlier one back."""
        if read and stored.earlier:
            shutil.rmtree(stored.earlier.parent, ignore_errors=True)
        elif stored.earlier:
            stored.earlier.replace(stored.path)
            shutil.rmtree(stored.earlier.parent, ignore_errors=True)
        elif not read:
            stored.path.unlink(missing_ok=True)

    def top(self, path: Path) -> Path:
        """The file or folder directly in `files` that a path is, or is in."""
        return self.folder / path.relative_to(self.folder).parts[0]

    def public(self, text: str) -> str:
        """Return a text or message in which paths of dropped files start at this folder, and others are file names."""
        return with_values(text, self._public)

    def error_text(self, error: Exception, language: str) -> str:
        """The message of an error without folders of this machine; of a bug, only that something went wrong."""
        if not isinstance(error, WenbaoError):
            return message(language, "failed")
        return translate(self.public(error.message), language)

    def _free(self, name: str, taken: set[Path]) -> Path:
        """Where a file of this name goes: not to one of the same drop, nor where a folder stands or a file above it."""
        *folders, last = PurePath(name).parts
        place = self.folder
        for folder in folders:
            place /= folder
            number = 2
            while place.exists() and not place.is_dir():
                place, number = place.with_name(f"{folder} ({number})"), number + 1
        target, number = place / last, 2
        while target in taken or target.is_dir():
            target, number = place / f"{PurePath(last).stem} ({number}){PurePath(last).suffix}", number + 1
        return target

    def _put_aside(self, path: Path) -> Path:
        aside = self.folder / f"{_ASIDE}{secrets.token_hex(8)}"
        aside.mkdir()
        return path.rename(aside / path.name)

    def _public(self, text: str) -> str:
        if PurePath(text).is_absolute() and not PurePath(text).is_relative_to(self.folder):
            return PurePath(text).name
        for folder in (self.folder, self._library):
            text = text.replace(f"{folder}/", "").replace(str(folder), folder.name)
        return text


def safe_name(name: str) -> str:
    """A name from a browser as a relative path that stays in its folder, without signs that disks do not allow."""
    parts = [_NOT_IN_NAMES.sub("_", part).strip() for part in name.replace("\\", "/").split("/")]
    return "/".join(_shortened(part) for part in parts if part.strip("."))


def _shortened(name: str) -> str:
    suffix = PurePath(name).suffix[:20]
    stem = name.removesuffix(suffix) if suffix else name
    while len((stem + suffix).encode("utf-8", "replace")) > _MAX_NAME_BYTES:
        stem = stem[:-1]
    return (stem + suffix).encode("utf-8", "replace").decode()


def _holds(path: Path, content: str) -> bool:
    return path.is_file() and path.read_bytes() == content.encode()


def with_values(text: str, change: Callable[[str], str]) -> str:
    """Return a text changed by a function; in a message, its values are changed, and it keeps its key."""
    if not isinstance(text, Message):
        return change(text)
    values = {
        name: with_values(value if isinstance(value, str) else str(value), change)
        if isinstance(value, str | PurePath)
        else value
        for name, value in text.values.items()
    }
    return type(text)(text.key, **values)
