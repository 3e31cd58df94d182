"""The figures of a subject and a measure over time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from qa.records.replies import Place


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A figure of a timeline: text[start:end] == `text`, in the sentence `quote`, which starts at `quote_start`.

    `date` is the time that the sentence speaks of, else the article's: `2024`, `2024-H1`, `2024-Q1`, `2024-Q1-Q3`,
    `2024-05` or `2024-05-17`. `value` is in the unit of its series. `differs`: another article gives another figure for
    the same time. `also` are other places with the same figure.
    """

    date: str
    value: float
    text: str
    start: int
    end: int
    quote: str
    quote_start: int
    place: Place
    differs: bool = False
    also: tuple[Place, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The figure as JSON values."""
        value = {name: getattr(self, name) for name in self.__slots__}
        return {**value, "place": self.place.as_json(), "also": [place.as_json() for place in self.also]}


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one measure, kind and unit, the earliest first; of one time, the newest article first.

    `kind`: `level`, `share` (per cent of something) or `rate` (by how many per cent it grew; negative where it fell).
    """

    measure: str
    kind: str
    unit: str
    figures: tuple[DatedFigure, ...]

    @property
    def plotted(self) -> tuple[DatedFigure, ...]:
        """The figures of the commonest kind of time (years, months …), one of each time, from the newest article."""
        first: dict[str, DatedFigure] = {}
        for figure in self.figures:
            first.setdefault(figure.date, figure)
        kinds = {date: len(date) if date[5:6].isdigit() else date[5:6] for date in first}
        commonest = Counter(kinds.values()).most_common(1)
        return tuple(figure for date, figure in first.items() if kinds[date] == commonest[0][0])

    def as_json(self) -> dict[str, Any]:
        """The series as JSON values."""
        figures = [figure.as_json() for figure in self.figures]
        return {"measure": self.measure, "kind": self.kind, "unit": self.unit, "figures": figures}


@dataclass(frozen=True, slots=True)
class Timeline:
    """The dated figures of a subject and a measure, the series that was asked for first."""

    query: str
    subject: str
    measure: str
    series: tuple[Series, ...]

    def as_json(self) -> dict[str, Any]:
        """The timeline as JSON values."""
        return {
            "query": self.query,
            "subject": self.subject,
            "measure": self.measure,
            "series": [series.as_json() for series in self.series],
        }
