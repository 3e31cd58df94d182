"""What lines are about, by the pairs of Chinese characters in them: how much two places share, where a page turns to
another subject. Knows nothing of joins or articles.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.line_roles import Line
from corpus.newspaper.weights import weights
from corpus.text import HAN

_Floats = NDArray[np.float64]
_RUN = re.compile(f"[{HAN}]{{2,}}")
_BEFORE, _AFTER = 1500, 1000  # characters compared before and behind a headline
_NEAR = 30  # lines looked at before and behind it
_LOOK = 600  # characters of a line that are compared
_FEW = 20  # pairs of characters below which nothing can be told
TURN_FEATURES = ["bias", "shared", "shared_rare", "shared_next", "head_before", "head_behind", "several", "much"]


class Subjects:
    """Where a page turns to another subject: the lines' pairs of characters, and how many lines hold each."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._spread: Counter[str] = Counter()

    def turn(self, first: int, behind: int) -> bool:
        """Whether the headline [first, behind) begins another subject than the lines before it hold."""
        found = self.features(first, behind)
        return found is not None and float(np.dot(found, weights("turn", TURN_FEATURES))) > 0

    def features(self, first: int, behind: int) -> tuple[float, ...] | None:
        """What speaks for a new subject, in the order of `TURN_FEATURES`; None where too little text is there.

        How much the texts before and behind share of their pairs, of their rarer pairs, and up to the next headline
        alone; how much the headline shares with each; whether it has several lines; how much text there is.
        """
        before, behind_all, behind_one = self._before(first), self._behind(behind, True), self._behind(behind, False)
        old, new, following = _pairs(before), _pairs(behind_all), _pairs(behind_one)
        if min(len(old), len(following)) < _FEW:
            return None
        head = _pairs([line.text for line in self._lines[first:behind]])
        return (
            1.0,
            math.sqrt(len(old & new) / min(len(old), len(new))),
            math.sqrt(self._weight(old & new) / max(min(self._weight(old), self._weight(new)), 1.0)),
            math.sqrt(len(old & following) / min(len(old), len(following))),
            len(head & old) / max(len(head), 1),
            len(head & new) / max(len(head), 1),
            float(behind - first > 1),
            math.log(min(len(old), len(new))),
        )

    def _before(self, first: int) -> list[str]:
        """The text before a headline, back to where its article begins."""
        found: list[str] = []
        for i in range(first - 1, max(first - 1 - _NEAR, -1), -1):
            line = self._lines[i]
            if (found and line.role in ("byline", "source")) or sum(map(len, found)) >= _BEFORE:
                break
            if line.role == "body":
                found.append(line.text)
            if line.dateline is not None:
                break
        return found

    def _behind(self, behind: int, past_heads: bool) -> list[str]:
        """The text behind a headline, up to the next one or past these."""
        found: list[str] = []
        for line in self._lines[behind : behind + _NEAR]:
            if line.role not in (("body", "short") if past_heads else ("body",)) or line.dateline is not None:
                break
            if sum(map(len, found)) >= _AFTER:
                break
            if line.role == "body":
                found.append(line.text)
        return found

    def _weight(self, pairs: set[str]) -> float:
        if not self._spread:
            for line in self._lines:
                self._spread.update(_pairs([line.text[:_LOOK]]))
        count = len(self._lines) + 1
        return sum(math.log(count / (self._spread[pair] or 1)) for pair in pairs)


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
