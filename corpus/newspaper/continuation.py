"""How likely one stretch of Chinese text goes on in another: words, grammar and the page's own phrases at the seam.

Three measures, all from what jieba carries and the page itself:

- words: how much better the best segmentation across the seam is than the best one that ends a word there, by the
  frequencies of jieba's dictionary (unigram model, Viterbi);
- grammar: log P(right | left) - log P(right | begin of a sentence), by jieba's hidden Markov model of parts of speech
  (forward and backward algorithm; Rabiner 1989), so that all pairs cost one product of matrices;
- phrases: the longest run of characters across the seam that the page prints elsewhere.

Knows nothing of lines, columns or articles. Weighing the measures is not done here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.text import HAN, fold

_Floats = NDArray[np.float64]

WINDOW = 14  # characters looked at on each side of a seam
_LONGEST = 6  # of a word
_SIDE = 3000  # characters of a line at its beginning and its end in which phrases are looked for
_PHRASE = 5  # the longest phrase looked for
_NOT_TEXT = re.compile(f"[^{HAN}0-9a-z.%]")
_FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class _Grammar:
    start: _Floats  # (states,)
    steps: _Floats  # (states, states)
    ends_word: _Floats  # (states,) 1 where a word may end
    begins_word: _Floats
    emit: dict[str, _Floats]
    unknown: _Floats
    number: _Floats
    latin: _Floats
    usual: _Floats  # the stationary distribution

    def of(self, char: str) -> _Floats | None:
        """P(char | state) for each state; None for punctuation, which ends a word and a clause."""
        if char.isdigit():
            return self.number
        if char.isascii() and char.isalpha():
            return self.latin
        return self.emit.get(char, self.unknown) if _NOT_TEXT.match(char) is None else None


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    from jieba.posseg import prob_emit, prob_start, prob_trans

    emissions, starts, transitions = prob_emit.P, prob_start.P, prob_trans.P
    states: list[Any] = sorted(state for state in starts if emissions.get(state))
    place = {state: i for i, state in enumerate(states)}
    count = len(states)
    start = np.array([math.exp(starts[state]) if starts[state] > -1e50 else 0.0 for state in states])
    steps = np.zeros((count, count))
    for state, row in transitions.items():
        for following, value in row.items():
            if state in place and following in place:
                steps[place[state], place[following]] = math.exp(value)
    steps /= np.maximum(steps.sum(axis=1, keepdims=True), _FLOOR)
    emit: dict[str, _Floats] = {}
    for state, row in emissions.items():
        for char, value in row.items():
            if value > -1e50:
                emit.setdefault(char, np.zeros(count))[place[state]] = math.exp(value)
    number = np.array([0.1 if state[1] == "m" else 0.0 for state in states])
    latin = np.array([0.02 if state[1] in ("nz", "eng", "nr", "nt") else 0.0 for state in states])
    usual = np.full(count, 1.0 / count)
    for _ in range(50):
        usual = usual @ steps
        usual /= usual.sum()
    return _Grammar(
        start / start.sum(),
        steps,
        np.array([1.0 if state[0] in "ES" else 0.0 for state in states]),
        np.array([1.0 if state[0] in "BS" else 0.0 for state in states]),
        emit,
        np.full(count, 1e-5),
        number,
        latin,
        usual,
    )


@lru_cache(maxsize=1)
def _words() -> dict[str, float]:
    """The words of jieba's dictionary with the natural logarithms of their probabilities."""
    from importlib.resources import files

    counts: dict[str, int] = {}
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, _ = line.split(" ", 2)
        if len(word) <= _LONGEST:
            counts[word] = int(count)
    whole = math.log(sum(counts.values()))
    return {word: math.log(count) - whole for word, count in counts.items() if count}


def _word(text: str) -> float:
    """The logarithm of the word's probability; minus infinity where it is none."""
    if text.isascii() and (text.isdigit() or re.fullmatch(r"[0-9]+(?:[.,][0-9]+)*[%.]?|[a-z]+", text)):
        return -9.0
    value = _words().get(text)
    if value is not None:
        return value
    return -16.0 if len(text) == 1 else -math.inf


def _segmented(text: str, forward: bool) -> list[float]:
    """Forward: the best score of each prefix, [0, len]. Backward: that of each suffix from i, [0, len]."""
    size = len(text)
    best = [-math.inf] * (size + 1)
    if forward:
        best[0] = 0.0
        for end in range(1, size + 1):
            best[end] = max(best[begin] + _word(text[begin:end]) for begin in range(max(0, end - _LONGEST), end))
    else:
        best[size] = 0.0
        for begin in range(size - 1, -1, -1):
            best[begin] = max(
                _word(text[begin:end]) + best[end] for end in range(begin + 1, min(size, begin + _LONGEST) + 1)
            )
    return best


@dataclass(frozen=True, slots=True)
class Measures:
    """Each (lefts, rights). `words` and `grammar` are natural logarithms, `phrases` counts characters (0 or 2 to 5)."""

    words: _Floats
    grammar: _Floats
    phrases: _Floats
    begins: _Floats  # (rights,) log P(right | begin of a sentence) - log P(right | anywhere)


def measure(lefts: Sequence[str], rights: Sequence[str], pages: Sequence[str], pairs: NDArray[np.bool_]) -> Measures:
    """The measures of the seams between the ends of `lefts` and the beginnings of `rights`, where `pairs` is true.

    `pages` is the text in which phrases are looked for. Time grows with the true pairs, and a product of matrices of
    (lefts, 163) and (163, rights).
    """
    shape = (len(lefts), len(rights))
    if not pairs.any():
        return Measures(np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(len(rights)))
    ends = [fold(text[-WINDOW:]) for text in lefts]
    begins = [fold(text[:WINDOW]) for text in rights]
    model = _grammar()
    alphas = _after(ends)
    betas = _before(begins)
    fresh = np.maximum(betas @ model.start, _FLOOR**4)
    grammar = np.log(np.maximum(alphas @ betas.T, _FLOOR**4)) - np.log(fresh)
    opening = np.log(fresh) - np.log(np.maximum(betas @ (model.usual @ model.steps), _FLOOR**4))
    known = _phrases(pages)
    words, phrases = np.zeros(shape), np.zeros(shape)
    left_runs, right_runs = [_run(end, last=True) for end in ends], [_run(begin, last=False) for begin in begins]
    left_best, right_best = [_segmented(run, True) for run in left_runs], [_segmented(run, False) for run in right_runs]
    for i, j in np.argwhere(pairs):
        left, right = left_runs[i], right_runs[j]
        if left and right:
            words[i, j] = _across(left, right, left_best[i], right_best[j])
            phrases[i, j] = _longest_phrase(left, right, known)
    return Measures(words, grammar, phrases, opening)


def _run(text: str, last: bool) -> str:
    """The characters at the seam up to the first punctuation mark."""
    parts = _NOT_TEXT.split(text)
    return parts[-1][-8:] if last else parts[0][:8]


def _across(left: str, right: str, left_best: list[float], right_best: list[float]) -> float:
    apart = left_best[-1] + right_best[0]
    best = 0.0
    for i in range(1, min(len(left), _LONGEST - 1) + 1):
        for j in range(1, min(len(right), _LONGEST - i) + 1):
            value = _word(left[-i:] + right[:j])
            if value > -math.inf:
                best = max(best, value + left_best[len(left) - i] + right_best[j] - apart)
    return best


def _phrases(pages: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for page in pages:
        text = fold(page if len(page) <= 2 * _SIDE else page[:_SIDE] + "\n" + page[-_SIDE:])
        for run in _NOT_TEXT.split(text):
            for size in range(2, _PHRASE + 1):
                found.update(run[i : i + size] for i in range(len(run) - size + 1))
    return found


def _longest_phrase(left: str, right: str, known: set[str]) -> int:
    best = 0
    for i in range(1, min(len(left), _PHRASE - 1) + 1):
        if left[-i:] + right[0] not in known:
            break  # a longer one holds this one
        for j in range(1, min(len(right), _PHRASE - i) + 1):
            if left[-i:] + right[:j] not in known:
                break
            best = max(best, i + j)
    return best


def _after(texts: Sequence[str]) -> _Floats:
    """(texts, states): the distribution of the state of the next character, given the text before it."""
    model = _grammar()
    states = np.tile(model.usual, (len(texts), 1))
    for k in range(-WINDOW, 0):
        for here, emitted in _columns([text[k] if len(text) >= -k else "" for text in texts]):
            if emitted is None:
                states[here] = model.start
                continue
            weighed = states[here] * emitted
            totals = weighed.sum(axis=1, keepdims=True)
            following = (weighed / np.maximum(totals, _FLOOR)) @ model.steps
            # What the model has never seen tells nothing: begin anew.
            states[here] = np.where(totals < _FLOOR, model.usual, following)
    return states


def _before(texts: Sequence[str]) -> _Floats:
    """(texts, states): P(text | state of its first character), each character's part divided by how usual it is."""
    model = _grammar()
    texts = [text.lstrip("“‘《〈「『【(\"' ") for text in texts]
    shown = np.ones((len(texts), len(model.start)))
    carried = shown.copy()
    for k in range(WINDOW - 1, -1, -1):
        for here, emitted in _columns([text[k : k + 1] for text in texts]):
            if emitted is None:
                carried[here] = model.ends_word  # a word has ended before a mark, behind it another clause begins
                continue
            usual = np.maximum(emitted @ model.usual, _FLOOR)
            shown[here] = emitted * carried[here] / usual[:, None]
            carried[here] = shown[here] @ model.steps.T
    return shown


def _columns(chars: Sequence[str]) -> list[tuple[NDArray[np.int64], _Floats | None]]:
    """The texts that have a letter at a place, with P(letter | state) for each; and those that have a mark there."""
    model = _grammar()
    emitted = [model.of(char) if char else None for char in chars]
    letters = np.array([i for i, value in enumerate(emitted) if value is not None], dtype=np.int64)
    marks = np.array(
        [i for i, (char, value) in enumerate(zip(chars, emitted, strict=True)) if char and value is None],
        dtype=np.int64,
    )
    found: list[tuple[NDArray[np.int64], _Floats | None]] = []
    if len(letters):
        found.append((letters, np.array([value for value in emitted if value is not None])))
    if len(marks):
        found.append((marks, None))
    return found
