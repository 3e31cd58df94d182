from __future__ import annotations

import pytest

from qa.answer.span_english import english_phrases
from qa.language.question_terms import question_terms
from qa.language.question_type import classify_question


def best(question: str, sentence: str) -> str | None:
    wanted = classify_question(question)
    phrases = english_phrases(wanted, question_terms(wanted, lambda token: 3.0), sentence)
    return sentence[phrases[0].start : phrases[0].end] if phrases else None


BRIDGE = "The Long Bridge, designed by architect Ann Lee, cost 310 million yuan and opened in Berlin on 31 March 2012."
LINE = "In May 2010 the line of the River Company carried 1,200 people over 18.5 kilometres at 80 kilometres an hour."


@pytest.mark.parametrize(
    ("question", "sentence", "phrase"),
    [
        ("Who designed the bridge?", BRIDGE, "Ann Lee"),
        ("When did the bridge open?", BRIDGE, "31 March 2012"),
        ("Where did the bridge open?", BRIDGE, "Berlin"),
        ("How much did the bridge cost?", BRIDGE, "310 million yuan"),
        ("大桥是谁设计的？", BRIDGE, "Ann Lee"),
        ("大桥花了多少钱？", BRIDGE, "310 million yuan"),
        ("How many people did it carry?", LINE, "1,200 people"),
        ("How long is the line?", LINE, "18.5 kilometres"),
        ("列车时速多少？", LINE, "80 kilometres an hour"),
        ("Which company runs the line?", LINE, "River Company"),
        ("In which year was that?", LINE, "May 2010"),
        ("Why was it closed?", "It was closed because the river rose, and opened later.", "the river rose"),
        ("How long did they wait?", "They waited two hours at the gate.", "two hours"),
        ("What is it called?", 'The boat is called "River Queen" by all.', "River Queen"),
    ],
)
def test_the_phrase_that_answers(question: str, sentence: str, phrase: str) -> None:
    assert best(question, sentence) == phrase


def test_what_the_question_says_is_no_answer() -> None:
    assert best("Who is Ann Lee?", "Ann Lee was there.") is None


def test_ways_have_no_phrase() -> None:
    assert best("How was it built?", BRIDGE) is None
