"""A stand-in for the model, apart from the fixtures: a process of its own that needs it loads nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np

from corpus.text import tokens
from embeddings.encoder import Encoder, Progress
from embeddings.types import Vector, Vectors


class HashEncoder(Encoder):
    """A stand-in without weights: a text's vector is the sum of fixed random vectors of its tokens."""

    def __init__(self, name: str = "hash", dimension: int = 32, window: int = 64) -> None:
        self.name, self.dimension, self.window = name, dimension, window

    @property
    def fingerprint(self) -> str:
        return f"{self.name}-{self.dimension}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) + 2 for text in texts]

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        assert all(count <= self.window for count in self.count_tokens(texts))
        progress(len(texts))
        return self._hash(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._hash(texts)

    def prepare(self) -> None:
        pass

    def _hash(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for token in tokens(text):
                row += _of_token(token, self.dimension)
            norm = float(np.linalg.norm(row))
            row /= norm or 1.0
        return rows


@cache
def _of_token(token: str, dimension: int) -> Vector:
    seed = int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), "big")
    vector: Vector = np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
    return vector
