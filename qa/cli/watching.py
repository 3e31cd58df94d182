"""`wenbao serve --watch`: the folders that the library follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.language import translated, words

if TYPE_CHECKING:
    from qa.library import Library
    from qa.watching import Watch


def prepared(library: Library, folders: Sequence[Path], say: Callable[[str], None]) -> Watch | None:
    """What follows the folders once it is started; None if there are none. Raises `WenbaoError` for a wrong one."""
    if not folders:
        return None
    from qa.watching import Watch, watched_folders

    return Watch(
        library, watched_folders(folders, library.folder), lambda text: say(words("not_read", text=translated(text)))
    )
