"""The rows of the report's list of questions, short enough that a report of many questions stays small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from qa.evaluation.results import Evaluation, Result

_MAX_QUESTION = 300  # characters, as are the following
_MAX_EARLIER_QUESTION = 100
_MAX_NAME = 80
_MAX_ANSWERS = 5
_MAX_NAMES = 4


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is shown: all questions or only misses, passages of a question, characters of a text, rows at most."""

    all_questions: bool
    hits: int
    text_length: int
    max_rows: int | None = None


# Falling detail; the first that fits is taken.
_DETAILS = (
    Detail(True, 5, 160),
    Detail(False, 5, 160),
    Detail(False, 3, 100),
    Detail(False, 1, 80),
    Detail(False, 1, 60, 5000),
    Detail(False, 0, 40, 2000),
)


def data(evaluation: Evaluation, max_bytes: int) -> tuple[Markup, bool]:
    """The rows as JSON for a script element, of at most `max_bytes`, and whether anything was left out.

    Questions without a miss are listed without passages.
    """
    judged = any(result.metrics for result in evaluation.results)
    text = Markup()
    for detail in _DETAILS:
        chosen = [result for result in evaluation.results if detail.all_questions or not judged or result.miss]
        rows = [_row(result, detail, judged) for result in chosen[: detail.max_rows]]
        text = script_json({"judged": judged, "rows": rows})
        if len(text.encode("utf-8")) <= max_bytes:
            break
    return text, detail is not _DETAILS[0]


def script_json(value: object) -> Markup:
    """JSON for a script element: nothing in it can end the element or be taken for markup."""
    return htmlsafe_json_dumps(value, ensure_ascii=False, separators=(",", ":"))


def _row(result: Result, detail: Detail, judged: bool) -> dict[str, Any]:
    question = result.question
    row: dict[str, Any] = {
        "id": question.id,
        "question": _short(question.question, _MAX_QUESTION),
        "answers": [_short(answer, detail.text_length) for answer in question.answers[:_MAX_ANSWERS]],
        "confidence": round(result.confidence, 3),
        "answered": result.answered,
        "quote": _short(result.quote, detail.text_length),
        "article": result.quote_article,
        "slices": dict(result.slices),
    }
    optional = {
        "miss": list(result.miss),
        "unanswerable": result.answerable is False,
        "where": _expected_in(result),
        "phrase": "" if result.phrase == result.quote else _short(result.phrase, detail.text_length),
        "history": [_short(turn.question, _MAX_EARLIER_QUESTION) for turn in question.history],
    }
    row |= {name: value for name, value in optional.items() if value}
    if result.miss or not judged:
        row["hits"] = _hits(result, detail)
    return row


def _expected_in(result: Result) -> list[str]:
    """The passages, articles or quotes that the file names, after the headline of the first article."""
    question = result.question
    names: Sequence[str] = question.passages or question.articles or question.evidence
    if names and result.expected and result.expected not in names:
        names = [result.expected, *names]
    return [_short(name, _MAX_NAME) for name in names[:_MAX_NAMES]]


def _hits(result: Result, detail: Detail) -> list[list[Any]]:
    return [
        [hit.rank, hit.title or hit.article_id, hit.source or "", hit.date or "", hit.page or 0,
         -1 if hit.relevant is None else int(hit.relevant), _short(hit.text, detail.text_length)]
        for hit in result.hits[: detail.hits]
    ]  # fmt: skip


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
