"""The trigram model, on texts written for these tests."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.newspaper.trigram_model import continuation_log_odds, reduce_text


def test_reduced_text_has_one_character_for_each_number_word_and_end() -> None:
    assert reduce_text("《新闻》说，GDP增长了4.8%。Wow!“好”") == "新闻说，a增长了0。a。好"


@pytest.mark.parametrize(
    ("left", "right", "other"),
    [
        ("读者可以在任何一个站点归", "还，逾期不收费用", "首班渡船开航"),
        ("市园林局种下花草2600", "株，铺设步道", "此外，花园建成"),
        ("會議要求準確把握職", "能定位，各單位要協同", "此外，花園建成"),
    ],
)
def test_continuation_is_likelier_than_another_text(left: str, right: str, other: str) -> None:
    log_odds, _ = continuation_log_odds([left], [right, other])
    assert log_odds.shape == (1, 2)
    assert log_odds[0, 0] > log_odds[0, 1]


def test_sentence_ends_after_a_finished_clause_rather_than_after_a_preposition() -> None:
    _, complete = continuation_log_odds(["书车已经开走了", "居民纷纷表示对"], ["他们"])
    assert complete[0] > complete[1]


def test_unknown_characters_and_empty_texts_have_finite_odds() -> None:
    log_odds, complete = continuation_log_odds(["", "龘靐"], ["", "齉爩", "x"])
    assert np.isfinite(log_odds).all()
    assert np.isfinite(complete).all()
    assert continuation_log_odds([], [])[0].shape == (0, 0)
