from __future__ import annotations

import pytest

from qa.language.quantities import (
    dimension_before,
    dimension_of,
    is_counted,
    is_label,
    is_measured,
    is_timed,
    is_years_long,
    measure_of,
)


@pytest.mark.parametrize(
    ("question", "word", "fits"),
    [
        ("湖最深处有多深", "多公里", True),
        ("湖最深处有多深", "平方公里", False),  # an area
        ("湖的面积有多大", "平方公里", True),
        ("这件衣服有多重", "克重", True),
        ("这件衣服有多重", "厘米", False),
    ],
)
def test_a_measure_has_its_units(question: str, word: str, fits: bool) -> None:
    measure = measure_of(question)
    assert measure is not None
    assert (measure.han.search(word) is not None) is fits


@pytest.mark.parametrize(
    ("question", "dimension"),
    [
        ("雕塑有多长", "长"),
        ("主峰的海拔是多少", "高"),
        ("铜像重量是多少", "重"),
        ("雕塑有几座", None),
        ("雕塑多高多重", None),
    ],
)
def test_a_question_names_a_dimension(question: str, dimension: str | None) -> None:
    assert dimension_of(question) == dimension


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("雕塑高32米、长约", "长"),
        ("主峰海拔达", "高"),
        ("生长于海拔200米至", "高"),  # the other end of a range
        ("产量提高", None),  # no height
        ("雕塑由", None),
    ],
)
def test_a_number_is_the_value_of_the_dimension_before_it(text: str, dimension: str | None) -> None:
    assert dimension_before(text) == dimension


def test_what_is_counted_measured_and_named() -> None:
    assert [is_counted(text) for text in ("个孩子", "人", "高端人才?", "米", "钱", "")] == [True] * 3 + [False] * 3
    assert [is_measured(text) for text in ("91岁", "30多万公顷", "13时07分", "三千多件")] == [True, True, False, False]
    assert [is_timed(text) for text in ("13时07分", "91岁")] == [True, False]
    assert [is_label(text) for text in ("8号井", "8口井", "二号线", "几位", "几十位")] == [
        True,
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("before", "behind", "counted"),
    [
        ("统治了将近", "600年。", True),
        ("已有", "百年历史", True),
        ("过去", "五年来", True),
        ("", "三百多年", True),
        ("成立于", "1900年", False),
        ("公元", "600年", False),
        ("自", "2007年以来", False),
        ("自", "二〇〇七年以来", False),
        ("除了", "三年", False),
    ],
)
def test_years_that_are_counted_are_no_year(before: str, behind: str, counted: bool) -> None:
    assert is_years_long(before, behind) is counted
