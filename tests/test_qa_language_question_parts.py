"""Which questions have parts, and what their parts are."""

from __future__ import annotations

import pytest

from qa.language.question_parts import question_parts

ENGLISH = ["How long is the East Bridge?", "How long is the West Bridge?"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("江州大桥什么时候开工，什么时候通车？", ["江州大桥什么时候开工？", "江州大桥什么时候通车？"]),
        ("江州大桥有多长？造价多少？", ["江州大桥有多长？", "江州大桥造价多少？"]),
        ("江州大橋有多長？是哪一年通車的？", ["江州大橋有多長？", "江州大橋是哪一年通車的？"]),
        ("谁当选了江州市市长，得了多少张票？", ["谁当选了江州市市长？", "当选了江州市市长得了多少张票？"]),
        ("论坛什么时候、在哪里举行？", ["论坛什么时候举行？", "论坛在哪里举行？"]),
        ("江州的出口和进口分别是多少？", ["江州的出口是多少？", "江州的进口是多少？"]),
        ("江州杯男子组和女子组冠军各是谁？", ["江州杯男子组冠军是谁？", "江州杯女子组冠军是谁？"]),
        ("How tall is the tower, and when did it open?", ["How tall is the tower?", "when did the tower open?"]),
    ],
)
def test_clauses_and_nouns_that_are_asked_for_are_parts(question: str, parts: list[str]) -> None:
    assert list(question_parts(question).questions) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("江州2号线和3号线哪条更长？", ["江州2号线多长？", "江州3号线多长？"]),
        ("东船和西船哪艘跑得更快？", ["东船的速度是多少？", "西船的速度是多少？"]),
        ("东桥和西桥哪座桥的造价高？", ["东桥的造价是多少？", "西桥的造价是多少？"]),
        ("东桥的造价比西桥高多少？", ["东桥的造价是多少？", "西桥的造价是多少？"]),
        ("江州2025年的人口比2023年多多少？", ["江州2025年的人口是多少？", "江州2023年的人口是多少？"]),
        ("Which is longer, the East Bridge or the West Bridge?", ENGLISH),
        ("Is the East Bridge longer than the West Bridge?", ENGLISH),
    ],
)  # fmt: skip
def test_both_sides_of_a_comparison_are_parts(question: str, parts: list[str]) -> None:
    assert list(question_parts(question).questions) == parts


@pytest.mark.parametrize(
    "question",
    [
        "江州大桥有多长？",
        "江州2025年的人口比上年增长多少？",
        "江州队是哪座城市的球队，为未来几年打下基础？",
        "卫星每隔几天就要做什么？",
        "如果下雨，比赛改到什么时候，还是取消？",
        "江州的文化与教育有什么特点？",
        "印度野驴和非洲野驴的分别是什么？",
        "江州为什么修桥？",
        "Who wrote the book and sold it?",
        "你好",
    ],
)
def test_other_questions_have_no_parts(question: str) -> None:
    assert question_parts(question).questions == ()


@pytest.mark.parametrize(
    ("question", "number", "unit"),
    [
        ("《江州市节水条例》第八条是什么？", 8, "条"),
        ("條例第十二條對飯店有什麼要求？", 12, "条"),
        ("他提出的第三点是什么？", 3, "点"),
        ("What does article 8 say?", 8, ""),
    ],
)
def test_a_numbered_item_is_asked_for(question: str, number: int, unit: str) -> None:
    asked = question_parts(question)
    assert (asked.item, asked.unit) == (number, unit)


@pytest.mark.parametrize("question", ["江州第一条地铁何时通车？", "第一款机车是谁造的？", "第八届论坛在哪里开？"])
def test_the_first_of_its_kind_is_no_item(question: str) -> None:
    assert question_parts(question).item is None


def test_a_list_is_asked_for() -> None:
    assert question_parts("江州有哪些博物馆？").is_list
    assert not question_parts("江州有多少博物馆？").is_list
