"""How likely one piece of Chinese text continues in another, by its words, its grammar and the page's own phrases.

The scores need only jieba's tables and the page itself:

- words: how much better the best segmentation across the boundary is than the best one with a word boundary there, by
  the frequencies in jieba's dictionary (unigram model, Viterbi 1967);
- grammar: log P(right | left) - log P(right | sentence start), by jieba's hidden Markov model of parts of speech. The
  forward and backward algorithms (Rabiner 1989) make it one product of matrices for all pairs;
- phrases: the longest run of characters across the boundary that the page prints elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.text import HAN, fold

_Floats = NDArray[np.float64]

_GRAMMAR_CHARS = 14  # looked at on each side of a boundary
_WORD_CHARS = 8  # looked at on each side of a boundary for words and phrases
_MAX_WORD_CHARS = 6
_MAX_PHRASE_CHARS = 5
_PHRASE_SOURCE_CHARS = 3000  # at a line's beginning and at its end in which phrases are looked for
_NUMBER_OR_LATIN_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*[%.]?|[a-z]+")
_NUMBER_OR_LATIN_LOG_P, _UNKNOWN_CHAR_LOG_P = -9.0, -16.0
_NOT_TEXT = re.compile(f"[^{HAN}0-9a-z.%]")
_FLOOR = 1e-12  # of a probability


@dataclass(frozen=True, slots=True)
class _Grammar:
    """jieba's hidden Markov model. A state is a place in a word (begin, middle, end, single) and a part of speech."""

    start: _Floats  # (states,) probabilities at the start of a sentence
    transitions: _Floats  # (states, states)
    ends_word: _Floats  # (states,) 1 where a word may end
    emissions: Mapping[str, _Floats]  # (states,) P(char | state) for each character
    unknown: _Floats  # (states,) the same for characters that are not in `emissions`, for digits and for letters
    number: _Floats
    latin: _Floats
    stationary: _Floats  # (states,) the stationary distribution

    def emission(self, char: str) -> _Floats | None:
        """(states,) P(char | state); None for punctuation, which ends a word and a clause."""
        if char.isdigit():
            return self.number
        if char.isascii() and char.isalpha():
            return self.latin
        return self.emissions.get(char, self.unknown) if _NOT_TEXT.match(char) is None else None


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    from jieba.posseg import prob_emit, prob_start, prob_trans

    states: list[Any] = sorted(state for state in prob_start.P if prob_emit.P.get(state))
    index = {state: i for i, state in enumerate(states)}
    start = np.array([_probability(prob_start.P[state]) for state in states])
    transitions = _transitions(prob_trans.P, index)
    stationary = np.full(len(states), 1.0 / len(states))
    for _ in range(50):
        stationary = stationary @ transitions
        stationary /= stationary.sum()
    return _Grammar(
        start=start / start.sum(),
        transitions=transitions,
        ends_word=np.array([1.0 if place in "ES" else 0.0 for place, _ in states]),
        emissions=_emissions(prob_emit.P, index),
        unknown=np.full(len(states), 1e-5),
        number=np.array([0.1 if tag == "m" else 0.0 for _, tag in states]),
        latin=np.array([0.02 if tag in ("nz", "eng", "nr", "nt") else 0.0 for _, tag in states]),
        stationary=stationary,
    )


def _transitions(table: Mapping[Any, Mapping[Any, float]], index: Mapping[Any, int]) -> _Floats:
    transitions = np.zeros((len(index), len(index)))
    for state, row in table.items():
        for following, log_p in row.items():
            if state in index and following in index:
                transitions[index[state], index[following]] = math.exp(log_p)
    transitions /= np.maximum(transitions.sum(axis=1, keepdims=True), _FLOOR)
    return transitions


def _emissions(table: Mapping[Any, Mapping[str, float]], index: Mapping[Any, int]) -> dict[str, _Floats]:
    emissions: dict[str, _Floats] = {}
    for state, row in table.items():
        for char, log_p in row.items():
            if probability := _probability(log_p):
                emissions.setdefault(char, np.zeros(len(index)))[index[state]] = probability
    return emissions


def _probability(log_p: float) -> float:
    """The probability; jieba writes -3.14e100 for the logarithm of 0."""
    return math.exp(log_p) if log_p > -1e50 else 0.0


@lru_cache(maxsize=1)
def _word_log_p() -> dict[str, float]:
    """The words of jieba's dictionary with the natural logarithms of their probabilities."""
    from importlib.resources import files

    counts: dict[str, int] = {}
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, _ = line.split(" ", 2)
        if len(word) <= _MAX_WORD_CHARS:
            counts[word] = int(count)
    log_total = math.log(sum(counts.values()))
    return {word: math.log(count) - log_total for word, count in counts.items() if count}


def _log_p(text: str) -> float:
    """The natural logarithm of the probability of a word; minus infinity for what is no word."""
    if text.isascii() and (text.isdigit() or _NUMBER_OR_LATIN_WORD.fullmatch(text)):
        return _NUMBER_OR_LATIN_LOG_P
    log_p = _word_log_p().get(text)
    if log_p is not None:
        return log_p
    return _UNKNOWN_CHAR_LOG_P if len(text) == 1 else -math.inf


def _prefix_log_p(text: str) -> list[float]:
    """The log probability of the best segmentation of each prefix, by its length from 0 on."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        best.append(max(best[start] + _log_p(text[start:end]) for start in range(max(0, end - _MAX_WORD_CHARS), end)))
    return best


def _suffix_log_p(text: str) -> list[float]:
    """The log probability of the best segmentation of each suffix, by its start from 0 on."""
    size = len(text)
    best = [0.0] * (size + 1)
    for start in range(size - 1, -1, -1):
        ends = range(start + 1, min(size, start + _MAX_WORD_CHARS) + 1)
        best[start] = max(_log_p(text[start:end]) + best[end] for end in ends)
    return best


@dataclass(frozen=True, slots=True)
class ContinuationScores:
    """Float64 arrays: (lefts, rights), but for `sentence_start`, (rights,).

    `words` and `grammar` are natural logarithms, `phrases` counts characters (0, or 2 to 5). `sentence_start` is
    log P(right | sentence start) - log P(right | anywhere).
    """

    words: _Floats
    grammar: _Floats
    phrases: _Floats
    sentence_start: _Floats


def score_continuations(
    lefts: Sequence[str], rights: Sequence[str], page: Sequence[str], pairs: NDArray[np.bool_]
) -> ContinuationScores:
    """How likely the text of each left end continues in that of each right beginning.

    `words` and `phrases` are computed only where `pairs`, (lefts, rights), is true. `page` is the text in which phrases
    are looked for, by lines. Time grows with the number of true pairs, and with a product of matrices of (lefts, 163)
    and (163, rights).
    """
    shape = (len(lefts), len(rights))
    words, phrases = np.zeros(shape), np.zeros(shape)
    if not pairs.any():
        return ContinuationScores(words, np.zeros(shape), phrases, np.zeros(len(rights)))
    ends = [fold(text[-_GRAMMAR_CHARS:]) for text in lefts]
    starts = [fold(text[:_GRAMMAR_CHARS]) for text in rights]
    grammar, sentence_start = _grammar_scores(ends, starts)
    known = _phrases(page)
    left_runs = [_NOT_TEXT.split(end)[-1][-_WORD_CHARS:] for end in ends]
    right_runs = [_NOT_TEXT.split(start)[0][:_WORD_CHARS] for start in starts]
    left_log_p, right_log_p = [_prefix_log_p(run) for run in left_runs], [_suffix_log_p(run) for run in right_runs]
    for i, j in np.argwhere(pairs):
        left, right = left_runs[i], right_runs[j]
        if left and right:
            words[i, j] = _word_gain(left, right, left_log_p[i], right_log_p[j])
            phrases[i, j] = _longest_phrase(left, right, known)
    return ContinuationScores(words, grammar, phrases, sentence_start)


def _word_gain(left: str, right: str, left_log_p: Sequence[float], right_log_p: Sequence[float]) -> float:
    """How much likelier the best segmentation with a word across the boundary is, as a difference of logarithms."""
    separate = left_log_p[-1] + right_log_p[0]
    best = 0.0
    for i in range(1, min(len(left), _MAX_WORD_CHARS - 1) + 1):
        for j in range(1, min(len(right), _MAX_WORD_CHARS - i) + 1):
            log_p = _log_p(left[-i:] + right[:j])
            if log_p > -math.inf:
                best = max(best, log_p + left_log_p[len(left) - i] + right_log_p[j] - separate)
    return best


def _phrases(page: Sequence[str]) -> set[str]:
    phrases: set[str] = set()
    for line in page:
        if len(line) > 2 * _PHRASE_SOURCE_CHARS:
            line = line[:_PHRASE_SOURCE_CHARS] + "\n" + line[-_PHRASE_SOURCE_CHARS:]
        for run in _NOT_TEXT.split(fold(line)):
            for size in range(2, _MAX_PHRASE_CHARS + 1):
                phrases.update(run[i : i + size] for i in range(len(run) - size + 1))
    return phrases


def _longest_phrase(left: str, right: str, known: set[str]) -> int:
    best = 0
    for i in range(1, min(len(left), _MAX_PHRASE_CHARS - 1) + 1):
        if left[-i:] + right[0] not in known:
            break  # every longer phrase contains this one
        for j in range(1, min(len(right), _MAX_PHRASE_CHARS - i) + 1):
            if left[-i:] + right[:j] not in known:
                break
            best = max(best, i + j)
    return best


def _grammar_scores(ends: Sequence[str], starts: Sequence[str]) -> tuple[_Floats, _Floats]:
    """The arrays `grammar` and `sentence_start` of `ContinuationScores`."""
    model = _grammar()
    next_state = _next_state(ends)
    relative_p = _relative_probability(starts)
    from_start = np.log(np.maximum(relative_p @ model.start, _FLOOR**4))
    from_anywhere = np.log(np.maximum(relative_p @ (model.stationary @ model.transitions), _FLOOR**4))
    continued = np.log(np.maximum(next_state @ relative_p.T, _FLOOR**4))
    return continued - from_start, from_start - from_anywhere


def _next_state(texts: Sequence[str]) -> _Floats:
    """(texts, states): the distribution of the state of the next character, given the text (forward algorithm)."""
    model = _grammar()
    states = np.tile(model.stationary, (len(texts), 1))
    for k in range(-_GRAMMAR_CHARS, 0):
        for rows, emissions in _emissions_of([text[k] if len(text) >= -k else "" for text in texts]):
            if emissions is None:
                states[rows] = model.start
                continue
            weighted = states[rows] * emissions
            totals = weighted.sum(axis=1, keepdims=True)
            following = (weighted / np.maximum(totals, _FLOOR)) @ model.transitions
            # Characters that the model cannot explain reset it.
            states[rows] = np.where(totals < _FLOOR, model.stationary, following)
    return states


def _relative_probability(texts: Sequence[str]) -> _Floats:
    """(texts, states): P(text | state of its first character), each character relative to its frequency.

    By the backward algorithm. Opening quotes and brackets are skipped.
    """
    model = _grammar()
    texts = [text.lstrip("“‘《〈「『【(\"' ") for text in texts]
    relative_p = np.ones((len(texts), len(model.start)))
    from_next = relative_p.copy()
    for k in range(_GRAMMAR_CHARS - 1, -1, -1):
        for rows, emissions in _emissions_of([text[k : k + 1] for text in texts]):
            if emissions is None:
                from_next[rows] = model.ends_word  # a word has ended before a mark; another clause starts after it
                continue
            frequency = np.maximum(emissions @ model.stationary, _FLOOR)
            relative_p[rows] = emissions * from_next[rows] / frequency[:, None]
            from_next[rows] = relative_p[rows] @ model.transitions.T
    return relative_p


def _emissions_of(chars: Sequence[str]) -> list[tuple[NDArray[np.int64], _Floats | None]]:
    """The rows that hold a letter, with (rows, states) P(letter | state); and the rows that hold a mark, with None."""
    model = _grammar()
    emissions = [model.emission(char) if char else None for char in chars]
    letters = [i for i, emission in enumerate(emissions) if emission is not None]
    marks = [i for i, (char, emission) in enumerate(zip(chars, emissions, strict=True)) if char and emission is None]
    groups: list[tuple[NDArray[np.int64], _Floats | None]] = []
    if letters:
        groups.append((np.array(letters), np.array([emission for emission in emissions if emission is not None])))
    if marks:
        groups.append((np.array(marks), None))
    return groups
