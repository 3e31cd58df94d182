from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import text


def cut(value: str) -> list[str]:
    return [value[start:end] for start, end in text.sentences(value)]


def test_clean_keeps_paragraphs_and_takes_out_what_prints_nothing() -> None:
    assert text.clean("\ufeff第一行 \r\n\r\n\u3000\u3000第二\u200b行\x00\n \n第三 \t 行") == "第一行\n第二行\n第三 行"


def test_radicals_become_the_characters_that_they_stand_for() -> None:
    assert text.clean("⻘山⼀⽇，⻋⾄⻄⻔，⻅⻥⻦⻢⻓") == "青山一日，车至西门，见鱼鸟马长"
    assert text.fold("⺠⽤⻜⻆") == "民用飞角"


def test_every_radical_with_a_modern_character_becomes_it_one_for_one() -> None:
    radicals = "".join(map(chr, [*range(0x2E81, 0x2EF4), *range(0x2F00, 0x2FD6)]))
    cleaned = text.clean(radicals)
    assert len(cleaned) == len(radicals)
    # Those that stay are parts of characters which have no code of their own in the basic plane.
    assert [char for char in cleaned if "\u2e80" <= char <= "\u2fd5"] == list("⺇⺑⺚⺪⺮⺵⺷⺸⺽⻇⻊⻕⻞⻡")


@given(st.text(st.characters(min_codepoint=0x2E00, max_codepoint=0x3100)))
def test_clean_is_idempotent_with_radicals(value: str) -> None:
    once = text.clean(value)
    assert text.clean(once) == once


@given(st.text())
def test_clean_is_idempotent(value: str) -> None:
    once = text.clean(value)
    assert text.clean(once) == once


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("他说：“你去哪？”他没回答。真的吗？！是的……", ["他说：“你去哪？”", "他没回答。", "真的吗？！", "是的……"]),
        ("“你好！”，他说。（完。）后面。", ["“你好！”，他说。", "（完。）", "后面。"]),
        ("等等……还有一句。版本1.2.3发布。", ["等等……还有一句。", "版本1.2.3发布。"]),
        ("小标题\n正文没有完", ["小标题", "正文没有完"]),
        (
            "Mr. Smith paid 3.5 dollars. He left the U.S. in 1999. Then?",
            ["Mr. Smith paid 3.5 dollars.", "He left the U.S. in 1999.", "Then?"],
        ),
        (
            "桥昨日通车.全长38.6公里,有“桥王”之称.共27孔.A段先行!",
            ["桥昨日通车.", "全长38.6公里,有“桥王”之称.", "共27孔.", "A段先行!"],
        ),
        ("桥昨日通车．全长8．6公里．", ["桥昨日通车．", "全长8．6公里．"]),
        ("约翰．史密斯来了。", ["约翰．史密斯来了。"]),
        ("专访约翰.史密斯", ["专访约翰.史密斯"]),
        ("1. 进门。\n12. 选书。\n一. 还书", ["1. 进门。", "12. 选书。", "一. 还书"]),
        ("一.总则\n书车来了.", ["一.总则", "书车来了."]),
        ('She said "Stop." Nobody did.', ['She said "Stop."', "Nobody did."]),
        ("", []),
    ],
)
def test_sentences(value: str, expected: list[str]) -> None:
    assert cut(value) == expected


@given(st.text(alphabet=st.sampled_from("你好。？！…”）.．A1 \n，b"), max_size=60))
def test_sentences_hold_every_printed_character_once_and_in_order(value: str) -> None:
    cleaned = text.clean(value)
    spans = text.sentences(cleaned)
    assert all(start < end for start, end in spans)
    assert spans == sorted(spans)
    joined = "".join(cleaned[start:end] for start, end in spans)
    assert "".join(joined.split()) == "".join(cleaned.split())


def test_ends_sentence() -> None:
    assert text.ends_sentence("完了。”")
    assert text.ends_sentence("完了．")
    assert not text.ends_sentence("准确把握职能")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("國家級創新平臺", "国家级创新平台"), ("ＡＢＣ１２３", "abc123"), ("ﬁ", "ﬁ"), ("İ", "İ"), ("乾隆", "干隆")],
)
def test_fold(value: str, expected: str) -> None:
    assert text.fold(value) == expected


@given(st.text() | st.text(alphabet=st.sampled_from("人a \n\t\r\u3000\u2003\u00ad⻓⼀\u200b"), max_size=6))
def test_a_text_that_looks_clean_is_cleaned_like_any_other(value: str) -> None:
    assert text.clean(value) == text.clean(f"\0{value}")  # a control character, after which every rule is applied


@given(st.text() | st.text(alphabet=st.sampled_from("著藉名看口⻓《有慰")))
def test_fold_keeps_the_length(value: str) -> None:
    assert len(text.fold(value)) == len(value)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("著重", "着重"),
        ("沿著河走", "沿着河走"),
        ("看著書", "看着书"),
        ("藉口", "借口"),
        ("憑藉", "凭借"),
        ("著名作家", "著名作家"),
        ("原著", "原著"),
        ("顯著", "显著"),
        ("跟著名師學", "跟着名师学"),
        ("聲名狼藉", "声名狼藉"),
    ],
)
def test_a_character_of_two_readings_is_folded_by_its_word(traditional: str, simplified: str) -> None:
    assert text.fold(traditional) == simplified
    assert text.fold(simplified) == simplified


def test_tokens_are_single_characters_pairs_and_whole_words() -> None:
    assert text.tokens("創新 COVID-19") == ["创", "新", "创新", "covid", "19"]
    assert text.tokens("1,175.3亿元")[0] == "1175.3"


@pytest.mark.parametrize(
    ("numeral", "value"), [("一百四十四", "144"), ("二〇二三", "2023"), ("三千二百", "3200"), ("两万", "20000")]
)
def test_chinese_numerals_are_found_by_arabic_ones(numeral: str, value: str) -> None:
    assert value in text.tokens(f"达{numeral}个")


@pytest.mark.parametrize(
    ("numeral", "values"),
    [
        ("百分之四点八", ["4.8"]),
        ("百分之五", ["5"]),
        ("三点五万人", ["35000", "3.5"]),
        ("零点零五克", ["0.05"]),
        ("廿三日", ["23"]),
        ("卅五周年", ["35"]),
        ("气温负三度", ["3"]),
        ("零下八摄氏度", ["8"]),
        ("肩负一个任务", []),
        ("3.5万人", ["3.5", "35000"]),
        ("3万5千人", ["3", "5", "35000"]),
        ("1.2万亿元", ["1.2", "1200000000000"]),
        ("百万英镑", ["1000000"]),
        ("3千米", ["3"]),
        ("千分之三", ["3"]),
        ("第三座桥", ["3"]),
        ("十人", ["10"]),
        ("一个人", []),
        ("05版4.80元", ["05", "4.80", "5", "4.8"]),
        ("三点五分", []),
        ("两点一线", []),
    ],
)
def test_decimals_shares_and_degrees_in_chinese_numerals(numeral: str, values: list[str]) -> None:
    assert [token for token in text.tokens(numeral) if token[0].isascii()] == values


def test_a_numeral_that_leaves_a_unit_out_is_no_number_and_stops_nothing() -> None:
    assert text.tokens("二亿一") == ["二", "亿", "一", "二亿", "亿一"]


def test_words_made_of_numerals_are_no_numbers() -> None:
    assert not [token for token in text.tokens("三三两两，五五开") if unicodedata.decimal(token[0], None) is not None]


def test_is_han() -> None:
    assert text.is_han("长沙的GDP是多少")
    assert not text.is_han("How large is Changsha 长沙?")


def test_han_runs_hold_han_characters_alone() -> None:
    assert text.han_runs("王五abc在2024年\n到了，𠀀村。") == "王五\n在\n年\n到了\n𠀀村"
