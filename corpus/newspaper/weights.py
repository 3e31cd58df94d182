"""The weights that `benchmarks/fit_newspaper.py` has fitted, by the names of their features."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


def weights(kind: str, names: Sequence[str]) -> NDArray[np.float64]:
    """(names,): the weights of a kind (near, far, turn), natural logarithms of odds for one unit of each feature."""
    return np.array([_fitted()[kind][name] for name in names])


@lru_cache(maxsize=1)
def _fitted() -> dict[str, dict[str, float]]:
    from importlib.resources import files

    found: dict[str, dict[str, float]] = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return found
