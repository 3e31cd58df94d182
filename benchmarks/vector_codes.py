"""The codes of `embeddings.faiss_index.PQIndex` beside FAISS' RaBitQ of one to eight bits a number (Gao et al., 2024).

    python -m benchmarks.vector_codes DATA [--sizes 200000 1000000]

The vectors are those that `benchmarks.scale` generates from DATA, the questions the set's own. Each kind proposes its
best 1,000 vectors, which are compared exactly, as the product does. Recall is the share of the 10, and of the 100,
nearest that exact search over the same float16 vectors finds. Prints the processor time of one thread.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.scale import material, moved
from embeddings.faiss_index import FlatIndex, PQIndex, cosines
from embeddings.types import Float16, Rows, Vector

_K = 100
_CANDIDATES = 1000
_ROWS_AT_ONCE = 16_384
_TRAINING_VECTORS = 20_000
# For FAISS' factory: one list, as the product's own codes have, by groups of vectors at once (fs) or one by one.
_RABITQ = ("RaBitQfs", "RaBitQfs2", "RaBitQfs4", "RaBitQ2", "RaBitQ4", "RaBitQ8")

Search = Callable[[Vector], Rows]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200_000, 1_000_000])
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        _, _, model, questions = material(options.data, Path(folder))
    queries = model.encode_queries(questions)
    print("| vectors | kind | bytes a vector | s to build | ms a question, p50 / p95 | recall@10 | recall@100 |")
    print("|---|---|---|---|---|---|---|")
    for size in options.sizes:
        vectors = _generated(model.base, size)
        nearest: list[Rows] = []
        for name, build in _kinds(vectors, queries):
            begun = time.process_time()
            search, width = build()
            built = time.process_time() - begun
            found, ms = _timed(search, queries)
            nearest = nearest or found
            recall = " | ".join(f"{_recall(nearest, found, k):.4f}" for k in (10, _K))
            times = f"{np.median(ms):.2f} / {np.percentile(ms, 95):.2f}"
            print(f"| {size:,} | {name} | {width} | {built:.1f} | {times} | {recall} |", flush=True)


def _generated(base: NDArray[np.float32], size: int) -> Float16:
    chance = np.random.default_rng(size)
    vectors = np.empty((size, base.shape[1]), np.float16)
    for start in range(0, size, 50_000):
        rows = chance.integers(len(base), size=min(50_000, size - start))
        vectors[start : start + len(rows)] = moved(chance, base[rows], base)
    return vectors


def _kinds(vectors: Float16, queries: NDArray[np.float32]) -> Iterator[tuple[str, Callable[[], tuple[Search, int]]]]:
    """The kinds by name, with a function that builds one: its search, and the bytes it keeps in memory a vector."""

    def exact() -> tuple[Search, int]:
        index = FlatIndex(vectors)
        return lambda query: index.search(query, _K)[1], vectors.shape[1] * 2

    def codes() -> tuple[Search, int]:
        index = PQIndex.build(vectors, queries)
        assert index is not None  # its recall is high enough
        return lambda query: index.search(query, _K)[1], vectors.shape[1] // 4

    yield "exact, float16", exact
    yield "codes", codes
    for kind in _RABITQ:
        yield kind, lambda kind=kind: _rabitq(kind, vectors)  # type: ignore[misc]


def _rabitq(kind: str, vectors: Float16) -> tuple[Search, int]:
    index = faiss.index_factory(vectors.shape[1], f"IVF1,{kind}", faiss.METRIC_INNER_PRODUCT)
    index.train(vectors[:: max(1, len(vectors) // _TRAINING_VECTORS)].astype(np.float32))
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        index.add(vectors[start : start + _ROWS_AT_ONCE].astype(np.float32))

    def search(query: Vector) -> Rows:
        rows = np.sort(index.search(query[None], _CANDIDATES)[1][0])
        nearest: Rows = rows[np.argsort(-cosines(vectors[rows], query), kind="stable")[:_K]]
        return nearest

    return search, _bytes(index)


def _bytes(index: Any) -> int:
    """The size of the index as it is saved, by vector."""
    return round(faiss.serialize_index(index).nbytes / index.ntotal)


def _timed(search: Search, queries: NDArray[np.float32]) -> tuple[list[Rows], list[float]]:
    found, ms = [], []
    for query in queries:
        begun = time.process_time()
        found.append(search(query))
        ms.append((time.process_time() - begun) * 1000)
    return found, ms


def _recall(nearest: list[Rows], found: list[Rows], k: int) -> float:
    return float(np.mean([np.isin(a[:k], b[:k]).mean() for a, b in zip(nearest, found, strict=True)]))


if __name__ == "__main__":
    main()
