"""What stands beside the article of a page: menus, sidebars, footers, forms and lists of links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.readers.html_lines import Part
from corpus.readers.html_tree import NO_TEXT
from corpus.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARGINS = frozenset(("aside", "footer", "form", "nav"))
LINK_SHARE = 0.5  # of a part's characters, from which it may be a link of a menu
_RELATED = re.compile(
    r"(?:相关|相關|延伸|推荐|推薦|热门|热点|精彩|往期|最新)(?:阅读|閱讀|新闻|新聞|报道|報導|文章|链接|连结|专题|回顾|推荐|内容)|"
    r"猜你喜欢|大家都在看|为你推荐|热榜|排行|友情链接|上一[篇版期条]|下一[篇版期条]|更多(?:新闻|内容|精彩)|^更多|"
    r"Related|Read more|More stories|You may also like",
    re.IGNORECASE,
)
_MAX_RELATED_CHARS = 16
_UNFOLD = re.compile(
    r"[<《\[【]?\s*(?:点击|點擊)?(?:展开|展開|收起|查看|阅读|閱讀|显示|加载)(?:阅读|查看)?"
    r"(?:全文|更多|全部|剩余|余下|其余|内容|正文|部分|\d+%)*\s*[▼▾∨︾↓>»…\]】]*"
)
_MIN_PARAGRAPH_CHARS = 12
_MIN_LATIN_CHARS = 40  # of a sentence that ends with a Latin full stop
_COPYRIGHT = re.compile(
    "版权所有|版權所有|备案号|ICP备|Copyright|©|All Rights Reserved|"
    "^(?:关于我们|關於我們|联系我们|聯絡我們|网站地图|About us)",
    re.IGNORECASE,
)
_MAX_ROW_CHARS = 100  # of a table of data
_CELLS = ("ul", "ol", "dl", "table")


@dataclass(frozen=True, slots=True)
class _Box:
    """An element that may be beside the article: its letters, those in links, and whether it is in `<article>`."""

    element: Any
    letters: int
    linked: int
    in_article: bool

    def is_margin(self, page_letters: int) -> bool:
        """Whether to leave it out: not if it is a form around the whole page, or a text box inside the article."""
        if self.element.tag == "form":
            return 2 * self.letters <= page_letters
        if self.element.tag == "aside":
            return not self.in_article or 2 * self.linked >= self.letters
        return True


def margins(tree: _Element) -> set[Any]:
    """Menus, sidebars, footers and forms that are not part of the article."""
    from lxml import etree

    boxes: list[_Box] = []
    counts = [[0, 0]]  # letters of each open element, and those in links
    articles = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        articles += (tag == "article") * (1 if event == "start" else -1)
        if event == "start":
            counts.append([len((element.text or "").strip()) if tag not in NO_TEXT else 0, 0])
            continue
        letters, linked = counts.pop()
        linked = letters if tag == "a" else linked
        counts[-1][0] += letters + len((element.tail or "").strip())
        counts[-1][1] += linked
        if tag in _MARGINS:
            boxes.append(_Box(element, letters, linked, articles > 0))
    return {box.element for box in boxes if box.is_margin(counts[0][0])}


def is_control(text: str) -> bool:
    """Whether a line is a button that unfolds the article: 展开全文."""
    return len(text) <= _MAX_RELATED_CHARS and _UNFOLD.fullmatch(text) is not None


def is_imprint(text: str) -> bool:
    """Whether a line says whose page it is: 版权所有 …"""
    return len(text) <= _MAX_ROW_CHARS and _COPYRIGHT.search(text) is not None


def is_link(part: Part) -> bool:
    """Whether a part is mainly a link and no sentence: the parts of menus are."""
    return part.links >= LINK_SHARE and not _is_sentence(part.text)


def without_menus(parts: list[Part]) -> list[Part]:
    """The parts without menus and lists of other articles; a paragraph, quotation or list item that is a link stays.

    A list of links is text after a colon, and beside items that are no links.
    """
    kept: list[Part] = []
    mixed = _mixed(parts)
    start = 0
    while start < len(parts):
        end = start
        while end < len(parts) and parts[end].links >= LINK_SHARE:
            end += 1
        if end > start:
            run, after = parts[start:end], parts[end : end + 1]
            chosen = _text_of_run(run, kept[-1] if kept else None, after[0] if after else None, mixed)
            if not chosen and kept and _is_related(kept[-1].text):
                kept.pop()
            kept += chosen
            start = end
        elif not is_control(clean(parts[start].text)):
            kept.append(parts[start])
            start += 1
        else:
            start += 1
    while len(kept) > 1 and is_imprint(kept[-1].text):
        kept.pop()
    return kept


def _text_of_run(run: list[Part], before: Part | None, after: Part | None, mixed: set[Any]) -> list[Part]:
    """What of consecutive links is text, given the parts around them that are none."""
    if before is not None and _is_related(before.text):
        return []
    if before is not None and clean(before.text).endswith(("：", ":")) and None not in map(_of_list, run):
        return run
    if after is not None and (run[-1].heading > 1 or (len(run) == 1 and before is not None and _is_paragraph(run[0]))):
        mixed = mixed | {run[-1].element}
    return [part for part in run if _is_text(part, mixed) and not _leads_elsewhere(clean(part.text))]


def _is_text(part: Part, mixed: set[Any]) -> bool:
    """Whether a link is text: a sentence, a quotation, or in one of the elements `mixed`."""
    return _is_sentence(part.text) or _is_quoted(part) or _of_list(part) in mixed or part.element in mixed


def _leads_elsewhere(text: str) -> bool:
    """Whether a link is a button, or names other pages: 上一篇：…"""
    return is_control(text) or (len(text) <= 2 * _MAX_RELATED_CHARS and _RELATED.search(text[:6]) is not None)


def _is_sentence(text: str) -> bool:
    """Whether a text holds a whole sentence. Headlines may end with a question or an exclamation mark."""
    return "。" in text or (len(text) >= _MIN_LATIN_CHARS and clean(text).endswith((".", '."', ".”")))


def _is_related(text: str) -> bool:
    return len(text) <= _MAX_RELATED_CHARS and _RELATED.search(text) is not None


def _is_paragraph(part: Part) -> bool:
    return part.element.tag == "p" and len(part.text) >= _MIN_PARAGRAPH_CHARS


def _is_quoted(part: Part) -> bool:
    return part.element.tag == "blockquote" or next(part.element.iterancestors("blockquote"), None) is not None


def _of_list(part: Part) -> Any:
    """The list or table that a part is an item of, or None."""
    element = part.element
    return element if element.tag in _CELLS else next(element.iterancestors(*_CELLS), None)


def _mixed(parts: list[Part]) -> set[Any]:
    """The lists and tables of which at least a third of the items are no links; not tables that lay out the page."""
    items: dict[Any, list[Part]] = {}
    if all(part.links < LINK_SHARE for part in parts):
        return set()
    for part in parts:
        if (whole := _of_list(part)) is not None:
            items.setdefault(whole, []).append(part)
    return {
        whole
        for whole, inside in items.items()
        if 3 * sum(part.links < LINK_SHARE for part in inside) >= len(inside)
        and (whole.tag != "table" or max(len(part.text) for part in inside) <= _MAX_ROW_CHARS)
    }
