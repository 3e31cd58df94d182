"""Encoding shared among the machines of a Ray cluster: the same vectors, up to the precision of their CPUs.

Texts go out in parts of like length, one core each; a part whose worker or machine is lost is sent to another. Every
machine needs this project installed in the same version. It builds or downloads the model once, and a machine with
other weights is refused. Ray's nodes exchange pickled objects, so a cluster is only for machines that trust each other.
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
from embeddings.encoder import Encoder, Progress
from embeddings.errors import EmbeddingError, reason_of
from embeddings.types import Vectors

Load = Callable[[str | None], Encoder]

TASK_TOKENS = 16_384  # some seconds of one core
_MAX_RETRIES = 5  # of a task whose worker is lost: a text that ends every worker must not be tried forever
_CONNECT_SECONDS = 10


class RayEncoder:
    """A connection to a running cluster, as a context manager. `load` makes the model of a name on each worker."""

    def __init__(self, address: str, load: Load = encoder.load, task_tokens: int = TASK_TOKENS) -> None:
        """Join the cluster at `address`, of which this machine must be a node (`ray start --address`).

        A worker is given at most `task_tokens` at once, or one text. Raises `EmbeddingError` where Ray is missing or
        there is no cluster.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ImportError as error:
            raise EmbeddingError("ray_not_installed") from error
        self._load, self._task_tokens = load, task_tokens
        self._ray: Any = ray
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=_CONNECT_SECONDS):
                pass  # Ray itself would try for minutes
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except (OSError, ValueError, RuntimeError) as error:
            raise EmbeddingError("ray_no_cluster", address=address, reason=reason_of(error)) from error

    def __enter__(self) -> RayEncoder:
        return self

    def __exit__(self, *args: object) -> None:
        self._ray.shutdown()

    def encode(self, model: Encoder, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        """The vectors that `model.encode_documents` gives, float32 (len(texts), dimension), from the cluster.

        Raises `EmbeddingError` as `encode_documents` does, and where a machine has other weights, or a part is lost
        again and again.
        """
        counts = model.count_tokens(texts)
        if counts and max(counts) > model.window:
            raise EmbeddingError("model_text_too_long", tokens=max(counts), window=model.window)
        vectors = np.zeros((len(texts), model.dimension), np.float32)
        name = None if model.name == bundled.NAME else model.name
        task = self._ray.remote(_encode_task).options(num_cpus=1, max_retries=_MAX_RETRIES)
        parts = split_by_length(counts, self._task_tokens)
        running: dict[Any, list[int]] = {}
        try:
            while parts or running:
                while parts and len(running) < 2 * self._cores():
                    rows = parts.pop()
                    running[task.remote(self._load, name, model.fingerprint, [texts[row] for row in rows])] = rows
                done, _ = self._ray.wait(list(running), num_returns=1)
                rows = running.pop(done[0])
                vectors[rows] = self._ray.get(done[0])
                progress(len(rows))
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, EmbeddingError):
                raise error.cause from error
            raise EmbeddingError("ray_worker_failed", reason=reason_of(error.cause)) from error
        except self._ray.exceptions.RayError as error:
            raise EmbeddingError("ray_worker_lost", times=_MAX_RETRIES + 1, reason=reason_of(error)) from error
        return vectors

    def _cores(self) -> int:
        """The cores of the machines that are in the cluster at this moment."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))


def split_by_length(counts: Sequence[int], limit: int) -> list[list[int]]:
    """Rows in parts of like length, each of at most `limit` tokens or one row; the longest come last.

    `counts` holds the tokens of each row.
    """
    parts: list[list[int]] = []
    tokens = limit
    for row in sorted(range(len(counts)), key=lambda row: (counts[row], row)):
        if tokens + counts[row] > limit:
            parts.append([])
            tokens = 0
        parts[-1].append(row)
        tokens += counts[row]
    return parts


def _encode_task(load: Load, name: str | None, fingerprint: str, texts: list[str]) -> Vectors:
    """On a worker: the vectors of the texts, float32 (len(texts), dimension)."""
    model, own_fingerprint = _load_once(load, name)
    if own_fingerprint != fingerprint:
        raise EmbeddingError("ray_other_weights", name=model.name)
    return model.encode_documents(texts)


@functools.lru_cache(1)
def _load_once(load: Load, name: str | None) -> tuple[Encoder, str]:
    """The model of this worker and its fingerprint. Under a lock, as each machine builds the bundled model once."""
    from filelock import FileLock

    folder = bundled.cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "building.lock"):
        model = load(name)
    return model, model.fingerprint
