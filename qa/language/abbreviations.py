"""Abbreviations that a question has for full names: 国防科大 for 国防科技大学, 卫健委 for 卫生健康委员会.

An abbreviation takes characters of the full name in their order, the first of each word. A run of a question's
characters counts as one where the library has not all its pairs of characters; texts are then searched for the run with
up to three characters behind each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from corpus.text import HAN, fold, is_han, tokens
from qa.language.equivalents import Equivalent
from qa.language.stopwords import question_tokens, without_asking
from qa.language.tagger import words

_UNKNOWN_TOKEN = "\0"  # in no text, so its idf is the largest
_RUN = re.compile(f"[{HAN}]{{3,}}")
_LEAST, _MOST = 3, 5  # characters of an abbreviation
_SKIPPED = 3  # characters of a full name behind each
_AT_EDGE = "的了在和与是有被把从向对"


def abbreviations(question: str, idf: Callable[[str], float]) -> tuple[Equivalent, ...]:
    """What can be an abbreviation in a question, each with the pattern of its full names. `idf`: rarity of a token."""
    if not is_han(question):
        return ()
    rarest, own = idf(_UNKNOWN_TOKEN), frozenset(question_tokens(question))
    found: list[Equivalent] = []
    for run in _runs(question):
        pairs = [run[start : start + 2] for start in range(len(run) - 1)]
        if any(idf(pair) >= rarest for pair in pairs) and all(idf(char) < rarest for char in run):
            # A run can have tokens that the question lacks: of a numeral that goes on beside it.
            of_run = tuple(token for token in tokens(run) if token in own)
            found.append(Equivalent(of_run, (), False, _full(run)))
    return tuple(found)


@lru_cache(maxsize=64)
def _runs(question: str) -> tuple[str, ...]:
    """Runs of whole words of a question, the longest first, that can be abbreviations."""
    return tuple(dict.fromkeys(sorted(_whole_words(question), key=lambda run: -len(run))))


def _whole_words(question: str) -> Iterator[str]:
    for match in _RUN.finditer(without_asking(fold(question))):
        edges = [0]
        for word in words(match.group()):
            edges.append(edges[-1] + len(word.text))
        for start in edges:
            for end in edges:
                run = match.group()[start:end]
                if _LEAST <= len(run) <= _MOST and run[0] not in _AT_EDGE and run[-1] not in _AT_EDGE:
                    yield run


def _full(run: str) -> str:
    """The pattern of full names in `han_runs`: at least one character is left out of them."""
    between = f".{{0,{_SKIPPED}}}?"
    return f"(?!{run}){between.join(run)}"
