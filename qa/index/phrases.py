"""Which texts hold all of some tokens, or most of them: the word index used to find a wording rather than a subject."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embeddings.types import Ids, Scores
from qa.index.postings import Counts, Postings, Rows, token_hash

_FEW = 4  # rows: reading their texts takes less time than looking further tokens up
_MAX_POSTINGS = 400_000  # of the rarest tokens that are counted to find texts that hold most of them


def _lists(part: Postings, tokens: Sequence[str]) -> list[tuple[Rows, Counts]]:
    return part.lookup_all(np.array([token_hash(token) for token in tokens], np.uint64))


def rows_with_all(part: Postings, tokens: Sequence[str]) -> Ids:
    """The rows that hold all tokens, int64 (n,), ascending. Where few are left, some may lack one of the tokens.

    The rarest token's rows are looked up in the lists of the others, the shorter lists first.
    """
    lists = sorted((rows for rows, _ in _lists(part, tokens)), key=len)
    if not lists:
        return np.zeros(0, np.int64)
    left = lists[0]
    for rows in lists[1:]:
        if len(left) <= _FEW:
            break
        places = np.minimum(np.searchsorted(rows, left), len(rows) - 1)
        left = left[rows[places] == left]
    return left.astype(np.int64)


def rows_with_most(part: Postings, tokens: Sequence[str], idf: Sequence[float], k: int) -> tuple[Scores, Ids]:
    """The k rows that hold the most of the tokens, weighted by `idf`: scores, float32 (≤ k,), and rows, int64.

    Only the rarest tokens are counted, as many as have `_MAX_POSTINGS` postings together, and at least one.
    """
    lists = sorted(((rows, weight) for (rows, _), weight in zip(_lists(part, tokens), idf, strict=True)), key=_length)
    lists = [pair for pair in lists if len(pair[0])]
    total = 0
    for place, (some, _) in enumerate(lists):
        total += len(some)
        if total > _MAX_POSTINGS and place:
            lists = lists[:place]
            break
    if not lists:
        return np.zeros(0, np.float32), np.zeros(0, np.int64)
    joined = np.concatenate([rows for rows, _ in lists])
    weights = np.repeat([weight for _, weight in lists], [len(rows) for rows, _ in lists])
    scores = np.bincount(joined, weights, len(part.lengths)).astype(np.float32)
    best = _best(scores, np.flatnonzero(scores), k)
    return scores[best], best


def _length(pair: tuple[Rows, float]) -> int:
    return len(pair[0])


def _best(scores: Scores, rows: Ids, k: int) -> Ids:
    """The k rows with the highest scores, best first; of equal scores the first rows."""
    if len(rows) > k:
        rows = rows[scores[rows] >= np.partition(scores[rows], len(rows) - k)[len(rows) - k]]
    best: Ids = rows[np.lexsort((rows, -scores[rows]))[:k]]
    return best
