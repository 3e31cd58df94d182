"""The report's page: the summary, the plots, the slices and the list of questions, in one file that opens offline.

Everything that comes from articles, questions or file names is escaped, here or in `plots`, or becomes a text node in
the script. A policy in the page forbids it to load anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from pathlib import Path

from qa.evaluation import metrics
from qa.evaluation.output import replace_file, write
from qa.evaluation.report import plots, rows, sections
from qa.evaluation.report.messages import METRICS, TEXTS, both, pair
from qa.evaluation.results import Difference, Estimate, Evaluation
from qa.i18n.error_messages import in_chinese

_BUDGET = 8_500_000  # bytes for the list of questions, of the 10 MB that a report may have
_MOST_SKIPPED = 200
_FIGURES = ("success@1", "recall@10", "answer_in_quote", "f1", "abstention_auroc")
_CLEAR = 0.05  # a p under which a difference stands out


def write_report(evaluation: Evaluation, folder: Path) -> None:
    """Write `report.html` and what `qa.evaluation.write` writes. Raises `QuestionError` where it cannot be written."""
    write(evaluation, folder)
    replace_file(folder / "report.html", render(evaluation))


def render(evaluation: Evaluation) -> str:
    """The report as one HTML document of less than 10 MB."""
    script = _asset("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    listed, cut = rows.data(evaluation, _BUDGET)
    parts = [
        "<!doctype html>",
        '<html lang="en" data-lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(TEXTS['report'][1])}</title><style>{_asset('report.css')}{sections.style()}</style></head><body>",
        _head(evaluation),
        "<main>",
        *_figures(evaluation),
        *sections.drawn(evaluation),
        *sections.table(evaluation),
        *_comparisons(evaluation),
        *sections.sliced(evaluation),
        *_skipped(evaluation),
        f"<h2>{both('misses' if any(result.metrics for result in evaluation.results) else 'all_questions')}</h2>",
        f'<p class="note">{both("cut")}</p>' if cut else "",
        f'<div id="list"><noscript>{both("noscript")}</noscript></div>',
        f"<footer>{both('bootstrap')}</footer></main>",
        f'<script type="application/json" id="words">{_embedded_words()}</script>',
        f'<script type="application/json" id="rows">{listed}</script>',
        f"<script>{script}</script></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _asset(name: str) -> str:
    return files("qa.evaluation.report").joinpath(name).read_text("utf-8")


def _embedded_words() -> str:
    return json.dumps(TEXTS, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _head(evaluation: Evaluation) -> str:
    seconds = evaluation.seconds.get("total", 0.0)
    facts = [
        f"{len(evaluation.results):,} {both('questions')}",
        f"{evaluation.answerable:,} {both('answerable')}",
        f"{both('retriever')} {escape(evaluation.retriever)}",
        f"{both('depth')} {evaluation.top_k}",
        f"{seconds:,.1f} {both('seconds')}",
    ]
    return (
        f'<header><div class="masthead"><h1>{both("report")}</h1>'
        f'<button type="button" class="switch">{TEXTS["switch"][1]}</button></div>'
        f'<p class="meta">{"".join(f"<span>{fact}</span>" for fact in facts)}</p>'
        + _partial(evaluation)
        + "".join(f'<p class="note">{both("warning")}: {_said(text)}</p>' for text in evaluation.warnings)
        + "</header>"
    )


def _partial(evaluation: Evaluation) -> str:
    """Says so where the run was ended before all questions were asked."""
    if not evaluation.unasked:
        return ""
    n = len(evaluation.results)
    return (
        f'<p class="note"><strong>{pair(*(t.format(n, n + evaluation.unasked) for t in TEXTS["partial"]))}</strong></p>'
    )


def _figures(evaluation: Evaluation) -> Iterable[str]:
    shown = [name for name in _FIGURES if name in evaluation.metrics]
    cells = [_figure(name, evaluation.metrics[name]) for name in shown]
    p50, p95 = (evaluation.seconds.get(name, 0.0) * 1000 for name in ("p50", "p95"))
    cells.append(
        f'<div class="figure"><span class="name">{both("latency")}</span><strong>{plots.short(p50)} ms</strong>'
        f"<small>p50 · p95 {plots.short(p95)} ms</small></div>"
    )
    yield f'<div class="figures">{"".join(cells)}</div>'


def _figure(name: str, estimate: Estimate) -> str:
    shown = escape(name).replace("_", "_<wbr>")
    return (
        f'<div class="figure"><span class="name">{shown}</span><strong>{estimate.mean:.3f}</strong>'
        f"<small>{sections.bounds(estimate)}<br>{_meaning(name)}</small></div>"
    )


def _meaning(name: str) -> str:
    """What a metric says, its cutoff filled in."""
    stem, _, cutoff = name.partition("@")
    if stem not in METRICS:
        return ""
    chinese, english = METRICS[stem]
    if cutoff:
        chinese, english = chinese.replace("前 k", f"前 {cutoff}"), english.replace("first k", f"first {cutoff}")
    return pair(chinese, english)


def _comparisons(evaluation: Evaluation) -> Iterable[str]:
    """This run beside each of the others, with the tests of their differences."""
    chinese, english = TEXTS["against"]
    others = [(pair(f"{chinese} {name}", f"{english} {name}"), other) for name, other in evaluation.compare.items()]
    if evaluation.baseline is not None:
        others.append((both("baseline"), evaluation.baseline))
    if not others:
        return
    yield f'<h2>{both("comparison")}</h2><p class="about">{both("tests")}</p>'
    columns = "".join(
        f'<th class="number">{both(key)}</th>' for key in ("this", "other", "difference", "interval", "p", "wtl")
    )
    for title, other in others:
        yield f"<section><h3>{title}</h3>"
        if other is evaluation.baseline:
            counted = pair(
                f"{other.name}：{other.common:,} 题相同，{other.changed:,} 题文字已改",
                f"{other.name}: {other.common:,} questions in common, {other.changed:,} with other words now",
            )
            yield f'<p class="about">{counted}</p>'
        yield f'<div class="scroll"><table><thead><tr><th>{both("metric")}</th>{columns}</tr></thead><tbody>'
        for _, names in sections.grouped(other.difference):
            for name in names:
                ours, theirs = evaluation.metrics[name].mean, other.metrics[name].mean
                yield (
                    f'<tr>{sections.headed(name, False)}<td class="number">{ours:.4f}</td>'
                    f'<td class="number">{theirs:.4f}</td>'
                    f"{_difference(other.difference[name], name)}</tr>"
                )
        yield "</tbody></table></div></section>"


def _difference(found: Difference, name: str) -> str:
    """A difference with its interval and its test; `−` is typographic, so that columns align."""
    mean = f"{found.mean:+.4f}"
    if found.p is None or found.low is None or found.high is None:
        return f'<td class="number">{_minus(mean)}</td>' + '<td class="number">–</td>' * 3
    if found.p < _CLEAR:
        better = (found.mean > 0) != (name in metrics.LOWER_IS_BETTER)
        mean = f'<strong class="{"better" if better else "worse"}">{mean}</strong>'
    p = "&lt; 0.001" if found.p < 0.001 else f"{found.p:.3f}"
    bounds = _minus(f"[{found.low:+.4f}, {found.high:+.4f}]")
    return (
        f'<td class="number">{_minus(mean)}</td><td class="number">{bounds}</td>'
        f'<td class="number">{p}</td><td class="number">{found.win:,} / {found.tie:,} / {found.loss:,}</td>'
    )


def _minus(number: str) -> str:
    return number.replace("-", "−")


def _said(reason: str) -> str:
    """A reason or a warning, in both languages where it is known in Chinese."""
    chinese = in_chinese(reason)
    return pair(chinese, reason) if chinese != reason else escape(reason)


def _skipped(evaluation: Evaluation) -> Iterable[str]:
    if not evaluation.skipped:
        return
    shown = evaluation.skipped[:_MOST_SKIPPED]
    rest = len(evaluation.skipped) - len(shown)
    lines = "".join(
        f'<tr><td class="number">{"–" if row.line is None else row.line}</td><td>{_said(row.reason)}</td></tr>'
        for row in shown
    )
    yield f"<h2>{both('skipped')} ({len(evaluation.skipped):,})</h2>"
    head = f'<thead><tr><th class="number">{both("line")}</th><th></th></tr></thead>'
    yield f'<div class="scroll"><table>{head}<tbody>{lines}</tbody></table></div>'
    if rest:
        yield f'<p class="about">… {rest:,}</p>'
