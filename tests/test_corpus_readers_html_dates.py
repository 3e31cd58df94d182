"""Dates of the Republic of China, and the dates within a line of metadata."""

from __future__ import annotations

import pytest

from corpus.readers import dates


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("民國112年9月18日", "2023-09-18"),
        ("中華民國一一二年九月十八日", "2023-09-18"),
        ("民国九十九年十二月三十一日", "2010-12-31"),
        ("民國一百一十二年九月", "2023-09"),
        ("112年9月18日 星期一", "2023-09-18"),
        ("一一二年九月十八日", "2023-09-18"),
        ("112年", None),
        ("一一二年", None),
        ("民國112年2月30日", None),
    ],
)
def test_dates_of_the_republic_become_iso(written: str, date: str | None) -> None:
    assert dates.iso(written) == date


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2023年9月19日08:12", ["2023-09-19"]),
        ("2023 年 9 月 9 日", ["2023-09-09"]),
        ("24-03-05 08:12 与 24/3/6", ["2024-03-05", "2024-03-06"]),
        ("24年3月5日", ["2024-03-05"]),
        ("２０２３－０９－１９", ["2023-09-19"]),
        ("Sept. 5, 2023 and 6 October 2023", ["2023-09-05", "2023-10-06"]),
        ("10.24.3.5 12:24-03-05.7 2023年9月 9月18日 3-2比1 2023-13-01", []),
    ],
)
def test_dates_that_are_printed_in_a_line(line: str, found: list[str]) -> None:
    assert [date for _, _, date in dates.printed(line)] == found
    for start, end, date in dates.printed(line):
        assert [again for _, _, again in dates.printed(line[start:end])] == [date]
