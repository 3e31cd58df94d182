"""What lines are about, by the pairs of Chinese characters in them: how much two places share, where a page turns to
another subject. Knows nothing of joins or articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.lines import Line
from corpus.text import HAN

_Floats = NDArray[np.float64]
_RUN = re.compile(f"[{HAN}]{{2,}}")
_BEFORE, _AFTER = 1500, 1000  # characters compared before and behind a headline
_LOOK = 600  # characters of a line that are compared
_FEW = 40  # pairs of characters below which nothing can be told
# A headline begins another subject where the texts before and behind it share less than this part of their pairs, and
# the less, the more of its own pairs the headline shares with what stands before it. On 650 headlines of pages made
# with seeds 31 and 32 this finds 9 in 10 new subjects and takes 1 sub-headline in 30 for one.
_SHARED, _HEAD = 0.05, 0.04


def turns(lines: Sequence[Line], first: int, behind: int) -> bool:
    """Whether the headline [first, behind) begins another subject than the lines before it hold."""
    before: list[str] = []
    i = first - 1
    while i >= 0 and lines[i].role in ("body", "short") and sum(map(len, before)) < _BEFORE:
        if lines[i].role == "body":
            before.append(lines[i].text)
        if lines[i].dateline is not None:
            break
        i -= 1
    after: list[str] = []
    i = behind
    while i < len(lines) and lines[i].role == "body" and lines[i].dateline is None and sum(map(len, after)) < _AFTER:
        after.append(lines[i].text)
        i += 1
    old, new = _pairs(before), _pairs(after)
    if min(len(old), len(new)) < _FEW:
        return False
    head = _pairs([line.text for line in lines[first:behind]])
    leaning = (len(head & old) - len(head & new)) / max(len(head), 1)
    return len(old & new) / min(len(old), len(new)) < _SHARED - _HEAD * leaning


def _pairs(texts: Sequence[str]) -> set[str]:
    return {run[i : i + 2] for text in texts for run in _RUN.findall(text) for i in range(len(run) - 1)}


class About:
    """How much two places of a page share of their rarer pairs of characters: cosine of tf-idf, [0, 1]."""

    def __init__(self, lines: Sequence[Line]) -> None:
        from scipy.sparse import csr_matrix

        self._lines = lines
        rows, grams, counts = _counted([line.text[:_LOOK] for line in lines])
        width = int(grams.max()) + 1 if len(grams) else 1
        spread = np.bincount(grams, minlength=width)
        values = (1 + np.log(counts)) * np.log((len(lines) + 1) / spread[grams])
        self._weights: Any = csr_matrix((values, (rows, grams)), shape=(len(lines), width))

    def alike(self, ends: Sequence[int], starts: Sequence[int]) -> _Floats:
        """(ends, starts): how alike the lines are."""
        return _cosine(self._weights[list(ends)], self._weights[list(starts)])

    def around(self, ends: Sequence[int], starts: Sequence[int]) -> _Floats:
        """(ends, starts): how alike what leads to each end and what follows each beginning are."""
        left = self._sums([self._stretch(i, -1) for i in ends])
        return _cosine(left @ self._weights, self._sums([self._stretch(j, 1) for j in starts]) @ self._weights)

    def _sums(self, groups: Sequence[Sequence[int]]) -> Any:
        from scipy.sparse import csr_matrix

        rows = [row for row, group in enumerate(groups) for _ in group]
        columns = [i for group in groups for i in group]
        return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(groups), len(self._lines)))

    def _stretch(self, i: int, step: int) -> list[int]:
        """Line i and up to three lines of body text before (step -1) or behind it, within its article."""
        found = [i]
        while len(found) < 4 and 0 <= found[-1] + step < len(self._lines):
            line, here = self._lines[found[-1] + step], self._lines[found[-1]]
            if line.role != "body" or (line.dateline if step > 0 else here.dateline) is not None:
                break
            found.append(found[-1] + step)
        return found


def _counted(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of neighbouring Chinese characters: the number of the text, of the pair, and how often it is there."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    number = np.cumsum(codes == ord("\n"))
    han = ((codes >= 0x3400) & (codes < 0xA000)) | ((codes >= 0xF900) & (codes < 0xFB00)) | (codes >= 0x20000)
    at = np.flatnonzero(han[:-1] & han[1:]) if len(codes) else np.array([], dtype=np.int64)
    _, grams = np.unique(codes[at] << 21 | codes[at + 1], return_inverse=True)
    width = int(grams.max()) + 1 if len(grams) else 1
    keys, counts = np.unique(number[at] * width + grams, return_counts=True)
    return keys // width, keys % width, counts.astype(np.int64)


def _cosine(left: Any, right: Any) -> _Floats:
    norms = [np.maximum(np.sqrt(np.asarray(one.multiply(one).sum(axis=1)).ravel()), 1e-9) for one in (left, right)]
    cosine: _Floats = np.asarray((left @ right.T).todense()) / norms[0][:, None] / norms[1][None, :]
    return cosine
