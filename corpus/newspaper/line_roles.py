"""Gives each line of a page its role: body text, short line, byline, source, caption or box item. Drops noise.

The role depends on the line's characters, its font size and its neighbours. A short line is one without a sentence end:
a headline, or the remainder of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from corpus.account import FACTS, Account, characters
from corpus.dateline import Dateline, find_byline, find_closing_source, find_dateline, find_issue_date
from corpus.newspaper.places import Places
from corpus.page_labels import PageLabel, find_page_label
from corpus.page_references import find_back, find_onwards, is_reference
from corpus.records import Block, Document, Region
from corpus.text import HAN, clean, ends_sentence, fold

Role = Literal["body", "short", "byline", "source", "caption", "item"]

MAX_SHORT_CHARS = 40  # of a line without a sentence end that may be a headline; twice that in large letters
_MAX_EXCLAMATION_CHARS = 32  # of a headline that ends in an exclamation or question mark
_MAX_NOISE_CHARS = 80
_MAX_SIGNATURE_CHARS = 90  # of a byline or a caption
_MAX_ITEM_CHARS = 60
_MIN_SENTENCE_CHARS = 80  # a longer line that ends in an end mark is body text
_END_CHARS = 30  # of a line, which tell whether it breaks off
_DATE_LINES = 4  # at the top of a page, where the date of the issue may stand alone
_LARGE = 1.25  # times the median font size

_BOLD = re.compile(r"\*\*(?=\S)([^*\n，。；！？,;!?]{1,30})(?<=\S)\*\*")  # masked numbers such as 鲁A** stay
_NAME = rf"[{HAN}]{{1,4}}(?:[ 、,，/][{HAN}]{{1,4}}){{0,3}}"
_DESK = (
    "(?:责任编辑|本版编辑|本版责编|版面编辑|责编|编辑|美术编辑|美编|校对|组版|版式|设计|制图|"
    "一审|二审|三审|审校|监审|值班编辑|值班主任|总值班)"
)
# Lines that belong to no article in any kind of text, in simplified characters.
_ALWAYS_NOISE = re.compile(
    rf"""[▲▼△▽↑↓←→\s]* (?:
      (?:请)?(?:扫码|扫一扫|扫描(?:上方|下方|左侧|右侧|此)?二维码|微信扫码|长按识别)[^。！？!?]{{0,24}} (?:二维码)?
    | (?:{_DESK}\s*[:：/|丨]?\s*{_NAME}[\s;；,，|丨/]*)+
    | (?:{_DESK}\s*[:：]\s*)
    | (?:第\s*)?[A-Z]{{0,2}}\d{{1,3}}\s*版(?:面)?
    | 今日\s*\d+\s*版 | 本版\S{{2,6}}[:：]\S{{2,12}}
    | 返回搜狐.{{0,20}} | 责任编辑\s*[:：].{{0,12}} | 分享到?[:：]?
    ) [▲▼△▽↑↓←→\s]*""",
    re.VERBOSE,
)
# Lines that are noise on a newspaper page but may be content elsewhere.
_PAGE_NOISE = re.compile(
    r"""(?: [-—–─_=*·.～~＊\s]{3,} | [A-Z]{1,2}\d{1,3} | -?\s*\d{1,3}\s*-?
    | [●•·]\s*\d{1,3} | (?:第\s*)?[A-Z]{0,2}\d{1,3}\s*版\s*[:|·]?\s*[一-鿿]{2,6}
    | [A-D]\d{1,2}\s*[|/·:\s]\s*[一-鿿]{2,6} | [▲▼△▽↑↓←→\s]{2,}
    | (?:[A-Z]{0,2}\d{1,3}\s*[|/·\s]?\s*)? (?:要闻|时政|综合|经济|社会|民生|体育|国际|国内
      |教育|文化|健康|副刊|广告|财经|都市|本地|时事|焦点|特别报道|专题)
      (?:\s*[|/·\s]?\s*[A-Z]{0,2}\d{1,3}(?:\s*版)?)?
    | (?:国内统一(?:连续出版物|刊)号|邮发代号|新闻热线|读者热线|广告热线|社址
      |电子邮箱|[Ee]-?mail|网址|零售)[:： ].{0,60}
    | https?://\S+ )""",
    re.VERBOSE,
)
_CAPTION = re.compile(
    r"[▲▼↑↓]|图为|图[:：]|(?:上|下|左|右|本|组)图[:：为]|资料(?:图片|照片|图)|(?:现场|效果|示意)图|图源[:：]|供图[:：]"
)
_CAPTION_END = re.compile(r"(?:\s摄|[/／ ]图|摄影|供图|资料图片|制图)[)）]?$")
# Advertisements, public notices and quotations set apart, which stand between the columns as captions do.
_NOTICE = re.compile(
    r"(?:声明|公告|启事)[:：]|声明作废|招租[:：]|诚聘|招聘[:：]|(?:热线|电话)[:：]?\s*[\d(（-]{7}|致电[\d-]{7}|折起|周年庆"
    r"|祝.{2,10}(?:节日|新年|新春)快乐"
)
_PULL_QUOTE = re.compile("[“「][^“”「」]*[^。！？…!?”」][”」]")
_CAPITAL = re.compile("[A-Z]")
_MAY_CONTINUE = re.compile("[；;]$|[^。！？!?”…]\\s*[（(][^（）()]*[)）]$")
_CUT_OFF = re.compile("[。！？；].|[，、的和与及在将把被为对从向以或使由并而至]$")
ITEM_MARKS = "★☆●◆▶►◎•◇※✦✓√❖"
_INNER_SENTENCE_END = re.compile("[。；][^”’」』）)]")  # no headline has one
_NUMBERED = re.compile(r"\d[.]$")  # a full stop that belongs to a number
_ITEM = re.compile(rf"[{ITEM_MARKS}]\s*")
_COMPLETE_END = re.compile(
    r"[：:；;)）】\]]$|(?:查看更多|返回搜狐.{0,8}|让更多人看到|(?:责任编辑|责编|编辑|校对|来源|作者|图源)\s*[:：/]\s*\S{0,12})$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    `open_end` and `open_start`: a sentence is broken off there, by its marks or because the print says so.
    `may_continue`: the line ends in a mark that can also end a paragraph: ； or a bracket within a sentence.
    `box` is (left, top, right, bottom) as fractions of the page; `regions` says where the parts of the text stand.
    `large`: set in clearly larger letters than most.
    """

    text: str
    role: Role
    open_end: bool = False
    open_start: bool = False
    may_continue: bool = False
    dateline: Dateline | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    large: bool = False
    regions: tuple[Region, ...] = ()

    @property
    def headlike(self) -> bool:
        """Whether the line may be part of a headline: a short line, or a single exclamation or question."""
        if self.dateline is not None or (len(self.text) > MAX_SHORT_CHARS and not self.large):
            return False
        if self.role == "short":
            return True
        return (
            self.role == "body"
            and len(self.text) <= _MAX_EXCLAMATION_CHARS
            and self.text[-1] in "！？!?"
            and not re.search("[。；;]", self.text)
        )

    @property
    def closes_article(self) -> bool:
        """Whether an article can end with this line: a byline or a source."""
        return self.role in ("byline", "source")


class PageMark(NamedTuple):
    """What a dropped line says of the page that it stands on, whose number is None where there are no pages."""

    page: int | None
    label: PageLabel


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a document, the date of the issue if the page prints it, and the number of noise lines dropped.

    `marks` has what these lines say of their pages.
    """

    lines: tuple[Line, ...]
    issue_date: str | None
    noise: int
    marks: tuple[PageMark, ...] = ()


def read_lines(blocks: Sequence[Block], on_page: bool, account: Account | None = None, roles: bool = True) -> PageLines:
    """The lines of the blocks without noise, which `account` counts.

    `on_page` drops more: page numbers, section names, rules. Without `roles` every line gets the role `body`, which is
    faster.
    """
    account = account or Account()
    sizes = [block.size for block in blocks if block.size]
    median_size = median(sizes) if len(sizes) > 2 else None
    lines: list[Line] = []
    page_marks: list[PageMark] = []
    noise = 0
    issue_date = None
    for block in blocks:
        places = Places(block)
        for text in clean(block.text).split("\n"):
            if not text:
                continue
            if "**" in text:
                text, marks = _BOLD.subn(r"\1", text)
                account.leave_count("account_markup", 4 * marks)
            if _may_be_noise(text):
                date = find_issue_date(text, alone=len(lines) < _DATE_LINES) if on_page else None
                issue_date = issue_date or date
                if date or _is_noise(text, on_page):
                    noise += 1
                    account.leave(FACTS if date else "account_furniture", text)
                    label = find_page_label(text)
                    page_marks += [PageMark(block.page, label)] if label else []
                    continue
            line = _line(text, block, median_size) if roles else Line(text, "body")
            regions = places.of(line.text) if roles else ()
            lines.append(replace(line, regions=regions) if regions else line)
            if line.text is not text:
                account.leave_count("account_jumps", characters(text) - characters(line.text))
    if roles:
        lines = _with_boxes(_with_exclaimed_headlines(lines))
    return PageLines(tuple(lines), issue_date, noise, tuple(page_marks))


def after_bylines(lines: Sequence[Line], i: int) -> int:
    """The first line from line i on that is no byline; the number of lines if there is none."""
    while i < len(lines) and lines[i].role == "byline":
        i += 1
    return i


def closed_before(lines: Sequence[Line], i: int) -> bool:
    """Whether an article ends above line i: a byline or a source stands there, or a box that follows one."""
    above = i - 1
    if above >= 0 and lines[above].role == "item":
        while above >= 0 and lines[above].role in ("item", "short"):
            above -= 1
    return above >= 0 and lines[above].closes_article


def is_cut_off(line: Line) -> bool:
    """Whether a short line cannot be a headline: it has a whole sentence in it, or ends in a word that ends nothing."""
    return line.role == "short" and line.open_end and _CUT_OFF.search(line.text) is not None


def looks_broken(document: Document) -> bool:
    """Whether a document may be a newspaper page. Fast, and rather wrongly True than wrongly False.

    Signs are a broken sentence, several datelines, noise, and text below a byline that has text above it.
    """
    datelines = 0
    broken = has_body = signed = False
    for count, (text, block) in enumerate(_texts(document), 1):
        if len(text) > _MIN_SENTENCE_CHARS and text[-1] in "。！？…”!?":
            datelines += find_dateline(text) is not None
            is_body = True
        else:
            line = _line(text, block, None)
            datelines += line.dateline is not None
            broken = broken or _shows_break(line, text, first=count == 1)
            is_body = line.role == "body"
            signed = signed or (has_body and line.role == "byline")
        if datelines > 1 or (broken and count > 1) or (signed and is_body):
            return True
        has_body = has_body or is_body
    return False


def _texts(document: Document) -> Iterator[tuple[str, Block]]:
    for block in document.blocks:
        for raw in block.text.splitlines():
            if text := raw.strip():
                yield text, block


def _shows_break(line: Line, text: str, first: bool) -> bool:
    return (
        line.open_start
        or (line.role == "body" and line.open_end)
        or (not first and is_cut_off(line))
        or (_may_be_noise(text) and _is_noise(text, on_page=False))
    )


def _may_be_noise(text: str) -> bool:
    return len(text) <= _MAX_NOISE_CHARS and text[-1] not in "。！？"


def _is_noise(text: str, on_page: bool) -> bool:
    simplified = _simplified(text)
    always = _ALWAYS_NOISE.fullmatch(simplified) is not None or is_reference(text)
    return always or (on_page and _PAGE_NOISE.fullmatch(simplified) is not None)


def _simplified(text: str) -> str:
    """The text in simplified characters and half width, Latin letters unchanged."""
    folded = fold(text)
    if _CAPITAL.search(text) is None:
        return folded
    return "".join(char if char.isascii() else other for char, other in zip(text, folded, strict=True))


def _line(text: str, block: Block, median_size: float | None) -> Line:
    large = bool(median_size and block.size and block.size > _LARGE * median_size)
    text, continued_elsewhere, begun_elsewhere = _without_jumps(text)
    dateline = find_dateline(text)
    ended = ends_sentence(text) and not _NUMBERED.search(text)
    role = "body" if dateline else _role(text, ended, large)
    unended = role in ("body", "short") and not ended and not large
    return Line(
        text,
        role,
        open_end=continued_elsewhere or (unended and not _COMPLETE_END.search(text)),
        open_start=begun_elsewhere or (role == "body" and text[0] in "，。、；：！？”’》）」』】,;:!?)％%."),
        may_continue=role == "body" and unended and _MAY_CONTINUE.search(text[-_END_CHARS:]) is not None,
        dateline=dateline,
        page=block.page,
        box=block.box,
        large=large,
    )


def _without_jumps(text: str) -> tuple[str, bool, bool]:
    """The text without 下转3版 at its end and 上接1版 at its beginning, and whether each was there."""
    onwards, back = find_onwards(text), find_back(text)
    if onwards:
        text = text[: onwards.start] or text
    if back and back.end < len(text):
        text = text[back.end :]
    return text, onwards is not None, back is not None


def _role(text: str, ended: bool, large: bool) -> Role:
    """The role of a line without a dateline, apart from its neighbours. `ended`: it stops where a sentence may stop."""
    if len(text) <= _MAX_SIGNATURE_CHARS and find_byline(text):
        return "byline"
    if find_closing_source(text):
        return "source"
    if len(text) <= _MAX_SIGNATURE_CHARS and _stands_apart(text):
        return "caption"
    if ended:
        return "body"
    if len(text) <= _MAX_ITEM_CHARS and _ITEM.match(text):
        return "item"
    short = len(text) <= (2 * MAX_SHORT_CHARS if large else MAX_SHORT_CHARS)
    return "short" if short and (large or not _INNER_SENTENCE_END.search(text)) else "body"


def _stands_apart(text: str) -> bool:
    """Whether a line is a caption, or looks like an advertisement, a notice, or a quotation between the columns."""
    folded = fold(text)
    if _CAPTION.match(folded) or _CAPTION_END.search(folded) or _NOTICE.search(folded):
        return True
    return len(text) > MAX_SHORT_CHARS and _PULL_QUOTE.fullmatch(text) is not None


def _with_boxes(lines: list[Line]) -> list[Line]:
    """The lines, with the role `item` for short lines in a box: between and below items marked ★ or the like."""
    changed = list(lines)
    i = 0
    while i < len(lines):
        end = i
        while end < len(lines) and lines[end].role in ("item", "short"):
            end += 1
        items = [k for k in range(i, end) if lines[k].role == "item"]
        if len(items) > 1:
            for k in range(items[0], items[-1] + 1 + _has_short_below(lines, items, end)):
                if lines[k].role == "short":
                    changed[k] = replace(lines[k], role="item", open_end=False)
        i = max(end, i + 1)
    return changed


def _has_short_below(lines: Sequence[Line], items: Sequence[int], end: int) -> bool:
    """Whether the short line below the last item belongs to the box and is no headline of the text that follows.

    It does where most other items have a short line of their own, unless body text follows at once.
    """
    last = items[-1]
    followed = sum(after - before > 1 for before, after in pairwise(items))
    is_headline = end == last + 2 and end < len(lines) and lines[end].role == "body"
    return last + 1 < end and not is_headline and 2 * followed >= len(items) - 1


def _with_exclaimed_headlines(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the role `short` for exclamations and questions that stand where headlines do.

    That is at the top, below a byline or source, and directly above a dateline or a short line.
    """
    changed = list(lines)
    for i in range(len(lines) - 2, -1, -1):
        if lines[i].role == "body" and lines[i].headlike:
            below = changed[i + 1]
            above_headline = below.dateline is not None or below.role == "short"
            if i == 0 or above_headline or lines[i - 1].closes_article:
                changed[i] = replace(lines[i], role="short", open_end=False, open_start=False)
    return changed
