"""Issues of a METS file with its pages, read as one: articles over blocks and pages, in the order of the METS file.

All articles have the path of the METS file. Pages on which it names no article are read as pages alone. Text that it
names in no article, on a page with articles, is left out and counted: where the format says where articles are, nothing
is guessed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from corpus.account import Account, characters, merged
from corpus.dateline import find_byline
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import alto, html_info, mets, ocr_account, ocr_lines, ocr_page, page_xml, units, xml_tree
from corpus.readers.hyphens import Hyphens
from corpus.readers.mets import Area, ArticleDiv, File, PageDiv, Part, Structure
from corpus.readers.mets_files import Files, best_picture, best_texts
from corpus.readers.mets_kinds import AUTHORS, RUNNING
from corpus.readers.ocr_lines import Piece, PrintedLine
from corpus.readers.ocr_page import OcrPage, TextBlock
from corpus.records import Block, Document, LeftOut, Page, Refusal
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

# What reads the pages of a text file, by its first element.
_PAGES: dict[str, Callable[[_Element, int, Collection[str]], list[OcrPage]]] = {
    "alto": alto.pages,
    "PcGts": page_xml.pages,
}
_HEAD_BYTES = 1 << 13
_TEXTS = (".xml", ".html", ".htm", ".hocr", ".txt")
_BY = re.compile(r"(?:by|par|von|door|da|di|por|av|af)\s+", re.IGNORECASE)  # before the name of an author
_ALIKE = 0.6  # of the letters of a headline that a title shares with it, at least


def find(folder: units.Folder, names: Sequence[str]) -> Iterator[units.Unit]:
    """The METS files among these names, each with the files that it names.

    A METS file that names another one and no article, such as the manifest of a delivery, belongs to the other one.
    """
    found = {name: named for name in names if name.lower().endswith(".xml") and (named := _named(folder, name))}
    manifests = _manifests(found)
    taken = frozenset[str]().union(*manifests.values())
    for name, (_, members) in found.items():
        if name not in taken:
            yield units.Unit(name, members | manifests.get(name, frozenset()), partial(_read, name))


def _named(folder: units.Folder, name: str) -> tuple[bool, frozenset[str]] | None:
    """Whether a METS file names articles, and the files that it names; None for a file that is none, or damaged."""
    if not _is_mets(folder, name):
        return None
    try:
        with folder.open(name) as stream:
            structure = mets.structure(xml_tree.parse(stream))
    except CorpusError:
        return None  # read by itself, it is refused with the reason
    files = Files(folder, name)
    members = frozenset(filter(None, (files.find(file.href) for file in structure.files.values())))
    return bool(structure.articles), members - {name}


def _manifests(found: Mapping[str, tuple[bool, frozenset[str]]]) -> dict[str, frozenset[str]]:
    """The METS files without articles that name one with articles, by that one; each with what it names besides.

    Pages that only the manifest names are read by themselves.
    """
    manifests: dict[str, frozenset[str]] = {}
    for name, (has_articles, members) in found.items():
        inner = next((other for other in sorted(members) if other in found and found[other][0]), None)
        if not has_articles and inner is not None:
            known = found[inner][1]
            others = {member for member in members if member in known or not member.lower().endswith(_TEXTS)}
            manifests[inner] = manifests.get(inner, frozenset()) | others | {name}
    return manifests


def _is_mets(folder: units.Folder, name: str) -> bool:
    try:
        return xml_tree.root_name(io.BytesIO(folder.head(name, _HEAD_BYTES))) == "mets"
    except CorpusError:
        return False


def alone(root: object, path: str) -> Iterator[Document | Refusal]:
    """Refuse a METS file without its folder. Raises `CorpusError`."""
    raise CorpusError("mets_alone")


def _read(name: str, folder: units.Folder) -> Iterator[Document | Refusal]:
    with folder.open(name) as stream:
        structure = mets.structure(xml_tree.parse(stream))
    issue = _Issue(folder, name, structure)
    yield from issue.load()
    yield from issue.documents()


@dataclass(frozen=True, slots=True)
class _Selected:
    """A part of an article with its lines, a list for each block."""

    part: Part
    pieces: list[tuple[TextBlock, list[PrintedLine]]]

    @property
    def lines(self) -> list[PrintedLine]:
        """All lines."""
        return [line for _, lines in self.pieces for line in lines]


@dataclass
class _Issue:
    """The pages of an issue, and what of them is in articles."""

    folder: units.Folder
    name: str
    structure: Structure
    pages: list[OcrPage] = field(default_factory=list)
    _pages_of: dict[str, list[OcrPage]] = field(default_factory=dict)  # by the id of the file
    _used: set[int] = field(default_factory=set)  # lines of the articles so far
    _unread: dict[str, str] = field(default_factory=dict)  # the label of the page by the id of a file that is not read

    @property
    def path(self) -> str:
        """The path of all its articles."""
        return self.folder.path(self.name)

    def load(self) -> Iterator[Refusal]:
        """Read the pages; a refusal for each that is missing or damaged."""
        areas = [area for article in self.structure.articles for part in article.parts for area in part.areas]
        areas += self.structure.apart
        wanted: dict[str, set[str]] = {}
        for area in areas:
            wanted.setdefault(area.file, set()).update(filter(None, (area.begin, area.end)))
        files = Files(self.folder, self.name)
        for div in self._page_divs():
            named = [
                self.structure.files[id] for id in div.files if id in wanted and mets.is_text(self.structure.files[id])
            ]
            texts = named or best_texts(self.structure.files, div.files)
            refusals: list[Refusal] = []
            for file in texts:
                problem = self._load_file(file, div, files, wanted.get(file.id, set()))
                if problem is None and not named:
                    refusals = []
                    break
                refusals += [problem] if problem else []
            if refusals:
                yield refusals[0]

    def _page_divs(self) -> list[PageDiv]:
        """The pages of the physical structure, and those that only articles name, or none."""
        placed = {id for div in self.structure.pages for id in div.files}
        named = {area.file for article in self.structure.articles for part in article.parts for area in part.areas}
        others = [file.id for file in self.structure.files.values() if mets.is_text(file) and file.id not in placed]
        if self.structure.pages:
            others = [id for id in others if id in named]
        return [*self.structure.pages, *(PageDiv("", (id,)) for id in others)]

    def _load_file(self, file: File, div: PageDiv, files: Files, wanted: set[str]) -> Refusal | None:
        name = files.find(file.href)
        label = div.label or file.href
        if name is None:
            self._unread[file.id] = label
            return Refusal(self.folder.path(files.expected(file.href)), Message("mets_page_missing", page=label))
        try:
            with self.folder.open(name) as stream:
                found = _pages(stream, len(self.pages) + 1, wanted)
        except CorpusError as error:
            self._unread[file.id] = label
            return Refusal(self.path, Message("mets_page_unreadable", name=name, reason=error.message))
        picture = best_picture(self.structure.files, div.files, files)
        image = self.folder.path(picture) if picture is not None else None
        for page in found:
            page.page = replace(page.page, label=div.label or page.page.label, image=image)
        self.pages += found
        for id in div.files:  # areas of the page's picture stand on it too
            self._pages_of.setdefault(id, []).extend(found)
        return None

    def documents(self) -> Iterator[Document]:
        """The articles, then the pages without any. Raises `CorpusError` if no page could be read."""
        if not self.pages:
            raise CorpusError("mets_without_pages")
        selected = [[self._select(part) for part in article.parts] for article in self.structure.articles]
        apart = self._select(Part("", self.structure.apart))
        used = {id(line) for parts in [*selected, [apart]] for part in parts for line in part.lines}
        left_out = {page.page.number: self._left_out(page, used, apart) for page in self.pages}
        warnings = ocr_page.warnings(self.pages)
        for article, parts in zip(self.structure.articles, selected, strict=True):
            numbers = [line.page for part in parts for line in part.lines]
            if numbers:
                left = merged(item for number in dict.fromkeys(numbers) for item in left_out.pop(number, ()))
                yield self._article(article, parts, left, (*warnings, *self._incomplete(article), *_outside(left)))
                warnings = ()
        yield from self._pages_alone({line.page for parts in selected for part in parts for line in part.lines})

    def _pages_alone(self, of_articles: set[int]) -> Iterator[Document]:
        """The pages on which no article stands."""
        issue = self.structure.issue
        for page in self.pages:
            if page.page.number not in of_articles and any(not block.margin for block in page.blocks):
                yield replace(page.document(self.path), date=issue.date, source=issue.title or None)

    def _select(self, part: Part) -> _Selected:
        pieces = [piece for area in part.areas for piece in _selected(self._pages_of.get(area.file, ()), area)]
        return _Selected(part, pieces)

    def _incomplete(self, article: ArticleDiv) -> tuple[Message, ...]:
        """A warning if a page of the article could not be read."""
        named = dict.fromkeys(area.file for part in article.parts for area in part.areas)
        labels = [self._unread[id] for id in named if id in self._unread]
        return (Message("mets_article_incomplete", pages=", ".join(labels)),) if labels else ()

    def _left_out(self, page: OcrPage, used: set[int], apart: _Selected) -> tuple[LeftOut, ...]:
        """What is on a page with articles and in none of them."""
        mastheads = sum(
            characters(line.text) for _, lines in apart.pieces for line in lines if line.page == page.page.number
        )
        counts = {("mets_masthead_left_out", False): mastheads}
        for block in page.blocks:
            rest = TextBlock(block.id, block.kind, [line for line in block.lines if id(line) not in used])
            key = ("ocr_margins_left_out", False) if block.margin else ("mets_outside_left_out", rest.is_prose)
            counts[key] = counts.get(key, 0) + rest.characters
        return tuple(LeftOut(Message(key), count, may_be) for (key, may_be), count in counts.items() if count)

    def _article(
        self, article: ArticleDiv, parts: Sequence[_Selected], left: tuple[LeftOut, ...], warnings: tuple[Message, ...]
    ) -> Document:
        hyphens = Hyphens(line.text for part in parts for line in part.lines)
        headline, title = _headline(article, parts, hyphens)
        body = [part for part in parts if not (headline and part.part.is_title)]
        running = ocr_lines.blocks([piece for part in body for piece in _pieces(part)], hyphens)
        numbers = sorted({line.page for part in parts for line in part.lines})
        found = Document(
            self.path,
            tuple(block for block in [*headline, *running] if block.text),
            title=title,
            date=article.about.date or article.issue.date or self.structure.issue.date,
            source=(article.issue.title or self.structure.issue.title).rstrip(" .,;:/") or None,
            authors=article.about.authors or _authors(parts, hyphens),
            one_article=True,
            warnings=warnings,
            pages=tuple(self.pages[number - 1].page for number in numbers),
            left_out=left,
        )
        account = Account()
        ocr_account.count_joined([line for part in body for line in part.lines], running, account)
        titles = [line for part in parts if headline and part.part.is_title for line in part.lines]
        account.replaced(ocr_account.printed(titles), title, "account_titles")
        return ocr_account.settled(found, self._taken(parts, account), account)

    def _taken(self, parts: Sequence[_Selected], account: Account) -> list[PrintedLine]:
        """The lines of an article; those that another one has as well are counted as added."""
        lines = [line for part in parts for line in part.lines]
        fresh = [line for line in {id(line): line for line in lines}.values() if id(line) not in self._used]
        self._used.update(map(id, lines))
        account.added += characters(ocr_account.printed(lines)) - characters(ocr_account.printed(fresh))
        return fresh


def _pages(stream: BinaryIO, number: int, wanted: set[str]) -> list[OcrPage]:
    """The pages of a text file. Raises `CorpusError` if it is none, or damaged."""
    root = xml_tree.parse(stream)
    reader = _PAGES.get(xml_tree.local_name(root))
    if reader is None:
        raise CorpusError("xml_unknown", root=xml_tree.local_name(root)[:40], formats=" ".join(sorted(_PAGES)))
    return reader(root, number, wanted)


def _selected(pages: Sequence[OcrPage], area: Area) -> Iterator[tuple[TextBlock, list[PrintedLine]]]:
    """The lines of an area, block by block."""
    for page in pages:
        body = [block for block in page.blocks if block.lines]
        if area.begin:
            yield from _range(page, body, area.begin, area.end or area.begin)
        elif area.coords:
            yield from ((block, block.lines) for block in body if _is_within(block, page.page, area.coords))
        else:
            yield from ((block, block.lines) for block in body if not block.margin)


def _range(
    page: OcrPage, body: Sequence[TextBlock], begin: str, end: str
) -> Iterator[tuple[TextBlock, list[PrintedLine]]]:
    """The lines from the element `begin` to the element `end`: blocks, composed blocks, lines or words."""
    firsts = [at for at, block in enumerate(body) if begin == block.id or begin in block.groups]
    lasts = [at for at, block in enumerate(body) if end == block.id or end in block.groups]
    first, last = page.places.get(begin), page.places.get(end)
    if firsts and lasts:
        yield from ((block, block.lines) for block in body[firsts[0] : lasts[-1] + 1])
    elif first is not None and last is not None:
        start, stop = body.index(first[0]), body.index(last[0])
        for at in range(start, stop + 1):
            low = first[1] if at == start else 0
            high = last[1] + 1 if at == stop else None
            yield body[at], body[at].lines[low:high]


def _is_within(block: TextBlock, page: Page, coords: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a block is in an area that is given in pixels."""
    if block.box is None or page.unit != "px" or not page.width or not page.height:
        return False
    x = (block.box[0] + block.box[2]) / 2 * page.width
    y = (block.box[1] + block.box[3]) / 2 * page.height
    return coords[0] <= x <= coords[2] and coords[1] <= y <= coords[3]


def _pieces(selected: _Selected) -> Iterator[Piece]:
    kind = selected.part.kind
    for number, (block, lines) in enumerate(selected.pieces):
        apart = kind not in RUNNING
        goes_on = number > 0 and selected.part.is_paragraph
        yield Piece(list(lines), "text" if not apart else kind, block.size, apart and not number, goes_on)


def _headline(article: ArticleDiv, parts: Sequence[_Selected], hyphens: Hyphens) -> tuple[list[Block], str]:
    """The headline as a block, with the title as its text; none if the page prints another one than the catalogue."""
    pieces = [
        Piece(lines, "title", block.size, goes_on=True)
        for part in parts
        if part.part.is_title
        for block, lines in part.pieces
    ]
    if not pieces:
        return [], article.about.title
    (printed,) = ocr_lines.blocks(pieces, hyphens)
    title = article.about.title or clean(printed.text).replace("\n", " ")
    if not _is_alike(printed.text, title):
        return [], title
    return [replace(printed, text=title, regions=printed.regions if printed.text == title else ())], title


def _is_alike(printed: str, title: str) -> bool:
    """Whether a headline is the title, corrected at most in some letters."""
    one, other = ("".join(filter(str.isalnum, text.lower())) for text in (printed, title))
    if one == other or not one:
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one[:200], other[:200], autojunk=False).ratio() > _ALIKE


def _authors(parts: Sequence[_Selected], hyphens: Hyphens) -> tuple[str, ...]:
    """The authors that the article's bylines name."""
    texts = [
        ocr_lines.joined(lines, hyphens)[0] for part in parts if part.part.kind in AUTHORS for _, lines in part.pieces
    ]
    return tuple(dict.fromkeys(name for text in map(clean, texts) for name in _names(text)))


def _names(byline: str) -> tuple[str, ...]:
    found = find_byline(byline)
    return found.authors if found and found.authors else html_info.authors(_BY.sub("", byline, count=1).strip(" .,;:"))


def _outside(left_out: Sequence[LeftOut]) -> tuple[Message, ...]:
    count = sum(item.characters for item in left_out if item.may_be_article)
    return (Message("mets_text_outside", count=count),) if count else ()
