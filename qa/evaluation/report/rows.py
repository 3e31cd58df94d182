"""The rows of the report's list of questions, short enough that a report of many questions stays small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from qa.evaluation.outcomes import explained, outcome, verdict
from qa.evaluation.question_table import expected_answers, expected_in, other_runs
from qa.evaluation.results import Evaluation, Result

_MAX_QUESTION = 300  # characters, as are the following
_MAX_EARLIER_QUESTION = 100
_MAX_NAME = 80
_MAX_ANSWERS = 5
_MAX_NAMES = 4
_OTHERWISE = ("won", "lost", "differently")  # verdicts for which the other run's quote is shown


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

    Questions that were not lost are listed without passages.
    """
    judged = any(result.metrics for result in evaluation.results)
    runs = other_runs(evaluation)
    theirs = {name: {one.question.id: one for one in other.results} for name, other in runs.items()}
    listed = [_listed(result, theirs) for result in evaluation.results]
    text = Markup()
    for detail in _DETAILS:
        chosen = [one for one in listed if detail.all_questions or not judged or one.why or one.others]
        rows = [_row(one, detail, judged) for one in chosen[: detail.max_rows]]
        text = script_json({"judged": judged, "runs": list(runs), "rows": rows})
        if len(text.encode("utf-8")) <= max_bytes:
            break
    return text, detail is not _DETAILS[0]


def script_json(value: object) -> Markup:
    """JSON for a script element: nothing in it can end the element or be taken for markup."""
    return htmlsafe_json_dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class _Listed:
    """A question: how it went and why it was lost, and the runs that did otherwise, each with its verdict."""

    result: Result
    kind: str
    why: str
    others: Mapping[str, tuple[str, Result]]


def _listed(result: Result, theirs: Mapping[str, Mapping[str, Result]]) -> _Listed:
    pairs = {name: by_id[result.question.id] for name, by_id in theirs.items() if result.question.id in by_id}
    verdicts = {name: (verdict(result, other), other) for name, other in pairs.items()}
    return _Listed(result, *outcome(result), {name: one for name, one in verdicts.items() if one[0] in _OTHERWISE})


def _row(one: _Listed, detail: Detail, judged: bool) -> dict[str, Any]:
    result, question = one.result, one.result.question
    row: dict[str, Any] = {
        "id": question.id,
        "question": _short(question.question, _MAX_QUESTION),
        "answers": [_short(answer, detail.text_length) for answer in expected_answers(result)[:_MAX_ANSWERS]],
        "confidence": round(result.confidence, 3),
        "answered": result.answered,
        "quote": _short(result.quote, detail.text_length),
        "article": result.quote_article,
        "slices": dict(result.slices),
        "kind": one.kind,
    }
    explanation = explained(result)
    optional = {
        "why": one.why,
        "explained": [explanation.key, explanation.values] if explanation else None,
        "late": result.metrics.get("success@1") == 0 and not one.why,
        "unanswerable": result.answerable is False,
        "where": [_short(name, _MAX_NAME) for name in expected_in(result)[:_MAX_NAMES]],
        "phrase": "" if result.phrase == result.quote else _short(result.phrase, detail.text_length),
        "history": [_short(turn.question, _MAX_EARLIER_QUESTION) for turn in question.history],
        "others": {name: _other(said, other, detail) for name, (said, other) in one.others.items()},
    }
    row |= {name: value for name, value in optional.items() if value}
    if one.why or not judged:
        row["hits"] = _hits(result, detail)
    return row


def _other(said: str, other: Result, detail: Detail) -> list[Any]:
    """The verdict, how the question went in the other run and why, its quote, and whether it is the answer."""
    return [said, *outcome(other), _short(other.quote, detail.text_length), other.answered]


def _hits(result: Result, detail: Detail) -> list[list[Any]]:
    return [
        [hit.rank, hit.title or hit.article_id, hit.source or "", hit.date or "", hit.page or 0,
         -1 if hit.relevant is None else int(hit.relevant), _short(hit.text, detail.text_length)]
        for hit in result.hits[: detail.hits]
    ]  # fmt: skip


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
