from __future__ import annotations

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.language.tagger import _cut, word_across, words

LETTERS = "中华人民共和国湖南省长沙市的是在有一二十百万年月日张李王明远大桥建成通车研究生命起源于湘江奥古斯都就㐀〇𠀀"


@settings(max_examples=300, deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=14))
def test_runs_are_cut_as_jieba_cuts_them(run: str) -> None:
    assert _cut(run) == list(jieba.cut(run))


@pytest.mark.parametrize(
    "run",
    [
        "研究生命起源",
        "他来到网易杭研大厦",
        "乒乓球拍卖完了",
        "龘靐齉",
        "〇",
        "结婚的和尚未结婚的",
    ],
)
def test_words_in_the_dictionary_and_beyond_it(run: str) -> None:
    assert _cut(run) == list(jieba.cut(run))
    assert "".join(word.text for word in words(f"{run},1250米")) == f"{run},1250米"


@settings(max_examples=200, deadline=None)
@given(st.text(LETTERS + "，。7a ", max_size=20))
def test_the_word_across_a_place_is_that_of_the_whole_text(text: str) -> None:
    expected: dict[int, tuple[object, int]] = {}
    start = 0
    for word in words(text):
        if not word.text.isascii():
            expected.update((place, (word, start)) for place in range(start + 1, start + len(word.text)))
        start += len(word.text)
    assert {place: found for place in range(len(text) + 1) if (found := word_across(text, place))} == expected
