from __future__ import annotations

import pytest

from corpus.text import fold, tokens
from qa.language.abbreviations import abbreviations
from qa.language.stopwords import question_tokens

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


def test_an_abbreviation_has_tokens_of_the_question_alone() -> None:
    def rare_pairs(token: str) -> float:
        return 9.0 if len(token) > 1 or token == "\0" else 1.0

    question = "六十进制发源于哪里？"  # 六十 is a numeral of value 60 in the question, and 十 is no token of it
    found = abbreviations(question, rare_pairs)
    assert found
    assert {token for one in found for token in one.tokens} <= set(question_tokens(question))
