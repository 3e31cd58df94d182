"""How likely characters follow each other in Chinese news: a smoothed trigram model of what stands at a seam.

The counts lie in `characters.npz`, made by `benchmarks/fit_newspaper.py`. Numbers and Latin words count as one
character each, ends of sentences and of clauses as one each, other marks as none. Knows nothing of words, lines or
pages.
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
BITS = 13  # of the number of a character: at most 8,191 of them, 0 for all that are not in the table
SCALE = 4  # counts are kept as round(SCALE * log2(count)), in a byte
_LOOK = 16  # characters of a text that are looked at
_UNSEEN = 8000  # characters that the table is taken to lack, half a count each
_NUMBERS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WORDS = re.compile(r"[a-z]+")
_STOPS = re.compile(r"[。!?…\n]+")
_PAUSES = re.compile(r"[,，、;；:：]+")
_REST = re.compile(f"[^{HAN}0a。，]+")


def stream(text: str) -> str:
    """The text as the model reads it."""
    text = _WORDS.sub(LATIN, _NUMBERS.sub(NUMBER, fold(text)))
    return _REST.sub("", _PAUSES.sub(PAUSE, _STOPS.sub(STOP, text)))


@dataclass(frozen=True, slots=True)
class _Level:
    """The n-grams of one length: sorted keys, counts, and for each context how often it is there and what of it is
    left for what the table lacks."""

    keys: _Ints
    counts: _Floats
    contexts: _Ints
    totals: _Floats
    left: _Floats


@dataclass(frozen=True, slots=True)
class _Model:
    numbers: dict[str, int]
    single: _Floats  # (characters,) probabilities
    levels: tuple[_Level, ...]

    def chances(self, context: tuple[_Ints, ...], char: _Ints) -> _Floats:
        """P(char | the characters before it, the nearest last), interpolated after Witten and Bell (1991)."""
        found = self.single[char]
        for level, length in zip(self.levels, range(1, len(context) + 1), strict=False):
            before = np.zeros_like(char)
            for one in context[-length:]:
                before = before << BITS | one
            seen = _look_up(level.keys, level.counts, before << BITS | char)
            total = _look_up(level.contexts, level.totals, before)
            left = _look_up(level.contexts, level.left, before)
            found = np.where(total > 0, (seen + left * found) / np.maximum(total + left, 1.0), found)
        return found


def _look_up(keys: _Ints, values: _Floats, wanted: _Ints) -> _Floats:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: _Floats = np.where(keys[at] == wanted, values[at], 0.0)
    return found


def _level(steps: NDArray[np.uint8], packed: NDArray[np.uint8]) -> _Level:
    """(4, n-grams) the bytes of each key's distance from the one before it, lowest first; (n-grams,) packed counts."""
    keys = np.cumsum(np.ascontiguousarray(steps.T).view("<u4").ravel(), dtype=np.int64)
    counts = np.exp2(packed / SCALE)
    contexts, at = np.unique(keys >> BITS, return_inverse=True)
    totals, kinds = np.bincount(at, weights=counts), np.bincount(at)
    return _Level(keys, counts, contexts, totals.astype(float), kinds.astype(float))


@lru_cache(maxsize=1)
def _model() -> _Model:
    from importlib.resources import files

    with files(__package__).joinpath("characters.npz").open("rb") as stored, np.load(stored) as table:
        chars = bytes(table["chars"]).decode("utf-8")
        single = np.concatenate([[0.0], np.exp2(table["counts1"] / SCALE)]) + 0.5
        levels = tuple(_level(table[f"keys{size}"], table[f"counts{size}"]) for size in (2, 3))
    return _Model(
        {char: number for number, char in enumerate(chars, 1)}, single / (single.sum() + 0.5 * _UNSEEN), levels
    )


def follow(lefts: Sequence[str], rights: Sequence[str]) -> tuple[_Floats, _Floats]:
    """What the characters say of seams, natural logarithms.

    (lefts, rights): P(right | left) over P(right | begin of a sentence), by the first two characters of the right text;
    and (lefts,): the probability that a sentence or a clause ends behind the left text.
    """
    model = _model()
    ends = np.array([_numbers(model, stream(text[-_LOOK:])[-2:], 2) for text in lefts], dtype=np.int64).reshape(-1, 2)
    begins = np.array([_numbers(model, stream(text[:_LOOK]).lstrip(STOP)[:2], -2) for text in rights], dtype=np.int64)
    begins = begins.reshape(-1, 2)
    stop, pause = np.int64(model.numbers[STOP]), np.int64(model.numbers[PAUSE])
    shape = (len(lefts), len(rights))
    left2, left1 = (np.broadcast_to(ends[:, [i]], shape) for i in (0, 1))
    right1, right2 = (np.broadcast_to(begins[None, :, i], shape) for i in (0, 1))
    goes_on = np.log(model.chances((left2, left1), right1)) + np.log(model.chances((left1, right1), right2))
    fresh = np.full(len(rights), stop)
    begun = np.log(model.chances((fresh,), begins[:, 0])) + np.log(model.chances((fresh, begins[:, 0]), begins[:, 1]))
    over = sum(model.chances((ends[:, 0], ends[:, 1]), np.full(len(lefts), mark)) for mark in (stop, pause))
    return goes_on - begun, np.log(over)


def _numbers(model: _Model, text: str, size: int) -> list[int]:
    """The numbers of the characters, filled up with 0 at the left (size > 0) or at the right."""
    found = [model.numbers.get(char, 0) for char in text]
    blank = [0] * (abs(size) - len(found))
    return blank + found if size > 0 else found + blank
