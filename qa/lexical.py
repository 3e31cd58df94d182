"""The word index: BM25 over the tokens of `corpus.text`, exact, in arrays that are saved and memory-mapped.

BM25 after Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), without the constant factor k1 + 1, so
that a token gives at most its idf; k1 = 1.0 and b = 0.5 measured best (`benchmarks/fit_retrieval.py`). Words that only
ask (什么, how many) say nothing of an article and are left out. Knows rows and tokens, not what a row stands for.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text import fold, tokens
from qa.errors import LibraryError

K1, B = 1.0, 0.5

_ASKING = re.compile(
    "什么|多少|哪些|哪个|哪位|哪里|哪儿|哪|谁|为什么|为何|怎么|怎样|如何|何时|何地|几|是|的|了|吗|呢|有|请问"
    r"|\b(?:what|which|who|whom|whose|when|where|why|how|many|much|is|are|was|were|be|been|do|does|did|has|have|had"
    r"|the|a|an|of|in|to|on|at|by|for|from|with|as|and|or|it|its|this|that|there|their)\b"
)


def question_tokens(question: str) -> list[str]:
    """The tokens of a question without the words that only ask; all its tokens where no other is left."""
    return tokens(_ASKING.sub(" ", fold(question))) or tokens(question)


class WordIndex:
    """An immutable index of n texts. `ids` are the callers' numbers of the rows, int64 (n,), ascending."""

    def __init__(
        self,
        ids: NDArray[np.int64],
        vocabulary: dict[str, int],
        starts: NDArray[np.int64],
        rows: NDArray[np.int32],
        weights: NDArray[np.float32],
    ) -> None:
        """Take the arrays of `build`: token t's rows and BM25 weights lie at [starts[t], starts[t + 1])."""
        self.ids = ids
        self._vocabulary = vocabulary
        self._starts = starts
        self._rows = rows
        self._weights = weights
        self._rarest = _idf(len(ids), 0)

    @classmethod
    def build(cls, ids: Sequence[int], texts: Iterable[str]) -> WordIndex:
        """An index of the texts; the ids ascend."""
        vocabulary: dict[str, int] = {}
        lists = [
            np.array([vocabulary.setdefault(token, len(vocabulary)) for token in tokens(text)], np.int64)
            for text in texts
        ]
        n = len(lists)
        lengths = np.array([len(found) for found in lists], np.float32)
        keys = np.concatenate(lists or [np.zeros(0, np.int64)]) * max(1, n)
        keys += np.repeat(np.arange(n), lengths.astype(np.int64))
        pairs, counts = np.unique(keys, return_counts=True)
        which, rows = np.divmod(pairs, max(1, n))
        starts = np.searchsorted(which, np.arange(len(vocabulary) + 1)).astype(np.int64)
        frequencies = np.diff(starts)
        idf = np.log1p((n - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
        norm = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean()) if n else 1.0))
        tf = counts.astype(np.float32)
        weights = idf[which] * tf / (tf + norm[rows])
        return cls(np.array(ids, np.int64), vocabulary, starts, rows.astype(np.int32), weights.astype(np.float32))

    def __len__(self) -> int:
        return len(self.ids)

    def idf(self, token: str) -> float:
        """How rare the token is; one that no text holds counts as the rarest of all."""
        which = self._vocabulary.get(token)
        if which is None:
            return self._rarest
        return _idf(len(self.ids), int(self._starts[which + 1] - self._starts[which]))

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 of every row for the question, divided by the sum of the question tokens' idf: float32 (n,).

        So it lies between 0 and 1, does not grow with the question's length, and fades where the texts lack its words.
        """
        scores = np.zeros(len(self.ids), np.float32)
        total = 0.0
        for token in dict.fromkeys(question_tokens(question)):
            total += self.idf(token)
            which = self._vocabulary.get(token)
            if which is not None:
                part = slice(self._starts[which], self._starts[which + 1])
                scores[self._rows[part]] += self._weights[part]
        return scores / np.float32(total) if total else scores

    def coverage(self, question: str) -> NDArray[np.float32]:
        """The share of the question's tokens that each row holds, however often, weighed by their idf: float32 (n,)."""
        held = np.zeros(len(self.ids), np.float32)
        for token in dict.fromkeys(question_tokens(question)):
            which = self._vocabulary.get(token)
            if which is not None:
                held[self._rows[self._starts[which] : self._starts[which + 1]]] += np.float32(self.idf(token))
        mass = np.float32(self.mass(question))
        return held / mass if mass else held

    def mass(self, question: str) -> float:
        """The sum of the idf of the question's tokens: how much it gives the words to go by."""
        return math.fsum(self.idf(token) for token in dict.fromkeys(question_tokens(question)))

    def save(self, folder: Path) -> None:
        """Write the arrays into a new folder."""
        folder.mkdir()
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        (folder / "vocabulary.json").write_text(json.dumps(list(self._vocabulary), ensure_ascii=False), "utf-8")

    @classmethod
    def open(cls, folder: Path) -> WordIndex:
        """Map what `save` wrote. Raises `LibraryError` where it is missing or damaged."""
        try:
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
            words = json.loads((folder / "vocabulary.json").read_text("utf-8"))
            index = cls(np.array(arrays["ids"]), {word: i for i, word in enumerate(words)}, np.array(arrays["starts"]),
                        arrays["rows"], arrays["weights"])  # fmt: skip
            sizes = (len(index._starts), int(index._starts[-1]), len(index._rows))
            whole = sizes == (len(words) + 1, len(index._rows), len(index._weights))
        except (OSError, ValueError, TypeError, IndexError) as error:
            raise LibraryError(f"the word index {folder.name} cannot be read: index the articles again") from error
        if not whole:
            raise LibraryError(f"the word index {folder.name} is not whole: index the articles again")
        return index

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        return {"ids": self.ids, "starts": self._starts, "rows": self._rows, "weights": self._weights}


_ARRAYS = ("ids", "starts", "rows", "weights")


def _idf(n: int, frequency: int) -> float:
    return math.log1p((n - frequency + 0.5) / (frequency + 0.5))
