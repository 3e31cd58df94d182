"""What the words of a question restrict its articles to: a day, a paper, an author, or what they tell of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text import fold
from qa.language.day_phrases import find_day
from qa.records import ArticleRecords, Filters, Scope

_ABOUT = re.compile(
    r"(?:关于|有关|提到|讲到?|谈到?|说到|写到|涉及|是关于)[了过]?(?P<zh>.+?)(?:的(?:文章|报道|报导|新闻|稿件)?)?\s*$"
    r"|\b(?:about|mentioning|that mention|mention|covering)\s+(?P<en>.+?)(?:\s+(?:are there|do you have))?\s*$"
)
_AUTHOR = re.compile(
    r"(?:记者|作者|通讯员)\s*(?P<before>[^\s的]{2,20}?)(?:\s*的)?\s*$|^\s*(?P<after>[^\s的]{2,20}?)(?:记者|老师)\s*$"
    r"|\b(?:by|reporter|journalist)\s+(?P<en>[\w .'’-]{3,40}?)\s*$"
)
# What may stand beside days and papers and restricts nothing.
_FILLERS = re.compile(
    "库里|收录|文章|报道|报导|新闻|稿件|报纸|报刊|当天|那天|这天|一天|文库|资料库|数据库|这里|里面|所有|全部|一共|总共|现在|目前|期间|这个?月|整个月"
    "|[《》的在这那天日上里中你您们我共是年月份、，,。报刊登载发表写过于有]"
    r"|\b(?:on|in|of|from|for|by|the|this|that|papers?|newspapers?|articles?|news|library|there|are|were|published|dated|issue|day|during|and)\b"
)
_NAME = re.compile(r"[\w·]{2,4}|[a-z][\w.'’-]+(?: [a-z][\w.'’-]+){1,3}")


@dataclass(frozen=True, slots=True)
class ResolvedScope:
    """A scope, and what the articles are about: "" where the words name no subject."""

    scope: Scope
    topic: str = ""


def resolve(words: str, records: ArticleRecords, filters: Filters, may_be_author: bool = False) -> ResolvedScope | None:
    """What the words restrict articles to; None where they say more than a day, a paper, an author and a subject.

    `may_be_author` says that a mere name may be an author's: 温书言写了什么. All names are compared folded.
    """
    day, rest = find_day(words)
    source = _longest(rest, list(records.sources()))
    if source is not None:
        rest = rest.replace(fold(source), " ", 1)
    topic = ""
    rest = rest.strip()
    if match := _ABOUT.search(rest):
        topic, rest = (match["zh"] or match["en"]).strip(), rest[: match.start()]
    author = None
    if match := _AUTHOR.search(rest):
        author = _same(match["before"] or match["after"] or match["en"], records.authors())
        if author is None:
            return None
        rest = rest[: match.start()]
    rest = " ".join(_FILLERS.sub(" ", rest).split())
    if rest and may_be_author and author is None and _NAME.fullmatch(rest):
        author = _same(rest, records.authors())
        rest = rest if author is None else ""
    return None if rest else ResolvedScope(Scope(day, source, author, filters), topic)


def _longest(folded: str, names: Sequence[str]) -> str | None:
    found = [name for name in names if len(name) > 1 and fold(name) in folded]
    return max(found, key=len) if found else None


def _same(name: str, names: Sequence[str]) -> str | None:
    return next((other for other in names if fold(other) == fold(name).strip()), None)
