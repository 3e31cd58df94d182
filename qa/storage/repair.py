"""Finding damage in a library, and mending what can be mended from what is left.

The texts are the truth: an index can be made again from them, vectors that are whole are kept, and passages are cut
again from articles. A text that is damaged itself is lost, and named with the file that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passages import in_context, split
from corpus.records import Article
from embeddings.encoder import Encoder
from qa.errors import LibraryError
from qa.index import segment
from qa.index.segment import Manifest, Segment
from qa.records import Progress
from qa.storage import writer
from qa.storage.database import VERSION, Database
from qa.storage.milvus import MilvusCollections
from qa.storage.recovery import recover_rows

Connect = Callable[[Database], MilvusCollections | None]

_AT_ONCE = 4096  # passages that are indexed together


@dataclass(frozen=True, slots=True)
class Health:
    """What was found: `problems`, each in a line; after a repair also what was `lost`: articles with their files.

    `recall` is the share of the ten nearest vectors that search finds in the segment where it finds fewest, measured
    when it was written; None where every vector is compared.
    """

    problems: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    recall: float | None = None


def find_problems(folder: Path, model: Encoder, connect: Connect = lambda store: None) -> list[str]:
    """What is wrong with a library, each in a line. `model` is the one that it should have been made by.

    `connect` gives the server that its index is on, None where it is in the folder.
    """
    try:
        with closing(Database(folder / writer.DATABASE)) as store, store.snapshot():
            return [*_database(folder, store), *_model(store, model), *_index(folder, store, connect(store))]
    except LibraryError as error:
        return [str(error)]


def lowest_recall(folder: Path) -> float | None:
    """The `recall` of `Health`; None too where the library cannot be opened."""
    try:
        with closing(Database(folder / writer.DATABASE)) as store:
            measured = [manifest.recall for manifest in store.segments().values()]
    except LibraryError:
        return None
    return min((recall for recall in measured if recall is not None), default=None)


def _database(folder: Path, store: Database) -> Iterator[str]:
    seal = writer.verify_checksum(folder, store.get("generation"))
    if seal is not None:
        yield seal
    yield from store.problems()


def _model(store: Database, model: Encoder) -> Iterator[str]:
    name, fingerprint = store.get("model"), store.get("fingerprint")
    if fingerprint not in (None, model.fingerprint):
        yield f"the vectors are those of the model {name} ({fingerprint}), not of {model.name} ({model.fingerprint})"


def _index(folder: Path, store: Database, server: MilvusCollections | None) -> Iterator[str]:
    if server is not None:
        yield from server.problems(store)
        return
    held: list[int] = []
    for name, manifest in store.segments().items():
        problems = segment.damage(folder / writer.INDEX / name, manifest)
        yield from (f"{writer.INDEX}/{problem}" for problem in problems)
        if not problems:
            held += np.fromfile(folder / writer.INDEX / name / "numbers", "<i8").tolist()
    known, gone = set(store.numbers()), set(store.deleted_ids())
    missing, strange = known - set(held), set(held) - known - gone
    if missing:
        yield f"{len(missing)} passages are not in the index"
    if strange:
        yield f"the index holds {len(strange)} passages that the database does not"
    if len(set(held)) != len(held) or held != sorted(held):
        yield "the index holds passages twice or out of order"


def repair(folder: Path, model: Encoder, progress: Progress, connect: Connect = lambda store: None) -> Health:
    """Find what is wrong and mend it; what could not be mended is lost. The library is whole afterwards.

    Raises `LibraryError` where nothing can be read of the database, or the vectors are those of another model.
    """
    path = folder / writer.DATABASE
    lost: list[str] = []
    with writer.writer_lock(folder):
        problems = find_problems(folder, model, connect)
        if not problems:
            return Health()
        rewritten = _must_be_rewritten(path)
        if rewritten:
            lost = _rewrite(folder, model)
        with closing(Database(path)) as store:
            other = list(_model(store, model))
            if other:
                raise LibraryError(f"{other[0]}: name that one with --model")
            server = connect(store)
            if server is not None and (rewritten or server.problems(store)):
                with store.change():
                    server.rebuild(store, model.encode_documents, progress)
                    store.put("generation", str(int(store.get("generation") or 0) + 1))
                writer.write_checksum(folder, store)
            elif list(_index(folder, store, server)):
                _reindex(folder, store, model, progress)
            else:
                with store.change():
                    store.put("generation", str(int(store.get("generation") or 0) + 1))
                writer.write_checksum(folder, store)
            writer.remove_orphan_segments(folder, store)
    return Health(tuple(problems), tuple(lost))


def _must_be_rewritten(path: Path) -> bool:
    """Whether the database itself is damaged or of an older version."""
    try:
        with closing(Database(path)) as store:
            return bool(list(_database(path.parent, store)))
    except LibraryError:
        return True


def _rewrite(folder: Path, model: Encoder) -> list[str]:
    """Put what can be read of the database into a new one; what could not be read of it."""
    old, new = folder / writer.DATABASE, folder / "library.new"
    found = recover_rows(old)
    _discard(new, "", "-wal", "-shm")
    names = [int(path.name) for path in (folder / writer.INDEX).glob("*") if path.name.isdecimal()]
    kept: set[int] = set()
    with closing(Database(new, create=True)) as store:
        with store.change():
            meta = {"model": model.name, "fingerprint": model.fingerprint, "generation": "0"} | found.meta
            meta |= {"version": str(VERSION), "generation": str(int(meta["generation"]) + 1)}
            meta["next_segment"] = str(max([int(meta.get("next_segment", 1)), *(name + 1 for name in names)]))
            for key, value in meta.items():
                store.put(key, value)
            store.start_at(found.next_number)
            for article in found.articles:
                passages = split(article, model.window, model.count_tokens)
                numbers = found.numbers.get(article.id, [])
                same = [passage.id for passage in passages] == [id_ for _, id_ in numbers]
                kept.update(store.add(article, passages, [number for number, _ in numbers] if same else None))
            store.put_segments(found.segments)
            for name in found.segments:
                store.mark_deleted(number for number in _numbers(folder / writer.INDEX / name) if number not in kept)
        store.checkpoint()
    segment.sync(folder)
    _discard(old, "-wal", "-shm")
    new.replace(old)
    segment.sync(folder)
    return found.lost


def _discard(path: Path, *suffixes: str) -> None:
    for suffix in suffixes:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _numbers(folder: Path) -> list[int]:
    try:
        found: list[int] = np.fromfile(folder / "numbers", "<i8").tolist()
    except OSError:
        return []
    return found


def _reindex(folder: Path, store: Database, model: Encoder, progress: Progress) -> None:
    """Write the whole index anew, with the vectors that are whole and new ones for all other passages."""
    old = [part for name, manifest in store.segments().items() if (part := _vectors(folder, name, manifest))]
    with store.change():
        made: dict[str, Manifest] = {}
        numbers = store.numbers()
        for start in range(0, len(numbers), _AT_ONCE):
            new = _segment(store, model, numbers[start : start + _AT_ONCE], old)
            name = writer.new_segment_name(store)
            made[name] = segment.merge(folder / writer.INDEX / name, [new], [np.ones(len(new), np.bool_)])
            progress("indexing", start + len(new), len(numbers))
        store.purge_deleted(store.deleted_ids())
        store.put_segments(made)
        store.put("generation", str(int(store.get("generation") or 0) + 1))
    writer.write_checksum(folder, store)


@dataclass(frozen=True, slots=True)
class _Vectors:
    """The vectors of a segment, whatever has become of its words: `rows` gives the row of each number."""

    rows: dict[int, int]
    passages: NDArray[np.float32]
    starts: NDArray[np.int64]
    sentences: NDArray[np.float32]


def _vectors(folder: Path, name: str, manifest: Manifest) -> _Vectors | None:
    """The vectors of a segment; None where they are damaged."""
    place = folder / writer.INDEX / name
    if segment.damage(place, manifest, ("numbers", "passages", "starts", "sentences")):
        return None
    passages, sentences = (
        np.memmap(place / part, "<f2", "r").reshape(-1, manifest.dimension) for part in ("passages", "sentences")
    )
    rows = {number: row for row, number in enumerate(_numbers(place))}
    return _Vectors(rows, passages, np.fromfile(place / "starts", "<i8"), sentences)


def _segment(store: Database, model: Encoder, numbers: Sequence[int], old: Sequence[_Vectors]) -> Segment:
    """A segment of these passages, in memory."""
    titled = store.passages_with_headings(numbers)
    passages = np.zeros((len(numbers), model.dimension), np.float32)
    counts = np.array([len(titled[number][1].sentences) for number in numbers], np.int64)
    ends = np.cumsum(counts)
    sentences = np.zeros((int(ends[-1]), model.dimension), np.float32)
    texts, unknown = [], []
    article: Article | None = None  # of the passage before, mostly the same one
    for i, number in enumerate(numbers):
        passage = titled[number][1]
        if article is None or article.id != passage.article_id:
            article = store.article(passage.article_id)
        if article is None:
            raise LibraryError(f"the passage {number} has no article")
        texts.append(in_context(article.title, passage.heading, passage.text))
        part = next((part for part in old if number in part.rows), None)
        row = part.rows[number] if part is not None else 0
        if part is None or part.starts[row + 1] - part.starts[row] != counts[i]:
            unknown.append((i, [article.text[a:b] for a, b in passage.sentences]))
        else:
            passages[i] = part.passages[row]
            sentences[ends[i] - counts[i] : ends[i]] = part.sentences[part.starts[row] : part.starts[row + 1]]
    passages[[i for i, _ in unknown]] = model.encode_documents([texts[i] for i, _ in unknown])
    encoded = model.encode_documents([text for _, found in unknown for text in found])
    start = 0
    for i, found in unknown:
        sentences[ends[i] - counts[i] : ends[i]] = encoded[start : start + len(found)]
        start += len(found)
    return segment.made_of(np.array(numbers, np.int64), passages, counts, sentences, texts)
