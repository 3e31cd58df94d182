"""Hyphens at the ends of lines in Latin letters: those of a compound stay, those of a divided word go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_DIVIDED = re.compile(r"([A-Za-z]+)-$")
_FIRST_WORD = re.compile(r"[a-z]+")
_COMPOUND = re.compile(r"(?<![A-Za-z-])[A-Za-z]+-[a-z]+(?![A-Za-z])")
_WORD = re.compile(r"(?<![A-Za-z-])[A-Za-z]+(?![A-Za-z-])")
# What stands before a hyphen in a compound, and hardly ever ends a syllable of a longer word.
_FIRST_PARTS = frozenset((
    "self", "non", "half", "well", "ex", "vice", "semi", "anti", "mid", "long", "short", "high", "low", "first",
    "second", "third", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty",
    "thirty", "forty", "fifty", "north", "south", "east", "west", "year", "full", "part", "old", "new", "all",
    "cross",
))  # fmt: skip
_ENDINGS = frozenset(("ly", "er", "est", "ness", "land", "ers", "ing", "ed", "en", "ern", "erly", "ward", "wards", "s"))


class Hyphens:
    """Tells compounds from divided words, by the words that stand elsewhere in the same file."""

    def __init__(self, lines: Iterable[str]) -> None:
        texts = list(lines)
        latin = texts if any(_DIVIDED.search(text) for text in texts) else []
        self._compounds = {match.lower() for text in latin for match in _COMPOUND.findall(text)}
        self._words = {match.lower() for text in latin for match in _WORD.findall(text)}

    def joined(self, lines: Sequence[str]) -> list[str]:
        """The lines, with those that break at a compound's own hyphen put together."""
        found: list[str] = []
        for line in lines:
            if found and self._is_compound(found[-1], line):
                found[-1] += line
            else:
                found.append(line)
        return found

    def _is_compound(self, line: str, following: str) -> bool:
        ending, beginning = _DIVIDED.search(line), _FIRST_WORD.match(following)
        if not ending or not beginning:
            return False
        first, second = ending[1].lower(), beginning[0]
        if f"{first}-{second}" in self._compounds:
            return True
        if first + second in self._words or second in _ENDINGS:
            return False
        known = first in self._words and second in self._words and min(len(first), len(second)) > 2
        doubled = first in ("co", "re", "pre") and second[0] == first[-1]
        return known or doubled or first in _FIRST_PARTS
