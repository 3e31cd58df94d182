"""Matches the names in a question with their spelling in a text of the other script, by Hanyu Pinyin without tones.

Yuelu matches 岳麓 and any other characters read the same way. A name is a capitalised word in Latin letters that reads
as two to five syllables, or a run of two to four Han characters. Translated names (Orange Isle, 橘子洲) do not match.
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
_MAX_SYLLABLES = 5
_MAX_CHARACTERS = 4
_MAX_QUESTION_CHARACTERS = 300  # of a question in Han characters; the rest is ignored
_MIN_LETTERS = 4
_MAX_READINGS = 2  # of a character, the most common first


class PinyinNames:
    """The names in one question, to look for in texts of the other script."""

    def __init__(self, question: str) -> None:
        """Store the question; it is analysed when the first text is searched."""
        self._question = question

    @cached_property
    def _spelled(self) -> frozenset[str]:
        """The pinyin of every run of Han characters that can be a name."""
        runs = _HAN_RUN.findall(without_asking(self._question[:_MAX_QUESTION_CHARACTERS]))
        parts = {
            run[start : start + length]
            for run in runs
            for length in range(2, _MAX_CHARACTERS + 1)
            for start in range(len(run) - length + 1)
        }
        return frozenset(spelling for part in parts for spelling in _spellings(part))

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        # In a question without capitals, any word can be a name.
        question = self._question if re.search("[A-Z]", self._question) else self._question.title()
        return tuple(re.compile(pattern) for word in _written(question) if (pattern := _pattern(word)))

    def found(self, text: str) -> list[str]:
        """The names that a text of the other script contains, as the text spells them, folded and sorted."""
        if is_han(self._question):
            return sorted(_written(text) & self._spelled)
        folded = fold(text)
        matches = (pattern.search(folded) for pattern in self._patterns)
        return sorted({match.group() for match in matches if match})


@lru_cache(maxsize=4096)  # the same few texts are nearest to many questions of the other script
def _written(text: str) -> frozenset[str]:
    """The capitalised words, lower-cased, and up to three in a row joined into one: Qu Yuan is quyuan."""
    spelled: set[str] = set()
    for match in _NAME.finditer(_APOSTROPHE.sub("", text)):
        words = re.split("[ -]", match.group().lower())
        joined = ("".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(a + 3, len(words)) + 1))
        spelled.update(word for word in joined if len(word) >= _MIN_LETTERS)
    return frozenset(spelled)


@lru_cache(maxsize=1)
def _readings() -> dict[str, tuple[str, ...]]:
    """Character → its readings in pinyin without tones."""
    from pypinyin.pinyin_dict import pinyin_dict

    plain_readings = {}
    for code, readings in pinyin_dict.items():
        plain = [_without_tone(reading) for reading in readings.split(",")]
        plain_readings[chr(code)] = tuple(dict.fromkeys(plain))[:_MAX_READINGS]
    return plain_readings


def _without_tone(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading)
    return "".join(letter for letter in letters if letter.isascii())


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    """Syllable → all characters that are read that way."""
    characters: dict[str, list[str]] = {}
    for char, readings in _readings().items():
        if "\u4e00" <= char <= "\u9fff" and fold(char) == char:
            for reading in readings:
                characters.setdefault(reading, []).append(char)
    return {syllable: "".join(chars) for syllable, chars in characters.items()}


@lru_cache(maxsize=1024)
def _pattern(word: str) -> str:
    """A pattern of the Han characters that the word can stand for; "" if it is not pinyin."""
    known = _characters()
    ways = ["".join(f"[{known[syllable]}]" for syllable in way) for way in _cut(word, _MAX_SYLLABLES) if len(way) > 1]
    return "|".join(ways)


def _cut(word: str, most: int) -> list[tuple[str, ...]]:
    """All ways to split the word into at most `most` syllables."""
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
