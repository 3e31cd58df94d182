"""The running heads of pages: page numbers, repeated lines, and the line with the paper, the date and the section.

They are taken out of the text. A line with a date goes only if it says nothing else than such a line does: text that
begins at the top of a page may begin with a date too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.account import FACTS
from corpus.page_labels import find_page_label
from corpus.readers import dates
from corpus.readers.page_lines import Page, TextLine
from corpus.text import HAN, YEAR, ends_sentence

_BAND = 0.08  # the share of the page's height, at the top and at the bottom, that can hold running heads
_HEAD, _MASTHEAD = 0.2, 0.3  # the share that can hold the line with the date, and the name of the paper
_PAGE_NUMBER = re.compile(
    r"[-–—·•\s]*(?:第\s*)?[A-Z]?\s*\d{1,4}\s*[版页]?[-–—·•\s]*|(?:Page|第)?\s*\d{1,4}\s*(?:/|of|页\s*[,，/]?\s*共)\s*\d{1,4}\s*页?"
)
DAY = re.compile(rf"(?<!\d)({YEAR}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|{YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}})(?!\d)")
PAPER = re.compile(
    rf"(?:[{HAN}·]{{2,12}}(?:[日晚早晨时快商周导新]报|都市报|青年报|工人报|农民报|周刊|报)"
    r"|(?:The )?(?:[A-Z][A-Za-z]+ ){0,3}(?:Daily|Times|Post|News|Herald|Gazette|Tribune|Journal|Weekly))"
)
_NO_PAPER = ("公报", "通报", "简报", "喜报", "海报", "情报", "预报", "汇报", "战报", "捷报", "电报", "申报", "回报")
# What stands in the line below a masthead or above a page, beside the paper's name and the section.
_DESKS = "责任编辑|本版编辑|本版责编|责编|编辑|美术编辑|美编|校对|组版|版式|设计|视觉|主编|值班编委|总编辑"
_CONTACTS = "国内统一(?:连续出版物|刊)号|邮发代号|[新读广]..?热线|热线|社址|电子邮箱|E-?mail|网址|定价|主办"
_FURNITURE = re.compile(
    rf"""{DAY.pattern} | (?:星期|周)[一二三四五六日天]
    | (?:农历)?[{HAN}]{{2}}年\S{{1,2}}月(?:初|十|廿|二十|三十)\S{{0,2}} | 农历\S{{2,9}}
    | 第?\s*[A-D]?\d{{1,3}}(?:[-—－]\d{{1,3}})?\s*版面? | [A-D]\d{{1,2}} | 今日\s*\d+\s*版
    | 总?第\s*[\d,]+\s*期 | 总第\s*[\d,]+
    | (?:{_DESKS})\s*[:：/|]?\s*[{HAN}]{{2,4}}(?=$|[\s、/|]|责|编|美|校|组|版)
    | (?:{_CONTACTS})\s*[:：]?\s*\S*
    | CN\s*\d\d-\d{{4}} | https?://\S+ | www\.\S+ | \d{{3,4}}-\d{{7,8}}""",
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[\s|丨│·/\-–—:：、《》【】]+")
_MAX_LINE_CHARS = 80
_MAX_REST_CHARS = 6  # of a line, that are none of these: the section
_LARGE = 1.25  # times the usual letter size
_ALIKE = 1.1  # font sizes that differ by less are one
_CLOSE = 0.9  # times the letter size: the white space between lines of one text


@dataclass(frozen=True, slots=True)
class Heads:
    """What running heads say: the day in ISO 8601 and the paper, None if there is none or they differ.

    `texts` has the lines that were taken out, with the number of their page.
    """

    date: str | None
    source: str | None
    texts: tuple[tuple[int, str], ...]


def without_heads(pages: Sequence[tuple[Page, Sequence[TextLine]]]) -> tuple[list[list[TextLine]], Heads]:
    """The lines of each page without running heads, and what these say. The lines are joined fragments."""
    repeated = _repeated(pages)
    kept: list[list[TextLine]] = []
    texts: list[tuple[int, str]] = []
    for page, lines in pages:
        heads = _heads(page, lines, repeated)
        gone = set(map(id, heads))
        kept.append([line for line in lines if id(line) not in gone])
        texts += [(page.number, line.text.strip()) for line in heads]
    days = {day for _, text in texts for match in DAY.findall(text) if (day := dates.iso(re.sub(r"\s", "", match)))}
    papers = {paper for _, text in texts if (paper := find_paper(text))}
    return kept, Heads(_sole(days), _sole(papers), tuple(texts))


def find_paper(text: str) -> str | None:
    """The paper that a line of a masthead names, alone or beside a date and a section; None if it names none."""
    rest = _FURNITURE.sub("|", text)
    for part in re.split(r"\s*[|丨│/]+\s*|\s{2,}|(?<=报)\s|\s(?=《)", rest):
        names = [part, *part.split()] if is_furniture(text) else [part]
        for name in names:
            if is_paper(name.strip("《》 ")):
                return re.sub(rf"(?<=[{HAN}]) (?=[{HAN}])", "", name.strip("《》 "))
    return None


def is_paper(text: str) -> bool:
    """Whether a text is the name of a paper, which may be set with spaces between its characters."""
    bare = re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", text.strip())
    return PAPER.fullmatch(bare) is not None and not bare.endswith(_NO_PAPER)


def is_furniture(text: str) -> bool:
    """Whether a short line holds nothing but what stands beside a masthead, and perhaps the name of a section."""
    if len(text) > _MAX_LINE_CHARS or ends_sentence(text) or any(mark in text for mark in "，；。"):
        return False
    parts = [part for part in _SEPARATORS.split(_FURNITURE.sub(" ", text)) if part and not is_paper(part)]
    return sum(map(len, parts)) <= _MAX_REST_CHARS or is_paper(text)


def head_reason(text: str) -> str:
    """The reason of the account for a running head: date, paper and page are facts about the articles."""
    if _PAGE_NUMBER.fullmatch(text):
        return "account_page_numbers"
    is_fact = DAY.search(text) or find_paper(text) or find_page_label(text)
    return FACTS if is_fact else "account_headers"


def _sole(values: set[str]) -> str | None:
    return values.pop() if len(values) == 1 else None


def _heads(page: Page, lines: Sequence[TextLine], repeated: frozenset[str]) -> list[TextLine]:
    """The running heads: lines that are such by themselves, the masthead, and what stands level with them."""
    if not lines:
        return []
    usual = sorted(line.size for line in lines)[len(lines) // 2]
    highest = min(line.top for line in lines)
    sure = _apart([line for line in lines if _is_running_head(line, page, repeated, highest)], lines, page)
    dated = [line for line in lines if line.bottom < _HEAD * page.height and _is_dated(line.text)]
    masthead = _masthead(page, lines, usual, dated)
    if masthead is not None:
        sure += [masthead, *(line for line in dated if _is_near(line, masthead, usual))]
    sure_ids = set(map(id, sure))
    found: list[TextLine] = []
    for line in lines if sure else []:
        large = line.size > _LARGE * usual and not is_paper(line.text)
        beside = not large and any(_are_level(line, other) for other in sure) and is_furniture(line.text)
        if id(line) in sure_ids or beside:
            found.append(line)
    return found


def _apart(heads: Sequence[TextLine], lines: Sequence[TextLine], page: Page) -> list[TextLine]:
    """The running heads without those that the text goes on from: the upper row of a table, or a line of a paragraph.

    A line that says the day or the printed page is one wherever it stands.
    """
    kept = list(heads)
    while True:
        known = set(map(id, kept))
        text = [line for line in lines if id(line) not in known]
        apart = [line for line in kept if _says_issue(line.text) or not any(_touch(line, o, page) for o in text)]
        if len(apart) == len(kept):
            return apart
        kept = apart


def _touch(head: TextLine, other: TextLine, page: Page) -> bool:
    """Whether a line stands in the letters of a running head, at the distance of lines, on its side of the text."""
    gap = other.top - head.bottom if head.top < page.height / 2 else head.top - other.bottom
    size = min(head.size, other.size)
    width = min(head.right, other.right) - max(head.left, other.left)
    alike = max(head.size, other.size) < _ALIKE * size
    return alike and -0.5 * size < gap < _CLOSE * size and 2 * width > min(head.right - head.left, size)


def _says_issue(text: str) -> bool:
    return _is_dated(text.strip()) or find_page_label(text) is not None


def _masthead(page: Page, lines: Sequence[TextLine], usual: float, dated: Sequence[TextLine]) -> TextLine | None:
    """The name of the paper in large letters at the top of a page, by a line with the date; None if there is none.

    Without a date, it must be larger than a headline below it: a headline may end like the name of a paper.
    """
    large = [line for line in lines if line.size > _LARGE * usual and line.bottom < _MASTHEAD * page.height]
    names = [line for line in large if is_paper(line.text)]
    if not names:
        return None
    name = max(names, key=lambda line: line.size)
    others = [line.size for line in lines if line.size > _LARGE * usual and line is not name]
    if any(_is_near(line, name, usual) for line in dated) or (others and name.size > 1.3 * max(others)):
        return name
    return None


def _is_near(line: TextLine, masthead: TextLine, usual: float) -> bool:
    """Whether a line is level with a masthead, or close above or below it."""
    return -4 * usual < line.top - masthead.bottom < 4 * usual or _are_level(line, masthead)


def _are_level(one: TextLine, other: TextLine) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.4 * min(one.bottom - one.top, other.bottom - other.top)


def _in_band(line: TextLine, page: Page) -> bool:
    return line.bottom < _BAND * page.height or line.top > (1 - _BAND) * page.height


def _is_running_head(line: TextLine, page: Page, repeated: frozenset[str], highest: float) -> bool:
    text = line.text.strip()
    if not _in_band(line, page):
        return line.top < highest + line.size and line.bottom < _HEAD * page.height and _is_dated(text)
    known = bool(_PAGE_NUMBER.fullmatch(text)) or _is_dated(text) or find_page_label(text) is not None
    if re.fullmatch(r"\d{3,4}", text):
        known = int(text) == page.number  # else a cell or a year, unless the numbers of other pages are in step
    return known or any(shape in repeated for shape in _shapes(text, page))


def _is_dated(text: str) -> bool:
    """Whether a line says the day of an issue, and nothing that such a line would not say."""
    return DAY.search(text) is not None and is_furniture(text)


def _repeated(pages: Sequence[tuple[Page, Sequence[TextLine]]]) -> frozenset[str]:
    """The lines at the top or bottom of at least three in ten pages and two pages, alike but for the page's number."""
    seen: Counter[str] = Counter()
    for page, lines in pages:
        seen.update({shape for line in lines if _in_band(line, page) for shape in _shapes(line.text, page)})
    return frozenset(text for text, count in seen.items() if text and count >= max(2, 0.3 * len(pages)))


def _shapes(text: str, page: Page) -> Iterator[str]:
    """A line as it is, and with each of its numbers told by what it is more than the page's number.

    Numbers that are in step with the pages are theirs; others are said by the text, such as a table's.
    """
    bare = re.sub(r"\s+", "", text)
    yield bare
    for match in re.finditer(r"(?<!\d)\d{1,4}(?!\d)", bare):
        yield f"{bare[: match.start()]}#{int(match[0]) - page.number:+}#{bare[match.end() :]}"
