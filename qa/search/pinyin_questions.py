"""Reads a question in pinyin, whole or in part: baihe daqiao 有多长 → 白鹤大桥有多长.

The characters are those of the library: of all that a word can stand for, the ones whose pairs the library has, the
commonest first (Viterbi's algorithm). A word that the library cannot have stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate, chain, pairwise, product
from typing import NamedTuple

from corpus.text import HAN, fold
from qa.language.lexicon import lexicon
from qa.language.pinyin import cut, half_width, syllable_characters, without_tone
from qa.language.tagger import UNKNOWN
from qa.language.tagger import words as tagged

_MAX_SYLLABLES = 8  # of a word as it was typed
_MAX_QUESTION_CHARACTERS = 200
_MIN_LETTERS, _MAX_ABBREVIATION = 3, 4
_CHARACTERS = 24  # tried for a syllable, the commonest of the library first
_UNKNOWN_TOKEN = "\0"  # in no text, so its idf is the largest
_BREAK = 0.3  # off where the pair between two words is in no text
_KEPT = 8  # readings of a word
_HAN = re.compile(f"[{HAN}]")
_WIDE = re.compile("[Ａ-Ｚａ-ｚ]")
_WORD = re.compile("[A-Za-z\u00c0-\u00ff\u0100-\u01dc]+(?:['’-][A-Za-z\u00c0-\u00ff\u0100-\u01dc]+)*")
# Words that ask and connect; everything else is looked for in the library.
_ASKING = {
    "shi": "是", "shei": "谁", "shui": "谁", "duoshao": "多少", "duo": "多", "shenme": "什么", "nali": "哪里",
    "naer": "哪儿", "nar": "哪儿", "na": "哪", "nage": "哪个", "naxie": "哪些", "nawei": "哪位",
    "nanian": "哪年", "ji": "几", "jige": "几个", "you": "有", "zai": "在", "ma": "吗", "ne": "呢",
    "zenme": "怎么", "weishenme": "为什么", "heshi": "何时", "de": "的", "le": "了", "shihou": "时候",
    "shenmeshihou": "什么时候", "duoda": "多大", "duochang": "多长", "duogao": "多高", "duojiu": "多久",
    "duozhong": "多重", "duoyuan": "多远", "ruhe": "如何", "jiao": "叫", "qian": "钱", "duoshaoqian": "多少钱",
}  # fmt: skip
_ENGLISH = frozenset(("you", "de", "le", "ma", "na", "ne", "ji", "can", "men", "women", "long", "line", "dance", "tie"))


class _Path(NamedTuple):
    """Characters for the syllables so far, with their score; higher is likelier."""

    score: float
    text: str


def read_pinyin(question: str, idf: Callable[[str], float]) -> str:
    """The question with its words in pinyin in characters of the library; unchanged where it has none.

    `idf` gives the rarity of a token; tokens that no text has are the rarest.
    """
    question = half_width(question) if _WIDE.search(question) else question
    words = list(_WORD.finditer(question[:_MAX_QUESTION_CHARACTERS]))
    if not words or not _is_pinyin(question, words):
        return question
    rarest = idf(_UNKNOWN_TOKEN)
    if idf("的") >= rarest:
        return question  # a library without Chinese
    in_han = bool(_HAN.search(question))
    read: list[tuple[int, int, str]] = []
    for run in _runs(question, words):
        typed = [word.group() for word in run]
        if len(typed) > 1 and all(word[0].isupper() for word in typed):
            texts = _name([_ways(word) for word in typed], idf, rarest)
        else:
            beside = [
                _han(question[run[0].start() - 1 : run[0].start()]),
                _han(question[run[-1].end() : run[-1].end() + 1]),
            ]
            texts = _decoded([_ways(word) for word in typed], beside, idf, rarest)
        for word, text in zip(run, texts, strict=True):
            plain = fold(word.group())
            known = in_han and (_is_abbreviation(word.group()) or plain in lexicon() or idf(plain) < rarest)
            read.append((word.start(), word.end(), "" if known else text))
    lost = sum(not text for _, _, text in read)
    if (not in_han and lost) or lost == len(read):
        return question
    return _replaced(question, read)


def _is_abbreviation(word: str) -> bool:
    """Whether a word is GDP, NASA and the like."""
    return word.isupper() and len(word) <= _MAX_ABBREVIATION


def _is_pinyin(question: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether Latin words in a Chinese question can be pinyin, or all words of another one are and one of them asks."""
    typed = [without_tone(word.group()) for word in words]
    readable = [bool(_ways(word)) for word in typed]
    if _HAN.search(question):
        return any(readable) and sum(map(len, typed)) > _MIN_LETTERS
    return all(readable) and any(word in _ASKING and word not in _ENGLISH for word in typed)


def _runs(question: str, words: Sequence[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Words that follow each other with spaces between them."""
    runs: list[list[re.Match[str]]] = []
    for word in words:
        if runs and question[runs[-1][-1].end() : word.start()].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _ways(word: str) -> list[tuple[str, ...]]:
    """The ways to read a word as syllables, those with an apostrophe's place in mind first."""
    plain = without_tone(word).replace("'", "").replace("’", "").replace("-", "")
    ways = cut(plain, _MAX_SYLLABLES)
    usual = [way for way in ways if not any(syllable[0] in "aeo" for syllable in way[1:])]
    return usual or ways


def _decoded(
    words: Sequence[list[tuple[str, ...]]], beside: Sequence[str], idf: Callable[[str], float], rarest: float
) -> list[str]:
    """The likeliest characters of words in a row; "" for one that the library cannot have.

    `beside` are the Chinese characters before and behind them, "" where there are none.
    """
    paths = [_Path(0.0, beside[0])]
    before = ""
    for ways in words:
        asking = _ASKING.get("".join(ways[0])) if ways else None
        if asking and not (asking == "几" and before == "多少"):
            options = [_Path(1.0, asking)]
        else:
            options = [path for way in ways for path in _word_paths(way, idf, rarest)]
            options = [_Path(path.score + _is_word(path.text), path.text) for path in options]
        before = asking or ""
        paths = _joined(paths, options or [_Path(0.0, "\0")], idf, rarest)
    best = max(paths, key=lambda path: path.score + _pair(path.text[-1:] + beside[1], idf, rarest, _BREAK)).text.split(
        "\1"
    )[1:]
    return [text.replace("\0", "") for text in best]


def _han(character: str) -> str:
    return character if _HAN.match(character) else ""


def _is_word(text: str) -> bool:
    """Whether the dictionary has it as one word."""
    found = tagged(text)
    return len(text) > 1 and len(found) == 1 and found[0].tag != UNKNOWN


def _name(words: Sequence[list[tuple[str, ...]]], idf: Callable[[str], float], rarest: float) -> list[str]:
    """The characters of a name in several words: all its pairs are about as rare, since they occur together."""
    if not all(words):
        return [""] * len(words)
    found: list[tuple[float, list[str]]] = []
    for ways in product(*words):
        paths = _word_paths(tuple(chain.from_iterable(ways)), idf, rarest, kept=_CHARACTERS * 4)
        for path in paths:
            rarities = [idf(path.text[start : start + 2]) for start in range(len(path.text) - 1)]
            if rarities:
                ends = list(accumulate(map(len, ways), initial=0))
                parts = [path.text[start:end] for start, end in pairwise(ends)]
                found.append((max(rarities) - min(rarities), parts))
    return min(found, key=lambda one: one[0])[1] if found else [""] * len(words)


def _joined(
    before: Sequence[_Path], options: Sequence[_Path], idf: Callable[[str], float], rarest: float
) -> list[_Path]:
    """The best way to each option of the next word; words are kept apart by a mark."""
    found = []
    for option in options:
        score, text = max(
            (
                path.score + (_pair(path.text[-1:] + option.text[0], idf, rarest, _BREAK) if path.text else 0.0),
                path.text,
            )
            for path in before
        )
        found.append(_Path(score + option.score, f"{text}\1{option.text}"))
    return sorted(found, key=lambda path: -path.score)[: _CHARACTERS * 4]


def _word_paths(way: tuple[str, ...], idf: Callable[[str], float], rarest: float, kept: int = _KEPT) -> list[_Path]:
    """Characters for the syllables of one word of which all pairs are in the library; the likeliest first."""
    paths = [_Path(0.0, "")]
    for syllable in way:
        known = sorted((idf(char), char) for char in syllable_characters().get(syllable, ""))
        characters = [(rarity, char) for rarity, char in known if rarity < rarest][:_CHARACTERS]
        step = []
        for rarity, char in characters:
            common = 0.1 * (1 - rarity / rarest)
            for path in paths:
                pair = path.text[-1:] + char
                if not path.text or idf(pair) < rarest:
                    step.append(_Path(path.score + common + _pair(pair, idf, rarest, 0.0), path.text + char))
        paths = sorted(step, key=lambda path: -path.score)[: _CHARACTERS * 4]
    return paths[:kept]


def _pair(pair: str, idf: Callable[[str], float], rarest: float, absent: float) -> float:
    """What two neighbouring characters add to the score."""
    if len(pair) < 2 or pair[0] in "\0\1":
        return 0.0
    rarity = idf(pair)
    return 3 - 2 * rarity / rarest if rarity < rarest else -absent


def _replaced(question: str, read: Sequence[tuple[int, int, str]]) -> str:
    """The question with the characters in place of the words, and without the spaces between them."""
    parts, end = [], 0
    for start, stop, text in read:
        between = question[end:start]
        parts += [between if between.strip() or not text else "", text or question[start:stop]]
        end = stop
    return "".join([*parts, question[end:].lstrip() if read[-1][2] else question[end:]])
