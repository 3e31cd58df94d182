"""The folders that a library lies in and the samples are read from where nobody says."""

from __future__ import annotations

import os
from pathlib import Path

from corpus import readers


def default_folder() -> Path:
    """Where the library lies when nobody says: `$WENBAO_LIBRARY`, else the user's data folder."""
    from platformdirs import user_data_dir

    return Path(os.environ.get("WENBAO_LIBRARY") or Path(user_data_dir("wenbao", appauthor=False)) / "library")


def samples_folder() -> Path:
    """The bundled sample articles."""
    return Path(readers.__file__).parent.parent / "samples"
