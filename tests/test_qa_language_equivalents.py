from __future__ import annotations

import pytest

from corpus.text import fold
from qa.language.equivalents import equivalents, in_words_of, token_weights, tokens_found
from qa.language.lexicon import base_forms, lexicon
from qa.language.synonyms import synonyms


def found(question: str, text: str) -> set[str]:
    return tokens_found(fold(text), equivalents(question))


@pytest.mark.parametrize(
    ("question", "text", "tokens"),
    [
        ("Who is the governor?", "省长林远说", {"governor"}),
        ("How long is the high-speed railway?", "这条高铁全长80公里", {"high", "speed", "railway", "long"}),
        ("Which bridges were closed?", "两座大桥封闭", {"bridges", "closed"}),
        ("What opened on 8 May 2026?", "2026年5月8日开馆", {"opened", "8", "may", "2026"}),
        ("What opened on May 8, 2026?", "5月8日开馆", {"opened", "8", "may", "2026"}),
        ("What may happen?", "5月", set()),
        ("Are there 1.2 million people?", "有120万人", {"1.2", "million", "people"}),
        ("Are there 1.2 million people?", "有1120万", set()),
        ("Are there 1.2 billion?", "12亿", {"1.2", "billion"}),
        ("Who came in second?", "第二名", {"second"}),
        ("the 39th session", "第39届会议", {"39", "th", "session"}),
        ("How long is Line 3?", "3号线有27公里", {"line", "3"}),
        ("How long is Line 3?", "13号线", set()),
        ("Who is Lü Bin?", "市长吕斌", {"lü", "bin"}),
        ("What did the UN say?", "联合国", {"un"}),
        ("Who says so?", "世卫组织", set()),
        ("省长是谁？", "the governor, Lin Yuan", {"省", "长", "省长"}),
        ("国防科大有多少学生？", "国防科技大学", {"国", "防", "科", "大", "国防", "防科", "科大"}),
        ("GDP是多少？", "地区生产总值为3000亿元", {"gdp"}),
        ("地区生产总值是多少？", "GDP grew", set(fold("地区生产总值")) | {"地区", "区生", "生产", "产总", "总值"}),
        ("过路费是多少？", "大桥停止收费", {"过", "路", "费", "过路", "路费"}),
        ("高考哪天举行？", "普通高等学校招生全国统一考试", {"高", "考", "高考"}),
        ("星期一开门吗？", "週一休館", {"星", "期", "一", "星期", "期一"}),
    ],
)
def test_words_of_a_question_in_other_words(question: str, text: str, tokens: set[str]) -> None:
    assert found(question, text) == tokens


def test_a_word_weighs_as_its_equivalents_and_a_name_as_its_unknown_words() -> None:
    rarity = {"省长": 2.0, "吕": 5.0}
    weights = token_weights("Is Lü Bin the governor, Zork?", lambda token: rarity.get(token, 8.0))
    assert weights == {"lü": 8.0, "bin": 8.0, "governor": 2.0, "zork": 8.0}


def test_chinese_questions_keep_their_weights_in_a_chinese_library() -> None:
    assert token_weights("省长", lambda token: 8.0 if token == "\0" else 3.0) == {"省": 3.0, "长": 3.0, "省长": 3.0}
    # The library has no word of it: it stays as rare as it is, whatever English words it could stand for.
    assert set(token_weights("省长", lambda token: 8.0).values()) == {8.0}


def test_entries_of_the_lexicon_are_simplified_lower_case_and_not_empty() -> None:
    for english, chinese in lexicon().items():
        assert english == english.strip().lower() != ""
        assert chinese and all(word == fold(word) != "" for word in chinese)


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("cities", "city"),
        ("buses", "bus"),
        ("raised", "raise"),
        ("stopped", "stop"),
        ("opening", "open"),
        ("toll", "toll"),
    ],
)
def test_base_forms(word: str, base: str) -> None:
    assert base in base_forms(word)


@pytest.mark.parametrize(
    ("question", "text", "in_its_words"),
    [
        ("云桥县的GDP是多少？", "全县地区生产总值412亿元", "云桥县的地区生产总值是多少？"),
        ("云桥县的GDP是多少？", "县里的GDP即地区生产总值为412亿元", "云桥县的GDP是多少？"),
        ("渡轮能坐几个人？", "客船载客80人", "客船载客几个人？"),
        ("老城的车位停滿了嗎？", "停車位全滿", "老城的车位停滿了嗎？"),
        ("How many lorries burned?", "Two trucks burned", "How many lorries burned?"),
        ("When did the lorry burn?", "The truck burned on Friday", "When did the truck burn?"),
        ("What is the ticket price?", "The fare is 2 yuan", "What is the fare?"),
    ],
)
def test_a_question_is_put_into_the_words_of_a_text(question: str, text: str, in_its_words: str) -> None:
    assert in_words_of(question, text) == in_its_words


def test_a_question_that_folding_makes_longer_is_left_as_it_is() -> None:
    assert in_words_of("㎡单价的水价是多少？", "供水价格每吨3元。") == "㎡单价的水价是多少？"


def test_synonyms_are_folded_and_stand_in_groups_of_two_or_more() -> None:
    for group in synonyms():
        assert len(set(group)) == len(group) > 1
        assert all(word == fold(word) for word in group)
