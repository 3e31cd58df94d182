"""Encoding shared among the machines of a Ray cluster: the same vectors, but for the noise of their CPUs' precision.

Texts go out in parts of like length, one core each; a part whose worker or machine is lost is sent to another. Every
machine needs this project installed in the same version; it makes or fetches the model once, and says so where its
weights are others. Ray's own nodes exchange pickled objects, so a cluster is only for machines that trust each other.
Knows strings and arrays, not what is encoded.
"""

from __future__ import annotations

import functools
import logging
import os
import socket
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from embeddings import bundled, encoder
from embeddings.encoder import Encoder, Progress, Vectors
from embeddings.errors import EmbeddingError

Load = Callable[[str | None], Encoder]

_PART = 16384  # tokens that a worker is given at once: some seconds of one core
_RETRIES = 5  # of a part whose worker is lost; a text that kills every worker must come to an end


class Cluster:
    """A connection to a running cluster, as a context manager. `load` makes the model of a name on each worker."""

    def __init__(self, address: str, load: Load = encoder.load) -> None:
        """Join the cluster at `address`, of which this machine must be a node (`ray start --address`).

        Raises `EmbeddingError` where Ray is missing or there is no cluster.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ImportError as error:
            raise EmbeddingError('encoding on a cluster needs its extra: .venv/bin/pip install -e ".[ray]"') from error
        self._load = load
        self._ray: Any = ray
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=10):
                pass  # Ray itself would try for minutes
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().split("\n")[0]
            raise EmbeddingError(f"no Ray cluster at {address} (HOST:PORT of its head): {reason}") from error

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *args: object) -> None:
        self._ray.shutdown()

    def encode(self, model: Encoder, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        """The vectors that `model.encode_documents` gives, from the cluster; raises `EmbeddingError` as it does.

        Raises it also where a machine has another model, or where a part is lost again and again.
        """
        counts = model.count_tokens(texts)
        if counts and max(counts) > model.window:
            raise EmbeddingError(f"a text of {max(counts)} tokens is longer than the model's {model.window}")
        vectors = np.zeros((len(texts), model.dimension), np.float32)
        name = None if model.name == bundled.NAME else model.name
        work = self._ray.remote(_work).options(num_cpus=1, max_retries=_RETRIES)
        parts = _parts(counts)
        running: dict[Any, list[int]] = {}
        try:
            while parts or running:
                while parts and len(running) < 2 * self._cores():
                    rows = parts.pop()
                    running[work.remote(self._load, name, model.fingerprint, [texts[i] for i in rows])] = rows
                done, _ = self._ray.wait(list(running), num_returns=1)
                rows = running.pop(done[0])
                vectors[rows] = self._ray.get(done[0])
                progress(len(rows))
        except self._ray.exceptions.RayTaskError as error:
            raise EmbeddingError(str(error.cause).strip().split("\n")[0]) from error
        except self._ray.exceptions.RayError as error:
            raise EmbeddingError(f"the cluster lost a part of the texts {_RETRIES + 1} times: {error}") from error
        return vectors

    def _cores(self) -> int:
        """The cores of the machines that are there at this moment."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))


def _parts(counts: Sequence[int]) -> list[list[int]]:
    """The rows in parts of like length, each of at most `_PART` tokens or one row; those of the longest come last."""
    parts: list[list[int]] = []
    tokens = _PART
    for row in sorted(range(len(counts)), key=lambda i: (counts[i], i)):
        if tokens + counts[row] > _PART:
            parts.append([])
            tokens = 0
        parts[-1].append(row)
        tokens += counts[row]
    return parts


def _work(load: Load, name: str | None, fingerprint: str, texts: list[str]) -> Vectors:
    """On a worker: the vectors of the texts."""
    model, own = _loaded(load, name)
    if own != fingerprint:
        raise EmbeddingError(f"a machine of the cluster has other weights for {model.name}: install the same there")
    return model.encode_documents(texts)


@functools.lru_cache(1)
def _loaded(load: Load, name: str | None) -> tuple[Encoder, str]:
    """The model of this worker and its fingerprint; the workers of a machine build the bundled one only once."""
    from filelock import FileLock

    folder = bundled.cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "building.lock"):
        model = load(name)
    return model, model.fingerprint
