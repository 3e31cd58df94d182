"""An evaluation as HTML, for the report and the chat: the table of metrics, plots, and metrics by kind of question.

Both languages stand in it; the page around it shows one. Knows an evaluation's records, no page.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from qa.evaluation import metrics
from qa.evaluation.report import plots
from qa.evaluation.report.messages import METRICS, TEXTS, both, pair, slice_value
from qa.evaluation.results import Estimate, Evaluation

_GROUPS = (
    ("search", tuple(name.partition("@")[0] for name in metrics.SEARCH)),
    ("answer", ("answer_in_passage", *metrics.ANSWER)),
    ("refusal", (*metrics.REFUSAL, *metrics.WHOLE)),
)
_SLICED = ("success@1", "answer_in_quote", "refused_wrongly")


def style() -> str:
    """The style that this needs beside the page's colours."""
    return files("qa.evaluation.report").joinpath("graphs.css").read_text("utf-8")


def table(evaluation: Evaluation) -> Iterable[str]:
    """All metrics with their intervals."""
    if not evaluation.metrics:
        return
    head = f'<th class="number">{both("mean")}</th><th></th><th class="number">{both("interval")}</th>'
    yield f'<h2>{both("metrics")}</h2><div class="scroll" tabindex="0"><table class="metrics"><thead><tr>'
    yield f'<th>{both("metric")}</th>{head}<th class="number">{both("n")}</th></tr></thead><tbody>'
    for group, names in grouped(evaluation.metrics):
        yield f'<tr class="group"><th colspan="5">{both(group)}</th></tr>'
        explained = set()
        for name in names:
            estimate, stem = evaluation.metrics[name], name.partition("@")[0]
            yield (
                f'<tr>{headed(name, stem not in explained)}<td class="number">{estimate.mean:.4f}</td>'
                f'<td class="bar">{plots.interval(estimate)}</td><td class="number">{bounds(estimate)}</td>'
                f'<td class="number">{estimate.n:,}</td></tr>'
            )
            explained.add(stem)
    yield "</tbody></table></div>"


def bounds(estimate: Estimate) -> str:
    """The interval of an estimate."""
    return f"[{estimate.low:.3f}, {estimate.high:.3f}]"


def grouped(names: Iterable[str]) -> Iterable[tuple[str, list[str]]]:
    """The names of metrics by what they measure."""
    listed = list(names)
    for group, stems in _GROUPS:
        if found := [name for name in listed if name.partition("@")[0] in stems]:
            yield group, found


def headed(name: str, explained: bool) -> str:
    """A metric's name as the head of a row, with what it says where that is not said above."""
    stem = name.partition("@")[0]
    about = pair(*METRICS[stem]) if explained and stem in METRICS else ""
    if name in metrics.LOWER_IS_BETTER:
        about += ("; " if about else "") + both("lower")
    return f'<th scope="row">{escape(name)}{f"<small>{about}</small>" if about else ""}</th>'


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
            called = slice_value(kind, value)
            yield f'<tr><th scope="row">{called}</th><td class="number">{count:,}</td><td>{bars}</td></tr>'
        yield "</tbody></table></section>"
    yield "</div>"
