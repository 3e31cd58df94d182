from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import fold
from qa.answer.span_chinese import FEATURE_NAMES, NUMBER_FEATURES, Phrases, candidate_phrases
from qa.answer.weights import PHRASE
from qa.language.question_terms import question_terms
from qa.language.question_type import classify_question


def found(question: str, *sentences: str) -> Phrases:
    wanted = classify_question(question)
    return candidate_phrases(
        wanted, question_terms(wanted, lambda token: 3.0), [fold(sentence) for sentence in sentences]
    )


def best(question: str, sentence: str) -> str:
    candidates = found(question, sentence)
    which = int(np.argmax(candidates.scores()))
    return sentence[candidates.start[which] : candidates.end[which]]


@pytest.mark.parametrize(
    ("question", "sentence", "phrase"),
    [
        ("铜像由谁设计？", "铜像由刘开渠设计，1993年落成。", "刘开渠"),
        ("铜像哪一年落成？", "铜像由刘开渠设计，1993年落成。", "1993年"),
        ("汨罗江有多长？", "汨罗江发源于江西，全长253公里，流入洞庭湖。", "253公里"),
        ("汨罗江流入哪个湖？", "汨罗江发源于江西，全长253公里，流入洞庭湖。", "洞庭湖"),
        ("他的第一部小说叫什么？", "1931年，他的第一部小说《春天的河》在上海出版。", "《春天的河》"),
        ("除了铁矿石，当地还有哪种矿物？", "当地有铁矿石和石灰石。", "石灰石"),
    ],
)
def test_the_phrase_that_answers(question: str, sentence: str, phrase: str) -> None:
    assert best(question, sentence) == phrase


def test_a_date_is_no_quantity() -> None:
    assert "年" not in best("出土的简牍有多少？", "2003年，出土的西汉简牍有一万余枚。")
    assert best("洲上通了几号线地铁？", "2014年4月29日，地铁2号线一期开通。") != "2014年"


def test_years_counted_are_no_date() -> None:
    assert best("哪年开始统治？", "开始统治将近600年的王朝，在1234年建都。") == "1234年"


@pytest.mark.parametrize(
    ("question", "sentence", "phrase"),
    [
        ("雕塑有多长？", "雕塑高32米、长83米、宽41米。", "83米"),
        ("雕塑有多高？", "雕塑长83米、宽41米、高32米。", "32米"),
        ("他有几个孩子？", "他去世时91岁，身后有两个孩子。", "两个孩子"),
        ("井里出土的简牍有多少？", "8号井里的简牍有一万余枚。", "一万余枚"),
    ],
)
def test_a_number_is_of_what_is_asked_for(question: str, sentence: str, phrase: str) -> None:
    assert best(question, sentence) == phrase


def test_candidates_stay_inside_a_sentence_and_inside_quotation_marks() -> None:
    sentences = ("他说：“河水很清。”然后走了。", "第二天他来了。")
    candidates = found("他说了什么？", *sentences)
    texts = {sentences[n][a:b] for n, a, b in zip(candidates.sentence, candidates.start, candidates.end, strict=True)}
    assert all(text.count("“") == text.count("”") for text in texts)
    assert not any("。" in text.rstrip("。”") for text in texts)
    assert "河水" in texts
    assert "第二天" in texts


def test_every_run_of_words_is_a_candidate_and_dates_are_known() -> None:
    sentences = ("铜像落成", "铜像1993年5月落成")
    candidates = found("铜像何时落成？", *sentences)
    spans = list(zip(candidates.sentence.tolist(), candidates.start.tolist(), candidates.end.tolist(), strict=True))
    assert [sentences[n][a:b] for n, a, b in spans if n == 0] == ["铜像", "落成", "铜像落成"]
    values = candidates.numbers[:, [NUMBER_FEATURES.index("is_date"), NUMBER_FEATURES.index("part_of_date")]].tolist()
    flags = {sentences[n][a:b]: tuple(value) for (n, a, b), value in zip(spans, values, strict=True)}
    assert flags["1993年5月"] == (1, 0)
    assert flags["1993"] == flags["5月落成"] == (0, 1)
    assert flags["落成"] == (0, 0)


def test_every_weight_has_its_feature() -> None:
    assert set(PHRASE) <= set(FEATURE_NAMES)
    assert len(set(FEATURE_NAMES)) == len(FEATURE_NAMES)


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="他在1993年的《书》，。是北京a b(“”)、？\n", max_size=30),
    st.lists(st.text(max_size=25), min_size=1, max_size=4),
)
def test_offsets_lie_in_the_sentences(question: str, sentences: list[str]) -> None:
    candidates = found(question, *sentences)
    for n, start, end in zip(candidates.sentence, candidates.start, candidates.end, strict=True):
        assert 0 <= start < end <= len(sentences[n])
    assert np.isfinite(candidates.scores()).all()
