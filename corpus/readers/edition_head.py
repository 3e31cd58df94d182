"""The headlines of an article in a digital edition, by its marks, by usual names, or by how they are set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.readers import html_headline, html_info
from corpus.readers.edition_marks import Marks
from corpus.readers.html_info import Info
from corpus.readers.html_lines import Part
from corpus.readers.html_margins import is_link
from corpus.readers.news_text import key
from corpus.text import clean

_NEAR = 14  # parts above the text, among which its headlines are
_MAX_HEADLINE_CHARS = 100
_MAX_ABOVE = 3  # lines of a shoulder headline
# The ids and classes that templates give to headlines.
_TITLE = re.compile(
    r"(?:^|\s)(?:founder-title|title|article-title|main-article-title|font01|bt1|title_a|title1|bshare_text)(?:\s|$)",
    re.I,
)
_ABOVE = re.compile(
    r"(?:^|\s)(?:founder-(?:pre|intro)title|pretitle|introtitle|intro|primers|main-article-pretitle|leading_title)(?:\s|$)",
    re.I,
)
_AUTHOR = "founder-author"
_OWN = (
    "founder-title",
    "founder-pretitle",
    "founder-introtitle",
    "founder-subtitle",
    _AUTHOR,
)  # elements of the system
_PICTURES = re.compile(r"(?:^|\s)(?:pci_c|newspic|attachment|main_ar_pic_text|pic|picture|img-?box)(?:\s|$)", re.I)
_CONTROLS = re.compile(
    r"(?:[<《【\[]?(?:[上下]一?[版期篇条]|放大|缩小|默认|字号|字体|打印|朗读|返回|收藏|分享|关闭|评论|下载|复制|大|中|小|\+|-|PDF|"
    r"标题导航|版面导航|版面概览|版面目录|往期回顾|数字报|电子报|检索|搜索|订阅|复制链接)[>》】\]]?[\s|/＋－]*)++",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s*(?:-{2,}|—{2,}|_|\|)\s*.*$")  # of the title of a page, after the headline


@dataclass(frozen=True, slots=True)
class Head:
    """The headline, the lines above and below it, and the captions of pictures over the text.

    `used` are the printed lines that all this was read from, as they are printed.
    """

    title: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()


def set_apart(tree: Any) -> None:
    """Make the system's own elements of a head blocks, each with its name as its class, since they are lines."""
    for element in tree.iter(*_OWN):
        element.set("class", element.tag)
        element.tag = "div"


def info(part: Part) -> Info | None:
    """What a line says of date, paper, page and authors; None for headlines and text."""
    if part.element.get("class") == _AUTHOR:
        return Info(authors=html_info.authors(part.text))
    return html_headline.info(part)


def read(before: Sequence[Part], marks: Marks, page_title: str) -> Head:
    """The head of an article, given the parts before its text, its marks and the title of the web page."""
    parts = [part for part in before if not is_link(part) and not _is_control(part)]
    first, last = _title_span(parts, marks, page_title)
    title = marks.title or " ".join(clean(part.text) for part in parts[first:last])
    title = title or _without_site(page_title)
    between = parts[last:] if last > first else _near_text(parts)
    inside = [part for part in between if info(part) is None and key(part.text) != key(title)]
    captions = [part for part in inside if _has_picture(part)]
    others = [part for part in inside if part not in captions and _is_headline(part)]
    if marks.title:
        said = {key(marks.above), key(marks.below)}
        captions = [part for part in inside if key(part.text) not in said and (last > first or _has_picture(part))]
        captions = [part for part in captions if not _is_piece(part, marks)]
        above, below = _lines(marks.above), _lines(marks.below)
        shown = [part for part in parts if _is_piece(part, marks) or part in captions]
    else:
        over = _above(parts, first) if last > first else []
        above = tuple(clean(part.text) for part in over)
        below = tuple(clean(part.text) for part in others) if last > first else ()
        shown = [*over, *parts[first:last], *others, *captions]
    return Head(
        title=title,
        above=above,
        below=below,
        captions=tuple(line for part in captions for line in _lines(part.text)),
        authors=_authors(parts[last:]),
        used=frozenset(part.text for part in shown),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, clean(text).split("\n")))


def _is_control(part: Part) -> bool:
    return len(part.text) < 80 and _CONTROLS.fullmatch(clean(part.text).replace("\n", " ")) is not None


def _is_headline(part: Part) -> bool:
    return len(part.text) <= _MAX_HEADLINE_CHARS


def _is_piece(part: Part, marks: Marks) -> bool:
    """Whether a part is a headline that the marks give, or a line of one."""
    text = key(part.text)
    return len(text) > 1 and any(text in key(mark) for mark in (marks.title, marks.above, marks.below))


def _near_text(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts[-_NEAR:] if _has_picture(part)]


def _title_span(parts: Sequence[Part], marks: Marks, page_title: str) -> tuple[int, int]:
    """The first and the last part of the printed headline, the last one exclusive; both equal if it is not found."""
    if marks.title:
        return _span_of(parts, key(marks.title))
    near = range(max(0, len(parts) - _NEAR), len(parts))
    candidates = [
        at for at in near if info(parts[at]) is None and not _has_picture(parts[at]) and _is_headline(parts[at])
    ]
    named = [at for at in candidates if _is_named(parts[at], _TITLE)]
    headings = [at for at in candidates if parts[at].heading]
    highest = min((parts[at].heading for at in headings), default=0)
    printed = [
        at for at in candidates if len(key(parts[at].text)) > 3 and key(page_title).startswith(key(parts[at].text))
    ]
    bold = [at for at in candidates if next(parts[at].element.iter("strong", "b"), None) is not None]
    chosen = named or [at for at in headings if parts[at].heading == highest] or printed or bold
    if not chosen:
        return 0, 0
    first = chosen[-1]
    while first - 1 in chosen and parts[first - 1].element is parts[first].element:
        first -= 1
    return first, chosen[-1] + 1


def _span_of(parts: Sequence[Part], title: str) -> tuple[int, int]:
    """The last run of parts that print a headline, which may be broken into several lines."""
    for first in range(len(parts) - 1, -1, -1):
        text = ""
        for last in range(first, min(first + 4, len(parts))):
            text += key(parts[last].text)
            if text == title:
                return first, last + 1
            if not title.startswith(text):
                break
    return 0, 0


def _above(parts: Sequence[Part], first: int) -> list[Part]:
    """The lines of the shoulder headline, beside the headline and over it."""
    over: list[Part] = []
    title = parts[first].element
    for part in reversed(parts[max(0, first - _MAX_ABOVE) : first]):
        beside = part.element.getparent() is title.getparent() and part.element is not title
        if info(part) is not None or not _is_headline(part) or not (beside or _is_named(part, _ABOVE)):
            break
        over.insert(0, part)
    return over


def _is_named(part: Part, names: re.Pattern[str]) -> bool:
    """Whether the element of a part, or one in it or right around it, has one of these ids or classes."""
    element = part.element
    around = [element, element.getparent(), *element.iterdescendants("td", "span", "p", "div")]
    return any(
        names.search(f"{found.get('id') or ''} {found.get('class') or ''}") for found in around[:8] if found is not None
    )


def _has_picture(part: Part) -> bool:
    """Whether a part stands with a picture: in a table or box of pictures, or beside one."""
    element: Any = part.element
    for _ in range(4):
        if element is None or element.tag in ("body", "html"):
            return False
        if _PICTURES.search(f"{element.get('id') or ''} {element.get('class') or ''}") or element.tag == "figure":
            return True
        element = element.getparent()
    return False


def _authors(parts: Sequence[Part]) -> tuple[str, ...]:
    said = html_info.merged(filter(None, map(info, parts)))
    return said.authors


def _without_site(title: str) -> str:
    headline = _SITE.sub("", title)
    return "" if html_info.medium(headline) else headline
