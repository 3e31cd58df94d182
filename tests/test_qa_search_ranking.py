from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from corpus.records import Passage
from corpus.text import sentences
from qa.index import segment
from qa.index.searcher import LocalSearcher
from qa.search.ranking import RETRIEVERS, Candidate, search

Entry = tuple[str, float, tuple[float, ...]]  # a text, the angle of its vector, and those of its sentences


def unit(*angles: float) -> np.ndarray:
    return np.array([(math.cos(angle), math.sin(angle)) for angle in angles], np.float32)


class Shelf:
    """Passages of a plane: the question lies at angle 0, so a cosine is that of the angle."""

    def __init__(self, entries: Mapping[int, Entry]) -> None:
        self.passages = {
            number: Passage(f"p{number}", "a", 0, len(text), text, tuple(sentences(text)))
            for number, (text, _, _) in entries.items()
        }
        made = segment.build(
            np.array(sorted(entries), np.int64),
            unit(*(entries[n][1] for n in sorted(entries))),
            np.array([len(entries[n][2]) for n in sorted(entries)]),
            unit(*(angle for n in sorted(entries) for angle in entries[n][2])),
            [entries[n][0] for n in sorted(entries)],
        )
        self.engine = LocalSearcher([made], np.zeros(0, np.int64))
        self.read: list[list[int]] = []

    def texts(self, numbers: Sequence[int]) -> dict[int, tuple[str, Passage]]:
        self.read.append(list(numbers))
        return {number: ("", self.passages[number]) for number in numbers}

    def search(self, question: str, k: int = 10, kind: str = "hybrid", allowed: list[int] | None = None) -> list[int]:
        return [candidate.number for candidate in self.measure(question, k, kind, allowed)]

    def measure(
        self, question: str, k: int = 10, kind: str = "hybrid", allowed: list[int] | None = None
    ) -> list[Candidate]:
        engine = self.engine if allowed is None else self.engine.restricted(np.array(allowed, np.int64))
        return search(engine, question, unit(0.0)[0], k, kind, self.texts)


PLAIN = {1: ("Red boats.", 0.5, (0.5,)), 4: ("Blue kites.", 0.5, (0.5,)), 9: ("Green tea.", 0.5, (0.5,))}


def test_what_is_measured_of_a_candidate() -> None:
    shelf = Shelf({**PLAIN, 4: ("Blue kites. Red kites.", 0.3, (0.2, 0.4))})
    first = shelf.measure("red kites", 1)[0]
    red, kites = shelf.engine.idf("red"), shelf.engine.idf("kites")
    assert first.number == 4
    assert first.passage == pytest.approx(math.cos(0.3), abs=5e-4)  # kept as float16
    assert first.sentences == pytest.approx((math.cos(0.2), math.cos(0.4)), abs=5e-4)
    assert first.idf_sum == pytest.approx(red + kites)
    assert first.proximity == pytest.approx(1.0)
    weights = RETRIEVERS["hybrid"]
    assert first.score == pytest.approx(
        weights["passage"] * math.cos(0.3)
        + weights["sentence"] * math.cos(0.2)
        + weights["words"] * math.sqrt(red + kites),
        abs=2e-3,
    )


def test_words_decide_where_vectors_do_not() -> None:
    assert Shelf(PLAIN).search("kites")[0] == 4


def test_vectors_decide_where_words_do_not() -> None:
    assert Shelf({**PLAIN, 9: ("Green tea.", 0.1, (0.1,))}).search("风筝") == [9, 1, 4]


def test_equal_scores_stand_in_the_order_of_their_numbers() -> None:
    assert Shelf(PLAIN).search("风筝") == [1, 4, 9]


def test_a_passage_with_the_answer_type_comes_first() -> None:
    shelf = Shelf({1: ("大会即将开幕。", 0.5, (0.5,)), 2: ("大会9月开幕。", 0.5, (0.5,))})
    assert shelf.search("大会何时开幕") == [2, 1]


@pytest.mark.parametrize(("kind", "first"), [("hybrid", 1), ("dense", 9), ("lexical", 4)])
def test_each_kind_of_search_goes_by_its_own(kind: str, first: int) -> None:
    shelf = Shelf({1: ("Red kites.", 0.15, (0.15,)), 4: ("Kites kites.", 1.5, (1.5,)), 9: ("Green tea.", 0.1, (0.1,))})
    assert shelf.search("kites", kind=kind)[0] == first


def test_only_what_is_allowed_is_found() -> None:
    shelf = Shelf(PLAIN)
    assert shelf.search("kites", allowed=[1, 9]) == [1, 9]
    assert shelf.search("kites", allowed=[]) == []


def test_without_texts_the_word_index_gives_the_coverage() -> None:
    shelf = Shelf(PLAIN)
    found = search(shelf.engine, "blue kites", unit(0.0)[0], 1)
    assert (found[0].number, found[0].proximity) == (4, pytest.approx(1.0))


def test_few_texts_are_read_and_as_many_as_are_asked_for() -> None:
    many = {n: (f"Text {n}.", 0.5 + n / 1000, (0.5,)) for n in range(120)}
    shelf = Shelf(many)
    assert len(shelf.search("tea", 5)) == 5
    assert len(shelf.search("tea", 80)) == 80
    assert [len(numbers) for numbers in shelf.read] == [30, 80]


def test_an_unrelated_passage_changes_no_score_but_by_idf() -> None:
    before = Shelf(PLAIN).measure("风筝")[0]
    after = Shelf({**PLAIN, 10: ("Yellow.", 2.0, (2.0,))}).measure("风筝")[0]
    assert after == Candidate(
        **{**{name: getattr(before, name) for name in before.__slots__}, "idf_sum": after.idf_sum}
    )


MIXED = {1: ("The bridge is long.", 0.50, (0.50,)), 2: ("大桥很长。", 0.60, (0.60,)), 3: ("河水很清。", 0.90, (0.90,))}


def test_a_passage_does_not_rank_lower_only_for_its_script() -> None:
    # cos .5 = .878, cos .6 = .825: 3.8 · .052 = .20 is less than the offset, and neither holds a word of the question.
    shelf = Shelf(MIXED)
    assert shelf.search("Which harbour?") == [2, 1, 3]
    assert [candidate.script_mismatch for candidate in shelf.measure("Which harbour?")] == ["han", "", "han"]
    assert [candidate.script_mismatch for candidate in shelf.measure("哪座港口？")] == ["latin", "", ""]


def test_passages_in_another_script_are_searched_by_themselves() -> None:
    many = {n: (f"Ship {n}.", 0.1 + n / 1000, (0.1 + n / 1000,)) for n in range(250)}
    found = Shelf({**many, 300: ("大桥很长。", 0.46, (0.46,))}).measure("Which harbour?", 300)
    assert 300 in [candidate.number for candidate in found]
