"""How sure a number is: bootstrap intervals, and paired tests between two runs. Knows arrays of numbers only.

Everything is seeded: the same numbers give the same intervals and the same p.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 2000
PERMUTATIONS = 10_000
_SEED = 20230918
_CELLS = 1 << 22  # of a block of random numbers
_EXACT = 12  # with so few questions that differ, all permutations are taken


def interval(values: Floats) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of the mean (Efron and Tibshirani 1993, chapter 13). `values` is (n,)."""
    means = _weights(len(values)) @ values.astype(np.float32) / len(values)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def interval_of(statistic: Callable[[Floats], float | None], count: int) -> tuple[float, float]:
    """The same for a statistic that is no mean: it is given how often each of `count` questions is drawn, (count,).

    Draws for which the statistic is None (an area under a curve without both classes) are left out.
    """
    found = [value for drawn in _weights(count) if (value := statistic(drawn.astype(np.float64))) is not None]
    low, high = np.percentile(found, [2.5, 97.5]) if found else (np.nan, np.nan)
    return float(low), float(high)


@lru_cache(maxsize=8)
def _weights(count: int) -> NDArray[np.float32]:
    """How often each of `count` questions is drawn, (RESAMPLES, count); the same for every metric of a run."""
    random = np.random.default_rng((_SEED, count))
    drawn = np.empty((RESAMPLES, count), np.float32)
    for row in drawn:
        row[:] = np.bincount(random.integers(0, count, count), minlength=count)
    return drawn


def randomisation(differences: Floats) -> Floats:
    """The two-sided p of the paired randomisation test, for each column of `differences`, (questions, metrics).

    The p is the share of all ways to swap the two runs question by question that part their means at least as far
    (Smucker, Allan and Carterette 2007). Where few questions differ, all ways are taken; otherwise 10,000 by chance,
    and the one that was seen.
    """
    return np.array([_p(column[column != 0]) for column in differences.T])


def _p(changed: Floats) -> float:
    count = len(changed)
    if not count:
        return 1.0
    seen = abs(changed.sum()) - 1e-9 * np.abs(changed).sum()  # equal sums may differ in their last digits
    if count <= _EXACT:
        ways = 1 << count
        signs = ((np.arange(ways)[:, None] >> np.arange(count)) & 1) * 2 - 1
        return float(np.mean(np.abs(signs @ changed) >= seen))
    random = np.random.default_rng((_SEED, count))
    beyond, done = 0, 0
    block = max(1, _CELLS // count)
    while done < PERMUTATIONS:
        size = min(block, PERMUTATIONS - done)
        signs = random.integers(0, 2, (size, count), np.int8).astype(np.float32) * 2 - 1
        beyond += int((np.abs(signs @ changed.astype(np.float32)) >= seen - 1e-5 * np.abs(changed).sum()).sum())
        done += size
    return (beyond + 1) / (PERMUTATIONS + 1)
