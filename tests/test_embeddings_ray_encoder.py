"""Encoding on a Ray cluster of two nodes on this machine, with an encoder that weighs nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import HashEncoder

from embeddings import ray_encoder
from embeddings.encoder import Encoder, Progress, Vectors
from embeddings.errors import EmbeddingError
from embeddings.ray_encoder import Cluster

TEXTS = [f"第{n}段：{'江州大桥' * (n % 9)}建成。" for n in range(60)]


class Recording(HashEncoder):
    """Leaves a line for each part in the file `log` beside it, and kills its process as `die` says, once."""

    folder: Path

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        import ray

        with (self.folder / "log").open("a") as log:
            log.write(f"{ray.get_runtime_context().get_node_id()} {os.getpid()} {len(texts)}\n")
        death = self.folder / "die"
        if death.exists():
            death.unlink()
            os._exit(1)
        return super().encode_documents(texts, progress)


def load(name: str | None) -> Encoder:
    folder, dimension = str(name).split("|")
    model = Recording(str(name), int(dimension))
    model.folder = Path(folder)
    return model


@pytest.fixture(scope="module")
def machines() -> Iterator[Any]:
    """A head and a second node, one core each, as two machines would be."""
    pytest.importorskip("ray", reason="the extra ray is not installed")
    from ray.cluster_utils import Cluster as Nodes

    here = Path(__file__).parent
    size = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", f"{here.parent}:{here}")  # as if this project, and `load`, were installed there
        nodes = Nodes(initialize_head=True, head_node_args=size)
        nodes.add_node(num_cpus=1, object_store_memory=80_000_000)
        nodes.wait_for_nodes()
        yield nodes
        nodes.shutdown()


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    monkeypatch.setattr(ray_encoder, "_PART", 60)
    made = load(f"{tmp_path}|32")
    assert isinstance(made, Recording)
    return made


def log(model: Recording) -> list[list[str]]:
    return [line.split() for line in (model.folder / "log").read_text().splitlines()]


def test_both_nodes_make_the_vectors_of_one(machines: Any, model: Recording) -> None:
    done: list[int] = []
    with Cluster(machines.address, load) as nodes:
        vectors = nodes.encode(model, TEXTS, done.append)
    assert np.array_equal(vectors, model._hash(TEXTS))
    assert sum(done) == len(TEXTS)
    assert len({node for node, *_ in log(model)}) == 2
    assert sum(int(texts) for *_, texts in log(model)) == len(TEXTS)


def test_a_lost_worker_does_not_lose_the_run(machines: Any, model: Recording) -> None:
    (model.folder / "die").touch()
    with Cluster(machines.address, load) as nodes:
        vectors = nodes.encode(model, TEXTS)
    assert np.array_equal(vectors, model._hash(TEXTS))
    assert sum(int(texts) for *_, texts in log(model)) > len(TEXTS)  # one part was done twice


def test_a_lost_machine_does_not_lose_the_run(machines: Any, model: Recording) -> None:
    third = machines.add_node(num_cpus=1, object_store_memory=80_000_000)
    machines.wait_for_nodes()
    left: list[int] = []

    def lose(done: int) -> None:
        if not left:
            machines.remove_node(third, allow_graceful=False)
        left.append(done)

    with Cluster(machines.address, load) as nodes:
        vectors = nodes.encode(model, TEXTS, lose)
    assert np.array_equal(vectors, model._hash(TEXTS))
    assert sum(left) == len(TEXTS)


def test_another_model_on_a_machine_is_refused(machines: Any, model: Recording) -> None:
    with (
        Cluster(machines.address, lambda name: load(f"{model.folder}|16")) as nodes,
        pytest.raises(EmbeddingError, match="other weights"),
    ):
        nodes.encode(model, TEXTS)


def test_a_text_too_long_is_refused(machines: Any, model: Recording) -> None:
    with Cluster(machines.address, load) as nodes, pytest.raises(EmbeddingError, match="longer than"):
        nodes.encode(model, ["长" * 100])


def test_no_cluster_is_told_in_a_line() -> None:
    pytest.importorskip("ray", reason="the extra ray is not installed")
    with pytest.raises(EmbeddingError, match="no Ray cluster at"):
        Cluster("127.0.0.1:9", load)


def test_parts_are_of_like_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_encoder, "_PART", 10)
    assert ray_encoder._parts([4, 9, 1, 5, 12]) == [[2, 0, 3], [1], [4]]
    assert ray_encoder._parts([]) == []
