"""How the invented texts and questions look: script, typing errors, question marks, small talk."""

from __future__ import annotations

import re
from random import Random

from benchmarks.train_reader.words import lines, pairs, words

# Signs and words of the lists in traditional script, after OpenCC's s2tw. Each is as long as it was: places stay.
_FORMS = dict(zip("".join(words("signs_simplified")), "".join(words("signs_traditional")), strict=True))
_FORMS.update(pairs("words_traditional"))
_SIMPLIFIED = re.compile("|".join(map(re.escape, sorted(_FORMS, key=len, reverse=True))))
# What a hurried hand types: another word of the same sound. Only in the words around the names, never in a name.
_ERRORS = pairs("errors")
_ENGLISH_ERRORS = pairs("english_errors")
_BEFORE = lines("before")
TALK = lines("talk")


def traditional(text: str) -> str:
    """`text` in traditional script, as long as it was."""
    return _SIMPLIFIED.sub(lambda match: _FORMS[match[0]], text)


def mistyped(words: list[str], english: bool, rng: Random) -> bool:
    """Puts one typing error into one of the words around the names, in place. False where there is nowhere to."""
    table = _ENGLISH_ERRORS if english else _ERRORS
    places = [(at, right, wrong) for at, word in enumerate(words) for right, wrong in table if right in word]
    if not places:
        return False
    at, right, wrong = rng.choice(places)
    words[at] = words[at].replace(right, wrong, 1)
    return True


def dressed(question: str, english: bool, rng: Random) -> str:
    """A question as people type it: with or without its mark, politely or not."""
    chance = rng.random()
    if english:
        if chance < 0.1:
            return question.rstrip("?").lower()
        return question if chance < 0.9 else question.rstrip("?")
    if " " in question or question[-1] in "？。?":
        return question
    if chance < 0.08:
        question = rng.choice(_BEFORE) + question
    end = rng.random()
    return question + (
        "？" if end < 0.68 else "?" if end < 0.73 else "呢？" if end < 0.74 and "吗" not in question else ""
    )
