from __future__ import annotations

from qa.search.diversity import REPEATED, spread
from qa.search.ranking import Candidate


def candidates(*scores: float) -> list[Candidate]:
    return [Candidate(number, score, 0.0, (0.0,), 0.0) for number, score in enumerate(scores)]


def test_further_passages_of_an_article_stand_back() -> None:
    ordered = candidates(3.0, 2.99, 2.98, 2.97, 1.0)
    articles = {0: "a", 1: "a", 2: "a", 3: "b", 4: "c"}
    found = spread(ordered, articles)
    assert [one.number for one in found] == [0, 3, 1, 2, 4]
    assert [one.score for one in found] == [3.0, 2.97, 2.99 - REPEATED, 2.98 - 2 * REPEATED, 1.0]


def test_an_article_that_alone_answers_fills_all() -> None:
    found = spread(candidates(3.0, 2.9, 2.8, 2.0), {0: "a", 1: "a", 2: "a", 3: "b"})
    assert [one.number for one in found] == [0, 1, 2, 3]


def test_equal_scores_keep_their_order() -> None:
    assert [one.number for one in spread(candidates(1.0, 1.0, 1.0), {0: "a", 1: "b", 2: "c"})] == [0, 1, 2]
    assert spread([], {}) == []
