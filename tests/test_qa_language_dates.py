from __future__ import annotations

from datetime import date

import pytest

from qa.language.dates import format_for_search, relative_dates, resolve_relative_dates

TODAY = date(2026, 3, 1)  # a Sunday


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("去年9月发生了什么？", "2025年9月发生了什么？"),
        ("今年的目标是多少？", "2026年的目标是多少？"),
        ("大前年和前年呢？", "2023年和2024年呢？"),
        ("上个月的会议在哪里开？", "2026年2月的会议在哪里开？"),
        ("上上个月18日", "2026年1月18日"),
        ("下月底", "2026年4月底"),
        ("昨天谁去世了？", "2026年2月28日谁去世了？"),
        ("昨晚的比赛", "2026年2月28日晚的比赛"),
        ("今天上午开了什么会？", "2026年3月1日上午开了什么会？"),
        ("上周五公布的数字", "2026年2月20日公布的数字"),
        ("本周日", "2026年3月1日"),
        ("下星期一", "2026年3月2日"),
        ("How many visitors came last year?", "How many visitors came in 2025?"),
        ("What opened in September last year?", "What opened in September 2025?"),
        ("Who spoke yesterday?", "Who spoke on 28 February 2026?"),
        ("Last month's figure", "February 2026's figure"),
    ],
)
def test_dates_in_words_are_written_out(question: str, expected: str) -> None:
    assert resolve_relative_dates(question, TODAY) == expected


@pytest.mark.parametrize(
    "question",
    [
        "如今年轻人喜欢什么？", "以前年度的数字", "过去年代的歌", "舒明天皇是谁？", "《去年在马里昂巴德》是谁拍的？",
        "今天的华东师范大学", "1969年登上月球", "在船上月光如何？", "上月球的人", "后天性免疫", "上周的会",
        "证明天才", "today's name",
    ],
)  # fmt: skip
def test_other_words_are_left(question: str) -> None:
    assert resolve_relative_dates(question, TODAY) == question


def test_dates_of_articles_are_spelled_as_texts_write_them() -> None:
    assert format_for_search("2023-09-08") == "2023年9月8日 September"
    assert format_for_search("2023-09") == "2023年9月 September"
    assert [format_for_search(value) for value in ("2023", "2023-99", "", None)] == ["2023年", "2023年99月", "", ""]


def test_dates_in_words_are_named_as_texts_would_have_them() -> None:
    assert relative_dates("《昨天》去年和上個月卖了多少？") == ["去年", "上个月"]
    assert relative_dates("What opened Last Year?") == ["last year"]
    assert relative_dates("2023年和今天的书院") == []
