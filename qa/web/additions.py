"""Articles that are being added from the chat: what was dropped or pasted together is one addition.

An addition runs in a thread of its own, one after the other. Whoever started it knows its id, which nobody can guess.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.messages import Message, system_reason
from corpus.records import Article
from qa.errors import LibraryError, NoLibraryError, SlowError, WenbaoError
from qa.records import ArticleSummary, Changes
from qa.web import limits
from qa.web.dropped_files import DroppedFiles, StoredFile
from qa.web.tasks import Step

if TYPE_CHECKING:
    from qa.library import Library

_MAX_ENDED = 128  # additions that are remembered after their end, the last ones
_COUNTING_SECONDS = 1.0  # at least, between two counts of the passages
Store = Callable[[], Iterable[StoredFile]]


@dataclass
class Addition:
    """One addition. `file` and `work` are the last steps of reading and of the rest; `passages` are stored so far.

    At the end, `articles` are all that the library has of it, `unread` the files of which it has none because it was
    stopped, and `changes` or `error` say how it ended.
    """

    id: str
    file: Step | None = None
    work: Step | None = None
    passages: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    ended: bool = False
    stored: list[StoredFile] = field(default_factory=list)
    changes: Changes | None = None
    read: list[Article] = field(default_factory=list)
    articles: list[ArticleSummary] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    error: Exception | None = None


class _StoppedError(Exception):
    """The user has stopped the addition."""


class Additions:
    """The additions of one library, of all users. Thread-safe."""

    def __init__(self, library: Library, dropped: DroppedFiles) -> None:
        """Nothing is added yet."""
        self._library, self._dropped = library, dropped
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._additions: OrderedDict[str, Addition] = OrderedDict()

    def start(self, store: Store) -> Addition | None:
        """Add the files that `store` puts into the library's folder. None if too many additions are waiting."""
        with self._lock:
            running = sum(not one.ended for one in self._additions.values())
            if running >= limits.MAX_WAITING_ADDITIONS:
                return None
            ended = [one.id for one in self._additions.values() if one.ended]
            for old in ended[: max(0, len(ended) - _MAX_ENDED)]:
                del self._additions[old]
            addition = self._additions.setdefault(new := secrets.token_urlsafe(16), Addition(new))
        threading.Thread(target=self._run, args=(addition, store), daemon=True).start()
        return addition

    def get(self, addition_id: str) -> Addition | None:
        """The addition with this id, also some time after its end; None if there is none."""
        with self._lock:
            return self._additions.get(addition_id)

    def _run(self, addition: Addition, store: Store) -> None:
        try:
            with self._turn:
                self._add(addition, store)
        finally:
            addition.ended = True

    def _add(self, addition: Addition, store: Store) -> None:
        before: dict[Path, list[Article]] = {}
        try:
            try:
                addition.stored.extend(store())
            except OSError as error:
                raise LibraryError(
                    "library_not_writable", folder=self._library.folder, reason=system_reason(error)
                ) from error
            paths = list(dict.fromkeys(self._dropped.top(one.path) for one in addition.stored))
            before = {one.path: self._articles([one.path]) for one in addition.stored if one.earlier}
            addition.changes = self._library.add(paths, progress=self._progress(addition))
            ids = (*addition.changes.added, *addition.changes.updated)
            addition.read = [article for article in map(self._library.article, ids) if article is not None]
        except _StoppedError:
            pass
        except Exception as error:
            addition.error = error
        self._settle(addition, before)
        if addition.error is not None and not isinstance(addition.error, WenbaoError):
            raise addition.error  # for the log

    def _progress(self, addition: Addition) -> Callable[..., None]:
        deadline = time.monotonic() + limits.INDEXING_SECONDS
        stored, counted_at = self._passages(), time.monotonic()

        def report(what: str, done: int, total: int, item: str = "") -> None:
            nonlocal counted_at
            if addition.stop.is_set():
                raise _StoppedError
            if time.monotonic() > deadline:
                raise SlowError("server_task_too_slow", seconds=limits.INDEXING_SECONDS)
            step = Step(what, done, total, item)
            if what == "reading":
                addition.file, addition.work = step, None
            else:
                addition.work = step
            if time.monotonic() - counted_at >= _COUNTING_SECONDS:
                addition.passages, counted_at = max(0, self._passages() - stored), time.monotonic()

        return report

    def _passages(self) -> int:
        return self._library.count()[1] if self._library.exists else 0

    def _settle(self, addition: Addition, before: dict[Path, list[Article]]) -> None:
        """Look up what the library has now, and delete or put back the files that were not read."""
        summaries = self._summaries([one.path for one in addition.stored])
        refused = _refused_files(addition.changes)
        for one in addition.stored:
            if addition.changes is not None:
                some = _is_read(one.path, addition.read) or (not one.earlier and _is_read(one.path, summaries))
                read = some or str(one.path) not in refused
            elif one.earlier:
                read = before.get(one.path) != self._articles([one.path])
            else:
                read = _is_read(one.path, summaries)
            if not read and addition.changes is None:
                addition.unread.append(str(one.path))
            self._dropped.settle(one, read)
        addition.articles = summaries

    def _summaries(self, paths: list[Path]) -> list[ArticleSummary]:
        try:
            listing = self._library.listing()
        except NoLibraryError:
            return []
        wanted = {str(path) for path in paths}
        return [article for article in listing if _is_of(article.path, wanted)]

    def _articles(self, paths: list[Path]) -> list[Article]:
        found = (self._library.article(one.id) for one in self._summaries(paths))
        return [article for article in found if article is not None]


def _is_of(path: str, wanted: set[str]) -> bool:
    """Whether an article's path is one of the wanted files, or continues inside one (`a.zip/b.txt`)."""
    return path in wanted or any(str(parent) in wanted for parent in Path(path).parents)


def _is_read(path: Path, articles: Sequence[Article | ArticleSummary]) -> bool:
    return any(_is_of(article.path, {str(path)}) for article in articles)


def _refused_files(changes: Changes | None) -> set[str]:
    """The paths of files that were refused as a whole, also of those that are refused together."""
    refused: set[str] = set()
    for refusal in changes.refused if changes else ():
        if refusal.line is None:
            reason = refusal.reason
            files = str(reason.values.get("files", "")) if isinstance(reason, Message) else ""
            folder = refusal.path.removesuffix("/*")
            refused.update(f"{folder}/{name}" for name in files.split("\n")) if files else refused.add(refusal.path)
    return refused
