from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import fold
from qa.language.question_terms import question_terms
from qa.language.question_type import classify_question
from qa.language.tagger import Word, words


def same(token: str) -> float:
    return 1.0


def test_units_are_the_question_without_its_gap() -> None:
    found = question_terms(classify_question("大桥由谁设计"), same)
    assert found.texts == ("大", "大桥", "桥", "桥由", "设", "设计", "计")
    # Pairs weigh 1, single characters a half: 1 / (3 · 1 + 4 · 0.5) is 0.2 for a pair.
    assert found.idf_share.tolist() == pytest.approx([0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1])
    assert np.sign(found.offset).tolist() == [-1, -1, -1, -1, 1, 1, 1]
    # 大桥 ends one character before the gap 谁, 设计 begins right behind it.
    assert found.offset[1] == -1.5
    assert found.offset[5] == 0.5


def test_a_number_is_matched_as_a_whole() -> None:
    found = question_terms(classify_question("15个项目投资多少"), same)
    number = found.texts.index("15")
    assert not found.present_in("2015年有30个项目")[number]
    assert found.present_in("共15个项目")[number]
    assert found.occurrences("2015年共15个")[number] == [6]


def test_english_function_words_are_no_units() -> None:
    assert question_terms(classify_question("Who designed the bridge?"), same).texts == ("designed", "bridge")


def test_a_word_in_latin_script_is_near_the_gap_over_more_characters() -> None:
    found = question_terms(classify_question("How high is the Bailong Elevator?"), same)
    high, lift = found.texts.index("high"), found.texts.index("elevator")
    # 16 letters farther from the gap: exp(-16 / 24) is .51, where exp(-16 / 6) would be .07.
    assert found.gap_weight[lift] > 0.4 * found.gap_weight[high]


def test_a_question_of_function_words_has_no_units() -> None:
    found = question_terms(classify_question("是什么？"), same)
    assert found.texts == ()
    assert found.present_in("什么都没有").shape == (0,)


@settings(deadline=None)  # the dictionary is loaded at the first use
@given(st.text(max_size=60))
def test_words_together_are_the_text(text: str) -> None:
    folded = fold(text)
    assert "".join(word.text for word in words(folded)) == folded


def test_a_surname_and_a_given_name_are_one_name() -> None:
    assert words("工程师李明远设计") == (Word("工程师", "n"), Word("李明远", "nr"), Word("设计", "vn"))


def test_numbers_and_latin_words_are_kept_whole() -> None:
    assert [word.text for word in words("约1,161.5万km")] == ["约", "1,161.5", "万", "km"]
