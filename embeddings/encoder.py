"""Loads the encoder of texts: the bundled model, or any of Sentence Transformers by its name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from embeddings import bundled, hub
from embeddings.bundled_encoder import BundledEncoder
from embeddings.sentence_encoder import Encoder, Progress, load_sentence_transformer
from embeddings.types import Vectors

__all__ = ["Encoder", "Progress", "TokenCounter", "Vectors", "load", "load_token_counter"]


class TokenCounter(Protocol):
    """How long texts are for a model: `window` is the tokens that it reads, prompt included."""

    window: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens that each text takes of the window as a document, the prompt and special tokens included."""
        ...


def load_token_counter(model: str | None = None) -> TokenCounter:
    """The token counter of a model, named as in `load`. Raises `EmbeddingError` like `load`."""
    return load(model)


def load(model: str | None = None) -> Encoder:
    """The model in a folder, or of a name on the hub; None for the bundled default.

    Raises `EmbeddingError` where it cannot be loaded.
    """
    for variable in ("HF_HUB_DISABLE_TELEMETRY", "TOKENIZERS_PARALLELISM"):
        os.environ.setdefault(variable, "true")
    if model is None and bundled.weights_path() is not None:
        return BundledEncoder()
    name = model or bundled.HUB_NAME
    is_local = hub.require(name, hub.ENCODERS)
    return Encoder(load_sentence_transformer(name, is_local), _absolute(name))


def _absolute(model: str) -> str:
    """The name that a library remembers a model by: a folder's absolute path, or the name on the hub."""
    return str(Path(model).resolve()) if Path(model).is_dir() else model
