from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from qa.answer.word_similarity import gap_similarities
from qa.language.question_terms import Floats, question_terms
from qa.language.question_type import classify_question

QUESTION = "书院是哪一年创办的?"


def vectors(words: Sequence[str]) -> Floats:
    """创办 and 创立 at a cosine of .8; every other word at right angles to all."""
    table = np.zeros((len(words), 100), np.float32)
    for row, word in enumerate(words):
        table[row, 2 + row] = 1.0
        if word == "创办":
            table[row] = np.eye(100)[0]
        if word == "创立":
            table[row] = 0.8 * np.eye(100)[0] + 0.6 * np.eye(100)[1]
    return table


def near(sentence: str, question: str = QUESTION) -> float:
    wanted = classify_question(question)
    return gap_similarities(wanted, question_terms(wanted, lambda token: 1.0), [sentence], vectors)[0]


def weight(*texts: str) -> float:
    parts = question_terms(classify_question(QUESTION), lambda token: 1.0)
    return sum(float(share) for text, share in zip(parts.texts, parts.gap_weight, strict=True) if text in texts)


def test_another_word_for_it_counts_by_the_squared_cosine() -> None:
    # 创 stands in 创立 too; 院是 is of 书院 as well, which the sentence has
    assert near("书院于976年创立。") == pytest.approx(weight("院是") + 0.64 * weight("办", "创办", "办的"), rel=1e-5)


def test_what_the_sentence_holds_itself_or_nothing_like_it_adds_nothing() -> None:
    assert near("这书院是976年创办的。") == 0
    assert near("山门修于1868年。") == 0


def test_nothing_to_compare() -> None:
    assert near("。") == 0
    assert near("书院于976年创立。", "?") == 0
