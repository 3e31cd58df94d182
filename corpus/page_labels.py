"""The printed number and name of a newspaper page, as the page itself or the name of its file gives them.

`第05版：要闻`, `A05 要闻`, `湘城晚报 2026年5月8日 星期五 第05版`, `A05_20260508.pdf`. The number stays as it is
printed (`05`, `A05`); one in Chinese numerals (第四版) becomes Arabic.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.numerals import HAN_DIGITS, numeral_value
from corpus.printed_dates import find_file_date
from corpus.text import HAN, fold

_MAX_CHARS = 60
_NUMBER = rf"(?P<label>[a-z]{{0,2}}\d{{1,3}}|[{HAN_DIGITS}十]{{1,3}})"
# 今日12版 counts the pages, 下转3版 points to another, 第2版印刷 is an edition.
_MARKED = re.compile(
    rf"(?:(?<![转接见共])(?P<nth>第)\s*|(?<![a-z\d转接见共{HAN_DIGITS}十])(?<!今日)(?<!本期)){_NUMBER}\s*版(?:面)?"
    r"(?![本权式图印次税]|发行)"
    r"|版[次面]\s*[:：]?\s*第?\s*(?P<label2>[a-z]{0,2}\d{1,3})(?![\d日])"
)
_SECTIONS = (
    "要闻|时政|综合|综合新闻|经济|社会|民生|体育|国际|国内|教育|文化|健康|副刊|广告|财经|都市|本地|时事|焦点|头版|评论|理论|专题|"
    "特别报道|法治|科技|生活|娱乐|旅游|读书|深度|视点|县域|农业|军事|公益|悦读|封面|导读|版面"
)
_NAMED = re.compile(
    rf"(?P<label>[a-d]\d{{1,2}})(?:\s*[|/·:：\s]\s*(?P<name>[{HAN}]{{2,6}}))?"
    rf"|(?P<name2>[{HAN}]{{2,6}})\s*[|/·:：\s]?\s*(?P<label2>[a-d]\d{{1,2}})"
    rf"|(?P<label3>\d{{1,3}})\s*[|/·:：\s]\s*(?P<name3>{_SECTIONS})"
    rf"|(?P<name4>{_SECTIONS})\s*[|/·:：\s]\s*(?P<label4>\d{{1,3}})"
)
_NAME_BEHIND = re.compile(rf"\s*[:：·|/]?\s*(?P<name>[{HAN}]{{2,6}})(?=$|[\s|丨/,，)）])")
_NAME_BEFORE = re.compile(rf"(?:^|[\s|丨/])(?P<name>{_SECTIONS})(?:版|新闻)?\s*[:：·|/]?\s*$")
_NO_NAME = re.compile(
    rf"(?!(?:{_SECTIONS})$)(?:.*[报刊网社台日]$|周[一二三四五六日]|版[次面]$|.*(?:星期|农历|责编|编辑|校对|美编|记者|今日|[年月]))"
)
_FILE_PAGE = re.compile(
    rf"(?<![a-z0-9])(?:(?P<letter>[a-d]\d{{1,2}})|第?(?P<number>\d{{1,3}}|[{HAN_DIGITS}十]{{1,3}})版"
    r"|(?:page|版)[_\- ]?(?P<page>[a-d]?\d{1,3}))(?![a-z0-9])"
)
_APART = " |/丨·:：,，;；-—()[]【】"
# What may stand before 第5版 without a space, which a page's text layer may lack: a paper's name, a day.
_HEAD_PART = re.compile(
    rf"(?:^|[{re.escape(_APART)}])[{HAN}]{{1,7}}[报刊]$|日$|(?:星期|周)[一二三四五六日天]$|[初十廿卅][{HAN_DIGITS}十]$"
)
_REFERS = re.compile(r"[转接见续]\s+$")  # 下转 第3版, with spaces as recognisers put them
_PAPER_SIZE = re.compile("a[0-6]|b[0-6]")


class PageLabel(NamedTuple):
    """The number printed on a page, and its name, which is empty where none is printed."""

    label: str
    name: str = ""


def find_page_label(line: str) -> PageLabel | None:
    """What a running head or a line of a masthead says of its page; None for a line that says nothing of it."""
    text = line.strip()
    if not 1 < len(text) <= _MAX_CHARS or "。" in text:
        return None
    folded = fold(text)
    if match := _NAMED.fullmatch(folded):
        label = next(value for key, value in match.groupdict().items() if value and key.startswith("label"))
        names = [match.span(key) for key, value in match.groupdict().items() if value and key.startswith("name")]
        name = text[slice(*names[0])] if names else ""
        return PageLabel(label.upper(), "" if _NO_NAME.match(fold(name)) else name)
    match = _MARKED.search(folded)
    if match is None or not _is_apart(folded, match):
        return None
    label = _arabic(match["label"] or match["label2"])
    return PageLabel(label, _name(text, folded, match)) if label else None


def find_file_page(path: str) -> str | None:
    """The page in a file's name (`A05_20260508.pdf`, `20260508第05版.txt`), or None. `A4.pdf` is a size of paper."""
    name = fold(path.rpartition("/")[2].rpartition(".")[0])
    match = _FILE_PAGE.search(name)
    if match is None:
        return None
    label = match["letter"] or match["number"] or match["page"]
    if _PAPER_SIZE.fullmatch(label) and find_file_date(path) is None:
        return None
    return _arabic(label) or None


def same_label(one: str, other: str) -> bool:
    """Whether two labels are of one page: `05` and `5`, but not `A05` and `B05`."""
    return plain_label(one) == plain_label(other)


def plain_label(label: str) -> str:
    """A label without the zeros before its number, in upper case: `A5` of `A05`."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", label.strip().upper())


def is_of_page(label: str, number: int) -> bool:
    """Whether a printed number is that of the file's page: `A05` and page 5."""
    digits = re.sub(r"\D", "", label)
    return digits.isascii() and digits != "" and int(digits) == number


def is_section(text: str) -> bool:
    """Whether a text is the usual name of a page: 要闻, 综合, 副刊."""
    return re.fullmatch(f"(?:{_SECTIONS})版?", fold(text)) is not None


def _is_apart(folded: str, match: re.Match[str]) -> bool:
    """Whether a page number stands for itself: at an end of the line or apart; with 第 also behind a name or a day."""
    before, behind = folded[: match.start()], folded[match.end() :]
    if _REFERS.search(before):
        return False
    starts = not before or before[-1] in _APART or (match["nth"] and _HEAD_PART.search(before))
    return bool(starts) and (not behind or behind[0] in _APART)


def _arabic(label: str) -> str:
    return label.upper() if label[-1].isascii() else numeral_value(label) or ""


def _name(text: str, folded: str, match: re.Match[str]) -> str:
    """The name of the page beside its number: behind it, or one of the usual names before it."""
    for found in (_NAME_BEHIND.match(folded, match.end()), _NAME_BEFORE.search(folded, 0, match.start())):
        if found is not None and not _NO_NAME.match(found["name"]):
            return text[found.start("name") : found.end("name")]
    return ""
