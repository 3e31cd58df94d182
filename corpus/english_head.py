"""The lines under the headline of a text in Latin letters: `By Mary Hill`, `Port Gazette, April 16, 2025`."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")  # noqa: SIM905
_MONTH = r"(?P<{0}>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    r"(?:(?:Published|Posted|Updated|Date)(?: on)?\s*:?\s+)?"
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thurs?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?(?:"
    + _MONTH.format("month")
    + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+"
    + _MONTH.format("month2")
    + r",?\s+(?P<year2>(?:19|20)\d\d)|(?P<year3>(?:19|20)\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d))"
    r"(?:,?\s+(?:at\s+)?\d{1,2}:\d\d(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s+[A-Z]{2,4})?)?"
)
_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|van|von|de|der|la|bin|al)){1,3}"
_BYLINE = re.compile(rf"(?i:by|words by|reported by)\s*:?\s+(?P<names>{_NAME}(?:(?:,| and|, and| &) {_NAME})*)")
_PAPER = re.compile(
    r"(?:The )?(?:[A-Z][\w'’&.-]* ){0,4}(?:Times|Post|News|Gazette|Herald|Tribune|Journal|Daily|Chronicle|Press|Star|"
    r"Mail|Telegraph|Guardian|Observer|Weekly|Review|Standard|Globe|Courier|Mirror|Examiner|Bulletin|Reuters|Xinhua)"
)
_PAGE = re.compile(r"(?i:page|p\.)\s*(?P<page>[A-Z]?\d{1,3})")
_BETWEEN = re.compile(r"[\s,|·•—–/;()-]+|(?:Source|Paper)\s*:\s*")


@dataclass(frozen=True, slots=True)
class EnglishHead:
    """What a line says: the date in ISO 8601, the paper, the authors, and the page as printed."""

    date: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    page: str | None = None


def find_english_head(line: str) -> EnglishHead | None:
    """What the line says if it says nothing else. The name of a paper alone is none."""
    found: dict[str, str] = {}
    at = 0
    while at < len(line):
        if match := _BETWEEN.match(line, at):
            at = match.end()
            continue
        taken = _piece(line, at, found)
        if taken is None:
            return None
        at = taken
    if not {"date", "names"} & found.keys():
        return None
    names = tuple(name.strip() for name in re.split(r",? and |,|&", found.get("names", "")) if name.strip())
    return EnglishHead(found.get("date"), found.get("source"), names, found.get("page"))


def _piece(line: str, at: int, found: dict[str, str]) -> int | None:
    """The end of the date, byline, page or paper that begins here, after adding it; None for anything else."""
    if match := _DATE.match(line, at):
        date = _iso(match)
        if date is None:
            return None
        found.setdefault("date", date)
    elif match := _BYLINE.match(line, at):
        found.setdefault("names", match["names"])
    elif match := _PAGE.match(line, at):
        found.setdefault("page", match["page"])
    elif match := _PAPER.match(line, at):
        found.setdefault("source", match[0])
    return match.end() if match else None


def _iso(match: re.Match[str]) -> str | None:
    parts = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    month = parts["month"]
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return datetime.date(int(parts["year"]), number, int(parts["day"])).isoformat()
    except ValueError:
        return None
