"""FAISS over vectors that never change: exact up to a size, above it by codes whose recall is checked when built.

Vectors are float16 here, on disk and in memory. Results are row numbers of their matrix.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeGuard

import numpy as np

from embeddings.errors import EmbeddingError
from embeddings.types import Float16, Mask, Rows, Scores, Vector, Vectors

EXACT = 100_000  # vectors up to which every one is compared (docs/scale.md)
RECALL = 0.99  # of the `_RECALL_AT` nearest that exact search finds, on average over `_RECALL_QUERIES` queries
_RECALL_AT = 10
_RECALL_QUERIES = 200
_SCORE_TOLERANCE = 1e-5  # copies of one text have the same vector: which of them are found does not matter
_TRAINING_VECTORS = 20_000
_CANDIDATES = 1000  # rows that lead by their codes and are then compared exactly; ten times `k` where that is more
_ROWS_AT_ONCE = 16_384
_BRUTE_FORCE_ROWS = 4096  # allowed rows up to which each is compared, instead of searching among all


class Nearest(Protocol):
    """Finds the nearest rows of a matrix of unit vectors."""

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> tuple[Scores, Rows]:
        """The nearest rows of a query, float32 (d,): scores float32 and rows int64, both (at most k,), best first.

        `allowed`, bool (n,), is True for the rows that may be found.
        """


class FlatIndex:
    """Exact search: a query is compared with every vector."""

    def __init__(self, vectors: Float16) -> None:
        """Copy the vectors, float16 (n, d), into memory."""
        faiss = _faiss()
        self._vectors = vectors
        self._index: Any = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        faiss.copy_array_to_vector(np.ascontiguousarray(vectors).view(np.uint8).ravel(), self._index.codes)
        self._index.ntotal = len(vectors)

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> tuple[Scores, Rows]:
        """See `Nearest`."""
        if _is_small(allowed):
            return _exact_nearest(self._vectors, np.flatnonzero(allowed), query, k)
        faiss = _faiss()
        params = None if allowed is None else faiss.SearchParameters(sel=_selector(allowed))
        with _one_thread():
            return _first_result(self._index.search(query[None, :], k, params=params))


class PQIndex:
    """Search by codes of 4 bits for each two numbers of a vector, then exactly among the best candidates.

    The codes take an eighth of the vectors' memory (product quantisation, Jégou et al., 2011; compared by fast scan,
    André et al., 2015; FAISS `IndexIVFPQFastScan` with a single list, as that kind takes a selector). `recall` is the
    share of the ten nearest that it found when it was built.
    """

    def __init__(self, index: Any, vectors: Float16, recall: float) -> None:
        """Take what `build` made, or what was read from a file, and the vectors, float16 (n, d)."""
        self._index, self._vectors, self.recall = index, vectors, recall

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> tuple[Scores, Rows]:
        """See `Nearest`."""
        if _is_small(allowed):
            return _exact_nearest(self._vectors, np.flatnonzero(allowed), query, k)
        faiss = _faiss()
        params = faiss.SearchParametersIVF(nprobe=1, sel=None if allowed is None else _selector(allowed))
        with _one_thread():
            _, rows = _first_result(self._index.search(query[None, :], max(_CANDIDATES, 10 * k), params=params))
        return _exact_nearest(self._vectors, rows, query, k)

    @classmethod
    def build(cls, vectors: Float16, queries: Vectors) -> PQIndex | None:
        """Make the codes of vectors, float16 (n, d); None where their recall on the queries is below `RECALL`.

        `queries`, float32 (queries, d), are like those to come; the first `_RECALL_QUERIES` are used.
        """
        faiss = _faiss()
        n, dimension = vectors.shape
        if dimension % 2:
            return None
        index = faiss.IndexIVFPQFastScan(
            faiss.IndexFlatIP(dimension), dimension, 1, dimension // 2, 4, faiss.METRIC_INNER_PRODUCT
        )
        sample = np.sort(np.random.default_rng(0).choice(n, min(n, _TRAINING_VECTORS), replace=False))
        index.train(vectors[sample].astype(np.float32))
        for start in range(0, n, _ROWS_AT_ONCE):
            index.add(vectors[start : start + _ROWS_AT_ONCE].astype(np.float32))
        built = cls(index, vectors, 0.0)
        built.recall = built._measured_recall(queries[:_RECALL_QUERIES])
        return built if built.recall >= RECALL else None

    def _measured_recall(self, queries: Vectors) -> float:
        """The mean share of the ten nearest that is found: of the scores, how many reach the tenth best."""
        results = [self.search(query, _RECALL_AT)[0] for query in queries]
        thresholds = _tenth_best(self._vectors, queries)
        pairs = zip(results, thresholds, strict=True)
        return float(np.mean([(scores >= threshold - _SCORE_TOLERANCE).mean() for scores, threshold in pairs]))

    def save(self, write: Callable[[bytes], object]) -> None:
        """Pass the index, without the vectors, to a function that writes bytes."""
        faiss = _faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(write))

    @classmethod
    def open(cls, path: Path, vectors: Float16, recall: float) -> PQIndex:
        """Read what `save` wrote, for the same vectors, float16 (n, d).

        Raises `EmbeddingError` where the file is missing or damaged.
        """
        faiss = _faiss()
        try:
            index = faiss.read_index(os.fspath(path))
        except RuntimeError as error:
            raise EmbeddingError("vectors_unreadable", name=path.name) from error
        return cls(index, vectors, recall)


def cosines(vectors: Float16, query: Vector) -> Scores:
    """The inner product of each vector, float16 (n, d), with a query, float32 (d,): float32 (n,)."""
    # Not `@`: BLAS starts threads for it, which wait for each other when the cores are busy.
    products: Scores = np.einsum("ij,j->i", to_float32(vectors), query)
    return products


def to_float32(vectors: Float16) -> Vectors:
    """The same numbers as float32, by their bits: NumPy's own conversion takes nine times as long.

    The exponents of both kinds differ by 112, and multiplying sets subnormal numbers right too. Finite numbers only.
    """
    bits = vectors.view("<i2").astype(np.int32)
    bits <<= 13
    bits &= ~0x70000000  # the sign was spread over these three
    wide = bits.view(np.float32)
    wide *= np.float32(2.0**112)
    return wide


def _faiss() -> Any:
    import faiss  # its types lack half of what is used here

    return faiss


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS on one thread: more do not speed up a single query, and they wait for each other on busy cores.

    FAISS and the model share OpenMP's number of threads in each thread of Python, so it is set back.
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


def _is_small(allowed: Mask | None) -> TypeGuard[Mask]:
    """Whether so few rows may be found that comparing each is faster than a search."""
    return allowed is not None and int(np.count_nonzero(allowed)) <= _BRUTE_FORCE_ROWS


def _exact_nearest(vectors: Float16, rows: Rows, query: Vector, k: int) -> tuple[Scores, Rows]:
    """The k nearest among some rows, as `Nearest.search`."""
    ascending = np.sort(rows)
    scores = cosines(vectors[ascending], query)
    order = np.argsort(-scores, kind="stable")[:k]
    return scores[order], ascending[order]


def _tenth_best(vectors: Float16, queries: Vectors) -> Scores:
    """The tenth best score of each query among all vectors: float32 (len(queries),)."""
    scores = np.zeros((len(queries), 0), np.float32)
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        scores = np.hstack([scores, queries @ vectors[start : start + _ROWS_AT_ONCE].astype(np.float32).T])
        scores = -np.partition(-scores, min(_RECALL_AT, scores.shape[1]) - 1, axis=1)[:, :_RECALL_AT]
    tenth: Scores = scores.min(axis=1)
    return tenth


def _first_result(result: tuple[Scores, Rows]) -> tuple[Scores, Rows]:
    """What FAISS found for the only query, without the rows -1 that it fills up with."""
    scores, rows = result[0][0], result[1][0]
    return scores[rows >= 0], rows[rows >= 0]
