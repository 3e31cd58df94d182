"""What words mean by themselves: vectors out of a model's table of tokens, without a pass of the model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.tokens import ThreadSafeTokenizer
from embeddings.types import Vector, Vectors

_CACHED_WORDS = 8192  # 12 MB for the vectors of the bundled model
_ROWS_AT_ONCE = 16_384


class WordVectors:
    """The mean of the vectors of a word's tokens, less the mean of all tokens, which they share.

    Method: Mu and Viswanath, "All-but-the-Top", 2018. Computed in NumPy: PyTorch would start a team of threads for the
    thread that asks (see `micro_batcher`).
    """

    def __init__(self, transformer: Any, tokenizer: ThreadSafeTokenizer) -> None:
        """Take a model's `Transformer` module, whose table of tokens is read when it is first needed."""
        self._transformer, self._tokenizer = transformer, tokenizer
        self._cache: dict[str, Vector] = {}

    def __call__(self, words: Sequence[str]) -> Vectors:
        """Float32 (len(words), d), each row of unit length, or zero where the model knows none of the tokens."""
        vectors = {word: self._cache.get(word) for word in words}
        missing = [word for word, vector in vectors.items() if vector is None]
        if missing:
            computed = dict(zip(missing, self._compute(missing), strict=True))
            vectors |= computed
            if len(self._cache) + len(computed) > _CACHED_WORDS:
                self._cache = {}
            self._cache.update(computed)
        return np.array([vectors[word] for word in words], np.float32).reshape(len(words), len(self._table[1]))

    def _compute(self, words: Sequence[str]) -> Vectors:
        """The vectors of words, float32 (len(words), d)."""
        word_ids = self._tokenizer.word_ids(words)
        table, mean = self._table
        vectors = _to_float32(table[[token_id for token_ids in word_ids for token_id in token_ids]]) - mean
        counts = np.array([len(token_ids) for token_ids in word_ids])
        starts = np.cumsum(counts) - counts
        sums = np.zeros((len(words), len(mean)), np.float32)
        for position in range(counts.max(initial=0)):  # not `np.add.at`, which takes several times as long
            longer = np.flatnonzero(counts > position)
            sums[longer] += vectors[starts[longer] + position]
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return np.asarray(sums / np.maximum(lengths, 1e-9), np.float32)

    @cached_property
    def _table(self) -> tuple[NDArray[Any], Vector]:
        """The model's vectors of its tokens (tokens, d), in its own memory, and their mean, float32 (d,)."""
        import torch

        weight = self._transformer.auto_model.get_input_embeddings().weight.detach()
        table: NDArray[Any] = (weight.view(torch.int16) if weight.dtype == torch.bfloat16 else weight).numpy()
        parts = (table[start : start + _ROWS_AT_ONCE] for start in range(0, len(table), _ROWS_AT_ONCE))
        total = sum(_to_float32(part).sum(0) for part in parts)
        return table, np.asarray(total / len(table), np.float32)


def _to_float32(rows: NDArray[Any]) -> Vectors:
    """The rows in float32. NumPy has no bfloat16, so these come as int16: the upper half of a float32."""
    return (rows.astype(np.int32) << 16).view(np.float32) if rows.dtype == np.int16 else rows.astype(np.float32)
