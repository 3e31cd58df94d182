"""Chinese names in Latin letters: what a question names, found again in a text of the other script.

By Hanyu Pinyin without tones: Yuelu stands for 岳麓 and any other characters read so. A name is a word in Latin letters
with a capital that can be read as two to five syllables, or a run of two to four Han characters. Names that are
translated and not spelled (Orange Isle, 橘子洲) are not known. Knows one question and one text at a time, no index.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from itertools import product

from corpus.text import HAN, fold, is_han
from qa.language.stopwords import without_asking

_NAME = re.compile("(?<![A-Za-z])[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*(?![a-z])")
_APOSTROPHE = re.compile("['’](?=[aeo])")  # Xi'an
_HAN_RUN = re.compile(f"[{HAN}]+")
_MOST_SYLLABLES = 5
_MOST_CHARACTERS = 4
_LONGEST = 300  # characters of a question in Han characters that are looked through
_FEWEST_LETTERS = 4
_MOST_READINGS = 2  # of a character, the commonest first


class PinyinNames:
    """The names of one question, to be looked for in texts of the other script."""

    def __init__(self, question: str) -> None:
        """Name the question; it is taken apart when a first text asks for it."""
        self._question = question

    @cached_property
    def _spelled(self) -> frozenset[str]:
        """The pinyin of every run of Han characters that may be a name."""
        runs = _HAN_RUN.findall(without_asking(self._question[:_LONGEST]))
        parts = {
            run[at : at + length]
            for run in runs
            for length in range(2, _MOST_CHARACTERS + 1)
            for at in range(len(run) - length + 1)
        }
        return frozenset(spelling for part in parts for spelling in _spellings(part))

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        # Who types no capitals at all may mean a name by any word.
        question = self._question if re.search("[A-Z]", self._question) else self._question.title()
        return tuple(re.compile(pattern) for word in _written(question) if (pattern := _pattern(word)))

    def found(self, text: str) -> list[str]:
        """The names that a text of the other script holds, as it writes them, in folded letters."""
        if is_han(self._question):
            return sorted(_written(text) & self._spelled)
        folded = fold(text)
        matches = (pattern.search(folded) for pattern in self._patterns)
        return sorted({match.group() for match in matches if match})


@lru_cache(maxsize=4096)  # the same few texts are nearest to many questions of the other script
def _written(text: str) -> frozenset[str]:
    """The words with a capital, and up to three that follow each other as one: Qu Yuan is quyuan."""
    found: set[str] = set()
    for match in _NAME.finditer(_APOSTROPHE.sub("", text)):
        words = re.split("[ -]", match.group().lower())
        joined = ("".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(a + 3, len(words)) + 1))
        found.update(word for word in joined if len(word) >= _FEWEST_LETTERS)
    return frozenset(found)


@lru_cache(maxsize=1)
def _readings() -> dict[str, tuple[str, ...]]:
    """The pinyin of each character, without tones."""
    from pypinyin.pinyin_dict import pinyin_dict

    found = {}
    for code, readings in pinyin_dict.items():
        plain = [_without_tone(reading) for reading in readings.split(",")]
        found[chr(code)] = tuple(dict.fromkeys(plain))[:_MOST_READINGS]
    return found


def _without_tone(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading)
    return "".join(letter for letter in letters if letter.isascii())


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    """The characters of each syllable."""
    found: dict[str, list[str]] = {}
    for char, readings in _readings().items():
        if "\u4e00" <= char <= "\u9fff" and fold(char) == char:
            for reading in readings:
                found.setdefault(reading, []).append(char)
    return {syllable: "".join(chars) for syllable, chars in found.items()}


@lru_cache(maxsize=1024)
def _pattern(word: str) -> str:
    """A pattern of the Han characters that may be spelled so; "" where the word is no pinyin."""
    known = _characters()
    ways = ["".join(f"[{known[syllable]}]" for syllable in way) for way in _cut(word, _MOST_SYLLABLES) if len(way) > 1]
    return "|".join(ways)


def _cut(word: str, most: int) -> list[tuple[str, ...]]:
    """All ways to read the word as at most so many syllables."""
    if not word:
        return [()]
    if not most:
        return []
    known = _characters()
    return [
        (word[:end], *rest)
        for end in range(1, min(6, len(word)) + 1)
        if word[:end] in known
        for rest in _cut(word[end:], most - 1)
    ]


def _spellings(characters: str) -> list[str]:
    readings = _readings()
    return ["".join(parts) for parts in product(*(readings.get(char, ("",)) for char in characters))]
