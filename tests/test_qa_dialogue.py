from __future__ import annotations

import pytest

from qa.dialogue import standalone
from qa.records import Turn

FIRST = Turn("岳麓书院是谁创立的？", "潭州太守朱洞。")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("它在哪里？", "岳麓书院是谁创立的？ 它在哪里？"),
        ("那2025年的目标呢?", "岳麓书院是谁创立的？ 那2025年的目标呢?"),
        ("Where is it?", "岳麓书院是谁创立的？ Where is it?"),
        ("矮寨大桥多高？", "矮寨大桥多高？"),
        ("湖南还有其他书院吗？", "湖南还有其他书院吗？"),
    ],
)
def test_only_a_question_that_leans_on_another_is_put_together_with_it(question: str, expected: str) -> None:
    assert standalone(question, [FIRST]) == expected


def test_the_last_question_that_stands_by_itself_is_taken() -> None:
    history = [FIRST, Turn("矮寨大桥在哪里？"), Turn("它有多长？")]
    assert standalone("它有多高？", history) == "矮寨大桥在哪里？ 它有多高？"


def test_without_history_it_stays() -> None:
    assert standalone(" 它在哪里？ ") == "它在哪里？"
