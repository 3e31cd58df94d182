from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Passage
from qa import models
from qa.library import Library
from qa.search.ranking import Candidate
from qa.search.reranking import RERANKED_HITS, rerank


class Judge:
    """Likes the texts that hold a word."""

    name = "judge"

    def __init__(self, word: str) -> None:
        self.word = word
        self.read: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        self.read += texts
        return np.array([float(self.word in text) for text in texts], np.float32)


def titled(numbers: Sequence[int]) -> dict[int, tuple[str, Passage]]:
    return {n: (f"标题{n}\n", Passage(f"p{n}", "a", 0, 3, f"第{n}篇", ((0, 3),))) for n in numbers}


def test_the_first_hits_are_ordered_by_both_scores() -> None:
    candidates = [Candidate(n, 3.0 - n / 100, 0.8, (0.8,), 0.5) for n in range(RERANKED_HITS + 5)]
    judge = Judge("第7篇")
    found = rerank("问题", lambda k, *, texts: candidates[:k], judge, 25, texts=titled)
    assert [one.number for one in found] == [7, *(n for n in range(RERANKED_HITS + 5) if n != 7)]
    assert found[0].score == pytest.approx(3.93)
    assert found[1:] == [one for one in candidates if one.number != 7]
    assert len(judge.read) == RERANKED_HITS
    assert judge.read[0] == "标题0\n第0篇"


def test_a_library_with_a_reranker(
    tmp_path: Path, hash_encoder: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("a", "江州大桥长三公里。"), ("b", "江州大桥很美。")):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    judge = Judge("很美")
    monkeypatch.setattr(models, "load_reranker", lambda name: judge)
    monkeypatch.setattr(models.hub, "require", lambda name, owner: True)
    notes: list[str] = []
    library = Library(tmp_path / "library", notify=notes.append, loaded=hash_encoder(), reranker="some/judge")  # type: ignore[arg-type]
    library.add([tmp_path / "a.txt", tmp_path / "b.txt"])
    plain = Library(tmp_path / "library", loaded=hash_encoder())  # type: ignore[arg-type]
    question = "江州大桥长多少公里？"
    assert plain.ask(question).hits[0].text == "江州大桥长三公里。"
    reply = library.ask(question)
    assert reply.hits[0].text == "江州大桥很美。"
    # The answer and its confidence are those of the quote; only the order in which the texts are read differs.
    assert reply.best_quote == plain.ask(question).best_quote
    assert reply.confidence == pytest.approx(plain.ask(question).confidence, abs=0.1)
    assert notes == ["loading the reranker some/judge"]
