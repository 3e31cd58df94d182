"""Changing a library: one writer at a time, and each change completely or not at all.

A change writes its segment beside the others; then one transaction of the database names it together with the texts.
A folder that the database does not name was left by a writer that was killed; the next change deletes it.

Segments are merged so that they stay few: one is merged with all after it while it is less than `_MERGE_RATIO` times as
long as they are together. So there are at most log4(n) segments; added 256 at a time, each of a million passages is
written 13 times. A segment of which most passages are deleted is rewritten without them.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus.messages import system_reason
from corpus.passages import in_context
from corpus.records import Article, Passage
from embeddings.types import Ids, Mask, Vectors
from qa.errors import ErrorMessage, LibraryError
from qa.index import segment
from qa.index.postings import TOKEN_RULES
from qa.index.segment import Manifest, Segment
from qa.storage import later_tables
from qa.storage.database import Database
from qa.storage.engines import RemoteIndex
from qa.storage.paths import DATABASE

INDEX, CHECKSUM = "index", "library.sha256"

_LOCK_TIMEOUT = 5  # seconds that a writer waits for another
_MERGE_RATIO = 4

_TURNS: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)  # of this process's threads, by folder

SplitArticle = tuple[Article, tuple[Passage, ...]]


@dataclass(frozen=True, slots=True)
class EncodedArticles:
    """Articles split into passages, and the vectors of all passages and sentences in order, float32 (n, dimension)."""

    articles: tuple[SplitArticle, ...]
    passages: Vectors
    sentences: Vectors


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Keep all other writers out of a folder, which is created if missing. A writer in another thread is waited for.

    Raises `LibraryError` where another process holds the lock, and where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _TURNS[str(folder.absolute())], FileLock(folder / "lock", timeout=_LOCK_TIMEOUT):
            yield
    except Timeout as error:
        raise LibraryError("library_busy") from error
    except OSError as error:
        raise LibraryError("library_not_writable", folder=folder, reason=system_reason(error)) from error


@contextmanager
def open_for_writing(folder: Path) -> Iterator[Database]:
    """The database of a library, created if missing, with all other writers kept out. Raises as `writer_lock` does.

    The checksum of the database is written once, at the end: it takes as long as reading the whole file.
    """
    with writer_lock(folder), closing(Database(folder / DATABASE, create=True)) as database:
        remove_orphan_segments(folder, database)  # first, so that a full disk has room again
        generation_before = database.get("generation")
        try:
            yield database
        finally:
            remove_orphan_segments(folder, database)
            if database.get("generation") != generation_before:
                write_checksum(folder, database)


def commit(
    folder: Path,
    database: Database,
    removed_ids: Sequence[str],
    new: EncodedArticles | None,
    remote: RemoteIndex | None = None,
    then: Callable[[Sequence[str]], None] = lambda added: None,
) -> None:
    """Remove the articles with these ids and add others, in one transaction. The index is a new segment, or `remote`.

    What is stored about an article stays where it is replaced. `then` is called with the ids of those that were added,
    within the transaction.

    Raises `LibraryError`, `OSError` where the disk cannot be written, and `EmbeddingError` where the server fails;
    the library then stays as it was.
    """
    with database.change():
        if remote is not None:
            remote.prepare(database, removed_ids)
        for article_id in removed_ids:
            database.remove(article_id)
        added = [article.id for article, _ in new.articles] if new is not None else []
        later_tables.forget(database, sorted(set(removed_ids).difference(added)))
        built = None
        if new is not None:
            numbers = [number for article, passages in new.articles for number in database.add(article, passages)]
            if numbers and remote is not None:
                remote.write(database, numbers, new.passages, new.sentences)
            elif numbers:
                built = _build_segment(new, numbers)
        replaced = set(removed_ids)
        first = [(one, database.opened_at) for one in added if one not in replaced]
        later_tables.put(database, "additions", first, keep=True)
        then(added)
        database.put_segments(_merge_segments(folder, database, built))
        database.advance_generation()
    if remote is not None:
        remote.settle(database)
    database.checkpoint()
    remove_orphan_segments(folder, database)


def has_old_tokens(database: Database) -> bool:
    """Whether an older version, which divided texts into other tokens, made the index."""
    return database.get("tokens") != str(TOKEN_RULES)


def compact(folder: Path, database: Database) -> None:
    """Merge the index into one segment without deleted passages, and rewrite the database without deleted rows."""
    with database.change():
        database.put_segments(_merge_segments(folder, database, everything=True))
        database.advance_generation()
    database.vacuum()


def _build_segment(new: EncodedArticles, numbers: Sequence[int]) -> Segment:
    passages = [(article, passage) for article, passages in new.articles for passage in passages]
    counts = np.array([len(passage.sentences) for _, passage in passages], np.int64)
    texts = (in_context(article.title, passage.heading, passage.text) for article, passage in passages)
    return segment.build(np.array(numbers, np.int64), new.passages, counts, new.sentences, texts)


def new_segment_name(database: Database) -> str:
    """A name that no segment has ever had."""
    number = int(database.get("next_segment") or 1)
    database.put("next_segment", str(number + 1))
    return f"{number:08d}"


class _Part(NamedTuple):
    """A segment with its passage numbers, int64 (n,), and which of them are not deleted, bool (n,).

    `stored` is its manifest on disk, or the segment itself where it is in memory only.
    """

    name: str
    stored: Manifest | Segment
    numbers: Ids
    alive: Mask


def _merge_segments(
    folder: Path, database: Database, new: Segment | None = None, *, everything: bool = False
) -> dict[str, Manifest]:
    """The segments after merging those that should be merged, or all. Writes new segments, and deletes no folder.

    `new` is written with those that it is merged with, in one go.
    """
    deleted_ids = np.array(database.deleted_ids(), np.int64)
    parts = []
    for name, manifest in database.segments().items():
        numbers = read_numbers(folder / INDEX / name)
        parts.append(_Part(name, manifest, numbers, ~np.isin(numbers, deleted_ids)))
    if new is not None:
        parts.append(_Part("", new, new.numbers, np.ones(len(new), np.bool_)))
    first = 0 if everything else _first_to_merge([len(part.numbers) for part in parts])
    result: dict[str, Manifest] = {}
    for group in [*([part] for part in parts[:first]), parts[first:]]:
        result |= _merge_group(folder, database, group, everything)
    return result


def _merge_group(
    folder: Path, database: Database, group: Sequence[_Part], without_deleted: bool
) -> dict[str, Manifest]:
    """One segment of all these; none where all their passages are deleted.

    A single segment on disk is rewritten only if most of its passages are deleted, or any and `without_deleted` is
    given.
    """
    alive = sum(np.count_nonzero(part.alive) for part in group)
    deleted = sum(len(part.numbers) for part in group) - alive
    if alive and len(group) == 1 and not (deleted > alive or (without_deleted and deleted)):
        name, stored = group[0][:2]
        if isinstance(stored, Manifest):
            return {name: stored}
    merged = {}
    if alive:
        name = new_segment_name(database)
        segments = [_opened(folder, part) for part in group]
        merged[name] = segment.merge(folder / INDEX / name, segments, [part.alive for part in group])
    database.purge_deleted(number for part in group for number in part.numbers[~part.alive].tolist())
    return merged


def _opened(folder: Path, part: _Part) -> Segment:
    if isinstance(part.stored, Segment):
        return part.stored
    return segment.open_segment(folder / INDEX / part.name, part.stored, verify_sentences=True)


def _first_to_merge(lengths: Sequence[int]) -> int:
    """The place from which on all segments become one; the place of the last one where none is merged."""
    first = max(0, len(lengths) - 1)
    length_after = sum(lengths[first:])
    while first and lengths[first - 1] < _MERGE_RATIO * length_after:
        first -= 1
        length_after += lengths[first]
    return first


def read_numbers(segment_folder: Path) -> Ids:
    """The passage numbers of a segment, ascending, int64 (n,). Raises `OSError` where the file cannot be read."""
    return np.fromfile(segment_folder / "numbers", "<i8")


def remove_orphan_segments(folder: Path, database: Database) -> None:
    """Delete the segments that the database does not name."""
    named = database.segments()
    for path in (folder / INDEX).glob("*"):
        if path.name not in named:
            shutil.rmtree(path, ignore_errors=True)


# SQLite does not verify its pages. The checksum of the whole file is stored beside it, with the generation that it
# belongs to: after a crash between the change and the checksum, it belongs to an older generation and says nothing.


def write_checksum(folder: Path, database: Database) -> None:
    """Write the checksum of the database, or delete it where readers keep the log from being merged into the file."""
    path = folder / CHECKSUM
    if not database.checkpoint():
        path.unlink(missing_ok=True)
        return
    line = f"{database.get('generation')} {_file_digest(folder / DATABASE)}"
    part = path.with_suffix(".part")
    part.write_text(f"{line} {_line_digest(line)}\n", "utf-8")
    part.replace(path)


def verify_checksum(folder: Path, generation: str | None) -> str | None:
    """What is wrong with the file of the database, in a few words; None where nothing is, or nothing is recorded."""
    try:
        line, _, line_digest = (folder / CHECKSUM).read_text("utf-8", "replace").strip().rpartition(" ")
    except FileNotFoundError:
        return None
    if _line_digest(line) != line_digest:
        return ErrorMessage("library_file_changed", file=CHECKSUM)
    recorded_generation, _, digest = line.partition(" ")
    if recorded_generation != generation or _file_digest(folder / DATABASE) == digest:
        return None
    return ErrorMessage("library_file_changed", file=DATABASE)


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line_digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]
