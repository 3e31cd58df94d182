"""Which joins of a page are chosen among pairs with given odds."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.newspaper.join_features import CandidatePairs
from corpus.newspaper.joins import choose_joins
from corpus.newspaper.line_roles import Line


@pytest.mark.parametrize(("odds", "joined"), [((3.0, 2.9), ()), ((3.0, -3.0), (2,))])
def test_of_two_equally_likely_continuations_neither_is_taken(
    odds: tuple[float, float], joined: tuple[int, ...]
) -> None:
    lines = [Line("甲。", "body"), Line("乙，", "body", open_end=True), Line("丙。", "body"), Line("丁。", "body")]
    none, both = np.zeros((1, 2), dtype=bool), np.ones((1, 2), dtype=bool)
    pairs = CandidatePairs((1,), (2, 3), none, both, np.zeros((0, 0)), np.zeros((2, 0)))
    chosen = choose_joins(lines, pairs, np.zeros(0), np.array(odds), marked=True)
    assert tuple(join.right for join in chosen) == joined
