"""METS files of newspaper issues: which files belong to which page, which articles there are, and where each stands.

The schema is at https://www.loc.gov/standards/mets/. Libraries fill it in differently; what is read of it: articles of
the logical structure with their areas (`FILEID`, `BEGIN`, `END`), areas by links to the physical structure
(`structLink`), titles, authors and dates in MODS or Dublin Core. Knows no other file: `corpus/readers/mets_issue.py`
opens those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.readers import mets_links, mets_metadata
from corpus.readers.mets_kinds import (
    ARTICLES,
    BODIES,
    CONTAINERS,
    HEADINGS,
    INNER,
    MASTHEADS,
    NO_TITLES,
    PARAGRAPHS,
    PIECES,
    SECTIONS,
    TITLES,
)
from corpus.readers.mets_metadata import Description
from corpus.readers.xml_tree import local_name
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class File:
    """A file that is named: where it is said to be, what it is used for (its group), and its media type."""

    id: str
    href: str
    use: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a file: from the element `begin` to the element `end`; the whole file if both are empty.

    `coords` is (left, top, right, bottom) in pixels, where an area of a picture is given.
    """

    file: str
    begin: str = ""
    end: str = ""
    coords: tuple[float, float, float, float] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole file."""
        return not self.begin and self.coords is None


@dataclass(frozen=True, slots=True)
class Part:
    """Areas that belong together, with what the file calls them, in lower case and letters only.

    `is_title`: they are the headline, `is_paragraph`: all of them are one paragraph.
    """

    kind: str
    areas: tuple[Area, ...]
    is_title: bool = False
    is_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class ArticleDiv:
    """An article: its parts in reading order, and what is said about it and about the issue that it is in."""

    kind: str
    parts: tuple[Part, ...]
    about: Description
    issue: Description


@dataclass(frozen=True, slots=True)
class PageDiv:
    """A page of the physical structure: its printed number, and the ids of its files."""

    label: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """What a METS file says. `apart` are the areas of mastheads and imprints; `issue` describes the whole."""

    files: Mapping[str, File]
    pages: tuple[PageDiv, ...]
    articles: tuple[ArticleDiv, ...]
    apart: tuple[Area, ...]
    issue: Description


def structure(root: _Element) -> Structure:
    """Read the first element of a METS file."""
    files = _files(root)
    maps = [child for child in root if local_name(child) == "structMap"]
    physical = [item for item in maps if (item.get("TYPE") or "").lower().startswith("phys")]
    pages = list(_pages(physical or maps, files))
    described = mets_metadata.descriptions(root)
    about_all = mets_metadata.of_issue(root, described, _described_as_articles(maps))
    targets = {div.get("ID") or "": div for item in physical for div in item.iter("{*}div")}
    reader = _Logical(files, described, mets_links.links(root), targets)
    for item in [item for item in maps if item not in physical] or maps:
        reader.walk(item, about_all)
    articles = _without_shared_pages(reader.articles)
    issue = next((article.issue for article in articles), about_all)
    return Structure(files, tuple(pages), tuple(articles), tuple(reader.apart), issue.or_else(about_all))


def _described_as_articles(maps: Sequence[_Element]) -> list[str]:
    """The ids of the sections that describe articles."""
    divs = (div for item in maps for div in item.iter("{*}div") if kind_of(div) in ARTICLES)
    return [id for div in divs for id in (div.get("DMDID") or "").split()]


def _without_shared_pages(articles: Sequence[ArticleDiv]) -> list[ArticleDiv]:
    """The articles without the whole pages that are not theirs alone."""
    areas = [area for article in articles for part in article.parts for area in part.areas]
    whole = Counter(area.file for area in areas if area.is_whole)
    shared = mets_links.shared(whole, {area.file for area in areas if not area.is_whole})
    found: list[ArticleDiv] = []
    for article in articles:
        parts = [
            replace(part, areas=tuple(area for area in part.areas if not (area.is_whole and area.file in shared)))
            for part in article.parts
        ]
        if parts := [part for part in parts if part.areas]:
            found.append(replace(article, parts=tuple(parts)))
    return found


def _files(root: _Element) -> dict[str, File]:
    """The files by their ids."""
    files: dict[str, File] = {}
    for element in root.iter("{*}file"):
        location = next((child for child in element if local_name(child) == "FLocat"), None)
        href = _attribute(location, "href") if location is not None else ""
        groups = [group.get("USE") or group.get("ID") or "" for group in element.iterancestors("{*}fileGrp")]
        use = " ".join(filter(None, [element.get("USE") or "", *groups]))
        if href:
            id = element.get("ID") or ""
            files[id] = File(id, href, use.lower(), (element.get("MIMETYPE") or "").lower())
    return files


def _attribute(element: _Element, name: str) -> str:
    """An attribute in any namespace: that of XLink is written in several ways."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _pages(maps: Sequence[_Element], files: Mapping[str, File]) -> Iterator[PageDiv]:
    """The divisions that name files as a whole, in their order."""
    seen: set[tuple[str, ...]] = set()
    stack = [div for item in reversed(maps) for div in reversed(item)]
    while stack:
        div = stack.pop()
        if local_name(div) != "div":
            continue
        named = tuple(dict.fromkeys(area.file for area in _own_areas(div) if area.file in files))
        if named and (kind_of(div) not in ARTICLES | PIECES):
            if named not in seen:
                seen.add(named)
                yield PageDiv(clean(div.get("ORDERLABEL") or div.get("LABEL") or div.get("ORDER") or ""), named)
        else:
            stack.extend(reversed(div))


def kind_of(div: _Element) -> str:
    """The type of a division in lower-case letters, without a prefix: `TITLE_SECTION` is `titlesection`."""
    kind = (div.get("TYPE") or "").rpartition(":")[2].lower()
    kind = "".join(char for char in kind if char.isalpha())
    if kind == "pagearea":  # what kind of area it is stands in its label
        label = "".join(char for char in (div.get("LABEL") or "").lower() if char.isalpha())
        return label or kind
    return kind


def _own_areas(div: _Element) -> Iterator[Area]:
    """The areas that a division names itself, in their order."""
    for pointer in div:
        if local_name(pointer) != "fptr":
            continue
        areas = list(pointer.iter("{*}area"))
        if pointer.get("FILEID") and not areas:
            yield Area(pointer.get("FILEID") or "")
        for area in areas:
            yield Area(
                area.get("FILEID") or "", area.get("BEGIN") or "", area.get("END") or "", _coords(area.get("COORDS"))
            )


def _coords(text: str | None) -> tuple[float, float, float, float] | None:
    """The box around the corners that are given, in pixels."""
    try:
        numbers = [float(number) for number in (text or "").replace(",", " ").split()]
    except ValueError:
        return None
    if len(numbers) < 4:
        return None
    return min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])


@dataclass(slots=True)
class _Logical:
    """Finds the articles of the logical structure."""

    files: Mapping[str, File]
    described: Mapping[str, Description]
    links: Mapping[str, Sequence[str]]
    targets: Mapping[str, _Element]
    articles: list[ArticleDiv] = field(default_factory=list)
    apart: list[Area] = field(default_factory=list)

    def walk(self, root: _Element, about: Description) -> None:
        """The articles below an element, in their order."""
        stack = [(div, about) for div in reversed(_divs(root))]
        while stack:
            div, issue = stack.pop()
            kind = kind_of(div)
            if kind in MASTHEADS:
                self.apart.extend(area for part in self._parts(div) for area in part.areas)
            elif kind in ARTICLES or self._is_text(div, kind):
                self._article(div, kind, issue)
            elif kind not in PIECES:
                about = self._about(div)
                label = mets_metadata.date_in_label(div.get("LABEL") or "") if issue.date is None else None
                inner = replace(about, date=about.date or label).or_else(issue)
                stack.extend((child, inner) for child in reversed(_divs(div)))

    def _is_text(self, div: _Element, kind: str) -> bool:
        """Whether a division of another kind, or a section, holds parts of pages itself, and no article."""
        if kind in PIECES or kind in CONTAINERS - SECTIONS or not _holds_pieces_only(div):
            return False
        return any(not area.is_whole for part in self._parts(div) for area in part.areas)

    def _article(self, div: _Element, kind: str, issue: Description) -> None:
        parts = self._parts(div)
        if parts:
            about = self._about(div)
            label = clean(div.get("LABEL") or "").replace("\n", " ")
            if not about.title and "".join(filter(str.isalpha, label.lower())) not in NO_TITLES:
                about = replace(about, title=label)
            self.articles.append(ArticleDiv(kind, tuple(parts), about, issue))

    def _about(self, div: _Element) -> Description:
        found = Description()
        for id in (div.get("DMDID") or "").split():
            found = found.or_else(self.described.get(id, Description()))
        return found

    def _parts(self, div: _Element) -> list[Part]:
        """The parts of an article: its own areas and those below it, or else those that it is linked to."""
        parts: list[Part] = []
        stack = [(div, False, False, False)]
        while stack:
            item, in_heading, in_body, in_paragraph = stack.pop()
            kind = kind_of(item)
            in_body = in_body or kind in BODIES
            in_heading = (in_heading or kind in HEADINGS) and not in_body
            in_paragraph = in_paragraph or kind in PARAGRAPHS
            if areas := self._text_areas(_own_areas(item)):
                is_title = in_heading and kind in TITLES
                parts.append(Part(kind, areas, is_title, in_paragraph))
            for target in self.links.get(item.get("ID") or "", ()):
                parts.extend(self._linked(target))
            stack.extend((child, in_heading, in_body, in_paragraph) for child in reversed(_divs(item)))
        return parts

    def _linked(self, target: str) -> Iterator[Part]:
        """The areas of a division of the physical structure; those of a page are its whole files."""
        div = self.targets.get(target)
        if div is not None and (areas := self._text_areas(_own_areas(div))):
            kind = kind_of(div)
            if kind not in PIECES:
                areas = tuple(Area(area.file) for area in areas)
            yield Part(kind, areas, kind in TITLES)

    def _text_areas(self, areas: Iterable[Area]) -> tuple[Area, ...]:
        """The areas of text files; without any, those of pictures that give a place."""
        named = [area for area in areas if area.file in self.files]
        texts = [area for area in named if is_text(self.files[area.file])]
        return tuple(texts or [area for area in named if area.coords])


def _divs(element: _Element) -> list[_Element]:
    """The divisions in an element, by their `ORDER` if all have one."""
    divs = [child for child in element if local_name(child) == "div"]
    orders = [div.get("ORDER") or "" for div in divs]
    if len(set(orders)) == len(divs) and all(order.isdecimal() for order in orders):
        return sorted(divs, key=lambda div: int(div.get("ORDER") or 0))
    return divs


def _holds_pieces_only(div: _Element) -> bool:
    """Whether all divisions in a division are parts of an article."""
    return all(kind_of(inner) in INNER for inner in div.iter("{*}div") if inner is not div)


def is_text(file: File) -> bool:
    """Whether a file is text with places, by its media type or name: ALTO, PAGE XML or hOCR."""
    if file.media_type.startswith("image/") or file.media_type == "application/pdf":
        return False
    return file.href.lower().partition("?")[0].endswith((".xml", ".hocr", ".html", ".htm")) or "xml" in file.media_type
