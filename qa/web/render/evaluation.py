"""An evaluation as HTML: how the questions went in sentences, the figures, what was lost and why, and the metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from qa.errors import ErrorMessage
from qa.i18n.error_messages import translate
from qa.i18n.messages import message
from qa.web import limits, static
from qa.web.render.environment import render_template

if TYPE_CHECKING:
    from qa.evaluation import Evaluation, Result

_MAX_ROWS = 60  # of a kind of loss, and of what was right; the report and its CSV have all
_MAX_SKIPPED = 200
_OPEN_LINES = 10  # up to which a list is not folded


def evaluation(run: Evaluation, language: str) -> str:
    """Return how the questions went, the figures, the questions by what went wrong, and the metrics with plots."""
    from qa.evaluation.outcomes import REASONS, outcome
    from qa.evaluation.report import sections

    by_reason: dict[str, list[Result]] = {}
    for result in run.results:
        by_reason.setdefault(outcome(result).why, []).append(result)
    rest = by_reason.get("", [])
    groups = [_group(why, by_reason[why], language) for why in REASONS if why in by_reason]
    return render_template(
        "evaluation.html",
        language,
        style=Markup(sections.style() + static.read("evaluation.css")),
        summary=[translate(sentence, language) for sentence in run.summary],
        asked=_asked(run, language),
        partial=bool(run.unasked),
        skipped=[
            " · ".join(filter(None, (message(language, "line", line=row.line) if row.line else "",
                                     translate(row.reason, language))))
            for row in run.skipped
        ],
        max_rows=_MAX_SKIPPED,
        open_lines=_OPEN_LINES,
        has_metrics=bool(run.metrics),
        notes=[translate(note, language) for note in (*run.warnings, *run.notes)],
        figures=sections.figures(run) if run.metrics else "",
        words={"expected": _say("column_expected", language), "why": _say("column_why", language)},
        groups=groups,
        rest=_rows(rest, language),
        rest_total=len(rest),
        sections=[sections.table(run), sections.drawn(run), sections.sliced(run)],
    )  # fmt: skip


def _group(why: str, results: Sequence[Result], language: str) -> dict[str, Any]:
    return {"title": _say(f"why_{why}", language), "total": len(results), "rows": _rows(results, language)}


_SIGNS = {
    "right": "✓", "refused_rightly": "✓", "wrong": "✗", "refused_wrongly": "✗", "answered_wrongly": "✗", "unknown": "",
}  # fmt: skip


def _rows(results: Sequence[Result], language: str) -> list[dict[str, str]]:
    from qa.evaluation.outcomes import explained, outcome
    from qa.evaluation.question_table import expected_answers, expected_in

    rows = []
    for result in results[:_MAX_ROWS]:
        kind, why = outcome(result)
        explanation = explained(result)
        answers = [_say("expected_nothing", language)] if result.answerable is False else expected_answers(result)
        place = expected_in(result)[:1]
        source = " · ".join(filter(None, (result.quote_article, f"{result.confidence:.0%}")))
        rows.append({
            "sign": _SIGNS[kind],
            "outcome": _say(f"outcome_{kind}", language),
            "tag": _say("outcome_refused_wrongly", language) if kind == "refused_wrongly" and why != "refusal" else "",
            "question": result.question.question,
            "expected": " | ".join(answers or place),
            "place": "" if not answers or result.answerable is False else " ".join(place),
            "label": message(language, "quote_label" if result.answered else "refused_label"),
            "quote": result.quote or message(language, "nothing_quoted"),
            "source": source if result.quote else "",
            "explained": translate(explanation, language) if explanation else "",
        })  # fmt: skip
    return rows


def _say(key: str, language: str) -> str:
    text = translate(ErrorMessage(key), language)
    return text[:1].upper() + text[1:]


def _asked(run: Evaluation, language: str) -> str:
    """How many questions were asked in which time; if not all were, that and why."""
    asked, seconds = len(run.results), run.seconds["total"]
    if not run.unasked:
        return message(language, "questions_run", n=asked, seconds=f"{seconds:.1f}")
    minutes = round(limits.EVALUATION_SECONDS / 60)
    key = "out_of_time" if run.out_of_time else "stopped"
    return message(language, key, minutes=minutes, n=asked, all=asked + run.unasked)
