"""What the list of questions shows of each, short enough that a report of many questions stays small."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.evaluation.results import Evaluation, Result


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is shown: of which questions, how many passages of each, and how many characters of a text."""

    everything: bool
    hits: int
    text: int
    most: int | None = None


# Falling detail; the first that fits is taken.
_DETAILS = (
    Detail(True, 5, 160),
    Detail(False, 5, 160),
    Detail(False, 3, 100),
    Detail(False, 1, 80),
    Detail(False, 1, 60, 5000),
    Detail(False, 0, 40, 2000),
)


def data(evaluation: Evaluation, budget: int) -> tuple[str, bool]:
    """The rows as JSON of at most `budget` bytes that may stand in a script element, and whether anything is left out.

    Questions that went well are listed without passages.
    """
    judged = any(result.metrics for result in evaluation.results)
    text = ""
    for detail in _DETAILS:
        chosen = [result for result in evaluation.results if detail.everything or not judged or result.miss]
        rows = [_row(result, detail, judged) for result in chosen[: detail.most]]
        text = _embedded({"judged": judged, "rows": rows})
        if len(text.encode("utf-8")) <= budget:
            break
    return text, detail is not _DETAILS[0]


def _embedded(value: Any) -> str:
    """JSON in which nothing can end the script element, or be taken for markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _row(result: Result, detail: Detail, judged: bool) -> dict[str, Any]:
    question = result.question
    names = question.passages or question.articles or question.evidence
    row: dict[str, Any] = {
        "id": question.id,
        "question": _short(question.question, 300),
        "answers": [_short(answer, detail.text) for answer in question.answers[:5]],
        "confidence": round(result.confidence, 3),
        "answered": result.answered,
        "quote": _short(result.quote, detail.text),
        "article": result.quote_article,
        "slices": dict(result.slices),
    }
    if result.miss:
        row["miss"] = list(result.miss)
    if result.answerable is False:
        row["unanswerable"] = True
    if names:
        row["where"] = [_short(name, 80) for name in _first(result.expected, names)[:4]]
    if result.phrase and result.phrase != result.quote:
        row["phrase"] = _short(result.phrase, detail.text)
    if question.history:
        row["history"] = [_short(turn.question, 100) for turn in question.history]
    if result.miss or not judged:
        row["hits"] = [
            [hit.rank, hit.title or hit.article_id, hit.source or "", hit.date or "", hit.page or 0,
             -1 if hit.relevant is None else int(hit.relevant), _short(hit.text, detail.text)]
            for hit in result.hits[: detail.hits]
        ]  # fmt: skip
    return row


def _first(expected: str, names: Sequence[str]) -> list[str]:
    """The names as the file gives them, with the headline of the first where that is another."""
    return [expected, *names] if expected and expected not in names else list(names)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
