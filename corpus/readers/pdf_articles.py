"""The articles of a PDF: a block in a headline's letters begins one, and so does 上接第1版 without a headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.dateline import find_byline, find_dateline
from corpus.letter_sizes import usual_size
from corpus.page_references import find_back, find_onwards
from corpus.readers.line_places import PlacedText, regions
from corpus.readers.unwrap import join_lines
from corpus.records import Block
from corpus.text import clean, ends_sentence

_HEADLINE = 1.25  # times the font size of most characters
_MAX_HEADLINE_CHARS = 80
_MAX_SHOULDER_CHARS = 40
_SHOULDER = 0.03  # by which the letters of a shoulder headline differ from the text's, relative to these
_MIN_BODY_CHARS = 20  # below a headline, for an article
_OVERLAP = 0.005  # of the page's height, by which a shoulder headline may reach into the vertical headline below it
_ALIKE = 1.15  # font sizes that differ by less are one
_NUMBERED = re.compile(
    r"第?\s*[一二三四五六七八九十百\d]+\s*[章节部分编、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*\s"
)


@dataclass
class Part:
    """An article: its blocks, the first of which is its headline if it has a title."""

    title: str = ""
    size: float = 0.0
    blocks: list[Block] = field(default_factory=list)


def parts(blocks: Sequence[Block]) -> list[Part]:
    """The articles of a document in its order; one if its headlines are those of sections."""
    body = usual_size((block.size, len(block.text)) for block in blocks if block.size)
    found = [part for part in _parts(blocks, body, _are_sections(blocks, body)) if part.blocks]
    titled = [part for part in found if part.title and _has_body(part)]
    if len(titled) < 2 or not _are_articles(titled, blocks, body):
        return [_whole(found)]
    return _with_sections(found)


def _are_sections(blocks: Sequence[Block], body: float) -> bool:
    """Whether headlines with numbers are those of sections: a single one may be an article's."""
    return sum(bool(_is_headline(block, body) and _NUMBERED.match(block.text)) for block in blocks) > 1


def _parts(blocks: Sequence[Block], body: float, sections: bool) -> Iterator[Part]:
    part = Part()
    headline: list[Block] = []
    for block in blocks:
        if _is_headline(block, body) and not (sections and _NUMBERED.match(block.text)):
            if headline and not _are_together(headline[-1], block):
                yield part
                part = _begun(headline)
                headline = []
            if not headline:
                headline = _taken_shoulders(part.blocks, block, body)
            headline.append(block)
            continue
        if headline:
            yield part
            part = _begun(headline)
            headline = []
        elif find_back(block.text) and not _leads_on(block, part.blocks):
            yield part
            part = Part()
        part.blocks.append(block)
    yield part
    if headline:
        yield _begun(headline)


def _leads_on(reference: Block, blocks: Sequence[Block]) -> bool:
    """Whether a reference that may lead back or on (紧接第2版) leads on: the text before it breaks off."""
    breaks_off = bool(blocks) and not ends_sentence(blocks[-1].text)
    return breaks_off and find_onwards(reference.text) is not None


def _begun(headline: list[Block]) -> Part:
    """A part with its headline as the first block: lines of one size are joined, others parted by a space."""
    headline = _in_order(headline)
    texts = [headline[0].text]
    for last, block in pairwise(headline):
        if _is_alike(last, block) and not _are_level(last, block):
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


def _taken_shoulders(blocks: list[Block], headline: Block, body: float) -> list[Block]:
    """The shoulder headline above a headline, taken from the end of `blocks`: also in halves, which are level."""
    taken: list[Block] = []
    while blocks and _is_shoulder(blocks[-1], headline, body) and (not taken or _are_level(blocks[-1], taken[0])):
        taken.insert(0, blocks.pop())
    return taken


def _are_level(one: Block, other: Block) -> bool:
    return (
        one.box is not None and other.box is not None and max(one.box[1], other.box[1]) < min(one.box[3], other.box[3])
    )


def _in_order(headline: list[Block]) -> list[Block]:
    """The lines of a headline, those first that stand above a vertical one."""
    tops = [block.box[1] for block in headline if block.box is not None and _is_vertical(block)]
    above = [block for block in headline if tops and block.box is not None and block.box[1] < min(tops)]
    above = [block for block in above if block.box is not None and block.box[3] < min(tops) + _OVERLAP]
    return above + [block for block in headline if not any(block is other for other in above)]


def _is_shoulder(block: Block, headline: Block, body: float) -> bool:
    """Whether a block is a shoulder headline: a short line in another size than the text, close above a headline."""
    if block.box is None or headline.box is None or block.page != headline.page or not block.size:
        return False
    short = len(block.text) <= _MAX_SHOULDER_CHARS and not ends_sentence(block.text) and not find_byline(block.text)
    gap, height = headline.box[1] - block.box[3], headline.box[3] - headline.box[1]
    close = 0 <= gap < height and block.box[0] < headline.box[2] and headline.box[0] < block.box[2]
    return short and close and abs(block.size - body) > _SHOULDER * body


def _are_together(one: Block, other: Block) -> bool:
    """Whether two blocks may be of one headline: they stand below each other, or level, in one direction of writing.

    A shoulder headline or a subtitle in level letters may stand close above a vertical headline, or beside its top.
    """
    if one.box is None or other.box is None:
        return True
    if one.page != other.page or (_is_vertical(one) and _is_vertical(other)):
        return False
    if _is_vertical(one) or _is_vertical(other):
        down, level = (one, other) if _is_vertical(one) else (other, one)
        return _touches(down, level)
    (left, top, right, bottom), second = one.box, other.box
    return max(left, second[0]) < min(right, second[2]) or max(top, second[1]) < min(bottom, second[3])


def _touches(down: Block, level: Block) -> bool:
    """Whether a level line stands close above a vertical one, or directly beside its upper end."""
    if down.box is None or level.box is None:
        return False
    width, height = down.box[2] - down.box[0], level.box[3] - level.box[1]
    beside = max(down.box[0] - level.box[2], level.box[0] - down.box[2]) < 1.5 * width
    return beside and -1.5 * height < level.box[1] - down.box[1] < 1.5 * height


def _is_vertical(block: Block) -> bool:
    box = block.box
    return box is not None and len(block.text) > 2 and box[3] - box[1] > 2 * (box[2] - box[0])


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
    """Whether running text stands beside other text; in vertical writing, below it."""
    texts = [b for b in blocks if not _is_headline(b, body) and len(b.text) > 2 * _MIN_BODY_CHARS]
    for one, other in pairwise(texts):
        first, second = _level_box(one), _level_box(other)
        if one.page == other.page and first and second and first[2] <= second[0] and second[1] < first[3]:
            return True
    return False


def _level_box(block: Block) -> tuple[float, float, float, float] | None:
    """The box of a block; that of text in vertical lines as on a page that is turned until they are level."""
    lines = [region.box for region in block.regions if region.box is not None and region.end - region.start > 2]
    down = sum(bottom - top > 2 * (right - left) for left, top, right, bottom in lines)
    if block.box is None or 2 * down <= len(lines):
        return block.box
    left, top, right, bottom = block.box
    return top, 1 - right, bottom, 1 - left


def _is_headline(block: Block, body: float) -> bool:
    large = (block.size or 0.0) > _HEADLINE * body
    return large and len(block.text) <= _MAX_HEADLINE_CHARS and not block.text.rstrip().endswith(("。", "；", "，"))
