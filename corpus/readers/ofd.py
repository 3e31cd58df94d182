"""OFD files (GB/T 33190-2016): the text of their pages by columns, and an article from each headline, as in PDF.

A file may hold several documents; their pages are counted on. Text of templates, of annotations (watermarks, stamps)
and hidden text is left out, and counted. In scans, the hidden text below the pictures is the text.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from corpus.account import Account, characters, prints_title
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import (
    layout,
    limits,
    ofd_page,
    page_lines,
    page_marks,
    pdf_articles,
    pdf_asides,
    pdf_chars,
    pdf_doubles,
    pdf_lines,
    zip_package,
)
from corpus.readers.ofd_page import Content, Drawing, Glyph, children, first, numbers
from corpus.records import Block, Document, LeftOut, Page, Refusal
from corpus.text import clean, ends_sentence

if TYPE_CHECKING:
    from lxml.etree import _Element

_A4 = (0.0, 0.0, 210.0, 297.0)  # millimetres, where the file gives no size
_MIN_SCAN_CHARS = 15  # a page with a picture and fewer characters is a scan
_MAX_NUMBERS = 10  # of pages in a warning
_SHOWN_CHARS = 40  # of left out text in a reason
_ENTITY = b"<!ENTITY"


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """The articles of all documents. Raises `CorpusError` if the file is damaged, encrypted, too large, or no OFD."""
    with zip_package.opened(stream, ".ofd") as held:
        package = _Package(held)
        drawing, offset = Drawing(), 0
        found: list[Document] = []
        for root in package.documents():
            document = _Document(package, drawing, root, offset)
            offset += document.read_pages()
            found.extend(document.articles(path))
    if not any(document.blocks for document in found):
        raise CorpusError("ofd_pictures_only" if any(document.warnings for document in found) else "no_text")
    yield from (document for document in found if document.blocks)


class _Package:
    """The files in an OFD file, found by the places that others name."""

    def __init__(self, held: zipfile.ZipFile) -> None:
        self._held = held
        self._names = {_normal(info.filename).casefold(): info.filename for info in reversed(held.infolist())}

    def documents(self) -> list[str]:
        """The names of the root files of its documents. Raises `CorpusError` if there are none."""
        if "ofd.xml" not in self._names:
            raise CorpusError("ofd_unreadable")
        if "encryptions.xml" in self._names:
            raise CorpusError("ofd_encrypted")
        main = self.xml(self._names["ofd.xml"])
        bodies = [] if ofd_page.local_name(main) != "OFD" else children(main, "DocBody")
        roots = [name for body in bodies if (name := self.at("", _text(first(body, "DocRoot"))))]
        if not roots:
            raise CorpusError("ofd_unreadable")
        return roots

    def at(self, base: str, place: str) -> str | None:
        """The name of the file at a place that the file `base` names; None if it is not there.

        A place begins at the root with `/`, else at the folder of `base`; some programs mean the root there as well.
        """
        place = place.strip().replace("\\", "/")
        if not place:
            return None
        folder = posixpath.dirname(_normal(base))
        for candidate in (place if place.startswith("/") else posixpath.join(folder, place), place):
            if found := self._names.get(_normal(posixpath.normpath(candidate)).casefold()):
                return found
        return None

    def xml(self, name: str) -> _Element:
        """The first element of a file. Raises `CorpusError` if it is missing, damaged or too large."""
        from lxml import etree

        if (size := self._held.getinfo(name).file_size) > limits.XML_BYTES:
            raise zip_package.too_large(name, size)
        data = zip_package.entry(self._held, name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
        with limits.parsing("package_part_unreadable", part=name[:80]):
            root = None if _ENTITY in data else etree.fromstring(data, parser)
            if root is None:
                raise ValueError("no XML without entities")
            return root

    def optional_xml(self, base: str, place: str) -> tuple[str, _Element | None]:
        """A file that may be missing, with its name; None in place of one that is missing or damaged."""
        name = self.at(base, place)
        try:
            return (name, self.xml(name)) if name else ("", None)
        except CorpusError:
            return "", None


def _normal(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").lstrip("/")


def _text(element: _Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


class _Aside(NamedTuple):
    """Text that is left out, under the key of the message that says why."""

    key: str
    text: str


@dataclass
class _Document:
    """One document of the file: its pages, and what is left out of them. `offset` is the number of pages before it."""

    package: _Package
    drawing: Drawing
    root: str
    offset: int
    lines: list[page_lines.Page] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    _asides: list[_Aside] = field(default_factory=list)
    _damaged: list[int] = field(default_factory=list)
    _scans: list[int] = field(default_factory=list)
    _vertical: list[int] = field(default_factory=list)
    _unknown: int = 0
    _chars: int = 0
    _account: Account = field(default_factory=Account)
    _source: int = 0  # characters that are seen on the pages, without watermarks

    def read_pages(self) -> int:
        """Read all pages; their number. Raises `CorpusError` if the document is damaged or too large."""
        main = self.package.xml(self.root)
        common = first(main, "CommonData")
        box = numbers(_text(first(common, "PageArea", "PhysicalBox")), 4) or _A4
        units = self._units(
            [(self.root, _text(child)) for name in ("PublicRes", "DocumentRes") for child in children(common, name)]
        )
        entries = list(children(first(main, "Pages"), "Page"))
        if len(entries) > limits.PDF_PAGES:
            raise CorpusError("ofd_too_many_pages", pages=len(entries), limit=limits.PDF_PAGES)
        contents = [self._content(entry.get("BaseLoc") or "", units, box) for entry in entries]
        templates = self._templates(common, units)
        if not any(content and content.glyphs for content, _, _ in contents):  # a form whose every page is a template
            contents = [
                (templates.pop(used[0], content) if used and content else content, size, used)
                for content, size, used in contents
            ]
        for number, (content, size, _) in enumerate(contents, self.offset + 1):
            self._add_page(number, content, size)
        self._asides += [_Aside("ofd_templates", content.text) for content in templates.values()]
        self._asides += self._annotations(main)
        return len(entries)

    def _units(self, places: Sequence[tuple[str, str]]) -> dict[str, _Element]:
        """The composite objects of resource files by their ids."""
        found: dict[str, _Element] = {}
        for base, place in places:
            _, resources = self.package.optional_xml(base, place)
            for unit in children(first(resources, "CompositeGraphicUnits"), "CompositeGraphicUnit"):
                found.setdefault((unit.get("ID") or "").strip(), unit)
        return found

    def _content(
        self, place: str, units: Mapping[str, _Element], box: tuple[float, ...]
    ) -> tuple[Content | None, tuple[float, float], list[str]]:
        """What a page draws, its size in points, and the ids of its templates; no content if it is damaged."""
        name, page = self.package.optional_xml(self.root, place)
        if page is None:
            return None, _points(box), []
        box = numbers(_text(first(page, "Area", "PhysicalBox")), 4) or box
        own = self._units([(name, _text(child)) for child in children(page, "PageRes")])
        content = self.drawing.content(first(page, "Content"), {**units, **own}, (box[0], box[1]))
        used = [(child.get("TemplateID") or "").strip() for child in children(page, "Template")]
        return content, _points(box), used

    def _templates(self, common: _Element | None, units: Mapping[str, _Element]) -> dict[str, Content]:
        found: dict[str, Content] = {}
        for template in children(common, "TemplatePage"):
            _, page = self.package.optional_xml(self.root, template.get("BaseLoc") or "")
            content = self.drawing.content(first(page, "Content"), units, (0.0, 0.0))
            found[(template.get("ID") or "").strip()] = content
        return found

    def _annotations(self, main: _Element) -> Iterator[_Aside]:
        """The text of annotations: stamps, watermarks, notes."""
        base, listed = self.package.optional_xml(self.root, _text(first(main, "Annotations")))
        for page in children(listed, "Page"):
            _, notes = self.package.optional_xml(base, _text(first(page, "FileLoc")))
            for note in children(notes, "Annot"):
                drawn = self.drawing.content(first(note, "Appearance"), {}, (0.0, 0.0)).text
                yield _Aside("ofd_annotations", f"{drawn} {_text(first(note, 'Remark'))}")

    def _add_page(self, number: int, content: Content | None, size: tuple[float, float]) -> None:
        self.pages.append(Page(number, width=round(size[0], 2), height=round(size[1], 2)))
        if content is None:
            self._damaged.append(number)
            return
        glyphs, hidden = ofd_page.shown(content, size)
        self._chars += len(content.glyphs)
        if self._chars > limits.PDF_CHARS:
            raise CorpusError("ofd_too_many_characters", limit=limits.PDF_CHARS)
        self._unknown += content.unknown
        self._asides.append(_Aside("ofd_hidden", "".join(glyph.text for glyph in hidden)))
        if content.pictures and len(glyphs) < _MIN_SCAN_CHARS:
            self._scans.append(number)
        with limits.parsing("package_part_unreadable", part=f"Page {number}"):
            page, asides, vertical = _page(number, glyphs, size)
        self._asides += [_Aside("ofd_watermarks", text) for text in asides]
        seen = characters("".join(glyph.text for glyph in glyphs)) - characters("\n".join(asides))
        self._account.leave_count("account_doubled", max(0, seen - characters(_joined(page.lines))))
        self._source += seen
        self.lines.append(page)
        if vertical:
            self._vertical.append(number)

    def articles(self, path: str) -> Iterator[Document]:
        """The articles; all that is left out is said of the first."""
        account, pages = self._account, self._described()
        blocks, heads = layout.blocks(self.lines, account)
        found = pdf_articles.parts(blocks)
        warnings, left_out = tuple(self._warnings()), tuple(self._left_out())
        documents: list[Document] = []
        for part in found:
            title = part.title or (self._title(blocks) if len(found) == 1 else "")
            document = Document(
                path, tuple(part.blocks), title, heads.date, heads.source, in_order=part.size > 0,
                warnings=warnings, pages=pages, left_out=left_out,
            )  # fmt: skip
            account.add("" if prints_title(document) else title)
            documents.append(document)
            warnings, left_out = (), ()
        account.leave_hyphens(_joined(blocks), _joined([block for part in found for block in part.blocks]))
        yield from account.settled(documents, self._source)

    def _described(self) -> tuple[Page, ...]:
        """The pages with the numbers and names that are printed on them."""
        printed = {page.number: page for page in page_marks.described(self.lines)}
        marks = ((page, printed.get(page.number, page)) for page in self.pages)
        return tuple(replace(page, label=mark.label, name=mark.name) for page, mark in marks)

    def _title(self, blocks: Sequence[Block]) -> str:
        """The title in the properties, if the first page shows it."""
        _, main = self.package.optional_xml("", "OFD.xml")
        given = ""
        for body in children(main, "DocBody"):
            if self.package.at("", _text(first(body, "DocRoot"))) == self.root:
                given = clean(_text(first(body, "DocInfo", "Title"))).replace("\n", " ")
        printed = "".join(block.text for block in blocks if block.page == self.offset + 1).replace(" ", "")
        return given if given and given.replace(" ", "") in printed else ""

    def _warnings(self) -> Iterator[Message]:
        for key, pages in (
            ("ofd_pages_damaged", self._damaged),
            ("ofd_pages_vertical", self._vertical),
            ("ofd_pages_pictures", self._scans),
        ):
            if pages:
                yield Message(key, pages=", ".join(map(str, pages[:_MAX_NUMBERS])) + " …" * (len(pages) > _MAX_NUMBERS))

    def _left_out(self) -> Iterator[LeftOut]:
        if self._unknown:
            yield LeftOut(Message("ofd_unknown", count=self._unknown), self._unknown, True)
        for key in dict.fromkeys(aside.key for aside in self._asides):
            texts = [aside.text.strip() for aside in self._asides if aside.key == key and aside.text.strip()]
            if texts:
                count = characters("\n".join(texts))
                shown = " / ".join(dict.fromkeys(texts))
                shown = shown[:_SHOWN_CHARS] + "…" * (len(shown) > _SHOWN_CHARS)
                yield LeftOut(Message(key, text=shown), count, any(map(ends_sentence, texts)))


def _joined(parts: Iterable[Block | page_lines.TextLine]) -> str:
    return "\n".join(part.text for part in parts)


def _points(box: Sequence[float]) -> tuple[float, float]:
    width, height = (length * ofd_page.POINTS for length in box[2:4])
    return (width, height) if width > 0 and height > 0 else (_A4[2] * ofd_page.POINTS, _A4[3] * ofd_page.POINTS)


def _page(number: int, glyphs: Sequence[Glyph], size: tuple[float, float]) -> tuple[page_lines.Page, list[str], bool]:
    """The lines of a page, the texts that are left aside, and whether it is in vertical writing."""
    chars = ofd_page.chars(glyphs, size)
    where = pdf_chars.places(chars)
    turns = pdf_chars.quarters(where)
    vertical = turns == 0 and pdf_chars.is_vertical(where)
    if turns or vertical:
        turns = turns or 1
        chars = ofd_page.chars(glyphs, size, turns, vertical)
        where = pdf_chars.places(chars)
    chars = chars if vertical else pdf_doubles.without_doubles(chars, where)
    runs = pdf_lines.runs(chars, vertical)
    lines, asides = pdf_asides.without_watermarks(lambda index: False, runs, vertical)
    width, height = size if turns % 2 == 0 else (size[1], size[0])
    asides = pdf_asides.turned_text(chars) + asides
    return page_lines.Page(number, width, height, tuple(lines), turns), asides, vertical
