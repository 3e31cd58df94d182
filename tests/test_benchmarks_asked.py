"""The questions of `benchmarks/asked` and their articles fit together, so that its numbers mean something."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "benchmarks" / "asked"
RECORDS = "metadata"  # questions about the articles themselves: the answer is not in their text


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def test_every_answer_stands_in_a_right_article() -> None:
    texts = {row["id"]: row["text"] for row in rows("corpus.jsonl")}
    for row in rows("questions.jsonl"):
        if row["kind"] == RECORDS or not row["answerable"]:
            continue
        text = "".join(texts[article] for article in row["articles"])
        assert all(answer in text for answer in row["answers"]), row
        assert all(any(one in text for one in alternatives) for alternatives in row.get("all_of", [])), row


def test_unanswerable_questions_expect_nothing() -> None:
    for row in rows("questions.jsonl"):
        assert row["answerable"] == bool(row["answers"]), row
        assert row["answers"] or not row["articles"], row


def test_there_are_ten_kinds_and_each_question_once() -> None:
    questions = rows("questions.jsonl")
    asked = [(row["question"], str(row.get("history"))) for row in questions]
    assert len(set(asked)) == len(asked) >= 100
    assert len({row["kind"] for row in questions}) >= 10
