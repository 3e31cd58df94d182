from __future__ import annotations

import math

import pytest

from corpus.records import Passage
from corpus.text import fold, is_han, is_latin, is_mainly_han, is_mainly_latin, sentences
from qa.search.features import AnalysedQuestion, PassageFeatures, _words_of
from qa.search.folded_texts import FoldedTexts


def measure(question: str, text: str, headline: str = "", cosines: tuple[float, ...] | None = None) -> PassageFeatures:
    """The features where every token is equally rare and every sentence equally close."""
    spans = tuple(sentences(text))
    passage = Passage("p", "a", 0, len(text), text, spans)
    return AnalysedQuestion(question, lambda token: 1.0).features(
        [(headline, passage)], [cosines or (0.0,) * len(spans)]
    )[0]


def test_a_passage_gets_the_share_of_the_words_that_it_contains() -> None:
    # 书院 is three tokens (书, 院, 书院): the first passage has one of them, the second all.
    assert measure("书院？", "书很多。").proximity == pytest.approx(1 / 3)
    assert measure("书院？", "书很多。书院很老。").proximity == pytest.approx(1.0)


def test_a_pair_is_not_found_across_a_line_end() -> None:
    assert measure("书院？", "书\n院").proximity == pytest.approx(2 / 3, abs=0.01)


def test_a_word_counts_less_the_farther_it_stands_from_the_others() -> None:
    near = measure("red kite", "Red boats. A kite.").proximity
    far = measure("red kite", "Red boats. " + "Nothing more was seen there. " * 20 + "A kite.").proximity
    assert near > 0.95  # the gap is one space: (150 / 151 + 1) / 2
    assert 0.5 < far < 0.7


def test_words_of_the_headline_are_near_to_every_sentence() -> None:
    assert measure("red kite", "A kite.").proximity == pytest.approx(0.5)
    assert measure("red kite", "A kite.", headline="Red").proximity == pytest.approx(1.0)


def test_traditional_characters_and_numerals_are_the_same_words() -> None:
    assert measure("書院144座", "书院一百四十四座。").proximity == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("大会什么时候开幕", "大会9月18日开幕。", True),
        ("大会什么时候开幕", "大会即将开幕。", False),
        ("9月18日的大会什么时候开幕", "9月18日的大会即将开幕。", False),
        ("有多少人参加大会", "大会有300人参加。", True),
        ("有多少人参加大会", "大会9月18日开幕。", False),
        ("How many bridges are there?", "There are 3 bridges.", True),
        ("谁参加大会", "大会有300人参加。", False),
    ],
)
def test_whether_a_date_or_a_number_can_answer(question: str, text: str, expected: bool) -> None:
    assert measure(question, text).has_answer_type is expected


def test_the_answer_type_is_looked_for_beside_the_closest_sentence() -> None:
    text = "大会开幕。代表发言。记者提问。有人离开。共9月18日。"
    assert measure("何时", text, cosines=(0.9, 0.1, 0.1, 0.1, 0.1)).has_answer_type is False
    assert measure("何时", text, cosines=(0.1, 0.1, 0.1, 0.9, 0.1)).has_answer_type is True
    assert measure("何时", "9月18日。大会开幕。代表发言。", cosines=(0.1, 0.1, 0.9)).has_answer_type is False


def test_a_question_of_nothing_but_marks() -> None:
    assert measure("？？", "大会开幕。") == PassageFeatures(0.0, False, 0.0, "")


def test_names_count_in_the_other_script_by_how_rare_they_are() -> None:
    # designed, yuelu and academy are left of the question, each of idf 1: an idf sum of 3.
    assert measure("Who designed Yuelu Academy?", "岳麓书院在长沙。").names == pytest.approx(1 / math.sqrt(3))
    assert measure("岳麓书院谁设计？", "岳麓书院在长沙。").names == 0.0


def test_a_passage_in_both_scripts_is_in_neither_other() -> None:
    assert measure("书院？", "The academy is old.").script_mismatch == "latin"
    assert measure("Which academy?", "书院很老。").script_mismatch == "han"
    assert measure("书院？", "岳麓书院 The academy is very old, and so is its hall of learning.").script_mismatch == ""


def test_passages_have_the_same_features_together_as_one_by_one() -> None:
    texts = ("书院在1976年很老。湘江大桥长。那座书\n院很老。", "大桥。", "The bridge of 1976 is old. 书院 is not.")
    question = AnalysedQuestion("书院与大桥在1976年？", lambda token: 1.0 + len(token))
    found = [("大桥" * i, Passage("p", "a", 7, 7 + len(text), text, shifted(text, 7))) for i, text in enumerate(texts)]
    cosines = [(0.1,) * len(passage.sentences) for _, passage in found]
    together = question.features(found, cosines)
    assert together == [question.features([one], [near])[0] for one, near in zip(found, cosines, strict=True)]
    assert question.features([], []) == []


def shifted(text: str, by: int) -> tuple[tuple[int, int], ...]:
    return tuple((start + by, end + by) for start, end in sentences(text))


def test_a_number_is_the_same_in_every_notation() -> None:
    assert measure("百分之四点八？", "增长4.8%。").proximity == pytest.approx(1.0)
    assert measure("增长4.8%？", "增长百分之四点八。").proximity == pytest.approx(1.0)
    assert measure("百分之四点八？", "增长百分之四点二。").proximity == 0.0  # though five of six characters are there


def test_a_number_of_the_question_is_no_answer_in_another_notation() -> None:
    assert not measure("一百四十四架飞机值多少钱？", "机场有144架飞机。").has_answer_type
    assert measure("一百四十四架飞机值多少钱？", "144架飞机值三亿元。").has_answer_type
    assert measure("9个城市哪一天通车？", "9月18日通车。").has_answer_type


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("2022", "二〇二二"), ("100", "百分之百"), ("-100", "负百度"), ("35000", "3.5万"), ("35000", "3万5千"),
        ("12500", "一万二千五"), ("4.8", "四点八亿"), ("144", "一百四十四"), ("1000", "5千人，又1,000人"),
        ("250", "两百五十"), ("20", "廿"), ("3", "三座"),
    ],
)  # fmt: skip
def test_a_number_is_found_whatever_its_notation(figure: str, text: str) -> None:
    question = AnalysedQuestion(f"{figure}？", lambda token: 1.0)
    value = figure.removeprefix("-")
    assert question._words_in(text) == [word in _words_of(text) for word in question._words]
    assert (value in _words_of(text)) == question._words_in(text)[question._words.index(value)]


def test_texts_folded_together_are_as_each_alone() -> None:
    texts = ["", "岳麓書院ABC，𝐀𠮷", "他在書上看著，名著", "plain english", "\ud800著", "ǅ㎡ﬁ"]
    together = FoldedTexts(texts)
    assert together.texts == [fold(text) for text in texts]
    for place, text in enumerate(texts):
        codes = together.codes[together.ends[place] : together.ends[place + 1]]
        assert codes.tolist() == list(map(ord, fold(text)))
        han, latin = int(together.han[place]), int(together.latin[place])
        assert (is_mainly_han(han, latin), is_mainly_latin(han, latin)) == (is_han(text), is_latin(text))
