"""Draws plots as inline SVG from numbers. The page's style colours them by class, in light and in dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from qa.evaluation.report.messages import TEXTS
from qa.evaluation.results import Bin, Estimate

_WIDTH, _HEIGHT = 440, 270  # pixels, as are the margins
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 24, 14, 44
_COLOURS = 3  # classes c0, c1, c2 of the style
_LATENCY_BARS = 30
_MIDDLE, _END = Markup('text-anchor="middle"'), Markup('text-anchor="end"')


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _text(x: float, y: float, key: str, attributes: str) -> Markup:
    """A label in both languages."""
    template = Markup('<text class="{0}" lang="{0}" x="{1:.1f}" y="{2:.1f}" {3}>{4}</text>')
    return Markup("").join(
        template.format(language, x, y, attributes, text)
        for language, text in zip(("zh", "en"), TEXTS[key], strict=True)
    )


def _plain(x: float, y: float, text: str, attributes: str = "") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" {}>{}</text>').format(x, y, attributes, text)


def _line(css_class: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    template = Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>')
    return template.format(css_class, x1, x2, y1, y2)


def _curve(points: Sequence[tuple[float, float]]) -> Markup:
    return Markup('<polyline class="line" points="{}"/>').format(" ".join(f"{x:.1f},{y:.1f}" for x, y in points))


def _dot(x: float, y: float, radius: float) -> Markup:
    return Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:g}"/>').format(x, y, radius)


def _group(colour: int, parts: Sequence[Markup]) -> Markup:
    return Markup('<g class="c{}">{}</g>').format(colour % _COLOURS, Markup("").join(parts))


def _frame(
    label: str, y_label: str, body: Markup, x_ticks: Sequence[tuple[float, str]], y_range: tuple[float, float]
) -> Markup:
    """The axes around a plot. `x_ticks` are shares of the width; `y_range` are the values at the two ends."""
    low, high = y_range
    parts = []
    for step in range(5):
        y = _y(step / 4)
        parts.append(_line("grid", _LEFT, y, _WIDTH - _RIGHT, y))
        parts.append(_plain(_LEFT - 6, y + 4, f"{low + step / 4 * (high - low):.4g}", _END))
    parts += [_plain(_x(share), _HEIGHT - _BOTTOM + 16, text, _MIDDLE) for share, text in x_ticks]
    if label:
        parts.append(_text(_x(0.5), _HEIGHT - 8, label, _MIDDLE))
    if y_label:
        turned = Markup('{} transform="rotate(-90 10 {:.1f})"').format(_MIDDLE, _y(0.5))
        parts.append(_text(10, _y(0.5), y_label, turned))
    name = " · ".join(text for key in (label, y_label) if key for text in TEXTS[key])
    svg = Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>')
    return svg.format(_WIDTH, _HEIGHT, name, Markup("").join(parts), body)


_SHARES = tuple((step / 4, f"{step / 4:g}") for step in range(5))


def by_cutoff(series: Mapping[str, Mapping[int, Estimate]]) -> Markup:
    """Metrics by cutoff k, with their intervals: a line for each name."""
    cutoffs = sorted({k for points in series.values() for k in points})
    last = max(1, len(cutoffs) - 1)
    share_of = {k: 0.04 + 0.92 * number / last for number, k in enumerate(cutoffs)}
    lowest = min(value.low for points in series.values() for value in points.values())
    bottom = next(low for low in (0.9, 0.8, 0.6, 0.0) if low <= lowest or not low)  # a quarter of the rest is round

    def y(value: float) -> float:
        return _y((value - bottom) / (1 - bottom))

    lines = []
    for number, points in enumerate(series.values()):
        shift = (number - (len(series) - 1) / 2) * 5  # so that the whiskers of two lines do not overlap
        dots = [(_x(share_of[k]) + shift, points[k]) for k in sorted(points)]
        parts = [_curve([(x, y(value.mean)) for x, value in dots])]
        for x, value in dots:
            parts += [_line("whisker", x, y(value.low), x, y(value.high)), _dot(x, y(value.mean), 3.5)]
        lines.append(_group(number, parts))
    ticks = [(share, str(k)) for k, share in share_of.items()]
    return _frame("by_k", "", Markup("").join(lines), ticks, (bottom, 1.0))


def risk_coverage(points: Sequence[tuple[float, float, float]], current_coverage: float | None) -> Markup:
    """The curve of (threshold, coverage, risk); `current_coverage` is the share of questions that are answered now."""
    top = min(1.0, _round_up(max([0.05, *(risk for _, _, risk in points)])))
    parts = [_curve([(_x(coverage), _y(risk / top)) for _, coverage, risk in points])]
    if current_coverage is not None:
        _, coverage, risk = min(points, key=lambda point: abs(point[1] - current_coverage))
        parts.append(_dot(_x(coverage), _y(risk / top), 5))
    return _frame("coverage", "risk_axis", _group(0, parts), _SHARES, (0.0, top))


def calibration(bins: Sequence[Bin]) -> Markup:
    """Confidence against the share that is right; the area of a dot grows with its number of questions."""
    template = Markup('<circle class="bubble" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title></circle>')
    largest = max(b.n for b in bins)
    dots = [
        template.format(
            _x(b.confidence),
            _y(b.right),
            3 + 11 * math.sqrt(b.n / largest),
            f"{b.n}: {b.confidence:.2f} → {b.right:.2f}",
        )
        for b in bins
    ]
    body = _line("diagonal", _x(0), _y(0), _x(1), _y(1)) + _group(0, dots)
    return _frame("confidence", "right_share", body, _SHARES, (0.0, 1.0))


def latency(milliseconds: Sequence[float], p50: float, p95: float) -> Markup:
    """A histogram of times in milliseconds. The last bar has all above twice the 95th percentile."""
    high = max(_round_up(2 * p95), 1e-3)
    counts = [0] * _LATENCY_BARS
    for value in milliseconds:
        counts[min(_LATENCY_BARS - 1, int(value / high * _LATENCY_BARS))] += 1
    top = max(4.0, _round_up(max(counts)))
    template = Markup('<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>')
    width = (_x(1) - _x(0)) / _LATENCY_BARS
    bars = [
        template.format(_x(number / _LATENCY_BARS) + 0.5, _y(n / top), width - 1, _y(0) - _y(n / top), n)
        for number, n in enumerate(counts)
        if n
    ]
    parts = [_group(0, bars)]
    for name, value, down in (("p50", p50, 10), ("p95", p95, 24)):  # at two heights, so that they do not overlap
        x = _x(min(1.0, value / high))
        parts += [_line("diagonal", x, _y(1), x, _y(0)), _plain(x + 4, _y(1) + down, f"{name} {short(value)}")]
    ticks = [(step / 4, short(high * step / 4)) for step in range(5)]
    return _frame("milliseconds", "", Markup("").join(parts), ticks, (0.0, top))


def short(value: float) -> str:
    """A number with three significant digits, never in scientific notation: 0.0123, 12.3, 1,230."""
    return f"{value:.3g}" if value < 999.5 else f"{float(f'{value:.3g}'):,.0f}"


def duration(milliseconds: float) -> str:
    """A time with its unit: 6 ms, 1.79 s."""
    return f"{short(milliseconds)} ms" if milliseconds < 999.5 else f"{short(milliseconds / 1000)} s"


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 8, 10 times a power of ten, a quarter of which is a round number."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= value * (1 - 1e-9))
