"""A smoothed trigram model of the characters of Chinese news: how likely one text continues in another.

The counts are in `characters.npz`, written by `benchmarks/fit_newspaper.py`. Numbers and Latin words count as one
character each, ends of sentences and of clauses as one each, and other marks are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.text import HAN, fold

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

NUMBER, LATIN, STOP, PAUSE = "0", "a", "。", "，"
BITS = 13  # of a character's id: at most 8,191 characters; id 0 is for those that are not in the table
SCALE = 4  # a count is stored in a byte as round(SCALE * log2(count))
_EDGE_CHARS = 16  # of a text that are looked at
_UNSEEN_CHARS = 8000  # that the table is assumed to lack, half a count each
_NUMBERS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WORDS = re.compile(r"[a-z]+")
_STOPS = re.compile(r"[。!?…\n]+")
_PAUSES = re.compile(r"[,，、;；:：]+")
_OTHERS = re.compile(f"[^{HAN}0a。，]+")


def reduce_text(text: str) -> str:
    """The text in the characters of the model: `NUMBER`, `LATIN`, `STOP`, `PAUSE` and Chinese characters."""
    text = _WORDS.sub(LATIN, _NUMBERS.sub(NUMBER, fold(text)))
    return _OTHERS.sub("", _PAUSES.sub(PAUSE, _STOPS.sub(STOP, text)))


@dataclass(frozen=True, slots=True)
class _NgramTable:
    """The n-grams of one length: sorted keys with their counts, and sorted contexts with the sum of their counts and
    the number of different characters seen after them."""

    keys: _Ints
    counts: _Floats
    contexts: _Ints
    totals: _Floats
    distinct: _Floats


@dataclass(frozen=True, slots=True)
class _Model:
    ids: dict[str, int]
    unigrams: _Floats  # (characters,) probabilities
    tables: tuple[_NgramTable, ...]  # of bigrams and trigrams

    def probabilities(self, context: tuple[_Ints, ...], char: _Ints) -> _Floats:
        """P(char | context) for arrays of character ids of one shape; the nearest character is last in the context.

        Interpolated by method C of Witten and Bell (1991).
        """
        estimate = self.unigrams[char]
        for table, length in zip(self.tables, range(1, len(context) + 1), strict=False):
            before = np.zeros_like(char)
            for ids in context[-length:]:
                before = before << BITS | ids
            count = _look_up(table.keys, table.counts, before << BITS | char)
            total = _look_up(table.contexts, table.totals, before)
            distinct = _look_up(table.contexts, table.distinct, before)
            interpolated = (count + distinct * estimate) / np.maximum(total + distinct, 1.0)
            estimate = np.where(total > 0, interpolated, estimate)
        return estimate


def _look_up(keys: _Ints, values: _Floats, wanted: _Ints) -> _Floats:
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    looked_up: _Floats = np.where(keys[places] == wanted, values[places], 0.0)
    return looked_up


def _ngram_table(steps: NDArray[np.uint8], packed: NDArray[np.uint8]) -> _NgramTable:
    """The table from (4, n-grams) bytes of each key's distance from the last, lowest first, and (n-grams,) counts."""
    keys = np.cumsum(np.ascontiguousarray(steps.T).view("<u4").ravel(), dtype=np.int64)
    counts = np.exp2(packed / SCALE)
    contexts, places = np.unique(keys >> BITS, return_inverse=True)
    totals, distinct = np.bincount(places, weights=counts), np.bincount(places)
    return _NgramTable(keys, counts, contexts, totals.astype(float), distinct.astype(float))


@lru_cache(maxsize=1)
def _model() -> _Model:
    from importlib.resources import files

    with files(__package__).joinpath("characters.npz").open("rb") as stored, np.load(stored) as arrays:
        chars = bytes(arrays["chars"]).decode("utf-8")
        counts = np.concatenate([[0.0], np.exp2(arrays["counts1"] / SCALE)]) + 0.5
        tables = tuple(_ngram_table(arrays[f"keys{size}"], arrays[f"counts{size}"]) for size in (2, 3))
    ids = {char: number for number, char in enumerate(chars, 1)}
    return _Model(ids, counts / (counts.sum() + 0.5 * _UNSEEN_CHARS), tables)


def continuation_log_odds(lefts: Sequence[str], rights: Sequence[str]) -> tuple[_Floats, _Floats]:
    """How well each right text continues each left text, and how likely each left text is complete.

    Returns two float64 arrays of natural logarithms: (lefts, rights) P(right | left) / P(right | sentence start), by
    the first two characters of the right text; and (lefts,) the probability that a sentence or clause ends after the
    left text.
    """
    model = _model()
    left_ids = [_ids(model, reduce_text(text[-_EDGE_CHARS:])[-2:], at_end=True) for text in lefts]
    right_ids = [_ids(model, reduce_text(text[:_EDGE_CHARS]).lstrip(STOP)[:2], at_end=False) for text in rights]
    ends = np.array(left_ids, dtype=np.int64).reshape(-1, 2)
    starts = np.array(right_ids, dtype=np.int64).reshape(-1, 2)
    shape = (len(lefts), len(rights))
    left2, left1 = (np.broadcast_to(ends[:, [i]], shape) for i in (0, 1))
    right1, right2 = (np.broadcast_to(starts[None, :, i], shape) for i in (0, 1))
    stop, pause = np.int64(model.ids[STOP]), np.int64(model.ids[PAUSE])
    continued = np.log(model.probabilities((left2, left1), right1))
    continued += np.log(model.probabilities((left1, right1), right2))
    stops = np.full(len(rights), stop)
    started = np.log(model.probabilities((stops,), starts[:, 0]))
    started += np.log(model.probabilities((stops, starts[:, 0]), starts[:, 1]))
    ended = sum(model.probabilities((ends[:, 0], ends[:, 1]), np.full(len(lefts), mark)) for mark in (stop, pause))
    return continued - started, np.log(ended)


def log_likelihood(text: str) -> float:
    """The natural logarithm of the probability of a text as a sentence of its own, by its characters in the model."""
    model = _model()
    stop = model.ids[STOP]
    ids = np.array([stop, *(model.ids.get(char, 0) for char in reduce_text(text)), stop], dtype=np.int64)
    first = model.probabilities((ids[:1],), ids[1:2])
    return float(np.log(first).sum() + np.log(model.probabilities((ids[:-2], ids[1:-1]), ids[2:])).sum())


def _ids(model: _Model, text: str, at_end: bool) -> list[int]:
    """The ids of two characters; a shorter text is padded with 0, on the left if it stands at the end of a line."""
    ids = [model.ids.get(char, 0) for char in text]
    padding = [0] * (2 - len(ids))
    return padding + ids if at_end else ids + padding
