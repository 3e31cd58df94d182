"""What a question file contains: questions with what is expected of them, and rows that were left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qa.records import Turn


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what its author knows about the answer. Only `id` and `question` are always given.

    - `answers`: alternatives, each of which is right.
    - `all_of`: the parts of an answer that has several, each a list of alternatives; all parts are wanted.
    - `wrong`: quotes that are known to be wrong.
    - `articles`, `passages`, `evidence` (quotes from right passages): where the answer can be found.
    - `answerable`: False where the articles do not answer the question, None where the file does not say.
    - `columns`: all other columns of the row.
    - `line`: the row's line, counted from 1; None where the format has no lines.
    - `grades`: degrees of relevance of articles or passages by name; 1 where none is given.
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
    all_of: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def expected(self) -> tuple[str, ...]:
        """What a right quote contains one of: the answers, and the alternatives of all parts."""
        return (*self.answers, *(text for part in self.all_of for text in part))

    @property
    def judged(self) -> bool:
        """Whether it is known which passages are relevant."""
        return bool(self.passages or self.articles or self.evidence or self.expected)

    def as_json(self) -> dict[str, Any]:
        """The question as a row of a JSONL question file, without its empty fields."""
        row: dict[str, Any] = {**self.columns, "id": self.id, "question": self.question}
        for name in ("answers", "articles", "passages", "evidence"):
            if values := getattr(self, name):
                graded = all(value in self.grades for value in values)
                row[name] = {value: self.grades[value] for value in values} if graded else list(values)
        if self.all_of:
            row["all_of"] = [list(part) for part in self.all_of]
        if self.wrong:
            row["wrong"] = list(self.wrong)
        if self.answerable is not None:
            row["answerable"] = self.answerable
        if self.history:
            row["history"] = [{"question": turn.question, "answer": turn.answer} for turn in self.history]
        return row


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not be used. `reason` is a message; `line` is as in `Question`."""

    line: int | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The row as listed in `metrics.json`."""
        return {"line": self.line, "reason": self.reason}
