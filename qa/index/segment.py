"""A segment of the index on disk: the vectors and words of some passages, written once and never changed.

A segment is a folder of plain little-endian arrays, memory-mapped, so that only what a question needs comes into
memory. Its `Manifest`, which the database keeps, records the size and SHA-256 of each file. Opening a segment reads and
checks all files but the sentence vectors, which are by far the largest: those of each passage have a CRC-32 of their
own, checked when they are first read. A segment does not know which of its passages have been deleted since.
"""

from __future__ import annotations

import hashlib
import itertools
import mmap
import os
import shutil
import zlib
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from corpus.messages import system_reason
from embeddings.errors import EmbeddingError
from embeddings.faiss_index import EXACT, FlatIndex, Nearest, PQIndex
from embeddings.types import Float16, Ids, Mask, Vectors
from qa.errors import ErrorMessage, LibraryError
from qa.index import postings
from qa.index.postings import Postings

_FILE_TYPES = {
    "numbers": "<i8", "passages": "<f2", "starts": "<i8", "sentences": "<f2", "sums": "<u4",
    "keys": "<u8", "offsets": "<i8", "postings": "<i4", "frequencies": "u1", "lengths": "<u4",
}  # fmt: skip
_CODES_FILE = "codes.faiss"
_SAMPLE_QUERIES = 200  # sentences used as questions to measure the recall of codes
_VECTORS_PER_COPY = 8192


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a segment holds: the number of its passages, the dimension of its vectors, size and SHA-256 of each file.

    `recall` is the measured recall of its codes (see `PQIndex`); None where every vector is compared.
    """

    rows: int
    dimension: int
    files: dict[str, tuple[int, str]]
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment of n passages, one row each.

    - `numbers`: passage numbers, ascending, int64 (n,).
    - `passages`: vectors of the passages, float16 (n, dimension).
    - `starts`: the sentences of passage i are rows `starts[i]` to `starts[i + 1]`, int64 (n + 1,).
    - `sentences`: vectors of the sentences, float16 (sentences, dimension).
    - `sums`: CRC-32 of the sentence vectors of each passage, uint32 (n,).
    - `words`: the postings of the passages' tokens.
    - `nearest`: search over `passages`.
    - `mapped`: the files that the arrays are mapped from.
    """

    name: str
    numbers: Ids
    passages: Float16
    starts: Ids
    sentences: Float16
    sums: NDArray[np.uint32]
    words: Postings
    nearest: Nearest
    mapped: tuple[mmap.mmap, ...] = ()
    _verified: Mask = field(init=False)  # rows whose sentence vectors have matched their checksum

    def __post_init__(self) -> None:
        object.__setattr__(self, "_verified", np.zeros(len(self.numbers), np.bool_))

    def __len__(self) -> int:
        return len(self.numbers)

    def sentences_of(self, rows: Ids) -> list[Float16]:
        """The sentence vectors of some rows, int64 (n,): float16 (sentences, dimension) each.

        Raises `LibraryError` where they do not match their checksum.
        """
        starts, ends = self.starts[rows], self.starts[rows + 1]
        vectors = [self.sentences[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        for i in np.flatnonzero(~self._verified[rows]).tolist():
            if zlib.crc32(vectors[i].data) != self.sums[rows[i]]:
                raise _damaged(ErrorMessage("library_file_changed", file=f"{self.name}/sentences"))
        self._verified[rows] = True
        return vectors

    def release_pages(self) -> None:
        """Release the mapped pages from memory; they are read again when needed."""
        for mapped in self.mapped:
            mapped.madvise(mmap.MADV_DONTNEED)


def build(numbers: Ids, passages: Vectors, counts: Ids, sentences: Vectors, texts: Iterable[str]) -> Segment:
    """A segment in memory.

    `numbers`, int64 (n,), ascend. `passages`, float32 (n, dimension), and `sentences`, float32 (sum of `counts`,
    dimension), are unit vectors; passage i has `counts[i]` sentences. `texts` are the passages for word search.
    """
    passages_16, sentences_16 = passages.astype("<f2"), sentences.astype("<f2")
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    spans = itertools.pairwise(starts.tolist())
    sums = np.array([zlib.crc32(sentences_16[start:end].data) for start, end in spans], np.uint32)
    words = postings.build(texts)
    return Segment("", numbers, passages_16, starts, sentences_16, sums, words, FlatIndex(passages_16))


def merge(folder: Path, segments: Sequence[Segment], alive: Sequence[Mask]) -> Manifest:
    """Write one or more segments into a new folder as one, without deleted rows.

    `alive`, bool (n,) for each segment, marks the rows to write. The numbers of the segments ascend from one to the
    next. All files are on disk when it returns. Raises `OSError` where they cannot be written.
    """
    alive_counts = [np.diff(segment.starts)[mask] for segment, mask in zip(segments, alive, strict=True)]
    with _SegmentWriter(folder, segments[0].passages.shape[1]) as files:
        for segment, mask in zip(segments, alive, strict=True):
            files.add("sums", segment.sums[mask])
            files.add_rows("passages", segment.passages, np.flatnonzero(mask))
            files.add_rows("sentences", segment.sentences, np.flatnonzero(np.repeat(mask, np.diff(segment.starts))))
        frequencies = [np.zeros(0, np.int64)]
        for keys, frequency, rows, counts in postings.merge([segment.words for segment in segments], _new_rows(alive)):
            frequencies.append(frequency)
            files.add("keys", keys)
            files.add("postings", rows)
            files.add("frequencies", counts)
        return files.finish(
            np.concatenate([segment.numbers[mask] for segment, mask in zip(segments, alive, strict=True)]),
            np.concatenate(alive_counts),
            np.concatenate([segment.words.lengths[mask] for segment, mask in zip(segments, alive, strict=True)]),
            np.concatenate(frequencies),
        )


def _new_rows(alive: Sequence[Mask]) -> list[postings.Rows]:
    """The row of each old row in the merged segment; -1 where it is dropped."""
    first_rows = np.cumsum([0, *(np.count_nonzero(mask) for mask in alive)])
    return [
        np.where(mask, first + np.cumsum(mask) - 1, -1).astype(np.int32)
        for mask, first in zip(alive, first_rows[:-1], strict=True)
    ]


def open_segment(folder: Path, manifest: Manifest, *, verify_sentences: bool = False) -> Segment:
    """Open a segment, after checking its files against the manifest; on demand the sentence vectors too.

    Raises `LibraryError` where a file is missing or has been changed.
    """
    problems = damage(folder, manifest, unread=() if verify_sentences else ("sentences",))
    if problems:
        raise _damaged(problems[0])
    try:
        files = {name: _map_file(folder / name) for name in _FILE_TYPES}
        arrays = {name: np.frombuffer(files[name] or b"", type_) for name, type_ in _FILE_TYPES.items()}
        passages = arrays["passages"].reshape(-1, manifest.dimension)
        recall = manifest.recall
        nearest = FlatIndex(passages) if recall is None else PQIndex.open(folder / _CODES_FILE, passages, recall)
    except (OSError, EmbeddingError) as error:  # a writer has deleted it since the check
        raise LibraryError("index_changed_while_opened", segment=folder.name) from error
    if files["sentences"] is not None and not verify_sentences:
        files["sentences"].madvise(mmap.MADV_RANDOM)  # a few rows here and there: reading ahead would be wasted
    return Segment(
        folder.name,
        arrays["numbers"],
        passages,
        arrays["starts"],
        arrays["sentences"].reshape(-1, manifest.dimension),
        arrays["sums"],
        Postings(*(arrays[name] for name in ("keys", "offsets", "postings", "frequencies", "lengths"))),
        nearest,
        tuple(file for file in files.values() if file is not None),
    )


def _damaged(problem: str) -> LibraryError:
    return LibraryError("index_damaged", reason=problem)


def _map_file(path: Path) -> mmap.mmap | None:
    """The mapped file; None where it is empty, as an empty file cannot be mapped."""
    if not path.stat().st_size:
        return None
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def damage(
    folder: Path, manifest: Manifest, names: Collection[str] | None = None, unread: Collection[str] = ()
) -> list[str]:
    """Each damaged file of a segment, in a few words. `names` restricts the check; of `unread` it checks the size."""
    recorded, wanted = manifest.files, names or {**_FILE_TYPES, **manifest.files}
    missing: list[str] = [
        ErrorMessage("library_file_missing", file=_shown(folder / name)) for name in wanted if name not in recorded
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = pool.map(
            lambda name: _file_problem(folder / name, recorded[name][0], None if name in unread else recorded[name][1]),
            [name for name in wanted if name in recorded],
        )
        return missing + [problem for problem in problems if problem]


def _file_problem(path: Path, size: int, digest: str | None) -> str:
    """What is wrong with a file; empty where nothing is. Without a digest, only its size is checked."""
    file_name = _shown(path)
    try:
        actual_size = path.stat().st_size
        if actual_size != size:
            return ErrorMessage("library_file_size", file=file_name, size=actual_size, expected=size)
        if digest is None:
            return ""
        with path.open("rb") as file:
            intact = hashlib.file_digest(file, "sha256").hexdigest() == digest
        return "" if intact else ErrorMessage("library_file_changed", file=file_name)
    except FileNotFoundError:
        return ErrorMessage("library_file_missing", file=file_name)
    except OSError as error:
        return ErrorMessage("library_file_unreadable", file=file_name, reason=system_reason(error))


def _shown(path: Path) -> str:
    """The path of a file in the library's folder, such as index/00000001/keys."""
    return "/".join(path.parts[-3:])


class _SegmentWriter:
    """Writes the files of a segment side by side, each with its checksum. Deletes them where the block raises."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder, self._dimension = folder, dimension
        self._files: dict[str, tuple[BinaryIO, Any]] = {}

    def __enter__(self) -> _SegmentWriter:
        shutil.rmtree(self._folder, ignore_errors=True)  # left by a process that was killed
        self._folder.mkdir(parents=True)
        for name in _FILE_TYPES:
            self._files[name] = ((self._folder / name).open("wb"), hashlib.sha256())
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        for file, _ in self._files.values():
            file.close()
        if kind is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, name: str, array: NDArray[Any]) -> None:
        self._write(name, np.ascontiguousarray(array, _FILE_TYPES[name]).tobytes())

    def add_rows(self, name: str, vectors: Float16, rows: Ids) -> None:
        for start in range(0, len(rows), _VECTORS_PER_COPY):
            self.add(name, vectors[rows[start : start + _VECTORS_PER_COPY]])

    def _write(self, name: str, data: bytes) -> None:
        file, digest = self._files[name]
        file.write(data)
        digest.update(data)

    def finish(
        self, numbers: Ids, counts: Ids, lengths: NDArray[np.uint32], frequencies: NDArray[np.int64]
    ) -> Manifest:
        """Write what is known at the end, and bring everything to the disk."""
        self.add("numbers", numbers)
        self.add("starts", np.concatenate([[0], np.cumsum(counts)]))
        self.add("lengths", lengths)
        self.add("offsets", np.concatenate([[0], np.cumsum(frequencies)]))
        recall = self._write_codes() if len(numbers) > EXACT else None
        files = {}
        for name, (file, digest) in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            files[name] = (file.tell(), digest.hexdigest())
        for folder in (self._folder, self._folder.parent):
            sync_folder(folder)
        return Manifest(len(numbers), self._dimension, files, recall)

    def _write_codes(self) -> float | None:
        """Write codes for fast search. Returns their recall; None where it is too low, and nothing is written."""
        for name in ("passages", "sentences"):
            self._files[name][0].flush()
        passages, sentences = (
            np.memmap(self._folder / name, "<f2", "r").reshape(-1, self._dimension)
            for name in ("passages", "sentences")
        )
        sample = np.linspace(0, len(sentences) - 1, _SAMPLE_QUERIES).astype(np.int64)
        codes = PQIndex.build(passages, sentences[sample].astype(np.float32))
        if codes is None:
            return None
        self._files[_CODES_FILE] = ((self._folder / _CODES_FILE).open("wb"), hashlib.sha256())
        codes.save(lambda data: self._write(_CODES_FILE, data))
        return codes.recall


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder's files to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
