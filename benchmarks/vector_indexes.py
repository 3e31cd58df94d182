"""Kinds of FAISS index by the number of vectors: time to build, ms a question, recall against exact search.

    python -m benchmarks.vector_indexes DATA [--sizes 50000 200000 1000000]

The vectors are those that `benchmarks.scale` makes up of DATA, the questions the set's own. Recall is the share of the
10, and of the 100, nearest that exact search over the same float16 vectors finds. `codes` is what the product takes
above `EXACT` vectors (`embeddings.faiss_index.Coded`); the others but the first two compare their best 150 exactly too.
One thread.
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

from benchmarks.scale import _material, _moved
from embeddings.faiss_index import FlatIndex, PQIndex, _best

Search = Callable[[NDArray[np.float32]], NDArray[np.int64]]
_K = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 200_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where `benchmarks.scale` has left its vectors")
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    with tempfile.TemporaryDirectory() as temporary:
        _, _, model, asked = _material(options.data, options.folder or Path(temporary))
    queries = model.encode_queries(asked)
    print(
        "| vectors | kind | s to build | p50 / p95 a question, ms | recall@10 | recall@100 |\n|---|---|---|---|---|---|"
    )
    for size in options.sizes:
        chance = np.random.default_rng(size)
        vectors = np.empty((size, model.dimension), np.float16)
        for start in range(0, size, 50_000):
            rows = chance.integers(len(model.base), size=min(50_000, size - start))
            vectors[start : start + len(rows)] = _moved(chance, model.base[rows], model.base)
        exact: list[NDArray[np.int64]] = []
        begun = time.perf_counter()
        for kind, search in _kinds(vectors):
            built = time.perf_counter() - begun
            found, seconds = [], []
            for query in queries:
                begun = time.perf_counter()
                found.append(search(query))
                seconds.append((time.perf_counter() - begun) * 1000)
            exact = exact or found
            recall = [
                np.mean([np.isin(a[:k], b[:k]).mean() for a, b in zip(exact, found, strict=True)]) for k in (10, _K)
            ]
            print(
                f"| {size:,} | {kind} | {built:.1f} | {np.median(seconds):.2f} / {np.percentile(seconds, 95):.2f} | "
                f"{recall[0]:.4f} | {recall[1]:.4f} |",
                flush=True,
            )
            begun = time.perf_counter()


def _kinds(vectors: NDArray[np.float16]) -> Iterator[tuple[str, Search]]:
    """Each kind by its name, built when it is asked for."""
    flat = FlatIndex(vectors)
    yield "all, float16", lambda query: flat.search(query, _K)[1]
    singles = faiss.IndexFlatIP(vectors.shape[1])
    _fill(singles, vectors)
    yield "all, float32", lambda query: singles.search(query[None], _K)[1][0]
    bits = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    _fill(bits, vectors)
    yield "all, 8 bits", _refined(bits, vectors)
    clusters = int(np.sqrt(len(vectors)))
    lists = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(vectors.shape[1]), vectors.shape[1], clusters, faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )  # fmt: skip
    _fill(lists, vectors)
    for part in (10, 3):
        lists.nprobe = clusters // part
        yield f"{clusters // part} of {clusters} clusters, 8 bits", _refined(lists, vectors)
    coded = PQIndex.build(vectors, vectors[:: len(vectors) // 200].astype(np.float32))
    if coded is not None:
        yield "codes", lambda query: coded.search(query, _K)[1]


def _fill(index: Any, vectors: NDArray[np.float16]) -> None:
    if not index.is_trained:
        chosen = np.sort(np.random.default_rng(0).choice(len(vectors), min(len(vectors), 50_000), replace=False))
        index.train(vectors[chosen].astype(np.float32))
    for start in range(0, len(vectors), 16_384):
        index.add(vectors[start : start + 16_384].astype(np.float32))


def _refined(index: Any, vectors: NDArray[np.float16]) -> Search:
    def search(query: NDArray[np.float32]) -> NDArray[np.int64]:
        rows = index.search(query[None], _K + _K // 2)[1][0]
        return _best(vectors, rows[rows >= 0], query, _K)[1]

    return search


if __name__ == "__main__":
    main()
