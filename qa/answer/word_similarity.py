"""How much of the question a sentence says in other words: 创办 where the question says 创立, 逝世 for 去世.

Words are as like as their vectors in the model's own vocabulary, without their context. Knows words and vectors, not
where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qa.language.question_terms import Flags, Floats, QuestionTerms
from qa.language.question_type import AnswerType
from qa.language.tagger import words

# The vectors of words, float32 of shape (n, dimension), each of unit length, or zero where nothing is known of it.
WordVectors = Callable[[Sequence[str]], Floats]

_EMPTY = frozenset("uxyer")  # first letters of the tags of particles, marks, interjections and pronouns


def meant_near(asked: AnswerType, units: QuestionTerms, sentences: Sequence[str], vectors: WordVectors) -> list[float]:
    """The part of the question near its gap that each folded sentence lacks in its words, but has the meaning of.

    Each unit that the sentence does not hold counts by its closeness to the gap and by the squared cosine of its word
    with the nearest word of the sentence.
    """
    own = [(start, word) for start, word in _placed(asked.text) if not _in_gap(asked, start, word)]
    read = [[word for _, word in _placed(sentence)] for sentence in sentences]
    known = {word: row for row, word in enumerate(dict.fromkeys([w for _, w in own] + [w for ws in read for w in ws]))}
    if not own or not units.texts:
        return [0.0] * len(sentences)
    table = vectors(list(known))
    question = table[[known[word] for _, word in own]]
    of_unit = _words_of_units(asked.text, units, own)
    found = []
    for sentence, of_sentence in zip(sentences, read, strict=True):
        rows = table[[known[word] for word in of_sentence]]
        like = np.maximum((question @ rows.T).max(1, initial=0.0), 0.0) ** 2
        found.append(float(units.near @ np.where(units.held(sentence), 0.0, (of_unit * like).max(1))))
    return found


def _placed(folded: str) -> list[tuple[int, str]]:
    """The words that mean something, each with the place where it begins."""
    placed, at = [], 0
    for word in words(folded):
        if word.tag[0] not in _EMPTY:
            placed.append((at, word.text))
        at += len(word.text)
    return placed


def _in_gap(asked: AnswerType, start: int, word: str) -> bool:
    return not asked.noun and asked.start <= start and start + len(word) <= asked.end


def _words_of_units(text: str, units: QuestionTerms, own: Sequence[tuple[int, str]]) -> Flags:
    """Which words a unit is of, where it first stands in the question: bool (units, words)."""
    first = [text.find(unit) for unit in units.texts]
    return np.array(
        [
            [start < at + len(unit) and at < start + len(word) for start, word in own]
            for at, unit in zip(first, units.texts, strict=True)
        ]
    )
