"""Which texts hold a token, and how often: an inverted index in sorted arrays that are read from disk as needed.

A token is known by a 64-bit hash of it, so no vocabulary is kept in memory; among three million tokens two share a hash
with a chance of one in four million. Knows rows and tokens, neither scores nor what a row stands for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.text import tokens

Rows = NDArray[np.int32]
Counts = NDArray[np.uint8]
Keys = NDArray[np.uint64]

_MOST = 255  # a token that a text holds more often counts as often
_AT_ONCE = 4_000_000  # postings that are merged at a time


@lru_cache(maxsize=65536)  # a question looks the same tokens up several times
def key(token: str) -> np.uint64:
    """The hash that a token is known by: the first 8 bytes of its BLAKE2b."""
    return np.uint64(int.from_bytes(hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()))


@dataclass(frozen=True, slots=True)
class Postings:
    """The arrays: token i of `keys` (ascending) stands in `rows[starts[i]:starts[i + 1]]`, `counts` times each.

    `rows` ascend within a token. `lengths` is the number of tokens of each text, uint32 (n,).
    """

    keys: Keys
    starts: NDArray[np.int64]
    rows: Rows
    counts: Counts
    lengths: NDArray[np.uint32]

    def of(self, token: np.uint64) -> tuple[Rows, Counts]:
        """The rows that hold the token, ascending, and how often."""
        i = int(np.searchsorted(self.keys, token))
        if i == len(self.keys) or self.keys[i] != token:
            return self.rows[:0], self.counts[:0]
        part = slice(int(self.starts[i]), int(self.starts[i + 1]))
        return self.rows[part], self.counts[part]

    def of_each(self, tokens: Keys) -> list[tuple[Rows, Counts]]:
        """What `of` gives for each of the tokens."""
        first = np.searchsorted(self.keys, tokens)
        behind = first + (self.keys.take(first, mode="clip") == tokens) if len(self.keys) else first
        parts = zip(self.starts[first].tolist(), self.starts[behind].tolist(), strict=True)
        return [(self.rows[start:end], self.counts[start:end]) for start, end in parts]


def build(texts: Iterable[str]) -> Postings:
    """The postings of some texts, the first of which is row 0."""
    vocabulary: dict[str, int] = {}
    lists = [
        np.array([vocabulary.setdefault(token, len(vocabulary)) for token in tokens(text)], np.int64) for text in texts
    ]
    lengths = np.array([len(found) for found in lists], np.uint32)
    keys = np.array([key(token) for token in vocabulary], np.uint64)
    order = np.argsort(keys)
    place = np.empty(len(keys), np.int64)  # of every token in the order of the keys
    place[order] = np.arange(len(keys))
    n = max(1, len(lists))
    pairs = place[np.concatenate(lists or [np.zeros(0, np.int64)])] * n + np.repeat(np.arange(len(lists)), lengths)
    pairs, counts = np.unique(pairs, return_counts=True)
    which, rows = np.divmod(pairs, n)
    starts = np.searchsorted(which, np.arange(len(keys) + 1)).astype(np.int64)
    return Postings(keys[order], starts, rows.astype(np.int32), np.minimum(counts, _MOST).astype(np.uint8), lengths)


def merge(parts: Sequence[Postings], places: Sequence[Rows]) -> Iterator[tuple[Keys, NDArray[np.int64], Rows, Counts]]:
    """One part after the other as if built in one, in pieces of a bounded size: keys, their frequencies, rows, counts.

    `places` gives the new row of every row of each part, ascending over all parts, or -1 for one that is left out.
    """
    keys = np.unique(np.concatenate([part.keys for part in parts])) if parts else np.zeros(0, np.uint64)
    ends = [part.starts[np.searchsorted(part.keys, keys)] for part in parts]
    before = np.sum(ends, axis=0) if parts else np.zeros(0, np.int64)  # postings of the tokens before each token
    start = 0
    while start < len(keys):
        stop = max(start + 1, int(np.searchsorted(before, before[start] + _AT_ONCE)))
        first, last = keys[start], keys[stop] if stop < len(keys) else None
        found = [_between(part, first, last, place) for part, place in zip(parts, places, strict=True)]
        tokens_, rows, counts = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(tokens_, kind="stable")  # the rows of a token already ascend from part to part
        present, frequencies = np.unique(tokens_, return_counts=True)
        yield present, frequencies.astype(np.int64), rows[order], counts[order]
        start = stop


def _between(part: Postings, first: np.uint64, last: np.uint64 | None, place: Rows) -> tuple[Keys, Rows, Counts]:
    """The postings of the tokens from `first` up to, but not with, `last`: token, new row, count of each."""
    a = int(np.searchsorted(part.keys, first))
    b = len(part.keys) if last is None else int(np.searchsorted(part.keys, last))
    inside = slice(int(part.starts[a]), int(part.starts[b]))
    tokens_ = np.repeat(part.keys[a:b], np.diff(part.starts[a : b + 1]))
    rows = place[part.rows[inside]]
    kept = rows >= 0
    return tokens_[kept], rows[kept], part.counts[inside][kept]
