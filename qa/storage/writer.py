"""Changing a library: one writer at a time, and every change whole or not at all.

A change writes its segment beside the others, and then one transaction of the store names it together with the texts.
What a killed writer leaves behind is a folder that the store does not name; the next change takes it away.

Segments are kept few: one is merged with those behind it while it is less than `_RATIO` times as long as they are
together, so there are at most log4(n) of them and a passage is rewritten about as often. One that is mostly gone is
rewritten without what is gone.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passages import in_context
from corpus.records import Article, Passage
from qa.errors import LibraryError
from qa.index import segment
from qa.index.segment import Manifest
from qa.storage.database import Database
from qa.storage.milvus import MilvusCollections

DATABASE, INDEX, CHECKSUM = "library.db", "index", "library.sha256"

_PATIENCE = 5  # seconds that a writer waits for another
_RATIO = 4


@dataclass(frozen=True, slots=True)
class Encoded:
    """Articles cut into passages, and the vectors of all their passages and sentences, float32 (n, dimension)."""

    articles: tuple[tuple[Article, tuple[Passage, ...]], ...]
    passages: NDArray[np.float32]
    sentences: NDArray[np.float32]


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Keep all other writers out of a folder, which is made where it is not there.

    Raises `LibraryError` where another process holds it, and where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock", timeout=_PATIENCE):
            yield
    except Timeout as error:
        raise LibraryError("another process is changing this library: try again when it is done") from error
    except OSError as error:
        raise LibraryError(f"cannot write to {folder}: {error.strerror or error}") from error


@contextmanager
def open_for_writing(folder: Path) -> Iterator[Database]:
    """The store of a library, made where there is none, with all other writers kept out; raises as `writer_lock` does.

    What was committed is sealed at the end: reading the whole database takes as long as it is large.
    """
    with writer_lock(folder), closing(Database(folder / DATABASE, create=True)) as store:
        remove_orphan_segments(folder, store)  # first, so that a full disk has room again
        before = store.get("generation")
        try:
            yield store
        finally:
            remove_orphan_segments(folder, store)
            if store.get("generation") != before:
                write_checksum(folder, store)


def commit(
    folder: Path, store: Database, gone: Sequence[str], new: Encoded | None, server: MilvusCollections | None = None
) -> None:
    """Take articles out by their ids, and add others, in one step; the index is a segment, or on a server."""
    with store.change():
        if server is not None:
            server.prepare(store, gone)
        for article_id in gone:
            store.remove(article_id)
        segments = store.segments()
        if new is not None:
            numbers = [number for article, passages in new.articles for number in store.add(article, passages)]
            if numbers and server is not None:
                server.write(store, numbers, new.passages, new.sentences)
            elif numbers:
                segments |= _write(folder, store, new, numbers)
        store.put_segments(_merged(folder, store, segments, _RATIO))
        store.put("generation", str(int(store.get("generation") or 0) + 1))
    if server is not None:
        server.settle(store)
    store.checkpoint()
    remove_orphan_segments(folder, store)


def compact(folder: Path, store: Database) -> None:
    """Make the index one segment without what is gone, and the database free of what was deleted."""
    with store.change():
        store.put_segments(_merged(folder, store, store.segments(), None))
        store.put("generation", str(int(store.get("generation") or 0) + 1))
    store.vacuum()


def _write(folder: Path, store: Database, new: Encoded, numbers: Sequence[int]) -> dict[str, Manifest]:
    passages = [(article, passage) for article, found in new.articles for passage in found]
    new_name = new_segment_name(store)
    counts = np.array([len(passage.sentences) for _, passage in passages], np.int64)
    texts = (in_context(article.title, passage.heading, passage.text) for article, passage in passages)
    added = segment.made_of(np.array(numbers, np.int64), new.passages, counts, new.sentences, texts)
    return {new_name: segment.merge(folder / INDEX / new_name, [added], [np.ones(len(numbers), np.bool_)])}


def new_segment_name(store: Database) -> str:
    """A name that no segment ever had."""
    number = int(store.get("next_segment") or 1)
    store.put("next_segment", str(number + 1))
    return f"{number:08d}"


def _merged(folder: Path, store: Database, segments: dict[str, Manifest], ratio: int | None) -> dict[str, Manifest]:
    """The segments with those merged that should be; all of them where `ratio` is None."""
    gone = np.array(store.deleted_ids(), np.int64)
    names = list(segments)
    numbers = {name: _numbers(folder / INDEX / name) for name in names}
    alive = {name: ~np.isin(numbers[name], gone) for name in names}
    rows = [len(numbers[name]) for name in names]
    first = 0 if ratio is None else _first_to_merge(rows, ratio)
    result: dict[str, Manifest] = {}
    for group in [*([name] for name in names[:first]), names[first:]]:
        held = sum(np.count_nonzero(alive[name]) for name in group)
        total = sum(len(numbers[name]) for name in group)
        if not held:
            store.purge_deleted(np.concatenate([np.zeros(0, np.int64), *(numbers[name] for name in group)]).tolist())
        elif len(group) > 1 or 2 * held < total or (ratio is None and held < total):
            parts = [segment.open_segment(folder / INDEX / name, segments[name], whole=True) for name in group]
            new = new_segment_name(store)
            result[new] = segment.merge(folder / INDEX / new, parts, [alive[part.name] for part in parts])
            store.purge_deleted(n for old in group for n in numbers[old][~alive[old]].tolist())
        else:
            result[group[0]] = segments[group[0]]
    return result


def _first_to_merge(rows: Sequence[int], ratio: int) -> int:
    """Where the segments at the end begin that become one; the place of the last one where none is merged."""
    first = max(0, len(rows) - 1)
    behind = sum(rows[first:])
    while first and rows[first - 1] < ratio * behind:
        first -= 1
        behind += rows[first]
    return first


def _numbers(folder: Path) -> NDArray[np.int64]:
    return np.fromfile(folder / "numbers", "<i8")


def remove_orphan_segments(folder: Path, store: Database) -> None:
    """Take away the segments that the store does not name."""
    named = store.segments()
    for path in (folder / INDEX).glob("*"):
        if path.name not in named:
            shutil.rmtree(path, ignore_errors=True)


# SQLite checks no page by itself. The checksum of the whole file is kept beside it, with the generation that it is of:
# after a crash between the change and this, it is of an older generation and says nothing.


def write_checksum(folder: Path, store: Database) -> None:
    """Write down the checksum of the database as it is now; without one where readers keep it from being whole."""
    path = folder / CHECKSUM
    if not store.checkpoint():
        path.unlink(missing_ok=True)
        return
    line = f"{store.get('generation')} {_digest(folder / DATABASE)}"
    part = path.with_suffix(".part")
    part.write_text(f"{line} {_short(line)}\n", "utf-8")
    part.replace(path)


def verify_checksum(folder: Path, generation: str | None) -> str | None:
    """What is wrong with the file of the database, in a few words; None where nothing is, or nothing is known."""
    try:
        line, _, check = (folder / CHECKSUM).read_text("utf-8", "replace").strip().rpartition(" ")
    except FileNotFoundError:
        return None
    if _short(line) != check:
        return f"{CHECKSUM} has been changed"
    of, _, digest = line.partition(" ")
    if of != generation:
        return None
    return None if _digest(folder / DATABASE) == digest else f"{DATABASE} has been changed"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _short(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]
