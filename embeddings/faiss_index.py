"""FAISS over vectors that never change: exact up to a size, above it by codes with the recall checked when built.

Vectors are float16 here, on disk and in memory. Knows rows of a matrix, never what they stand for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EmbeddingError

Float16 = NDArray[np.float16]
Vector = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

EXACT = 100_000  # vectors up to which every one is compared (docs/scale.md)
RECALL = 0.99  # of the ten nearest that exact search finds, on average over `_SAMPLE` queries
_SAMPLE = 200
_TEN = 10
_EQUAL = 1e-5  # copies of one text have the same vector: which of them are found does not matter
_TRAINED = 20_000  # vectors that the codes are made for
_LOOKED = 1000  # rows that lead by their codes and are then compared exactly; more where more are asked for
_AT_ONCE = 16_384
_FEW = 4096  # rows that are compared one by one rather than looked for among all


class Nearest(Protocol):
    """Finds the nearest rows of a matrix of unit vectors."""

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> tuple[Vector, Rows]:
        """The nearest rows of a query (dimension,): scores float32 and rows int64, both (at most k,), best first.

        `allowed` is True for the rows that may be found, bool (n,).
        """


class FlatIndex:
    """Exact search: a query is compared with every vector."""

    def __init__(self, vectors: Float16) -> None:
        """Copy the vectors, float16 (n, dimension), into memory."""
        faiss = _faiss()
        self._vectors = vectors
        self._index: Any = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        faiss.copy_array_to_vector(np.ascontiguousarray(vectors).view(np.uint8).ravel(), self._index.codes)
        self._index.ntotal = len(vectors)

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> tuple[Vector, Rows]:
        """See `Nearest`."""
        few = brute_force_subset(self._vectors, query, k, allowed)
        if few is not None:
            return few
        faiss = _faiss()
        params = None if allowed is None else faiss.SearchParameters(sel=_selector(allowed))
        with _one_thread():
            return _found(self._index.search(query[None, :], k, params=params))


class PQIndex:
    """Search by codes of 4 bits for each two numbers of a vector, then exactly among those that lead.

    The codes take an eighth of the vectors' memory (product quantisation, Jégou et al., 2011; compared by fast scan,
    André et al., 2015; FAISS `IndexIVFPQFastScan` with a single list, as that kind takes a selector). `recall` is the
    share of the ten nearest that it found of those that exact search finds, when it was built.
    """

    def __init__(self, index: Any, vectors: Float16, recall: float) -> None:
        """Take what `build` made, or what was read from a file."""
        self._index, self._vectors, self.recall = index, vectors, recall

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> tuple[Vector, Rows]:
        """See `Nearest`."""
        few = brute_force_subset(self._vectors, query, k, allowed)
        if few is not None:
            return few
        faiss = _faiss()
        params = faiss.SearchParametersIVF(nprobe=1, sel=None if allowed is None else _selector(allowed))
        with _one_thread():
            _, rows = _found(self._index.search(query[None, :], max(_LOOKED, 10 * k), params=params))
        return _best(self._vectors, rows, query, k)

    @classmethod
    def build(cls, vectors: Float16, queries: Vector) -> PQIndex | None:
        """Make the codes; None where they do not give `RECALL` on the queries.

        `queries` are what will be asked for, or as near to it as can be had, float32 (at most `_SAMPLE` are used).
        """
        faiss = _faiss()
        n, dimension = vectors.shape
        if dimension % 2:
            return None
        index = faiss.IndexIVFPQFastScan(
            faiss.IndexFlatIP(dimension), dimension, 1, dimension // 2, 4, faiss.METRIC_INNER_PRODUCT
        )
        chosen = np.sort(np.random.default_rng(0).choice(n, min(n, _TRAINED), replace=False))
        index.train(vectors[chosen].astype(np.float32))
        for start in range(0, n, _AT_ONCE):
            index.add(vectors[start : start + _AT_ONCE].astype(np.float32))
        made = cls(index, vectors, 0.0)
        sample = queries[:_SAMPLE]
        least = _tenth(vectors, sample)
        found = [made.search(query, _TEN)[0] for query in sample]
        made.recall = float(
            np.mean([(scores >= tenth - _EQUAL).mean() for scores, tenth in zip(found, least, strict=True)])
        )
        return made if made.recall >= RECALL else None

    def save(self, write: Callable[[bytes], object]) -> None:
        """Hand the index, without the vectors, to a function that writes bytes."""
        faiss = _faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(write))

    @classmethod
    def open(cls, path: Path, vectors: Float16, recall: float) -> PQIndex:
        """Read what `save` wrote. Raises `EmbeddingError` where the file is missing or damaged."""
        faiss = _faiss()
        try:
            index = faiss.read_index(os.fspath(path))
        except RuntimeError as error:
            raise EmbeddingError(f"the vector index {path.name} cannot be read") from error
        return cls(index, vectors, recall)


def _faiss() -> Any:
    import faiss  # its types lack half of what is used here

    return faiss


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS on one thread: one query at a time gains nothing from more, and more wait on busy cores.

    The number holds for all that this thread computes with OpenMP, the model's passes too, so it is put back.
    """
    faiss = _faiss()
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _selector(allowed: Mask) -> Any:
    return _faiss().IDSelectorBitmap(np.packbits(allowed, bitorder="little"))


def brute_force_subset(vectors: Float16, query: Vector, k: int, allowed: Mask | None) -> tuple[Vector, Rows] | None:
    """The answer where few rows may be found at all; None where there are many."""
    if allowed is None or np.count_nonzero(allowed) > _FEW:
        return None
    return _best(vectors, np.flatnonzero(allowed), query, k)


def _best(vectors: Float16, rows: Rows, query: Vector, k: int) -> tuple[Vector, Rows]:
    scores = cosines(vectors[np.sort(rows)], query)
    order = np.argsort(-scores, kind="stable")[:k]
    return scores[order], np.sort(rows)[order]


def _tenth(vectors: Float16, queries: Vector) -> Vector:
    """The tenth best score of each query among all vectors: float32 (len(queries),)."""
    scores = np.zeros((len(queries), 0), np.float32)
    for start in range(0, len(vectors), _AT_ONCE):
        scores = np.hstack([scores, queries @ vectors[start : start + _AT_ONCE].astype(np.float32).T])
        scores = -np.partition(-scores, min(_TEN, scores.shape[1]) - 1, axis=1)[:, :_TEN]
    least: Vector = scores.min(axis=1)
    return least


def cosines(vectors: Float16, query: Vector) -> Vector:
    """The inner product of each vector, float16 (n, dimension), with a query: float32 (n,)."""
    # Not `@`: BLAS starts threads for it, which wait for each other when the cores are busy.
    product: Vector = np.einsum("ij,j->i", _widened(vectors), query)
    return product


def _widened(halves: Float16) -> Vector:
    """The same numbers as float32, by their bits: numpy's own conversion takes nine times as long.

    The exponents of both kinds differ by 112, and multiplying sets subnormal numbers right too. Finite numbers only.
    """
    bits = halves.view("<i2").astype(np.int32)
    bits <<= 13
    bits &= ~0x70000000  # the sign was spread over these three
    wide = bits.view(np.float32)
    wide *= np.float32(2.0**112)
    return wide


def _found(result: tuple[NDArray[np.float32], Rows]) -> tuple[Vector, Rows]:
    scores, rows = result[0][0], result[1][0]
    return scores[rows >= 0], rows[rows >= 0]
