"""Searching an index: the protocol of all searchers, and the searcher over local segments.

A searcher finds passages by number, with everything that can be measured without their texts. `qa.search.ranking` makes
one score of it.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from corpus.text import is_han
from embeddings.faiss_index import cosines
from embeddings.types import Ids, Mask, Scores, Vector
from qa.index import phrases
from qa.index.bm25 import WordIndex
from qa.index.segment import Segment
from qa.records import Filters

_SEARCHES_PER_RELEASE = 32  # after these, mapped pages are released, so that resident memory stays bounded


@dataclass(frozen=True, slots=True)
class Matches:
    """The passages that lead in a search, one row each, by number.

    - `numbers`: passage numbers, ascending, int64 (n,).
    - `passage`: cosine of the passage's vector and the question's, float32 (n,).
    - `sentences`: for each passage the cosines of its sentences in their order, float32 (sentences,) each.
    - `lexical`: BM25 divided by `idf_sum`, 0 to 1, float32 (n,).
    - `coverage`: share of the question's tokens that the passage holds, weighted by idf, 0 to 1, float32 (n,).
    - `idf_sum`: sum of the idf of the question's tokens.
    - `script_mismatch`: whether the passage seems to be in the other script than the question, bool (n,).
    """

    numbers: Ids
    passage: Scores
    sentences: tuple[Scores, ...]
    lexical: Scores
    coverage: Scores
    idf_sum: float
    script_mismatch: Mask


class Searcher(Protocol):
    """Searches the index of a library at one instant."""

    @property
    def is_remote(self) -> bool:
        """Whether a search waits for a server, so that many searches may run at once."""

    def filtered(self, filters: Filters) -> Searcher:
        """A searcher that finds only passages whose articles match the filters."""

    def idf(self, token: str) -> float:
        """The inverse document frequency of a token among all passages, filtered or not. Unknown tokens are rarest."""

    def find(self, question: str, vector: Vector, k: int) -> Matches:
        """The k passages nearest to the question's vector, float32 (dimension,), and the k best by its words.

        Vectors rank passages in the script of the question first, whatever they say. So where passages are in both
        scripts, the k nearest in the other script are found too.
        """

    def holding(self, tokens: Sequence[str]) -> Ids | None:
        """The numbers of the passages that hold all tokens; a few may lack one. None if that cannot be told."""

    def sharing(self, tokens: Sequence[str], k: int) -> Ids:
        """The numbers of the k passages that hold the most of the tokens, the rarer ones counting more, best first."""


class _Ranking(NamedTuple):
    """The best rows of one segment, in any order: their scores, float32 (n,), and rows, int64 (n,)."""

    scores: Scores
    rows: Ids


class _Measured(NamedTuple):
    """`Matches` of one segment."""

    numbers: Ids
    passage: Scores
    sentences: list[Scores]
    lexical: Scores
    coverage: Scores
    script_mismatch: Mask


class LocalSearcher:
    """Searches open segments. The results do not depend on how passages are spread over segments."""

    is_remote = False

    def __init__(self, segments: Sequence[Segment], deleted_ids: Ids) -> None:
        """Take open segments, whose numbers ascend from one to the next, and deleted passage numbers, int64 (n,)."""
        self._segments = segments
        alive = [~np.isin(segment.numbers, deleted_ids) for segment in segments]
        self._alive = [None if mask.all() else mask for mask in alive]
        self._searchable = self._alive
        self._matching: Callable[[Filters], Sequence[int]] | None = None
        self.words = WordIndex([segment.words for segment in segments], self._alive)
        self._searches = itertools.count(1)

    def resolving(self, matching: Callable[[Filters], Sequence[int]]) -> LocalSearcher:
        """The same searcher, for which `matching` gives the passage numbers that filters leave."""
        other = copy.copy(self)
        other._matching = matching
        return other

    def filtered(self, filters: Filters) -> LocalSearcher:
        """See `Searcher`. Only for a searcher that was made by `resolving`."""
        if self._matching is None:
            raise ValueError("this searcher does not know which passages match: call `resolving` first")
        return self.restricted(np.array(self._matching(filters), np.int64))

    def restricted(self, numbers: Ids) -> LocalSearcher:
        """A searcher that finds only passages with these numbers, int64 (n,)."""
        other = copy.copy(self)
        allowed = [np.isin(segment.numbers, numbers) for segment in self._segments]
        other._searchable = [
            mask if alive is None else alive & mask for alive, mask in zip(self._alive, allowed, strict=True)
        ]
        return other

    def idf(self, token: str) -> float:
        """See `Searcher`."""
        return self.words.idf(token)

    def find(self, question: str, vector: Vector, k: int) -> Matches:
        """See `Searcher`."""
        if next(self._searches) % _SEARCHES_PER_RELEASE == 0:
            for segment in self._segments:
                segment.release_pages()
        mismatches = [self.words.han(part) != is_han(question) for part in range(len(self._segments))]
        rows_by_search = (
            _best(self._nearest(vector, k, self._searchable), k),
            _best(self._nearest_in_other_script(vector, k, mismatches), k),
            _best([self._best_by_words(part, question, k) for part in range(len(self._segments))], k),
        )
        measured = []
        for part, rows_of_part in enumerate(zip(*rows_by_search, strict=True)):
            rows = np.unique(np.concatenate(rows_of_part))
            measured.append(self._measure(part, rows, question, vector, mismatches[part]))
        return _joined(measured, self.words.idf_sum(question))

    def holding(self, tokens: Sequence[str]) -> Ids:
        """See `Searcher`."""
        found = [np.zeros(0, np.int64)]
        for segment, mask in zip(self._segments, self._searchable, strict=True):
            rows = phrases.rows_with_all(segment.words, tokens)
            found.append(segment.numbers[rows if mask is None else rows[mask[rows]]])
        return np.concatenate(found)

    def sharing(self, tokens: Sequence[str], k: int) -> Ids:
        """See `Searcher`."""
        idf = [self.idf(token) for token in tokens]
        scores, numbers = [np.zeros(0, np.float32)], [np.zeros(0, np.int64)]
        for segment, mask in zip(self._segments, self._searchable, strict=True):
            of_rows, rows = phrases.rows_with_most(segment.words, tokens, idf, k)
            kept = slice(None) if mask is None else mask[rows]
            scores.append(of_rows[kept])
            numbers.append(segment.numbers[rows[kept]])
        joined = np.concatenate(numbers)
        return joined[np.lexsort((joined, -np.concatenate(scores)))[:k]]

    def _nearest(self, vector: Vector, k: int, masks: Sequence[Mask | None]) -> list[_Ranking]:
        return [
            _Ranking(*segment.nearest.search(vector, k, mask))
            for segment, mask in zip(self._segments, masks, strict=True)
        ]

    def _nearest_in_other_script(self, vector: Vector, k: int, mismatches: Sequence[Mask]) -> list[_Ranking]:
        """The nearest in the other script; none where all passages are in one script."""
        masks = [
            mismatch if searchable is None else searchable & mismatch
            for searchable, mismatch in zip(self._searchable, mismatches, strict=True)
        ]
        if any(mask.any() for mask in masks) and not all(mismatch.all() for mismatch in mismatches):
            return self._nearest(vector, k, masks)
        return [_Ranking(np.zeros(0, np.float32), np.zeros(0, np.int64)) for _ in masks]

    def _best_by_words(self, part: int, question: str, k: int) -> _Ranking:
        return _Ranking(*self.words.best(part, question, k, self._searchable[part]))

    def _measure(self, part: int, rows: Ids, question: str, vector: Vector, mismatch: Mask) -> _Measured:
        segment = self._segments[part]
        sentences = segment.sentences_of(rows)
        sentence_cosines = cosines(np.concatenate([segment.sentences[:0], *sentences]), vector)
        ends = itertools.accumulate(map(len, sentences), initial=0)
        by_passage = [sentence_cosines[start:end] for start, end in itertools.pairwise(ends)]
        passage_cosines = cosines(segment.passages[rows], vector)
        lexical, coverage = self.words.scores_of_rows(part, rows, question)
        return _Measured(segment.numbers[rows], passage_cosines, by_passage, lexical, coverage, mismatch[rows])


def _best(rankings: Sequence[_Ranking], k: int) -> list[Ids]:
    """For each segment the rows that are among the k best of all segments; of equal scores the first rows."""
    scores = np.concatenate([np.zeros(0, np.float32), *(ranking.scores for ranking in rankings)])
    rows = np.concatenate([np.zeros(0, np.int64), *(ranking.rows for ranking in rankings)])
    lengths = np.array([len(ranking.rows) for ranking in rankings], np.int64)
    parts = np.repeat(np.arange(len(rankings)), lengths)
    best = np.lexsort((rows, parts, -scores))[:k]
    return [rows[best][parts[best] == part] for part in range(len(rankings))]


def _joined(measured: Sequence[_Measured], idf_sum: float) -> Matches:
    """The matches of all segments, one after the other."""
    no_floats = np.zeros(0, np.float32)
    return Matches(
        np.concatenate([np.zeros(0, np.int64), *(part.numbers for part in measured)]),
        np.concatenate([no_floats, *(part.passage for part in measured)]),
        tuple(sentences for part in measured for sentences in part.sentences),
        np.concatenate([no_floats, *(part.lexical for part in measured)]),
        np.concatenate([no_floats, *(part.coverage for part in measured)]),
        idf_sum,
        np.concatenate([np.zeros(0, np.bool_), *(part.script_mismatch for part in measured)]),
    )
