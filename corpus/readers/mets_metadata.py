"""Titles, dates and authors in METS files: MODS (https://www.loc.gov/standards/mods/) and Dublin Core."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers import dates
from corpus.readers.xml_tree import local_name
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./]((?:1[5-9]|20)\d\d)")
_IN_LABEL = re.compile(
    r"(?<!\d)(?:((?:1[5-9]|20)\d\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])|"
    r"(0?[1-9]|[12]\d|3[01])[.](0?[1-9]|1[0-2])[.]((?:1[5-9]|20)\d\d))(?!\d)"
)
_NUMBER = re.compile(r"[\s,;:/(\[]+(?:no|nr|n°|nº|num|issue|vol|第)\.?\s*\d+.*", re.IGNORECASE)
_AUTHORS = frozenset(("", "aut", "author", "cre", "creator", "auteur", "autor", "verfasser", "作者"))
_OTHER_TITLES = frozenset(("abbreviated", "alternative", "translated", "uniform"))


@dataclass(frozen=True, slots=True)
class Description:
    """What is said about an article or an issue: its title (an issue's is the paper's name), ISO date and authors."""

    title: str = ""
    date: str | None = None
    authors: tuple[str, ...] = ()

    def or_else(self, other: Description) -> Description:
        """This description, with what it lacks from another one."""
        return Description(self.title or other.title, self.date or other.date, self.authors or other.authors)


def descriptions(root: _Element) -> dict[str, Description]:
    """The descriptions in the sections of a METS file, by the ids of the sections."""
    found: dict[str, Description] = {}
    for section in root:
        if local_name(section) == "dmdSec":
            mods = next(section.iter("{*}mods"), None)
            found[section.get("ID") or ""] = _mods(mods) if mods is not None else _dublin_core(section)
    return found


def of_issue(root: _Element, described: Mapping[str, Description], of_articles: Iterable[str]) -> Description:
    """The description of the whole: from the sections that describe no article, else from labels."""
    others = [about for id, about in described.items() if id not in set(of_articles)]
    dated = [about for about in others if about.date and len(about.date) == 10]
    label = clean(root.get("LABEL") or "").replace("\n", " ")
    titles = (about.title for about in [*dated, *others])
    title = next(filter(None, titles), "") or name_in_label(label)
    day = next((about.date for about in [*dated, *others] if about.date), None)
    if day is None or len(day) < 10:
        day = date_in_label(label) or date_in_label(root.get("OBJID") or "") or day
    return Description(title, day)


def date_in_label(label: str) -> str | None:
    """A full date in a label or a name, also `17.12.1918`, in ISO 8601."""
    match = _IN_LABEL.search(label)
    if match is None:
        return None
    year, _, month, day, day2, month2, year2 = match.groups()
    return dates.iso(f"{year or year2}-{month or month2}-{day or day2}")


def name_in_label(label: str) -> str:
    """The name of the paper in a label such as `The Ferry News, no. 12, 1901-03-02`."""
    match = _IN_LABEL.search(label)
    return _NUMBER.sub("", label[: match.start()] if match else label).rstrip(" ,;:/([-_")


def iso(text: str) -> str | None:
    """A date of MODS or Dublin Core in ISO 8601: also with a time, and with the day first."""
    text = text.strip()
    if match := _DAY_FIRST.fullmatch(text):
        return dates.iso(f"{match[3]}-{match[2]}-{match[1]}")
    return dates.iso(text)


def _mods(mods: _Element) -> Description:
    hosts = [child for child in mods if local_name(child) == "relatedItem" and child.get("type") in ("host", "series")]
    title = next(filter(None, map(_mods_title, [mods, *hosts])), "")
    found = [day for source in [mods, *hosts] for day in map(iso, _dates(source)) if day]
    authors = (name for child in mods if local_name(child) == "name" and (name := _mods_author(child)))
    return Description(title, max(found, key=len, default=None), tuple(dict.fromkeys(authors)))


def _mods_title(element: _Element) -> str:
    for info in element:
        if local_name(info) == "titleInfo" and (info.get("type") or "") not in _OTHER_TITLES:
            article, title = _text(info, "nonSort"), _text(info, "title")
            if title:
                space = "" if not article or article.endswith(("'", "’", "-")) else " "
                return f"{article}{space}{title}"
    return ""


def _mods_author(name: _Element) -> str:
    roles = [_plain(role) for role in name.iter("{*}roleTerm")]
    if roles and not any(role.lower().strip(" .") in _AUTHORS for role in roles):
        return ""
    parts = [
        _plain(part)
        for part in name
        if local_name(part) == "namePart" and part.get("type") in (None, "given", "family")
    ]
    return " ".join(filter(None, parts)).strip(" .,;:")


def _dates(element: _Element) -> Iterator[str]:
    for child in element:
        if local_name(child) in ("originInfo", "part"):
            named = ("dateIssued", "dateCreated", "dateOther", "date")
            yield from (_plain(date) for name in named for date in child if local_name(date) == name)


def _dublin_core(section: _Element) -> Description:
    texts: dict[str, list[str]] = {"title": [], "date": [], "creator": []}
    for element in section.iter("{http://purl.org/dc/elements/1.1/}*"):
        if local_name(element) in texts and (text := _plain(element)):
            texts[local_name(element)].append(text)
    title = next((text for text in texts["title"] if not _IN_LABEL.match(text)), "")
    found = [day for day in map(iso, texts["date"]) if day]
    return Description(title, max(found, key=len, default=None), tuple(texts["creator"]))


def _text(element: _Element, name: str) -> str:
    return next((_plain(child) for child in element if local_name(child) == name), "")


def _plain(element: _Element) -> str:
    return clean("".join(element.itertext())).replace("\n", " ")
