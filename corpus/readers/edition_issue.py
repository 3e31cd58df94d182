"""An issue of a digital edition: its pages in their order, the places of its articles, and the documents made of it.

The areas of a page's picture lead to the files of the articles. A browser that saves a page may rename it, so its
address and the number of its article lead to it as well.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from corpus.account import FACTS, Account, characters
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.page_labels import plain_label
from corpus.readers import picture_size, units
from corpus.readers.edition_map import Box, PagePicture
from corpus.readers.edition_page import EditionPage
from corpus.readers.edition_stories import StoryPart
from corpus.records import Block, Document, Page, Region
from corpus.text import ends_sentence

# The number of the page in the names of files: node_A05.html, nbs.D110000lj_05.htm, nw.D110000lj_20250407_2-05.htm.
_FILE_LABEL = re.compile(
    r"(?:(?:node|col|layout)_?([A-Z]{1,3}\d{1,3}|0\d{1,2})|nbs\.[^_]+_(\d{2,3})|nw\.[^_]+_\d{8}_\d+-(\d{2,3}))\.html?$",
    re.I,
)
_ARTICLE_NUMBER = re.compile(r"(\d{3,})(?=\.s?html?$)|(?<=content_)\d+(?:_\d+)*(?=\.s?html?$)", re.IGNORECASE)
_MIN_BROKEN_CHARS = 12  # of a line that breaks off at the end of a page; a shorter one is a sub-headline
_ROUNDING = 1.02  # by which areas may reach over the picture as it is shown


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article stands: the page that shows it, and its boxes as fractions of the picture."""

    page: EditionPage
    boxes: tuple[Box, ...] = ()


class Issue:
    """The pages of an issue. Without a folder it is one page of an article, saved alone."""

    def __init__(
        self, articles: Sequence[EditionPage], lists: Sequence[EditionPage], folder: units.Folder | None = None
    ) -> None:
        self._folder = folder
        self._by_alias = {alias: page.name for page in articles for alias in _aliases(page)}
        self._sizes: dict[str, tuple[int, int] | None] = {}
        self._places: dict[str, _Place] = {}
        for page in [*map(_labelled, lists), *articles]:
            self._locate(page)
        self._paper = next((page.paper for page in (*lists, *articles) if page.paper), "")
        self._date = next((page.date for page in (*lists, *articles) if page.date), None)
        self._unlisted = {plain_label(page.label): page.text for page in map(_labelled, lists)}
        labels = {plain_label(self.located(page).label) for page in articles} - {""}
        self._numbers = _numbers(labels)

    def _locate(self, page: EditionPage) -> None:
        """Take the places of articles from the picture of a page, unless another page gave them."""
        found: dict[str, list[Box]] = {}
        for area in page.picture.areas if page.picture else ():
            if name := self._by_alias.get(_alias(area.href)):
                found.setdefault(name, []).extend(area.boxes)
        size = self._shown(page) if found else None
        for name, boxes in found.items():
            if name not in self._places or not self._places[name].boxes:
                self._places[name] = _Place(page, _fractions(boxes, size) if size else ())

    def located(self, page: EditionPage) -> EditionPage:
        """An article's page with what it lacks from the page that lists it, and from the issue."""
        place = self._places.get(page.name)
        listed = place.page if place is not None else page
        label = page.label or listed.label or _labelled(page).label
        same = plain_label(label) == plain_label(listed.label)
        return replace(
            page,
            label=label,
            page_name=page.page_name or (listed.page_name if same else ""),
            paper=page.paper or self._paper,
            date=page.date or listed.date or self._date,
        )

    def document(self, story: Sequence[StoryPart], path: str) -> Document:
        """The document of a story. `path` is that of the page where it begins."""
        first = story[0].page
        blocks: list[Block] = []
        repeated: list[str] = []
        for part in story:
            page, is_first = part.page, part is story[0]
            same = is_first or part.headline in story[0].headline or story[0].headline in part.headline
            head = [*page.above] if is_first else [] if same else [page.title, *page.above]
            repeated += [] if is_first or not same else [page.title, *page.above]
            lines = [self._block(line, page) for line in (*head, *page.lines)]
            if blocks and lines and not head and _breaks_off(blocks[-1].text, lines[0].text):
                lines[0] = _joined(blocks.pop(), lines[0])
            blocks += lines
        blocks += [self._block(line, part.page) for part in story for line in part.page.captions]
        found = Document(
            path,
            tuple(blocks),
            title=first.title,
            date=first.date,
            source=first.paper or None,
            authors=tuple(dict.fromkeys(name for part in story for name in part.page.authors)),
            url=first.url or None,
            one_article=True,
            warnings=_warnings(story),
            pages=tuple(dict.fromkeys(filter(None, (self._page(part.page) for part in story)))),
        )
        return self._accounted(found, story, "\n".join(repeated))

    def _accounted(self, document: Document, story: Sequence[StoryPart], repeated: str) -> Document:
        account = Account()
        text = "".join(part.page.text for part in story)
        for part in story:
            account.leave(FACTS, part.page.facts)
            account.leave("account_jumps", part.jumps)
            listed = self._unlisted.pop(plain_label(part.page.label), "")
            account.leave("account_navigation", listed)
            text += listed
        account.leave("account_titles", repeated)
        printed = "\n".join((document.title, *(block.text for block in document.blocks)))
        account.add("".join((Counter(printed) - Counter(text)).elements()))
        account.leave_rest(characters(text), characters(printed), "account_navigation")
        return replace(document, left_out=account.left_out(), added=account.added)

    def _block(self, line: str, page: EditionPage) -> Block:
        number = self._number(page)
        boxes = self._places[page.name].boxes if page.name in self._places else ()
        if number is None:
            return Block(line)
        if len(boxes) > 1:
            # From below: boxes that follow downwards would be taken for the lines of one column, and joined.
            upwards = sorted(boxes, key=lambda box: -box[1])
            return Block(line, regions=tuple(Region(0, len(line), number, box) for box in upwards))
        return Block(line, number, boxes[0] if boxes else None)

    def _number(self, page: EditionPage) -> int | None:
        """The number of a page of the paper, from 1: as printed where all are plain numbers, else in their order."""
        if not page.label:
            return 1 if page.name in self._places and self._places[page.name].boxes else None
        return self._numbers.get(plain_label(page.label))

    def _page(self, page: EditionPage) -> Page | None:
        number = self._number(page)
        if number is None:
            return None
        shown = self._places[page.name].page if page.name in self._places else page
        picture = shown.picture
        if picture is None or plain_label(shown.label or page.label) != plain_label(page.label):
            return Page(number, page.label, page.page_name)
        image = self._image(shown, picture)
        size = self._natural(image) or self._shown(shown)
        width, height = size or (None, None)
        path = self._folder.path(image) if self._folder is not None and image else None
        return Page(number, page.label, page.page_name, width, height, "px", path)

    def _shown(self, page: EditionPage) -> tuple[float, float] | None:
        """The size of the picture that the areas refer to, in pixels; None if it is not known."""
        picture = page.picture
        if picture is None:
            return None
        natural = self._natural(self._image(page, picture))
        width, height = picture.width, picture.height
        if natural is not None and width and not height:
            height = natural[1] * width / natural[0]
        if natural is not None and height and not width:
            width = natural[0] * height / natural[1]
        sizes = [(float(width), float(height))] if width and height else []
        sizes += [(float(natural[0]), float(natural[1]))] if natural is not None else []
        right = max(box[2] for area in picture.areas for box in area.boxes)
        bottom = max(box[3] for area in picture.areas for box in area.boxes)
        return next((s for s in sizes if right <= s[0] * _ROUNDING and bottom <= s[1] * _ROUNDING), None)

    def _image(self, page: EditionPage, picture: PagePicture) -> str:
        """The name of the file of a picture in the folder; empty if it is not there."""
        if self._folder is None or not picture.src:
            return ""
        name = resolved(page.name, picture.src)
        return name if name and name in self._folder else ""

    def _natural(self, image: str) -> tuple[int, int] | None:
        if not image or self._folder is None:
            return None
        if image not in self._sizes:
            try:
                with self._folder.open(image) as stream:
                    self._sizes[image] = picture_size.read(stream)
            except CorpusError:
                self._sizes[image] = None
        return self._sizes[image]


def resolved(name: str, link: str) -> str:
    """The file that a link on a page leads to, as a name in its folder; empty for other addresses."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path).replace("\\", "/")))


def _aliases(page: EditionPage) -> Iterable[str]:
    yield _alias(page.name)
    if page.url:
        yield _alias(page.url)
    if page.article_id:
        yield page.article_id


def _alias(link: str) -> str:
    """What tells an article from the others of its issue: the number in the name of its file, else that name."""
    try:
        name = posixpath.basename(unquote(urlsplit(link.strip()).path)).lower()
    except ValueError:
        return link
    match = _ARTICLE_NUMBER.search(name)
    return match[0] if match else name


def _labelled(page: EditionPage) -> EditionPage:
    """A page with the number that some templates write into its file's name, if it does not give one itself."""
    if page.label:
        return page
    names = (posixpath.basename(page.name), posixpath.basename(urlsplit(page.url).path) if page.url else "")
    match = next(filter(None, map(_FILE_LABEL.search, names)), None)
    return replace(page, label=(match[1] or match[2] or match[3]).upper()) if match else page


def _numbers(labels: Iterable[str]) -> dict[str, int]:
    known = sorted(labels, key=lambda label: [int(part) if part.isdigit() else part for part in _split(label)])
    plain = all(label.isdigit() and int(label) > 0 for label in known)
    return {label: int(label) if plain else number for number, label in enumerate(known, 1)}


def _split(label: str) -> list[str]:
    letters = label.rstrip("0123456789")
    return [letters, label[len(letters) :] or "0"]


def _fractions(boxes: Iterable[Box], size: tuple[float, float]) -> tuple[Box, ...]:
    width, height = size

    def within(value: float) -> float:
        return min(1.0, max(0.0, value))

    return tuple(
        (within(left / width), within(top / height), within(right / width), within(bottom / height))
        for left, top, right, bottom in dict.fromkeys(boxes)
    )


def _breaks_off(last: str, following: str) -> bool:
    """Whether a paragraph goes on on another page: it ends within a sentence, and the next is not indented."""
    indented = following.startswith(("\u3000", "  ", "\u00a0"))
    return len(last.strip()) >= _MIN_BROKEN_CHARS and not ends_sentence(last) and not indented


def _joined(one: Block, other: Block) -> Block:
    """A paragraph whose halves stand on two pages."""
    first, second = one.text.rstrip(), other.text.lstrip()
    latin = first[-1:].isascii() and first[-1:].isalnum() and second[:1].isascii() and second[:1].isalnum()
    gap = " " if latin else ""
    regions = [*_regions(one, 0, len(first)), *_regions(other, len(first) + len(gap), len(second))]
    return Block(first + gap + second, regions=tuple(regions))


def _regions(block: Block, start: int, length: int) -> list[Region]:
    if block.regions:
        return [
            replace(region, start=region.start + start, end=min(region.end, length) + start) for region in block.regions
        ]
    return [] if block.page is None else [Region(start, start + length, block.page, block.box)]


def _warnings(story: Sequence[StoryPart]) -> tuple[Message, ...]:
    onwards, back = story[-1].onwards, story[0].back
    found = []
    if back is not None:
        found.append(Message("edition_begins_elsewhere", page=back.page))
    if onwards is not None:
        found.append(Message("edition_goes_on_elsewhere", page=onwards.page))
    return tuple(found)
