from __future__ import annotations

import pytest

from qa.answer.timeline_dates import times
from qa.language.latest import asks_latest, without_latest
from qa.language.text_dates import Time, of_date, times_named

OF_ARTICLE = [
    ("去年全市产茶三千吨", "2025-01-26", ["2024年"]),
    ("前年为210吨，今年有望更多，明年再增", "2025-01-26", ["2023年", "2025年", "2026年"]),
    ("从去年10月起关闭", "2024-06-03", ["2023年10月"]),
    ("上月9日发生过一次", "2026-01-18", ["2025年12月9日"]),
    ("本月17日开馆，下月闭馆", "2025-12-02", ["2025年12月17日", "2026年1月"]),
    ("昨（13）日宣布", "2025-10-14", ["2025年10月13日"]),
    ("昨日、前天和明天", "2025-03-01", ["2025年2月28日", "2025年2月27日", "2025年3月2日"]),
    ("截至18日上午", "2026-02-18", ["2026年2月18日"]),
    ("工程于2024年开工，2025年与2026年续建", "2025-01-26", ["2024年", "2025年", "2026年"]),
    ("30日晚间降雪", "2026-02-02", ["2026年1月30日"]),
    ("1961年到北京演出，次年排出新戏，同年获奖", "2025-06-10", ["1961年", "1962年", "1962年"]),
    ("5月1日至3日放假", "2025-04-28", ["5月1日", "5月3日"]),
    ("4月3日放假", "2025-04-28", ["2025年4月3日"]),
    ("民國112年為386萬人次", "2025-10-14", ["2023年"]),
    ("2024年7月30日傍晚到达，当日返回，次日再来", None, ["2024年7月30日", "2024年7月30日", "2024年7月31日"]),
    ("二〇二五年五月八日", None, ["2025年5月8日"]),
    ("2025白石马拉松鸣枪", None, ["2025年"]),
    ("It carried 2.4 million last year and 2.1 million in 2023", "2025-04-11", ["2024年", "2023年"]),
    ("It opened on Thursday, the operator said yesterday", "2025-04-11", ["2025年4月10日", "2025年4月10日"]),
    ("From next month, and since 5 July 2024", "2025-12-11", ["2026年1月", "2024年7月5日"]),
]


@pytest.mark.parametrize(("text", "published", "expected"), OF_ARTICLE)
def test_words_count_from_the_date_of_the_article(text: str, published: str | None, expected: list[str]) -> None:
    assert [time.written for time in times_named(text, published)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "如今年轻人都会", "目前年产五千辆", "舒明天皇", "近2000名选手", "票价2000元", "比上年增长", "较去年同期多",
        "与2023年相比", "高于前年",
        "说明天气转凉",
        "a ticket for 2000 pounds", "it may rain", "第3日游",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert times_named(text, "2025-03-14") == ()


def test_words_do_not_count_from_an_unknown_date() -> None:
    assert times_named("去年产茶三千吨，昨天开园，上月开工", None) == ()
    assert times_named("上月开工，昨天开园，去年立项", "2025") == (Time(10, 12, 2024),)


def test_times_agree_in_what_both_name() -> None:
    day = Time(0, 0, 2025, 2, 17)
    assert day.agrees(Time(0, 0, 2025))
    assert day.agrees(Time(0, 0, None, 2, 17))
    assert day.agrees(Time(0, 0, 2024)) is False
    assert Time(0, 0, 2025).agrees(Time(0, 0, None, 2)) is None
    assert of_date("2025-02") == Time(0, 0, 2025, 2)
    assert of_date(None) is None


@pytest.mark.parametrize(
    "question",
    [
        "游泳馆现在的票价是多少？", "目前有几条线路", "最新的油价", "最近一次地震在哪里",
        "现任馆长是谁", "如今还有多少户",
        "What is the latest price?", "Who is the current mayor?", "How much is it now?",
    ],
)  # fmt: skip
def test_a_question_for_now_is_told(question: str) -> None:
    assert asks_latest(question)


@pytest.mark.parametrize(
    "question", ["2024年的票价是多少？", "最新款手机的价格", "最近三年建了几座桥", "现代农业有多少亩", "Who knows him?"]
)
def test_other_questions_are_not_for_now(question: str) -> None:
    assert not asks_latest(question)


def test_the_words_for_now_are_taken_out() -> None:
    assert without_latest("目前油价多少").split() == ["油价多少"]


def test_in_a_timeline_only_a_comparison_leaves_a_time_out() -> None:
    found = times("水库于2024年存水3亿方，低于2022年，比2021年多", "2025-01-01")
    assert [time.date for time in found] == ["2024"]


def test_a_number_behind_a_month_that_is_no_day_leaves_the_month() -> None:
    found = times_named("2025年5月95号汽油和5月98号汽油的价格", None)
    assert [(time.year, time.month, time.day) for time in found] == [(2025, 5, None), (None, 5, None)]
