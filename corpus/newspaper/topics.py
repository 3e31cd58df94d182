"""What the lines of a page are about, measured by their bigrams of Chinese characters: how similar two places are, and
whether a headline starts a new topic.
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
_Ints = NDArray[np.int64]

_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
_CHARS_ABOVE, _CHARS_BELOW = 1500, 1000  # compared above and below a headline
_MAX_LINES = 30  # looked at above and below a headline
_LINE_CHARS = 600  # of a line that are compared
_MIN_BIGRAMS = 20  # below which nothing can be decided
_CONTEXT_LINES = 4  # of a line together with its context
TOPIC_FEATURES = ["bias", "shared", "shared_rare", "shared_next", "head_above", "head_below", "several", "length"]


class Topics:
    """Decides where a page turns to another topic."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._line_counts: Counter[str] = Counter()  # in how many lines each bigram occurs

    def changes_at(self, first: int, end: int) -> bool:
        """Whether the headline of the lines [first, end) starts another topic than that of the lines above it."""
        features = self.features(first, end)
        return features is not None and float(np.dot(features, weights("topic", TOPIC_FEATURES))) > 0

    def features(self, first: int, end: int, body: int | None = None) -> tuple[float, ...] | None:
        """The features of a headline in the order of `TOPIC_FEATURES`; None where there is too little text.

        Its text begins at line `body`, if that is not directly below it.

        They are the share of bigrams that the texts above and below have in common, the same weighted by rarity, and
        the same for the text up to the next headline only; the share of the headline's bigrams found above, and below;
        whether the headline has several lines; and the logarithm of the length of the shorter text.
        """
        above = _bigrams(self._above(first))
        body = end if body is None else body
        below = _bigrams(self._below(body, past_headlines=True))
        next_text = _bigrams(self._below(body, past_headlines=False))
        if min(len(above), len(next_text)) < _MIN_BIGRAMS:
            return None
        headline = _bigrams([line.text for line in self._lines[first:end]])
        lighter = min(self._idf_sum(above), self._idf_sum(below))
        return (
            1.0,
            math.sqrt(len(above & below) / min(len(above), len(below))),
            math.sqrt(self._idf_sum(above & below) / max(lighter, 1.0)),
            math.sqrt(len(above & next_text) / min(len(above), len(next_text))),
            len(headline & above) / max(len(headline), 1),
            len(headline & below) / max(len(headline), 1),
            float(end - first > 1),
            math.log(min(len(above), len(below))),
        )

    def shares(self, text: str, first: int, body: int) -> tuple[float, float]:
        """The shares of a text's bigrams that are in the text above line `first`, and in that from line `body` on."""
        own = _bigrams([text])
        above, below = _bigrams(self._above(first)), _bigrams(self._below(body, past_headlines=False))
        return len(own & above) / max(len(own), 1), len(own & below) / max(len(own), 1)

    def _above(self, first: int) -> list[str]:
        """The text above a headline, back to the start of its article."""
        texts: list[str] = []
        for i in range(first - 1, max(first - 1 - _MAX_LINES, -1), -1):
            line = self._lines[i]
            if (texts and line.closes_article) or sum(map(len, texts)) >= _CHARS_ABOVE:
                break
            if line.role == "body":
                texts.append(line.text)
            if line.dateline is not None:
                break
        return texts

    def _below(self, end: int, past_headlines: bool) -> list[str]:
        """The text below a headline, up to the next headline or past it."""
        texts: list[str] = []
        for line in self._lines[end : end + _MAX_LINES]:
            new_article = line.dateline is not None and line is not self._lines[end]
            if line.role not in (("body", "short") if past_headlines else ("body",)) or new_article:
                break
            if sum(map(len, texts)) >= _CHARS_BELOW:
                break
            if line.role == "body":
                texts.append(line.text)
        return texts

    def _idf_sum(self, bigrams: set[str]) -> float:
        if not self._line_counts:
            for line in self._lines:
                self._line_counts.update(_bigrams([line.text[:_LINE_CHARS]]))
        count = len(self._lines) + 1
        return sum(math.log(count / (self._line_counts[bigram] or 1)) for bigram in bigrams)


def _bigrams(texts: Sequence[str]) -> set[str]:
    return {run[i : i + 2] for text in texts for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)}


class TopicSimilarity:
    """How similar two places of a page are: the cosine of the tf-idf of their bigrams, in [0, 1]."""

    def __init__(self, lines: Sequence[Line]) -> None:
        from scipy.sparse import csr_matrix

        self._lines = lines
        rows, bigrams, counts = _bigram_counts([line.text[:_LINE_CHARS] for line in lines])
        width = int(bigrams.max()) + 1 if len(bigrams) else 1
        line_counts = np.bincount(bigrams, minlength=width)
        values = (1 + np.log(counts)) * np.log((len(lines) + 1) / line_counts[bigrams])
        self._tf_idf: Any = csr_matrix((values, (rows, bigrams)), shape=(len(lines), width))

    def of_lines(self, ends: Sequence[int], starts: Sequence[int]) -> _Floats:
        """(ends, starts) float64: the similarity of each end and each start (indices of lines)."""
        return _cosines(self._tf_idf[list(ends)], self._tf_idf[list(starts)])

    def of_groups(self, left: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> _Floats:
        """(left, right) float64: the similarity of each two groups of lines."""
        return _cosines(self._sums(left) @ self._tf_idf, self._sums(right) @ self._tf_idf)

    def of_contexts(self, ends: Sequence[int], starts: Sequence[int]) -> _Floats:
        """(ends, starts) float64: the similarity of the text that leads to each end and that which follows each start.

        Up to four lines of body text, the line itself among them.
        """
        left = self._sums([self._context(i, -1) for i in ends])
        return _cosines(left @ self._tf_idf, self._sums([self._context(j, 1) for j in starts]) @ self._tf_idf)

    def _sums(self, groups: Sequence[Sequence[int]]) -> Any:
        """(groups, lines): a sparse matrix that adds up the rows of each group of lines."""
        from scipy.sparse import csr_matrix

        rows = [row for row, group in enumerate(groups) for _ in group]
        columns = [i for group in groups for i in group]
        return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(groups), len(self._lines)))

    def _context(self, i: int, step: int) -> list[int]:
        """Line i and the body lines above it (step -1) or below it (step 1), within its article."""
        context = [i]
        while len(context) < _CONTEXT_LINES and 0 <= context[-1] + step < len(self._lines):
            following, last = self._lines[context[-1] + step], self._lines[context[-1]]
            if following.role != "body" or (following if step > 0 else last).dateline is not None:
                break
            context.append(context[-1] + step)
        return context


def _bigram_counts(texts: Sequence[str]) -> tuple[_Ints, _Ints, _Ints]:
    """Three arrays of one length: the number of a text, the number of a bigram in it, and how often it occurs there."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    text_of = np.cumsum(codes == ord("\n"))
    han = ((codes >= 0x3400) & (codes < 0xA000)) | ((codes >= 0xF900) & (codes < 0xFB00)) | (codes >= 0x20000)
    firsts = np.flatnonzero(han[:-1] & han[1:]) if len(codes) else np.array([], dtype=np.int64)
    _, bigrams = np.unique(codes[firsts] << 21 | codes[firsts + 1], return_inverse=True)  # a code takes 21 bits
    width = int(bigrams.max()) + 1 if len(bigrams) else 1
    keys, counts = np.unique(text_of[firsts] * width + bigrams, return_counts=True)
    return keys // width, keys % width, counts.astype(np.int64)


def _cosines(left: Any, right: Any) -> _Floats:
    norms = [np.maximum(np.sqrt(np.asarray(m.multiply(m).sum(axis=1)).ravel()), 1e-9) for m in (left, right)]
    cosines: _Floats = np.asarray((left @ right.T).todense()) / norms[0][:, None] / norms[1][None, :]
    return cosines
