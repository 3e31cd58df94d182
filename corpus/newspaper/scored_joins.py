"""The pairs of lines of a page that may belong together, with what a scorer says of them.

The scorer reads text, the other features know the page: it is asked about the likeliest pairs of each end alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.join_features import NEAR_FEATURES, REMOTE_FEATURES, CandidatePairs, find_pairs
from corpus.newspaper.line_roles import Line
from corpus.newspaper.weights import weights

# Rates pairs of (text that breaks off, text that may continue it), in natural logarithms of odds.
PairScorer = Callable[[list[tuple[str, str]]], list[float]]

_Floats = NDArray[np.float64]
_Bools = NDArray[np.bool_]

_STARTS_OF_AN_END = 5  # that are scored, beside its neighbour
_MAX_SCORE = 10.0
_SCORE_FEATURES = ["score", "short_score"]
SCORED_NEAR_FEATURES = [*NEAR_FEATURES, *_SCORE_FEATURES]
SCORED_REMOTE_FEATURES = [*REMOTE_FEATURES, *_SCORE_FEATURES]


def join_odds(pairs: CandidatePairs) -> tuple[_Floats, _Floats]:
    """(near pairs,), (remote pairs,) float64: the log odds without a scorer, in the order of np.argwhere."""
    near = pairs.near_features @ weights("near", NEAR_FEATURES)
    return near, pairs.remote_features @ weights("remote", REMOTE_FEATURES)


def scored_join_odds(pairs: CandidatePairs) -> tuple[_Floats, _Floats]:
    """The same for pairs with scores."""
    near = pairs.near_features @ weights("scored near", SCORED_NEAR_FEATURES)
    return near, pairs.remote_features @ weights("scored remote", SCORED_REMOTE_FEATURES)


def find_scored_pairs(lines: Sequence[Line], score: PairScorer) -> CandidatePairs:
    """The neighbours and the likeliest remote pairs of each end, with the features of the score. It is called once.

    Among the ends are short lines that stand where headlines do: a scorer can tell the rest of a column from one.
    """
    pairs = find_pairs(lines, headlines_too=True)
    asked = _likeliest(pairs)
    rated = np.zeros(asked.shape)
    if asked.any():
        texts = [(lines[pairs.ends[i]].text, lines[pairs.starts[j]].text) for i, j in np.argwhere(asked)]
        rated[asked] = np.clip(score(texts), -_MAX_SCORE, _MAX_SCORE)
    short = np.array([lines[i].role == "short" for i in pairs.ends], dtype=bool)[:, None]
    scores = np.stack([rated, np.where(short, rated, 0.0)], axis=-1) if pairs.ends else np.zeros((0, 0, 2))

    def extended(features: _Floats, kind: _Bools) -> _Floats:
        kept = kind & asked
        return np.hstack([features[kept[kind]], scores[kept]])

    return replace(
        pairs,
        near=pairs.near & asked,
        remote=pairs.remote & asked,
        near_features=extended(pairs.near_features, pairs.near),
        remote_features=extended(pairs.remote_features, pairs.remote),
    )


def _likeliest(pairs: CandidatePairs) -> _Bools:
    """(ends, starts) bool: the neighbours, and the likeliest remote pairs of each end without a scorer."""
    near, remote = join_odds(pairs)
    odds = np.full(pairs.near.shape, -np.inf)
    odds[pairs.near], odds[pairs.remote] = near, remote
    rank = np.argsort(np.argsort(-odds, axis=1, kind="stable"), axis=1)
    likeliest: _Bools = pairs.near | (pairs.remote & (rank < _STARTS_OF_AN_END))
    return likeliest
