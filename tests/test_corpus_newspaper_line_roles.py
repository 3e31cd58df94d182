"""Lines of a page that only name another page, and references within lines."""

from __future__ import annotations

import pytest

from corpus.newspaper.line_roles import read_lines
from corpus.records import Block
from tests.test_corpus_newspaper import LEAD, PAGE, articles


@pytest.mark.parametrize("line", ["（下转第二版）", "（ 上 接 第 01 版 ）", "【上接A1版】", "转第3版"])
def test_a_line_that_only_names_another_page_is_left_out(line: str) -> None:
    found = articles([*PAGE[:2], LEAD, line, *PAGE[3:]])
    assert [one.text for one in found] == [one.text for one in articles(PAGE)]


def test_a_reference_within_a_line_is_left_out() -> None:
    for reference in ("（下转第二版）", "（ 下 转 2 版 ）"):
        lines = read_lines((Block("渡船今后每天往返四十八班，首班早上六点，" + reference),), on_page=True).lines
        assert [(line.text, line.open_end) for line in lines] == [("渡船今后每天往返四十八班，首班早上六点，", True)]
