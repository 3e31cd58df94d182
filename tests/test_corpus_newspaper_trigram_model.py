"""The table of characters: what it says of seams written for these tests."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.newspaper.trigram_model import follow, stream


def test_stream_keeps_characters_and_ends_and_makes_one_of_numbers_and_words() -> None:
    assert stream("《新闻》说，GDP增长了4.8%。Wow!“好”") == "新闻说，a增长了0。a。好"


@pytest.mark.parametrize(
    ("left", "right", "other"),
    [
        ("读者可以在任何一个站点归", "还，逾期不收费用", "首班渡船开航"),
        ("市园林局种下花草2600", "株，铺设步道", "此外，花园建成"),
        ("會議要求準確把握職", "能定位，各單位要協同", "此外，花園建成"),
    ],
)
def test_what_goes_on_follows_better_than_what_does_not(left: str, right: str, other: str) -> None:
    follows, _ = follow([left], [right, other])
    assert follows.shape == (1, 2)
    assert follows[0, 0] > follows[0, 1]


def test_sentence_stops_behind_a_finished_clause_rather_than_behind_a_preposition() -> None:
    _, stops = follow(["书车已经开走了", "居民纷纷表示对"], ["他们"])
    assert stops[0] > stops[1]


def test_unknown_characters_and_empty_texts_have_finite_odds() -> None:
    follows, stops = follow(["", "龘靐"], ["", "齉爩", "x"])
    assert np.isfinite(follows).all()
    assert np.isfinite(stops).all()
    assert follow([], [])[0].shape == (0, 0)
