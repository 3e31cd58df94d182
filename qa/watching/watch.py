"""Threads that follow folders: `watchfiles` says when something happens in one, and the folder is compared then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import WenbaoError
from qa.watching.folder import SETTLE_SECONDS, State, StoppedError, WatchedFolder

if TYPE_CHECKING:
    from qa.library import Library

_LOOK_SECONDS = 0.5  # between two looks while files are being written
_SURE_SECONDS = 60.0  # a look without any event: disks of other machines send none
_MISSING_SECONDS = 2.0  # between two looks for a folder that is gone


def watched_folders(paths: Sequence[Path], library: Path) -> list[Path]:
    """The folders that are to be watched, without those inside another.

    Raises `WenbaoError` for one that does not exist, or that holds the library or lies in it.
    """
    folders = list(dict.fromkeys(path.resolve() for path in paths))
    own = library.resolve()
    for folder in folders:
        if not folder.is_dir():
            raise WenbaoError("watch_no_folder", path=folder)
        if own.is_relative_to(folder) or folder.is_relative_to(own):
            raise WenbaoError("watch_holds_library", path=folder, library=library)
    return [one for one in folders if not any(one != other and one.is_relative_to(other) for other in folders)]


class Watch:
    """The folders that a library follows, each in a thread of its own. They change the library one after the other."""

    def __init__(
        self, library: Library, folders: Sequence[Path], notify: Callable[[str], None] = lambda text: None,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:  # fmt: skip
        """`notify` receives a line about each file that cannot be read. Nothing is read before `start`."""
        self._stop = threading.Event()
        self._folders = [WatchedFolder(one, library, notify, settle_seconds, self._stop) for one in folders]
        self._threads = [threading.Thread(target=self._follow, args=(one,), daemon=True) for one in self._folders]
        self._notify = notify

    @property
    def states(self) -> list[State]:
        """What is shown of each folder now."""
        return [folder.state for folder in self._folders]

    def start(self) -> None:
        """Begin to follow; what changed while nobody watched is caught up first."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """End it, and wait at most so long for changes that are being made."""
        self._stop.set()
        for thread in self._threads:
            thread.join(seconds)

    def _follow(self, folder: WatchedFolder) -> None:
        try:
            for _ in self._wakes(folder):
                self._look(folder)
        except StoppedError:
            pass
        finally:
            folder.end()

    def _look(self, folder: WatchedFolder) -> None:
        try:
            folder.look(time.monotonic())
        except WenbaoError as error:
            folder.fail(error, time.monotonic())
        except OSError as error:  # the folder went away meanwhile
            self._notify(f"{folder.folder.name}: {error.strerror or error}")

    def _wakes(self, folder: WatchedFolder) -> Iterator[None]:
        """Each time to look: after events, while something has not settled, and now and then without any."""
        from watchfiles import watch

        yield
        polling = False
        while not self._stop.is_set():
            if not folder.folder.is_dir():
                self._stop.wait(_MISSING_SECONDS)
                yield
                continue
            place, looked_at = _place(folder.folder), time.monotonic()
            events = watch(
                folder.folder, watch_filter=None, stop_event=self._stop, rust_timeout=int(1000 * _LOOK_SECONDS),
                yield_on_timeout=True, raise_interrupt=False, force_polling=polling or None,
                ignore_permission_denied=True,
            )  # fmt: skip
            try:
                for changes in events:
                    if changes or not folder.is_settled or time.monotonic() - looked_at >= _SURE_SECONDS:
                        yield
                        looked_at = time.monotonic()
                    if _place(folder.folder) != place:
                        break  # another folder of that name
            except OSError as error:  # too many folders for the system to watch, or gone in this moment
                polling = folder.folder.is_dir()
                self._notify(f"{folder.folder.name}: {error.strerror or error}")
                self._stop.wait(_MISSING_SECONDS)


def _place(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
