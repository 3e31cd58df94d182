"""The folder for uploads, and its paths as a browser sees them: without the folders of this machine.

Gradio answers an upload with the file's path, and the browser sends it back with the event that reads the file. The
browser sees only the path within this folder, and may name no other. The folder is deleted when the process ends.
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
_shared: list[Uploads] = []


def uploads_of(library: Path) -> Uploads:
    """Return the upload folder for a library's server; it is deleted when the process ends.

    Gradio reads the folder's name from the environment at each upload, so a process that serves several libraries, as
    tests do, has one folder for all.
    """
    if not _shared:
        _shared.append(Uploads(library))
        os.environ["GRADIO_TEMP_DIR"] = str(_shared[0].folder)
        atexit.register(_shared[0].close)
    return _shared[0]


class ForeignFileError(Exception):
    """A request names a file that was not uploaded here."""


class Uploads:
    """A folder for uploads inside a library's folder, so that a file is moved into the library without copying."""

    def __init__(self, library: Path) -> None:
        """Create the folder, and delete those of processes that were killed."""
        for folder in library.glob(f"{_PREFIX}*"):
            lock = FileLock(folder / _LOCK, timeout=0)
            try:
                lock.acquire()
            except (Timeout, OSError):
                continue  # used by a running server, or not ours to delete
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()
        writable = library if os.access(library, os.W_OK) else None  # a read-only library can be served too
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=writable)).resolve()
        self._lock = FileLock(self.folder / _LOCK, timeout=0)
        self._lock.acquire()
        self._running = 0

    def close(self) -> None:
        """Delete the folder and everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()

    @contextmanager
    def uploading(self) -> Iterator[None]:
        """Context of one running upload. When the last one ends, unfinished files are deleted."""
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._delete_leftovers()

    def _delete_leftovers(self) -> None:
        """Delete what Gradio leaves behind: parts of broken uploads, empty files and empty folders."""
        for path in self.folder.iterdir():
            with suppress(OSError):
                if path.is_dir():
                    path.rmdir()  # fails if it holds a finished upload
                elif path.name != _LOCK:
                    path.unlink()

    def public_paths(self, answer: bytes) -> bytes:
        """Return Gradio's answer to an upload, a JSON list of paths, with the paths relative to this folder."""
        return json.dumps([str(PurePath(path).relative_to(self.folder)) for path in json.loads(answer)]).encode()

    def resolve_paths(self, value: Any) -> Any:
        """Return a request's JSON with the real paths. Raises `ForeignFileError` for a file outside this folder."""
        if isinstance(value, list):
            return [self.resolve_paths(item) for item in value]
        if not isinstance(value, dict):
            return value
        if not _is_file(value):
            return {key: self.resolve_paths(item) for key, item in value.items()}
        path = self.folder / str(value.get("path") or "")
        parts = path.relative_to(self.folder).parts if path.is_relative_to(self.folder) else ()
        if len(parts) != 2 or path.resolve() != path or not path.is_file():
            raise ForeignFileError(str(value.get("path")))
        return {**value, "path": str(path), "url": None}


def _is_file(value: dict[str, Any]) -> bool:
    """Whether Gradio treats a value as a file."""
    meta = value.get("meta")
    return "path" in value and isinstance(meta, dict) and meta.get("_type") == "gradio.FileData"
