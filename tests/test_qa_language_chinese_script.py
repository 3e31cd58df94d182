from __future__ import annotations

import pytest

from corpus.text import simplified
from qa.language.chinese_script import in_one_script

SIMPLIFIED, TRADITIONAL = ("图书馆", "县图书馆藏书七十四万册。"), ("圖書館", "縣圖書館藏書七十四萬冊。")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("图书馆藏书多少册？", "圖書館藏書多少冊？"),
        ("圖書館藏書多少冊？", "圖書館藏書多少冊？"),
    ],
)
def test_a_question_takes_the_script_of_its_texts(question: str, asked: str) -> None:
    assert in_one_script(question, [TRADITIONAL]) == (asked, [TRADITIONAL])
    assert in_one_script(question, [SIMPLIFIED]) == (simplified(asked), [SIMPLIFIED])


def test_texts_in_both_scripts_become_simplified() -> None:
    asked = in_one_script("圖書館藏書多少冊？", [TRADITIONAL, ("", "The library opened."), SIMPLIFIED])
    assert asked == ("图书馆藏书多少册？", [SIMPLIFIED, ("", "The library opened."), SIMPLIFIED])


def test_english_questions_and_texts_stay() -> None:
    assert in_one_script("How many books are there?", [TRADITIONAL]) == ("How many books are there?", [TRADITIONAL])
    assert in_one_script("图书馆藏书多少册？", [("", "It has books.")]) == (
        "图书馆藏书多少册？",
        [("", "It has books.")],
    )


def test_an_old_character_in_a_simplified_text_does_not_make_it_traditional() -> None:
    text = ("", "乾隆年间，县里的图书馆有藏书三千册，后来毁于火灾，民国时重建。")
    assert in_one_script("图书馆有多少藏书？", [text])[1] == [text]
