"""Matches the names in a question with their spelling in a text of the other script, by Hanyu Pinyin without tones.

Yuelu matches 岳麓 and any other characters read the same way. A name is a capitalised word in Latin letters that reads
as two to five syllables, one to three such words in a row (Lü Bin, also Lyu and Lv), also with the surname last or
initials, or a run of two to four Han characters. A name of one syllable counts before or behind what it names (Mount
Hua). Translated names (Orange Isle, 橘子洲) do not match here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import NamedTuple

from corpus.text import HAN, fold, is_han
from qa.language.stopwords import without_asking

_NAME = re.compile("(?<![A-Za-z])[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*(?![a-z])")
_LETTERS = "a-z\u00fc\u00e0-\u00ff\u0100-\u01dc"
_TYPED = re.compile(
    rf"(?:[A-Z]\.[ -]?)*[A-Z\u00c0-\u00dc\u0100-\u01db][{_LETTERS}]+(?:['’-](?!s\b)[A-Za-z][{_LETTERS}]*)*"
)
_APOSTROPHE = re.compile("['’](?=[aeo])")  # Xi'an
_HAN_RUN = re.compile(f"[{HAN}]+")
_MAX_SYLLABLES = 5
_MAX_CHARACTERS = 4
_MAX_WORDS = 3  # of a name
_MAX_QUESTION_CHARACTERS = 300  # of a question in Han characters; the rest is ignored
_MIN_LETTERS = 4
_MAX_READINGS = 2  # of a character, the most common first
# Readings of surnames, other than the two commonest of their characters.
_SURNAMES = (
    "单shan 仇qiu 解xie 区ou 查zha 曾zeng 任ren 朴piao 朴park 盖ge 盖gai 乐yue 乐le 缪miao 员yun 员yuan 尉yu "
    "尉wei 万mo 俟qi 秘bi 覃tan 覃qin 翟zhai 翟di 黑he 洗xian 折she 繁po 召shao 种chong 隗wei 隗kui 柏bai "
    "柏bo 薄bo 纪ji 宁ning 句gou 曲qu 盛sheng 车che 谌chen 谌shen 褚chu 都du 葛ge 令ling 佘she 厍she 眭sui "
    "台tai 相xiang 应ying 於yu 祭zhai 甄zhen 訾zi 牟mou 牟mu 华hua 过guo 哈ha 那na 郇xun 郇huan 逄pang "
    "晟cheng 燕yan 长zhang 孙sun 澹tan 重chong 行xing 还huan 叶ye 冼xian 沈shen 石shi"
)
# What a name of one syllable stands beside: Mount Hua, Tai Lake.
_PLACES_BEHIND = {
    "mount": "山", "mt": "山", "lake": "湖", "river": "[江河水]", "county": "县", "city": "市", "island": "岛",
    "town": "镇", "mountain": "山", "district": "区", "province": "省",
}  # fmt: skip
_AFTER_TITLE = re.compile(r"\b(mount|mt\.?|lake) ([a-z]+)\b")
_BEFORE_TITLE = re.compile(r"\b([a-z]+) (river|lake|county|city|island|town|mountain|district|province)\b")


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}


class Name(NamedTuple):
    """A name in Latin letters at [start, end) of a question, and a pattern of what Han characters it can stand for."""

    start: int
    end: int
    pattern: str


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
        return tuple(re.compile(name.pattern) for name in names_in(self._question, fold(self._question)))

    def found(self, text: str) -> list[str]:
        """The names that a text of the other script contains, as the text spells them, folded and sorted."""
        if is_han(self._question):
            return sorted(_written(text) & self._spelled)
        folded = fold(text)
        matches = (pattern.search(folded) for pattern in self._patterns)
        return sorted({match.group() for match in matches if match})


def names_in(question: str, rest: str) -> list[Name]:
    """The names in a question, as it was typed. `rest` is the same, folded, with spaces over what is no name.

    In a question without capitals, any word of two syllables or more can be a name.
    """
    question = half_width(question)
    typed = question if re.search("[A-Z\u00c0-\u00dc]", question) else question.title()
    words = [m for m in _TYPED.finditer(typed) if not rest[m.start() : m.end()].isspace()]
    groups: list[list[re.Match[str]]] = []
    for word in words:
        if groups and len(groups[-1]) < _MAX_WORDS and typed[groups[-1][-1].end() : word.start()] in (" ", "-"):
            groups[-1].append(word)
        else:
            groups.append([word])
    found = [name for group in groups for name in _names_of(group)]
    taken = [(name.start, name.end) for name in found]
    return found + [one for one in _beside_titles(rest) if all(one.end <= a or one.start >= b for a, b in taken)]


def half_width(text: str) -> str:
    """The text with Latin letters and digits of full width as ASCII."""
    return text.translate(_HALF_WIDTH)


def _names_of(words: Sequence[re.Match[str]]) -> list[Name]:
    """The name that capitalised words in a row are; where they are none together, those of fewer of them."""
    for size in range(len(words), 0, -1):
        for first in range(len(words) - size + 1):
            some = words[first : first + size]
            pattern = _pattern(tuple(word.group() for word in some))
            if pattern:
                name = Name(some[0].start(), some[-1].end(), pattern)
                return [*_names_of(words[:first]), name, *_names_of(words[first + size :])]
    return []


def _beside_titles(rest: str) -> list[Name]:
    sides = ((_AFTER_TITLE, 2, 1), (_BEFORE_TITLE, 1, 2))
    return [
        Name(match.start(name), match.end(name), syllable + _PLACES_BEHIND[match[title].rstrip(".")])
        for pattern, name, title in sides
        for match in pattern.finditer(rest)
        if (syllable := _class(match[name]))
    ]


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
def _toned() -> dict[str, str]:
    """Character → its readings in pinyin with tones, separated by commas."""
    spec = find_spec("pypinyin")  # without running it: it would also load its phrases, which take longer
    table = (Path(str(spec and spec.origin)).parent / "pinyin_dict.json").read_text("utf-8")
    return {chr(int(code)): readings for code, readings in json.loads(table).items()}


@lru_cache(maxsize=1)
def _surnames() -> dict[str, list[str]]:
    """Character → its readings as a surname."""
    found: dict[str, list[str]] = {}
    for entry in _SURNAMES.split():
        found.setdefault(entry[0], []).append(entry[1:])
    return found


@lru_cache(maxsize=65536)
def readings(character: str) -> tuple[str, ...]:
    """The readings of a character in pinyin without tones; none for what is no Han character.

    With ü as u and as v; the first `_MAX_READINGS` sounds, and those of surnames.
    """
    toned = _toned().get(character)
    return tuple(dict.fromkeys((*(_typed(toned) if toned else ()), *_surnames().get(character, ()))))


@lru_cache(maxsize=4096)  # many characters have the same readings
def _typed(readings: str) -> tuple[str, ...]:
    """How readings with tones, separated by commas, are typed: those of the first two sounds."""
    sounds = list(dict.fromkeys(map(without_tone, readings.split(","))))[:_MAX_READINGS]
    return tuple(dict.fromkeys(spelling for sound in sounds for spelling in _typed_as(sound)))


@lru_cache(maxsize=4096)
def without_tone(reading: str) -> str:
    """A syllable without its tone, in ASCII letters: lǚ → lv, yuè → yue."""
    letters = unicodedata.normalize("NFD", reading.lower()).replace("u\u0308", "v").replace("v\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii())


def _typed_as(sound: str) -> tuple[str, ...]:
    """How a syllable is typed: lv also as lu (as texts have it without the dots) and lyu (as passports have it)."""
    if "v" not in sound:
        return (sound,)
    return sound.replace("v", "u"), sound, sound.replace("v", "yu")


@lru_cache(maxsize=1)
def syllable_characters() -> dict[str, str]:
    """Syllable → all characters that are read that way, simplified ones only."""
    characters: dict[str, list[str]] = {}
    for char in dict.fromkeys((*_toned(), *_surnames())):
        if "\u4e00" <= char <= "\u9fff" and fold(char) == char:
            for reading in readings(char):
                if re.search("[aeiouv]", reading):  # unlike 嗯, n
                    characters.setdefault(reading, []).append(char)
    return {syllable: "".join(chars) for syllable, chars in characters.items()}


@lru_cache(maxsize=1024)
def _pattern(words: tuple[str, ...]) -> str:
    """A pattern of the Han characters that a name of these words can stand for; "" if it is not pinyin.

    A name of two words can have the surname, a word of one syllable, at its end.
    """
    parts = [part for word in words for part in _parts(word)]
    if not parts or not all(parts):
        return ""
    ways = ["".join(way) for way in product(*parts)]
    if len(parts) == 2 and any(way.count("[") == 1 for way in parts[1]):
        ways += ["".join(way[::-1]) for way in product(*parts)]
    ways = [way for way in dict.fromkeys(ways) if 1 < way.count("[") <= _MAX_SYLLABLES]
    return "|".join(ways)


def _parts(word: str) -> list[list[str]]:
    """For each piece of a word between hyphens, and each initial, the patterns that it can stand for."""
    pieces = [piece for piece in re.split("[ .-]+", _APOSTROPHE.sub("-", word)) if piece]
    parts = []
    for piece in pieces:
        plain = without_tone(piece)
        if len(piece) == 1 and piece.isupper() and len(pieces) > 1:
            parts.append([_initial(plain)])
        else:
            ways = cut(plain, _MAX_SYLLABLES)
            # Within a word, an apostrophe stands before a, e and o: hua is one syllable.
            usual = [way for way in ways if not any(syllable[0] in "aeo" for syllable in way[1:])]
            parts.append(["".join(map(_class, way)) for way in usual or ways])
    return parts


def _class(syllable: str) -> str:
    characters = syllable_characters().get(syllable)
    return f"[{characters}]" if characters else ""


@lru_cache(maxsize=32)
def _initial(letter: str) -> str:
    known = syllable_characters()
    return f"[{''.join(sorted({char for syllable in known if syllable[0] == letter for char in known[syllable]}))}]"


def cut(word: str, most: int) -> list[tuple[str, ...]]:
    """All ways to split a word of ASCII letters into at most `most` syllables."""
    if not word:
        return [()]
    if not most:
        return []
    known = syllable_characters()
    return [
        (word[:end], *rest)
        for end in range(1, min(6, len(word)) + 1)
        if word[:end] in known
        for rest in cut(word[end:], most - 1)
    ]


def _spellings(characters: str) -> list[str]:
    return ["".join(parts) for parts in product(*(readings(char) or ("",) for char in characters))]
