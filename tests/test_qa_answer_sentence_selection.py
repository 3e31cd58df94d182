from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpus.records import Passage
from corpus.text import sentences
from qa.answer import THRESHOLD, AnswerContext, Quote, select_quote
from qa.answer.sentence_selection import read_sentences
from qa.language.question_terms import Floats, question_terms
from qa.language.question_type import classify_question
from qa.search.ranking import Candidate

BRIDGE = "湘江大桥位于长沙市区。大桥由工程师李明远设计，1972年通车。全长1250米，造价1800万元。"
RIVER = "浏阳河发源于大围山。河上有十二座水库。"


def nothing_known(words: Sequence[str]) -> Floats:
    return np.zeros((len(words), 1), np.float32)


def item(
    text: str, cosines: Sequence[float], number: int = 0, start: int = 0, proximity: float = 0.9
) -> tuple[Candidate, Passage]:
    spans = tuple((a + start, b + start) for a, b in sentences(text))
    passage = Passage(f"p{number}", f"a{number}", start, start + len(text), text, spans)
    return Candidate(number, 3.0, 0.86, tuple(cosines), 0.5, proximity=proximity, idf_sum=40.0), passage


def ask(question: str, *found: tuple[Candidate, Passage], headlines: dict[str, str] | None = None) -> Quote:
    quote = select_quote(question, found, AnswerContext(lambda token: 3.0, nothing_known, headlines or {}))
    assert quote is not None
    return quote


def test_nothing_found_is_no_quote() -> None:
    assert select_quote("大桥多长？", [], AnswerContext(lambda token: 3.0, nothing_known)) is None


@pytest.mark.parametrize(
    ("question", "sentence", "phrase"),
    [
        ("湘江大桥由谁设计？", "大桥由工程师李明远设计，1972年通车。", "李明远"),
        ("湘江大桥哪一年通车？", "大桥由工程师李明远设计，1972年通车。", "1972年"),
        ("湘江大桥造价多少？", "全长1250米，造价1800万元。", "1800万元"),
    ],
)
def test_the_sentence_that_answers_is_quoted_to_the_letter(question: str, sentence: str, phrase: str) -> None:
    answer = ask(question, item(BRIDGE, [0.86, 0.87, 0.86], start=100)).answer
    assert sentence in answer.text
    assert BRIDGE[answer.start - 100 : answer.end - 100] == answer.text
    assert phrase in answer.phrase
    assert answer.highlight is not None
    assert answer.start <= answer.highlight[0] < answer.highlight[1] <= answer.end


def test_the_answer_may_come_from_another_passage_than_the_first() -> None:
    quote = ask("湘江大桥由谁设计？", item(RIVER, [0.84, 0.84], 1), item(BRIDGE, [0.85, 0.88, 0.84], 2))
    assert quote.answer.article_id == "a2"
    assert quote.answer.passage_id == "p2"


def test_what_the_headline_and_other_sentences_say_too_counts_less() -> None:
    question, text = "大桥由谁设计？", "大桥很长。大桥是李明远设计的。"
    context = AnswerContext(lambda token: 3.0, nothing_known, {"a0": "大桥"})
    reading = read_sentences(question, [item(text, [0.86, 0.86])], context)
    assert reading is not None
    near = dict(
        zip(
            (parts := question_terms(classify_question(question), lambda token: 3.0)).texts,
            parts.gap_weight.tolist(),
            strict=True,
        )
    )
    # 大桥 stands in both sentences and in the headline, 设计 in the second sentence alone.
    shared, unique = (near["大"] + near["大桥"] + near["桥"]) / 3, near["设"] + near["设计"] + near["计"]
    by_number = {sentence.number: sentence.features["unique_coverage"] for sentence in reading.sentences}
    assert by_number == pytest.approx({0: shared / (shared + unique), 1: 1.0})


def test_a_passage_or_a_question_may_have_nothing_to_hold() -> None:
    candidate, passage = item(BRIDGE, [])
    assert ask("湘江大桥由谁设计？", (candidate, replace(passage, sentences=())), item(BRIDGE, [0.86, 0.87, 0.86], 1))
    assert ask("是什么？", item(BRIDGE, [0.86, 0.87, 0.86]))


def test_two_sentences_where_either_may_hold_it() -> None:
    text = "湘江大桥1972年通车。大桥在1970年竣工。"
    answer = ask("湘江大桥哪一年通车和竣工？", item(text, [0.90, 0.90])).answer
    assert answer.text == text
    assert answer.phrase in ("1972年", "1970年")


def test_ways_and_yes_or_no_have_no_exact_phrase() -> None:
    for question in ("湘江大桥是如何设计的？", "湘江大桥通车了吗？"):
        answer = ask(question, item(BRIDGE, [0.86, 0.87, 0.86])).answer
        assert answer.highlight is None
        assert answer.phrase == answer.text


def test_confidence_falls_with_the_vectors() -> None:
    near = ask("湘江大桥由谁设计？", item(BRIDGE, [0.86, 0.90, 0.86])).confidence
    far = ask("湘江大桥由谁设计？", item(BRIDGE, [0.78, 0.79, 0.78], proximity=0.2)).confidence
    assert far < THRESHOLD < near


def test_another_year_than_the_article_speaks_of_lowers_confidence() -> None:
    found = item(BRIDGE, [0.86, 0.90, 0.86])
    right, wrong = ask("1972年通车的大桥由谁设计？", found), ask("1985年通车的大桥由谁设计？", found)
    assert wrong.confidence < right.confidence / 2
    dated = ask("1985年通车的大桥由谁设计？", found, headlines={"a0": "旧闻 1985-03-01"})
    assert dated.confidence == pytest.approx(right.confidence, rel=0.2)


def test_a_repeated_article_does_not_lower_confidence() -> None:
    once = ask("湘江大桥由谁设计？", item(BRIDGE, [0.86, 0.90, 0.86], 1))
    twice = ask("湘江大桥由谁设计？", item(BRIDGE, [0.86, 0.90, 0.86], 1), item(BRIDGE, [0.86, 0.90, 0.86], 2))
    assert twice.answer.passage_id == "p1"
    assert twice.confidence == pytest.approx(once.confidence, abs=0.05)


def test_a_question_in_another_script_goes_by_vectors() -> None:
    low, high = (
        ask("Who designed the Xiangjiang bridge?", item(BRIDGE, [0.80, cosine, 0.80])) for cosine in (0.83, 0.95)
    )
    assert "李明远" in high.answer.text
    assert low.confidence < high.confidence


def test_of_two_scripts_the_first_passage_decides() -> None:
    english = item("The bridge is 900 metres long.", [0.90], 1)
    assert ask("How long is the bridge?", english, item(BRIDGE, [0.80, 0.95, 0.95], 2)).answer.passage_id == "p1"


def test_answers_are_the_same_every_time() -> None:
    found = item(BRIDGE, [0.86, 0.87, 0.86])
    assert ask("大桥多长？", found) == ask("大桥多长？", found)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("铜尊有多少千克？", "34.5千克"),
        ("铜尊有多重？", "34.5千克"),
        ("铜尊有多高？", "58.3厘米"),
        ("铜尊的重量是多少", "34.5千克"),
    ],
)
def test_a_measure_wants_its_own_units(question: str, expected: str) -> None:
    text = "铜尊是现存最大的一件。它边长五十厘米，高58.3厘米，重约34.5千克。一九三八年，五位农民挖出了它。"
    assert expected in ask(question, item(text, [0.87, 0.86, 0.86])).answer.phrase


def test_an_english_quote_without_a_person_hardly_answers_who() -> None:
    with_one, without = "The bridge was designed by Ann Lee.", "The bridge was designed for the county."
    sure, unsure = (ask("Who designed the bridge?", item(text, [0.88])).confidence for text in (with_one, without))
    assert unsure < sure / 3


def test_a_quote_without_a_number_of_the_measure_hardly_answers_how_much() -> None:
    found = item("书院坐落在湘江西岸，1926年改名，院内有讲堂12间。", [0.88])
    assert ask("书院的面积是多少？", found).confidence < ask("书院的讲堂有多少间？", found).confidence / 3


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("湘江大桥由谁设计？", "浦东大桥由谁设计？"),
        ("李明远设计的大桥哪年通车？", "王建国设计的大桥哪年通车？"),
    ],
)
def test_another_name_than_the_article_speaks_of_lowers_confidence(right: str, wrong: str) -> None:
    found = item(BRIDGE, [0.86, 0.90, 0.86])
    assert ask(wrong, found).confidence < ask(right, found).confidence * 0.8


def test_another_ordinal_than_the_article_speaks_of_lowers_confidence() -> None:
    found = item("第七次普查显示，全市有居民704万人。普查由统计局开展。", [0.90, 0.86])
    right, written, wrong = (ask(f"第{n}次普查时全市有多少居民？", found).confidence for n in ("七", "7", "五"))
    assert wrong < right / 2
    assert written > right / 2


def test_an_article_without_any_such_ordinal_says_nothing_against_it() -> None:
    found = item("普查显示，全市有居民704万人。这是第一座百万人口城市。", [0.90, 0.86])
    seventh, first = (ask(f"第{n}次普查时全市有多少居民？", found).confidence for n in "七一")
    assert seventh == pytest.approx(first, abs=0.05)
