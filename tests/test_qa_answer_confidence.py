from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.records import Passage
from corpus.text import sentences
from qa.answer import AnswerContext, Quote, select_quote
from qa.language.question_terms import Floats
from qa.search.ranking import Candidate


def nothing_known(words: Sequence[str]) -> Floats:
    return np.zeros((len(words), 1), np.float32)


def item(text: str, cosines: Sequence[float]) -> tuple[Candidate, Passage]:
    passage = Passage("p", "a", 0, len(text), text, tuple(sentences(text)))
    return Candidate(0, 3.0, 0.86, tuple(cosines), 0.5, proximity=0.9, idf_sum=40.0), passage


def ask(question: str, *found: tuple[Candidate, Passage]) -> Quote:
    quote = select_quote(question, found, AnswerContext(lambda token: 3.0, nothing_known))
    assert quote is not None
    return quote


LIFE = "齐先生1930年生于潭州。5月22日13时07分，齐先生在家中病逝，享年91岁。"


def test_another_event_does_not_answer() -> None:
    quote = ask("齐先生什么时候去世的？", item(LIFE, [0.87, 0.87]))
    assert quote.answer.text == LIFE[13:]
    assert quote.answer.phrase.startswith("5月22日")
    assert ask("齐先生什么时候去世的？", item(LIFE[:13], [0.88])).confidence < 0.01


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("馆里周几闭馆？", "馆里每周一闭馆。", False),
        ("馆里周几闭馆？", "馆里2012年闭馆。", True),
        ("馆里几点闭馆？", "馆里下午五点闭馆。", False),
        ("馆里几点闭馆？", "馆里5月6日闭馆。", True),
        ("馆里有几个讲堂？", "馆里有三个讲堂。", False),
        ("馆里有几个讲堂？", "馆里有91岁的老人。", True),
        ("《春河》的作者是谁？", "《春河》的作者是黎明远。", False),
        ("《秋山》的作者是谁？", "《春河》的作者是黎明远。", True),
    ],
)
def test_a_quote_without_the_form_asked_for(question: str, text: str, lacking: bool) -> None:
    assert (ask(question, item(text, [0.88])).confidence < 0.15) is lacking


def test_another_year_is_missed_across_scripts() -> None:
    text = "The old bridge was closed in 2016."
    same, other = (ask(f"{year}年关闭的旧桥在哪里？", item(text, [0.88])).confidence for year in (2016, 2026))
    assert other < same - 0.2
