"""Encoding on a Ray cluster of two nodes on this machine, with an encoder that weighs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hash_encoder import HashEncoder
from ray_model import Recording, load

from embeddings.errors import EmbeddingError
from embeddings.ray_encoder import RayEncoder, split_by_length

TEXTS = [f"第{n}段：{'江州大桥' * (n % 9)}建成。" for n in range(60)]
TASK_TOKENS = 60


@pytest.fixture(scope="module")
def machines() -> Iterator[Any]:
    """A head and a second node, one core each, as two machines would be."""
    pytest.importorskip("ray", reason="the extra ray is not installed")
    from ray.cluster_utils import Cluster

    here = Path(__file__).parent
    size = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", f"{here.parent}:{here}")  # as if this project, and `load`, were installed there
        nodes = Cluster(initialize_head=True, head_node_args=size)
        nodes.add_node(num_cpus=1, object_store_memory=80_000_000)
        nodes.wait_for_nodes()
        yield nodes
        nodes.shutdown()


@pytest.fixture(scope="module")
def cluster(machines: Any) -> Iterator[RayEncoder]:
    """One connection for all tests: each would start workers of its own."""
    with RayEncoder(machines.address, load, TASK_TOKENS) as connected:
        yield connected


@pytest.fixture
def model(tmp_path: Path) -> Recording:
    made = load(str(tmp_path))
    assert isinstance(made, Recording)
    return made


def log(model: Recording) -> list[list[str]]:
    return [line.split() for line in (model.folder / "log").read_text().splitlines()]


def test_both_nodes_make_the_vectors_of_one(cluster: RayEncoder, model: Recording) -> None:
    done: list[int] = []
    (model.folder / "both").touch()
    vectors = cluster.encode(model, TEXTS, done.append)
    assert np.array_equal(vectors, HashEncoder().encode_queries(TEXTS))
    assert sum(done) == len(TEXTS)
    assert len({node for node, *_ in log(model)}) == 2
    assert sum(int(texts) for *_, texts in log(model)) == len(TEXTS)


def test_a_lost_worker_does_not_lose_the_run(cluster: RayEncoder, model: Recording) -> None:
    (model.folder / "die").touch()
    vectors = cluster.encode(model, TEXTS)
    assert np.array_equal(vectors, HashEncoder().encode_queries(TEXTS))
    assert sum(int(texts) for *_, texts in log(model)) > len(TEXTS)  # one part was done twice


def test_a_lost_machine_does_not_lose_the_run(machines: Any, cluster: RayEncoder, model: Recording) -> None:
    third = machines.add_node(num_cpus=1, object_store_memory=80_000_000)
    machines.wait_for_nodes()
    left: list[int] = []

    def lose(done: int) -> None:
        if not left:
            machines.remove_node(third, allow_graceful=False)
        left.append(done)

    vectors = cluster.encode(model, TEXTS, lose)
    assert np.array_equal(vectors, HashEncoder().encode_queries(TEXTS))
    assert sum(left) == len(TEXTS)


def test_another_model_on_a_machine_is_refused(cluster: RayEncoder, model: Recording) -> None:
    (model.folder / "other").touch()
    with pytest.raises(EmbeddingError, match="different weights"):
        cluster.encode(model, TEXTS)


def test_a_text_too_long_is_refused(cluster: RayEncoder, model: Recording) -> None:
    with pytest.raises(EmbeddingError, match="longer than"):
        cluster.encode(model, ["长" * 100])


def test_no_cluster_is_an_error_of_one_line() -> None:
    pytest.importorskip("ray", reason="the extra ray is not installed")
    with pytest.raises(EmbeddingError, match="no Ray cluster at"):
        RayEncoder("127.0.0.1:9", load)


def test_parts_are_of_like_length() -> None:
    assert split_by_length([4, 9, 1, 5, 12], 10) == [[2, 0, 3], [1], [4]]
    assert split_by_length([], 10) == []
