from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import EmbeddingError
from embeddings.nearest import RECALL, Clustered, Flat, Nearest

DIMENSION = 24


def grouped(n: int, seed: int = 0) -> np.ndarray:
    """Unit vectors around forty centres, as those of texts are."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((40, DIMENSION))
    vectors = centres[random.integers(0, 40, n)] + 0.3 * random.standard_normal((n, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


VECTORS = grouped(6000)
QUERIES = grouped(50, 1)


@pytest.fixture(scope="module")
def clustered() -> Clustered:
    made = Clustered.build(VECTORS.astype(np.float16), grouped(200, 2))
    assert made is not None
    return made


def expected(query: np.ndarray, k: int, rows: np.ndarray) -> list[int]:
    return rows[np.argsort(-(VECTORS[rows].astype(np.float16).astype(np.float32) @ query), kind="stable")[:k]].tolist()


def test_flat_finds_the_nearest() -> None:
    flat = Flat(VECTORS.astype(np.float16))
    for query in QUERIES:
        scores, rows = flat.search(query, 10)
        assert rows.tolist() == expected(query, 10, np.arange(6000))
        assert scores == pytest.approx(VECTORS[rows] @ query, abs=1e-3)


def test_clusters_find_nearly_all_of_them_with_exact_scores(clustered: Clustered) -> None:
    assert clustered.recall >= RECALL
    found = 0
    for query in QUERIES:
        scores, rows = clustered.search(query, 10)
        found += len(set(rows.tolist()) & set(expected(query, 10, np.arange(6000))))
        assert scores == pytest.approx(VECTORS[rows] @ query, abs=1e-3)
        assert (np.diff(scores) <= 0).all()
    assert found / 500 >= 0.95


@pytest.mark.parametrize("share", [0.9, 0.01, 0.0])
def test_only_allowed_rows_are_found(clustered: Clustered, share: float) -> None:
    allowed = np.random.default_rng(3).random(6000) < share
    searchers: tuple[Nearest, ...] = (Flat(VECTORS.astype(np.float16)), clustered)
    for searcher in searchers:
        for query in QUERIES[:10]:
            rows = searcher.search(query, 10, allowed)[1]
            assert allowed[rows].all()
            assert len(rows) == min(10, np.count_nonzero(allowed))
            if share < 0.5 or isinstance(searcher, Flat):  # few are compared one by one
                assert rows.tolist() == expected(query, 10, np.flatnonzero(allowed))


def test_saved_and_opened_they_are_the_same(clustered: Clustered, tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        clustered.save(file.write)
    again = Clustered.open(tmp_path / "x", VECTORS.astype(np.float16), clustered.recall)
    for query in QUERIES[:10]:
        assert again.search(query, 10)[1].tolist() == clustered.search(query, 10)[1].tolist()
    (tmp_path / "x").write_bytes(b"nonsense")
    with pytest.raises(EmbeddingError):
        Clustered.open(tmp_path / "x", VECTORS.astype(np.float16), clustered.recall)


def test_vectors_without_any_order_are_not_clustered() -> None:
    vectors = np.random.default_rng(0).standard_normal((3000, 200)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = np.random.default_rng(1).standard_normal((100, 200)).astype(np.float32)
    assert Clustered.build(vectors.astype(np.float16), queries) is None
