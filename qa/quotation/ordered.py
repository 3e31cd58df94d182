"""Orders the places of a quotation: the earliest article first, then the first page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.boxes import boxes, printed
from corpus.records import Article
from qa.quotation.placed import Placed
from qa.quotation.records import QuotedPlace
from qa.records import PassageSource

_UNDATED = "9999"  # sorts behind every date
_MAX_OF_ONE_DAY = 100  # articles whose pages are compared
_LABEL = re.compile("([^0-9]*)([0-9]*)")


def ordered(places: Sequence[Placed], source: PassageSource, shown: int) -> tuple[QuotedPlace, ...]:
    """The first `shown` places, described, with their articles' records, pages and boxes."""
    by_date = sorted(places, key=lambda placed: (placed.date or _UNDATED, placed.id))
    last = (by_date[:shown][-1].date or _UNDATED) if by_date else ""
    of_days = [placed for placed in by_date if (placed.date or _UNDATED) <= last][: shown + _MAX_OF_ONE_DAY]
    articles = source.article_metadata(sorted({placed.part.article_id for placed in of_days}))
    known = [
        _with_record(placed.described(), articles[placed.part.article_id])
        for placed in of_days
        if placed.part.article_id in articles
    ]
    return tuple(sorted(known, key=_order)[:shown])


def _order(place: QuotedPlace) -> tuple[str, str, int, int, str, int]:
    match = _LABEL.match(place.page_label)
    section, number = match.groups() if match else ("", "")
    page = int(number or place.page or 0)
    return place.date or _UNDATED, section, page, place.page or 0, place.path, place.start


def _with_record(place: QuotedPlace, article: Article) -> QuotedPlace:
    offset = 0 if place.in_title else place.start
    page = article.printed_at(offset)
    spans = () if place.in_title else place.spans
    return replace(
        place,
        source=article.source,
        path=article.path,
        page=article.page_at(offset),
        page_label=page.label if page else "",
        page_name=page.name if page else "",
        boxes=printed([box for start, end in spans for box in boxes(article, start, end)], article.pages),
    )
