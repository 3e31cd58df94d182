"""References to other pages: their forms, and what only looks like one."""

from __future__ import annotations

import pytest

from corpus.page_labels import find_page_label
from corpus.page_references import find_back, find_onwards, is_reference


@pytest.mark.parametrize(
    ("line", "page"),
    [
        ("（下转第2版）", "2"),
        ("（下转第二版）", "2"),
        ("下转A3版", "A3"),
        ("（下转 第 02 版）", "2"),
        ("（ 下 转 第 2 版 ）", "2"),
        ("▶▶▶下转第2版", "2"),
        ("（下转第2版·综合）", "2"),
        ("紧接第2版", "2"),
        ("續第2版", "2"),
        ("轉第B2版", "B2"),
        ("（下轉A4版）", "A4"),
        ("未完，下转3版", "3"),
        ("Continued on page 3", "3"),
        ("(turn to page 12)", "12"),
    ],
)
def test_forms_that_lead_on(line: str, page: str) -> None:
    for text, start in ((line, 0), (f"渡船今后每天往返四十八班，{line}", 13)):
        found = find_onwards(text)
        if start and line[0] in "紧續轉CcC":
            assert found is None  # without a mark or 下, only a line of its own
        else:
            assert found is not None
            assert (found.page, found.start, found.end) == (page, start, len(text))


@pytest.mark.parametrize(
    ("line", "page"),
    [
        ("（上接第1版）", "1"),
        ("【上接1版】", "1"),
        ("上接A01版", "A1"),
        ("（ 上 接 第 1 版 ）", "1"),
        ("（紧接第一版）", "1"),
        ("◀上接第1版", "1"),
        ("（續自第1版）", "1"),
        ("(Continued from page 1)", "1"),
    ],
)
def test_forms_that_lead_back(line: str, page: str) -> None:
    found = find_back(line + "票价两元。")
    assert found is not None
    assert (found.page, found.end) == (page, len(line))


@pytest.mark.parametrize(
    "text", ["运费转第2版印刷", "上接天光，下接地气", "去年翻番续第2版", "From page 1 of the report", "见第3版"]
)
def test_text_that_is_no_reference(text: str) -> None:
    assert find_onwards(text) is None
    assert find_back(text) is None


def test_a_number_tells_stories_of_one_page_apart() -> None:
    found = find_onwards("（下转2版②）")
    assert found is not None
    assert (found.page, found.mark) == ("2", "②")


@pytest.mark.parametrize("line", ["（下转 第 02 版）", "上接 第1版", "（轉 第B2版）"])
def test_a_reference_with_spaces_is_no_label_of_its_page(line: str) -> None:
    assert find_page_label(line) is None


@pytest.mark.parametrize(
    "text", ["（下转第二版）", "【上接A1版】", "紧接第2版", "下 转 3 版", "▶▶▶下转A02版", "(continued on page 3)"]
)
def test_a_line_may_be_a_reference_alone(text: str) -> None:
    assert is_reference(text)
    assert not is_reference(f"渡船今后每天往返四十八班，{text}")
    assert not is_reference(text[:3])
