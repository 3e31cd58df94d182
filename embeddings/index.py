"""Indexes that find the nearest vectors: one protocol, and exact search as the oracle for every other kind.

Ids are the caller's own int64 numbers; an index never makes one up. Knows arrays and files, never what they mean.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EmbeddingError

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]


class VectorIndex(Protocol):
    """What every index does. Vectors are float32 of unit length, shape (n, dimension); ids are int64, shape (n,)."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add the vectors under the ids. Raises `EmbeddingError` on another dimension, or an id that is there."""

    def remove(self, ids: Ids) -> int:
        """Take the ids out, and say how many were there."""

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """The k nearest of each query by cosine: scores float32 and ids int64, both (n, k), best first.

        `allowed` leaves out all other ids. Where fewer than k are there, the rest of a row has the id -1 and the score
        -inf.
        """

    def vectors(self, ids: Ids) -> Vectors:
        """The vectors under the ids, float32 (n, dimension). Raises `EmbeddingError` where an id is not there."""


class ExactIndex:
    """FAISS over all vectors, nothing approximated (`IndexIDMap2` of `IndexFlatIP`)."""

    def __init__(self, dimension: int) -> None:
        """An empty index for vectors of that length."""
        import faiss

        self.dimension = dimension
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def ids(self) -> Ids:
        """All ids, int64 (n,), in the order in which they lie."""
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex`."""
        if vectors.ndim != 2 or vectors.shape != (len(ids), self.dimension):
            raise EmbeddingError(
                f"{len(ids)} ids and vectors of shape {vectors.shape} do not fit {self.dimension} dimensions"
            )
        known = np.intersect1d(ids, self.ids)
        if len(known) or len(np.unique(ids)) != len(ids):
            raise EmbeddingError(f"ids given twice: {known[:3].tolist() or 'in one call'}")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: Ids) -> int:
        """See `VectorIndex`."""
        return int(self._index.remove_ids(np.ascontiguousarray(ids, np.int64))) if len(ids) else 0

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """See `VectorIndex`."""
        import faiss

        params = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, np.int64))
            params = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, ids = self._index.search(np.ascontiguousarray(queries, np.float32), k, params=params)
        scores[ids < 0] = -np.inf
        return scores, ids

    def vectors(self, ids: Ids) -> Vectors:
        """See `VectorIndex`."""
        if not len(ids):
            return np.zeros((0, self.dimension), np.float32)
        try:
            found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(ids, np.int64))
        except RuntimeError as error:
            raise EmbeddingError("an id is not in the index") from error
        return found

    def save(self, path: Path) -> None:
        """Write to `path` in one step: the file is there in whole or, after a crash, as it was before."""
        import faiss

        temporary = path.with_name(path.name + ".part")
        with temporary.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    @classmethod
    def open(cls, path: Path) -> ExactIndex:
        """Read what `save` wrote. Raises `EmbeddingError` where the file is missing or damaged."""
        import faiss

        try:
            read = faiss.read_index(str(path))
            dimension = int(read.d)
        except RuntimeError as error:
            raise EmbeddingError(f"the vector index {path.name} cannot be read: index the articles again") from error
        index = cls(dimension)
        index._index = read
        return index


INDEXES: dict[str, Callable[[int], VectorIndex]] = {"exact": ExactIndex}
