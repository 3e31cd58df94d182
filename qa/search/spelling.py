"""Corrects one typing error in a question, by what the passages found have in its place.

A question with one wrong character still finds passages about its subject. A character that forms no pair in the
library with either neighbour is replaced by the one between the same neighbours in those passages (长纱市 → 长沙市).
Words of the dictionary (测出 is not an error for 墓出) and numerals (第五次, 第六次) stay. Where only one pair is in no
text, a character that sounds the same takes its place, if the passages have it beside the same neighbours (清河县 →
清禾县), a doubled one goes, a missing one is put in, and two that changed places change back. A Latin name the library
lacks is replaced by a name in those passages that differs by one letter, a longer English word by one of them or of the
lexicon. No list of errors is needed; a question whose pairs and words are all in the library stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from corpus.text import HAN, fold, han_runs
from qa.language.lexicon import base_forms, lexicon
from qa.language.pinyin import cut, readings
from qa.language.stopwords import without_asking
from qa.language.tagger import NUMERALS, UNKNOWN, Word, words

_MAX_PASSAGES = 10  # that are read
_VERBS = ("v", "p")  # tags
_UNKNOWN_TOKEN = "\0"  # in no text, so its idf is the largest

_HAN = re.compile(f"[{HAN}]")
_RUN = re.compile(f"[{HAN}]{{3,}}")
_PAIRS = re.compile(f"[{HAN}]{{2,}}")
_MIN_WORD, _MIN_SUBSTITUTED = 5, 8  # letters of an English word that is corrected, and of one with a letter for another
_WORD = re.compile("[a-z\u00c0-\u024f]{4,}")
_FUNCTION_CHARACTERS = frozenset("的了是在有什么多少哪些个谁为何怎样几吗呢和与於于或时這这那")


# Characters that connect, or follow and precede nearly anything: neither wrong nor put in for others.
_NEVER = _FUNCTION_CHARACTERS | frozenset(
    "以又也就都叫被把由从对向到后前里上下中内外大小所者第其此该则已曾将可能要会做让使用约现先共过其从打指亦还更很最仍却只再才一二三四五六七八九十"
)


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

    pairs = _unknown_pairs(folded, exists)
    words_unknown = [match for match in _WORD.finditer(folded) if not exists(match.group())]
    names = [match for match in words_unknown if _is_name(match, question)]
    if not pairs and not words_unknown:
        return question
    passages = [fold(text) for text in texts[:_MAX_PASSAGES]]
    runs = [han_runs(text) for text in passages]
    corrections = [_character_correction(folded, offset, runs) for offset in _unknown_characters(folded, exists)]
    corrections += _name_corrections(question, names, texts[:_MAX_PASSAGES], passages)
    if not any(one.times_seen for one in corrections):
        corrections = [one for offset in pairs for one in _pair_corrections(folded, offset, runs, exists)]
        corrections += [_word_correction(match, passages) for match in words_unknown if match not in names]
    possible = [one for one in corrections if one.times_seen and one.text != folded[one.start : one.end]]
    if not possible:
        return question
    best = max(possible, key=lambda one: (one.times_seen, -one.start))
    text = best.text.capitalize() if question[best.start].isupper() else best.text
    return question[: best.start] + text + question[best.end :]


def _character_correction(folded: str, offset: int, passages: Sequence[str]) -> _Correction:
    """The character that most passages, as `han_runs`, have between the same neighbours; of equals the first.

    None where a passage has all three with others between them: 商信银 of 商业信用银行 is short for it.
    """
    before, typed, behind = folded[offset - 1], folded[offset], folded[offset + 1]
    shortened = re.compile(f"{before}.{{0,4}}{typed}.{{0,4}}{behind}")
    if typed in _NEVER or any(map(shortened.search, passages)):
        return _Correction(offset, offset + 1, typed, 0)
    pattern = re.compile(f"{before}(.){behind}")
    seen = (character for text in passages for character in dict.fromkeys(pattern.findall(text)))
    return _Correction(offset, offset + 1, *_most_common(seen))


def _unknown_pairs(folded: str, exists: Callable[[str], bool]) -> list[int]:
    """Offsets of neighbouring characters that stand next to each other in no text."""
    return [
        start
        for match in _PAIRS.finditer(folded)
        for start in range(match.start(), match.end() - 1)
        if not _FUNCTION_CHARACTERS & set(folded[start : start + 2])
        and not set(NUMERALS) & set(folded[start : start + 2])
        and not exists(folded[start : start + 2])
    ]


def _pair_corrections(
    folded: str, offset: int, passages: Sequence[str], exists: Callable[[str], bool]
) -> list[_Correction]:
    """What the passages, as `han_runs`, have in place of two characters that stand next to each other in no text."""
    first, second = folded[offset], folded[offset + 1]
    known = _in_known_word(folded)
    if first == second:
        # Unlike 博物馆馆长, 县县长.
        doubled = not (known[offset] and known[offset + 1]) and folded[offset + 2 : offset + 3] not in tuple("长员委")
        return [_Correction(offset, offset + 1, "", int(doubled))]
    found = [_same_sound(folded, place, passages, exists) for place in (offset, offset + 1)]
    before, behind = folded[max(0, offset - 1) : offset], folded[offset + 2 : offset + 3]
    if _is_content(before) and _is_content(behind):
        swapped = second + first
        seen = sum(before + swapped + behind in text for text in passages)
        found.append(_Correction(offset, offset + 2, swapped, seen))
    return found


def _same_sound(folded: str, place: int, passages: Sequence[str], exists: Callable[[str], bool]) -> _Correction:
    """The one character of the same sound that the passages have beside the same neighbours.

    Every pair that it would form must exist, and none that the typed one forms; part of a longer word of the dictionary
    is replaced only together with four characters that the passages have.
    """
    nothing = _Correction(place, place + 1, folded[place], 0)
    left, right = _content_before(folded, place), _content_behind(folded, place)
    old = [*[left[-1:] + folded[place]] * bool(left), *[folded[place] + right[:1]] * bool(right)]
    if folded[place] in _NEVER or not old or place in _verbs_before_words(folded):
        return nothing
    if any(map(exists, old)) or _in_other_word(folded, place, old):
        contexts = [(left, right[:1])] * (len(left) == 2 and bool(right))
        contexts += [(left[-1:], right)] * (len(right) == 2 and bool(left))
    else:
        contexts = [(left, ""), ("", right), (left[-1:], right[:1]), (left[-1:], ""), ("", right[:1])]
        contexts = [(before, behind) for before, behind in contexts if before or behind]
    for before, behind in contexts:
        pattern = re.compile(f"{before}(.){behind}")
        seen = Counter(one for text in passages for one in pattern.findall(text) if _sounds_like(one, folded[place]))
        fitting = {
            one: times
            for one, times in seen.items()
            if one not in _NEVER and one != folded[place] and all(exists(p.replace(folded[place], one)) for p in old)
        }
        if len(fitting) == 1:
            return _Correction(place, place + 1, *fitting.popitem())
    return nothing


def _sounds_like(one: str, other: str) -> bool:
    """Whether the commonest readings of both are the same but for the tone."""
    return readings(one)[:1] == readings(other)[:1] != ()


def _content_before(folded: str, place: int) -> str:
    """Up to two characters before a place, back to the first that only asks or connects."""
    text = folded[max(0, place - 2) : place]
    return text if _is_content(text) else text[-1:] if _is_content(text[-1:]) else ""


def _content_behind(folded: str, place: int) -> str:
    text = folded[place + 1 : place + 3]
    return text if _is_content(text) else text[:1] if _is_content(text[:1]) else ""


def _in_other_word(folded: str, place: int, pairs: Sequence[str]) -> bool:
    """Whether the character is part of a name of a person, or of a dictionary's word that is none of the pairs."""
    start = 0
    for word in words(folded):
        end = start + len(word.text)
        if start <= place < end:
            return len(word.text) > 1 and (word.tag == "nr" or (word.tag != UNKNOWN and word.text not in pairs))
        start = end
    return False


def _is_content(context: str) -> bool:
    return bool(context) and all(_HAN.match(char) and char not in _FUNCTION_CHARACTERS for char in context)


def _word_correction(word: re.Match[str], passages: Sequence[str]) -> _Correction:
    """The one word of the passages or of the lexicon that differs by a letter within it, for a longer English word.

    A letter at the end makes another form of a word; one letter for another, another word, unless it is long.
    """
    typed = word.group()
    nothing = _Correction(*word.span(), typed, 0)
    if len(typed) < _MIN_WORD or _is_plain_word(typed):
        return nothing
    known = {other for text in passages for other in _WORD.findall(text)} | _single_words()
    similar = {other for other in known if other[:2] == typed[:2] and other[-2:] == typed[-2:]}
    similar = {one for one in similar if _differs_by_one_letter(typed, one) and not _is_other_tense(typed, one)}
    if len(similar) != 1 or (len(typed) < _MIN_SUBSTITUTED and len(min(similar)) == len(typed)):
        return nothing
    return _Correction(*word.span(), similar.pop(), 1)


def _is_other_tense(one: str, other: str) -> bool:
    """Whether a doubled vowel is the difference: choose and chose, feed and fed."""
    return any(
        long.replace(vowel * 2, vowel) == short for long, short in ((one, other), (other, one)) for vowel in "eo"
    )


def _is_plain_word(typed: str) -> bool:
    return (
        any(form in lexicon() for form in base_forms(typed)) or not without_asking(typed).strip() or bool(cut(typed, 5))
    )


@lru_cache(maxsize=1)
def _single_words() -> frozenset[str]:
    return frozenset(entry for entry in lexicon() if entry.isalpha() and len(entry) >= _MIN_WORD - 1)


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
        similar = (
            word
            for in_text in others
            for word in in_text
            if _differs_by_one_letter(name.group(), word) and f"{name.group()}s" != word
        )
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
    known, verbs = _in_known_word(folded), _verbs_before_words(folded)
    return [offset for offset in offsets if not known[offset] and offset not in verbs]


def _in_known_word(folded: str) -> list[bool]:
    """Whether each character is a numeral, or part of a longer word that the dictionary has."""
    return [character in NUMERALS or _is_longer_word(word) for word in words(folded) for character in word.text]


def _verbs_before_words(folded: str) -> frozenset[int]:
    """Offsets of verbs and coverbs of one character before a longer word: they take any object (湖南搞科研, 坐全程)."""
    parts = words(folded)
    starts = accumulate((len(word.text) for word in parts), initial=0)
    before = zip(starts, parts, parts[1:], strict=False)
    return frozenset(
        at for at, word, object_ in before if len(word.text) == 1 and word.tag in _VERBS and _is_longer_word(object_)
    )


def _is_longer_word(word: Word) -> bool:
    return len(word.text) > 1 and word.tag != UNKNOWN


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
