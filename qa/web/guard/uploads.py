"""The folder of uploads, and its paths as a browser sees them: without the folders of this machine.

Gradio answers an upload with the file's place and gets it back with the event that reads the file. A browser is told
the place within the folder only, and may name no other. The folder is this process's own and goes with it.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import Any

from filelock import FileLock, Timeout

_PREFIX = "uploads-"
_LOCK = "lock"
_made: list[Uploads] = []


def uploads_of(library: Path) -> Uploads:
    """The folder of uploads of a server over the library in that folder; it goes when the process ends.

    Gradio reads the folder's name from the environment at each upload, so that a process that serves several libraries,
    as tests do, has one for all.
    """
    if not _made:
        _made.append(Uploads(library))
        os.environ["GRADIO_TEMP_DIR"] = str(_made[0].folder)
        atexit.register(_made[0].close)
    return _made[0]


class ForeignFileError(Exception):
    """A request names a file that was not uploaded."""


class Uploads:
    """A folder for what is uploaded, under a library's folder: a file is moved into the library without a copy."""

    def __init__(self, library: Path) -> None:
        """Make the folder, and remove those of processes that were killed."""
        for left in library.glob(f"{_PREFIX}*"):
            lock = FileLock(left / _LOCK, timeout=0)
            try:
                lock.acquire()
            except (Timeout, OSError):
                continue  # a running server's, or not ours to remove
            shutil.rmtree(left, ignore_errors=True)
            lock.release()
        writable = library if os.access(library, os.W_OK) else None  # a library that is only read is served too
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=writable)).resolve()
        self._lock = FileLock(self.folder / _LOCK, timeout=0)
        self._lock.acquire()
        self._running = 0

    def close(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """While a file is being uploaded. What the last upload leaves half done is removed."""
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._sweep()

    def _sweep(self) -> None:
        """Remove what Gradio leaves: parts of broken uploads, empty files and empty folders."""
        for left in self.folder.iterdir():
            with suppress(OSError):
                if left.is_dir():
                    left.rmdir()  # where it is empty
                elif left.name != _LOCK:
                    left.unlink()

    def told(self, answer: bytes) -> bytes:
        """Gradio's answer to an upload, a JSON list of places, as the browser is told it."""
        return json.dumps([str(PurePath(path).relative_to(self.folder)) for path in json.loads(answer)]).encode()

    def resolve_paths(self, value: Any) -> Any:
        """A request's JSON with the real places. Raises `ForeignFileError` where a file is not one of this folder."""
        if isinstance(value, list):
            return [self.resolve_paths(item) for item in value]
        if not isinstance(value, dict):
            return value
        if not _is_file(value):
            return {key: self.resolve_paths(item) for key, item in value.items()}
        place = self.folder / str(value.get("path") or "")
        parts = place.relative_to(self.folder).parts if place.is_relative_to(self.folder) else ()
        if len(parts) != 2 or place.resolve() != place or not place.is_file():
            raise ForeignFileError(str(value.get("path")))
        return {**value, "path": str(place), "url": None}


def _is_file(value: dict[str, Any]) -> bool:
    """Whether Gradio takes a value for a file."""
    meta = value.get("meta")
    return "path" in value and isinstance(meta, dict) and meta.get("_type") == "gradio.FileData"
