"""Plots as inline SVG, drawn from numbers: no script, no font and no colour of their own.

Colours come from the page's style by class, so that a plot is right in light and dark. All texts are escaped here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from qa.evaluation.report.messages import TEXTS
from qa.evaluation.results import Bin, Estimate

_WIDTH, _HEIGHT = 440, 270
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 14, 14, 44
_COLOURS = 3  # classes c0, c1, c2 of the style


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _text(x: float, y: float, key: str, extra: str = "") -> str:
    """A label in both languages."""
    chinese, english = (escape(text) for text in TEXTS[key])
    place = f'x="{x:.1f}" y="{y:.1f}" {extra}'
    return f'<text class="zh" lang="zh" {place}>{chinese}</text><text class="en" lang="en" {place}>{english}</text>'


def _plain(x: float, y: float, text: str, extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {extra}>{escape(text)}</text>'


def _frame(
    label: str, y_label: str, body: str, x_ticks: Sequence[tuple[float, str]], y_range: tuple[float, float] = (0.0, 1.0)
) -> str:
    """The axes around a plot. `x_ticks` are shares of the width; `y_range` is what its two ends stand for."""
    low, high = y_range
    parts = [f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">']
    for step in range(5):
        y = _y(step / 4)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_plain(_LEFT - 6, y + 4, f"{low + step / 4 * (high - low):.4g}", 'text-anchor="end"'))
    for share, text in x_ticks:
        parts.append(_plain(_x(share), _HEIGHT - _BOTTOM + 16, text, 'text-anchor="middle"'))
    parts.append(_text(_x(0.5), _HEIGHT - 8, label, 'text-anchor="middle"') if label else "")
    turned = f'text-anchor="middle" transform="rotate(-90 10 {_y(0.5):.1f})"'
    parts.append(_text(10, _y(0.5), y_label, turned) if y_label else "")
    return "".join([*parts, body, "</svg>"])


_SHARES = tuple((step / 4, f"{step / 4:g}") for step in range(5))


def by_cutoff(series: Mapping[str, Mapping[int, Estimate]]) -> str:
    """Metrics by cutoff k, with their intervals: a line for each name."""
    cutoffs = sorted({k for points in series.values() for k in points})
    spread = max(1, len(cutoffs) - 1)
    ticks = [(0.04 + 0.92 * place / spread, str(k)) for place, k in enumerate(cutoffs)]
    at = {k: share for (share, _), k in zip(ticks, cutoffs, strict=True)}
    lowest = min(value.low for points in series.values() for value in points.values())
    bottom = next(low for low in (0.9, 0.8, 0.6, 0.0) if low <= lowest or not low)  # steps of four are plain numbers

    def up(value: float) -> float:
        return _y((value - bottom) / (1 - bottom))

    body = []
    for place, points in enumerate(series.values()):
        shift = (place - (len(series) - 1) / 2) * 5  # so that the whiskers of two lines can be told apart
        dots = [(_x(at[k]) + shift, points[k]) for k in sorted(points)]
        line = " ".join(f"{x:.1f},{up(value.mean):.1f}" for x, value in dots)
        body.append(f'<g class="c{place % _COLOURS}"><polyline class="line" points="{line}"/>')
        for x, value in dots:
            body.append(
                f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{up(value.low):.1f}" y2="{up(value.high):.1f}"/>'
            )
            body.append(f'<circle class="dot" cx="{x:.1f}" cy="{up(value.mean):.1f}" r="3.5"/>')
        body.append("</g>")
    return _frame("by_k", "", "".join(body), ticks, (bottom, 1.0)) + legend(list(series))


def legend(names: Sequence[str]) -> str:
    """The names in the order of the colours."""
    keys = (f'<span class="key c{place % _COLOURS}">{escape(name)}</span>' for place, name in enumerate(names))
    return f'<p class="legend">{"".join(keys)}</p>'


def risk_coverage(points: Sequence[tuple[float, float, float]], threshold_coverage: float | None) -> str:
    """The curve of (threshold, coverage, risk); `threshold_coverage` is the share that is answered as things are."""
    top = max([0.05, *(risk for _, _, risk in points)])
    top = min(1.0, _round_up(top))
    line = " ".join(f"{_x(coverage):.1f},{_y(risk / top):.1f}" for _, coverage, risk in points)
    body = f'<g class="c0"><polyline class="line" points="{line}"/>'
    if threshold_coverage is not None:
        _, coverage, risk = min(points, key=lambda point: abs(point[1] - threshold_coverage))
        body += f'<circle class="dot" cx="{_x(coverage):.1f}" cy="{_y(risk / top):.1f}" r="5"/>'
    return _frame("coverage", "risk_axis", body + "</g>", _SHARES, (0.0, top))


def calibration(bins: Sequence[Bin]) -> str:
    """Confidence against the share that is right; the area of a dot is its number of questions."""
    most = max(b.n for b in bins)
    body = [
        f'<line class="diagonal" x1="{_x(0):.1f}" y1="{_y(0):.1f}" x2="{_x(1):.1f}" y2="{_y(1):.1f}"/><g class="c0">'
    ]
    for b in bins:
        radius = 3 + 11 * math.sqrt(b.n / most)
        body.append(
            f'<circle class="bubble" cx="{_x(b.confidence):.1f}" cy="{_y(b.right):.1f}" r="{radius:.1f}">'
            f"<title>{b.n}: {b.confidence:.2f} → {b.right:.2f}</title></circle>"
        )
    return _frame("confidence", "right_share", "".join(body) + "</g>", _SHARES)


def latency(milliseconds: Sequence[float], p50: float, p95: float) -> str:
    """A histogram of the times of the questions; what is slower than twice the 95th percentile is in the last bar."""
    high = max(_round_up(2 * p95), 1e-3)
    count = 30
    bars = [0] * count
    for value in milliseconds:
        bars[min(count - 1, int(value / high * count))] += 1
    most = max(4.0, _round_up(max(bars)))
    body = ['<g class="c0">']
    width = (_x(1) - _x(0)) / count
    for place, n in enumerate(bars):
        if n:
            top = _y(n / most)
            body.append(
                f'<rect class="bar" x="{_x(place / count) + 0.5:.1f}" y="{top:.1f}" width="{width - 1:.1f}" '
                f'height="{_y(0) - top:.1f}"><title>{n}</title></rect>'
            )
    body.append("</g>")
    for name, value, down in (("p50", p50, 10), ("p95", p95, 24)):  # not over each other where both are near
        x = _x(min(1.0, value / high))
        body.append(f'<line class="diagonal" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(1):.1f}" y2="{_y(0):.1f}"/>')
        body.append(_plain(x + 4, _y(1) + down, f"{name} {short(value)}"))
    ticks = [(step / 4, short(high * step / 4)) for step in range(5)]
    return _frame("milliseconds", "", "".join(body), ticks, (0.0, most))


def short(value: float) -> str:
    """A number with three digits that count, never as a power of ten: 0.0123, 12.3, 1,230."""
    return f"{value:.3g}" if value < 999.5 else f"{float(f'{value:.3g}'):,.0f}"


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 8, 10 times a power of ten, which four steps part into plain numbers."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= value * (1 - 1e-9))


def interval(estimate: Estimate, colour: int = 0) -> str:
    """A small bar from 0 to 1 with the mean and its interval, for a cell of a table."""
    low, high = estimate.low * 100, estimate.high * 100
    return (
        f'<span class="range c{colour % _COLOURS}" aria-hidden="true">'
        f'<i style="left:{low:.1f}%;width:{max(0.0, high - low):.1f}%"></i>'
        f'<b style="left:{estimate.mean * 100:.1f}%"></b></span>'
    )
