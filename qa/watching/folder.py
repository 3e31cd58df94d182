"""One folder that a library follows. `look` compares it with what was read, and reads what has changed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from corpus.messages import Message
from corpus.readers import shown, unread
from corpus.records import Refusal
from qa.errors import WenbaoError
from qa.records import Changes
from qa.watching.listing import Listing, Stamp, has_units, scan
from qa.watching.memory import Memory
from qa.watching.settling import Settling

if TYPE_CHECKING:
    from qa.library import Library

SETTLE_SECONDS = 2.0  # for which a file must have been the same before it is read
_FILES_AT_ONCE = 64  # after these, another change of the library has its turn
_RETRY_SECONDS = (5.0, 300.0)  # the first wait after a failed change of the library, and the longest
_UNKNOWN: Stamp = (-1, -1)  # of a file that the library has, read at an unknown time
Status = Literal["starting", "watching", "waiting", "reading", "missing", "failed", "ended"]


@dataclass(frozen=True, slots=True)
class State:
    """What is shown of a watched folder. `problems` are files with the reasons why they were not read."""

    name: str
    status: Status = "starting"
    files: int = 0
    changed_at: datetime | None = None
    added: int = 0
    updated: int = 0
    removed: int = 0
    problems: tuple[tuple[str, str], ...] = ()
    failure: str = ""
    generation: int = 0  # grows with every change that the folder has made
    item: str = ""  # the file that is being read


@dataclass
class _Shown:
    """The changing part of a folder's state."""

    status: Status = "starting"
    changed_at: datetime | None = None
    changes: Changes = field(default_factory=Changes)
    failure: str = ""
    generation: int = 0
    item: str = ""  # that is being read


class StoppedError(Exception):
    """Watching was ended while a change was being made; what was stored of it stays."""


class WatchedFolder:
    """A folder and what was read of it. Used by one thread; `state` may be read by others."""

    def __init__(
        self, folder: Path, library: Library, notify: Callable[[str], None] = lambda text: None,
        settle_seconds: float = SETTLE_SECONDS, stop: threading.Event | None = None,
    ) -> None:  # fmt: skip
        """`notify` receives a line about each file that cannot be read, once until it changes. `stop` ends a change
        that is being made, with `StoppedError`. Nothing is read yet.
        """
        self._stop = stop or threading.Event()
        self.folder = folder
        self._library, self._notify = library, notify
        self._memory = Memory(library.folder)
        self._settling = Settling(settle_seconds)
        self._known: dict[str, Stamp] | None = None
        self._device = 0
        self._problems: dict[str, list[str]] = {}
        self._others: list[str] = []
        self._read_whole = False
        self._failures, self._again_at = 0, 0.0
        self._shown = _Shown()

    @property
    def state(self) -> State:
        """What is shown of the folder now."""
        now, changes = self._shown, self._shown.changes
        problems = [(name, reason) for name, reasons in sorted(self._problems.items()) for reason in reasons]
        if self._others:
            names = unread.listed(self._others)
            problems.append(("", Message("files_unread", count=len(self._others), names=names)))
        return State(
            self.folder.name, now.status, len(self._known or ()), now.changed_at, len(changes.added),
            len(changes.updated), len(changes.removed), tuple(problems), now.failure, now.generation,
            now.item if now.status == "reading" else "",
        )  # fmt: skip

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to wait for."""
        return self._known is not None and not self._settling and not self._again_at

    def look(self, now: float) -> None:
        """Compare the folder with what was read, and add, update and remove what has settled. `now` is in seconds."""
        if now < self._again_at:
            return
        listing = self._present()
        if listing is None:
            self._shown.status = "missing"  # perhaps a disk that is not connected: its articles stay
            return
        known = self._known if self._known is not None else self._recalled()
        self._known, self._others = known, listing.others
        files = {**_kept(known, listing.closed), **listing.files}
        ready = self._settling.settled(known, files, now)
        if ready:
            self._shown.status = "reading"
            self._apply(ready, listing, now)
        if not self._again_at:
            self._shown.status = "waiting" if self._settling else "watching"

    def end(self) -> None:
        """Store what was read; nothing is watched any more."""
        self._store()
        self._shown.status = "ended"

    def _present(self) -> Listing | None:
        """What lies in the folder; None if it is gone, or another, empty disk is in its place."""
        try:
            device = self.folder.stat().st_dev
        except OSError:
            return None
        if not self.folder.is_dir():
            return None
        listing = scan(self.folder)
        if "." in listing.closed:
            return None
        if not listing.files and self._known and device != self._device:
            return None
        self._device = device
        return listing

    def _recalled(self) -> dict[str, Stamp]:
        """What an earlier run has read, and what the library has of the folder without our knowing when."""
        if not self._library.exists:
            return {}
        recalled = self._memory.recall(self.folder)
        if recalled is not None:
            return recalled[1]
        prefix = shown(str(self.folder)).rstrip("/") + "/"
        stored = (article.path for article in self._library.listing())
        return {_file_in(self.folder, path[len(prefix) :]): _UNKNOWN for path in stored if path.startswith(prefix)}

    def _apply(self, ready: dict[str, Stamp | None], listing: Listing, now: float) -> None:
        """Change the library by what has settled; what fails as a whole is tried again later."""
        # Also in the look after the one in which files stopped to belong together.
        whole, self._read_whole = self._read_whole, has_units(self.folder, listing)
        names = sorted(ready, key=lambda name: ready[name] is None)  # first what is there: a renamed file keeps its id
        at_once = len(names) if self._read_whole or whole or not self._library.exists else _FILES_AT_ONCE
        made = Changes()
        for start in range(0, len(names), at_once):
            part = {name: ready[name] for name in names[start : start + at_once]}
            paths = [self.folder] if self._read_whole or whole else _outermost(self.folder / name for name in part)
            try:
                changes = self._library.add(paths, prune=True, progress=self._progress)
            except WenbaoError as error:
                if not self._is_about_files(error):
                    self.fail(error, now)
                    return
                changes = Changes(refused=tuple(Refusal(str(path), error.message) for path in paths))
            self._take(part, changes, self._read_whole or whole)
            made = self._note(made, changes)
        self._failures, self._again_at, self._shown.failure = 0, 0.0, ""
        self._store()

    def _is_about_files(self, error: WenbaoError) -> bool:
        """Whether there is no library yet, and no article in the files."""
        key = error.message.key if isinstance(error.message, Message) else ""
        return not self._library.exists and key not in {"library_busy", "library_not_writable"}

    def _take(self, part: dict[str, Stamp | None], changes: Changes, whole: bool) -> None:
        """Note what a change of the library made of some files; `whole` if all of the folder was read."""
        refused: dict[str, list[str]] = {}
        for refusal in changes.refused:
            name = self._name(refusal.path)
            if name is not None and part.get(name, _UNKNOWN) is not None:
                refused.setdefault(name, []).append(refusal.reason)
        before = self._problems
        for name, reasons in refused.items():
            again = before.get(name, []) if _outer(name, part) is None else []
            for reason in reasons:
                if reason not in again:
                    self._notify(f"{self.folder.name}/{name}: {reason}")
        left = {} if whole else {name: why for name, why in before.items() if _outer(name, part) is None}
        # New dictionaries: other threads may be reading the old ones.
        self._problems = {**left, **refused}
        known = {name: stamp for name, stamp in (self._known or {}).items() if name not in part}
        self._known = {**known, **{name: stamp for name, stamp in part.items() if stamp is not None}}

    def _note(self, made: Changes, more: Changes) -> Changes:
        """Show what was changed in one go, with what was just added to it."""
        if not (more.added or more.updated or more.removed):
            return made
        made = Changes(made.added + more.added, made.updated + more.updated, made.removed + more.removed)
        self._shown.changes, self._shown.changed_at = made, datetime.now()
        self._shown.generation += 1
        return made

    def _progress(self, what: str, done: int, total: int, item: str = "") -> None:
        if self._stop.is_set():
            raise StoppedError
        if what == "reading" and item:
            self._shown.item = PurePath(item).name

    def _name(self, path: str) -> str | None:
        """The name of the watched file that a refusal's path is, or continues; None for files refused together."""
        prefix = shown(str(self.folder)).rstrip("/") + "/"
        if not path.startswith(prefix) or (path.endswith("/*") and Path(path).parent.is_dir()):
            return None
        return path[len(prefix) :]

    def fail(self, error: WenbaoError, now: float) -> None:
        """Say that the library could not be changed, and try again after a while, each time a longer one."""
        first, longest = _RETRY_SECONDS
        self._again_at = now + min(longest, first * 2**self._failures)
        self._failures += 1
        if str(self._shown.failure) != str(error.message):
            self._notify(f"{self.folder.name}: {error.message}")
        self._shown.status, self._shown.failure = "failed", error.message

    def _store(self) -> None:
        """Remember what was read. Files that could not be are left out, so that the next start tries them again."""
        if self._known is None or not self._library.exists:
            return
        bad = {_file_in(self.folder, name) for name in self._problems}
        read = {name: stamp for name, stamp in self._known.items() if name not in bad}
        with contextlib.suppress(OSError):  # then the next start reads more than it needs to
            self._memory.store(self.folder, self._device, read)


def _kept(known: dict[str, Stamp], closed: Sequence[str]) -> dict[str, Stamp]:
    """What was known of folders that cannot be listed now."""
    return {name: stamp for name, stamp in known.items() if any(name.startswith(f"{one}/") for one in closed)}


def _outer(name: str, part: Mapping[str, object]) -> str | None:
    """The one of some files that a name is, or continues (`a.zip/b.txt`)."""
    names = (name, *(parent.as_posix() for parent in PurePath(name).parents))
    return next((one for one in names if one in part), None)


def _file_in(folder: Path, name: str) -> str:
    """The file that a name is, or continues (`a.zip/b.txt`); the name itself if there is no such file."""
    parents = [str(parent) for parent in Path(name).parents if str(parent) != "."]
    return next((parent for parent in parents if (folder / parent).is_file()), name)


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths without those inside another: where a folder took the place of a file, it is read once."""
    given = dict.fromkeys(paths)
    return [path for path in given if not any(parent in given for parent in path.parents)]
