"""The stories of an issue set in lines and columns, and pages of them in ALTO, PAGE XML and hOCR."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from benchmarks.archives.issues import HEIGHT, WIDTH, Issue, IssuePage, Part, Story, issues

SCALE = 5  # pixels of a page for one of the model
PAGE_WIDTH, PAGE_HEIGHT = WIDTH * SCALE, HEIGHT * SCALE
Box = tuple[int, int, int, int]
_GUTTER, _MIN_COLUMN = 20, 300  # pixels
_TOWNS = ("Northpond", "Westbrook", "Greenhill", "Stonebridge", "Southbank", "Willowshore", "Pinecombe", "Sandhead")
_WHAT = ("ferry landing", "corn exchange", "reading room", "waterworks", "tramway depot", "bathing house", "museum")
_DONE = ("reopened", "rebuilt", "enlarged", "inspected", "relocated", "extended")
_PEOPLE = ("Ann Reed", "Thomas Hale", "Ruth Winter", "George Marsh", "Clara Stone")
_SENTENCES = (
    "The {what} of {town} was {done} on Monday in the presence of {n} inhabitants.",
    "The undertaking has cost {n} pounds, and was completed {k} weeks before the appointed time.",
    "Mr. {who} observed that “the northern embankment requires strengthening, and shall have it.”",
    "Passengers formerly travelled {k} miles; they may now walk there within {m} minutes.",
    "Admission is {k} pence, children and soldiers being admitted without payment.",
    "The contractors replaced {n} yards of piping and planted {m} well-grown chestnut trees.",
)


def english_issues() -> Iterator[Issue]:
    """The issues in English, set in the same places; words are divided between their lines."""
    for issue in issues():
        draw = random.Random(f"english {issue.number}")
        stories = tuple(_in_english(story, at, draw) for at, story in enumerate(issue.stories))
        pages = tuple(IssuePage(page.label, "") for page in issue.pages)
        yield replace(issue, paper="The Riverside Courier", pages=pages, stories=stories)


def _in_english(story: Story, at: int, draw: random.Random) -> Story:
    town, what, done = draw.choice(_TOWNS), draw.choice(_WHAT), draw.choice(_DONE)
    parts = []
    for part in story.parts:
        lines = [_english_paragraph(town, what, done, draw) for _ in part.lines]
        if part.goes_on:  # within a sentence
            words = parts[-1].lines[-1].split(" ")
            parts[-1] = replace(parts[-1], lines=(*parts[-1].lines[:-1], f"{' '.join(words[:-3])} "))
            lines[0] = " ".join(words[-3:])
        parts.append(replace(part, lines=tuple(lines)))
    authors = tuple(draw.sample(_PEOPLE, len(story.authors)))
    title = f"{town}: the {what} {done} ({at + 1})"
    above = "From our correspondent in the west" if story.above else ""
    return replace(story, title=title, above=above, below="", authors=authors, parts=tuple(parts), caption="")


def _english_paragraph(town: str, what: str, done: str, draw: random.Random) -> str:
    chosen = draw.sample(_SENTENCES, draw.randint(1, 3))
    numbers = {"n": draw.randint(100, 900), "m": draw.randint(10, 60), "k": draw.randint(2, 9)}
    return " ".join(one.format(town=town, what=what, done=done, who=draw.choice(_PEOPLE), **numbers) for one in chosen)


@dataclass(frozen=True)
class Word:
    """A word or character of a line; `whole` is the word that it is a part of, and `part` which: 1 or 2."""

    text: str
    spaced: bool = True
    whole: str = ""
    part: int = 0


@dataclass(frozen=True)
class Line:
    """A printed line with its words and box in pixels."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        """The line as it is printed; a divided word ends in a hyphen."""
        shown = "".join((" " if word.spaced and at else "") + word.text for at, word in enumerate(self.words))
        return shown + ("-" if self.words[-1].part == 1 else "")


@dataclass
class Block:
    """A block of a page. `ends`: a paragraph ends with it."""

    id: str
    kind: str
    lines: list[Line] = field(default_factory=list)
    ends: bool = True

    @property
    def box(self) -> Box:
        """The box around the lines."""
        lefts, tops, rights, bottoms = zip(*(line.box for line in self.lines), strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass
class SetStory:
    """A story in blocks: each paragraph with its blocks, which may be in several columns and on two pages."""

    story: Story
    headline: Block
    others: list[Block]  # shoulder headline, subtitle, byline
    paragraphs: list[list[Block]]

    @property
    def blocks(self) -> list[Block]:
        """All blocks in reading order."""
        text = [block for each in self.paragraphs for block in each]
        heads = [block for block in self.others if block.kind != "author"]
        return [self.headline, *heads, *text, *(block for block in self.others if block.kind == "author")]


def page_of(block: Block) -> int:
    """The index of the page of a block, which its id begins with."""
    return int(block.id[1:].partition("_")[0]) - 1


def set_stories(issue: Issue, bylines: bool) -> list[SetStory]:
    """The stories of an issue in lines."""
    return [_set_story(story, issue, bylines) for story in issue.stories]


def _set_story(story: Story, issue: Issue, bylines: bool) -> SetStory:
    latin = story.title.isascii()
    flows = [_Flow(part, f"P{part.page + 1}_S{story.number}_{at}", latin) for at, part in enumerate(story.parts)]
    headline = flows[0].block("title", story.title, whole_width=True)[0]
    others = [flows[0].block(kind, text)[0] for kind, text in (("above", story.above), ("below", story.below)) if text]
    paragraphs: list[list[Block]] = []
    for part, flow in zip(story.parts, flows, strict=True):
        for at, text in enumerate(part.lines):
            blocks = flow.block("text", text.strip())
            if part.goes_on and at == 0:
                paragraphs[-1][-1].ends = False
                paragraphs[-1] += blocks
            else:
                paragraphs.append(blocks)
    if story.caption:
        paragraphs.append(flows[-1].block("caption", story.caption))
    if bylines:
        names = " and ".join(story.authors) if latin else f"本报记者 {' '.join(story.authors)}"
        others.append(flows[-1].block("author", f"By {names}" if latin else names)[0])
    return SetStory(story, headline, others, paragraphs)


class _Flow:
    """Fills the columns of a part of a story with lines."""

    def __init__(self, part: Part, prefix: str, latin: bool) -> None:
        self._prefix, self._latin, self._count = prefix, latin, 0
        text = sum(map(len, part.lines)) + 200
        boxes = [tuple(edge * SCALE for edge in box) for box in part.boxes]
        area = sum((box[2] - box[0]) * (box[3] - box[1]) for box in boxes)
        size = int((area / text * (0.7 if latin else 0.5)) ** 0.5)
        self._size = max(14, min(34, size))
        self._columns = [column for box in boxes for column in _columns(box)]
        self._column, self._top = 0, self._columns[0][1]

    def block(self, kind: str, text: str, whole_width: bool = False) -> list[Block]:
        """The blocks of a text, one for each column."""
        size = self._size * 2 if kind == "title" else self._size
        left, _, right, _ = self._columns[0] if not whole_width else (self._columns[0][0], 0, self._columns[-1][2], 0)
        per_line = max(6, int((right - left) / size * (1.8 if self._latin else 1)))
        words = _latin_lines(text, per_line) if self._latin else _han_lines(text, per_line)
        blocks: list[Block] = []
        for line in words:
            bottom = self._columns[self._column][3]
            is_full = self._top + size > bottom and self._column + 1 < len(self._columns)
            if is_full and kind in ("text", "caption"):
                self._column += 1
                self._top = self._columns[self._column][1]
                if blocks:
                    blocks[-1].ends = False
                    blocks.append(self._new(kind))
            if not blocks:
                blocks.append(self._new(kind))
            start = self._columns[self._column][0]
            width = min(right - left, int(size * sum(map(len, (word.text for word in line)))))
            blocks[-1].lines.append(Line(line, (start, self._top, start + max(size, width), self._top + size)))
            self._top += size + max(4, size // 5)
        if whole_width:
            self._columns = [(left, self._top, right, bottom) for left, _, right, bottom in self._columns]
        return blocks

    def _new(self, kind: str) -> Block:
        self._count += 1
        return Block(f"{self._prefix}_{self._count}", kind)


def _columns(box: Sequence[int]) -> list[Box]:
    left, top, right, bottom = box
    count = max(1, (right - left) // _MIN_COLUMN)
    width = (right - left - _GUTTER * (count - 1)) // count
    return [(left + at * (width + _GUTTER), top, left + at * (width + _GUTTER) + width, bottom) for at in range(count)]


def _han_lines(text: str, per_line: int) -> list[tuple[Word, ...]]:
    lines = [text[at : at + per_line] for at in range(0, len(text), per_line)]
    return [tuple(Word(char, spaced=False) for char in line) for line in lines]


def _latin_lines(text: str, per_line: int) -> list[tuple[Word, ...]]:
    lines: list[list[Word]] = [[]]
    used = 0
    for word in text.split(" "):
        room = per_line - used - (1 if used else 0)
        if used and len(word) > room:
            if word.isalpha() and word.islower() and len(word) > 6 and room > 4:
                cut = room - 1
                cut = min(cut, len(word) - 3)
                lines[-1].append(Word(word[:cut], whole=word, part=1))
                lines.append([Word(word[cut:], whole=word, part=2)])
                used = len(word) - cut
                continue
            lines.append([])
            used = 0
        lines[-1].append(Word(word))
        used += len(word) + (1 if used else 0)
    return [tuple(line) for line in lines]


@dataclass(frozen=True)
class Dialect:
    """How a library writes ALTO: namespace, unit (with the number of units of a pixel), and what it writes of words."""

    space: str
    unit: str = "pixel"
    units: float = 1.0
    whole_words: bool = True
    words_with_ids: bool = False
    han_together: bool = True


def alto(blocks: Sequence[Block], number: int, label: str, dialect: Dialect) -> str:
    """A page in ALTO."""

    def place(box: Box) -> str:
        left, top, right, bottom = (round(edge * dialect.units) for edge in box)
        return f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'

    counter = 0

    def string(word: Word, box: Box) -> str:
        nonlocal counter
        counter += 1
        id = f' ID="w{number}_{counter}"' if dialect.words_with_ids else ""
        whole = ""
        if word.part and dialect.whole_words:
            whole = f' SUBS_TYPE="HypPart{word.part}" SUBS_CONTENT="{escape(word.whole)}"'
        hyphen = '<HYP CONTENT="-"/>' if word.part == 1 else ""
        return f'<String{id} {place(box)} CONTENT="{escape(word.text)}"{whole} WC="0.9"/>{hyphen}'

    def strings(line: Line) -> str:
        return _joined([(word.spaced, string(word, box)) for word, box in _boxed(line, dialect)])

    rows = []
    for block in blocks:
        lines = "".join(f"<TextLine {place(line.box)}>{strings(line)}</TextLine>" for line in block.lines)
        rows.append(f'<TextBlock ID="{block.id}" {place(block.box)}>{lines}</TextBlock>')
    size = f'WIDTH="{round(PAGE_WIDTH * dialect.units)}" HEIGHT="{round(PAGE_HEIGHT * dialect.units)}"'
    space = f' xmlns="{dialect.space}"' if dialect.space else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<alto{space}><Description><MeasurementUnit>{dialect.unit}'
        f'</MeasurementUnit></Description><Layout><Page ID="P{number}" {size} PRINTED_IMG_NR="{label}"><PrintSpace>'
        f"{''.join(rows)}</PrintSpace></Page></Layout></alto>"
    )


def _boxed(line: Line, dialect: Dialect) -> Iterator[tuple[Word, Box]]:
    """The words of a line with their boxes, which are as wide as their letters are many."""
    words = _words(line, dialect)
    left, top, right, bottom = line.box
    letters = sum(len(word.text) + word.spaced for word in words)
    at = 0
    for word in words:
        start, end = (
            left + (right - left) * count // letters for count in (at + word.spaced, at + word.spaced + len(word.text))
        )
        yield word, (start, top, end, bottom)
        at += len(word.text) + word.spaced


def _words(line: Line, dialect: Dialect) -> Sequence[Word]:
    """The words of a line; Chinese characters one by one or together."""
    if dialect.han_together and not line.words[-1].spaced and len(line.words) > 1:
        return (Word("".join(word.text for word in line.words)),)
    return line.words


def _joined(parts: Sequence[tuple[bool, str]]) -> str:
    return "".join(("<SP/>" if spaced and at else "") + text for at, (spaced, text) in enumerate(parts))


def page_xml(stories: Sequence[tuple[str, Sequence[Block]]], number: int) -> str:
    """A page in PAGE XML, with the regions in disorder and a reading order; each story by its name is an article."""
    regions, refs = [], []
    for name, blocks in stories:
        for block in blocks:
            refs.append(f'<RegionRefIndexed index="{len(refs)}" regionRef="{block.id}"/>')
            lines = "".join(
                f'<TextLine custom="structure {{id:{name}; type:article;}}">{_coords(line.box)}'
                f"<TextEquiv><Unicode>{escape(line.text)}</Unicode></TextEquiv></TextLine>"
                for line in block.lines
            )
            kind = "heading" if block.kind == "title" else "paragraph"
            regions.append(f'<TextRegion id="{block.id}" type="{kind}">{_coords(block.box)}{lines}</TextRegion>')
    random.Random(number).shuffle(regions)
    random.Random(number).shuffle(refs)
    space = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<PcGts xmlns="{space}"><Page imageWidth="{PAGE_WIDTH}" '
        f'imageHeight="{PAGE_HEIGHT}"><ReadingOrder><OrderedGroup id="g">{"".join(refs)}</OrderedGroup></ReadingOrder>'
        f"{''.join(regions)}</Page></PcGts>"
    )


def _coords(box: Box) -> str:
    left, top, right, bottom = box
    return f'<Coords points="{left},{top} {right},{top} {right},{bottom} {left},{bottom}"/>'


def hocr(pages: Sequence[Sequence[Block]]) -> str:
    """Pages in hOCR, each character of Chinese a word as Tesseract has it."""

    def box(of: Box) -> str:
        return "bbox " + " ".join(map(str, of))

    def line(one: Line) -> str:
        texts = [word.text + ("-" if word.part == 1 else "") for word in one.words]
        words = " ".join(
            f'<span class="ocrx_word" title="{box(one.box)}; x_wconf 91">{escape(text)}</span>'
            for text in texts
            if text.strip()
        )
        return f'<span class="ocr_line" title="{box(one.box)}; x_size 40">{words}</span>'

    shown = "".join(
        f'<div class="ocr_page" title="{box((0, 0, PAGE_WIDTH, PAGE_HEIGHT))}; ppageno {at}">'
        + "".join(
            f'<p class="ocr_par" title="{box(block.box)}">{" ".join(map(line, block.lines))}</p>' for block in blocks
        )
        + "</div>"
        for at, blocks in enumerate(pages)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><meta '
        f'http-equiv="Content-Type" content="text/html;charset=utf-8"/></head><body>{shown}</body></html>'
    )
