"""The papers of `benchmarks/columns.py`: what is printed of an article is its text, also on later pages."""

from __future__ import annotations

from itertools import pairwise

from benchmarks.issue_pages import Issue, make_issues

TEXTS = [
    "".join(
        f"第{number}号渡口在第{part}年运送旅客{number * 37 + part}人次，比上一年多出{part + 2}成，排队也短了不少。"
        for part in range(1, 19)
    )
    for number in range(1, 61)
]


def papers() -> list[Issue]:
    return make_issues(TEXTS, 6, seed=5)


def test_the_lines_of_an_article_are_its_paragraphs() -> None:
    for paper in papers():
        for article in paper.articles:
            assert "".join(line.text for line in article.lines) == "".join(article.paragraphs)


def test_articles_go_on_on_later_pages_as_their_kind_says() -> None:
    later = [
        (article.kind, one.page < other.page)
        for paper in papers()
        for article in paper.articles
        for one, other in pairwise(article.lines)
        if one.page != other.page
    ]
    assert len(later) > 3
    assert all(kind.startswith("goes on") and onwards for kind, onwards in later)


def test_the_same_seed_gives_the_same_papers() -> None:
    assert papers() == papers()
