"""A part of the index on disk: the vectors and words of some passages, written once and never changed.

A folder of plain little-endian arrays, memory-mapped: only what a question looks at comes into memory. What a segment
must hold, to the byte, is its `Manifest`, which the store keeps. All files are read when a segment is opened, to see
that they are whole, but the vectors of sentences, by far the largest: of these each passage's are when they are first
looked at, by a CRC-32 of their own. Knows numbers of passages, neither questions nor which passages are still there.
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

from embeddings.errors import EmbeddingError
from embeddings.faiss_index import EXACT, FlatIndex, Float16, Nearest, PQIndex
from qa.errors import LibraryError
from qa.index import postings
from qa.index.postings import Postings

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
Mask = NDArray[np.bool_]

_CODES = "codes.faiss"
_QUERIES = 200  # sentences that stand for questions where codes are checked
_AT_ONCE = 8192  # vectors that are copied at a time


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a segment holds: its passages, the length of its vectors, size and SHA-256 of each file by name.

    `recall` is that of its codes, measured when they were made; None where every vector is compared.
    """

    rows: int
    dimension: int
    files: dict[str, tuple[int, str]]
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment. Row i is the passage `numbers[i]` (ascending), with the vector `passages[i]`, float16.

    The vectors of its sentences are `sentences[starts[i]:starts[i + 1]]`; `sums[i]` is their CRC-32, uint32 (n,).
    """

    name: str
    numbers: Ids
    passages: Float16
    starts: Ids
    sentences: Float16
    sums: NDArray[np.uint32]
    words: Postings
    nearest: Nearest
    mapped: tuple[mmap.mmap, ...] = ()  # the files that the arrays lie in
    _whole: Mask = field(init=False)  # the rows whose sentences were found to be as written

    def __post_init__(self) -> None:
        object.__setattr__(self, "_whole", np.zeros(len(self.numbers), np.bool_))

    def __len__(self) -> int:
        return len(self.numbers)

    def sentences_of(self, rows: Ids) -> list[Float16]:
        """The vectors of the sentences of some passages. Raises `LibraryError` where they are not as written."""
        starts, ends = self.starts[rows], self.starts[rows + 1]
        found = [self.sentences[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        for i in np.flatnonzero(~self._whole[rows]).tolist():
            if zlib.crc32(found[i].data) != self.sums[rows[i]]:
                raise _damaged(f"{self.name}/sentences has been changed")
        self._whole[rows] = True
        return found

    def let_go(self) -> None:
        """Let the pages of the files go that were looked at, with some around each; they are mapped again as needed."""
        for mapped in self.mapped:
            mapped.madvise(mmap.MADV_DONTNEED)


def made_of(numbers: Ids, passages: Vectors, counts: Ids, sentences: Vectors, texts: Iterable[str]) -> Segment:
    """A segment of some passages, in memory.

    `numbers` ascend; `passages` and `sentences` are vectors of unit length, float32 (n, dimension) and (sum of
    `counts`, dimension); `counts[i]` sentences belong to passage i, and `texts` are what is searched for words.
    """
    halves, parts = passages.astype("<f2"), sentences.astype("<f2")
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    sums = np.array([zlib.crc32(parts[a:b].data) for a, b in itertools.pairwise(starts.tolist())], np.uint32)
    return Segment("", numbers, halves, starts, parts, sums, postings.build(texts), FlatIndex(halves))


def merge(folder: Path, segments: Sequence[Segment], kept: Sequence[Mask]) -> Manifest:
    """Write the rows that are kept, bool (n,) each, of one or more segments into a new folder as one segment.

    Their numbers ascend from one to the next.
    """
    ends = np.cumsum([0, *(np.count_nonzero(mask) for mask in kept)])
    places = [
        np.where(mask, end + np.cumsum(mask) - 1, -1).astype(np.int32)
        for mask, end in zip(kept, ends[:-1], strict=True)
    ]
    with _Files(folder, segments[0].passages.shape[1]) as files:
        counts = []
        for segment, mask in zip(segments, kept, strict=True):
            count = np.diff(segment.starts)
            counts.append(count[mask])
            files.add("sums", segment.sums[mask])
            for name, vectors, rows in (
                ("passages", segment.passages, np.flatnonzero(mask)),
                ("sentences", segment.sentences, np.flatnonzero(np.repeat(mask, count))),
            ):
                for start in range(0, len(rows), _AT_ONCE):
                    files.add(name, vectors[rows[start : start + _AT_ONCE]])
        held = []
        for keys, frequencies, found, times in postings.merge([segment.words for segment in segments], places):
            held.append(frequencies)
            files.add("keys", keys)
            files.add("postings", found)
            files.add("frequencies", times)
        return files.finish(
            np.concatenate([segment.numbers[mask] for segment, mask in zip(segments, kept, strict=True)]),
            np.concatenate(counts),
            np.concatenate([segment.words.lengths[mask] for segment, mask in zip(segments, kept, strict=True)]),
            np.concatenate([*held, np.zeros(0, np.int64)]),
        )


def open_segment(folder: Path, manifest: Manifest, *, whole: bool = False) -> Segment:
    """Open a segment after its files were found to be what was written; with `whole` the sentences' vectors too.

    Raises `LibraryError` where they are not.
    """
    problems = damage(folder, manifest, unread=() if whole else ("sentences",))
    if problems:
        raise _damaged(problems[0])

    try:
        files = {name: _mapped(folder / name) for name in _TYPES}
        arrays = {name: np.frombuffer(files[name] or b"", kind) for name, kind in _TYPES.items()}
        passages = arrays["passages"].reshape(-1, manifest.dimension)
        recall = manifest.recall
        nearest = FlatIndex(passages) if recall is None else PQIndex.open(folder / _CODES, passages, recall)
    except (OSError, EmbeddingError) as error:  # a writer has taken it away since it was looked at
        raise LibraryError(f"the index changed while it was opened ({folder.name}): try again") from error
    mapped = tuple(file for file in files.values() if file is not None)
    if files["sentences"] is not None and not whole:
        files["sentences"].madvise(mmap.MADV_RANDOM)  # a few lines here and there: what lies around them is not wanted
    return Segment(
        folder.name,
        arrays["numbers"],
        passages,
        arrays["starts"],
        arrays["sentences"].reshape(-1, manifest.dimension),
        arrays["sums"],
        Postings(*(arrays[name] for name in ("keys", "offsets", "postings", "frequencies", "lengths"))),
        nearest,
        mapped,
    )


def _damaged(problem: str) -> LibraryError:
    return LibraryError(f"the index is damaged ({problem}): run `wenbao verify --repair`")


def _mapped(path: Path) -> mmap.mmap | None:
    """The file in memory; None where it is empty, as such a one cannot be mapped."""
    if not path.stat().st_size:
        return None
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def damage(
    folder: Path, manifest: Manifest, names: Collection[str] | None = None, unread: Collection[str] = ()
) -> list[str]:
    """What is wrong with the files of these names, or all of a segment, each in a few words; of some only the size."""
    there, wanted = manifest.files, names or {**_TYPES, **manifest.files}
    missing = [f"{folder.name}/{name} is missing" for name in wanted if name not in there]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(
            lambda name: _wrong(folder / name, there[name][0], None if name in unread else there[name][1]),
            [name for name in wanted if name in there],
        )
        return missing + [problem for problem in found if problem]


def _wrong(path: Path, size: int, digest: str | None) -> str:
    where = f"{path.parent.name}/{path.name}"
    try:
        if path.stat().st_size != size:
            return f"{where} has {path.stat().st_size} bytes, not {size}"
        if digest is None:
            return ""
        with path.open("rb") as file:
            return "" if hashlib.file_digest(file, "sha256").hexdigest() == digest else f"{where} has been changed"
    except FileNotFoundError:
        return f"{where} is missing"
    except OSError as error:
        return f"{where} cannot be read: {error.strerror}"


_TYPES = {
    "numbers": "<i8", "passages": "<f2", "starts": "<i8", "sentences": "<f2", "sums": "<u4",
    "keys": "<u8", "offsets": "<i8", "postings": "<i4", "frequencies": "u1", "lengths": "<u4",
}  # fmt: skip


class _Files:
    """Files that are written side by side, each with its checksum; all on disk when `finish` returns."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder, self._dimension = folder, dimension
        self._open: dict[str, tuple[BinaryIO, Any]] = {}

    def __enter__(self) -> _Files:
        shutil.rmtree(self._folder, ignore_errors=True)  # what a process that was killed has left
        self._folder.mkdir(parents=True)
        for name in _TYPES:
            self._open[name] = ((self._folder / name).open("wb"), hashlib.sha256())
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        for file, _ in self._open.values():
            file.close()
        if kind is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, name: str, array: NDArray[Any]) -> None:
        self._write(name, np.ascontiguousarray(array, _TYPES[name]).tobytes())

    def _write(self, name: str, data: bytes) -> None:
        file, digest = self._open[name]
        file.write(data)
        digest.update(data)

    def finish(
        self, numbers: Ids, counts: Ids, lengths: NDArray[np.uint32], frequencies: NDArray[np.int64]
    ) -> Manifest:
        """Add what is known at the end, and see that everything lies on disk."""
        self.add("numbers", numbers)
        self.add("starts", np.concatenate([[0], np.cumsum(counts)]))
        self.add("lengths", lengths)
        self.add("offsets", np.concatenate([[0], np.cumsum(frequencies)]))
        recall = self._code(len(numbers))
        files = {}
        for name, (file, digest) in self._open.items():
            file.flush()
            os.fsync(file.fileno())
            files[name] = (file.tell(), digest.hexdigest())
        for folder in (self._folder, self._folder.parent):
            sync(folder)
        return Manifest(len(numbers), self._dimension, files, recall)

    def _code(self, rows: int) -> float | None:
        if rows <= EXACT:
            return None
        for name in ("passages", "sentences"):
            self._open[name][0].flush()
        passages, sentences = (
            np.memmap(self._folder / name, "<f2", "r").reshape(-1, self._dimension)
            for name in ("passages", "sentences")
        )
        some = np.linspace(0, len(sentences) - 1, _QUERIES).astype(np.int64)
        codes = PQIndex.build(passages, sentences[some].astype(np.float32))
        if codes is None:
            return None
        self._open[_CODES] = ((self._folder / _CODES).open("wb"), hashlib.sha256())
        codes.save(lambda data: self._write(_CODES, data))
        return codes.recall


def sync(folder: Path) -> None:
    """See that the names in a folder lie on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
