"""The default folder of the library, and the folder of the bundled samples."""

from __future__ import annotations

import os
from pathlib import Path

from corpus import readers


def default_folder() -> Path:
    """The library's folder if none is given: `$WENBAO_LIBRARY`, else a folder in the user's data folder."""
    from platformdirs import user_data_dir

    return Path(os.environ.get("WENBAO_LIBRARY") or Path(user_data_dir("wenbao", appauthor=False)) / "library")


def samples_folder() -> Path:
    """The bundled sample articles."""
    return Path(readers.__file__).parent.parent / "samples"
