"""The exact phrase of a quote, by a stand-in for the reader that is undecided between the spans of a table."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.records import Passage
from qa.answer.phrase import marked
from qa.answer.spans import ReadSentence, by_agreement


def phrase(question: str, text: str, *spans: str) -> str:
    """What is marked of a sentence of which the spans are all as likely."""
    places = np.array([(at := text.index(span), at + len(span)) for span in spans])
    phrases = by_agreement(places, np.full(len(spans), 1 / len(spans)))
    sentence = ReadSentence(0, 0, 0, len(text), 0.9, 2.0, phrases)
    shown = marked(question, sentence, Passage("p", "a", 0, len(text), text, ()))
    return text[shown[0] : shown[1]] if shown else ""


PRICES = "92号汽油每升7.01元，下调0.18元；0号柴油每升6.63元。"
LIMIT = "贷款最高额度由50万元提高到60万元。"
FERRY = "They carried 11.4 million people, down from 13.9 million."


@pytest.mark.parametrize(
    ("question", "text", "spans", "wanted"),
    [
        ("92号汽油多少钱？", PRICES, ("7.01元，下调0.18元", "7.01元", "7.01元，下调0.18元；0号"), "7.01元"),
        ("降了多少？", PRICES, ("下调0.18元；0号柴油每升6.63元", "0.18元"), "0.18元"),
        ("学校有几名教师？", "学校有14名学生、3名教师。", ("14名学生、3名", "3名", "3名"), "3名"),
        ("How many?", FERRY, ("11.4 million people, down from 13.9 million", "11.4 million"), "11.4 million"),
        ("猴面包树的果实有多长？", "果实长15至20厘米。", ("15至20厘米", "15"), "15至20厘米"),
        ("比赛持续了多久？", "比赛持续2小时30分钟。", ("2小时30分钟", "2小时"), "2小时30分钟"),
        ("全长和宽各多少？", "全长1122米，宽5米。", ("1122米，宽5米", "1122米"), "1122米，宽5米"),
        ("哪些商品下降了？", "鞋3万双、包5万只下降。", ("鞋3万双、包5万只", "鞋3万双"), "鞋3万双、包5万只"),
        ("票价各是多少？", "成人票40元，学生票20元。", ("40元，学生票20元", "40元"), "40元，学生票20元"),
    ],
)  # fmt: skip
def test_a_question_for_one_figure_gets_one(question: str, text: str, spans: tuple[str, ...], wanted: str) -> None:
    assert phrase(question, text, *spans) == wanted


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("最高能贷多少？", LIMIT, "60万元"),
        ("原来最高能贷多少？", LIMIT, "50万元"),
        ("How much is the fare?", "成人车费从3元加至3.3元。", "3.3元"),
        ("预算多少？", "预算由50万元调到明年。", "50万元"),
    ],
)
def test_a_figure_that_was_changed_gives_way_to_the_one_that_holds(question: str, text: str, wanted: str) -> None:
    given = "3元" if "车费" in text else "50万元"
    assert phrase(question, text, given) == wanted


@pytest.mark.parametrize(
    ("question", "text", "span", "wanted"),
    [
        ("书记是谁？", "书记欧阳牧之出席会议。", "欧阳牧", "欧阳牧之"),
        ("How many storeys?", "They rejected the 41-storey tower.", "41", "41-storey"),
        ("Which firm?", "The firm Xiangxin grew.", "Xiang", "Xiangxin"),
        ("Which firm?", "The firm Xiangxin grew.", "angxin", "Xiangxin"),
        ("哪家公司？", "湘芯科技公司去年成立。", "湘芯科技", "湘芯科技"),
    ],
)
def test_names_and_latin_words_are_marked_whole(question: str, text: str, span: str, wanted: str) -> None:
    assert phrase(question, text, span) == wanted
