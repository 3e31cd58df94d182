"""Postings: which texts contain a token, and how often. An inverted index in sorted arrays, read from disk as needed.

A token is stored as a 64-bit hash, so no vocabulary is kept in memory; among three million tokens, two share a hash
with a probability of one in four million.
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
Hashes = NDArray[np.uint64]

TOKEN_RULES = 2  # of `corpus.text.tokens`: raised where a text gets other tokens than before
_MAX_COUNT = 255  # occurrences of a token in a text; more count as this many
_POSTINGS_PER_PIECE = 4_000_000  # merged at a time


@lru_cache(maxsize=65536)  # a question looks the same tokens up several times
def token_hash(token: str) -> np.uint64:
    """The first 8 bytes of the token's BLAKE2b, big-endian."""
    return np.uint64(int.from_bytes(hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()))


@dataclass(frozen=True, slots=True)
class Postings:
    """The token with hash `keys[i]` is in the texts `rows[starts[i]:starts[i + 1]]`, `counts[...]` times each.

    - `keys`: token hashes, ascending, uint64 (tokens,).
    - `starts`: int64 (tokens + 1,).
    - `rows`: ascending within a token, int32 (postings,).
    - `counts`: uint8 (postings,).
    - `lengths`: the number of tokens of each text, uint32 (texts,).
    """

    keys: Hashes
    starts: NDArray[np.int64]
    rows: Rows
    counts: Counts
    lengths: NDArray[np.uint32]

    def lookup(self, key: np.uint64) -> tuple[Rows, Counts]:
        """The rows that contain the token with this hash, int32 (n,), ascending, and how often, uint8 (n,)."""
        i = int(np.searchsorted(self.keys, key))
        if i == len(self.keys) or self.keys[i] != key:
            return self.rows[:0], self.counts[:0]
        part = slice(int(self.starts[i]), int(self.starts[i + 1]))
        return self.rows[part], self.counts[part]

    def lookup_all(self, keys: Hashes) -> list[tuple[Rows, Counts]]:
        """`lookup` of each of several hashes, uint64 (n,)."""
        first = np.searchsorted(self.keys, keys)
        stop = first + (self.keys.take(first, mode="clip") == keys) if len(self.keys) else first
        parts = zip(self.starts[first].tolist(), self.starts[stop].tolist(), strict=True)
        return [(self.rows[start:end], self.counts[start:end]) for start, end in parts]


def build(texts: Iterable[str]) -> Postings:
    """The postings of some texts; the first text is row 0."""
    vocabulary: dict[str, int] = {}
    token_ids = [
        np.array([vocabulary.setdefault(token, len(vocabulary)) for token in tokens(text)], np.int64) for text in texts
    ]
    lengths = np.array([len(ids) for ids in token_ids], np.uint32)
    keys = np.array([token_hash(token) for token in vocabulary], np.uint64)
    order = np.argsort(keys)
    place = np.empty(len(keys), np.int64)  # of every token in the order of the keys
    place[order] = np.arange(len(keys))
    n = max(1, len(token_ids))
    row_of_each = np.repeat(np.arange(len(token_ids)), lengths)
    pairs = place[np.concatenate(token_ids or [np.zeros(0, np.int64)])] * n + row_of_each
    pairs, counts = np.unique(pairs, return_counts=True)
    places, rows = np.divmod(pairs, n)
    starts = np.searchsorted(places, np.arange(len(keys) + 1)).astype(np.int64)
    return Postings(
        keys[order], starts, rows.astype(np.int32), np.minimum(counts, _MAX_COUNT).astype(np.uint8), lengths
    )


def merge(
    parts: Sequence[Postings], new_rows: Sequence[Rows]
) -> Iterator[tuple[Hashes, NDArray[np.int64], Rows, Counts]]:
    """The postings of all parts together, in pieces of bounded size: keys, their frequencies, rows, counts.

    `new_rows` gives the new row of every row of each part, int32 (n,), ascending over all parts; -1 drops the row.
    """
    keys = np.unique(np.concatenate([part.keys for part in parts])) if parts else np.zeros(0, np.uint64)
    ends = [part.starts[np.searchsorted(part.keys, keys)] for part in parts]
    before = np.sum(ends, axis=0) if parts else np.zeros(0, np.int64)  # postings of the tokens before each token
    start = 0
    while start < len(keys):
        stop = max(start + 1, int(np.searchsorted(before, before[start] + _POSTINGS_PER_PIECE)))
        first, last = keys[start], keys[stop] if stop < len(keys) else None
        pieces = [_between(part, first, last, rows) for part, rows in zip(parts, new_rows, strict=True)]
        hashes, rows, counts = (np.concatenate(column) for column in zip(*pieces, strict=True))
        order = np.argsort(hashes, kind="stable")  # the rows of a token already ascend from part to part
        present, frequencies = np.unique(hashes, return_counts=True)
        yield present, frequencies.astype(np.int64), rows[order], counts[order]
        start = stop


def _between(part: Postings, first: np.uint64, last: np.uint64 | None, new_rows: Rows) -> tuple[Hashes, Rows, Counts]:
    """The postings of the tokens with hashes from `first` to before `last`: hash, new row and count of each."""
    a = int(np.searchsorted(part.keys, first))
    b = len(part.keys) if last is None else int(np.searchsorted(part.keys, last))
    inside = slice(int(part.starts[a]), int(part.starts[b]))
    hashes = np.repeat(part.keys[a:b], np.diff(part.starts[a : b + 1]))
    rows = new_rows[part.rows[inside]]
    alive = rows >= 0
    return hashes[alive], rows[alive], part.counts[inside][alive]
