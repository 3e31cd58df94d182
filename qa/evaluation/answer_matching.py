"""Compares an answer with the right ones, by characters.

Texts are compared after NFKC, in lower case, without punctuation and spaces. A decimal point between digits is kept, so
that 3.5 is not 35. To find an answer in a text, a space between Latin words or numbers is kept too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_NOT_DECIMAL = re.compile(r"(?<![0-9])[.]|[.](?![0-9])")
# A space without a Latin letter or a digit on both sides.
_SPACE = re.compile(r"(?<![a-z0-9\u00c0-\u024f]) | (?![a-z0-9\u00c0-\u024f])")
_LETTER = "a-z\u00df-\u024f"


class _Marks(dict[int, int]):
    """A table for `str.translate` that is filled on demand: punctuation and white space become a space."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        nothing = char != "." and (unicodedata.category(char)[0] in "PZC")
        self[code] = 0x20 if nothing else code
        return self[code]


_MARKS = _Marks()


@lru_cache(maxsize=1 << 15)
def spaced(text: str) -> str:
    """The text in the form in which answers are searched: only spaces between Latin words or numbers are kept."""
    text = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    text = " ".join(_NOT_DECIMAL.sub(" ", text).translate(_MARKS).split())
    return _SPACE.sub("", text)


def normalised(text: str) -> str:
    """The text in the form in which answers are compared: without spaces."""
    return spaced(text).replace(" ", "")


def contains_answer(text: str, answer: str) -> bool:
    """Whether the text contains the answer, but not inside a longer number or word: 2015 does not contain 15."""
    wanted = spaced(answer)
    if not wanted:
        return False
    searched = spaced(text)
    return wanted in searched and _pattern(wanted).search(searched) is not None


def holds_any(text: str, answers: Iterable[str]) -> bool:
    """Whether the text contains one of the answers."""
    return any(contains_answer(text, answer) for answer in answers)


def share_held(quotes: Sequence[str], all_of: Sequence[Sequence[str]]) -> float:
    """The share of the parts of which one of the quotes contains an alternative, 0 to 1; 0 where there is no part.

    `all_of` lists the parts of an answer, each as alternatives; `quotes` are the texts that were shown, of one or more
    quotes. A part counts once, and two parts may stand in the same quote.
    """
    held = sum(any(holds_any(quote, part) for quote in quotes) for part in all_of)
    return held / len(all_of) if all_of else 0.0


@lru_cache(maxsize=1 << 15)
def _pattern(wanted: str) -> re.Pattern[str]:
    before = after = ""
    if re.match("[0-9]", wanted):
        before = r"(?<![0-9])(?<![0-9][.])"
    elif re.match(f"[{_LETTER}]", wanted):
        before = f"(?<![{_LETTER}])"
    if re.search("[0-9]$", wanted):
        after = r"(?![0-9]|[.][0-9])"
    elif re.search(f"[{_LETTER}]$", wanted):
        after = f"(?![{_LETTER}])"
    return re.compile(before + re.escape(wanted) + after)


def exact_match(found: str, answers: Iterable[str]) -> float:
    """1 where the found phrase is one of the answers, else 0."""
    return float(normalised(found) in {normalised(answer) for answer in answers})


def f1(found: str, answers: Iterable[str]) -> float:
    """The best F1 over the answers, counting common characters as often as they occur in both.

    This is SQuAD's F1 (Rajpurkar et al. 2016, section 5) with characters instead of words.
    """
    return max((_f1(normalised(found), normalised(answer)) for answer in answers), default=0.0)


def _f1(found: str, answer: str) -> float:
    if not found or not answer:
        return float(found == answer)
    common = sum((Counter(found) & Counter(answer)).values())
    return 2 * common / (len(found) + len(answer))
