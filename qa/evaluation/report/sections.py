"""Sections of an evaluation as HTML, for the report and the chat: metrics, plots, and metrics by kind of question.

Both languages are in it; the page shows one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qa.evaluation import metrics
from qa.evaluation.overlap import EVIDENCE
from qa.evaluation.report import messages, plots
from qa.evaluation.results import Estimate, Evaluation

_GROUPS = (
    ("search", tuple(name.partition("@")[0] for name in metrics.SEARCH)),
    ("answer", ("answer_in_passage", *metrics.ANSWER, *metrics.PARTS, *EVIDENCE)),
    ("refusal", (*metrics.REFUSAL, *metrics.WHOLE)),
)
_BY_CUTOFF = ("recall", "success", "answer_in_passage")
_FIGURES = ("success@1", "recall@10", "answer_in_quote", "f1", "abstention_auroc")
_SLICED = ("success@1", "answer_in_quote", "refused_wrongly")


@cache
def environment() -> Environment:
    """The report's templates. All values are escaped unless they are `Markup`."""
    made = Environment(
        loader=PackageLoader("qa.evaluation.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {
        "both": messages.both,
        "reason": messages.reason,
        "slice_title": messages.slice_title,
        "slice_value": messages.slice_value,
        "texts": messages.TEXTS,
        "lower_is_better": metrics.LOWER_IS_BETTER,
        "grouped": grouped,
        "duration": plots.duration,
    }
    return made


def _render(macro: str, *values: object) -> Markup:
    markup: Markup = getattr(environment().get_template("sections.html").module, macro)(*values)
    return markup


def style() -> str:
    """The style sheet of these sections, to be added to the page's colours."""
    return files("qa.evaluation.report").joinpath("graphs.css").read_text("utf-8")


def table(evaluation: Evaluation) -> Markup:
    """All metrics with their intervals, empty where there are none."""
    return _render("metrics_table", evaluation.metrics) if evaluation.metrics else Markup()


def figures(evaluation: Evaluation) -> Markup:
    """The most important metrics, and the time of a question, in large figures."""
    estimates = [(name, evaluation.metrics[name]) for name in _FIGURES if name in evaluation.metrics]
    p50, p95 = (evaluation.seconds.get(name, 0.0) * 1000 for name in ("p50", "p95"))
    return _render("figures", estimates, p50, p95)


def grouped(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The names of metrics by what they measure: `search`, `answer` or `refusal`."""
    listed = list(names)
    groups = [(group, [name for name in listed if name.partition("@")[0] in stems]) for group, stems in _GROUPS]
    return [(group, found) for group, found in groups if found]


def drawn(evaluation: Evaluation) -> Markup:
    """The plots for which there are numbers: metrics by cutoff, risk and coverage, calibration, latency."""
    found = []
    series = _series(evaluation.metrics)
    if series:
        found.append(("by_k", "", plots.by_cutoff(series), list(series)))
    if evaluation.risk_coverage:
        known = [result for result in evaluation.results if result.right is not None]
        coverage = sum(result.answered for result in known) / len(known)
        found.append(("risk", "risk_about", plots.risk_coverage(evaluation.risk_coverage, coverage), []))
    if evaluation.calibration:
        found.append(("calibration", "calibration_about", plots.calibration(evaluation.calibration), []))
    milliseconds = [sum(result.seconds.values()) * 1000 for result in evaluation.results]
    if milliseconds and max(milliseconds) > 0:
        p50, p95 = (evaluation.seconds.get(name, 0.0) * 1000 for name in ("p50", "p95"))
        found.append(("latency", "latency_about", plots.latency(milliseconds, p50, p95), []))
    return _render("plots", found) if found else Markup()


def _series(estimates: Mapping[str, Estimate]) -> dict[str, dict[int, Estimate]]:
    """The metrics that have cutoffs, by name and cutoff."""
    series: dict[str, dict[int, Estimate]] = {}
    for name, estimate in estimates.items():
        stem, _, cutoff = name.partition("@")
        if stem in _BY_CUTOFF and cutoff.isdigit():
            series.setdefault(f"{stem}@k", {})[int(cutoff)] = estimate
    return series


def sliced(evaluation: Evaluation) -> Markup:
    """Two metrics by kind of question, empty where there are no slices."""
    names = [name for name in _SLICED if name in evaluation.metrics][:2]
    if not evaluation.slices or not names:
        return Markup()
    kinds = {}
    for kind, values in evaluation.slices.items():
        rows = [(value, [(i, found[n]) for i, n in enumerate(names) if n in found]) for value, found in values.items()]
        measured = [row for row in rows if row[1]]
        if len(measured) > 1:
            kinds[kind] = measured
    return _render("slices", names, kinds)
