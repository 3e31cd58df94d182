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

from qa.cli.language import language, words
from qa.cli.output import source_line
from qa.i18n.messages import message

if TYPE_CHECKING:  # heavy modules are imported where they are used
    from qa.library import Library
    from qa.quotation import CheckedQuotation, QuotedPlace
    from qa.records import Series, Timeline

_BAR = 24  # characters of the longest bar
_VERBATIM, _NEARLY, _NOWHERE = 0, 1, 3


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
    number = words("places", n=checked.count)
    places = number if checked.complete else words("at_least", places=number)
    punctuation = checked.verdict == "nearly" and checked.punctuation_only
    yield words("checked_punctuation" if punctuation else f"checked_{checked.verdict}", places=places)
    if checked.nearest is not None:
        yield words("nearest_wording")
    first = checked.nearest or next(iter(checked.places), None)
    if first is None:
        return
    yield from _place_lines(first, checked.quotation)
    if checked.places[1:]:
        yield ""
        yield words("also_in")
        yield from (f"  {_source(place)}" for place in checked.places[1:])
        if checked.count > len(checked.places):
            yield f"  {words('more_places', n=checked.count - len(checked.places))}"


def _place_lines(place: QuotedPlace, quotation: str) -> Iterator[str]:
    yield from (f"  {line}" for line in place.text.split("\n"))
    yield f"  — {_source(place)}"
    if place.variations:
        names = message(language(), "comma").join(message(language(), f"varies_{name}") for name in place.variations)
        yield f"  {words('not_counted', names=names)}"
    if place.differences:
        marked = "".join(
            quoted if not kind else (f"[-{quoted}-]" if quoted else "") + (f"{{+{printed}+}}" if printed else "")
            for kind, quoted, printed in place.segments(quotation)
        )
        yield f"  {words('compared', marked=marked)}"
    for one in place.differences:
        kind = "changed" if one.kind == "swapped" else one.kind
        change = words(f"change_{kind}", printed=one.printed, quoted=one.quoted)
        where = {"quoted": f"{one.quote_start}–{one.quote_end}", "printed": f"{one.start}–{one.end}"}
        yield f"  {words('where_differs', **where, change=change)}"


def _source(place: QuotedPlace) -> str:
    return source_line(place, message(language(), "headline") if place.in_title else "")


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
    series = ("\n".join(_series_lines(one)) for one in found.series)
    return "\n\n".join(series) or message(language(), "no_figures")


def _series_lines(series: Series) -> Iterator[str]:
    kind = message(language(), f"series_{series.kind}") if series.kind in ("rate", "share") else ""
    yield f"{series.measure}{kind}, {series.unit}"
    most = max((abs(one.value) for one in series.plotted), default=0.0)
    for one in series.figures:
        bar = "█" * round(_BAR * abs(one.value) / most) if most and one in series.plotted else ""
        differs = words("certainty", word=message(language(), "figure_differs")) if one.differs else ""
        also = f" (+{len(one.also)})" if one.also else ""
        yield f"  {one.date:<10} {one.text:>12} {bar:<{_BAR}} {source_line(one.place)}{also}{differs}"
        yield f"      {' '.join(one.quote.split())}"


COMMANDS: dict[str, Callable[[argparse.Namespace, Library], int]] = {"check": _check, "timeline": _timeline}
