"""One page of a newspaper's digital edition: its article, what its margins say, and the picture of the paper's page.

Only the text of the article, its headlines and the captions of its pictures are taken over. All else on such a page is
navigation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.page_labels import find_page_label
from corpus.readers import edition_head, edition_map, edition_marks, html_info, html_meta, html_tree, limits, news_text
from corpus.readers.edition_head import Head
from corpus.readers.edition_map import PagePicture
from corpus.readers.edition_marks import Marks
from corpus.readers.html_info import Info
from corpus.readers.html_lines import Part, walk
from corpus.readers.html_margins import is_link
from corpus.text import HAN, clean

_MARK = "\ue000text of the article\ue000"
_PAGE = re.compile(
    rf"第\s*([A-Za-z]{{0,3}}\d{{1,3}}|[{HAN}]{{1,3}})\s*版(?:\s*[:：·|]\s*|[\s\u3000]+)([^\s:：|]{{1,20}})?"
    r"|(?<![A-Za-z\d])([A-Za-z]{0,2}\d{1,3})\s*版?\s*[:：]\s*([^\s:：|\d]{2,20})"
)
_NUMBERED = re.compile(
    r"第?\s*([A-Za-z]{0,2}\d{1,3})\s*版?\s*[:：·\-—]?\s*(\D{2,20})"
)  # a name with its number: A05镇村
_MAX_MARGIN_CHARS = 200  # of a line that names the page
_MAX_MARGIN_PARTS = 500  # before and after an article that are looked at
_ALL_LINKS = 0.95  # of the characters of an entry in the list of pages
_NO_NAME = re.compile(r"[上下][一]?[版期篇]|返回|放大|缩小|默认|下载|标题|版面|星期|\d{4}|PDF|pdf|[（(《]")
_JUMP_AUTHOR = re.compile(r"^[（(]?(?:下转|上接|紧接|下接)")


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A page of a digital edition. `lines` is empty if it holds no article, but lists those of a page of the paper.

    `above` are the lines over the headline, `captions` those of pictures. `text` is all that the page shows.
    """

    name: str
    title: str = ""
    above: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    date: str | None = None
    paper: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    article_id: str = ""
    label: str = ""
    page_name: str = ""
    picture: PagePicture | None = None
    text: str = ""
    facts: str = ""
    is_article: bool = False


def read(page: str, name: str) -> EditionPage | None:
    """The page with this source, from a file of this name; None if it is none of a digital edition.

    Raises `CorpusError` if it cannot be parsed or has too many elements.
    """
    marks, source = edition_marks.read(page)
    tree = html_tree.parse(source)
    if tree is None:
        return None
    with limits.parsing("html_unreadable"):
        edition_head.set_apart(tree)
        picture = edition_map.picture(tree)
        content = edition_marks.content(tree, bool(marks.title or marks.article_id))
        if content is None and picture is None and not marks.page_label:
            return None
        if content is None and not edition_marks.lists_articles(tree):
            return None
        found = _article(tree, content, marks) if content is not None else _list(tree, marks)
        url = marks.url or html_meta.link(tree)
        known = replace(found, name=name, url=url, article_id=marks.article_id, picture=picture)
        return replace(known, text=shown_text(page))


def _article(tree: Any, content: Any, marks: Marks) -> EditionPage:
    """The article of a page, whose text is in `content`."""
    body = [part.text for part in walk(content)]
    before, after = _around(tree, content)
    before, after = before[-_MAX_MARGIN_PARTS:], after[:_MAX_MARGIN_PARTS]
    head = edition_head.read(before, marks, html_meta.title(tree))
    lines = news_text.without(body, (head.title, *head.above, *head.below))
    facts = [part for part in before if _is_fact(part)]
    margin = _margin([*before, *after], marks)
    meta = html_meta.metadata(tree)
    mast, byline = _infos(facts)
    return EditionPage(
        name="",
        title=head.title,
        above=(*head.above, *head.below),
        lines=lines,
        captions=head.captions,
        date=marks.date or mast.date or byline.date or html_meta.date(tree, meta),
        paper=_paper(tree, marks, mast) or byline.source or html_meta.source(meta) or html_meta.site(meta),
        authors=_authors(marks, byline, mast, head),
        label=margin[0],
        page_name=margin[1],
        facts="\n".join(part.text for part in facts if part.text not in head.used),
        is_article=True,
    )


def _list(tree: Any, marks: Marks) -> EditionPage:
    """What a page says that lists the articles of a page of the paper."""
    parts = list(walk(tree))[: 2 * _MAX_MARGIN_PARTS]
    mast, _ = _infos([part for part in parts if _is_fact(part)])
    label, name = _margin(parts, marks)
    return EditionPage("", date=marks.date or mast.date, paper=_paper(tree, marks, mast), label=label, page_name=name)


def _around(tree: Any, content: Any) -> tuple[list[Part], list[Part]]:
    """The parts before and after the text of the article."""
    mark = tree.makeelement("div")
    mark.text = _MARK
    content.addprevious(mark)
    parts = list(walk(tree, {content}))
    mark.getparent().remove(mark)
    at = next((index for index, part in enumerate(parts) if _MARK in part.text), len(parts))
    return parts[:at], parts[at + 1 :]


def _is_fact(part: Part) -> bool:
    return not is_link(part) and (edition_head.info(part) is not None or bool(_paper_alone(part)))


def _paper_alone(part: Part) -> str:
    return html_info.medium(clean(part.text).strip("《》"))


def _infos(parts: Sequence[Part]) -> tuple[Info, Info]:
    """What the lines say that name the paper, a date or a page, and what the other lines about the article say."""
    mast: list[Info] = []
    byline: list[Info] = []
    for part in parts:
        said = edition_head.info(part)
        if paper := _paper_alone(part):
            mast.append(Info(source=paper))
        elif said is not None and (said.date or "《" in part.text):
            mast.append(said)
        elif said is not None:
            byline.append(said)
    return html_info.merged(mast), html_info.merged(byline)


def _paper(tree: Any, marks: Marks, mast: Info) -> str:
    title = html_meta.title(tree)
    found = (marks.paper, mast.source, html_meta.paper(tree), html_info.medium(title))
    return next(filter(None, found), "").strip("《》 ")


def _authors(marks: Marks, byline: Info, mast: Info, head: Head) -> tuple[str, ...]:
    marked = () if _JUMP_AUTHOR.search(marks.author) else html_info.authors(marks.author)
    return marked or byline.authors or mast.authors or head.authors


def _margin(parts: Sequence[Part], marks: Marks) -> tuple[str, str]:
    """The number and the name of the page of the paper: as printed, else by the marks."""
    labels = list(filter(None, map(_page, _lines(parts))))
    label, name = max(labels, key=lambda found: bool(found[1]), default=("", ""))
    numbered = _NUMBERED.fullmatch(marks.page_name)
    marked = (numbered[1].upper(), numbered[2]) if numbered else _page(marks.page_name) or ("", "")
    label = label or marked[0] or marks.page_label
    own = marked[1] if marked[0] else marks.page_name
    return label, (name or own) if label else ""


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    """The lines that may name the page, without the links in them."""
    for part in parts:
        if len(part.text) > _MAX_MARGIN_CHARS or part.links > _ALL_LINKS:
            continue
        text = _spaced(part.fields or part.text)
        for link in part.element.iter("a"):
            text = text.replace(_spaced("".join(link.itertext())) or " ", " ")
        yield text


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _page(line: str) -> tuple[str, str] | None:
    """The number and the name of the page that a line gives: 第05版：要闻."""
    found = find_page_label(line)
    match = _PAGE.search(line)
    if match is None or _JUMP_AUTHOR.search(line):
        return (found.label, found.name) if found is not None and not _JUMP_AUTHOR.search(line) else None
    label, name = match[1] or match[3], match[2] or match[4] or ""
    numbered = find_page_label(f"第{label}版")
    if numbered is None:
        return None
    return numbered.label, "" if _NO_NAME.search(name) else name.strip("，,。；;")


def shown_text(page: str) -> str:
    """The text that the source of a page holds, without scripts and comments."""
    tree = html_tree.load(page)
    return html_tree.body_text(tree) if tree is not None else ""
