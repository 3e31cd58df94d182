from __future__ import annotations

import pytest

from qa.errors import QuestionError
from qa.i18n.error_messages import translate
from qa.language.date_input import parse_date, parse_range


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023", "2023"),
        ("2023-09", "2023-09"),
        ("2024-02-29", "2024-02-29"),
        ("2025-4", "2025-04"),
        ("2025/04/01", "2025-04-01"),
        ("2025.4.1", "2025-04-01"),
        ("２０２５／４", "2025-04"),
        (" 2025年 4月 ", "2025-04"),
        ("2025年4月1日", "2025-04-01"),
        ("2025年4月份", "2025-04"),
        ("2025年", "2025"),
        ("二〇二五年四月十二日", "2025-04-12"),
        ("民國114年4月", "2025-04"),
        ("民国一百一十四年", "2025"),
        ("中華民國元年1月1日", "1912-01-01"),
        ("April 2025", "2025-04"),
        ("apr. 2025", "2025-04"),
        ("1 April 2025", "2025-04-01"),
        ("April 1st, 2025", "2025-04-01"),
    ],
)
def test_dates_are_taken_as_people_write_them(written: str, expected: str) -> None:
    assert parse_date(written) == expected


@pytest.mark.parametrize(
    "value", ["昨天", "2023-09-", "", "2023-09/18", "114年4月", "一百一十四年", "04/01/2025", "9月18日", "April"]
)
def test_what_is_not_a_date_is_refused_with_what_to_write(value: str) -> None:
    with pytest.raises(QuestionError, match="is not a date: write 2023, 2023-09 or 2023-09-18") as refused:
        parse_date(value)
    assert translate(refused.value.message, "zh").startswith(f"{value} 不是日期：应写作 2023、2023-09")


@pytest.mark.parametrize("value", ["2023-13", "2023-02-29", "0000", "2023年2月30日", "民國112年13月"])
def test_a_date_outside_the_calendar_is_refused(value: str) -> None:
    with pytest.raises(QuestionError, match=f"{value} is not in the calendar") as refused:
        parse_date(value)
    assert translate(refused.value.message, "zh") == f"日历上没有 {value}：请核对年月日"


def test_a_range_includes_both_ends_and_may_be_open() -> None:
    assert parse_range("2025年4月", "April 2025") == ("2025-04", "2025-04")
    assert parse_range("2023-09-18", "2023-09") == ("2023-09-18", "2023-09")
    assert parse_range("2023", "2023-05-01") == ("2023", "2023-05-01")
    assert parse_range("", " ") == parse_range(None, None) == (None, None)


@pytest.mark.parametrize(
    ("after", "before", "english", "chinese"),
    [
        ("2023-02-30", "2023", "after: 2023-02-30 is not in the calendar", "“从（含）”一栏：日历上没有 2023-02-30"),
        ("2023", "soon", "before: soon is not a date", "“到（含）”一栏：soon 不是日期"),
        ("2024", "2023-12", "after: 2024 is later than 2023-12 of before", "“从（含）”一栏的 2024 晚于"),
        ("2023-09-19", "2023年9月18日", "after: 2023-09-19 is later", "“从（含）”一栏的 2023-09-19 晚于"),
    ],
)
def test_a_wrong_range_names_its_field(after: str, before: str, english: str, chinese: str) -> None:
    with pytest.raises(QuestionError) as refused:
        parse_range(after, before)
    assert refused.value.message.startswith(english)
    assert translate(refused.value.message, "zh").startswith(chinese)
