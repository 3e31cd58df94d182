"""What was read of watched folders, in a file of the library, so that a start reads only what has changed since."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from qa.watching.listing import Stamp

FILE = "watched.json"


@dataclass(frozen=True, slots=True)
class _Folder:
    device: int
    files: dict[str, Stamp]


_FOLDERS = TypeAdapter(dict[str, _Folder])


class Memory:
    """The file `watched.json` of a library's folder. Thread-safe."""

    def __init__(self, library: Path) -> None:
        """Nothing is read yet."""
        self._path = library / FILE
        self._lock = threading.Lock()

    def recall(self, folder: Path) -> tuple[int, dict[str, Stamp]] | None:
        """The folder's device and what was read of it; None if nothing is known, or the file is damaged."""
        known = self._read().get(str(folder))
        return (known.device, known.files) if known else None

    def store(self, folder: Path, device: int, files: Mapping[str, Stamp]) -> None:
        """Remember what was read of a folder. Raises `OSError` if that cannot be written."""
        with self._lock:
            known = {**self._read(), str(folder): _Folder(device, dict(files))}
            draft = self._path.with_name(f"{FILE}.new")
            draft.write_text(json.dumps({path: asdict(one) for path, one in known.items()}), "utf-8")
            draft.replace(self._path)

    def _read(self) -> dict[str, _Folder]:
        try:
            return _FOLDERS.validate_json(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
