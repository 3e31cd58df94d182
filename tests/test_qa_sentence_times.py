"""The times of questions and sentences, with a reader whose scores are set by hand."""

from __future__ import annotations

import pytest

from corpus.records import Article
from qa.answer import AnswerContext, Quote, select_quote
from qa.answer.sentence_times import MOST_OF_ANOTHER_TIME
from tests.test_qa_answer_quote import StandIn, found_in


def quoted(question: str, scores: dict[str, float], *articles: tuple[str | None, str]) -> Quote:
    """The quote from articles, each given with its date and text, the best first."""
    found = found_in(*(text for _, text in articles))
    known = {f"a{n}": Article(f"a{n}", "", "", date=date) for n, (date, _) in enumerate(articles)}
    quote = select_quote(question, found, AnswerContext(StandIn(scores), lambda token: 3.0, known))
    assert quote is not None
    return quote


REPORT = "云桥县统计局昨天公布，去年全县产茶1860吨。前年产茶1740吨。今年计划产茶1900吨。"


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("2024年云桥县产茶多少吨？", "1860吨"),
        ("2023年云桥县产茶多少吨？", "1740吨"),
        ("2025年云桥县产茶多少吨？", "1900吨"),
        ("民國113年雲橋縣產茶多少噸？", "1860吨"),
    ],
)
def test_words_in_an_article_count_from_its_date(question: str, phrase: str) -> None:
    scores = {"1860吨": 6.0, "1740吨": 5.0, "1900吨": 4.5} | {phrase: 4.5}
    assert quoted(question, scores, ("2025-01-26", REPORT)).answer.phrase == phrase


def test_a_figure_of_another_year_is_no_answer() -> None:
    text = "云桥县统计局昨天公布，去年全县产茶1860吨。"
    asked = "{}年云桥县产茶多少吨？"
    assert quoted(asked.format(2025), {"1860吨": 9}, ("2025-01-26", text)).confidence <= MOST_OF_ANOTHER_TIME
    right = quoted(asked.format(2024), {"1860吨": 9}, ("2025-01-26", text))
    assert right.confidence > MOST_OF_ANOTHER_TIME
    assert right.evidence.numbers == 0
    # Of an article whose date is not known nothing is certain.
    assert quoted(asked.format(2025), {"1860吨": 9}, (None, text)).confidence > MOST_OF_ANOTHER_TIME


def test_a_sentence_without_a_time_has_that_of_the_one_before() -> None:
    text = "2023年云桥县产茶1740吨。茶园面积为9万亩。2024年产茶1860吨。茶园面积为12万亩。"
    scores = {"9万亩": 6.0, "12万亩": 5.0}
    assert quoted("云桥县2024年茶园面积多少亩？", scores, ("2025-01-26", text)).answer.phrase == "12万亩"


def test_a_day_is_found_by_its_number_in_an_article_of_that_month() -> None:
    text = "县气象台说，17日降雨86毫米。18日降雨12毫米。"
    scores = {"86毫米": 4.0, "12毫米": 6.0}
    assert quoted("2月17日云桥县降雨多少毫米？", scores, ("2026-02-19", text)).answer.phrase == "86毫米"


def test_years_in_the_background_and_dates_that_are_asked_for_do_not_refuse() -> None:
    life = ("2025-08-19", "村医陶满仓1994年从卫校毕业后回村，累计出诊4.2万次。")
    assert quoted("2025年陶满仓累计出诊多少次？", {"4.2万次": 9}, life).confidence > MOST_OF_ANOTHER_TIME
    opened = ("2025-09-29", "2024年12月30日，云桥县茶博馆开馆。")
    assert quoted("云桥县茶博馆是2025年哪天开馆的？", {"2024年12月30日": 9}, opened).confidence > MOST_OF_ANOTHER_TIME


OLD, NEW = "云桥县游泳馆成人票每场30元。", "云桥县游泳馆成人票每场调整为36元。"


def test_the_newest_article_answers_how_things_are_now() -> None:
    scores = {"30元": 8.0, "36元": 6.0}
    articles = ("2024-06-03", OLD), ("2025-11-18", NEW)
    assert quoted("云桥县游泳馆成人票现在多少钱？", scores, *articles).answer.phrase == "36元"
    assert quoted("云桥县游泳馆成人票多少钱？", scores, *articles).answer.phrase == "30元"


@pytest.mark.parametrize(
    ("date", "text", "score"),
    [
        (None, NEW, 6.0),  # undated
        ("2025-11-18", NEW, 2.0),  # far less likely to answer
        ("2025-11-18", "云桥县游泳馆成人票收入占36%。", 6.0),  # of another unit
        ("2025-11-18", "海湾市体育馆每场36元。", 6.0),  # about something else
    ],
)
def test_an_article_that_tells_something_else_is_not_the_newest(date: str | None, text: str, score: float) -> None:
    scores = {"30元": 8.0, "36元": score, "36%": score}
    quote = quoted("云桥县游泳馆成人票现在多少钱？", scores, ("2024-06-03", OLD), (date, text))
    assert quote.answer.phrase == "30元"


def test_a_dated_answer_goes_before_one_without_a_date() -> None:
    scores = {"30元": 8.0, "36元": 6.0}
    quote = quoted("云桥县游泳馆成人票现在多少钱？", scores, (None, OLD), ("2025-11-18", NEW))
    assert quote.answer.phrase == "36元"


def test_of_one_article_the_last_event_is_the_latest() -> None:
    text = "云桥县17日发生4.6级地震。上月9日，云桥县发生3.2级地震。"
    quote = quoted("云桥县最近一次地震是几级？", {"4.6级": 5.0, "3.2级": 6.0}, ("2026-02-18", text))
    assert quote.answer.phrase == "4.6级"


@pytest.mark.parametrize(
    ("newer", "score"),
    [
        ("县物价所昨天说，即日起，云桥县城区桶装水每桶19元，涨1元。", -1.5),  # the same report, which the reader doubts
        ("云桥县城区的桶装水每桶改卖19元，涨1元。", -0.5),
    ],
)
def test_a_report_that_comes_again_with_other_figures_is_the_newest(newer: str, score: float) -> None:
    older = "云桥县城区桶装水每桶18元，涨0.5元。"
    articles = ("2025-03-01", older), ("2025-09-01", newer)
    assert quoted("云桥县目前桶装水每桶多少钱？", {"18元": 0.2, "19元": score}, *articles).answer.phrase == "19元"
    assert quoted("云桥县目前桶装水每桶多少钱？", {"18元": 4.5, "19元": score}, *articles).answer.phrase == "18元"


def test_a_newer_answer_may_be_doubted_where_the_older_one_is_doubted_too() -> None:
    articles = ("2024-06-03", OLD), ("2025-11-18", "改价以后，成人到云桥县游泳馆游一场，买票要付36元。")
    asked = "云桥县游泳馆成人票现在多少钱？"
    assert quoted(asked, {"30元": -0.2, "36元": -1.3}, *articles).answer.phrase == "36元"
    assert quoted(asked, {"30元": 1.0, "36元": -1.3}, *articles).answer.phrase == "30元"


def test_names_need_no_figures_of_one_unit() -> None:
    older = ("2023-10-16", "云桥县长跑冠军是程远山，成绩2小时11分。")
    newer = ("2025-10-20", "云桥县长跑冠军由卓鸣夺得，成绩3公里一段。")
    scores = {"程远山，成绩2小时": 3.6, "卓鸣夺得，成绩3公里": 2.9}
    assert "卓鸣" in quoted("最近一届云桥县长跑冠军是谁？", scores, older, newer).answer.text


def test_a_figure_in_an_article_of_another_month_is_no_answer() -> None:
    march, may = ("2025-03-06", "云桥县桶装水每桶18元。"), ("2025-05-20", "5月19日起，云桥县桶装水每桶降为17元。")
    scores = {"18元": 6.0, "17元": 3.0}
    assert quoted("2025年5月云桥县桶装水多少钱一桶？", scores, march, may).answer.phrase == "17元"
    assert quoted("2025年3月云桥县桶装水多少钱一桶？", scores, march, may).answer.phrase == "18元"
    alone = quoted("2025年5月云桥县桶装水多少钱一桶？", scores, march)
    assert alone.confidence <= MOST_OF_ANOTHER_TIME
    told = ("2025-06-02", "云桥县桶装水协会昨天说，5月降价。桶装水每桶18元。")
    assert quoted("2025年5月云桥县桶装水多少钱一桶？", scores, told).confidence > MOST_OF_ANOTHER_TIME


def test_a_sentence_without_a_time_is_of_the_year_of_its_article() -> None:
    text = "县医院11月6日启用新楼。首批床位交给了儿科和产科。"
    scores = {"新楼": 4.0, "儿科和产科": 3.8}
    assert quoted("2024年县医院首批床位交给了谁？", scores, ("2024-11-08", text)).answer.phrase == "儿科和产科"
