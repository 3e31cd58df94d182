"""The suffix of a file's name, by which its reader is chosen. Packed web archives have two parts of it: `.warc.gz`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_PACKED = re.compile(r"\.w?arc\.gz", re.IGNORECASE)


def suffix(name: str) -> str:
    """The suffix of a name or path, in lower case and with its dot; empty where there is none.

    Paths inside archives may hold backslashes.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    last = "".join(path.suffixes[-2:])
    return last.lower() if _PACKED.fullmatch(last) else path.suffix.lower()
