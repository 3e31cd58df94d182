"""Markdown as Chinese authors write it: nothing of its text is taken for markup, and no markup for text."""

from __future__ import annotations

import io

import pytest

from corpus.readers import markdown
from corpus.records import Document


def read(written: str) -> list[str]:
    (found,) = markdown.read(io.BytesIO(written.encode()), "a.md")
    assert isinstance(found, Document)
    return [block.text for block in found.blocks]


def test_notes_are_text_and_their_marks_are_not() -> None:
    assert read("书架长3.5米[^1]，高2米[^b]。\n\n[^1]: 不含底座。\n[^b]:据馆方介绍\n续行。\n") == [
        "书架长3.5米，高2米。",
        "不含底座。\n据馆方介绍续行。",
    ]
    assert read("取反写作[^0-9]。") == ["取反写作[^0-9]。"]


def test_label_before_text_is_no_address_of_a_link() -> None:
    assert read("[更正]: 昨日地名有误。\n\n[编者按]：本文已核对。\n\n[附注]:见第三版") == [
        "[更正]: 昨日地名有误。",
        "[编者按]：本文已核对。",
        "[附注]:见第三版",
    ]


@pytest.mark.parametrize(
    "address", ["http://a.cn/书", "<书 架.html>", "/a", "#a", "../a.md", "a/b.html '题'", "mailto:a@b.cn", "a.html"]
)
def test_definition_of_an_address_is_no_text(address: str) -> None:
    assert read(f"见[书架][架]。\n\n[架]: {address}\n") == ["见书架。"]


def test_numbers_of_lists_stay_as_typed() -> None:
    assert read("1. 进门\n2. 选书\n   - 小说\n\n   续说\n\n间隔。\n\n7) 还书\n") == [
        *("1. 进门", "2. 选书", "小说", "续说", "间隔。", "7) 还书")
    ]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("昨日，**“书车”**进街", "昨日，“书车”进街"),
        ("展出**《青石志》**等书", "展出《青石志》等书"),
        ("他说，**要点是：**慢慢读。*（未完）*再会", "他说，要点是：慢慢读。（未完）再会"),
        ("**甲**乙**丙**", "甲乙丙"),
        ("***重***点", "重点"),
        ("a *b* c**d**e", "a b cde"),
        ("尺寸3*4*5米，x2*3*y", "尺寸3*4*5米，x2*3*y"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("车牌A**12", "车牌A**12"),
        ("文件 a_b_c", "文件 a_b_c"),
    ],
)
def test_emphasis_beside_chinese_marks(written: str, text: str) -> None:
    assert read(written) == [text]


def test_names_in_angle_brackets_are_text_and_elements_of_html_are_not() -> None:
    assert read("见<Nature>和<Time>，<b>重</b>点<!-- 略 -->，<<学刊>>") == ["见<Nature>和<Time>，重点，<<学刊>>"]
    assert read("<Nature>刊文\n\n<div>见<Science>一文</div>") == ["<Nature>刊文", "见<Science>一文"]


def test_chinese_paragraph_indented_by_four_spaces_is_no_code() -> None:
    assert read("# 题\n\n    书车昨天\n    **进街**，人多。\n    车上有灯。\n\n尾。") == [
        "书车昨天**进街**，人多。\n车上有灯。",
        "尾。",
    ]
    assert read("# 题\n\n    for x in y:\n        go(x)\n") == ["for x in y:\n    go(x)"]
