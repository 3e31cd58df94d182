from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import EmbeddingError
from embeddings.index import INDEXES, ExactIndex, VectorIndex

DIMENSION = 24


def unit(n: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((n, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(params=sorted(INDEXES))
def make(request: pytest.FixtureRequest) -> Callable[[int], VectorIndex]:
    return INDEXES[request.param]


def test_nearest_first_under_the_callers_ids(make: Callable[[int], VectorIndex]) -> None:
    index, vectors = make(DIMENSION), unit(200)
    ids = np.arange(200, dtype=np.int64) * 7 + 3
    index.add(ids, vectors)
    scores, found = index.search(vectors[:5], 10)
    expected = np.argsort(-(vectors[:5] @ vectors.T), axis=1)[:, :10]
    assert (found == ids[expected]).all()
    assert np.allclose(scores, np.take_along_axis(vectors[:5] @ vectors.T, expected, 1), atol=1e-6)
    assert np.allclose(index.vectors(ids[[4, 2]]), vectors[[4, 2]])


def test_removed_ids_are_found_no_more(make: Callable[[int], VectorIndex]) -> None:
    index, vectors = make(DIMENSION), unit(50)
    index.add(np.arange(50), vectors)
    assert index.remove(np.array([3, 4, 99])) == 2
    assert not np.isin(index.search(vectors[3:4], 48)[1], [3, 4]).any()
    with pytest.raises(EmbeddingError, match="not in the index"):
        index.vectors(np.array([3]))


def test_only_allowed_ids_are_found(make: Callable[[int], VectorIndex]) -> None:
    index, vectors = make(DIMENSION), unit(50)
    index.add(np.arange(50) + 100, vectors)
    scores, found = index.search(vectors[:1], 5, np.array([110, 120]))
    assert set(found[0]) == {110, 120, -1}
    assert np.isneginf(scores[0][2:]).all()


def test_what_does_not_fit_is_refused(make: Callable[[int], VectorIndex]) -> None:
    index = make(DIMENSION)
    index.add(np.array([1]), unit(1))
    with pytest.raises(EmbeddingError, match="given twice"):
        index.add(np.array([1]), unit(1))
    with pytest.raises(EmbeddingError, match="given twice"):
        index.add(np.array([5, 5]), unit(2))
    with pytest.raises(EmbeddingError, match="do not fit"):
        index.add(np.array([2]), unit(1)[:, :5])


def test_an_empty_index_finds_nothing(make: Callable[[int], VectorIndex]) -> None:
    assert (make(DIMENSION).search(unit(1), 3)[1] == -1).all()


def test_saved_and_opened_it_is_the_same(tmp_path: Path) -> None:
    index, vectors = ExactIndex(DIMENSION), unit(20)
    index.add(np.arange(20) * 3, vectors)
    index.save(tmp_path / "x.faiss")
    again = ExactIndex.open(tmp_path / "x.faiss")
    assert (again.search(vectors, 4)[1] == index.search(vectors, 4)[1]).all()
    assert [path.name for path in tmp_path.iterdir()] == ["x.faiss"]


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes | None) -> None:
    if damage is not None:
        (tmp_path / "x.faiss").write_bytes(damage)
    with pytest.raises(EmbeddingError, match="index the articles again"):
        ExactIndex.open(tmp_path / "x.faiss")
