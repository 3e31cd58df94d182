"""How certain a number is: bootstrap intervals, and the paired test between two runs.

Everything is seeded with `_SEED` and the number of questions: the same values give the same intervals and the same p.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 2000
PERMUTATIONS = 10_000
_SEED = 20230918
_BLOCK_CELLS = 1 << 20  # random numbers that are drawn at a time
_BATCH_CELLS = 1 << 16  # signs that SciPy draws at a time; more are slower


def intervals(values: Floats) -> Floats:
    """The 95 % percentile bootstrap intervals of the column means of `values`.

    `values` is float64 of shape (questions, m); the result, of shape (2, m), holds the lower and the upper bounds. The
    same questions are drawn for every column. Source: Efron and Tibshirani 1993, chapter 13.
    """
    means = [drawn @ values / len(values) for drawn in _draws(len(values))]
    bounds: Floats = np.percentile(np.concatenate(means), [2.5, 97.5], axis=0)
    return bounds


def interval_of(statistic: Callable[[Floats], Floats], count: int) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a statistic of `count` questions that is not a mean.

    `statistic` takes how often each question is drawn, float64 of shape (resamples, count), and gives the value of each
    resample, of shape (resamples,).
    """
    low, high = np.percentile(np.concatenate([statistic(drawn) for drawn in _draws(count)]), [2.5, 97.5])
    return float(low), float(high)


def _draws(count: int) -> Iterator[Floats]:
    """How often each of `count` questions is drawn, float64 of shape (resamples, count), in blocks of limited size."""
    random = np.random.default_rng((_SEED, count))
    done = 0
    while done < RESAMPLES:
        size = min(max(1, _BLOCK_CELLS // count), RESAMPLES - done)
        drawn = random.integers(0, count, (size, count)) + np.arange(size)[:, None] * count
        yield np.bincount(drawn.ravel(), minlength=size * count).reshape(size, count).astype(np.float64)
        done += size


def holm(values: Sequence[float]) -> list[float]:
    """The p values corrected for their number, in their order, each at most 1 (Holm 1979, step-down)."""
    order = sorted(range(len(values)), key=values.__getitem__)
    corrected = [0.0] * len(values)
    largest = 0.0
    for step, place in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - step) * values[place]))
        corrected[place] = largest
    return corrected


def randomisation(differences: Floats) -> float:
    """The two-sided p of the paired randomisation test of `differences`, one for each question, of shape (n,).

    The p is the share of all ways to swap the two runs question by question for which the means differ at least as
    much (Smucker, Allan and Carterette 2007). SciPy takes all ways where there are at most 10,000 (13 questions that
    differ), and otherwise 10,000 random ones. It is 1 where at most one differs.
    """
    from scipy.stats import permutation_test

    changed = differences[differences != 0]  # swapping equal values changes nothing
    if len(changed) < 2:
        return 1.0
    test = permutation_test(
        (changed,), _sum, permutation_type="samples", vectorized=True, n_resamples=PERMUTATIONS,
        batch=max(1, _BATCH_CELLS // len(changed)), rng=np.random.default_rng((_SEED, len(changed))),
    )  # fmt: skip
    return float(test.pvalue)


def _sum(values: Floats, axis: int = -1) -> Floats:
    total: Floats = values.sum(axis=axis)
    return total
