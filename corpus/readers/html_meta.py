"""What the head of a page says about its article: `<meta>`, JSON-LD and the title."""

from __future__ import annotations

import re
from collections.abc import Mapping
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

_ACCOUNT = re.compile(r"""\bnick_?name\s*[=:]\s*(?:htmlDecode\()?["']([^"']{1,40})["']""")
_ACCOUNT_DATE = re.compile(
    r"""\b(?:publish_time|publishTime|createTime|create_time)\s*[=:]\s*["'](\d{4}-\d\d?-\d\d?)"""
)
_ACCOUNT_SECONDS = re.compile(r"""\b(?:ct|ori_?create_?time|create_?timestamp)\s*[=:]\s*["']?(\d{10})\b""", re.I)


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
    match = PAPER.search(title(tree))
    return match[1] if match else ""


def title(tree: Any) -> str:
    """The title of the web page, as its head gives it."""
    return clean("".join(next(iter(tree.iter("title")), tree.makeelement("title")).itertext())).replace("\n", " ")


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
