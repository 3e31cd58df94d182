from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.index import postings
from qa.index.postings import Postings

TEXTS = st.lists(st.lists(st.sampled_from(["red", "kite", "blue", "fox", "sea"]), max_size=6).map(" ".join), max_size=6)


def counts_of(index: Postings, token: str) -> dict[int, int]:
    rows, counts = index.lookup(postings.token_hash(token))
    assert (np.diff(rows) > 0).all()
    return dict(zip(rows.tolist(), counts.tolist(), strict=True))


def test_which_texts_hold_a_token_and_how_often() -> None:
    index = postings.build(["red kite", "blue", "red red", ""])
    assert counts_of(index, "red") == {0: 1, 2: 2}
    assert counts_of(index, "blue") == {1: 1}
    assert counts_of(index, "zebra") == {}
    assert index.lengths.tolist() == [2, 1, 2, 0]


def test_several_tokens_are_looked_up_at_once() -> None:
    index = postings.build(["red red kite", "kite"])
    wanted = np.array([postings.token_hash(token) for token in ("kite", "zebra", "red", "fox", "owl")], np.uint64)
    for built, lists in ((index, [[0, 1], [], [0], [], []]), (postings.build([]), [[]] * 5)):
        assert [rows.tolist() for rows, _ in built.lookup_all(wanted)] == lists
    assert index.lookup_all(wanted)[2][1].tolist() == [2]


def test_what_is_counted_ends_somewhere() -> None:
    assert counts_of(postings.build(["red " * 300]), "red") == {0: 255}


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_merged_parts_are_as_if_built_in_one(lists: list[list[str]], random: object) -> None:
    masks = [[random.random() < 0.7 for _ in texts] for texts in lists]  # type: ignore[attr-defined]
    whole = postings.build([text for texts, keep in zip(lists, masks, strict=True) for text in np.array(texts)[keep]])
    ends = np.cumsum([0, *(sum(keep) for keep in masks)])
    places = [
        np.where(keep, end + np.cumsum(keep) - 1, -1).astype(np.int32) if keep else np.zeros(0, np.int32)
        for keep, end in zip(masks, ends[:-1], strict=True)
    ]
    pieces = list(postings.merge([postings.build(texts) for texts in lists], places))
    keys, frequencies, rows, counts = (np.concatenate([p[i] for p in pieces]) if pieces else [] for i in range(4))
    assert list(keys) == list(whole.keys)
    assert list(frequencies) == list(np.diff(whole.starts))
    assert list(rows) == list(whole.rows)
    assert list(counts) == list(whole.counts)


def test_merging_in_small_pieces_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [postings.build(["red kite", "blue fox"]), postings.build(["red sea", "kite red"])]
    places = [np.array([0, 1], np.int32), np.array([2, 3], np.int32)]

    def merged() -> list[list[int]]:
        return [np.concatenate(column).tolist() for column in zip(*postings.merge(parts, places), strict=True)]

    whole = merged()
    monkeypatch.setattr(postings, "_POSTINGS_PER_PIECE", 1)
    assert len(list(postings.merge(parts, places))) == 5
    assert merged() == whole
