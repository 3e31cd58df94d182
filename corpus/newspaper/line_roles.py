"""What the lines of a page are: body text, headlines, bylines, sources, captions, items of a box; noise is left out.

Judges a line by its characters, the size of its letters and the lines next to it. What belongs together is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal

from corpus.dateline import Dateline, find_byline, find_closing_source, find_dateline, find_issue_date
from corpus.records import Block, Document
from corpus.text import HAN, clean, ends_sentence, fold

Role = Literal["body", "short", "byline", "source", "caption", "item"]

SHORT = 40  # the longest line without a sentence's end that may be a headline, in characters
_TOP = 4  # lines at the top of a page among which the date of the paper may stand alone
_NOISE = 80  # the longest line that may be noise, in characters
_JUMP = 30  # characters at a line's end in which it may say where the text goes on
_EXCLAMATION = 32  # the longest headline that ends in an exclamation or question mark

_BOLD = re.compile(r"\*\*(?=\S)([^*\n，。；！？,;!?]{1,30})(?<=\S)\*\*")  # and not 鲁A**：masked numbers
_NAME = rf"[{HAN}]{{1,4}}(?:[ 、,，/][{HAN}]{{1,4}}){{0,3}}"
_DESK = (
    "(?:责任编辑|本版编辑|本版责编|版面编辑|责编|编辑|美术编辑|美编|校对|组版|版式|设计|制图|"
    "一审|二审|三审|审校|监审|值班编辑|值班主任|总值班)"
)
# Lines that no article holds, in any kind of text, in simplified characters.
_ALWAYS = re.compile(
    rf"""[▲▼△▽↑↓←→\s]* (?:
      (?:请)?(?:扫码|扫一扫|扫描(?:上方|下方|左侧|右侧|此)?二维码|微信扫码|长按识别)[^。！？]{{0,24}} (?:二维码)?
    | (?:{_DESK}\s*[:：/|丨]?\s*{_NAME}[\s;；,，|丨/]*)+
    | (?:{_DESK}\s*[:：]\s*)
    | (?:第\s*)?[A-Z]{{0,2}}\d{{1,3}}\s*版(?:面)?
    | [(（]?(?:上接|下转|转)\s*(?:第\s*)?[A-Z]?\d{{1,3}}\s*版[)）]?
    | 今日\s*\d+\s*版 | 本版\S{{2,6}}[:：]\S{{2,12}}
    | 返回搜狐.{{0,20}} | 责任编辑\s*[:：].{{0,12}} | 分享到?[:：]?
    ) [▲▼△▽↑↓←→\s]*""",
    re.VERBOSE,
)
# Lines that are noise on a page of a newspaper, and may well be content elsewhere.
_ON_PAGE = re.compile(
    r"""(?: [-—–─_=*·.～~＊\s]{3,} | [A-Z]{1,2}\d{1,3} | -?\s*\d{1,3}\s*-?
    | [A-D]\d{1,2}\s*[|/·:\s]\s*[一-鿿]{2,6} | [▲▼△▽↑↓←→\s]{2,}
    | (?:[A-Z]{0,2}\d{1,3}\s*[|/·\s]?\s*)? (?:要闻|时政|综合|经济|社会|民生|体育|国际|国内
      |教育|文化|健康|副刊|广告|财经|都市|本地|时事|焦点|特别报道|专题)
      (?:\s*[|/·\s]?\s*[A-Z]{0,2}\d{1,3}(?:\s*版)?)?
    | (?:国内统一(?:连续出版物|刊)号|邮发代号|新闻热线|读者热线|广告热线|社址
      |电子邮箱|[Ee]-?mail|网址|零售)[:： ].{0,60}
    | https?://\S+ )""",
    re.VERBOSE,
)
_JUMP_OUT = re.compile(r"\s*[(（【]?\s*下转\s*(?:第\s*)?[A-Z]?\d{1,3}\s*版\s*[)）】]?\s*$")
_JUMP_IN = re.compile(r"^\s*[(（【]?\s*(?:紧接|上接)\s*(?:第\s*)?[A-Z]?\d{1,3}\s*版\s*[)）】]?\s*")
_CAPTION = re.compile(
    r"[▲▼↑↓]|图为|图[:：]|(?:上|下|左|右|本|组)图[:：为]|资料(?:图片|照片|图)|(?:现场|效果|示意)图|图源[:：]|供图[:：]"
)
_CAPTION_END = re.compile(r"(?:\s摄|[/／ ]图|摄影|供图|资料图片|制图)[)）]?$")
_LETTER = re.compile("[A-Z]")
_MAY_GO_ON = re.compile("[；;]$|[^。！？!?”…]\\s*[（(][^（）()]*[)）]$")
_CUT_SHORT = re.compile("[。！？；].|[，、的和与及在将把被为对从向以或使由并而至]$")
ITEM_MARKS = "★☆●◆▶►◎•◇※✦✓√❖"
_WHOLE = re.compile("[。；][^”’」』）)]")  # a sentence that ends within a line: no headline has one
_ITEM = re.compile(rf"[{ITEM_MARKS}]\s*")
_CLOSED_END = re.compile(
    r"[：:；;)）】\]]$|(?:查看更多|返回搜狐.{0,8}|让更多人看到|(?:责任编辑|责编|编辑|校对|来源|作者|图源)\s*[:：/]\s*\S{0,12})$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page. `open_end` and `open_start`: a sentence is (or by the print surely is) broken off there.
    `may_go_on`: the line ends in a mark that a paragraph may end in as well, ；or a bracket within a sentence."""

    text: str
    role: Role
    open_end: bool = False
    open_start: bool = False
    may_go_on: bool = False
    dateline: Dateline | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    large: bool = False

    @property
    def headlike(self) -> bool:
        """Whether the line may be part of a headline: short and no sentence, or only an exclamation or a question."""
        if self.dateline is not None or (len(self.text) > SHORT and not self.large):
            return False
        if self.role == "short":
            return True
        return (
            self.role == "body"
            and len(self.text) <= _EXCLAMATION
            and self.text[-1] in "！？!?"
            and not re.search("[。；;]", self.text)
        )


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a document, the date of the paper where the page prints it, and how many lines were noise."""

    lines: tuple[Line, ...]
    issue_date: str | None
    noise: int


def read_lines(blocks: Sequence[Block], on_page: bool, roles: bool = True) -> PageLines:
    """The lines of the blocks without noise. `on_page` takes out more: page numbers, section names, rules.

    Without `roles` every line is called body text, which is quicker.
    """
    sizes = [block.size for block in blocks if block.size]
    usual = median(sizes) if len(sizes) > 2 else None
    lines: list[Line] = []
    noise = 0
    issue_date = None
    for block in blocks:
        for text in clean(block.text).split("\n"):
            if not text:
                continue
            text = _BOLD.sub(r"\1", text) if "**" in text else text
            if len(text) <= _NOISE and text[-1] not in "。！？":
                date = find_issue_date(text, alone=len(lines) < _TOP) if on_page else None
                issue_date = issue_date or date
                folded = _simplified(text)
                if date or _ALWAYS.fullmatch(folded) or (on_page and _ON_PAGE.fullmatch(folded)):
                    noise += 1
                    continue
            lines.append(_line(text, block, usual) if roles else Line(text, "body"))
    if not roles:
        return PageLines(tuple(lines), issue_date, noise)
    return PageLines(tuple(_with_boxes(_with_heads(lines))), issue_date, noise)


def _simplified(text: str) -> str:
    """The text in simplified characters and half width, Latin letters as they are."""
    folded = fold(text)
    if _LETTER.search(text) is None:
        return folded
    return "".join(char if char.isascii() else other for char, other in zip(text, folded, strict=True))


def closed_before(lines: Sequence[Line], i: int) -> bool:
    """Whether a byline or a source stands right before line i, or right before the box that does: an article ends."""
    k = i - 1
    if k >= 0 and lines[k].role == "item":
        while k >= 0 and lines[k].role in ("item", "short"):
            k -= 1
    return k >= 0 and lines[k].role in ("byline", "source")


def _with_boxes(lines: list[Line]) -> list[Line]:
    """The lines, half lines in a box (between and under items that are marked ★ or the like) called items."""
    found = list(lines)
    i = 0
    while i < len(lines):
        end = i
        while end < len(lines) and lines[end].role in ("item", "short"):
            end += 1
        items = [k for k in range(i, end) if lines[k].role == "item"]
        if len(items) > 1:
            for k in range(items[0], items[-1] + 1 + _ends_in_half(lines, items, end)):
                if lines[k].role == "short":
                    found[k] = replace(lines[k], role="item", open_end=False)
        i = max(end, i + 1)
    return found


def _ends_in_half(lines: Sequence[Line], items: Sequence[int], end: int) -> bool:
    """Whether the line under the last item of a box belongs to it, and is not the headline of what follows: where most
    of the other items have half a line of their own, too, and body text does not follow at once."""
    last = items[-1]
    halves = sum(after - before > 1 for before, after in pairwise(items))
    alone = end == last + 2 and end < len(lines) and lines[end].role == "body"
    return last + 1 < end and not alone and 2 * halves >= len(items) - 1


def _with_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines, exclamations and questions called short where they stand as headlines do.

    That is first of all, behind a byline, or right over a dateline or a short line.
    """
    found = list(lines)
    for i in range(len(lines) - 1, -1, -1):
        if lines[i].role == "body" and lines[i].headlike:
            following = found[i + 1] if i + 1 < len(lines) else None
            over = following is not None and (following.dateline is not None or following.role == "short")
            if following is not None and (i == 0 or over or lines[i - 1].role in ("byline", "source")):
                found[i] = replace(lines[i], role="short", open_end=False, open_start=False)
    return found


def _line(text: str, block: Block, usual: float | None) -> Line:
    large = bool(usual and block.size and block.size > 1.25 * usual)
    jump_out, jump_in = _JUMP_OUT.search(text[-_JUMP:]), _JUMP_IN.match(text)
    if jump_out:
        text = text[: max(len(text) - _JUMP, 0) + jump_out.start()] or text
    if jump_in and jump_in.end() < len(text):
        text = text[jump_in.end() :]
    dateline = find_dateline(text)
    role: Role
    ended = ends_sentence(text) and not re.search(r"\d[.]$", text)
    if dateline:
        role = "body"
    elif len(text) <= 90 and find_byline(text):
        role = "byline"
    elif find_closing_source(text):
        role = "source"
    elif len(text) <= 90 and (_CAPTION.match(text) or _CAPTION_END.search(text)):
        role = "caption"
    elif len(text) <= 60 and not ended and _ITEM.match(text):
        role = "item"
    elif not ended and len(text) <= (2 * SHORT if large else SHORT) and (large or not _WHOLE.search(text)):
        role = "short"
    else:
        role = "body"
    unended = role in ("body", "short") and not ended and not large
    return Line(
        text,
        role,
        open_end=bool(jump_out) or (unended and not _CLOSED_END.search(text)),
        open_start=bool(jump_in) or (role == "body" and text[0] in "，。、；：！？”’》）」』】,;:!?)%％."),
        may_go_on=role == "body" and unended and _MAY_GO_ON.search(text[-_JUMP:]) is not None,
        dateline=dateline,
        page=block.page,
        box=block.box,
        large=large,
    )


def cut_short(line: Line) -> bool:
    """Whether a short line is surely no headline: it holds a whole sentence, or ends in what nothing ends in."""
    return line.role == "short" and line.open_end and _CUT_SHORT.search(line.text) is not None


def looks_broken(document: Document) -> bool:
    """Whether a document may be a page of a newspaper: cheap, and True too often rather than too seldom.

    It may where a sentence breaks off, where it has several datelines, or where text goes on behind a byline that text
    stands over.
    """
    datelines = count = 0
    broken = body = signed = False
    for block in document.blocks:
        for raw in block.text.splitlines():
            text = raw.strip()
            if not text:
                continue
            count += 1
            if len(text) > 80 and text[-1] in "。！？…”!?":
                datelines += find_dateline(text) is not None
                is_body = True
            else:
                line = _line(text, block, None)
                datelines += line.dateline is not None
                broken = broken or line.open_start or (line.role == "body" and line.open_end)
                broken = broken or (count > 1 and cut_short(line))
                if len(text) <= _NOISE and text[-1] not in "。！？":
                    broken = broken or _ALWAYS.fullmatch(_simplified(text)) is not None
                is_body = line.role == "body"
                signed = signed or (body and line.role == "byline")
            if datelines > 1 or (broken and count > 1) or (signed and is_body):
                return True
            body = body or is_body
    return False
