"""The array types of vectors, scores and row numbers. `n` rows, `d` numbers in a vector."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # (n, d), each row of unit length
Vector = NDArray[np.float32]  # (d,), of unit length
Float16 = NDArray[np.float16]  # (n, d), vectors as they are stored
Scores = NDArray[np.float32]  # (n,), or (queries, k)
Ids = NDArray[np.int64]  # (n,), or (queries, k): numbers that the caller gave
Rows = NDArray[np.int64]  # (n,), row numbers of a matrix, from 0
Mask = NDArray[np.bool_]  # (n,), True for each row that may be found
