"""Finds the authors that the text of an article names, where its record names none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.boxes import boxes, printed
from corpus.dateline import find_byline, find_dateline
from corpus.records import Article
from corpus.text import HAN
from qa.records import Answer, Hit

_BEFORE_NAME = re.compile(
    r"(?:记者|記者|通讯员|通訊員|读者|讀者|作者|撰文|文|\b[Bb]y|[Rr]eporter)[\s:：/／|]*[^\n。]{0,40}$"
)
_MAX_BEFORE_NAME = 60  # characters in which a byline is looked for
_CAPITALISED = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}"
_ENGLISH = re.compile(rf"By ({_CAPITALISED}(?: and {_CAPITALISED})*)(?=,|$)")
# A line of its own or the end of one: （读者 陶某某）, （作者系…）.
_IN_BRACKETS = re.compile(
    rf"[（(]\s*(?:本报|本刊|特约|实习|见习)*(?:读者|作者|记者|通讯员|投稿人)[\s:：]*(?P<names>[{HAN}]{{2,4}}(?:[\s、]+[{HAN}]{{2,4}})*?)"
    r"(?:[\s/]*(?:摄影|文|图|摄|报道|供稿|整理|来稿))*\s*[）)]\s*$"
)


def named_authors(first: Hit, texts: Sequence[str]) -> tuple[str, ...]:
    """The authors named at the beginning of an article, else those at the end of one of its passages `texts`."""
    opening = () if first.start else _in_opening(first.text.split("\n", 1)[0])
    return opening or next(filter(None, (_in_closing(text) for text in texts)), ())


def _in_opening(line: str) -> tuple[str, ...]:
    english = _ENGLISH.match(line)
    if english is not None:
        return tuple(english[1].split(" and "))
    byline, dateline = find_byline(line), find_dateline(line)
    return byline.authors if byline is not None else dateline.authors if dateline is not None else ()


def _in_closing(text: str) -> tuple[str, ...]:
    line = text.rstrip().rsplit("\n", 1)[-1].strip()
    match = _IN_BRACKETS.search(line)
    if match is not None:
        return tuple(re.split(r"[\s、]+", match["names"]))
    closing = find_byline(line)
    return closing.authors if closing is not None else ()


def byline(hit: Hit, article: Article) -> Answer | None:
    """The place in the hit's text that names an author as such: 记者 林海."""
    for name in article.authors:
        start = hit.text.find(name)
        while start >= 0:
            if _BEFORE_NAME.search(hit.text[max(0, start - _MAX_BEFORE_NAME) : start]):
                span = (hit.start + start, hit.start + start + len(name))
                lines = printed(boxes(article, *span), article.pages)
                return Answer(name, *span, span, hit.article_id, hit.passage_id, lines)
            start = hit.text.find(name, start + 1)
    return None
