from __future__ import annotations

import math

import numpy as np
import pytest

from corpus.passages import in_context
from qa.index import bm25, postings
from qa.index.bm25 import K1, B, WordIndex
from qa.language.stopwords import question_tokens


def words(*texts: str) -> WordIndex:
    return WordIndex([postings.build(texts)], [None])


def test_bm25_by_hand() -> None:
    index = words("red red", "blue")
    idf = math.log1p((2 - 1 + 0.5) / (1 + 0.5))
    norm = K1 * (1 - B + B * 2 / 1.5)
    assert index.idf("red") == pytest.approx(idf)
    assert index.scores(0, "red").tolist() == pytest.approx([2 / (2 + norm), 0.0])


def test_words_that_the_texts_lack_lower_the_score() -> None:
    index = words("red", "blue", "green")
    assert 0 < index.scores(0, "red zebra")[0] < index.scores(0, "red")[0]


def test_words_that_only_ask_are_left_out() -> None:
    assert question_tokens("谁創立了書院？") == ("创", "立", "创立", "书", "院", "书院")
    assert question_tokens("How many bridges are in Hunan?") == ("bridges", "hunan")
    assert question_tokens("为什么") != ()


def test_an_empty_index() -> None:
    assert words().scores(0, "书院").tolist() == []
    assert WordIndex([], []).idf("书院") > 0


def test_coverage_counts_each_word_once() -> None:
    index = words("red red kite", "red", "blue")
    red, kite = index.idf("red"), index.idf("kite")
    assert index.idf_sum("red kite") == pytest.approx(red + kite)
    assert index.scores_of_rows(0, np.arange(3), "red kite")[1].tolist() == pytest.approx(
        [1.0, red / (red + kite), 0.0]
    )
    assert index.scores_of_rows(0, np.arange(3), "？")[1].tolist() == [0.0, 0.0, 0.0]


def test_some_rows_score_as_they_do_among_all() -> None:
    index = words("red red kite", "red", "blue", "kite kite blue")
    for question in ("red kite", "blue", "zebra kite"):
        assert index.scores_of_rows(0, np.array([0, 3]), question)[0] == pytest.approx(
            index.scores(0, question)[[0, 3]]
        )


@pytest.mark.parametrize("many", [-1, 10**9])
def test_rows_are_looked_for_or_picked_out(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(bm25, "_PRUNING_THRESHOLD", many)
    index = words("red red kite", "red", "blue", "kite kite blue")
    scores, coverage = index.scores_of_rows(0, np.array([1, 3]), "red kite")
    red, kite = index.idf("red"), index.idf("kite")
    assert coverage.tolist() == pytest.approx([red / (red + kite), kite / (red + kite)])
    assert scores.tolist() == pytest.approx(index.scores(0, "red kite")[[1, 3]].tolist())


def test_parts_and_rows_that_are_gone_change_nothing() -> None:
    texts = ["red red kite", "red", "blue", "kite kite blue", "red fox"]
    whole = words(*(texts[i] for i in (0, 2, 3)))
    alive = np.array([True, False])
    parts = WordIndex([postings.build(texts[:2]), postings.build(texts[2:])], [alive, np.array([True, True, False])])
    assert len(parts) == len(whole) == 3
    for token in ("red", "kite", "fox", "blue"):
        assert parts.idf(token) == whole.idf(token)
    for question in ("red kite", "blue fox"):
        found = np.concatenate([parts.scores(0, question)[alive], parts.scores(1, question)[:2]])
        assert found == pytest.approx(whole.scores(0, question))


def test_rows_in_han_characters() -> None:
    index = words("湘江大桥是老的，在长沙。", "The Xiang 湘 River is the longest of them.", "1250")
    assert index.han(0).tolist() == [True, False, True]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lookup", [0, 1, 1000])
def test_rows_that_are_left_out_would_not_have_been_among_the_best(
    monkeypatch: pytest.MonkeyPatch, seed: int, lookup: int
) -> None:
    random = np.random.default_rng(seed)
    texts = [" ".join(f"w{i}" for i in random.zipf(1.3, random.integers(1, 40)) if i < 500) for _ in range(400)]
    index = words(*texts, *texts[:50])
    allowed = random.random(450) < 0.7
    monkeypatch.setattr(bm25, "_SCAN_PER_LOOKUP", lookup)
    monkeypatch.setattr(bm25, "_LONG_LIST_DIVISOR", 1000)
    skipped = 0
    for question in ("w1 w2 w3 w90", "w7 w1", "w300 w2 w5 w9", " ".join(f"w{i}" for i in range(1, 60)), "zebra"):
        for k in (1, 5, 30, 1000):
            for some in (None, allowed):
                monkeypatch.setattr(bm25, "_PRUNING_THRESHOLD", 10**9)
                scores, rows = index.best(0, question, k, some)
                monkeypatch.setattr(bm25, "_PRUNING_THRESHOLD", -1)
                found = index.best(0, question, k, some)
                assert sorted(zip(rows, scores, strict=True)) == sorted(zip(found[1], found[0], strict=True))
                skipped += len(index._candidates(0, question, k, some)) < np.count_nonzero(index.scores(0, question))
    assert skipped > 10


def test_the_best_rows_are_allowed_and_hold_a_word_of_the_question() -> None:
    index = words("red red", "red kite", "blue", "kite", "red red")
    assert index.best(0, "red", 1)[1].tolist() == [0]
    assert sorted(index.best(0, "red", 9)[1].tolist()) == [0, 1, 4]
    assert index.best(0, "red kite", 9, np.array([False, True, True, False, True]))[1].tolist() == [1, 4]
    assert index.best(0, "zebra", 9)[1].tolist() == []


def test_words_are_searched_in_headlines_too() -> None:
    words = WordIndex([postings.build([in_context("岳麓书院", "", "建于976年。"), "橘子洲在湘江中。"])], [None])
    assert words.scores(0, "岳麓书院").argmax() == 0
    assert words.scores(0, "什么是橘子洲？").argmax() == 1
    assert words.scores(0, "zebra").tolist() == [0.0, 0.0]
