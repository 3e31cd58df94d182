from __future__ import annotations

import pytest

from qa.answer.event_words import event_of
from qa.language.question_type import classify_question


@pytest.mark.parametrize(
    ("question", "sentence", "tells"),
    [
        ("画家什么时候去世的？", "画家1988年在长沙病逝。", True),
        ("画家什么时候去世的？", "画家1902年生于凤凰。", False),
        ("画家在哪里出生的？", "画家1902年生于凤凰。", True),
        ("书院创建时间", "976年，太守创立书院。", True),
        ("书院创建时间", "1988年，书院列为文物保护单位。", False),
        ("画家的妻子是谁？", "画家的父亲是木匠。", False),
        ("画家的妻子叫什么？", "画家娶了李氏。", True),
    ],
)
def test_which_sentences_tell_of_what_is_asked_for(question: str, sentence: str, tells: bool) -> None:
    event = event_of(classify_question(question))
    assert event is not None
    assert (event.search(sentence) is not None) is tells


@pytest.mark.parametrize("question", ["洪水发生于哪一年？", "他去世后谁继位？", "书院有多少个讲堂？"])
def test_questions_that_ask_of_something_else(question: str) -> None:
    assert event_of(classify_question(question)) is None
