"""What checking a quotation gives: the verdict, the places, and what differs at each.

Offsets count code points, end exclusive: those of a quotation in the text as it was given, with the marks around it,
the others in the article's text or, where `in_title` is set, in its headline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from corpus.boxes import PrintedBox
from qa.records import boxes_json


class Verdict(StrEnum):
    """Whether the wording stands in the articles: to the letter, with small differences, or not."""

    VERBATIM = "verbatim"
    NEARLY = "nearly"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between a quotation and an article.

    `kind`: `changed`, `lacking` (the quotation lacks characters of the article), `added` (it has characters that the
    article lacks) or `swapped` (two characters in the other order). `quoted` is quotation[quote_start:quote_end],
    `printed` is text[start:end] of the article; one of the two may be empty.
    """

    kind: str
    quote_start: int
    quote_end: int
    start: int
    end: int
    quoted: str
    printed: str
    punctuation: bool = False

    def as_json(self) -> dict[str, Any]:
        """The difference as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """Where the wording stands: the characters [start, end) of an article, which are `text`.

    `spans` are the parts of a quotation with an ellipsis, in order; else there is one. `distance` counts the characters
    that differ. `variations` names what differs and is not counted: `script`, `width`, `case`, `spaces`, `line_breaks`,
    `quotation_marks`. The pages and boxes are as in `qa.records.Hit`.
    """

    article_id: str
    title: str
    source: str | None
    date: str | None
    path: str
    page: int | None
    start: int
    end: int
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    distance: int = 0
    differences: tuple[Difference, ...] = ()
    variations: tuple[str, ...] = ()
    in_title: bool = False
    page_label: str = ""
    page_name: str = ""
    boxes: tuple[PrintedBox, ...] = ()

    def segments(self, quotation: str) -> list[tuple[str, str, str]]:
        """The quotation in order, each part with the kind of its difference, or "", what it has, and the article."""
        segments, behind = [], 0
        for difference in self.differences:
            same = quotation[behind : difference.quote_start]
            segments += [("", same, same), (difference.kind, difference.quoted, difference.printed)]
            behind = difference.quote_end
        return [part for part in (*segments, ("", quotation[behind:], quotation[behind:])) if part[1] or part[2]]

    def as_json(self) -> dict[str, Any]:
        """The place as JSON values."""
        value = {name: getattr(self, name) for name in self.__slots__}
        return {
            **value,
            "spans": [list(span) for span in self.spans],
            "differences": [difference.as_json() for difference in self.differences],
            "variations": list(self.variations),
            "boxes": boxes_json(self.boxes),
        }


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation and what was found of it.

    `places` are the first places with the fewest differences, the earliest article first; `count` is how many there are
    in all. Where `complete` is False there may be more. `nearest` is the most similar wording where the verdict is
    `nowhere`, if any is similar enough to be shown. `seconds` is the time that it took.
    """

    quotation: str
    verdict: Verdict
    places: tuple[QuotedPlace, ...] = ()
    count: int = 0
    complete: bool = True
    nearest: QuotedPlace | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def punctuation_only(self) -> bool:
        """Whether the wording stands in the articles with other punctuation."""
        found = [difference for place in self.places[:1] for difference in place.differences]
        return bool(found) and all(difference.punctuation for difference in found)

    def as_json(self) -> dict[str, Any]:
        """The result as JSON values, seconds rounded to four places."""
        return {
            "quotation": self.quotation,
            "verdict": str(self.verdict),
            "punctuation_only": self.punctuation_only,
            "places": [place.as_json() for place in self.places],
            "count": self.count,
            "complete": self.complete,
            "nearest": self.nearest.as_json() if self.nearest else None,
            "seconds": round(self.seconds, 4),
        }
