"""Typing errors: what the library does not hold is mended to what the passages found hold in its place.

A question with one wrong character still finds passages of what it asks. A character that forms no pair with its
neighbours that the library holds is replaced by the one that stands between the same neighbours in those passages
(长纱市 by 长沙市), unless it is part of a word that the dictionary knows (测出 is no error for 墓出) or a numeral
(第五次 asks of another than 第六次); a Latin name that it does not hold, by a name of those passages at a distance of
one letter. No pinyin and no list of errors is needed. Knows texts and how rare tokens are, not the index.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from corpus.text import HAN, fold
from qa.language.tagger import NUMERALS, UNKNOWN, words

_READ = 10  # passages that are looked at
_NOTHING = "\0"

_HAN = re.compile(f"[{HAN}]")
_RUN = re.compile(f"[{HAN}]{{3,}}")
_WORD = re.compile("[a-z\u00c0-\u024f]{4,}")
_FUNCTION = frozenset("的了是在有什么多少哪些个谁为何怎样几吗呢和与於于或时這这那")


def correct_typo(question: str, idf: Callable[[str], float], texts: Sequence[str]) -> str:
    """The question with one error mended; as it is where nothing is surely wrong, or nothing near is found.

    `idf` says how rare a token is: what no text holds is the rarest of all. `texts` are the passages that were found,
    best first.
    """
    folded = fold(question)
    rarest = idf(_NOTHING)

    def holds(token: str) -> bool:
        return idf(token) < rarest

    characters = [at for match in _RUN.finditer(folded) for at in _unheld(match, holds)]
    names = [match for match in _WORD.finditer(folded) if _is_name(match, question) and not holds(match.group())]
    if characters:
        right = _known(folded)
        characters = [at for at in characters if not right[at]]
    if not characters and not names:
        return question
    passages = [fold(text) for text in texts[:_READ]]
    found = [(at, at + 1, _between(folded[at - 1], folded[at + 1], passages)) for at in characters]
    capitals = [_capitals(text) for text in texts[:_READ]] if names else []
    for match in names:
        others = (
            capitals if question[match.start()].isupper() else [dict.fromkeys(_WORD.findall(text)) for text in passages]
        )
        found.append((*match.span(), _most(word for held in others for word in held if _is_near(match.group(), word))))
    likely = [(count, start, end, new) for start, end, (new, count) in found if count and new != folded[start:end]]
    if not likely:
        return question
    _, start, end, new = max(likely, key=lambda item: (item[0], -item[1]))
    return question[:start] + (new.capitalize() if question[start].isupper() else new) + question[end:]


def _is_name(word: re.Match[str], question: str) -> bool:
    """Whether a Latin word is likely a name: by its capital within a sentence, or as the other script within Chinese.

    That a library of Chinese articles lacks a plain English word is no error of the question's.
    """
    capital = word.start() > 0 and question[word.start()].isupper()
    return capital or bool(_HAN.search(question))


def _unheld(run: re.Match[str], holds: Callable[[str], bool]) -> list[int]:
    """The places within a run of characters that form no held pair with either neighbour."""
    text, start = run.group(), run.start()
    return [
        start + i
        for i in range(1, len(text) - 1)
        if not _FUNCTION & set(text[i - 1 : i + 2]) and not holds(text[i - 1 : i + 1]) and not holds(text[i : i + 2])
    ]


def _known(folded: str) -> list[bool]:
    """Whether each character is a numeral, or part of a word of several that the dictionary knows."""
    return [
        character in NUMERALS or (len(word.text) > 1 and word.tag != UNKNOWN)
        for word in words(folded)
        for character in word.text
    ]


def _between(left: str, right: str, passages: Sequence[str]) -> tuple[str, int]:
    """The character that stands between these two in most of the passages, the first of equals; and in how many."""
    pattern = re.compile(f"{left}([{HAN}]){right}")
    return _most(character for text in passages for character in dict.fromkeys(pattern.findall(text)))


def _capitals(text: str) -> dict[str, None]:
    """The Latin words of a text that begin with a capital, folded, in their order."""
    return {match.group(): None for match in _WORD.finditer(fold(text)) if text[match.start()].isupper()}


def _most(found: Iterable[str]) -> tuple[str, int]:
    counts = Counter(found)
    return counts.most_common(1)[0] if counts else ("", 0)


def _is_near(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two exchanged, makes one word of the other (Damerau, 1964)."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest, other = a[at:], b[at:]
    exchanged = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return exchanged or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
