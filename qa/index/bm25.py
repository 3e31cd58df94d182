"""Word search: exact BM25 over the tokens of `corpus.text`, with postings in several parts.

BM25 after Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), without the constant factor k1 + 1, so
that a token adds at most its idf. k1 = 1.0 and b = 0.5 measured best (`benchmarks/fit_retrieval.py`). Words that only
ask (什么, how many) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from embeddings.types import Ids, Mask, Scores
from qa.index.postings import Counts, Postings, Rows, token_hash
from qa.language.stopwords import question_tokens

K1, B = 1.0, 0.5
_MAX_CACHED_IDFS = 100_000  # tokens
_MAX_CACHED_LISTS = 64  # pairs of a part and a question
_PRUNING_THRESHOLD = 200_000  # postings of a question above which it pays to leave rows out
_LONG_LIST_DIVISOR = 8  # a list is long if it holds more than this fraction of all rows: 1/8
_SCAN_PER_LOOKUP = 40  # postings scanned in the time of finding one row in a list by bisection

# Tokens that nearly every text of their script holds, so that the script of a row can be told from its postings.
_HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出年月日"
_LATIN = "the of and in to a is was for on that by with as at from it are were has he said will".split(" ")  # noqa: SIM905
_SCRIPT_VOTES = {**dict.fromkeys(_HAN, 1), **dict.fromkeys(_LATIN, -1)}


class TokenPostings(NamedTuple):
    """The postings of one token of a question in one part, rows ascending, and the token's idf."""

    idf: np.float32
    rows: Rows
    counts: Counts


def looks_han(tokens: Collection[str]) -> bool:
    """Whether a text with these tokens is in Han characters; the same test as `WordIndex.han`."""
    return sum(vote for token, vote in _SCRIPT_VOTES.items() if token in tokens) >= 0


class WordIndex:
    """Several parts searched as one collection. Deleted rows do not count, in no idf and no mean length."""

    def __init__(self, parts: Sequence[Postings], alive: Sequence[Mask | None]) -> None:
        """`alive` says for each part which rows exist, bool (n,); None where all do."""
        self._parts = parts
        self._deleted_rows = [np.zeros(0, np.int64) if mask is None else np.flatnonzero(~mask) for mask in alive]
        lengths = [
            part.lengths if mask is None else part.lengths[mask] for part, mask in zip(parts, alive, strict=True)
        ]
        self._n = sum(map(len, lengths))
        mean = max(1.0, sum(int(part.sum(dtype=np.int64)) for part in lengths) / max(1, self._n))
        self._norms = [(K1 * (1 - B + B * part.lengths.astype(np.float32) / mean)).astype(np.float32) for part in parts]
        self._idf: dict[str, float] = {}
        self._han: dict[int, Mask] = {}
        self._lists_by_question: dict[tuple[int, str], list[TokenPostings]] = {}

    def __len__(self) -> int:
        return self._n

    def han(self, part: int) -> Mask:
        """Which rows of a part are in Han characters, judged by the commonest words of both scripts: bool (n,).

        It may be wrong for a text of a few words. A text without any of these words counts as Han.
        """
        mask = self._han.get(part)
        if mask is None:
            votes = np.zeros(len(self._norms[part]), np.int32)
            for token, vote in _SCRIPT_VOTES.items():
                votes[self._parts[part].lookup(token_hash(token))[0]] += vote
            mask = self._han[part] = votes >= 0
        return mask

    def idf(self, token: str) -> float:
        """The inverse document frequency of the token; a token that no text holds has the highest."""
        idf = self._idf.get(token)
        if idf is None:
            frequency = self._frequency(token)
            idf = math.log1p((self._n - frequency + 0.5) / (frequency + 0.5))
            if len(self._idf) >= _MAX_CACHED_IDFS:
                self._idf = {}
            self._idf[token] = idf
        return idf

    def idf_sum(self, question: str) -> float:
        """The sum of the idf of the question's tokens."""
        return math.fsum(self.idf(token) for token in question_tokens(question))

    def scores(self, part: int, question: str) -> Scores:
        """BM25 of every row of a part, divided by `idf_sum`: float32 (n,).

        It lies between 0 and 1, does not grow with the question's length, and falls where no text holds its words.
        """
        norms = self._norms[part]
        scores = np.zeros(len(norms), np.float32)
        idf, rows, counts = _concatenated(self._lists(part, question))
        counts = counts.astype(np.float32)
        np.add.at(scores, rows, idf * counts / (counts + norms[rows]))  # in the order of the tokens
        return scores / np.float32(self.idf_sum(question) or 1.0)

    def best(self, part: int, question: str, k: int, allowed: Mask | None = None) -> tuple[Scores, Ids]:
        """The k rows of a part with the highest `scores`: scores, float32 (≤ k,), and rows, int64, in any order.

        Only rows that hold one of the question's tokens; `allowed`, bool (n,), restricts them. Of equal scores the
        first rows win, so the result does not depend on segmentation.
        """
        if _total(self._lists(part, question)) > _PRUNING_THRESHOLD:
            rows = self._candidates(part, question, k, allowed)
            scores = self.scores_of_rows(part, rows, question)[0]
        else:
            scores = self.scores(part, question)
            if allowed is not None:
                scores[~allowed] = 0.0
            rows = np.flatnonzero(scores)
            scores = scores[rows]
        if len(rows) <= k:
            return scores, rows
        at_least_kth = scores >= np.partition(scores, len(scores) - k)[len(scores) - k]
        scores, rows = scores[at_least_kth], rows[at_least_kth]
        first = np.argsort(-scores, kind="stable")[:k]
        return scores[first], rows[first]

    def _candidates(self, part: int, question: str, k: int, allowed: Mask | None) -> Ids:
        """Rows, ascending, that include the k best. Rows that cannot be among them are not scored.

        MaxScore (Turtle and Flood, Query evaluation: strategies and optimizations, 1995): a token adds at most its
        idf, and rare tokens are scored first. A row is dropped as soon as the k-th best score so far (`threshold`)
        exceeds the row's score by more than all tokens to come can add (`upper_bounds`).
        """
        norms = self._norms[part]
        lists = sorted(self._lists(part, question), key=lambda item: len(item.rows))
        upper_bounds = np.cumsum([0.0, *(float(item.idf) for item in reversed(lists))])[::-1]
        rounding = 2 * len(lists) * float(np.finfo(np.float32).eps) * upper_bounds[0]  # of sums in another order
        scores = np.zeros(len(norms), np.float32)
        if allowed is not None:
            scores[~allowed] = -np.inf
        remaining: _RowSet | None = None  # None while all rows remain
        threshold = 0.0
        for place, (idf, rows, counts) in enumerate(lists):
            if len(rows) > len(norms) // _LONG_LIST_DIVISOR:
                if remaining is None:
                    recent = [scores[item.rows] for item in lists[max(0, place - 3) : place] if len(item.rows) >= k]
                    threshold = max([threshold, *(_kth_best(some, k) for some in recent)])
                    lowest = threshold - upper_bounds[place] - rounding
                    if lowest > 0:
                        remaining = _RowSet.of(scores >= np.float32(lowest))
                elif len(remaining.rows) > 4 * k:
                    remaining_scores = scores[remaining.rows]
                    threshold = max(threshold, _kth_best(remaining_scores, k))
                    remaining = remaining.without(
                        remaining_scores < np.float32(threshold - upper_bounds[place] - rounding)
                    )
            if remaining is not None:
                places = remaining.places_in(rows)
                rows, counts = rows[places], counts[places]
            counts = counts.astype(np.float32)
            scores[rows] += idf * counts / (counts + norms[rows])
        candidates = np.flatnonzero(scores > 0) if remaining is None else remaining.rows
        if len(candidates) <= k:
            return candidates
        best: Ids = candidates[scores[candidates] >= _kth_best(scores[candidates], k) - rounding]
        return best

    def scores_of_rows(self, part: int, rows: Ids, question: str) -> tuple[Scores, Scores]:
        """`scores` and coverage of some rows of a part, int64 (n,), ascending: both float32 (n,).

        Coverage is the share of the question's tokens that a row holds, however often, weighted by their idf.
        """
        lists = self._lists(part, question)
        selected = np.zeros(len(self._norms[part]), np.bool_)
        selected[rows] = True
        if _total(lists) > _PRUNING_THRESHOLD:
            row_set = _RowSet(selected, rows)
            places = [row_set.places_in(item.rows) for item in lists]
            lists = [
                TokenPostings(item.idf, item.rows[some], item.counts[some])
                for item, some in zip(lists, places, strict=True)
            ]
        idf, posting_rows, counts = _concatenated(lists)
        inside = selected[posting_rows]
        idf, posting_rows, counts = idf[inside], posting_rows[inside], counts[inside].astype(np.float32)
        positions = np.searchsorted(rows, posting_rows)
        scores, coverage = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
        np.add.at(scores, positions, idf * counts / (counts + self._norms[part][posting_rows]))
        np.add.at(coverage, positions, idf)
        idf_sum = np.float32(self.idf_sum(question) or 1.0)
        return scores / idf_sum, coverage / idf_sum

    def _lists(self, part: int, question: str) -> list[TokenPostings]:
        """The postings of the question's tokens in a part, in the order of the tokens."""
        lists = self._lists_by_question.get((part, question))
        if lists is None:
            tokens = question_tokens(question)
            postings = self._parts[part].lookup_all(np.array([token_hash(token) for token in tokens], np.uint64))
            lists = [
                TokenPostings(np.float32(self.idf(token)), rows, counts)
                for token, (rows, counts) in zip(tokens, postings, strict=True)
            ]
            if len(self._lists_by_question) >= _MAX_CACHED_LISTS:
                self._lists_by_question = {}
            self._lists_by_question[part, question] = lists
        return lists

    def _frequency(self, token: str) -> int:
        """The number of rows, without deleted ones, that hold the token."""
        total = 0
        for part, deleted in zip(self._parts, self._deleted_rows, strict=True):
            rows, _ = part.lookup(token_hash(token))
            total += len(rows)
            if len(deleted) and len(rows):
                places = np.minimum(np.searchsorted(rows, deleted.astype(rows.dtype)), len(rows) - 1)
                total -= int(np.count_nonzero(rows[places] == deleted))
        return total


class _RowSet:
    """Some rows of a part, both as a mask, bool (all rows,), and as numbers, int64 (n,), ascending."""

    def __init__(self, mask: Mask, rows: Ids) -> None:
        self.mask, self.rows = mask, rows

    @classmethod
    def of(cls, mask: Mask) -> _RowSet:
        return cls(mask, np.flatnonzero(mask))

    def without(self, dropped: Mask) -> _RowSet:
        """The set without the rows that `dropped`, bool (n,), marks. Changes the mask, which both share."""
        self.mask[self.rows[dropped]] = False
        return _RowSet(self.mask, self.rows[~dropped])

    def places_in(self, rows: Rows) -> Ids:
        """The places in `rows`, ascending, that hold a row of the set."""
        if len(self.rows) * _SCAN_PER_LOOKUP > len(rows):
            return np.flatnonzero(self.mask[rows])
        places = np.minimum(np.searchsorted(rows, self.rows.astype(rows.dtype)), len(rows) - 1)
        return places[rows[places] == self.rows] if len(rows) else places[:0]


def _total(lists: Sequence[TokenPostings]) -> int:
    """The number of postings."""
    return sum(len(item.rows) for item in lists)


def _concatenated(lists: Sequence[TokenPostings]) -> tuple[Scores, Rows, Counts]:
    """All postings, one token after the other: idf, float32 (n,), rows and counts."""
    if not lists:
        return np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(0, np.uint8)
    idf, rows, counts = zip(*lists, strict=True)
    return np.repeat(idf, list(map(len, rows))), np.concatenate(rows), np.concatenate(counts)


def _kth_best(scores: Scores, k: int) -> float:
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])
