"""What a question file holds: questions with what is expected of them, and rows that were left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qa.records import Turn


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what a user knows about its answer; only `id` and `question` are always there.

    `answers` are alternatives, each of them right. `articles`, `passages` and `evidence` (quotes that right passages
    hold) say where the answer stands. `answerable` is False where the articles do not answer, None where nothing is
    said. `columns` are whatever else the row holds. `line` counts from 1; None where the format has no lines.
    `grades` are degrees of relevance of articles or passages, by their names as written; 1 where none is given.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    answerable: bool | None = None
    history: tuple[Turn, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None
    grades: Mapping[str, int] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Whether it can be told which passages are relevant."""
        return bool(self.passages or self.articles or self.evidence or self.answers)

    def as_json(self) -> dict[str, Any]:
        """The question as a row of a JSONL question file, without what is empty."""
        row: dict[str, Any] = {**self.columns, "id": self.id, "question": self.question}
        for name in ("answers", "articles", "passages", "evidence"):
            if values := getattr(self, name):
                graded = all(value in self.grades for value in values)
                row[name] = {value: self.grades[value] for value in values} if graded else list(values)
        if self.answerable is not None:
            row["answerable"] = self.answerable
        if self.history:
            row["history"] = [{"question": turn.question, "answer": turn.answer} for turn in self.history]
        return row


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no question, and why. `line` counts from 1; None where the format has no lines."""

    line: int | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The row as `metrics.json` names it."""
        return {"line": self.line, "reason": self.reason}
