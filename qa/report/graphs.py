"""The graphs of an evaluation as HTML, for the report and the chat: plots, and metrics by kind of question.

Both languages stand in it; the page around it shows one. Knows an evaluation's records, no page.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from qa.evaluation.records import Estimate, Evaluation
from qa.report import plots
from qa.report.words import TEXTS, both

_SLICED = ("success@1", "answer_in_quote", "refused_wrongly")


def style() -> str:
    """The style that the graphs need beside the page's colours."""
    return files("qa.report").joinpath("graphs.css").read_text("utf-8")


def drawn(evaluation: Evaluation) -> Iterable[str]:
    """The plots: metrics by cutoff, risk and coverage, calibration, latency; those for which there are numbers."""
    found = []
    series: dict[str, dict[int, Estimate]] = {}
    for name, estimate in evaluation.metrics.items():
        stem, _, cutoff = name.partition("@")
        if stem in ("recall", "success", "answer_in_passage") and cutoff.isdigit():
            series.setdefault(f"{stem}@k", {})[int(cutoff)] = estimate
    if series:
        found.append(("by_k", "", plots.by_cutoff(series)))
    if evaluation.risk_coverage:
        known = [result for result in evaluation.results if result.right is not None]
        answered = sum(result.answered for result in known) / len(known)
        found.append(("risk", "risk_about", plots.risk_coverage(evaluation.risk_coverage, answered)))
    if evaluation.calibration:
        found.append(("calibration", "calibration_about", plots.calibration(evaluation.calibration)))
    times = [sum(result.seconds.values()) * 1000 for result in evaluation.results]
    if times and max(times) > 0:
        p50, p95 = (evaluation.seconds.get(name, 0.0) * 1000 for name in ("p50", "p95"))
        found.append(("latency", "latency_about", plots.latency(times, p50, p95)))
    if found:
        yield '<div class="plots">'
        for title, about, plot in found:
            yield f'<section><h3>{both(title)}</h3><p class="about">{both(about) if about else ""}</p>{plot}</section>'
        yield "</div>"


def sliced(evaluation: Evaluation) -> Iterable[str]:
    """Two metrics by kind of question."""
    names = [name for name in _SLICED if name in evaluation.metrics][:2]
    if not evaluation.slices or not names:
        return
    yield f'<h2>{both("slices")}</h2>{plots.legend(names)}<div class="slices">'
    for kind, values in evaluation.slices.items():
        measured = {value: found for value, found in values.items() if any(name in found for name in names)}
        if len(measured) < 2:
            continue
        title = both(f"slice_{kind}") if f"slice_{kind}" in TEXTS else escape(kind)
        head = f'<th>{title}</th><th class="n number">{both("n")}</th><th></th>'
        yield f"<section><table><thead><tr>{head}</tr></thead><tbody>"
        for value, found in measured.items():
            shown = [(place, found[name]) for place, name in enumerate(names) if name in found]
            bars = "<br>".join(f"{plots.interval(estimate, place)}{estimate.mean:.3f}" for place, estimate in shown)
            count = max(estimate.n for _, estimate in shown)
            yield f'<tr><th scope="row">{escape(value)}</th><td class="number">{count:,}</td><td>{bars}</td></tr>'
        yield "</tbody></table></section>"
    yield "</div>"
