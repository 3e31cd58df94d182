"""The articles of a PDF: a block in a headline's letters begins one. The masthead and its line give paper and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.dateline import find_dateline
from corpus.readers import dates
from corpus.readers.line_places import PlacedText, regions
from corpus.readers.unwrap import join_lines
from corpus.records import Block
from corpus.text import HAN, YEAR, clean, ends_sentence

_HEADLINE = 1.25  # times the font size of most characters
_MAX_HEADLINE_CHARS = 80
_MIN_BODY_CHARS = 20  # below a headline, for an article
_HEAD_BLOCKS = 8  # at the beginning of the first page, where the masthead and the line below it are
_MAX_HEAD_CHARS = 60
_ALIKE = 1.15  # font sizes that differ by less are one
_PAPER = re.compile(
    rf"(?:[{HAN}·]{{2,12}}(?:[日晚早晨时快商周导新]报|都市报|青年报|工人报|农民报|周刊|报)"
    r"|(?:The )?(?:[A-Z][A-Za-z]+ ){0,3}(?:Daily|Times|Post|News|Herald|Gazette|Tribune|Journal|Weekly))"
)
_NO_PAPER = ("公报", "通报", "简报", "喜报", "海报", "情报", "预报", "汇报", "战报", "捷报", "电报", "申报", "回报")
_DAY = re.compile(rf"{YEAR}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|{YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}")
_NUMBERED = re.compile(
    r"第?\s*[一二三四五六七八九十百\d]+\s*[章节部分编、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*\s"
)


@dataclass
class Part:
    """An article: its blocks, the first of which is its headline if it has a title."""

    title: str = ""
    size: float = 0.0
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Head:
    """What the top of the first page says: the paper's name and the day of the issue, in ISO 8601."""

    source: str | None = None
    date: str | None = None


def without_head(blocks: Sequence[Block]) -> tuple[list[Block], Head]:
    """The blocks without the masthead and the line below it, and what they say."""
    body = _body_size(blocks)
    top = _top(blocks, body)
    large = [block for block in top if _is_headline(block, body)]
    small = [block for block in top if not _is_headline(block, body)]
    paper, day = _paper_and_day(large, small)
    gone = [block for block in top if block is paper or _is_on_line(block, day, small)]
    kept = [block for block in blocks if not any(block is other for other in gone)]
    return kept, Head(clean(paper.text) if paper else None, _iso(day))


def _paper_and_day(large: Sequence[Block], small: Sequence[Block]) -> tuple[Block | None, Block | None]:
    """The blocks with the paper's name and the date, if they are there."""
    paper = next((block for block in large[:2] if _is_paper(block.text)), None)
    day = next((block for block in small if _DAY.search(block.text) and (paper or _is_high(block))), None)
    if day is None and len(large) < 2:
        paper = None  # the only headline is that of the article
    return paper, day


def _is_on_line(block: Block, day: Block | None, small: Sequence[Block]) -> bool:
    """Whether a block is on the line of the date below the masthead."""
    return day is not None and any(block is other for other in small) and (block is day or _are_level(block, day))


def _iso(day: Block | None) -> str | None:
    found = _DAY.search(day.text) if day else None
    return dates.iso(re.sub(r"\s", "", found[0])) if found else None


def _top(blocks: Sequence[Block], body: float) -> list[Block]:
    """The blocks at the beginning of the first page, before its running text."""
    top: list[Block] = []
    for block in blocks[:_HEAD_BLOCKS]:
        is_text = not _is_headline(block, body) and ends_sentence(block.text)
        if block.page != blocks[0].page or len(block.text) > _MAX_HEAD_CHARS or is_text:
            break
        top.append(block)
    return top


def _is_paper(text: str) -> bool:
    name = clean(text)
    bare = re.sub(rf"(?<=[{HAN}]) (?=[{HAN}])", "", name)
    return _PAPER.fullmatch(bare) is not None and not bare.endswith(_NO_PAPER)


def _is_high(block: Block) -> bool:
    return block.box is not None and block.box[3] < 0.2


def _are_level(one: Block, other: Block) -> bool:
    if one.box is None or other.box is None:
        return False
    return min(one.box[3], other.box[3]) > max(one.box[1], other.box[1])


def parts(blocks: Sequence[Block]) -> list[Part]:
    """The articles of a document in its order; one if its headlines are those of sections."""
    body = _body_size(blocks)
    found = [part for part in _parts(blocks, body) if part.blocks]
    titled = [part for part in found if part.title and _has_body(part)]
    if len(titled) < 2 or not _are_articles(titled, blocks, body):
        return [_whole(found)]
    return _with_sections(found)


def _parts(blocks: Sequence[Block], body: float) -> Iterator[Part]:
    part = Part()
    headline: list[Block] = []
    for block in blocks:
        if _is_headline(block, body) and not _NUMBERED.match(block.text):
            headline.append(block)
            continue
        if headline:
            yield part
            part = _begun(headline)
            headline = []
        part.blocks.append(block)
    yield part
    if headline:
        yield _begun(headline)


def _begun(headline: list[Block]) -> Part:
    """A part with its headline as the first block: lines of one size are joined, others parted by a space."""
    texts = [headline[0].text]
    for last, block in pairwise(headline):
        if _is_alike(last, block):
            texts[-1] = join_lines([texts[-1], block.text])
        else:
            texts.append(block.text)
    title = clean(" ".join(texts)).replace("\n", " ")
    size = max(block.size or 0.0 for block in headline)
    first = headline[0]
    boxes = [block.box for block in headline if block.box is not None and block.page == first.page]
    box = None
    if boxes:
        edges = list(zip(*boxes, strict=True))
        box = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
    pieces = (
        PlacedText(block.text[region.start : region.end], region.page, region.box)
        for block in headline
        for region in block.regions
    )
    return Part(title, size, [Block(title, first.page, box, round(size, 1), regions(title, pieces))])


def _is_alike(one: Block, other: Block) -> bool:
    small, large = sorted((one.size or 1.0, other.size or 1.0))
    return large < _ALIKE * small


def _whole(found: Sequence[Part]) -> Part:
    """All parts as one, with the title of the first if nothing stands before it."""
    first = found[0] if found else Part()
    return Part(first.title, first.size, [block for part in found for block in part.blocks])


def _with_sections(found: Sequence[Part]) -> list[Part]:
    """The articles; a headline without text below it stays with the part before."""
    joined: list[Part] = []
    for part in found:
        if joined and part.title and not _has_body(part):
            joined[-1].blocks.extend(part.blocks)
        else:
            joined.append(part)
    return joined


def _has_body(part: Part) -> bool:
    return sum(len(block.text) for block in part.blocks[1:]) >= _MIN_BODY_CHARS


def _are_articles(titled: Sequence[Part], blocks: Sequence[Block], body: float) -> bool:
    """Whether the headlines are those of articles, not of sections: by their sizes, columns, and datelines."""
    largest = max(part.size for part in titled)
    if sum(part.size * _ALIKE > largest for part in titled) > 1:
        return True
    begun = sum(any(find_dateline(block.text) for block in part.blocks[1:2]) for part in titled)
    return begun > 1 or _has_columns(blocks, body)


def _has_columns(blocks: Sequence[Block], body: float) -> bool:
    """Whether running text stands beside other text."""
    texts = [b for b in blocks if b.box is not None and not _is_headline(b, body) and len(b.text) > 2 * _MIN_BODY_CHARS]
    for one, other in pairwise(texts):
        if (
            one.page == other.page
            and one.box
            and other.box
            and one.box[2] <= other.box[0]
            and other.box[1] < one.box[3]
        ):
            return True
    return False


def _is_headline(block: Block, body: float) -> bool:
    large = (block.size or 0.0) > _HEADLINE * body
    return large and len(block.text) <= _MAX_HEADLINE_CHARS and not block.text.rstrip().endswith(("。", "；", "，"))


def _body_size(blocks: Sequence[Block]) -> float:
    """The font size of most characters."""
    sized = sorted((block.size, len(block.text)) for block in blocks if block.size)
    half = sum(length for _, length in sized) / 2
    for size, length in sized:
        half -= length
        if half <= 0:
            return size
    return 1.0
