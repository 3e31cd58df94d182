"""The Milvus index against an exact search in NumPy, on Milvus Lite's own server."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from embeddings import milvus
from embeddings.errors import EmbeddingError
from embeddings.milvus import MilvusIndex

DIMENSION = 24


def unit(n: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((n, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def make(milvus_uri: str) -> Iterator[Callable[..., MilvusIndex]]:
    client, made = milvus.connect(milvus_uri), []

    def new(dimension: int, **options: object) -> MilvusIndex:
        made.append(MilvusIndex(client, f"t_{uuid.uuid4().hex}", dimension, **options))
        return made[-1]

    yield new
    for index in made:
        index.drop()


def test_nearest_first_under_the_callers_ids(make: Callable[..., MilvusIndex]) -> None:
    index, vectors = make(DIMENSION), unit(200)
    ids = np.arange(200, dtype=np.int64) * 7 + 3
    index.add(ids, vectors)
    scores, hits = index.search(vectors[:5], 10)
    exact = vectors[:5] @ vectors.T
    nearest = np.argsort(-exact, axis=1)[:, :10]
    assert (hits == ids[nearest]).all()
    assert np.allclose(scores, np.take_along_axis(exact, nearest, 1), atol=1e-6)


def test_removed_ids_are_not_found(make: Callable[..., MilvusIndex]) -> None:
    index, vectors = make(DIMENSION), unit(50)
    index.add(np.arange(50), vectors)
    assert index.remove(np.array([3, 4, 99])) == 2
    assert not np.isin(index.search(vectors[3:4], 48)[1], [3, 4]).any()
    with pytest.raises(EmbeddingError, match="not in the index"):
        index.cosines(vectors[3], np.array([3]))


def test_only_allowed_ids_are_found(make: Callable[..., MilvusIndex]) -> None:
    index, vectors = make(DIMENSION), unit(50)
    index.add(np.arange(50) + 100, vectors)
    scores, ids = index.search(vectors[:1], 5, np.array([110, 120]))
    assert set(ids[0]) == {110, 120, -1}
    assert np.isneginf(scores[0][2:]).all()
    assert (index.search(vectors[:1], 5, np.zeros(0, np.int64))[1] == -1).all()


def test_what_does_not_fit_is_refused(make: Callable[..., MilvusIndex]) -> None:
    index = make(DIMENSION)
    index.add(np.array([1]), unit(1))
    with pytest.raises(EmbeddingError, match=r"duplicate ids: 1$"):
        index.add(np.array([1]), unit(1))
    with pytest.raises(EmbeddingError, match=r"duplicate ids: 5$"):
        index.add(np.array([5, 5]), unit(2))
    with pytest.raises(EmbeddingError, match=r"1 ids and vectors of shape \(1, 5\) do not fit 24 dimensions"):
        index.add(np.array([2]), unit(1)[:, :5])


def test_an_empty_index_finds_nothing(make: Callable[..., MilvusIndex]) -> None:
    assert (make(DIMENSION).search(unit(1), 3)[1] == -1).all()


def test_another_client_sees_the_rows_at_once(make: Callable[..., MilvusIndex], milvus_uri: str) -> None:
    index, vectors = make(DIMENSION), unit(5)
    index.add(np.arange(5), vectors)
    again = MilvusIndex(milvus.connect(milvus_uri), index.name, DIMENSION)
    assert (len(again), again.count("id < 2")) == (5, 2)
    assert again.search(vectors[3:4], 1)[1].tolist() == [[3]]


def test_a_server_that_was_restarted_answers(make: Callable[..., MilvusIndex], milvus_uri: str) -> None:
    index, vectors = make(DIMENSION), unit(5)
    index.add(np.arange(5), vectors)
    milvus.connect(milvus_uri).release_collection(index.name)  # the state of a collection after a restart
    assert index.search(vectors[3:4], 1)[1].tolist() == [[3]]


def test_rows_are_filtered_by_facts(make: Callable[..., MilvusIndex]) -> None:
    index, vectors = make(DIMENSION, facts={"day": int, "source": str}), unit(4)
    names = ['湖"南\\日%报', "长沙晚报", "", "长沙晚报"]
    index.add(np.arange(4), vectors, facts={"day": [20200101, 20210101, 20220101, 20230101], "source": names})
    assert set(index.search(vectors[:1], 4, where="day >= 20210101")[1][0]) == {1, 2, 3, -1}
    assert set(index.search(vectors[:1], 4, np.array([0, 1]), where="day >= 20210101")[1][0]) == {1, -1}
    for name, ids in ((names[0], {0, -1}), (names[1], {1, 3, -1})):
        assert set(index.search(vectors[:1], 4, where=f"source in {milvus.text_list([name])}")[1][0]) == ids
    assert index.matching_ids(np.array([0, 1, 3, 9]), "day >= 20210101") == {1, 3}


def test_words_are_inner_products(make: Callable[..., MilvusIndex]) -> None:
    index = make(DIMENSION, sparse=True)
    index.add(np.array([10, 20, 30]), unit(3), [{1: 0.5, 7: 1.0}, {7: 0.25, 4294967294: 1.0}, {9: 1.0}])
    scores, ids = index.search_words([{7: 2.0, 1: 1.0}, {}, {4294967294: 3.0}], 2)
    assert ids.tolist() == [[10, 20], [-1, -1], [20, -1]]
    assert scores[0].tolist() == pytest.approx([2.5, 0.5])
    assert scores[2].tolist() == [3.0, -np.inf]
    assert index.search_words([{7: 1.0}], 2, where="id > 10")[1].tolist() == [[20, -1]]
    products = index.word_products([{7: 2.0, 1: 1.0}, {}], np.array([30, 10, 20]))
    assert products.tolist() == [pytest.approx([0.0, 2.5, 0.5]), [0.0, 0.0, 0.0]]


def test_cosines_come_in_the_order_of_the_ids(make: Callable[..., MilvusIndex]) -> None:
    index, vectors = make(DIMENSION), unit(4200)
    ids = np.arange(4200) * 3
    index.add(ids, vectors)
    some = np.random.default_rng(1).permutation(4200)[:4100]  # more than one request may name
    assert np.allclose(index.cosines(vectors[0], ids[some]), vectors[some] @ vectors[0], atol=1e-6)
    assert len(index.cosines(vectors[0], ids[:0])) == 0
    with pytest.raises(EmbeddingError, match="not in the index"):
        index.cosines(vectors[0], np.array([0, 1]))


def test_rows_from_an_id_on_are_removed(make: Callable[..., MilvusIndex]) -> None:
    index = make(DIMENSION)
    index.add(np.arange(10), unit(10))
    index.remove_from(4)
    assert len(index) == 4


def test_a_server_that_does_not_answer_is_an_error_of_one_line() -> None:
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    with pytest.raises(EmbeddingError, match="the Milvus server failed") as caught:
        milvus.connect("http://127.0.0.1:9", timeout=0.5)
    assert "\n" not in str(caught.value)
    with pytest.raises(EmbeddingError, match="not the address"):
        milvus.connect("wenbao.db")
