"""Corrects one typing error in a question, by what the passages found have in its place.

A question with one wrong character still finds passages about its subject. A character that forms no pair in the
library with either neighbour is replaced by the one between the same neighbours in those passages (长纱市 → 长沙市).
Words of the dictionary (测出 is not an error for 墓出) and numerals (第五次, 第六次) stay. A Latin name the library
lacks is replaced by a name in those passages that differs by one letter. No list of errors is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from corpus.text import HAN, fold
from qa.language.tagger import NUMERALS, UNKNOWN, words

_MAX_PASSAGES = 10  # that are read
_UNKNOWN_TOKEN = "\0"  # in no text, so its idf is the largest

_HAN = re.compile(f"[{HAN}]")
_RUN = re.compile(f"[{HAN}]{{3,}}")
_WORD = re.compile("[a-z\u00c0-\u024f]{4,}")
_FUNCTION_CHARACTERS = frozenset("的了是在有什么多少哪些个谁为何怎样几吗呢和与於于或时這这那")


class _Correction(NamedTuple):
    """A replacement for [start, end) of the question, with the number of passages that have it."""

    start: int
    end: int
    text: str
    times_seen: int


def correct_typo(question: str, idf: Callable[[str], float], texts: Sequence[str]) -> str:
    """The question with one error corrected; unchanged if nothing is certainly wrong, or nothing similar is found.

    `idf` gives the rarity of a token; tokens that no text has are the rarest. `texts` are the passages found, best
    first.
    """
    folded = fold(question)
    rarest = idf(_UNKNOWN_TOKEN)

    def exists(token: str) -> bool:
        return idf(token) < rarest

    characters = _unknown_characters(folded, exists)
    names = [match for match in _WORD.finditer(folded) if _is_name(match, question) and not exists(match.group())]
    if not characters and not names:
        return question
    passages = [fold(text) for text in texts[:_MAX_PASSAGES]]
    corrections = [_character_correction(folded, offset, passages) for offset in characters]
    corrections += _name_corrections(question, names, texts[:_MAX_PASSAGES], passages)
    possible = [one for one in corrections if one.times_seen and one.text != folded[one.start : one.end]]
    if not possible:
        return question
    best = max(possible, key=lambda one: (one.times_seen, -one.start))
    text = best.text.capitalize() if question[best.start].isupper() else best.text
    return question[: best.start] + text + question[best.end :]


def _character_correction(folded: str, offset: int, passages: Sequence[str]) -> _Correction:
    """The character that most passages have between the same neighbours; of equals the first."""
    pattern = re.compile(f"{folded[offset - 1]}([{HAN}]){folded[offset + 1]}")
    seen = (character for text in passages for character in dict.fromkeys(pattern.findall(text)))
    return _Correction(offset, offset + 1, *_most_common(seen))


def _name_corrections(
    question: str, names: Sequence[re.Match[str]], texts: Sequence[str], folded_texts: Sequence[str]
) -> list[_Correction]:
    """For each name the most common similar word of the texts: a capitalised one if the name is."""
    corrections = []
    for name in names:
        if question[name.start()].isupper():
            others = [_capitalised(text) for text in texts]
        else:
            others = [dict.fromkeys(_WORD.findall(text)) for text in folded_texts]
        similar = (word for in_text in others for word in in_text if _differs_by_one_letter(name.group(), word))
        corrections.append(_Correction(*name.span(), *_most_common(similar)))
    return corrections


def _is_name(word: re.Match[str], question: str) -> bool:
    """Whether a Latin word is probably a name: capitalised within a sentence, or standing in a Chinese question.

    A library of Chinese articles lacks plain English words too; that is not an error in the question.
    """
    capital = word.start() > 0 and question[word.start()].isupper()
    return capital or bool(_HAN.search(question))


def _unknown_characters(folded: str, exists: Callable[[str], bool]) -> list[int]:
    """Offsets of characters that form no existing pair with a neighbour and belong to no known word or numeral."""
    offsets = []
    for match in _RUN.finditer(folded):
        run = match.group()
        for i in range(1, len(run) - 1):
            if _FUNCTION_CHARACTERS & set(run[i - 1 : i + 2]):
                continue
            if not exists(run[i - 1 : i + 1]) and not exists(run[i : i + 2]):
                offsets.append(match.start() + i)
    if not offsets:
        return []
    known = _in_known_word(folded)
    return [offset for offset in offsets if not known[offset]]


def _in_known_word(folded: str) -> list[bool]:
    """Whether each character is a numeral, or part of a longer word that the dictionary has."""
    return [
        character in NUMERALS or (len(word.text) > 1 and word.tag != UNKNOWN)
        for word in words(folded)
        for character in word.text
    ]


def _capitalised(text: str) -> dict[str, None]:
    """The capitalised Latin words of a text, folded, in order."""
    return {match.group(): None for match in _WORD.finditer(fold(text)) if text[match.start()].isupper()}


def _most_common(found: Iterable[str]) -> tuple[str, int]:
    counts = Counter(found)
    return counts.most_common(1)[0] if counts else ("", 0)


def _differs_by_one_letter(a: str, b: str) -> bool:
    """Whether one letter added, removed or changed, or two letters swapped, turns a into b (Damerau, 1964)."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    first = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest, other = a[first:], b[first:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return swapped or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
