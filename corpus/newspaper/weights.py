"""The weights fitted by `benchmarks/fit_newspaper.py`, under the names of their features."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


def weights(kind: str, names: Sequence[str]) -> NDArray[np.float64]:
    """(names,) float64: the weights of a kind (`near`, `remote` or `topic`), in log odds for one unit of each feature.

    Raises `KeyError` for a name that has no weight.
    """
    return np.array([_fitted()[kind][name] for name in names])


@lru_cache(maxsize=1)
def _fitted() -> dict[str, dict[str, float]]:
    from importlib.resources import files

    fitted: dict[str, dict[str, float]] = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return fitted
