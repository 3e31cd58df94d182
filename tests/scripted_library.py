"""A library with scripted answers, so that every number of an evaluation can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.records import Article, Passage, content_id
from qa.evaluation import Evaluation, Options, evaluate
from qa.evaluation.questions import Question
from qa.records import Answer, Hit, Reply, Turn

SECONDS = {"encode": 0.004, "search": 0.001, "answer": 0.001}


class ScriptedLibrary:
    """Articles a0, a1, … of one passage each, p0, p1, …; a question finds the passages that the script lists."""

    def __init__(
        self,
        texts: Sequence[str],
        script: Mapping[str, Sequence[int]],
        *,
        confidence: Mapping[str, float] | None = None,
        scripts: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
        changes: Mapping[int, Mapping[str, str]] | None = None,
        same_article: Mapping[int, int] | None = None,
    ) -> None:
        self.texts = texts
        self.scripts = {"hybrid": script, **(scripts or {})}
        self.confidence = confidence or {}
        self.article_of_passage = {place: (same_article or {}).get(place, place) for place in range(len(texts))}
        self._articles = [
            replace(
                Article(f"a{place}", text, f"Title {place}", "2023-09-18", "Morning Post", path=f"news/{place}.txt"),
                **(changes or {}).get(place, {}),  # type: ignore[arg-type]
            )
            for place, text in enumerate(texts)
            if self.article_of_passage[place] == place
        ]
        self.asked: list[str] = []
        self.depths: list[int] = []

    def articles(self) -> Iterator[Article]:
        yield from self._articles

    def passages(self) -> Iterator[Passage]:
        for place, text in enumerate(self.texts):
            yield Passage(f"p{place}", f"a{self.article_of_passage[place]}", 0, len(text), text, ((0, len(text)),))

    def count(self) -> tuple[int, int]:
        return len(self._articles), len(self.texts)

    def fingerprint(self) -> str:
        return content_id(*self.texts)

    def ask_all(
        self, questions: Sequence[tuple[str, Sequence[Turn]]], *, top_k: int = 5, retriever: str = "hybrid"
    ) -> Iterator[Reply]:
        self.depths.append(top_k)
        for question, _ in questions:
            self.asked.append(question)
            places = self.scripts[retriever].get(question, ())[:top_k]
            hits = tuple(self._hit(rank, place) for rank, place in enumerate(places, 1))
            best = Answer(hits[0].text, 0, hits[0].end, None, hits[0].article_id, hits[0].passage_id) if hits else None
            confidence = self.confidence.get(question, 0.9 if hits else 0.0)
            answered = confidence >= 0.5
            yield Reply(question, question, answered, confidence, best if answered else None, hits, best, SECONDS)

    def _hit(self, rank: int, place: int) -> Hit:
        text = self.texts[place]
        article = next(article for article in self._articles if article.id == f"a{self.article_of_passage[place]}")
        return Hit(
            rank, 1.0, f"p{place}", article.id, article.title, article.source, article.date, article.path, None,
            0, len(text), text, ((0, len(text)),),
        )  # fmt: skip


TEXTS = ("大桥长三公里。", "市长是王芳。", "今天下雨。", "会议在长沙开幕。", "票价为12.5元。")


def ask(library: Any, *questions: Question, progress: Any = lambda *step: None, **options: Any) -> Evaluation:
    return evaluate(library, questions, options=Options(**options), progress=progress)


def value(evaluation: Evaluation, name: str) -> float:
    return evaluation.metrics[name].mean
