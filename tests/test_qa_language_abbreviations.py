from __future__ import annotations

import pytest

from corpus.text import fold, tokens
from qa.language.abbreviations import abbreviations

LIBRARY = "国防科技大学举行校庆。市卫生健康委员会主任到会。长江大桥通车。防线稳固，科学大会召开，健身委托书，国家大事。"


def idf(token: str) -> float:
    return 1.0 if token in set(tokens(fold(LIBRARY))) else 9.0


@pytest.mark.parametrize(
    ("question", "text", "known"),
    [
        ("国防科大有多少学生？", "国防科技大学有1.4万名学生。", True),
        ("國防科大有多少學生？", "国防科技大学有1.4万名学生。", True),
        ("国防科大有多少学生？", "国防大学有1.4万名学生。", False),
        ("国防科大有多少学生？", "国防，科学和大学。", False),  # not one name
        ("卫健委主任是谁？", "市卫生健康委员会主任到会。", True),
        ("长江大桥哪年通车？", "长江公路大桥通车。", False),  # the library has these words as they are
        ("Who leads it?", "国防科技大学", False),
    ],
)
def test_full_names_of_an_abbreviation(question: str, text: str, known: bool) -> None:
    assert any(one.stands_in(fold(text)) for one in abbreviations(question, idf)) is known
