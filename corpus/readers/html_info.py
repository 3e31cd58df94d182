"""The line under a headline, which says when, where and by whom an article appeared.

`2024-03-05 来源：江城晚报 作者：林一舟`, `《江城晚报》（2024年3月5日 第3版）`, `2024/3/5 | 江城晚报 | 林一舟`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.dateline import find_byline
from corpus.page_labels import PageLabel, find_page_label
from corpus.readers import dates, table_rows
from corpus.text import HAN, clean

_MAX_CHARS = 160
_MAX_REST_CHARS = 6  # of words that are neither, such as the place of a public account's author
_MAX_NAME_CHARS = 30
_BREAK = re.compile(r"[\t\n\u00a0\u3000|｜丨│┃／]+|\s{2,}")
_UPDATED = re.compile(r"(?:更新|修改|编辑)(?:时间|日期|于)?\s*[:：]?\s*$")
_PUBLISHED = re.compile(
    r"(?:发布|发表|发稿|刊发|刊登|发文|上传|录入|添加|出版|见报|發布|發表|刊登)(?:时间|日期|於|于|時間)?\s*[:：]?\s*$|(?:时间|日期|時間)\s*[:：]\s*$"
)
_TIME = re.compile(
    r"(?:[上下]午|[凌早]晨|晚上)?\s*\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2}(?:\.\d+)?)?(?!\d)|\d{1,2}时\d{1,2}分"
)
_CALENDAR = re.compile(r"[（(]?(?:星期|周|週|礼拜)[一二三四五六日天][)）]?|农历\S{2,10}|第?\s*\d+\s*期|总第\s*\d+")
_PAGE = re.compile(
    rf"[（(]?\s*第?\s*(?P<page>[A-Za-z]?\s*\d{{1,3}})\s*版\s*(?:[:：]\s*(?P<name>[{HAN}]{{1,10}}))?\s*[)）]?"
    rf"|版[次面]\s*[:：]\s*第?\s*(?P<page2>[A-Za-z]?\d{{1,3}})(?:\s*[版:：]?\s*(?P<name2>[{HAN}]{{2,6}})(?![:：]))?"
)
_TITLED = re.compile(r"《\s*([^《》]{2,20}?)\s*》")
_LABELS = {
    "source": "(?:信息|文章|新闻|消息|稿件|内容|资料)?来源|(?:資料|新聞|文章)?來源|稿源|出处|转载自|转自|原载|来自|"
    "媒体|Source",
    "author": "(?:文章)?作者|撰文|撰稿|文字|采写|(?:[本特]报|见习|实习|首席|全媒体|融媒体?)?记者|記者|通讯员|通訊員|"
    "供稿人?|文|Author|By",
    "date": "发布|发布时间|发布日期|发表时间|发稿时间|更新时间|时间|日期|發布時間|發佈時間",
    "other": "(?:责任|执行|值班|文字|本期|网络)?(?:编辑|编审|校对|审核|责编|监制|终审|编校|主编)|責任編輯|編輯|審核|"
    "監制|字号|字体|字體|浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|点击(?:次数|率|量|数)?|访问(?:次数|量)?|人气|评论(?:数)?|"
    "分享(?:到|至)?|打印|收藏|关键[词字]|(?:所属)?栏目|分类|标签|摄影|摄|图|IP属地|文号|文件编号|索引号",
}
_LABEL = re.compile("|".join(rf"(?P<{kind}>{names})" for kind, names in _LABELS.items()))
# The place before a label: after a mark or a space, and for common ones also after other words.
_BEFORE_LABEL = re.compile(
    rf"(?<![{HAN}])(?=(?:{'|'.join(_LABELS.values())})\s*[:：/])"
    rf"|(?<=[{HAN}》\"”)）\d])(?=(?:来源|稿源|作者|记者|通讯员|责任编辑|责编|编辑|发布时间|字号|浏览|阅读量|点击)\S{{0,2}}[:：])"
)
_CHROME = re.compile(
    r"(?:https?://|www\.)\S+|原创|转载|正文|大|中|小|[+-]|[AaT][+-]?|放大|缩小|默认|打印(?:本页)?|分享(?:到|至)?|收藏|评论|关注|订阅|举报|点赞|朗读|听新闻|"
    r"微信|微博|QQ空间|QQ|朋友圈|扫一扫|手机看|我要评论|发表评论|字号|字体|关闭(?:窗口)?|复制链接|点击关注|阅读|"
    r"[（(]?\d*\s*(?:次|人|条|个)?(?:阅读|评论|浏览|点击|参与|赞|收藏)?[)）]?|(?:共|已|被|本文)*(?:阅读?|评论|浏览|点击|访问|查看|观看|人气)(?:量|数|次数)?\s*[:：]?\s*[（(\[【]?\s*\d+\s*[)）\]】]?\s*[次人条]?"
)
_NOT_A_PERSON = re.compile(
    "[省市县縣区區州网網报報局部厅院校台社办委号版讯电刊馆]$|发布|发表|"
    "^(?:安徽|江苏|江西|甘肃|云南|黑龙江|福建|广[东西]|贵州|陕西|山[东西]|湖[南北]|河[南北]|海南)$"
)
_REPORTED = re.compile(rf"[/／]\s*[{HAN}]{{0,6}}(?:報導|报导|報道|报道)")  # after the names: ／青石報導
_BY = re.compile("By (?=[A-Z])")
# Names of sections that end like those of papers: 相关新闻, 国内新闻, 财经.
_SECTION = re.compile(
    "(?:相关|相關|最新|热点|熱點|热门|图片|圖片|推荐|国内|國內|国际|國際|社会|社會|体育|體育|娱乐|娛樂|财经|財經|"
    "地方|本地|本市|要闻|要聞|头条|更多|今日|昨日|滚动|焦点|焦點|精彩|往期|科技|教育|时政|民生|视频|综合|经济|健康|旅游|文化|军事|汽车|房产|"
    "即时|即時|两岸|兩岸|港澳|其他|其它|上一[篇条则]|下一[篇条则])*(?:新闻|新聞|财经|財經|在线|在線)?(?:中心|频道|首页)?"
)
_PICTURES = re.compile("(?:文[/／、]?图|图[/／、]?文)(?:[/／]|(?=[\\s:：]))|[摄攝]影?[/／、](?=文)")
_LATIN_MEDIUM = re.compile(
    r"(?:The )?(?:[A-Z][\w'’&.-]*\s){0,4}(?:Times|Post|News|Gazette|Herald|Tribune|Journal|Daily|Chronicle|Press|Star|"
    r"Mail|Telegraph|Guardian|Observer|Weekly|Review|Standard|Globe|Courier|Mirror|Examiner|Bulletin|Reuters|AFP|Xinhua)"
)
_BRACKETS = "()（）[]【】《》〈〉“”\"' ,，、;；:：.-—_/>»"


@dataclass(frozen=True, slots=True)
class Info:
    """What a line says. `dated` is whether its date is named as that of publication.

    `certain` is False for a line of nothing but names, which may as well be text. `page` is the printed page.
    """

    date: str = ""
    dated: bool = False
    updated: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    certain: bool = True
    page: PageLabel | None = None


def merged(lines: Iterable[Info]) -> Info:
    """One for all lines: of each value the first, and a date that is named as such before others."""
    lines = list(lines)
    dated = next((line.date for line in lines if line.dated), "")
    return Info(
        date=dated or next((line.date for line in lines if line.date), ""),
        updated=next((line.updated for line in lines if line.updated), ""),
        source=next((line.source for line in lines if line.source), ""),
        authors=next((line.authors for line in lines if line.authors), ()),
        page=next((line.page for line in lines if line.page), None),
    )


def read(line: str, account: str = "") -> Info | None:
    """What a line says, or None if it is no such line. Inline elements of the line are separated by tabs.

    `account` is the name of the public account on whose page the line stands, which may look like any words.
    """
    if len(line) > _MAX_CHARS or "。" in line or not (text := clean(line)):
        return None
    if account:
        line = line.replace(account, "\t")
    reader = _Reader(source=account if account and account in text else "")
    line = reader.take_dates(line)
    for match in _TITLED.finditer(line):
        reader.found["source"] = reader.found["source"] or clean(match[1])
        reader.marked = True
    line = _PICTURES.sub("文：", _REPORTED.sub("\t", _BY.sub("Author: ", _TITLED.sub("\t", line))))
    line = reader.take_page(line)
    for pattern in (_TIME, _CALENDAR):
        line = pattern.sub("\t", line)
    reader.take_fields([*filter(None, map(_stripped, _BREAK.split(_BEFORE_LABEL.sub("\t", line))))])
    return reader.info()


def _stripped(field: str) -> str:
    return field.strip().strip("()（）[]【】,，;；-—>»·/ \r\n").strip()


def authors(value: str) -> tuple[str, ...]:
    """The names in a value such as `全媒体记者 王某某 通讯员 任某某`."""
    value = clean(value).replace("\n", " ").strip(_BRACKETS).lstrip("□■◆●▲○◎ ")
    if "://" in value:
        return ()
    byline = find_byline(f"作者：{value}") if re.search(f"[{HAN}]", value) else None
    if byline is not None and byline.authors:
        return byline.authors
    names = (name.strip(_BRACKETS) for name in table_rows.authors(value))
    return tuple(name for name in names if 2 <= len(name) <= _MAX_NAME_CHARS and not re.search(r"\d", name))


def is_section(name: str) -> bool:
    """Whether a line is the name of a section: 相关新闻, 国内新闻."""
    return bool(name) and _SECTION.fullmatch(name) is not None


def medium(name: str) -> str:
    """The name if it is that of a paper, an agency or a site, else an empty string."""
    if is_section(name):
        return ""
    if name.isascii():
        return name if _LATIN_MEDIUM.fullmatch(name) else ""
    byline = find_byline(f"{name}记者 王小明") if 2 < len(name) <= 16 else None
    return name if byline is not None and byline.source == name else ""


class _Reader:
    """Takes the fields of a line one by one; what it does not know counts as rest."""

    def __init__(self, source: str) -> None:
        self.found = {"date": "", "updated": "", "source": source}
        self.authors: list[str] = []
        self.page: PageLabel | None = None
        self.dated = False
        self.marked = bool(source)  # by a label or a page number, unlike a mere name
        self.rest = 0
        self.names = 0  # fields that are names without a label

    def info(self) -> Info | None:
        """What was found, or None if the line says too much else."""
        if self.rest > (_MAX_REST_CHARS if self.marked or self.found["date"] else 0):
            return None
        certain = bool(self.marked or self.found["date"] or self.found["updated"] or not self.names)
        persons = tuple(dict.fromkeys(self.authors))
        found = self.found
        return Info(found["date"], self.dated, found["updated"], found["source"], persons, certain, self.page)

    def take_page(self, line: str) -> str:
        """The line without its page numbers, of which the first counts."""
        match = _PAGE.search(line)
        if match is None:
            return line
        self.marked = True
        label, name = "".join((match["page"] or match["page2"]).split()).upper(), match["name"] or match["name2"] or ""
        found = find_page_label(match[0].strip("()（） "))
        self.page = PageLabel(label, found.name if found else name)
        return _PAGE.sub("\t", line)

    def take_dates(self, line: str) -> str:
        """The line without its dates and the words before them."""
        kept: list[str] = []
        end = 0
        for start, stop, date in dates.printed(line):
            before = line[end:start]
            if label := _UPDATED.search(before):
                self.found["updated"] = self.found["updated"] or date
            else:
                label = _PUBLISHED.search(before)
                if not self.found["date"] or (label and not self.dated):
                    self.found["date"] = date
                self.dated |= label is not None
            kept += [before[: label.start()] if label else before, "\t"]
            end = stop
        return "".join(kept) + line[end:]

    def take_fields(self, fields: list[str]) -> None:
        """Read the fields in order. A label alone belongs to the field after it."""
        expected = ""
        for field in _with_spaced_names(fields):
            match = _LABEL.match(field)
            after = field[match.end() :].lstrip() if match else ""
            if match and match.lastgroup and (not after or after[0] in ":：/"):
                expected = "" if (value := after.lstrip(":：/ ")) else match.lastgroup
                self.marked = True
                if value:
                    self._take(match.lastgroup, value)
                continue
            self._take(expected, field)
            expected = ""

    def _take(self, kind: str, value: str) -> None:
        if kind == "source":
            name, _, others = value.partition(" ") if re.search(f"[{HAN}]", value) else (value, "", "")
            self.found["source"] = self.found["source"] or name.strip(_BRACKETS)[:_MAX_NAME_CHARS]
            self.take_fields([others] if others else [])
        elif kind == "author":
            self._take_authors(value)
        elif not kind:
            self._take_unlabelled(value)

    def _take_authors(self, value: str) -> None:
        """The names at the beginning of a value; other words may follow."""
        words = value.split(" ")
        ends = range(len(words), 0, -1)
        names = {end: authors(" ".join(words[:end])) for end in ends if not _CHROME.fullmatch(words[end - 1])}
        end = next((end for end in ends if names.get(end)), len(words))
        self.authors += names.get(end, ())
        self.take_fields(list(filter(None, words[end:])))

    def _take_unlabelled(self, field: str) -> None:
        if _CHROME.fullmatch(field):
            return
        byline = find_byline(field)
        if byline is not None and (byline.authors or byline.source):
            self.authors += byline.authors
            self.found["source"] = self.found["source"] or byline.source or ""
            self.marked = True
        elif name := medium(field):
            self.found["source"] = self.found["source"] or name
            self.names += 1
        elif persons := self._persons(field):
            self.authors += persons
            self.names += 1
        elif " " in field:
            self.take_fields([*filter(None, map(_stripped, field.split()))])
        else:
            self.rest += len(field)

    def _persons(self, field: str) -> tuple[str, ...]:
        """The field if it is a name or names; one of two characters only beside a date and a source."""
        if _NOT_A_PERSON.search(field):
            return ()
        short = len(field) == 2 and self.found["date"] and self.found["source"]
        named = find_byline(f"□ {field} 王小明" if short else f"□ {field}")
        names = named.authors if named else ()
        return tuple(name for name in names if not short or name == field)


def _with_spaced_names(fields: list[str]) -> list[str]:
    """The fields, with a name whose two characters are set apart as one."""
    joined: list[str] = []
    for field in fields:
        if joined and len(field) == 1 and re.search(rf"(?:^|\s)[{HAN}]$", joined[-1]) and re.match(f"[{HAN}]", field):
            joined[-1] += field
        else:
            joined.append(field)
    return joined
