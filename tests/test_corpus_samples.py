"""The bundled articles and their questions: whole, and true to each other."""

from __future__ import annotations

import json
from pathlib import Path

import corpus
from corpus import readers
from corpus.newspaper import segment
from corpus.records import Article, Document

FOLDER = Path(corpus.__file__).parent
QUESTIONS = [json.loads(line) for line in (FOLDER / "sample_questions.jsonl").read_text("utf-8").splitlines()]


def articles() -> dict[str, Article]:
    found = list(readers.read([FOLDER / "samples"]))
    assert all(isinstance(document, Document) for document in found)
    cut = [article for document in found for article in segment(document)[0]]  # type: ignore[arg-type]
    return {Path(article.path).name: article for article in cut}


def test_every_file_is_one_article_with_a_headline_of_its_own() -> None:
    found = articles()
    assert len(found) == len(list((FOLDER / "samples").iterdir())) >= 20
    assert len({article.title for article in found.values()}) == len(found)
    assert all(article.source == "问报示例" and article.text for article in found.values())


def test_every_answer_stands_in_the_article_that_is_named() -> None:
    found = articles()
    for question in QUESTIONS:
        for answer in question["answers"]:
            assert any(answer in found[name].text for name in question["articles"]), question["id"]


def test_the_questions_are_enough_and_of_every_kind() -> None:
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 60
    unanswerable = [question for question in QUESTIONS if not question["answerable"]]
    assert len(unanswerable) * 3 >= len(QUESTIONS)
    assert not any(question["answers"] or question["articles"] for question in unanswerable)
    assert sum("history" in question for question in QUESTIONS) >= 5
    assert sum(question["question"].isascii() for question in QUESTIONS) >= 5
