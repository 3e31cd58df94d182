"""The names of columns and of keys in JSON, and the fields of a document that they hold.

Names are compared in simplified characters and lower case, without spaces, underscores and notes in brackets. A word
for the article before the name is left out: 新聞標題, 文章标题 and `article_title` are titles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.errors import CorpusError
from corpus.text import fold

# The names for each field, the preferred ones first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "正文", "内容", "文本", "content", "body", "全文", "内文", "正文内容", "原文", "fulltext",
        "bodytext", "maintext", "contenttext", "articlebody", "articletext", "articlecontent",
        "paragraphs", "段落", "文章", "报道", "story", "bodyhtml", "contenthtml", "html", "article",
    ),
    "title": (
        "title", "标题", "headline", "题目", "题名", "篇名", "主标题", "大标题", "标题名称", "heading",
        "name", "subject",
    ),
    "id": (
        "id", "编号", "articleid", "newsid", "docid", "documentid", "稿件编号", "文章编号", "guid",
        "uuid",
    ),
    "date": (
        "date", "日期", "时间", "发布时间", "发布日期", "time", "published", "publishtime", "publishdate",
        "publishedat", "pubdate", "pubtime", "datepublished", "publicationdate", "publishedtime",
        "publisheddate", "releasedate", "posttime", "postdate", "newsdate", "发表时间", "发表日期",
        "见报日期", "见报时间", "刊发日期", "刊发时间", "刊登日期", "刊登时间", "出版日期", "出版时间",
        "发稿日期", "发稿时间", "报道日期", "报道时间", "刊期", "年月日", "datetime", "timestamp",
        "ctime", "时间戳",
    ),
    "source": (
        "source", "来源", "报纸", "媒体", "报纸名称", "报刊名称", "报刊", "报名", "媒体名称", "来源媒体",
        "稿源", "出处", "信息来源", "消息来源", "来源名称", "发布媒体", "刊物", "刊名", "newspaper",
        "publisher", "media", "medianame", "sourcename", "publication", "outlet", "paper", "sitename",
        "site", "网站",
    ),
    "authors": (
        "authors", "author", "作者", "记者", "撰稿", "撰稿人", "撰文", "作者姓名", "记者姓名", "责任者",
        "通讯员", "byline", "creator", "authorname", "writer", "reporter", "journalist",
    ),
    "url": (
        "url", "链接", "网址", "link", "原文链接", "文章链接", "新闻链接", "原文网址", "网页链接", "href",
        "permalink", "sourceurl", "articleurl", "weburl", "newsurl", "uri",
    ),
    "page": ("pagelabel", "版次", "版号", "版面号", "printedpage", "pageno", "版面", "版"),
    "any_page": ("page",),  # of a newspaper (A05), or of a book
    "page_name": ("pagename", "版名", "版面名", "版面名称"),
}  # fmt: skip
HEADER_ROWS = 10  # of a table, among which is the one that names the columns
_ARTICLE = re.compile(r"^(?:新闻|文章|稿件|报道|文稿|资讯|消息|news|article|story|post)(?=.)")
_NOTE = re.compile(r"[（(【\[].*[)）】\]]$")
_MARKS = re.compile(r"[\s_\-.:：*＊#\"'“”【】\[\]]+")
_PLACES = {name: (field, rank) for field, names in COLUMNS.items() for rank, name in enumerate(names)}


@lru_cache(maxsize=4096)
def place(name: str) -> tuple[str, int] | None:
    """The field that a column of this name holds, and its rank among the names of that field; None for other names."""
    key = fold(unicodedata.normalize("NFKC", name[:100])).strip()
    for candidate in (_MARKS.sub("", key), _MARKS.sub("", _NOTE.sub("", key))):
        if found := _PLACES.get(candidate) or _PLACES.get(_ARTICLE.sub("", candidate)):
            return found
    return None


def field_of(name: str) -> str | None:
    """The field of a document that a column of this name holds, or None."""
    found = place(name)
    return found[0] if found else None


def has_text(names: Sequence[str]) -> bool:
    """Whether one of the columns holds text."""
    return any(field_of(name) == "text" for name in names)


def without_text(names: Sequence[str]) -> CorpusError:
    """The error for a table whose columns, of these names, hold no text."""
    shown = ", ".join(name.strip()[:20] for name in names[:12] if name.strip()) or "–"
    return CorpusError("columns_without_text", columns=shown)


@dataclass(frozen=True, slots=True)
class Layout:
    """For each field the columns that may hold it, preferred ones first; and the columns that may not be taken over."""

    fields: tuple[tuple[str, tuple[str, ...]], ...]
    uncertain: tuple[str, ...]


@lru_cache(maxsize=512)
def layout(names: tuple[str, ...]) -> Layout:
    """What the columns of these names hold."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if found := place(name):
            ranked.setdefault(found[0], []).append((found[1], name))
    fields_of_names = tuple((field, tuple(name for _, name in sorted(items))) for field, items in ranked.items())
    single = {items[0] for _, items in fields_of_names if len(items) == 1}
    return Layout(fields_of_names, tuple(name for name in names if name not in single))


def fields(row: Mapping[str, object]) -> dict[str, tuple[str, object]]:
    """The column and the value of each field in a row; of several columns, the preferred one that is not empty."""
    values: dict[str, tuple[str, object]] = {}
    for field, names in layout(tuple(row)).fields:
        for name in names:
            if (value := row[name]) not in (None, "", []):
                values[field] = name, value
                break
    return values
