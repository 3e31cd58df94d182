"""Datelines, bylines, sources and dates in the lines of an article.

Reads single lines, without their place on a page. The year of a date comes from the text, the page or the document and
is never guessed. Lines are folded first (`text.fold`), so full-width and traditional characters match as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.english_head import find_english_head
from corpus.printed_dates import FULL_DATE, LINE_DATE, find_dates, is_day, iso
from corpus.text import HAN, YEAR, fold

__all__ = [
    "Byline",
    "Dateline",
    "HeadLine",
    "complete_date",
    "find_byline",
    "find_closing_source",
    "find_dateline",
    "find_dates",
    "find_head_line",
    "find_issue_date",
]

# Endings of the names of newspapers, agencies, stations and their apps, each before its own shorter endings.
_MEDIUM = (
    "都市报|日报社|日报|晚报|早报|晨报|时报|商报|周报|快报|导报|青年报|电视台|广播台|通讯社|客户端|融媒体中心|融媒|"
    "新闻网|新闻周刊|周刊|月刊|杂志|在线|新闻|财经|网讯|网|报|社|台|刊"
)
_OWN = "本报|本刊|本网|本台|本社"
_AGENCY = "路透|法新|德新|彭博|美联|塔斯|共同"  # that print their names without 社
_MONTH_DAY = rf"(?:(?P<year>{YEAR})年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])[日号]"
_NAMED = rf"(?P<source>{_OWN}|[^\s,，。、;；:：!！?？\"'“”()\[\]<>《》]{{2,12}}?(?:{_MEDIUM})|(?:{_AGENCY})社?)"
_PLACE = r"[^\s,，。、;；:：!！?？()\"“”]{0,8}?"
_DATELINE = re.compile(
    rf"[【\[■▲◆●□]?\s*据?\s*(?:"
    rf"{_NAMED}\s*(?:[a-z]{{2,12}}\s*)?{_PLACE}\s*{_MONTH_DAY}\s*(?:综合|新媒体)?(?:讯|消息|专电|电|报道|报导)"
    rf"|(?P<source2>{_OWN}|[^\s,，。、;；:：!！?？\"'“”()\[\]<>《》]{{2,12}}?(?:{_MEDIUM}))\s*(?:综合)?(?:讯|消息(?=\s*[:：,，(])|专电)"
    rf"|(?P<source3>{_OWN})[^\s,，。()]{{0,6}}讯"
    rf")(?=[\s:：,，(】\]■]|记者|通讯员|[{HAN}0-9\"“]|$)\s*[】\]]?"
)
_DATELINE_WORD = re.compile("[讯訊电電]|消息|[报報][道导導]")  # one of these is in every dateline
_REPORTERS_AFTER = re.compile(
    r"\s*[:：]?\s*(?:\((?P<inside>[^()]{2,60})\)|(?P<plain>(?:本报)?记者\s*[^\s,，。;；:：()]{2,4}?)(?:(?=[\s,，]|\d)|报[道导]\s*[:：,，]?))"
)

_ROLE = (
    r"(?:(?:全媒体|融媒体|融媒|首席|见习|实习|特约|特派|驻[^\s,，。]{1,6}?|本报|客户端)*"
    r"(?:记者|通讯员|评论员|撰稿人?|实习生|特约作者|摄影师|主笔|编译))"
)
_WORK = re.compile(r"[文图](?:[/、][文图])?\s+")  # before a role: 文/图 记者 王某某
_ROLE_ALONE = re.compile(_ROLE)
_BYLINE = re.compile(
    rf"(?P<mark>[■▲◆●□○◎▼]\s*)?[(\[【]?\s*(?P<medium>[^\s,，。;；:：()/]{{0,16}}?)\s*(?:"
    rf"{_ROLE}|(?P<work>(?:文|图|摄|摄影|撰文|作者|文字|供图|图文|统筹|策划|制图)(?:\s*[/、&和]\s*(?:文|图|摄|摄影|视频))*\s*(?=[:：/|丨])))"
    rf"(?P<names>[\s:：/、丨|·,，a-z0-9{HAN}]{{2,60}})[)\]】]?\s*"
)
_NOT_A_NAME = re.compile(
    "了解|获悉|[从在问说节证会站]|发现|注意|看到|采访|来到|走进|报道|表示|介绍|近日|昨[日天]|今[日天]|电话|联系|手记|观察|调查|连线|视点|述评"
)
# Words that may follow the names: 北京报道, 摄, 文/图.
_AFTER_NAMES = re.compile(r"[\s/]+(?:[^\s,，]{0,4}?(?:摄影|即时|综合)?报[道导]|摄影?|[文图](?:[/、][文图])*)$")
_NAME = re.compile(rf"(?:[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+|[a-z]+(?: [a-z]+){{0,3}})")
_SPLIT = re.compile(r"[\s、,，/丨|:：;；&]+")
_MEDIUM_END = re.compile(rf"[^\s]{{1,14}}?(?:{_MEDIUM})(?=$|全媒体|融媒|首席|见习|实习|特)")

_MARKED_NAMES = re.compile(
    r"(?:[■▲◆●□○◎▼]\s*|(?P<bracket>\())(?P<names>[^\s,，。:：()]{2,3}(?:[\s、]+[^\s,，。:：()]{2,3})*)(?(bracket)\))"
)

# The openings of papers in Taiwan and Hong Kong: (中央社記者王小華台北18日電), 〔記者林小蓮／台南報導〕, 【明報專訊】.
_BRACKETED = re.compile(
    rf"[(\[【〔]\s*(?:(?P<source>{_OWN}|(?!特派|驻|实习|地方|综合|即时|最新)"
    rf"(?:(?!记者)[^\s/,，。:：()\[\]【】〔〕]){{1,12}}?(?:{_MEDIUM}))[\s/|·]*)?"
    r"(?:(?:特派|驻[^\s/]{1,4}|实习|地方|综合)*(?:记者|特派员|通讯员)\s*(?P<names>[^0-9/()\[\]【】〔〕]{2,30}?)\s*"
    r"(?P<place>/[^0-9/()\[\]【】〔〕]{0,8}?)?|[^0-9/()\[\]【】〔〕]{0,8}?)\s*"
    r"(?:(?:(?P<month>1[0-2]|0?[1-9])月)?(?P<day>3[01]|[12]\d|0?[1-9])日)?\s*"
    r"(?:综合|外电|即时|连线)?(?:专?讯|专?电|报[道导])\s*[)\]】〕](?=.)"
)
_CITY = re.compile(
    "(?:[台臺]北|[台臺]中|[台臺]南|[台臺]东|高雄|新北|桃园|新竹|基隆|嘉义|屏东|花莲|宜兰|彰化|南投|苗栗|云林|澎湖|金门|"
    "马祖|香港|澳门|北京|上海|广州|东京|首尔|纽约|伦敦|巴黎|华盛顿|日内瓦|新加坡|洛杉矶)[市县]?$"
)

_CLOSING = re.compile(
    r"[(\[【]?\s*(?:据|来源\s*[:：]|综合|转自|原载|摘自)\s*(?P<source>《?[^\s,，。;；:：!！?？()]{2,24}?》?)\s*(?:报道|消息|电|客户端)?[)\]】]?\s*"
)
_FURNITURE_DATE = re.compile(r"(?:星期|周)[一二三四五六日天]|农历|第\s*[a-z]?\d+\s*版|版面|总第|今日\s*\d+\s*版")


# Common surnames: a mark followed by names without a role is a byline only if all names begin with one of these.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方"
    "邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊殷施洪翟安倪严牛温芦季俞章鲁葛毕聂焦欧阳"
)
_COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "皇甫", "司徒", "东方", "慕容", "令狐", "尉迟", "夏侯")
_NO_NAME_END = re.compile("[省市县区州镇乡村国人周年月日版篇章集卷]$")  # （江苏省）, （黄金周）
_MAX_HEAD_LINE_CHARS = 100
_STAMP = re.sub(r"\(\?P<\w+>", "(?:", LINE_DATE.pattern).replace("(?P=mark)", "-?")
_MORE_NAMES = rf"(?:[\s、,]+[{HAN}·]{{2,4}}(?=$|[\s|丨、,)]))*"
_PART_OF = {"names2": "names", "names3": "names", "names4": "names", "leaf": "page"}
# The parts of a line under a headline, for folded text. Each has one group, which says what it is.
_HEAD_PART = re.compile(
    rf"""[\s|丨│/·,，、;；()\[\]【】〔〕<>—_-]+
    | (?:(?:发布|发表|刊发|见报|更新|出版|刊登)?(?:时间|日期)|发布|发表|出版|更新)\s*[:：于]
    | (?:责任编辑|责编|编辑|校对|审核)\s*[:：]\s*(?P<editor>[{HAN}]{{2,4}})
    | (?P<stamp>{_STAMP})
    | (?P<clock>(?:[上下]午\s*)?[0-2]?\d[:：][0-5]\d(?:[:：][0-5]\d)?)
    | (?P<weekday>(?:星期|周)[一二三四五六日天]) | (?P<lunar>农历[^\s|]{{2,14}})
    | (?:版[次面]\s*[:：]\s*)?第?\s*(?P<page>[a-z]{{0,2}}\d{{1,3}})\s*版
      (?:\s*[:：·|]?\s*(?![^\s]{{1,12}}(?:{_MEDIUM}))[^\s:：|\d]{{2,6}}(?=$|[\s|)】]))?
    | (?:版[次面]\s*[:：]\s*)?(?P<leaf>[a-d]\d{{1,2}})(?=$|[\s|)])
    | (?:(?:文章|新闻|信息|稿件|本文)?(?:来源|出处)|稿源|来自|媒体|报纸)\s*[:：]\s*
      (?P<labelled>[^\s|丨,，;；:：()]{{2,20}})
    | (?:作者|撰文|文)\s*[:：/]\s*(?P<names>[^\s|丨/:：()\d]{{2,20}}{_MORE_NAMES})
    | (?:(?:本报|全媒体|融媒体|首席|见习|特约)*(?:记者|通讯员))\s*[:：/]?\s*
      (?P<names2>[^\s|丨/:：()\d]{{2,12}}{_MORE_NAMES})(?:/[^\s|/]{{0,4}}?(?:即时|综合|连线)?报[道导])?
    | (?:(?<=[|丨│])|(?<=[|丨│]\s))(?P<names3>[{_SURNAMES}][{HAN}]{{1,2}})(?=$|[\s|丨│])
    | (?<=\s)(?P<names4>[{_SURNAMES}][{HAN}]{{2}})$
    | (?P<medium>《?[{HAN}a-z]{{1,12}}?(?:{_MEDIUM})》?)(?=$|[^{HAN}a-z]|记者|作者)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of an article: `三湘都市报9月18日讯`, `新华社北京9月18日电（记者 某某）`.

    `end` is the offset where the report itself begins, in code points. `source` is None if the line says only 本报.
    `year`, `month` and `day` are None if they are not printed.
    """

    end: int
    source: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadLine:
    """The line under a headline: date in ISO 8601, paper, authors, and the page as printed (`3`, `A05`)."""

    date: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Byline:
    """A line that names the authors, and sometimes their paper: `■湖南日报全媒体记者 刘某某 孙某`."""

    authors: tuple[str, ...] = ()
    source: str | None = None


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of the text, or None. Only the first 120 characters are read."""
    if _DATELINE_WORD.search(text, 0, 60) is None:
        return None
    head = text[:120]
    folded = fold(head)
    match = _DATELINE.match(folded)
    if match is None:
        return _bracketed(head, folded)
    group = next(key for key in ("source", "source2", "source3") if match[key])
    source = head[match.start(group) : match.end(group)]
    end, authors = _reporters_after(head, folded, match.end())
    month, day = match["month"], match["day"]
    if month and not is_day(int(month), int(day)):
        month = day = None
    return Dateline(
        end=end,
        source=None if match[group] in _OWN.split("|") else source,
        year=int(match["year"]) if match["year"] else None,
        month=int(month) if month else None,
        day=int(day) if day else None,
        authors=authors,
    )


def _reporters_after(head: str, folded: str, end: int) -> tuple[int, tuple[str, ...]]:
    """Where the reporters behind a dateline end, and who they are: （记者 周小满）, 记者周小满报道."""
    after = _REPORTERS_AFTER.match(folded, end)
    if after is not None:
        key = "inside" if after["inside"] else "plain"
        if key == "plain" or re.search("记者|通讯员|作者|实习生", after[key]):
            return after.end(), _names(head[after.start(key) : after.end(key)])[0]
    return end, ()


def _bracketed(head: str, folded: str) -> Dateline | None:
    """The dateline in brackets at the beginning of a line, whose text goes on behind them; or None."""
    match = _BRACKETED.match(folded)
    if match is None or not (match["source"] or match["names"]):
        return None
    if match["names"]:
        start, end = match.span("names")
        authors, rest = _names(head[start : _end_of_name(folded, start, end, bool(match["place"]))])
        end = match.end()
        if not authors or rest:
            return None
    else:
        end, authors = _reporters_after(head, folded, match.end())
    month, day = (int(match[part]) if match[part] else None for part in ("month", "day"))
    if month and day and not is_day(month, day):
        month = day = None
    source = None if match["source"] in (None, *_OWN.split("|")) else head[match.start("source") : match.end("source")]
    return Dateline(end, source, None, month, day, authors)


def _end_of_name(folded: str, start: int, end: int, has_place: bool) -> int:
    """Where the last name ends in names that a place follows without a space: 記者王小華北湖市."""
    last = max(folded.rfind(mark, start, end) for mark in "、, ") + 1 or start
    if has_place:
        return end
    if city := _CITY.search(folded, last, end):
        return max(city.start(), start)
    return min(end, last + 3)


def find_byline(line: str) -> Byline | None:
    """The authors in a line that is a byline; None for other lines, such as a sentence about a reporter."""
    if not 3 <= len(line) <= 90:
        return None
    folded = fold(line)
    match = _BYLINE.fullmatch(folded, work.end() if (work := _WORK.match(folded)) else 0)
    if match is None:
        return _marked_names(line, folded)
    # Only the name of a paper may come before the role: `张记者 李四` and clauses are not bylines.
    medium = match["medium"] or ""
    named = _MEDIUM_END.match(medium)
    if medium and not (match["mark"] or named or medium in _OWN.split("|") or folded[:1] in "([【"):
        return None
    begin, end = match.span("names")
    after = _AFTER_NAMES.search(folded, begin, end)
    authors, rest = _names(line[begin : after.start() if after else end])
    if not authors or rest:
        return None
    source = line[match.start("medium") : match.start("medium") + named.end()] if named else None
    return Byline(authors=authors, source=None if medium in _OWN.split("|") else source)


def _marked_names(line: str, folded: str) -> Byline | None:
    """The authors in a line of a mark and names only, or of names in brackets: `□ 张某某 李某`, `（张某某 李某）`."""
    match = _MARKED_NAMES.fullmatch(folded)
    if match is None:
        return None
    authors, rest = _names(line[match.start("names") : match.end("names")])
    likely = all(name[0] in _SURNAMES or name.startswith(_COMPOUND_SURNAMES) for name in map(fold, authors))
    likely = likely and (len(authors) > 1 or (len("".join(authors)) > 2 and not _NO_NAME_END.search(authors[0])))
    return Byline(authors=authors) if authors and not rest and likely else None


def find_closing_source(line: str) -> str | None:
    """The source in a line that holds nothing else, such as `据新湖南` or `来源：新华社` after an article; or None."""
    if len(line) > 36:
        return None
    match = _CLOSING.fullmatch(fold(line))
    if match is None or re.search("了解|悉|介绍|统计|报告|此|说|称|媒体|外媒|披露|白皮书|查", match["source"]):
        return None
    return line[match.start("source") : match.end("source")].strip("《》") or None


def _names(text: str) -> tuple[tuple[str, ...], bool]:
    """The persons after a role, each once, in order; and whether the text holds anything else.

    Names of papers are skipped. 王 强, the way in which printers space short names, is one name.
    """
    without_roles = _ROLE_ALONE.sub(lambda match: " " * len(match.group()), fold(text))
    names: list[str] = []
    rest = False
    for start, end in _name_spans(without_roles):
        spaced = end - start == 3
        name = "".join(text[start:end].split()) if spaced else text[start:end]
        folded_name = "".join(without_roles[start:end].split()) if spaced else without_roles[start:end]
        if re.fullmatch(rf".{{2,14}}(?:{_MEDIUM})", folded_name):
            continue
        if _NAME.fullmatch(folded_name) and not _NOT_A_NAME.search(folded_name):
            names.append(name)
        else:
            rest = True
    return tuple(dict.fromkeys(names)), rest


def _name_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of the pieces between separators; two single characters with only space between are one."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in [*_SPLIT.finditer(text), None]:
        end = match.start() if match else len(text)
        if start < end:
            single = end - start == 1
            if spans and single and spans[-1][1] - spans[-1][0] == 1 and text[spans[-1][1] : start].isspace():
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        start = match.end() if match else end
    return spans


def find_issue_date(line: str, alone: bool = True) -> str | None:
    """The date of the issue in the head of a page: a date with a weekday or a page number, and little else.

    `alone`: whether a line that holds only a date counts as well.
    """
    if len(line) > 60 or not (dates := find_dates(line)) or "。" in line:
        return None
    rest = FULL_DATE.sub("", fold(line))
    marked = _FURNITURE_DATE.search(rest) is not None and len(rest.strip()) <= 40
    return dates[0] if marked or (alone and not rest.strip()) else None


def find_head_line(line: str, page_alone: bool = False) -> HeadLine | None:
    """What the line under a headline says, if it says nothing else; None for every other line.

    `page_alone`: whether a page without a date and a paper counts as well.

    `2026年3月12日  湘城晚报  第3版`, `来源：湘城晚报  作者：李小禾  2026-03-12 08:30`. A name of a paper alone is none.
    """
    if not 4 <= len(line) <= _MAX_HEAD_LINE_CHARS:
        return None
    if line.isascii() and (english := find_english_head(line)) is not None:
        return HeadLine(english.date, english.source, english.authors, english.page)
    folded = fold(line)
    found: dict[str, str] = {}
    at = 0
    while at < len(folded):
        match = _HEAD_PART.match(folded, at)
        if match is None or match.end() == at:
            return None
        if not _take(found, match, line):
            return None
        at = match.end()
    authors, rest = _names(found.get("names", ""))
    certain = {"date", *(("labelled", "page", "names") if "source" in found else ("page",) * page_alone)} & found.keys()
    if not certain or rest:
        return None
    return HeadLine(found.get("date"), found.get("source"), authors, found.get("page"))


def _take(found: dict[str, str], match: re.Match[str], line: str) -> bool:
    """Add a part of a head line to what was found; False if it cannot be one."""
    kind = match.lastgroup or ""
    value = line[match.start(kind) : match.end(kind)].strip() if kind else ""
    if kind in ("labelled", "medium"):
        if not (value := value.strip("《》")) or found.get("source", value) != value:
            return False
        found["source"] = value
    if kind == "names4" and not {"date", "source"} <= found.keys():
        return False
    if kind == "stamp":
        date = LINE_DATE.match(fold(value))
        if date is None or (printed := iso(date)) is None:
            return False
        found.setdefault("date", printed)
    elif kind and kind != "medium":
        kind = _PART_OF.get(kind, kind)
        found[kind] = f"{found[kind]} {value}" if kind == "names" and kind in found else value
    return True


def complete_date(dateline: Dateline, known: str | None) -> str | None:
    """The date of a dateline in ISO 8601; None if the day or the year is missing.

    If the dateline has no year, it comes from `known`, the date or the year of the page or the document. A day later in
    the year than a full `known` date belongs to the year before: a paper of 2 January reports on 31 December. A day
    without its month is the last one up to `known`.
    """
    if dateline.day is None:
        return None
    if dateline.month is None:
        return _day_before(dateline.day, known) if known else None
    year = dateline.year
    if year is None:
        if not known or not re.match(r"\d{4}", known):
            return None
        year = int(known[:4])
        if len(known) == 10 and (dateline.month, dateline.day) > (int(known[5:7]), int(known[8:10])):
            year -= 1
    return f"{year:04}-{dateline.month:02}-{dateline.day:02}"


def _day_before(day: int, known: str) -> str | None:
    """The last date up to the full date `known` that has this day of the month; None if there is none near."""
    if len(known) != 10:
        return None
    year, month = int(known[:4]), int(known[5:7])
    if day > int(known[8:10]):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return f"{year:04}-{month:02}-{day:02}" if is_day(month, day) else None
