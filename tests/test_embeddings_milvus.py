"""The Milvus index against the tests of every index, and what it does beyond them, on Milvus Lite's own server."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from test_embeddings_index import (  # the same tests, with the fixture `make` of this file
    DIMENSION,
    test_an_empty_index_finds_nothing,
    test_nearest_first_under_the_callers_ids,
    test_only_allowed_ids_are_found,
    test_removed_ids_are_found_no_more,
    test_what_does_not_fit_is_refused,
    unit,
)

from embeddings import milvus
from embeddings.errors import EmbeddingError
from embeddings.milvus import MilvusIndex

__all__ = [
    "test_an_empty_index_finds_nothing",
    "test_nearest_first_under_the_callers_ids",
    "test_only_allowed_ids_are_found",
    "test_removed_ids_are_found_no_more",
    "test_what_does_not_fit_is_refused",
]


@pytest.fixture
def make(milvus_uri: str) -> Iterator[Callable[..., MilvusIndex]]:
    client, made = milvus.connect(milvus_uri), []

    def new(dimension: int, **options: object) -> MilvusIndex:
        made.append(MilvusIndex(client, f"t_{uuid.uuid4().hex}", dimension, **options))
        return made[-1]

    yield new
    for index in made:
        index.drop()


def test_another_client_sees_the_rows_at_once(make: Callable[..., MilvusIndex], milvus_uri: str) -> None:
    index, vectors = make(DIMENSION), unit(5)
    index.add(np.arange(5), vectors)
    again = MilvusIndex(milvus.connect(milvus_uri), index.name, DIMENSION)
    assert (len(again), again.count("id < 2")) == (5, 2)
    assert again.search(vectors[3:4], 1)[1].tolist() == [[3]]


def test_a_server_that_was_started_again_answers(make: Callable[..., MilvusIndex]) -> None:
    index, vectors = make(DIMENSION), unit(5)
    index.add(np.arange(5), vectors)
    index._client.release_collection(index.name)  # what Milvus Lite holds after a start
    assert index.search(vectors[3:4], 1)[1].tolist() == [[3]]


def test_rows_are_left_out_by_facts(make: Callable[..., MilvusIndex]) -> None:
    index, vectors = make(DIMENSION, facts={"day": int, "source": str}), unit(4)
    names = ['湖"南\\日%报', "长沙晚报", "", "长沙晚报"]
    index.add(np.arange(4), vectors, facts={"day": [20200101, 20210101, 20220101, 20230101], "source": names})
    assert set(index.search(vectors[:1], 4, where="day >= 20210101")[1][0]) == {1, 2, 3, -1}
    assert set(index.search(vectors[:1], 4, np.array([0, 1]), where="day >= 20210101")[1][0]) == {1, -1}
    for name, found in ((names[0], {0, -1}), (names[1], {1, 3, -1})):
        assert set(index.search(vectors[:1], 4, where=f"source in {milvus.texts([name])}")[1][0]) == found


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


def test_cosines_come_in_the_order_of_the_ids(
    make: Callable[..., MilvusIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "_ASKED", 7)  # more requests than one
    index, vectors = make(DIMENSION), unit(40)
    ids = np.arange(40) * 3
    index.add(ids, vectors)
    some = np.random.default_rng(1).permutation(40)[:20]
    assert np.allclose(index.cosines(vectors[0], ids[some]), vectors[some] @ vectors[0], atol=1e-6)
    assert len(index.cosines(vectors[0], ids[:0])) == 0
    with pytest.raises(EmbeddingError, match="not in the index"):
        index.cosines(vectors[0], np.array([0, 1]))


def test_rows_from_an_id_on_are_removed(make: Callable[..., MilvusIndex]) -> None:
    index = make(DIMENSION)
    index.add(np.arange(10), unit(10))
    index.remove_from(4)
    assert len(index) == 4


def test_a_server_that_is_not_there_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    monkeypatch.setattr(milvus, "_PATIENCE", 0.5)
    with pytest.raises(EmbeddingError, match="the Milvus server failed"):
        milvus.connect("http://127.0.0.1:9")
    with pytest.raises(EmbeddingError, match="not the address"):
        milvus.connect("wenbao.db")
