"""Files that users drop into the chat, and messages without the folders of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from corpus.messages import Message


class DroppedFiles:
    """The folder `files` of a library. A file replaces an earlier one of the same name."""

    def __init__(self, library: Path) -> None:
        """Take the library's folder; nothing is created yet."""
        self._library = library.absolute()
        self.folder = self._library / "files"

    def keep(self, paths: Sequence[str]) -> list[Path]:
        """Move files into the folder and return their new paths. Files of one name, dropped together, are numbered."""
        self.folder.mkdir(parents=True, exist_ok=True)
        moved: list[Path] = []
        for path in map(Path, paths):
            target, number = self.folder / path.name, 2
            while target in moved:
                target, number = self.folder / f"{path.stem} ({number}){path.suffix}", number + 1
            shutil.move(path, target)
            moved.append(target)
        return moved

    def public(self, text: str) -> str:
        """Return a text or message in which paths of dropped files start at this folder, and others are file names."""
        return with_values(text, self._public)

    def _public(self, text: str) -> str:
        if PurePath(text).is_absolute() and not PurePath(text).is_relative_to(self.folder):
            return PurePath(text).name
        for folder in (self.folder, self._library):
            text = text.replace(f"{folder}/", "").replace(str(folder), folder.name)
        return text


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
