"""Parts of a question file that are measured on their own: by the kind of question, its language, its article's year.

`SLICES` says which part a question belongs to; columns of the file with few different values are further ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from corpus.records import Article
from corpus.text import fold
from qa.evaluation.questions.records import Question

_MOST_VALUES = 20  # a column with more values than this parts the questions too finely to say anything

# The kind of answer that is asked for, by the first pattern that the folded question holds.
_TYPES: tuple[tuple[str, str], ...] = (
    ("why", r"为什么|为何|为啥|什么原因|\bwhy\b"),
    ("when", r"什么时候|何时|哪[一几]?[年天月日]|哪个?月|几[月点号]|时间是|日期|\bwhen\b|\bwhat (?:year|date|day)\b"),
    (
        "how many",
        r"多少|几[个名位次种项岁人家条件座]|第几|多[大长高远久重深]|比例|\bhow (?:many|much|long|old|far)\b",
    ),
    ("who", r"谁|哪[一几]?[位名]|何人|什么人|\bwho(?:m|se)?\b"),
    ("where", r"哪里|哪儿|何处|什么地方|地点|哪[一个座些]*[国省市城县区地]|\bwhere\b"),
    ("how", r"怎么|怎样|如何|\bhow\b"),
    ("yes or no", r"吗\??$|是否|有没有|^(?:is|are|was|were|do|does|did|can|has|have)\b"),
    ("which", r"哪|\bwhich\b"),
    ("what", r"什么|何|啥|\bwhat\b"),
)
_TYPE_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _TYPES)
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Japanese", re.compile("[\u3040-\u30ff]")),
    ("Korean", re.compile("[\uac00-\ud7af]")),
    ("Chinese", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")),
    ("Latin script", re.compile("[A-Za-z\u00c0-\u024f]")),
)
_LENGTHS = (10, 20, 40)  # characters


def question_type(question: str) -> str:
    """What kind of thing a question asks for, by the words in it; `other` where none says so."""
    folded = fold(question).strip()
    return next((name for name, pattern in _TYPE_PATTERNS if pattern.search(folded)), "other")


def language(question: str) -> str:
    """What a question is written in, by its characters. Han without kana counts as Chinese."""
    counts = [(len(pattern.findall(question)), name) for name, pattern in _SCRIPTS]
    kana, hangul = counts[0][0], counts[1][0]
    if kana * 5 >= counts[2][0] and kana:
        return "Japanese"
    if hangul and hangul >= counts[2][0]:
        return "Korean"
    # A Han character carries about as much as a word: two letters weigh less than one.
    han, latin = counts[2][0], counts[3][0]
    return "Chinese" if han and han * 2 >= latin else "Latin script" if latin else "other"


def length(question: str) -> str:
    """The range of characters that a question's length falls into."""
    low = 1
    for high in _LENGTHS:
        if len(question) <= high:
            return f"{low}–{high}"
        low = high + 1
    return f"{low} or more"


def _answerable(question: Question, article: Article | None, answerable: bool | None) -> str | None:
    return None if answerable is None else "yes" if answerable else "no"


def _year(question: Question, article: Article | None, answerable: bool | None) -> str | None:
    return article.date[:4] if article and article.date else None


def _source(question: Question, article: Article | None, answerable: bool | None) -> str | None:
    return article.source if article else None


# The name of a kind of slice, and which slice a question is in; `article` is the one that answers it, where known.
SLICES: dict[str, Callable[[Question, Article | None, bool | None], str | None]] = {
    "type": lambda question, article, answerable: question_type(question.question),
    "language": lambda question, article, answerable: language(question.question),
    "length": lambda question, article, answerable: length(question.question),
    "answerable": _answerable,
    "follow-up": lambda question, article, answerable: "yes" if question.history else "no",
    "source": _source,
    "year": _year,
}


def slice_all(
    questions: Sequence[Question], articles: Sequence[Article | None], answerable: Sequence[bool | None]
) -> list[dict[str, str]]:
    """The slices of every question by kind, the file's own columns among them.

    A kind that does not part the questions, or parts them into too many slices, is left out. The file's own column
    takes the place of a kind of the same name.
    """
    rows: list[dict[str, str]] = []
    for question, article, said in zip(questions, articles, answerable, strict=True):
        found = {name: which(question, article, said) for name, which in SLICES.items()}
        rows.append({name: value for name, value in found.items() if value} | dict(question.columns))
    values: dict[str, Counter[str]] = {}
    for row in rows:
        for name, value in row.items():
            values.setdefault(name, Counter())[value] += 1
    kept = {name for name, counts in values.items() if _parts(counts, len(questions))}
    return [{name: value for name, value in row.items() if name in kept} for row in rows]


def _parts(counts: Mapping[str, int], total: int) -> bool:
    """Whether values part the questions into slices that are larger than single questions."""
    several = len(counts) > 1 or sum(counts.values()) < total
    return several and len(counts) <= _MOST_VALUES and len(counts) * 2 <= max(4, sum(counts.values()))
