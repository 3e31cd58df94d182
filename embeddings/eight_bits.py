"""Linear layers in 8 bits, for the bundled model and those that differ from it by a small file.

A few columns of what a layer is given hold values far larger than all others, the same ones in every text (Dettmers et
al., arXiv 2208.07339): those are multiplied in float32. The rest keeps to a narrow range, which is measured once
(`benchmarks/activation_ranges.py`), so that the result for a text does not depend on what is computed beside it.
Weights take 7 bits: CPUs without VNNI add two products in 16 bits, which those of 8 bits would overflow. So the sums
are the same on all CPUs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from embeddings.onnx_graph import MICROSOFT, Graph
from embeddings.types import Vector, Vectors

FILE = Path(__file__).with_name("activation_ranges.json")
_LARGEST_WEIGHT = 63
_STEPS = 255


@dataclass(frozen=True, slots=True)
class Range:
    """What a linear layer is given: the least and the greatest number, but for those in the columns `outliers`."""

    low: float
    high: float
    outliers: tuple[int, ...] = ()


@lru_cache
def ranges(model: str) -> Mapping[str, Range]:
    """Those that ship with the package, of the linear layers of `encoder`, `reader` or `scorer`, by name."""
    rows = json.loads(FILE.read_text("ascii"))[model]
    return {name: Range(low, high, tuple(outliers)) for name, (low, high, outliers) in rows.items()}


class Bits8:
    """A matrix (n, k) that is multiplied in 8 bits."""

    def __init__(self, matrix: Vectors, given: Range) -> None:
        """Take a float32 matrix, and the range of what it is multiplied with."""
        self._outliers = np.array(given.outliers, np.int64)
        self._of_outliers = matrix[:, self._outliers]
        rest = matrix.copy()
        rest[:, self._outliers] = 0
        self._scales = np.maximum(np.abs(rest).max(1) / _LARGEST_WEIGHT, np.finfo(np.float32).tiny)
        self._weights = np.rint(rest / self._scales[:, None]).astype(np.int8)
        self._scale = np.float32((given.high - given.low) / _STEPS)
        self._zero = np.uint8(np.rint(-given.low / self._scale))

    def multiply(self, graph: Graph, x: str, bias: Vector) -> str:
        """The name of `x` times the transposed matrix, plus the bias."""
        scale, zero = graph.constant(np.array(self._scale)), graph.constant(np.array(self._zero))
        (quantised,) = graph.node("QuantizeLinear", [x, scale, zero])
        weights = [graph.constant(self._weights.T), scale, graph.constant(self._scales), zero]
        (y,) = graph.node("MatMulIntegerToFloat", [quantised, *weights, "", graph.constant(bias)], MICROSOFT)
        if not self._outliers.size:
            return y
        (columns,) = graph.node("Gather", [x, graph.constant(self._outliers)], axis=1)
        return graph.node("Gemm", [columns, graph.constant(self._of_outliers.T), y])[0]
