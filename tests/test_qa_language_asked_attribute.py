from __future__ import annotations

import pytest

from qa.language.asked_attribute import lacks_attribute

TEXT = "云桥县体育馆9月启用，占地86亩，有座位5200个，由县城建集团承建，总投资3.2亿元。"


@pytest.mark.parametrize(
    "question",
    [
        "云桥县体育馆花了多少钱？",  # 元 is enough
        "云桥县体育馆面积多大？",
        "云桥县体育馆有多少个座位？",
        "云桥县体育馆是哪家公司修的？",
        "云桥县体育馆由哪家公司承建？",
        "云桥县体育馆由哪家公司建设？",
        "雲橋縣體育館造價是多少？",
        "云桥县体育馆什么时候启用？",  # no attribute is named
        "云桥县体育馆怎么样？",
        "How much did the gymnasium cost?",
    ],
)
def test_a_text_has_what_is_asked_for(question: str) -> None:
    english = "The gymnasium cost 320 million yuan."
    assert not lacks_attribute(question, english if question.isascii() else TEXT)


@pytest.mark.parametrize(
    "question",
    [
        "云桥县体育馆的电话是多少？",
        "云桥县体育馆的设计师是谁？",
        "谁是云桥县体育馆的设计师？",
        "云桥县体育馆有多少名教练？",
        "云桥县体育馆有多少个停车位？",
        "云桥县体育馆的上座率是多少？",
        "云桥县体育馆几点开门？",
        "云桥县体育馆有多高？",
        "云桥县体育馆由哪家公司供电？",
        "云桥县体育馆获得过哪些奖？",
        "雲橋縣體育館的吉祥物叫什麼？",
        "What is the phone number of the gymnasium?",
    ],
)
def test_a_text_about_the_subject_can_lack_what_is_asked_for(question: str) -> None:
    assert lacks_attribute(question, "The gymnasium opened." if question.isascii() else TEXT)


def test_a_synonym_of_the_attribute_is_enough() -> None:
    assert not lacks_attribute("云桥县有多少农民工？", "全县有务工人员3.1万人。")
    assert lacks_attribute("云桥县有多少农民工？", "全县有小学31所。")
