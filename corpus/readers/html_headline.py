"""The headline of a page, and the lines around it."""

from __future__ import annotations

import re

from corpus.readers import html_info, html_meta
from corpus.readers.html_info import Info
from corpus.readers.html_lines import Part
from corpus.readers.html_margins import is_link
from corpus.text import clean

_MAX_INFO_PARTS = 8  # around the headline, in which date, source and authors are looked for
_MAX_TITLE_CHARS = 80
_MAX_PAPER_CHARS = 10  # of a title that is the name of a paper
_MAX_PARTS_ABOVE = 200  # among which the headline is looked for
_SITE_MARKS = re.compile(r"^\s*[-_—–|｜·]+|[-_—–|｜·]+\s*$|^[^\w\s]")  # between a headline and the site in a title


def title(parts: list[Part], title: str) -> str:
    """The headline as it is printed, where the title of the page adds the name of the site to it."""
    printed = heading(parts)
    if not title or (len(title) <= _MAX_PAPER_CHARS and html_info.medium(title)):
        return printed or title
    for part in parts[:_MAX_PARTS_ABOVE]:
        text = clean(part.text) if len(part.text) < len(title) + 20 else ""
        is_shorter = 4 <= len(text) < len(title) and text in title and part.links < 1
        if is_shorter and _is_site(*title.split(text, 1)):
            return text
    return title


def _is_site(before: str, after: str) -> bool:
    """Whether the title of a page adds no more than the name of the site before or after the headline."""
    added = before or after
    if before and after:
        return html_meta.PAPER.search(added) is not None
    return (_SITE_MARKS.search(added) or html_meta.PAPER.search(added)) is not None


def heading(parts: list[Part]) -> str:
    """The first heading of the highest level, 1 or 2."""
    by_level = {part.heading: clean(part.text) for part in reversed(parts) if part.heading}
    return by_level.get(1) or by_level.get(2) or ""


def printed_title(parts: list[Part], title: str, first: int) -> str:
    """The line that is set as a headline above the first one of the article, if the page's title is only a paper's."""
    if (
        title
        and not html_meta.PAPER.fullmatch(title)
        and not (len(title) <= _MAX_PAPER_CHARS and html_info.medium(title))
    ):
        return title
    above = [part for part in parts[max(0, first - _MAX_INFO_PARTS) : first + 3] if _may_be_headline(part)]
    large = (part for part in above if next(part.element.iter("b", "strong", "font"), None) is not None)
    bold = (part for part in above if next(part.element.iter("b", "strong"), None) is not None)
    chosen = next(bold, None) or next(large, None)
    return clean(chosen.text) if chosen is not None else title


def _may_be_headline(part: Part) -> bool:
    text = clean(part.text)
    return 4 <= len(text) <= _MAX_TITLE_CHARS and not is_link(part) and "。" not in text and info(part) is None


def headline(parts: list[Part], title: str, first: int, last: int) -> int:
    """The index of the headline, which is above the article or among its first lines; -1 if it is not printed."""
    for index in range(min(first + 3, last), -1, -1):
        if clean(parts[index].text) == title or (parts[index].heading == 1 and index <= first):
            return index
    return -1


def with_subtitle(parts: list[Part], first: int, headline: int) -> int:
    """The index of the first line below the headline, if only further headings and lines beside it are between."""
    between = parts[headline + 1 : first]
    if headline < 0 or not 0 < len(between) <= _MAX_INFO_PARTS:
        return first
    parent = parts[headline].element.getparent()
    beside = all(
        info(part) or part.heading > 1 or (part.element.getparent() is parent and not is_link(part)) for part in between
    )
    return headline + 1 if beside else first


def kicker(parts: list[Part], headline: int, first: int) -> list[Part]:
    """The heading right above the headline, beside it."""
    above = parts[headline - 1 : headline] if 0 < headline < first else []
    parent = parts[headline].element.getparent()
    return [part for part in above if part.heading > 1 and not part.links and part.element.getparent() is parent]


def info(part: Part, account: str = "") -> Info | None:
    """What a line says of date, source and authors; None for text and headlines."""
    said = html_info.read(part.fields or part.text, account) if part.heading != 1 else None
    is_said = said is not None and (part.heading == 0 or said.date or html_info.medium(clean(part.text)))
    return said if is_said else None


def infos(parts: list[Part], first: int, headline: int, account: str) -> dict[int, Info]:
    """What the lines around the headline say of date, source and authors, by their index.

    `first` is the index of the first line of the article, `headline` that of the headline or -1. Lines of nothing but
    names count only beside others.
    """
    below = _below(parts, first, headline, account)
    if not any(said.certain and (said.date or said.source or said.authors) for said in below.values()):
        below = {index: said for index, said in below.items() if said.certain}
    lines = range(max(0, headline - _MAX_INFO_PARTS), max(headline, 0))
    above = {index: said for index in lines if (said := info(parts[index], account)) is not None}
    is_issue = any(said.date for said in above.values())  # beside its date, the name of the paper
    is_kept = {index: said.certain or (is_issue and bool(said.source)) for index, said in above.items()}
    return {index: said for index, said in above.items() if is_kept[index]} | below


def _below(parts: list[Part], first: int, headline: int, account: str) -> dict[int, Info]:
    """What the lines between the headline and the first paragraph say."""
    found: dict[int, Info] = {}
    start = headline + 1 if headline >= 0 else max(0, first - _MAX_INFO_PARTS)
    for index in range(start, min(len(parts), max(start, first) + _MAX_INFO_PARTS)):
        said = info(parts[index], account)
        if said is not None:
            found[index] = said
        elif index >= first and (len(parts[index].text) > _MAX_TITLE_CHARS or "。" in parts[index].text):
            break
    return found
