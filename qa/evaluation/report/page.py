"""The report: the summary, the plots, the slices and the list of questions, in one HTML file that opens offline.

Templates escape everything that comes from articles, questions or file names; the script adds it as text nodes. A
content security policy forbids the page to load anything.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from qa.evaluation.output import replace_file, write
from qa.evaluation.report import rows, sections
from qa.evaluation.report.messages import TEXTS, both
from qa.evaluation.results import Comparison, Evaluation

_MAX_ROWS_BYTES = 8_500_000  # of the list of questions, in a report of at most 10 MB
_MAX_SKIPPED = 200  # rows that are listed
_CLEAR = 0.05  # differences with a smaller p are bold


def write_report(evaluation: Evaluation, folder: Path) -> None:
    """Write `report.html` and the files of `qa.evaluation.write`. Raises `QuestionError` where that fails."""
    write(evaluation, folder)
    replace_file(folder / "report.html", render(evaluation))


def render(evaluation: Evaluation) -> str:
    """The report as one HTML document of less than 10 MB."""
    script = _asset("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    listed, cut = rows.data(evaluation, _MAX_ROWS_BYTES)
    return (
        sections.environment()
        .get_template("report.html")
        .render(
            evaluation=evaluation,
            policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'",
            style=Markup(_asset("report.css") + sections.style()),
            script=Markup(script),
            figures=sections.figures(evaluation),
            plots=sections.drawn(evaluation),
            table=sections.table(evaluation),
            slices=sections.sliced(evaluation),
            comparisons=_comparisons(evaluation),
            clear=_CLEAR,
            max_skipped=_MAX_SKIPPED,
            cut=cut,
            words=rows.script_json(TEXTS),
            rows=listed,
        )
    )


def _asset(name: str) -> str:
    return files("qa.evaluation.report").joinpath(name).read_text("utf-8")


def _comparisons(evaluation: Evaluation) -> list[tuple[Markup, Comparison]]:
    """The runs to compare with, each with its title."""
    others = [(both("against", name=name), other) for name, other in evaluation.compare.items()]
    return others + ([(both("baseline"), evaluation.baseline)] if evaluation.baseline else [])
