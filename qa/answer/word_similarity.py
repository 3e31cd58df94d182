"""How much of the question a sentence says in other words: 创办 for 创立, 逝世 for 去世.

Words are as similar as their vectors in the model's own vocabulary, without context.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.answer.reading import WordVectors
from qa.language.question_terms import Flags, QuestionTerms
from qa.language.question_type import AnswerType
from qa.language.tagger import words

# First letters of the tags of particles, punctuation, interjections and pronouns.
_FUNCTION_TAGS = frozenset("uxyer")

_Placed = Sequence[tuple[int, str]]  # words with their offsets


def gap_similarities(
    asked: AnswerType, terms: QuestionTerms, sentences: Sequence[str], vectors: WordVectors
) -> list[float]:
    """For each folded sentence, how much of the question near its gap it has in meaning but not in words, 0 to 1.

    Each term that the sentence lacks counts by its weight near the gap and by the squared cosine of its word with the
    most similar word of the sentence.
    """
    question_words = [(start, word) for start, word in _content_words(asked.text) if not _in_gap(asked, start, word)]
    sentence_words = [[word for _, word in _content_words(sentence)] for sentence in sentences]
    if not question_words or not terms.texts:
        return [0.0] * len(sentences)
    every_word = [word for _, word in question_words] + [word for of_one in sentence_words for word in of_one]
    rows = {word: row for row, word in enumerate(dict.fromkeys(every_word))}
    table = vectors(list(rows))
    question = table[[rows[word] for _, word in question_words]]
    words_of_terms = _words_of_terms(asked.text, terms, question_words)
    similarities = []
    for sentence, of_sentence in zip(sentences, sentence_words, strict=True):
        sentence_vectors = table[[rows[word] for word in of_sentence]]
        likeness = np.maximum((question @ sentence_vectors.T).max(1, initial=0.0), 0.0) ** 2
        lacking = np.where(terms.present_in(sentence), 0.0, (words_of_terms * likeness).max(1))
        similarities.append(float(terms.gap_weight @ lacking))
    return similarities


def _content_words(folded: str) -> list[tuple[int, str]]:
    """The words that carry meaning, each with its offset."""
    placed, start = [], 0
    for word in words(folded):
        if word.tag[0] not in _FUNCTION_TAGS:
            placed.append((start, word.text))
        start += len(word.text)
    return placed


def _in_gap(asked: AnswerType, start: int, word: str) -> bool:
    return not asked.focus and asked.start <= start and start + len(word) <= asked.end


def _words_of_terms(text: str, terms: QuestionTerms, question_words: _Placed) -> Flags:
    """Which words each term overlaps at its first occurrence in the question: bool (terms, words)."""
    offsets = [text.find(term) for term in terms.texts]
    return np.array(
        [
            [start < offset + len(term) and offset < start + len(word) for start, word in question_words]
            for offset, term in zip(offsets, terms.texts, strict=True)
        ]
    )
