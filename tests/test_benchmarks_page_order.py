"""The scores of `benchmarks/page_order.py`, on two short articles."""

from __future__ import annotations

import pytest

from benchmarks.page_order import order_counts
from benchmarks.pages import Page, TrueArticle
from corpus.records import Article

ONE = TrueArticle(("甲",), ("一二三四五六七八九", "十百千万"))
OTHER = TrueArticle(("乙",), ("东西南北上下左右中",))
PAGE = Page(("甲", "一二三四五六七八九", "十百千万", "乙", "东西南北上下左右中", "广告"), (ONE, OTHER), (), ("广告",))


def article(title: str, *lines: str) -> Article:
    return Article(id=title, text="\n".join(lines), title=title)


def test_all_is_right_where_the_articles_came_out_in_any_order_and_loose_lines_stand_in_any() -> None:
    counts = order_counts(PAGE, [article("乙", "东西南北上下左右中", "广告"), article("甲", *ONE.lines)])
    assert counts["grams"] == counts["grams of an article"] == counts["grams of the article"] == 7 + 3
    assert (counts["bleu"], counts["tau"]) == (1.0, pytest.approx(1))


def test_lines_of_another_article_are_in_an_article_but_not_in_that_one() -> None:
    counts = order_counts(PAGE, [article("甲", *ONE.lines, "乙", *OTHER.lines)])
    # 24 characters have 17 8-grams, of which the seven across the boundary stand in neither article.
    assert counts["grams"] == 17
    assert counts["grams of an article"] == 7 + 3
    assert counts["grams of the article"] == 7


def test_tau_falls_with_each_pair_of_lines_in_the_wrong_order() -> None:
    counts = order_counts(PAGE, [article("甲", ONE.lines[1], ONE.lines[0]), article("乙", *OTHER.lines)])
    assert counts["tau"] == pytest.approx(1 - 2 / 10)  # one of the ten pairs of five lines
    assert counts["bleu"] < 1
