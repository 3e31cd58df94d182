"""Where to look for a wording: its words are looked up in the word index, the rarest runs first.

A run of words must stand in a passage that holds the wording, unless a line break in the article divides it; so several
runs are looked up apart, and the passages of each are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.text import token_places
from qa.index.searcher import Searcher
from qa.quotation.normal import for_words
from qa.records import ArticleTexts

MAX_READ = 1000  # passages that are read for one wording
MAX_SHARING = 64  # passages that are aligned with a wording that stands nowhere to the letter
_RUN = 4  # words of a run: five Chinese characters
_MAX_RUNS = 4
_MAX_MORE = 16  # further words of the sentence, where the run is a common one
_MAX_WORDS = 900  # of a long wording that are looked at: of its begin, its middle and its end
_SENTENCE_END = re.compile("[。！？!?；;\n…]")


@dataclass(frozen=True, slots=True)
class Found:
    """Passages that may hold the wording. Where `complete` is False, others may hold it too."""

    numbers: tuple[int, ...]
    complete: bool = True


def words_of(wording: str) -> list[str]:
    """The words of a wording that are looked up, each once."""
    return list(dict.fromkeys(token for token, _, _ in _places(for_words(wording))))


def holding(wording: str, searcher: Searcher, texts: ArticleTexts) -> Found:
    """The passages that hold the wording, or a part of it, to the letter; the earliest where there are many."""
    runs = _runs(for_words(wording), searcher.idf)
    found, many, complete = set[int](), list[int](), True
    for run, more in runs:
        numbers = searcher.holding(run)
        if numbers is not None and len(numbers) > MAX_READ and more:
            numbers = searcher.holding([*run, *more])
        if numbers is None:  # the index cannot tell
            return Found(tuple(searcher.sharing(words_of(wording), MAX_SHARING).tolist()), complete=False)
        if len(numbers) > MAX_READ:
            many = min((many or numbers.tolist()), numbers.tolist(), key=len)
        else:
            found.update(numbers.tolist())
            complete = complete and len(found) <= MAX_READ
    if many and not found:
        return Found(tuple(texts.earliest(many, MAX_READ)), complete=False)
    return Found(tuple(sorted(found)[:MAX_READ]), complete)


def sharing(wording: str, searcher: Searcher) -> tuple[int, ...]:
    """The passages that hold the most of the wording's words, best first."""
    return tuple(searcher.sharing(words_of(wording), MAX_SHARING).tolist())


def _places(folded: str) -> list[tuple[str, int, int]]:
    places = token_places(folded)
    if len(places) <= _MAX_WORDS:
        return places
    third, middle = _MAX_WORDS // 3, len(places) // 2
    return [*places[:third], *places[middle - third // 2 : middle + third // 2], *places[-third:]]


def _runs(folded: str, idf: Callable[[str], float]) -> list[tuple[list[str], list[str]]]:
    """The rarest runs of words, and the rarest other words of the sentence of each."""
    places = _places(folded)
    # The words at the ends may be parts of longer ones: 250 of 1250, bridge of footbridge.
    while len(places) > 1 and _is_whole(places[0][0]) and places[0][1] == 0:
        del places[0]
    while len(places) > 1 and _is_whole(places[-1][0]) and places[-1][2] == len(folded):
        del places[-1]
    runs = []
    for sentence in _sentences(places, folded):
        for start in range(0, len(sentence), _RUN):
            run = sentence[start : start + _RUN]
            if len(run) < _RUN - 1 and start:
                run = sentence[-_RUN:]
            others = sorted((token for token in sentence if token not in run), key=lambda token: (-idf(token), token))
            runs.append((run, others[:_MAX_MORE]))
    return sorted(runs, key=lambda run: -sum(map(idf, run[0])))[:_MAX_RUNS]


def _sentences(places: Sequence[tuple[str, int, int]], folded: str) -> list[list[str]]:
    sentences: list[list[str]] = []
    last = 0
    for token, start, end in places:
        if not sentences or _SENTENCE_END.search(folded, last, start):
            sentences.append([])
        sentences[-1].append(token)
        last = max(last, end)
    return sentences


def _is_whole(token: str) -> bool:
    """Whether the index holds it only as a whole: a number, or a word in Latin letters."""
    return token[0].isascii() or token[0] < "\u2e80"
