"""Files that users drop into the chat, kept in the library's folder; and texts without the folders of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path, PurePath


class DroppedFiles:
    """The folder `files` of a library. A file of the same name takes the place of the one before, as in any folder."""

    def __init__(self, library: Path) -> None:
        """Name the library's folder; nothing is made yet."""
        self._library = library.absolute()
        self.folder = self._library / "files"

    def keep(self, paths: Sequence[str]) -> list[Path]:
        """Move files here; where they lie now. Files dropped together under one name are numbered."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept: list[Path] = []
        for path in map(Path, paths):
            place, number = self.folder / path.name, 2
            while place in kept:
                place, number = self.folder / f"{path.stem} ({number}){path.suffix}", number + 1
            shutil.move(path, place)
            kept.append(place)
        return kept

    def public(self, words: str) -> str:
        """A text in which paths of dropped files begin at this folder, and other paths are cut to the name."""
        if PurePath(words).is_absolute() and not PurePath(words).is_relative_to(self.folder):
            return PurePath(words).name
        for folder in (self.folder, self._library):
            words = words.replace(f"{folder}/", "").replace(str(folder), folder.name)
        return words
