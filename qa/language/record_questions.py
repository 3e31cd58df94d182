"""Recognises questions about articles themselves: who wrote one, in which paper it stands, how many there are.

A question about something in an article (谁写了《红楼梦》) is none of these. Works by patterns over folded text; the
English ones are in `record_questions_english.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.text import HAN, fold, is_han
from qa.language import record_questions_english as english


class Asked(StrEnum):
    """What is asked: of one article, or of all that a scope names."""

    AUTHOR = "author"
    SOURCE = "source"
    DATE = "date"
    PAGE = "page"
    COUNT = "count"
    FIRST = "first"
    LAST = "last"
    SOURCES = "sources"
    LIST = "list"


OF_ONE = frozenset({Asked.AUTHOR, Asked.SOURCE, Asked.DATE, Asked.PAGE})


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """A question about articles. `topic` is what the article asked about tells, or the words that name the scope.

    A topic is empty where the question points back (这篇是谁写的) or means all articles. `certain` is False where the
    words may also ask for something that a text says, so that only a text that does not answer leaves it to the records.
    """

    asked: Asked
    topic: str = ""
    certain: bool = True

    def may_be(self, phrase: str) -> bool:
        """Whether a phrase of a text may be what is asked for: 南岸日报 for a paper, not a ferry."""
        pattern = _OF_RECORD.get(self.asked)
        return pattern is None or not phrase or pattern.search(fold(phrase) + phrase) is not None


# What a text's answer to a question for a paper, a day or a page has in it.
_OF_RECORD = {
    Asked.SOURCE: re.compile("报|刊|社|网|台|杂志|[A-Z][a-z]+ [A-Z]"),
    Asked.DATE: re.compile("[0-9]|月|日|年|天"),
    Asked.PAGE: re.compile("版|页|page", re.IGNORECASE),
}


_MARKS = "?。!,;:…~ "
_REPORT = "文章|报道|报导|新闻|消息|稿子|稿件|通讯|特写|专访|社论|评论|专栏|故事|(?:读者)?来信|稿"
_WEAK = ("文章", "故事", "评论", "专栏")  # of which there are others than a newspaper's
_PAPER = "报纸|报刊|刊物|杂志|媒体|报社|日报|报"
_ROLE = "(?:(?:实习|见习|特约|首席|本报)*(?:记者|通讯员|撰稿人)|作者)"
_WHO = f"(?:谁|哪一?[位个名](?:{_ROLE}|人)?|什么人|何人|哪些(?:{_ROLE}|人)|哪[几两]位{_ROLE}?)"
_WRITE = "(?:撰写|采写|采访|报道|报导|撰稿|执笔|采编|写|发)"
_REPORTED = "(?:报道|报导|采访|采写)"
_IN_PAPER = "(?:见报|登报|报道|报导|刊登|登载|刊载|登|上报)"
_PRINT = "(?:刊登|登载|刊载|刊发|发表|发布|报道|报导|登报|登出|见报|登|载|发|写|出)"
_WHEN = "(?:哪一?[天日年]|什么时候|何时|几月几[号日]|几[号日]|哪年哪月(?:哪[天日])?|什么(?:日期|时间)|哪个?月)"
_WHICH_PAPER = f"(?:哪|什么|何)(?:一?[份家张个种])?(?:{_PAPER})"
_WHICH_PAGE = "(?:第几|哪一?个?|几|什么)(?:版面?|页)"
# An article: 关于大桥的报道, 大桥通车那篇, 这篇文章. Its topic is empty where it only points back.
_ONE = f"(?P<topic>.*?)的?(?P<point>[这那该此本上](?:一)?|一)?(?P<noun>[篇条则封](?:{_REPORT})?|{_REPORT}|(?<=[这那该此本一])文)"
_ANY = "(?P<topic>.{2,}?)"

_OF_ONE: tuple[tuple[Asked, str, bool], ...] = (
    (Asked.AUTHOR, f"{_ONE}[是由]?{_WHO}{_WRITE}[的了]?", True),
    (Asked.AUTHOR, f"{_ONE}[,的]*(?:{_ROLE}|署名(?:记者)?|执笔人?)(?:都?[是叫为]?(?:{_WHO}|什么(?:名字)?|啥|哪[几两]?位))?", True),
    (Asked.AUTHOR, f"是?{_WHO}{_WRITE}[的了]{_ONE}", True),
    (Asked.AUTHOR, f"(?:作者|记者)是?(?:谁|哪一?位)?[{_MARKS}]*{_ONE}", True),
    (Asked.AUTHOR, f"{_ANY}[是由]哪一?[位个名]{_ROLE}{_WRITE}[的了]?", True),
    (Asked.AUTHOR, f"(?P<topic>《[^》]+》)(?:的{_ROLE}[是叫为]?(?:{_WHO}|什么名字)|[是由]?{_WHO}{_WRITE}[的了]?)", False),
    (Asked.AUTHOR, f"(?:谁|哪一?[位个名]{_ROLE}){_REPORTED}[过了](?P<topic>.{{2,}})", False),
    (Asked.AUTHOR, "(?P<topic>)(?:它的)?记者是(?:谁|哪一?位)", True),
    (Asked.SOURCE, f"{_ONE}(?:最[早先]|首先)?是?(?:{_PRINT}|出自|来自|出现)?[在于自]?了?{_WHICH_PAPER}[上里]?的?(?:最先|首先)?{_PRINT}?[的了]?", True),
    (Asked.SOURCE, f"{_ONE}的?(?:来源|出处)(?:是(?:什么|哪里?|{_WHICH_PAPER})|在哪里?)?", True),
    (Asked.SOURCE, f"(?P<topic>)是?[登刊]?[登载]?在?了?{_WHICH_PAPER}上?的?", True),
    (Asked.SOURCE, f"{_ANY}(?:最早)?是?(?:刊登|登载|刊载|刊发|登|发表)[在于]了?{_WHICH_PAPER}上?的?", False),
    (Asked.SOURCE, f"{_ANY}是?{_WHICH_PAPER}(?:最先|首先|最早)?{_PRINT}[的了]", False),
    (Asked.SOURCE, f"{_WHICH_PAPER}(?:最先|首先|最早)?{_PRINT}[过了](?P<topic>.+)", False),
    (Asked.DATE, f"{_ONE}[是在于]*{_WHEN}{_PRINT}(?:出来)?[的了]?", True),
    (Asked.DATE, f"{_ONE}(?:是|登在|刊登?[在于]|出自|来自|发表[在于])*{_WHEN}的?(?:报纸?|报刊)?上?的?", True),
    (Asked.DATE, f"{_ONE}的?(?:发表|刊登|见报|发布|登报|刊发)?(?:日期|时间)(?:是?(?:{_WHEN}|什么|多少)?)", True),
    (Asked.DATE, f"(?P<topic>《[^》]+》)[是在于]*{_WHEN}{_PRINT}(?:出来)?[的了]?", False),
    (Asked.DATE, f"(?P<topic>)(?:这)?是?{_WHEN}的报纸?", True),
    (Asked.DATE, f"{_ANY}[是在于]*{_WHEN}{_IN_PAPER}(?:出来)?[的了]?", False),
    (Asked.DATE, f"{_ANY}[是在]*(?:刊登|登载|登|刊)[在于]了?(?:{_WHEN}的?|哪一?期)(?:报纸?|报刊)?上?的?", False),
    (Asked.DATE, f"(?:{_WHEN}的?|哪一?期)(?:报纸?|报刊)上?{_PRINT}[过了](?P<topic>.{{2,}})", False),
    (Asked.PAGE, f"{_ONE}[是的]?(?:{_PRINT}|印|排|刊)?[在于]?(?:报纸)?的?{_WHICH_PAGE}上?的?", True),
    (Asked.PAGE, f"{_ANY}(?:刊登|登载|登|刊)[在于]了?(?:报纸)?的?{_WHICH_PAGE}上?的?", True),
    (Asked.PAGE, f"(?:报纸)?{_WHICH_PAGE}上?(?:{_PRINT}|有|讲|说)[过了](?P<topic>.{{2,}})", False),
    (Asked.PAGE, f"(?P<topic>)是?[登刊]?[登载]?在?{_WHICH_PAGE}上?的?", True),
)  # fmt: skip
_ABOUT = "(?:关于|有关)"
_ARTICLES = "(?:文章|报道|报导|新闻|稿件|稿子)"
_SHELF = "(?:文库|资料库|数据库|库|这里|里面?|这个?|你|您|们|现在|目前|中|的|一共|总共|都)*"
_OF_SCOPE: tuple[tuple[Asked, str], ...] = (
    (Asked.SOURCES, f"{_SHELF}(?:有|收录?了?|包括|包含|来自)?(?:哪些|哪几[份家种]|什么|多少[份家种]|几[份家种])(?:报纸|报刊|来源|媒体|刊物|报)(?:的{_ARTICLES})?"),
    (Asked.COUNT, f"(?P<a>.*?)(?:一共|总共|共计?|总计)?(?:有|收录?了?|刊登了?|登了?|发表了?|发了?|报道了?|写了?)?(?:多少|几)[篇条则](?P<b>.*?)的?{_ARTICLES}?(?P<c>(?:提到|讲到|谈到|说到|写到|涉及|是关于)[了过]?.+)?"),
    (Asked.COUNT, f"(?P<a>.*?)(?:一共|总共|共)?有多少(?P<b>{_ABOUT}.+?的)?{_ARTICLES}"),
    (Asked.FIRST, f"(?P<a>.*?)的?(?:最早|最先|最旧|最老|第一)的?(?:一?[篇条则份期](?:{_ARTICLES}|报纸?)?|{_ARTICLES}|报纸)的?(?:日期|时间)?(?:是|登在|发表于|出自)*(?:{_WHEN}|哪一?篇|什么)?{_PRINT}?的?"),
    (Asked.LAST, f"(?P<a>.*?)的?(?:最新|最近|最后|最晚)的?(?:一?[篇条则份期](?:{_ARTICLES}|报纸?)?|{_ARTICLES}|报纸)的?(?:日期|时间)?(?:是|登在|发表于|出自)*(?:{_WHEN}|哪一?篇|什么)?{_PRINT}?的?"),
    (Asked.LIST, f"(?P<a>.+?)的?(?:报纸?|报刊|文章|新闻|报道)?[上里中]?(?:都|主要|还)?(?:刊登|登载|刊发|报道|报导|发表|说|写|登|讲|发|刊|有)[了过]?(?:些|哪些|什么|啥|哪几[篇条])+(?:{_ARTICLES}|消息|内容|事情?|东西|大事)?"),
    (Asked.LIST, f"(?P<a>.+?)的?{_ARTICLES}都?[有是](?:哪些|什么|哪几篇)"),
    (Asked.LIST, f"请?(?:列出|列一下|列举|显示|找出|找一下|给我看|看看|查看|查一下)(?P<a>.+?)的?(?:所有|全部)?的?(?:{_ARTICLES}|报纸)(?:列表|目录)?"),
    (Asked.LIST, f"有?(?:哪些|什么)(?P<a>{_ABOUT}.+?)的{_ARTICLES}"),
    (Asked.LIST, f"有没?有?(?P<a>{_ABOUT}.+?)的{_ARTICLES}吗?"),
    (Asked.LIST, f"(?:哪些|哪几篇){_ARTICLES}(?P<a>(?:提到|讲到|谈到|写到|说到|涉及)[了过]?.+)"),
)  # fmt: skip
_ONE_PATTERNS = tuple((asked, re.compile(pattern), certain) for asked, pattern, certain in _OF_ONE)
_SCOPE_PATTERNS = tuple((asked, re.compile(pattern)) for asked, pattern in _OF_SCOPE)
_NAMES_REPORT = re.compile(
    f"{_REPORT}|[篇版页]|记者|报|刊|登|此文|本文|该文|媒体|来源|杂志|作者|发表|发布"
)  # else no pattern is tried
_NAME = re.compile(rf"[{HAN}·]{{2,5}}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{1,3}}")
_TRIMMED = re.compile(f"^(?:请问|那么|那|{_ABOUT})+|[的这那该，,、 ]+$")


def may_be_name(question: str) -> bool:
    """Whether the whole question may be a person's name: two to four Han characters, or two to four Latin words."""
    return _NAME.fullmatch(question.strip(_MARKS + "？！。")) is not None


def record_question(question: str) -> RecordQuestion | None:
    """What the question asks about articles themselves; None where it asks for something that they say."""
    if not is_han(question):
        found = english.record_question(question)
        return RecordQuestion(Asked(found[0]), found[1], found[2]) if found else None
    folded = fold(question).strip(_MARKS)
    text = question[fold(question).index(folded) :][: len(folded)]
    folded = folded.removesuffix("呢").removesuffix("呀").removesuffix("啊")
    if len(folded) > 80 or not _NAMES_REPORT.search(folded):
        return None
    return _of_scope(text, folded) or _of_one(text, folded)


def _of_one(text: str, folded: str) -> RecordQuestion | None:
    for asked, pattern, certain in _ONE_PATTERNS:
        match = pattern.fullmatch(folded)
        if match is None:
            continue
        start, end = match.span("topic")
        topic = _TRIMMED.sub("", text[start:end])
        parts = match.groupdict()
        noun, pointed = parts.get("noun") or "", bool(parts.get("point"))
        about = re.match(_ABOUT, folded[start:end]) is not None
        weak = noun in _WEAK and not pointed and not about
        if not topic and not pointed and noun:
            continue  # 新闻是谁写的 names none
        return RecordQuestion(asked, topic, certain and not weak)
    return None


def _of_scope(text: str, folded: str) -> RecordQuestion | None:
    for asked, pattern in _SCOPE_PATTERNS:
        match = pattern.fullmatch(folded)
        if match is not None:
            spans = (match.span(name) for name in pattern.groupindex)
            return RecordQuestion(asked, " ".join(filter(None, (text[a:b].strip() for a, b in spans if a >= 0))))
    return None
