"""What the head and the marks of a page say about its article: `<meta>`, JSON-LD, and the marks of digital editions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.readers import dates, table_rows
from corpus.text import HAN, clean

_DATE_NAMES = (
    "article:published_time", "datepublished", "publishdate", "pubdate", "publish_time", "publication_date",
    "og:release_date", "dc.date.issued", "dcterms.date", "dc.date", "date", "weibo: article:create_at",
)  # fmt: skip
_SOURCE_NAMES = ("source", "mediaid")
_SITE_NAMES = ("og:site_name", "dc.publisher", "dc.source", "application-name")
_AUTHOR_NAMES = ("author", "article:author", "og:article:author", "dc.creator", "byl", "parsely-author")
_PLATFORM = re.compile(r"微信公众(?:平台|号)|Weixin Official Accounts Platform", re.IGNORECASE)
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_OF_ARTICLE = re.compile(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|Posting|Report)"')
_OF_SITE = re.compile(r'"@type"\s*:\s*"(?:WebSite|WebPage|Organization)"')
# `柳河日报数字报`, `湖南日报数字报刊`, in the title of a page.
PAPER = re.compile(rf"([{HAN}]{{2,10}}?[报報刊])社?\s*[-_]*\s*(?:多媒体|数字|數字|电子|電子)(?:报刊?|報刊?|版|刊)")

_PROPERTIES = re.compile(r"<!--\s*enpproperty\b", re.IGNORECASE), re.compile(r"/enpproperty\s*-->", re.IGNORECASE)
_CONTENT = re.compile(r"<!--\s*enpcontent\s*-->", re.IGNORECASE), re.compile(r"<!--\s*/enpcontent\s*-->", re.IGNORECASE)
_PROPERTY = re.compile(r"<(date|author|title|subtitle|introtitle|nodename)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_ELEMENT = re.compile(r"<founder-(title|author|introtitle|subtitle)>(.*?)</founder-\1>", re.DOTALL | re.IGNORECASE)
_MAX_PROPERTIES_CHARS = 20_000
_TAG = re.compile(r"<[^>]*>")
_ACCOUNT = re.compile(r"""\bnick_?name\s*[=:]\s*(?:htmlDecode\()?["']([^"']{1,40})["']""")
_ACCOUNT_DATE = re.compile(
    r"""\b(?:publish_time|publishTime|createTime|create_time)\s*[=:]\s*["'](\d{4}-\d\d?-\d\d?)"""
)
_ACCOUNT_SECONDS = re.compile(r"""\b(?:ct|ori_?create_?time|create_?timestamp)\s*[=:]\s*["']?(\d{10})\b""", re.I)
CONTENT_ID = "enpcontent"


@dataclass(frozen=True, slots=True)
class Edition:
    """What the marks of a newspaper's digital edition say of an article, as Founder's systems write them."""

    title: str = ""
    above: str = ""  # the lines above and below the headline
    below: str = ""
    date: str | None = None
    author: str = ""
    page: str = ""  # 第A05版：民生


def edition(page: str) -> tuple[Edition | None, str]:
    """The marks of a digital edition, and the page with its text in an element of the id `CONTENT_ID`.

    None, and the page as it is, if it bears no such marks.
    """
    if "enpproperty" not in page and "enpcontent" not in page:
        return None, page
    properties = _between(page, _PROPERTIES)
    content = _between(page, _CONTENT)
    if properties is None or content is None:
        return None, page
    marks = page[properties[0] : properties[1]][:_MAX_PROPERTIES_CHARS]
    values = {name.lower(): _plain(value) for name, value in _PROPERTY.findall(marks)}
    for name, value in _ELEMENT.findall(page):
        values[name.lower()] = values.get(name.lower()) or _plain(value)
    found = Edition(
        title=values.get("title", ""),
        above=values.get("introtitle", ""),
        below=values.get("subtitle", ""),
        date=dates.iso(values.get("date")),
        author=values.get("author", ""),
        page=values.get("nodename", ""),
    )
    start, end = content
    return found, f'{page[:start]}<div id="{CONTENT_ID}">{page[start:end]}</div>{page[end:]}'


def _between(page: str, marks: tuple[re.Pattern[str], re.Pattern[str]]) -> tuple[int, int] | None:
    """The (start, end) of what stands between the first of two marks and the next of the other."""
    first = marks[0].search(page)
    last = marks[1].search(page, first.end()) if first else None
    return (first.end(), last.start()) if first and last else None


def _plain(value: str) -> str:
    from html import unescape

    return clean(unescape(_TAG.sub(" ", value))).replace("\n", " ")


def metadata(tree: Any) -> dict[str, str]:
    """The contents of `<meta>` elements by their name in lower case; the first of each name."""
    contents: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        content = clean(element.get("content") or "").replace("\n", " ")
        if name and content:
            contents.setdefault(name, content)
    return contents


def date(tree: Any, meta: Mapping[str, str]) -> str | None:
    """The date of publication that the head gives."""
    return dates.iso(first(meta, _DATE_NAMES)) or dates.iso(_json_date(tree))


def source(meta: Mapping[str, str]) -> str:
    """The source that the head gives of the article."""
    return first(meta, _SOURCE_NAMES)


def site(meta: Mapping[str, str]) -> str:
    """The site on which the page stands, unless it is one on which everybody publishes."""
    return next((meta[name] for name in _SITE_NAMES if name in meta and not _PLATFORM.search(meta[name])), "")


def author(meta: Mapping[str, str]) -> str:
    """The authors that the head gives; empty for a link to a profile."""
    name = first(meta, _AUTHOR_NAMES)
    return "" if name.startswith("http") else name


def account(tree: Any) -> str:
    """The name of the public account whose page this is, as it is printed or as its script holds it."""
    printed = (clean("".join(element.itertext())).replace("\n", " ") for element in tree.xpath('//*[@id="js_name"]'))
    return next(filter(None, printed), "") or clean(_in_script(tree, _ACCOUNT))


def account_date(tree: Any) -> str | None:
    """The date on the page of a public account, which a script prints; the time is that of China."""
    written = _in_script(tree, _ACCOUNT_DATE)
    if not written:
        seconds = _in_script(tree, _ACCOUNT_SECONDS)
        return table_rows.iso_date(int(seconds)) if seconds else None
    return dates.iso(written)


def _in_script(tree: Any, pattern: re.Pattern[str]) -> str:
    """What the first group of the pattern finds in a script of a public account's page."""
    if not tree.xpath('//*[@id="js_content" or @id="activity-name"]'):
        return ""
    matches = (pattern.search(element.text or "") for element in tree.iter("script"))
    return next((match[1] for match in matches if match), "")


def paper(tree: Any) -> str:
    """The paper whose digital edition the title of the page names."""
    title = "".join(next(iter(tree.iter("title")), tree.makeelement("title")).itertext())
    match = PAPER.search(title)
    return match[1] if match else ""


def link(tree: Any) -> str:
    """The page's address as the page gives it."""
    return next((element.get("href", "") for element in tree.iter("link") if element.get("rel") == "canonical"), "")


def first(meta: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first of these values that the page gives."""
    return next((meta[name] for name in names if name in meta), "")


def _json_date(tree: Any) -> str | None:
    """The `datePublished` of an article in the page's JSON-LD, not that of the site."""
    for element in tree.iter("script"):
        text = element.text or ""
        of_article = _OF_ARTICLE.search(text) or not _OF_SITE.search(text)
        if "ld+json" in (element.get("type") or "") and of_article and (published := _PUBLISHED.search(text)):
            return published[1]
    return None
