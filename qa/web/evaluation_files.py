"""The files of the evaluation tab that the page's script saves: the report, the misses, a sample to begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from qa.web import updates

_CSV = "text/csv;charset=utf-8"


def report(evaluation: Any) -> updates.Update | None:
    """Return the report of an evaluation as an HTML file, None without one."""
    from qa.evaluation.report import render

    return updates.download("report.html", "text/html", render(evaluation)) if evaluation is not None else None


def losses(evaluation: Any, language: str) -> updates.Update | None:
    """Return the questions that were lost as CSV in that language, None without an evaluation."""
    from qa.evaluation.question_table import losses as table

    if evaluation is None:
        return None
    stem = "错题" if language == "zh" else "misses"
    return updates.download(f"{stem}-{date.today().isoformat()}.csv", _CSV, table(evaluation, language))


def sample(language: str) -> updates.Update:
    """Return a small file of questions in that language."""
    from qa.evaluation.questions.sample import sample as made

    name, text = made(language)
    return updates.download(name, _CSV, text)
