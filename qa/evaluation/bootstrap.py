"""How sure a number is: bootstrap intervals, and paired tests between two runs. Knows arrays of numbers only.

Everything is seeded: the same numbers give the same intervals and the same p.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 2000
PERMUTATIONS = 10_000
_SEED = 20230918
_CELLS = 1 << 20  # of a block of random numbers
_EXACT = 12  # with so few questions that differ, all permutations are taken


def intervals(values: Floats) -> Floats:
    """The 95 % percentile bootstrap intervals of the means of the columns of `values`: (questions, m) gives (2, m).

    Efron and Tibshirani 1993, chapter 13. The same questions are drawn for every column.
    """
    means = [drawn @ values / len(values) for drawn in _draws(len(values))]
    found: Floats = np.percentile(np.concatenate(means), [2.5, 97.5], axis=0)
    return found


def interval_of(statistic: Callable[[Floats], float | None], count: int) -> tuple[float, float]:
    """The same for a statistic that is no mean: it is given how often each of `count` questions is drawn, (count,).

    Draws for which the statistic is None (an area under a curve without both classes) are left out.
    """
    found = [value for block in _draws(count) for drawn in block if (value := statistic(drawn)) is not None]
    low, high = np.percentile(found, [2.5, 97.5]) if found else (np.nan, np.nan)
    return float(low), float(high)


def _draws(count: int) -> Iterator[Floats]:
    """How often each of `count` questions is drawn, (resamples, count), in blocks that fit into memory."""
    random = np.random.default_rng((_SEED, count))
    done = 0
    while done < RESAMPLES:
        size = min(max(1, _CELLS // count), RESAMPLES - done)
        drawn = random.integers(0, count, (size, count)) + np.arange(size)[:, None] * count
        yield np.bincount(drawn.ravel(), minlength=size * count).reshape(size, count).astype(np.float64)
        done += size


def randomisation(differences: Floats) -> float:
    """The two-sided p of the paired randomisation test. `differences` are those of the questions, (n,).

    The p is the share of all ways to swap the two runs question by question that part their means at least as far
    (Smucker, Allan and Carterette 2007). Where few questions differ, all ways are taken; otherwise 10,000 by chance,
    and the one that was seen.
    """
    changed = differences[differences != 0]
    count = len(changed)
    if not count:
        return 1.0
    seen = abs(changed.sum()) - 1e-9 * np.abs(changed).sum()  # sums that are equal may differ in their last digits
    if count <= _EXACT:
        every = ((np.arange(1 << count)[:, None] >> np.arange(count)) & 1) * 2.0 - 1
        return float(np.mean(np.abs(every @ changed) >= seen))
    random = np.random.default_rng((_SEED, count))
    beyond, done = 0, 0
    while done < PERMUTATIONS:
        size = min(max(1, _CELLS // count), PERMUTATIONS - done)
        signs = random.integers(0, 2, (size, count), np.int8).astype(np.float64) * 2 - 1
        beyond += int((np.abs(signs @ changed) >= seen).sum())
        done += size
    return (beyond + 1) / (PERMUTATIONS + 1)
