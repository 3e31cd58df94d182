"""Folders: of the library by default, of the bundled samples, and the one that a mistyped path means."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import corpus
from qa.errors import NoLibraryError

DATABASE = "library.db"
_MIN_LIKENESS = 0.7  # of two names of folders, by difflib's ratio


def default_folder() -> Path:
    """The library's folder if none is given: `$WENBAO_LIBRARY`, else a folder in the user's data folder."""
    from platformdirs import user_data_dir

    return Path(os.environ.get("WENBAO_LIBRARY") or Path(user_data_dir("wenbao", appauthor=False)) / "library")


def samples_folder() -> Path:
    """The bundled sample articles."""
    return Path(str(corpus.__file__)).parent / "samples"


def is_default(folder: Path) -> bool:
    """Whether it is the folder that is used if none is given."""
    return _absolute(folder) == _absolute(default_folder())


def require_library(folder: Path) -> None:
    """Raise `NoLibraryError` where a folder that was named holds no library, with the nearest name that does."""
    if (folder / DATABASE).is_file():
        return
    meant = _nearest(_absolute(folder))
    if meant is None:
        raise NoLibraryError("library_missing", folder=folder)
    raise NoLibraryError("library_missing_but", folder=folder, meant=meant)


def _absolute(folder: Path) -> Path:
    return Path(os.path.normpath(folder.absolute()))  # unlike `resolve`, which follows links


def _nearest(folder: Path) -> Path | None:
    """The folder with a library whose path is the given one but for typing errors in some of its names."""
    places = [Path(folder.anchor)]
    for name in folder.parts[1:]:
        exact = [place / name for place in places if (place / name).is_dir()]
        places = exact or [other for place in places for other in _alike(place, name)]
    return next((place for place in places if (place / DATABASE).is_file()), None)


def _alike(place: Path, name: str) -> list[Path]:
    try:
        names = [path.name for path in place.iterdir() if path.is_dir()]
    except OSError:
        return []
    return [place / other for other in difflib.get_close_matches(name, names, cutoff=_MIN_LIKENESS)]
