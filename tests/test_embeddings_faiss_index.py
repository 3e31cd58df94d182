from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings import faiss_index
from embeddings.errors import EmbeddingError
from embeddings.faiss_index import RECALL, FlatIndex, Nearest, PQIndex

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
def coded() -> PQIndex:
    made = PQIndex.build(VECTORS.astype(np.float16), grouped(200, 2))
    assert made is not None
    return made


def expected(query: np.ndarray, k: int, rows: np.ndarray) -> list[int]:
    return rows[np.argsort(-(VECTORS[rows].astype(np.float16).astype(np.float32) @ query), kind="stable")[:k]].tolist()


def test_flat_finds_the_nearest() -> None:
    flat = FlatIndex(VECTORS.astype(np.float16))
    for query in QUERIES:
        scores, rows = flat.search(query, 10)
        assert rows.tolist() == expected(query, 10, np.arange(6000))
        assert scores == pytest.approx(VECTORS[rows] @ query, abs=1e-3)


def test_codes_find_nearly_all_of_them_with_exact_scores(coded: PQIndex) -> None:
    shares = [np.isin(expected(q, 10, np.arange(6000)), coded.search(q, 10)[1]).mean() for q in grouped(200, 2)]
    assert coded.recall == pytest.approx(np.mean(shares), abs=1e-4)
    assert coded.recall >= RECALL
    found = 0
    for query in QUERIES:
        scores, rows = coded.search(query, 10)
        found += len(set(rows.tolist()) & set(expected(query, 10, np.arange(6000))))
        assert scores == pytest.approx(VECTORS[rows] @ query, abs=1e-3)
        assert (np.diff(scores) <= 0).all()
    assert found / 500 >= 0.95


@pytest.mark.parametrize("share", [0.9, 0.01, 0.0])
def test_only_allowed_rows_are_found(coded: PQIndex, share: float) -> None:
    allowed = np.random.default_rng(3).random(6000) < share
    searchers: tuple[Nearest, ...] = (FlatIndex(VECTORS.astype(np.float16)), coded)
    for searcher in searchers:
        for query in QUERIES[:10]:
            rows = searcher.search(query, 10, allowed)[1]
            assert allowed[rows].all()
            assert len(rows) == min(10, np.count_nonzero(allowed))
            if share < 0.5 or isinstance(searcher, FlatIndex):  # few are compared one by one
                assert rows.tolist() == expected(query, 10, np.flatnonzero(allowed))


def test_saved_and_opened_they_are_the_same(coded: PQIndex, tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        coded.save(file.write)
    again = PQIndex.open(tmp_path / "x", VECTORS.astype(np.float16), coded.recall)
    for query in QUERIES[:10]:
        assert again.search(query, 10)[1].tolist() == coded.search(query, 10)[1].tolist()
    (tmp_path / "x").write_bytes(b"nonsense")
    with pytest.raises(EmbeddingError):
        PQIndex.open(tmp_path / "x", VECTORS.astype(np.float16), coded.recall)


def test_codes_with_too_low_a_recall_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss_index, "_CANDIDATES", 20)  # by the codes alone, nearly
    vectors = np.random.default_rng(0).standard_normal((1500, 48)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = np.random.default_rng(1).standard_normal((60, 48)).astype(np.float32)
    monkeypatch.setattr(faiss_index, "RECALL", 0.0)
    made = PQIndex.build(vectors.astype(np.float16), queries)
    assert made is not None
    assert 0.5 < made.recall < 1
    monkeypatch.setattr(faiss_index, "RECALL", made.recall + 0.001)
    assert PQIndex.build(vectors.astype(np.float16), queries) is None


def test_rows_of_another_kind_are_found_among_many_that_are_nearer() -> None:
    near = np.tile(grouped(1), (20_000, 1)) + 0.1 * np.random.default_rng(4).standard_normal((20_000, DIMENSION))
    vectors = np.concatenate([near, grouped(5000, 5)]).astype(np.float16)
    coded = PQIndex.build(vectors, grouped(20, 2))
    assert coded is not None
    others = np.arange(25_000) >= 20_000
    rows = coded.search(grouped(1)[0], 10, others)[1]
    exact = vectors[20_000:].astype(np.float32) @ grouped(1)[0]
    assert sorted(rows.tolist()) == sorted((20_000 + np.argsort(-exact)[:10]).tolist())


def test_copies_of_one_vector_count_as_one_another() -> None:
    coded = PQIndex.build(np.tile(grouped(20), (100, 1)).astype(np.float16), grouped(200, 2))
    assert coded is not None
    assert coded.recall == 1.0


def test_the_recall_is_the_same_where_vectors_are_compared_in_pieces(
    coded: PQIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss_index, "_ROWS_AT_ONCE", 7)
    again = PQIndex.build(VECTORS.astype(np.float16), grouped(200, 2))
    assert again is not None
    assert again.recall == coded.recall


def test_a_search_leaves_the_number_of_threads_as_it_was(coded: PQIndex) -> None:
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(2)
    try:
        for index in (FlatIndex(VECTORS.astype(np.float16)), coded):
            index.search(QUERIES[0], 10)
            assert faiss.omp_get_max_threads() == 2
    finally:
        faiss.omp_set_num_threads(before)


def test_every_float16_becomes_the_same_float32() -> None:
    halves = np.arange(65536, dtype=np.uint16).view("<f2")
    halves = halves[np.isfinite(halves)]
    wide = faiss_index.to_float32(halves)
    assert wide.dtype == np.float32
    assert wide.tolist() == halves.tolist()
    assert np.signbit(wide).tolist() == np.signbit(halves).tolist()
