from __future__ import annotations

import math
from pathlib import Path

import pytest

from qa.errors import LibraryError
from qa.lexical import K1, B, WordIndex, question_tokens


def test_bm25_by_hand() -> None:
    index = WordIndex.build([1, 2], ["red red", "blue"])
    idf = math.log1p((2 - 1 + 0.5) / (1 + 0.5))
    norm = K1 * (1 - B + B * 2 / 1.5)
    assert index.idf("red") == pytest.approx(idf)
    assert index.scores("red").tolist() == pytest.approx([2 / (2 + norm), 0.0])


def test_words_that_the_texts_lack_lower_the_score() -> None:
    index = WordIndex.build([1, 2, 3], ["red", "blue", "green"])
    assert 0 < index.scores("red zebra")[0] < index.scores("red")[0]


def test_words_that_only_ask_are_left_out() -> None:
    assert question_tokens("谁創立了書院？") == ["创", "立", "创立", "书", "院", "书院"]
    assert question_tokens("How many bridges are in Hunan?") == ["bridges", "hunan"]
    assert question_tokens("为什么") != []


def test_saved_and_opened_it_is_the_same(tmp_path: Path) -> None:
    index = WordIndex.build([3, 8], ["岳麓书院。", "橘子洲。"])
    index.save(tmp_path / "words")
    again = WordIndex.open(tmp_path / "words")
    assert again.ids.tolist() == [3, 8]
    assert again.scores("书院").tolist() == index.scores("书院").tolist()


def test_an_empty_index() -> None:
    assert WordIndex.build([], []).scores("书院").tolist() == []


@pytest.mark.parametrize("name", ["rows.npy", "vocabulary.json", "starts.npy"])
def test_damage_is_told(tmp_path: Path, name: str) -> None:
    WordIndex.build([3, 8], ["岳麓书院。", "橘子洲。"]).save(tmp_path / "words")
    (tmp_path / "words" / name).write_bytes(b"x")
    with pytest.raises(LibraryError, match="index the articles again"):
        WordIndex.open(tmp_path / "words")


def test_coverage_asks_how_much_of_the_question_is_held_however_often() -> None:
    index = WordIndex.build([1, 2, 3], ["red red kite", "red", "blue"])
    red, kite = index.idf("red"), index.idf("kite")
    assert index.mass("red kite") == pytest.approx(red + kite)
    assert index.coverage("red kite").tolist() == pytest.approx([1.0, red / (red + kite), 0.0])
    assert index.coverage("？").tolist() == [0.0, 0.0, 0.0]
