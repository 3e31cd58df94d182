"""The 95 % intervals of metrics that are no means over questions: the area under the ROC curve, and calibration.

The percentile bootstrap is too narrow for the one (it cannot leave 1 where both classes are apart) and wrong for the
other: a mean of distances is above 0 by chance alone, and a resample is further above it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Interval = tuple[float, float]

_Z = 1.959964
_TAIL = 0.025
_SEED = 20230918
_SIMULATIONS = 1000
_STEPS = 12  # of bisection: a 4096th of the range
_MOST_ERRORS = 4.0  # standard errors that a bin's distance is taken to be larger than it was seen
_NEAREST = 50  # steps of bisection for an area; it is then exact


def auroc_interval(confidence: Floats, answerable: Floats) -> Interval:
    """The interval of the area under the ROC curve; both arrays are of shape (n,), `answerable` is 0 or 1.

    The variance is that of DeLong, DeLong and Clarke-Pearson 1988, on the scale of the logit, so that the bounds stay
    within 0 and 1. Where the classes are fully apart, it is 0, and Newcombe's (2006, method 5) is taken.
    """
    positive, negative = confidence[answerable == 1], confidence[answerable == 0]
    above = _placements(positive, negative)
    below = 1 - _placements(negative, positive)
    area = float(above.mean())
    if 0 < area < 1 and min(len(above), len(below)) > 1:
        variance = above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below)
        logit, error = np.log(area / (1 - area)), _Z * np.sqrt(variance) / (area * (1 - area))
        low, high = 1 / (1 + np.exp(-(logit - error))), 1 / (1 + np.exp(-(logit + error)))
        return float(low), float(high)
    return _newcombe(area, len(positive), len(negative))


def _placements(values: Floats, others: Floats) -> Floats:
    """The share of the others that each value is above, ties counted half."""
    known = np.sort(others)
    return (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / (2 * len(known))


def _newcombe(area: float, positives: int, negatives: int) -> Interval:
    """The areas whose own standard error reaches as far as the one that was seen."""
    half = (positives + negatives) / 2 - 1

    def reaches(assumed: float) -> bool:
        spread = 1 + half * (1 - assumed) / (2 - assumed) + half * assumed / (1 + assumed)
        return (area - assumed) ** 2 <= _Z**2 * assumed * (1 - assumed) * spread / (positives * negatives)

    return _last(reaches, area, 0.0, _NEAREST), _last(reaches, area, 1.0, _NEAREST)


def _last(holds: Callable[[float], bool], inside: float, outside: float, steps: int) -> float:
    """The last value on the way from `inside` to `outside` for which `holds` is true, by bisection."""
    for _ in range(steps):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside


def ece_interval(confidence: Floats, right: Floats, bins: int) -> Interval:
    """The interval of the expected calibration error in `bins` of equal width; both arrays are of shape (n,).

    It holds the errors under which the error that was seen is not among the 2.5 % lowest or highest of 1,000 simulated
    files (test inversion, Carpenter 1999). The distances of the bins are scaled from 0, which is perfect calibration,
    to the ones seen, and then enlarged by up to four standard errors.
    """
    places = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    used, places, sizes = np.unique(places, return_inverse=True, return_counts=True)
    stated = np.bincount(places, confidence, len(used)) / sizes
    count = np.bincount(places, right, len(used))
    gap = count / sizes - stated
    smoothed = (count + 1) / (sizes + 2)
    error = np.where(gap < 0, -1, 1) * np.sqrt(smoothed * (1 - smoothed) / sizes)
    seen = float(sizes @ np.abs(gap)) / len(confidence)

    def shares(scale: float) -> Floats:
        moved = min(scale, 1.0) * gap + max(0.0, scale - 1) * _MOST_ERRORS * error
        return np.asarray(np.clip(stated + moved, 0, 1))

    drawn_sizes = np.random.default_rng((_SEED, len(confidence))).multinomial(
        len(confidence), sizes / len(confidence), _SIMULATIONS
    )

    def simulated(scale: float) -> Floats:
        """The errors of files like this one, of which the bins have these distances."""
        drawn = np.random.default_rng((_SEED, len(confidence))).binomial(drawn_sizes, shares(scale))
        return np.asarray(np.abs(drawn - drawn_sizes * stated).sum(1) / len(confidence))

    def size(scale: float) -> float:
        return float(sizes @ np.abs(shares(scale) - stated)) / len(confidence)

    if (simulated(0.0) >= seen - 1e-12).mean() >= _TAIL:
        low = 0.0
    else:
        low = _last(lambda scale: bool((simulated(scale) >= seen).mean() >= _TAIL), 1.0, 0.0, _STEPS)
    high = _last(lambda scale: bool((simulated(scale) <= seen + 1e-12).mean() >= _TAIL), low, 2.0, _STEPS)
    return size(low), size(high)
