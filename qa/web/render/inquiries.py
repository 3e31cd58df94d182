"""A checked quotation and a timeline as HTML: values for `checked.html` and `timeline.html`."""

from __future__ import annotations

from typing import Any

from qa.i18n.messages import message
from qa.quotation import CheckedQuotation, QuotedPlace
from qa.records import DatedFigure, Place, Series, Timeline
from qa.web.citations import page_line, place_line
from qa.web.render.highlights import language_tag

_WIDTH, _HEIGHT, _LEFT = 420, 20, 90  # of the plot and of each of its bars, and the room for dates, in pixels


def checked_values(checked: CheckedQuotation, language: str) -> dict[str, Any]:
    """The verdict, the first place with its differences, and the other places."""
    first = checked.nearest or next(iter(checked.places), None)
    count = checked.count if checked.complete else message(language, "at_least", n=checked.count)
    return {
        "verdict": checked.verdict,
        "count": message(language, "places", n=count) if checked.places else "",
        "punctuation_only": checked.punctuation_only,
        "nearest": checked.nearest is not None,
        "text": first.text if first else "",
        "language_tag": language_tag(first.text if first else checked.quotation),
        "opener": _quoted_opener(first, language) if first else None,
        "segments": first.segments(checked.quotation) if first and first.differences else [],
        "variations": [message(language, f"varies_{name}") for name in first.variations] if first else [],
        "others": [_quoted_opener(place, language) for place in checked.places[1:]],
        "more": checked.count - len(checked.places),
    }


def _quoted_opener(place: QuotedPlace, language: str) -> tuple[str, str, Any]:
    page = page_line(place.page_label, place.page, language)
    headline = message(language, "headline") if place.in_title else ""
    title = place.title or message(language, "untitled")
    label = " · ".join(part for part in (title, place.source, place.date, page, headline) if part)
    spans = "" if place.in_title else f"{place.start},{place.end}"
    return place.article_id, spans, label


def timeline_values(found: Timeline, language: str) -> dict[str, Any]:
    """The series, each with its plot and its rows."""
    return {"series": [_series_values(series, language) for series in found.series]}


def _series_values(series: Series, language: str) -> dict[str, Any]:
    most = max((abs(one.value) for one in series.plotted), default=0.0) or 1.0
    kind = "" if series.kind == "level" else message(language, f"series_{series.kind}")
    bars = [
        (i * _HEIGHT, one.date, max(1, round((_WIDTH - _LEFT - 90) * abs(one.value) / most)), one.text)
        for i, one in enumerate(series.plotted)
    ]
    return {
        "name": f"{series.measure}{kind}",
        "width": _WIDTH,
        "height": len(bars) * _HEIGHT,
        "left": _LEFT,
        "bars": bars if len(bars) > 1 else [],
        "rows": [(one.date, one.text, one.quote, language_tag(one.quote), one.differs, _openers(one, language))
                 for one in series.figures],
    }  # fmt: skip


def _openers(one: DatedFigure, language: str) -> list[tuple[str, str, Any]]:
    quote = f"{one.quote_start},{one.quote_start + len(one.quote)},{one.start},{one.end}"
    return [_opener(one.place, quote, language), *(_opener(place, "", language) for place in one.also)]


def _opener(place: Place, spans: str, language: str) -> tuple[str, str, Any]:
    return place.article_id, spans or f"{place.start},{place.end}", place_line(place, language)
