"""Finds damage in a library, and repairs what can be repaired.

The texts are the truth: an index is made again from them, undamaged vectors are kept, and articles are split again into
passages. A text that is damaged is lost, and reported with the file that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.passages import in_context, split
from corpus.records import Article
from embeddings.encoder import Encoder
from embeddings.types import Float16, Ids
from qa.errors import ErrorMessage, LibraryError
from qa.index import segment
from qa.index.postings import TOKEN_RULES
from qa.index.segment import Manifest, Segment
from qa.records import Progress
from qa.storage import answer_threshold, later_tables, writer
from qa.storage.database import VERSION, Database
from qa.storage.engines import RemoteIndex
from qa.storage.paths import DATABASE
from qa.storage.recovery import recover_rows

RemoteOf = Callable[[Database], RemoteIndex | None]

_PASSAGES_PER_SEGMENT = 4096


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The `problems` found, each in a line, and after a repair the articles `lost`, with their files.

    `recall` is the lowest recall of a segment's vector search against exact search (ten nearest vectors, measured when
    the segment was written); None where every vector is compared.
    """

    problems: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    recall: float | None = None


def find_problems(folder: Path, model: Encoder, remote_of: RemoteOf) -> list[str]:
    """What is wrong with a library, each in a line. `model` should be the one that made its vectors.

    `remote_of` gives the server that holds the index, or None where it lies in the folder. Raises `EmbeddingError`
    where the server fails.
    """
    try:
        with closing(Database(folder / DATABASE)) as database, database.snapshot():
            problems = [*_database_problems(folder, database), *_model_problems(database, model)]
            return problems + list(_index_problems(folder, database, remote_of(database)))
    except LibraryError as error:
        return [error.message]


def lowest_recall(folder: Path) -> float | None:
    """The `recall` of a `HealthReport`; None too where the library cannot be opened."""
    try:
        with closing(Database(folder / DATABASE)) as database:
            recalls = [manifest.recall for manifest in database.segments().values()]
    except LibraryError:
        return None
    return min((recall for recall in recalls if recall is not None), default=None)


def _database_problems(folder: Path, database: Database) -> Iterator[str]:
    problem = writer.verify_checksum(folder, database.get("generation"))
    if problem is not None:
        yield problem
    if (unreadable := answer_threshold.problem(database)) is not None:
        yield unreadable
    yield from later_tables.problems(database)
    yield from database.problems()


def _model_problems(database: Database, model: Encoder) -> Iterator[str]:
    name, fingerprint = database.get("model"), database.get("fingerprint")
    if fingerprint not in (None, model.fingerprint):
        yield ErrorMessage(
            "library_vectors_of_other_model", library_model=name, library_fingerprint=fingerprint, model=model.name,
            fingerprint=model.fingerprint,
        )  # fmt: skip


def _index_problems(folder: Path, database: Database, remote: RemoteIndex | None) -> Iterator[str]:
    if writer.has_old_tokens(database):
        yield ErrorMessage("index_tokens_old")
    if remote is not None:
        yield from remote.problems(database)
        return
    indexed: list[int] = []
    for name, manifest in database.segments().items():
        problems = segment.damage(folder / writer.INDEX / name, manifest)
        yield from problems
        if not problems:
            indexed += writer.read_numbers(folder / writer.INDEX / name).tolist()
    stored, deleted_ids = set(database.numbers()), set(database.deleted_ids())
    missing, unknown = stored - set(indexed), set(indexed) - stored - deleted_ids
    if missing:
        yield ErrorMessage("index_passages_missing", count=len(missing))
    if unknown:
        yield ErrorMessage("index_passages_unknown", count=len(unknown))
    if len(set(indexed)) != len(indexed) or indexed != sorted(indexed):
        yield ErrorMessage("index_out_of_order")


def repair(folder: Path, model: Encoder, progress: Progress, remote_of: RemoteOf) -> HealthReport:
    """Find what is wrong and repair it; the library is whole afterwards.

    Raises `LibraryError` where no article can be read from the database, or the vectors are those of another model, and
    `EmbeddingError` where the server or the model fails.
    """
    path = folder / DATABASE
    lost: list[str] = []
    with writer.writer_lock(folder):
        problems = find_problems(folder, model, remote_of)
        if not problems:
            return HealthReport()
        rewritten = _must_be_rewritten(path)
        if rewritten:
            lost = _rewrite(folder, model)
        with closing(Database(path)) as database:
            for problem in _model_problems(database, model):
                raise LibraryError("library_name_the_model", problem=problem)
            remote = remote_of(database)
            with database.change():
                if remote is not None and (rewritten or writer.has_old_tokens(database) or remote.problems(database)):
                    remote.rebuild(database, model.encode_documents, progress)
                    database.put("tokens", str(TOKEN_RULES))
                elif remote is None and list(_index_problems(folder, database, None)):
                    _reindex(folder, database, model, progress)
                database.advance_generation()
            writer.write_checksum(folder, database)
            writer.remove_orphan_segments(folder, database)
    return HealthReport(tuple(problems), tuple(lost))


def _must_be_rewritten(path: Path) -> bool:
    """Whether the database itself is damaged or of an older version."""
    try:
        with closing(Database(path)) as database:
            return bool(list(_database_problems(path.parent, database)))
    except LibraryError:
        return True


def _rewrite(folder: Path, model: Encoder) -> list[str]:
    """Put what can be read of the database into a new one. Returns the articles that are lost."""
    old_path, new_path = folder / DATABASE, folder / "library.new"
    recovered = recover_rows(old_path)
    _delete(new_path, "", "-wal", "-shm")
    segment_names = [int(path.name) for path in (folder / writer.INDEX).glob("*") if path.name.isdecimal()]
    numbers_in_use: set[int] = set()
    with closing(Database(new_path, create=True)) as database:
        with database.change():
            meta = {"model": model.name, "fingerprint": model.fingerprint, "generation": "0"} | recovered.meta
            meta |= {"version": str(VERSION), "generation": str(int(meta["generation"]) + 1)}
            meta["next_segment"] = str(max([int(meta.get("next_segment", 1)), *(name + 1 for name in segment_names)]))
            meta["tokens"] = recovered.meta.get("tokens", "1")
            for key, value in meta.items():
                database.put(key, value)
            if answer_threshold.problem(database) is not None:
                answer_threshold.forget(database)
            database.set_next_number(recovered.next_number)
            for article in recovered.articles:
                passages = split(article, model.window, model.count_tokens)
                known = recovered.passages.get(article.id, [])
                same = [passage.id for passage in passages] == [passage_id for _, passage_id in known]
                numbers = [number for number, _ in known] if same else None
                numbers_in_use.update(database.add(article, passages, numbers))
            for table, rows in recovered.later.items():
                if rows:
                    later_tables.put(database, table, rows)
            later_tables.forget_unknown(database)
            database.put_segments(recovered.segments)
            for name in recovered.segments:
                indexed = _numbers_if_readable(folder / writer.INDEX / name)
                database.mark_deleted(number for number in indexed if number not in numbers_in_use)
        database.checkpoint()
    segment.sync_folder(folder)
    _delete(old_path, "-wal", "-shm")
    new_path.replace(old_path)
    segment.sync_folder(folder)
    return recovered.lost


def _delete(path: Path, *suffixes: str) -> None:
    for suffix in suffixes:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _numbers_if_readable(segment_folder: Path) -> list[int]:
    try:
        numbers: list[int] = writer.read_numbers(segment_folder).tolist()
    except OSError:
        return []
    return numbers


def renew_tokens(folder: Path, database: Database, model: Encoder, progress: Progress) -> None:
    """Make the word index of a library again where an older version made it. Its vectors stay.

    Only where the index lies in the folder. Raises as `repair` does.
    """
    if writer.has_old_tokens(database):
        with database.change():
            _reindex(folder, database, model, progress)
            database.advance_generation()


def _reindex(folder: Path, database: Database, model: Encoder, progress: Progress) -> None:
    """Within a change: write the whole index again, from undamaged vectors, and new ones for all other passages."""
    loaded = (_load_vectors(folder, name, manifest) for name, manifest in database.segments().items())
    old_vectors = [vectors for vectors in loaded if vectors is not None]
    segments: dict[str, Manifest] = {}
    numbers = database.numbers()
    for start in range(0, len(numbers), _PASSAGES_PER_SEGMENT):
        new = _build_segment(database, model, numbers[start : start + _PASSAGES_PER_SEGMENT], old_vectors)
        name = writer.new_segment_name(database)
        segments[name] = segment.merge(folder / writer.INDEX / name, [new], [np.ones(len(new), np.bool_)])
        progress("indexing", start + len(new), len(numbers))
    database.purge_deleted(database.deleted_ids())
    database.put_segments(segments)
    database.put("tokens", str(TOKEN_RULES))


@dataclass(frozen=True, slots=True)
class _SegmentVectors:
    """The vectors of a segment of n passages whose words may be damaged.

    `rows` gives the row of each passage number. `passages`, float16 (n, dimension), `starts`, int64 (n + 1,), and
    `sentences`, float16 (sentences, dimension), are those of `qa.index.segment.Segment`.
    """

    rows: dict[int, int]
    passages: Float16
    starts: Ids
    sentences: Float16


def _load_vectors(folder: Path, name: str, manifest: Manifest) -> _SegmentVectors | None:
    """The vectors of a segment; None where they are damaged."""
    path = folder / writer.INDEX / name
    if segment.damage(path, manifest, ("numbers", "passages", "starts", "sentences")):
        return None
    passages, sentences = (
        np.memmap(path / file, "<f2", "r").reshape(-1, manifest.dimension) for file in ("passages", "sentences")
    )
    rows = {number: row for row, number in enumerate(_numbers_if_readable(path))}
    return _SegmentVectors(rows, passages, np.fromfile(path / "starts", "<i8"), sentences)


@dataclass(frozen=True, slots=True)
class _PassageText:
    """What is encoded of a passage: its text in context, and its sentences."""

    number: int
    text: str
    sentences: list[str]


def _build_segment(
    database: Database, model: Encoder, numbers: Sequence[int], old_vectors: Sequence[_SegmentVectors]
) -> Segment:
    """A segment of these passages, in memory."""
    passages = _passage_texts(database, numbers)
    counts = np.array([len(passage.sentences) for passage in passages], np.int64)
    ends = np.cumsum(counts)
    passage_vectors = np.zeros((len(passages), model.dimension), np.float32)
    sentence_vectors = np.zeros((int(ends[-1]), model.dimension), np.float32)
    without_vectors = []
    for i, passage in enumerate(passages):
        old = _old_vectors(passage, old_vectors)
        if old is None:
            without_vectors.append(i)
        else:
            passage_vectors[i], sentence_vectors[ends[i] - counts[i] : ends[i]] = old
    passage_vectors[without_vectors] = model.encode_documents([passages[i].text for i in without_vectors])
    encoded = model.encode_documents([text for i in without_vectors for text in passages[i].sentences])
    start = 0
    for i in without_vectors:
        sentence_vectors[ends[i] - counts[i] : ends[i]] = encoded[start : start + counts[i]]
        start += int(counts[i])
    texts = [passage.text for passage in passages]
    return segment.build(np.array(numbers, np.int64), passage_vectors, counts, sentence_vectors, texts)


def _passage_texts(database: Database, numbers: Sequence[int]) -> list[_PassageText]:
    titled = database.passages_with_headings(numbers)
    texts = []
    article: Article | None = None  # passages of an article mostly follow each other
    for number in numbers:
        _, passage = titled[number]
        if article is None or article.id != passage.article_id:
            article = database.article(passage.article_id)
        if article is None:
            raise LibraryError("library_passage_orphaned", number=number)
        text = in_context(article.title, passage.heading, passage.text)
        texts.append(_PassageText(number, text, [article.text[a:b] for a, b in passage.sentences]))
    return texts


def _old_vectors(passage: _PassageText, old_vectors: Sequence[_SegmentVectors]) -> tuple[Float16, Float16] | None:
    """The vectors of a passage, float16 (dimension,), and of its sentences; None where no segment holds both."""
    vectors = next((vectors for vectors in old_vectors if passage.number in vectors.rows), None)
    if vectors is None:
        return None
    row = vectors.rows[passage.number]
    sentences = vectors.sentences[vectors.starts[row] : vectors.starts[row + 1]]
    return (vectors.passages[row], sentences) if len(sentences) == len(passage.sentences) else None
