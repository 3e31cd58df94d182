"""The issues in METS with ALTO in four dialects, in PAGE XML and hOCR, in Chinese and English, written and read back.

    python -m benchmarks.archives.alto [--pages N] [--keep FOLDER]

An article is found if exactly one article read has its headline, and none is read besides. Its text is right if it is
equal to the letter, lines included, and its boxes if each of its printed lines is there within two pixels. With
`--pages`, so many ALTO pages of a newspaper's size are read from a folder, and divided into articles.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from benchmarks.archives.alto_pages import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Block,
    Dialect,
    SetStory,
    alto,
    english_issues,
    hocr,
    page_of,
    page_xml,
    set_stories,
)
from benchmarks.archives.alto_speed import speed
from benchmarks.archives.issues import Issue, issues
from corpus.newspaper import segment
from corpus.readers import read
from corpus.records import Article, Document
from corpus.text import ends_sentence

_PIXELS = 2.0  # by which a box may be off
_BYLINES = (0, 2)  # issues, by the rest of their number by 4, whose authors stand in bylines; the others in MODS
V2, V3, V4 = (f"http://www.loc.gov/standards/alto/ns-v{version}#" for version in (2, 3, 4))
DIALECTS = {
    "docWorks": Dialect(V2),
    "structure links": Dialect("", words_with_ids=True),
    "manifest": Dialect(V3, "mm10", 254 / 300, han_together=False),
    "flat": Dialect(V4, "inch1200", 4.0, whole_words=False),
}


def _label(issue: Issue, page: int) -> str:
    return issue.pages[page].label


def write_mets(issue: Issue, folder: Path, name: str) -> list[SetStory]:
    """Write an issue in one of the `DIALECTS`, and return how it is set."""
    dialect = DIALECTS[name]
    stories = set_stories(issue, bylines=issue.number % 4 in _BYLINES)
    pages = range(len(issue.pages))
    (folder / "alto").mkdir(parents=True)
    for page in pages:
        blocks = [block for story in stories for block in story.blocks if page_of(block) == page]
        text = alto(blocks, page + 1, _label(issue, page), dialect)
        (folder / f"alto/{page + 1:04d}.xml").write_text(text, "utf-8")
    files = "".join(_file(f"A{page}", f"alto/{page + 1:04d}.xml", name) for page in pages)
    physical = "".join(
        _div(
            "PAGE", f'<fptr FILEID="A{page}"/>{_page_areas(stories, page, name)}', f'ORDERLABEL="{_label(issue, page)}"'
        )
        for page in pages
    )
    sections = _mods("ISSUE", issue.paper, issue.date, ()) + "".join(
        _mods(f"M{at}", each.story.title, None, () if issue.number % 4 in _BYLINES else each.story.authors)
        for at, each in enumerate(stories)
    )
    logical = "".join(_article(each, at, name) for at, each in enumerate(stories))
    issue_div = _div("ISSUE", logical, 'DMDID="ISSUE"')
    body = (
        f'{sections}<fileSec><fileGrp USE="ALTO">{files}</fileGrp></fileSec><structMap TYPE="PHYSICAL">'
        f'{_div("issue", physical)}</structMap><structMap TYPE="LOGICAL">{_div("Newspaper", issue_div)}'
        f"</structMap>{_links(stories) if name == 'structure links' else ''}"
    )
    place = folder / ("toc/toc.xml" if name == "manifest" else "issue-mets.xml")
    place.parent.mkdir(exist_ok=True)
    place.write_text(_root(body), "utf-8")
    if name == "manifest":
        listed = "".join(_file(f"F{page}", f"alto/{page + 1:04d}.xml", "") for page in pages) + _file(
            "T", "toc/toc.xml", ""
        )
        (folder / "manifest.xml").write_text(_root(f"<fileSec><fileGrp>{listed}</fileGrp></fileSec>"), "utf-8")
    return stories


def _root(body: str) -> str:
    spaces = 'xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mets {spaces}>{body}</mets>'


def _file(id: str, href: str, name: str) -> str:
    form = {"docWorks": f"file://./{href}", "manifest": f"../{href}", "flat": href.replace("/", "\\")}.get(name, href)
    return f'<file ID="{id}" MIMETYPE="text/xml"><FLocat LOCTYPE="URL" xlink:href="{form}"/></file>'


def _div(kind: str, inner: str, more: str = "") -> str:
    return f'<div TYPE="{kind}" {more}>{inner}</div>'


def _area(block: Block) -> str:
    return f'<area FILEID="A{page_of(block)}" BETYPE="IDREF" BEGIN="{block.id}"/>'


def _mods(id: str, title: str, date: str | None, authors: Sequence[str]) -> str:
    parts = f"<m:titleInfo><m:title>{escape(title)}</m:title></m:titleInfo>"
    parts += "".join(f"<m:name><m:namePart>{escape(name)}</m:namePart></m:name>" for name in authors)
    if date:
        parts += f"<m:originInfo><m:dateIssued>{date}</m:dateIssued></m:originInfo>"
    mods = f'<m:mods xmlns:m="http://www.loc.gov/mods/v3">{parts}</m:mods>'
    return f'<dmdSec ID="{id}"><mdWrap MDTYPE="MODS"><xmlData>{mods}</xmlData></mdWrap></dmdSec>'


def _article(each: SetStory, at: int, name: str) -> str:
    """An article of the logical structure."""
    if name == "structure links":
        return _div("article", "", f'ID="art{at}" DMDID="M{at}"')
    if name == "flat":
        text = [block for block in each.blocks if block.kind not in ("title", "author")]
        inner = (
            _div("HEADLINE", f"<fptr>{_area(each.headline)}</fptr>")
            + f"<fptr><seq>{''.join(map(_area, text))}</seq></fptr>"
        )
        inner += "".join(
            _div("AUTHOR", f"<fptr>{_area(block)}</fptr>") for block in each.others if block.kind == "author"
        )
        return _div("Article", inner, f'LABEL="{escape(each.story.title)}" DMDID="M{at}"')
    kinds = {"above": "OVERLINE", "below": "SUBHEADLINE"}
    heads = "".join(
        _div(kinds[block.kind], f"<fptr>{_area(block)}</fptr>") for block in each.others if block.kind in kinds
    )
    heads += _div("TITLE", f"<fptr>{_area(each.headline)}</fptr>")
    body = ""
    for blocks in each.paragraphs:
        kind = "CAPTION" if blocks[0].kind == "caption" else "PARAGRAPH"
        if name == "docWorks":
            body += _div(kind, _div("TEXT", f"<fptr><seq>{''.join(map(_area, blocks))}</seq></fptr>"))
        else:  # each block a paragraph
            body += "".join(_div(kind, f"<fptr>{_area(block)}</fptr>") for block in blocks)
    body += "".join(_div("AUTHOR", f"<fptr>{_area(block)}</fptr>") for block in each.others if block.kind == "author")
    return _div("ARTICLE", _div("HEADING", heads) + _div("BODY", body), f'DMDID="M{at}"')


def _page_areas(stories: Sequence[SetStory], page: int, name: str) -> str:
    if name != "structure links":
        return ""
    kinds = {"title": "Headline", "author": "Author", "caption": "Caption"}
    blocks = [block for story in stories for block in story.blocks if page_of(block) == page]
    areas, first = "", 1
    for block in blocks:
        last = first + sum(_count_words(line.words) for line in block.lines) - 1
        begin, end = f"w{page + 1}_{first}", f"w{page + 1}_{last}"
        area = f'<area FILEID="A{page}" BETYPE="IDREF" BEGIN="{begin}" END="{end}"/>'
        areas += _div(
            "pagearea", f"<fptr>{area}</fptr>", f'ID="{block.id}" LABEL="{kinds.get(block.kind, "Textblock")}"'
        )
        first = last + 1
    return areas


def _count_words(words: Sequence[object]) -> int:
    texts = [getattr(word, "text", "") for word in words]
    return 1 if not getattr(words[-1], "spaced", True) else len(texts)


def _links(stories: Sequence[SetStory]) -> str:
    links = "".join(
        f'<smLink xlink:from="#art{at}" xlink:to="#{block.id}"/>'
        for at, each in enumerate(stories)
        for block in each.blocks
    )
    return f"<structLink>{links}</structLink>"


def expected(each: SetStory, whole_paragraphs: bool) -> str:
    """The text as the format says it: `whole_paragraphs` where it says which blocks are one paragraph.

    Otherwise a block that ends with a sentence ends a paragraph.
    """
    story = each.story
    latin = story.title.isascii()
    lines = list(filter(None, (story.above, story.below)))
    texts = [*story.paragraphs, *([story.caption] if story.caption else [])]
    for text, blocks in zip(texts, each.paragraphs, strict=True):
        lines += [text] if whole_paragraphs else _divided(text, blocks, latin)
    byline = next((block for block in each.others if block.kind == "author"), None)
    if byline is not None:
        lines.append(f"By {' and '.join(story.authors)}" if latin else f"本报记者 {' '.join(story.authors)}")
    return "\n".join(lines)


def _divided(text: str, blocks: Sequence[Block], latin: bool) -> list[str]:
    """A paragraph that is parted where a block ends with a sentence."""
    parts: list[str] = []
    rest = text
    for block in blocks[:-1]:
        end = block.lines[-1].text
        if ends_sentence(end):
            letters = sum(len(line.text.replace(" ", "").removesuffix("-")) for line in _so_far(blocks, block))
            at = _offset(text, letters)
            parts.append(text[len(text) - len(rest) : at].strip())
            rest = text[at:].lstrip()
    return [*parts, rest]


def _so_far(blocks: Sequence[Block], last: Block) -> list[object]:
    return [line for block in blocks[: blocks.index(last) + 1] for line in block.lines]


def _offset(text: str, letters: int) -> int:
    count = 0
    for at, char in enumerate(text):
        if count == letters:
            return at
        count += char != " "
    return len(text)


def write_page_xml(issue: Issue, folder: Path, name: str) -> list[SetStory]:
    """Write an issue's pages in PAGE XML, a file for each."""
    stories = set_stories(issue, bylines=False)
    folder.mkdir(parents=True)
    for page in range(len(issue.pages)):
        here = [
            (f"a{each.story.number}", [block for block in each.blocks if page_of(block) == page]) for each in stories
        ]
        (folder / f"{page + 1}.xml").write_text(page_xml([pair for pair in here if pair[1]], page + 1), "utf-8")
    return stories


def write_hocr(issue: Issue, folder: Path, name: str) -> list[SetStory]:
    """Write an issue in hOCR, all pages in one file."""
    stories = set_stories(issue, bylines=False)
    folder.mkdir(parents=True)
    blocks = [block for each in stories for block in each.blocks]
    pages = [[block for block in blocks if page_of(block) == page] for page in range(len(issue.pages))]
    (folder / "issue.hocr").write_text(hocr(pages), "utf-8")
    return stories


@dataclass(frozen=True)
class Format:
    """How issues are written; whether the format has articles over pages, and whole paragraphs."""

    write: Callable[[Issue, Path, str], list[SetStory]]
    articles: bool = True
    whole_paragraphs: bool = False


FORMATS: dict[str, Format] = {
    "docWorks": Format(write_mets, whole_paragraphs=True),
    "structure links": Format(write_mets),
    "manifest": Format(write_mets),
    "flat": Format(write_mets),
    "PAGE XML": Format(write_page_xml, articles=False),
    "hOCR": Format(write_hocr, articles=False),
}


def measure(name: str, language: str, folder: Path) -> dict[str, tuple[int, int]]:
    """For each measure how many are right, of how many."""
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    kind = FORMATS[name]
    for issue in english_issues() if language == "English" else issues():
        place = folder / language / f"{issue.number:02d}"
        stories = kind.write(issue, place, name)
        items = list(read([place]))
        documents = [item for item in items if isinstance(item, Document)]
        judged = _articles(kind, issue, stories, documents) if kind.articles else _pages(issue, stories, documents)
        counts["refused"] += len(items) - len(documents)
        for measure_name, right, total in judged:
            counts[measure_name] += right
            totals[measure_name] += total
    totals["refused"] = 0
    return {each: (counts[each], totals[each]) for each in totals}


def _articles(
    kind: Format, issue: Issue, stories: Sequence[SetStory], documents: Sequence[Document]
) -> list[tuple[str, int, int]]:
    read_ones = [(article, document) for document in documents for article in segment(document)[0]]
    judged = [("articles", -max(0, len(read_ones) - len(stories)), 0)]
    for each in stories:
        named = [pair for pair in read_ones if pair[0].title == each.story.title]
        article, document = named[0] if named else (Article("", ""), Document("", ()))
        pages = [issue.pages[part.page].label for part in each.story.parts]
        right = {
            "articles": len(named) == 1,
            "text": article.text == expected(each, kind.whole_paragraphs),
            "headline": bool(named),
            "date": article.date == issue.date,
            "paper": article.source == issue.paper,
            "authors": article.authors == each.story.authors,
            "page": [page.label for page in document.pages] == pages,
            "boxes": _are_boxed(each.blocks, [document]),
        }
        judged += [(name, int(value), 1) for name, value in right.items()]
    return judged


def _pages(issue: Issue, stories: Sequence[SetStory], documents: Sequence[Document]) -> list[tuple[str, int, int]]:
    """The text and the boxes of each page, as the format says them: without divisions that it does not have."""
    judged: list[tuple[str, int, int]] = []
    blocks = [block for each in stories for block in each.blocks]
    for page in range(len(issue.pages)):
        here = [block for block in blocks if page_of(block) == page]
        texts = [
            block.text.replace("\n", "").replace(" ", "")
            for document in documents
            for block in document.blocks
            if document.path.endswith(f"/{page + 1}.xml")
            or (document.path.endswith(".hocr") and block.page == page + 1)
        ]
        printed = [line.text.replace(" ", "") for block in here for line in block.lines]
        wanted = "".join(text[:-1] if text.endswith("-") else text for text in printed)
        judged.append(("text", int("".join(texts) == wanted), 1))
        of_page = [document for document in documents if document.path.endswith((f"/{page + 1}.xml", ".hocr"))]
        judged.append(("boxes", int(_are_boxed(here, of_page)), 1))
    return judged


def _are_boxed(blocks: Sequence[Block], documents: Sequence[Document]) -> bool:
    """Whether each printed line of these blocks has a place within two pixels; pages are those of the documents."""
    found = [
        (region.page, region.box)
        for document in documents
        for block in document.blocks
        for region in block.regions or [block]
        if region.page is not None and region.box is not None
    ]
    several = len({page for page, _ in found}) > 1 or len({page_of(block) for block in blocks}) > 1
    sides = (PAGE_WIDTH, PAGE_HEIGHT) * 2
    for block in blocks:
        for line in block.lines:
            near = (
                all(
                    abs(edge * side - printed) <= _PIXELS
                    for edge, side, printed in zip(box, sides, line.box, strict=True)
                )
                for page, box in found
                if not several or page == page_of(block) + 1
            )
            if not any(near):
                return False
    return True


def main() -> None:
    """Print the measures of each dialect."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=0, help="measure the speed with so many pages")
    parser.add_argument("--keep", type=Path, help="write the files into this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        if options.pages:
            print(speed(options.pages, folder / "pages"))
            return
        names = ("articles", "text", "headline", "date", "paper", "authors", "page", "boxes")
        print("| format | language | " + " | ".join(names) + " | refused |")
        print("|---" * (len(names) + 3) + "|")
        for name in FORMATS:
            for language in ("Chinese", "English"):
                found = measure(name, language, folder / name)
                cells = [f"{found[each][0]} / {found[each][1]}" if each in found else "–" for each in names]
                print(f"| {name} | {language} | {' | '.join(cells)} | {found['refused'][0]} |", flush=True)


if __name__ == "__main__":
    main()
