"""Numbers of a text by their value, and the articles that a number finds in any notation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import numerals
from corpus.numerals import numbers, numeral_value
from corpus.text import fold, tokens
from embeddings.encoder import Encoder
from qa.language.stopwords import question_tokens
from qa.library import Library


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("停放着一百四十四架飞机", [("一百四十四", ("144",))]),
        ("增长百分之四点八", [("百分之四点八", ("4.8",))]),
        ("增长4.80%，", [("4.80%", ("4.8",))]),
        ("正月廿三日", [("廿三", ("23",))]),
        ("气温负三度", [("负三", ("3",))]),
        ("三点五万人、3.5万人", [("三点五万", ("35000", "3.5")), ("3.5万", ("35000", "3.5"))]),
        ("35,000人", [("35,000", ("35000",))]),
        ("3万5千人", [("3万5千", ("35000", "3"))]),
        ("１亿2000万元", [("1亿2000万", ("120000000", "1"))]),
        ("走了3千米，来了5千人", [("3", ("3",)), ("5千", ("5000", "5"))]),
        ("第三座、三座、一座", [("三", ("3",)), ("三", ("3",))]),
        ("九月十八日", [("九", ("9",)), ("十八", ("18",))]),
        ("二〇二三年", [("二〇二三", ("2023",))]),
        ("百万英镑", [("百万", ("1000000",))]),
        ("三三两两，五四运动，三点五分，肩负一个任务，二亿一", []),
    ],
)  # fmt: skip
def test_numbers_and_their_values(text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    folded = fold(text)
    assert [(folded[number.start : number.end], number.values) for number in numbers(folded)] == found


@given(st.integers(11, 99_999_999))
def test_every_whole_number_is_found_in_both_notations(value: int) -> None:
    import cn2an

    numeral = cn2an.an2cn(value)
    assert numeral_value(numeral) == str(value)
    for asked, written in ((f"{numeral}个", f"有{value}个"), (f"{value}个", f"有{numeral}个")):
        assert str(value) in set(question_tokens(asked)) & set(tokens(written))


@given(st.text("零一二两三四五六七八九十百千万亿", min_size=1, max_size=9))
def test_numerals_have_the_value_that_cn2an_gives(numeral: str) -> None:
    usual = numerals._usual_value(numeral)
    assert usual is None or usual == numerals._value_by_cn2an(numeral)


@given(st.integers(1, 99_999_999))
def test_usual_numerals_do_not_need_cn2an(value: int) -> None:
    import cn2an

    assert numerals._usual_value(cn2an.an2cn(value)) == str(value)


def test_of_a_number_in_a_question_only_the_value_counts() -> None:
    assert question_tokens("增长百分之四点八") == ("增", "长", "增长", "4.8")
    assert question_tokens("3.5万人") == question_tokens("三点五万人") == ("35000", "人")


# Each number stands beside articles with similar ones; the notation of the question is another than the article's.
ARTICLES = {
    "bridge": "青石河大桥全长一百四十四米，去年五月通车。",
    "other bridge": "白沙河大桥全长一百四十米，前年五月通车。",
    "city": "市里去年工业增加值增长4.8%，好于预期。",
    "county": "县里去年工业增加值增长百分之四点二，低于预期。",
    "last year": "市里前年工业增加值增长百分之四点一，与预期相同。",
    "frost": "气象台称，今晨城区最低气温负三度，有霜。",
    "ice": "气象台称，昨晨城区最低气温零下十三度，有冰。",
    "museum": "博物馆首周接待观众3.5万人次，周末最多。",
    "gallery": "美术馆首周接待观众三点二万人次，周末最多。",
    "fair": "庙会定在正月廿三开始，连办三天。",
    "lanterns": "灯会定在正月廿八开始，连办五天。",
    "airport": "机场停放着144架飞机，其中八架待修。",
    "models": "机场停放着一百一十四架汽车模型。",
    "south park": "二〇二三年，南山公园种树三千二百棵。",
    "north park": "2021年，北山公园种树3500棵。",
}
QUESTIONS = [
    ("哪座大桥全长144米？", "bridge"),
    ("哪座大桥全长140米？", "other bridge"),
    ("什么增长了百分之四点八？", "city"),
    ("县里工业增加值增长4.2%是哪年？", "county"),
    ("哪天最低气温是-3度？", "frost"),
    ("首周接待观众三点五万人次的是哪里？", "museum"),
    ("哪里首周接待观众35000人次？", "museum"),
    ("什么定在正月23日开始？", "fair"),
    ("哪里停放着一百四十四架飞机？", "airport"),
    ("2023年哪个公园种树3200棵？", "south park"),
    ("种树三千五百棵的是哪个公园？", "north park"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, bundled_encoder: Encoder) -> Library:
    folder: Path = tmp_path_factory.mktemp("numerals")
    rows = (json.dumps({"id": name, "text": text}) for name, text in ARTICLES.items())
    (folder / "a.jsonl").write_text("\n".join(rows), "utf-8")
    made = Library(folder / "library", loaded=bundled_encoder)
    made.add([folder / "a.jsonl"])
    return made


@pytest.mark.parametrize(("question", "article"), QUESTIONS)
def test_a_number_in_another_notation_finds_its_article(library: Library, question: str, article: str) -> None:
    quote = library.ask(question).best_quote
    assert quote is not None
    assert quote.article_id == article
