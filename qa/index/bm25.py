"""Words: BM25 over the tokens of `corpus.text`, exact, over postings that lie in several parts.

BM25 after Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), without the constant factor k1 + 1, so
that a token gives at most its idf; k1 = 1.0 and b = 0.5 measured best (`benchmarks/fit_retrieval.py`). Words that only
ask (什么, how many) say nothing of an article and are left out. Knows rows and tokens, not what a row stands for.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.index.postings import Counts, Postings, Rows, key
from qa.language.stopwords import question_tokens

Vector = NDArray[np.float32]
Mask = NDArray[np.bool_]
Lists = list[tuple[np.float32, Rows, Counts]]  # of each token of a question its idf, and its postings in a part

K1, B = 1.0, 0.5
_REMEMBERED = 100_000  # tokens whose idf is kept
_MANY = 200_000  # postings of a question from which on it pays to leave rows out
_SHORT = 8  # a list longer than this part of all rows is worth a look at what can be left out
_ASKED = 64  # questions, times the parts, whose postings are kept at hand
_LOOKUP = 40  # so many postings are looked through in the time of finding one row in a list

# Tokens that nearly every text of its script holds some of, so that what a row is written in can be told from postings.
_HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出年月日"
_LATIN = "the of and in to a is was for on that by with as at from it are were has he said will".split(" ")  # noqa: SIM905


_SCRIPTS = {**dict.fromkeys(_HAN, 1), **dict.fromkeys(_LATIN, -1)}


def looks_han(held: Collection[str]) -> bool:
    """Whether a text that holds these tokens is in Han characters, as `Words.han` has it."""
    return sum(by for token, by in _SCRIPTS.items() if token in held) >= 0


class WordIndex:
    """Several parts searched as one collection. Rows that are not alive count nowhere, neither in an idf nor a mean."""

    def __init__(self, parts: Sequence[Postings], alive: Sequence[Mask | None]) -> None:
        """`alive` says of each part which rows are there, bool (n,); None where all are."""
        self._parts = parts
        self._dead = [
            np.zeros(0, np.int64) if mask is None else np.flatnonzero(~mask) for mask in alive
        ]  # rows, ascending
        lengths = [
            part.lengths if mask is None else part.lengths[mask] for part, mask in zip(parts, alive, strict=True)
        ]
        self._n = sum(map(len, lengths))
        mean = max(1.0, sum(int(found.sum(dtype=np.int64)) for found in lengths) / max(1, self._n))
        self._norms = [(K1 * (1 - B + B * part.lengths.astype(np.float32) / mean)).astype(np.float32) for part in parts]
        self._idf: dict[str, float] = {}
        self._han: dict[int, Mask] = {}
        self._asked: dict[tuple[int, str], Lists] = {}

    def __len__(self) -> int:
        return self._n

    def han(self, part: int) -> Mask:
        """Which rows of a part are in Han characters, by the commonest words of both scripts: bool (n,).

        Of a text of a few words it may be wrong; one that holds none of them counts as Han.
        """
        found = self._han.get(part)
        if found is None:
            more = np.zeros(len(self._norms[part]), np.int32)
            for token, by in _SCRIPTS.items():
                more[self._parts[part].of(key(token))[0]] += by
            found = self._han[part] = more >= 0
        return found

    def holds(self, token: str) -> bool:
        """Whether any text holds the token."""
        return self._frequency(token) > 0

    def idf(self, token: str) -> float:
        """How rare the token is; one that no text holds counts as the rarest of all."""
        found = self._idf.get(token)
        if found is None:
            frequency = self._frequency(token)
            found = math.log1p((self._n - frequency + 0.5) / (frequency + 0.5))
            if len(self._idf) >= _REMEMBERED:
                self._idf = {}
            self._idf[token] = found
        return found

    def idf_sum(self, question: str) -> float:
        """The sum of the idf of the question's tokens: how much it gives the words to go by."""
        return math.fsum(self.idf(token) for token in question_tokens(question))

    def scores(self, part: int, question: str) -> Vector:
        """BM25 of every row of a part, divided by the sum of the question tokens' idf: float32 (n,).

        So it lies between 0 and 1, does not grow with the question's length, and fades where the texts lack its words.
        """
        norms = self._norms[part]
        scores = np.zeros(len(norms), np.float32)
        idf, rows, counts = _joined(self._lists(part, question))
        times = counts.astype(np.float32)
        np.add.at(scores, rows, idf * times / (times + norms[rows]))  # in the order of the tokens
        return scores / np.float32(self.idf_sum(question) or 1.0)

    def best(self, part: int, question: str, k: int, allowed: Mask | None = None) -> tuple[Vector, NDArray[np.int64]]:
        """The k rows of a part that `scores` puts first, and their scores, in any order; of equal rows the first ones.

        Only rows that hold one of the question's tokens; `allowed`, bool (n,), says which may be found.
        """
        if _postings(self._lists(part, question)) > _MANY:
            rows = self._leading(part, question, k, allowed)
            scores = self.at(part, rows, question)[0]
        else:
            scores = self.scores(part, question)
            if allowed is not None:
                scores[~allowed] = 0.0
            rows = np.flatnonzero(scores)
            scores = scores[rows]
        if len(rows) <= k:
            return scores, rows
        # the last place goes to the first row, so that it does not hang on how texts are spread over parts
        kept = scores >= np.partition(scores, len(rows) - k)[len(rows) - k]
        scores, rows = scores[kept], rows[kept]
        first = np.argsort(-scores, kind="stable")[:k]
        return scores[first], rows[first]

    def _leading(self, part: int, question: str, k: int, allowed: Mask | None) -> NDArray[np.int64]:
        """Rows, ascending, among which are the k best: what cannot be one of them is not added up.

        A token gives at most its idf. Rare tokens come first; as soon as the k-th best row so far is ahead of another
        by more than all further tokens can give, that other row is left out (MaxScore, Turtle and Flood, 1995).
        """
        norms = self._norms[part]
        held = sorted(self._lists(part, question), key=lambda item: len(item[1]))
        rests = np.cumsum([0.0, *(float(idf) for idf, *_ in reversed(held))])[::-1]  # what is to come, before each
        slack = 2 * len(held) * float(np.finfo(np.float32).eps) * rests[0]  # for sums in another order
        scores = np.zeros(len(norms), np.float32)
        if allowed is not None:
            scores[~allowed] = -np.inf
        within: Mask | None = None  # the rows that may still be among the best, and as `left` their numbers
        left = np.zeros(0, np.int64)
        least = 0.0  # at least so much has the k-th best
        for place, (idf, rows, counts) in enumerate(held):
            if len(rows) > len(norms) // _SHORT:
                if within is None:
                    shorter = [scores[found] for _, found, _ in held[max(0, place - 3) : place] if len(found) >= k]
                    least = max([least, *(_kth(found, k) for found in shorter)])
                    if least > rests[place] + slack:
                        within = scores >= np.float32(least - rests[place] - slack)
                        left = np.flatnonzero(within)
                elif len(left) > 4 * k:
                    reached = scores[left]
                    least = max(least, _kth(reached, k))
                    out = reached < np.float32(least - rests[place] - slack)
                    within[left[out]] = False
                    left = left[~out]
            if within is not None:
                places = _common(rows, left, within)
                rows, counts = rows[places], counts[places]
            times = counts.astype(np.float32)
            scores[rows] += idf * times / (times + norms[rows])
        if within is None:
            left = np.flatnonzero(scores > 0)
        if len(left) <= k:
            return left
        best: NDArray[np.int64] = left[scores[left] >= _kth(scores[left], k) - slack]
        return best

    def at(self, part: int, rows: NDArray[np.int64], question: str) -> tuple[Vector, Vector]:
        """BM25 as in `scores` of some rows of a part, ascending, and their coverage: both float32 (len(rows),).

        Coverage is the share of the question's tokens that a row holds, however often, weighed by their idf.
        """
        lists = self._lists(part, question)
        within = np.zeros(len(self._norms[part]), np.bool_)
        within[rows] = True
        if _postings(lists) > _MANY:  # each of the rows is looked for instead
            looked = [(idf, found, counts, _common(found, rows, within)) for idf, found, counts in lists]
            lists = [(idf, found[places], counts[places]) for idf, found, counts, places in looked]
        idf, found, counts = _joined(lists)
        kept = within[found]
        idf, found, times = idf[kept], found[kept], counts[kept].astype(np.float32)
        places = np.searchsorted(rows, found)
        scores, held = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
        np.add.at(scores, places, idf * times / (times + self._norms[part][found]))
        np.add.at(held, places, idf)
        idf_sum = np.float32(self.idf_sum(question) or 1.0)
        return scores / idf_sum, held / idf_sum

    def _lists(self, part: int, question: str) -> Lists:
        """The postings of the question's tokens in a part, in the order of the tokens."""
        lists = self._asked.get((part, question))
        if lists is None:
            asked = question_tokens(question)
            found = self._parts[part].of_each(np.array([key(token) for token in asked], np.uint64))
            lists = [(np.float32(self.idf(token)), *of) for token, of in zip(asked, found, strict=True)]
            if len(self._asked) >= _ASKED:
                self._asked = {}
            self._asked[part, question] = lists
        return lists

    def _frequency(self, token: str) -> int:
        total = 0
        for part, dead in zip(self._parts, self._dead, strict=True):
            rows, _ = part.of(key(token))
            total += len(rows)
            if len(dead) and len(rows):
                places = np.minimum(np.searchsorted(rows, dead.astype(rows.dtype)), len(rows) - 1)
                total -= int(np.count_nonzero(rows[places] == dead))
        return total


def _postings(lists: Lists) -> int:
    """How many there are."""
    return sum(len(rows) for _, rows, _ in lists)


def _joined(lists: Lists) -> tuple[Vector, Rows, Counts]:
    """All postings, one token behind the other: their idf, float32 (n,), rows and counts."""
    if not lists:
        return np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(0, np.uint8)
    idf, rows, counts = zip(*lists, strict=True)
    return np.repeat(idf, list(map(len, rows))), np.concatenate(rows), np.concatenate(counts)


def _kth(scores: Vector, k: int) -> float:
    """The k-th best score."""
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _common(rows: NDArray[np.int32], left: NDArray[np.int64], within: Mask) -> NDArray[np.int64]:
    """The places in `rows` that hold one of the rows `left`, which are those where `within` is True."""
    if len(left) * _LOOKUP > len(rows):
        return np.flatnonzero(within[rows])
    places = np.minimum(np.searchsorted(rows, left.astype(rows.dtype)), len(rows) - 1)
    return places[rows[places] == left] if len(rows) else places[:0]
