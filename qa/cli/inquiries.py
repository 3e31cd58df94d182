"""The commands that look something up without a question: `check`, and `timeline`.

Exit codes of `check`: 0 the wording stands in the articles to the letter, 1 nearly, 3 nowhere.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from qa.cli.output import page_text

if TYPE_CHECKING:  # heavy modules are imported where they are used
    from qa.library import Library
    from qa.quotation import CheckedQuotation, QuotedPlace
    from qa.records import Place, Series, Timeline

_BAR = 24  # characters of the longest bar
_VERBATIM, _NEARLY, _NOWHERE = 0, 1, 3
_CHANGES = {
    "changed": "“{printed}” is “{quoted}” in the quotation",
    "lacking": "the quotation lacks “{printed}”",
    "added": "the quotation adds “{quoted}”",
    "swapped": "“{printed}” is “{quoted}” in the quotation",
}


def _check(options: argparse.Namespace, library: Library) -> int:
    from qa.quotation import Verdict

    quotation = sys.stdin.read() if options.quotation == "-" else options.quotation
    checked = library.check(quotation, shown=options.places)
    print(json.dumps(checked.as_json(), ensure_ascii=False) if options.json else checked_text(checked))
    return {Verdict.VERBATIM: _VERBATIM, Verdict.NEARLY: _NEARLY, Verdict.NOWHERE: _NOWHERE}[checked.verdict]


def checked_text(checked: CheckedQuotation) -> str:
    """The verdict, the first place with what differs there, and the other places."""
    return "\n".join(_checked_lines(checked))


def _checked_lines(checked: CheckedQuotation) -> Iterator[str]:
    number = f"{'' if checked.complete else 'at least '}{checked.count} place{'' if checked.count == 1 else 's'}"
    yield {
        "verbatim": f"To the letter, in {number}.",
        "nearly": f"Nearly, in {number}{'; only punctuation differs' if checked.punctuation_only else ''}.",
        "nowhere": "Nowhere in the articles.",
    }[checked.verdict]
    if checked.nearest is not None:
        yield "The nearest wording:"
    first = checked.nearest or next(iter(checked.places), None)
    if first is None:
        return
    yield from _place_lines(first, checked.quotation)
    if checked.places[1:]:
        yield ""
        yield "Also:"
        yield from (f"  {_source(place)}" for place in checked.places[1:])
        if checked.count > len(checked.places):
            yield f"  and {checked.count - len(checked.places)} more"


def _place_lines(place: QuotedPlace, quotation: str) -> Iterator[str]:
    yield from (f"  {line}" for line in place.text.split("\n"))
    yield f"  — {_source(place)}"
    if place.variations:
        yield f"  Not counted as different: {', '.join(name.replace('_', ' ') for name in place.variations)}."
    if place.differences:
        marked = "".join(
            quoted if not kind else (f"[-{quoted}-]" if quoted else "") + (f"{{+{printed}+}}" if printed else "")
            for kind, quoted, printed in place.segments(quotation)
        )
        yield f"  Compared: {marked}"
    for one in place.differences:
        change = _CHANGES[one.kind].format(printed=one.printed, quoted=one.quoted)
        yield f"  {one.quote_start}–{one.quote_end} of the quotation, {one.start}–{one.end} of the article: {change}"


def _source(place: QuotedPlace) -> str:
    headline = "headline" if place.in_title else ""
    page = page_text(place.page_label, place.page)
    facts = (place.title or place.article_id, place.source, place.date, page, headline)
    return " · ".join(fact for fact in facts if fact)


def _timeline(options: argparse.Namespace, library: Library) -> int:
    from qa.records import Filters

    filters = Filters(options.after, options.before, options.source, collection=options.collection)
    found = library.timeline(options.query, filters=filters)
    if options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(_rows(found))
    else:
        print(json.dumps(found.as_json(), ensure_ascii=False) if options.json else timeline_text(found))
    return 0


_COLUMNS = ("measure", "kind", "unit", "date", "value", "text", "differs", "quote", "title", "source", "published",
            "page", "article_id", "start", "end", "also")  # fmt: skip


def _rows(found: Timeline) -> Iterator[tuple[object, ...]]:
    for series in found.series:
        for one in series.figures:
            place = one.place
            yield (
                series.measure, series.kind, series.unit, one.date, f"{one.value:.12g}", one.text, int(one.differs),
                one.quote, place.title, place.source or "", place.date or "", place.page_label or place.page or "",
                place.article_id, one.start, one.end, " ".join(other.article_id for other in one.also),
            )  # fmt: skip


def timeline_text(found: Timeline) -> str:
    """A table of each series, with a bar for each figure that can be compared with the others."""
    return "\n\n".join("\n".join(_series_lines(series)) for series in found.series) or "No dated figures were found."


def _series_lines(series: Series) -> Iterator[str]:
    kind = {"rate": " (growth)", "share": " (share)"}.get(series.kind, "")
    yield f"{series.measure}{kind}, {series.unit}"
    most = max((abs(one.value) for one in series.plotted), default=0.0)
    for one in series.figures:
        bar = "█" * round(_BAR * abs(one.value) / most) if most and one in series.plotted else ""
        differs = " (articles differ)" if one.differs else ""
        also = f" (+{len(one.also)})" if one.also else ""
        yield f"  {one.date:<10} {one.text:>12} {bar:<{_BAR}} {_place_of(one.place)}{also}{differs}"
        yield f"      {' '.join(one.quote.split())}"


def _place_of(place: Place) -> str:
    facts = (place.title or place.article_id, place.source, place.date, page_text(place.page_label, place.page))
    return " · ".join(fact for fact in facts if fact)


COMMANDS: dict[str, Callable[[argparse.Namespace, Library], int]] = {"check": _check, "timeline": _timeline}
