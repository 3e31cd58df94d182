"""Slices: groups of questions that are measured separately, such as by type, language, or the article's year.

`SLICES` assigns questions to slices; columns of the question file with few different values make further ones. The
types here serve statistics only: `qa.language.question_type` decides how a question is answered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from corpus.records import Article
from corpus.text import fold
from qa.evaluation.questions.records import Question

_MAX_VALUES = 20  # a column with more values makes slices too small to say anything

# The type of question, by the first pattern that matches the folded text.
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
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LENGTH_LIMITS = (10, 20, 40)  # characters


def question_type(question: str) -> str:
    """The type of a question by its words; `other` where none is known."""
    folded = fold(question).strip()
    return next((name for name, pattern in _TYPE_PATTERNS if pattern.search(folded)), "other")


def language(question: str) -> str:
    """The language or script of a question, by its characters. Han without kana counts as Chinese."""
    counts = [(len(pattern.findall(question)), name) for name, pattern in _SCRIPTS]
    kana, hangul = counts[0][0], counts[1][0]
    if kana * 5 >= counts[2][0] and kana:
        return "Japanese"
    if hangul and hangul >= counts[2][0]:
        return "Korean"
    # A Han character says about as much as a word, so it weighs as much as two letters.
    han, latin = counts[2][0], counts[3][0]
    return "Chinese" if han and han * 2 >= latin else "Latin script" if latin else "other"


def length(question: str) -> str:
    """The range that the question's number of characters falls into."""
    low = 1
    for high in _LENGTH_LIMITS:
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


# Kinds of slices, and the slice of a question, None where it is in none. `article` answers the question, where known.
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
    """The slice of every question by kind, including the file's own columns.

    A kind with a single slice, or with too many, is left out. The file's own column replaces a kind of the same name.
    """
    rows: list[dict[str, str]] = []
    for known in zip(questions, articles, answerable, strict=True):
        found = {name: slice_of(*known) for name, slice_of in SLICES.items()}
        rows.append({name: value for name, value in found.items() if value} | dict(known[0].columns))
    values: dict[str, Counter[str]] = {}
    for row in rows:
        for name, value in row.items():
            values.setdefault(name, Counter())[value] += 1
    useful = {name for name, counts in values.items() if _is_useful(counts, len(questions))}
    return [{name: value for name, value in row.items() if name in useful} for row in rows]


def ordered(counts: Mapping[str, int]) -> list[str]:
    """The values of a kind of slice: by number where all begin with one (years, lengths), else the largest first."""
    numbers = {value: float(found[0]) for value in counts if (found := _NUMBER.match(value))}
    if len(numbers) == len(counts):
        return sorted(counts, key=lambda value: (numbers[value], value))
    return sorted(counts, key=lambda value: (-counts[value], value))


def _is_useful(counts: Mapping[str, int], total: int) -> bool:
    """Whether there are several slices, and most have more than one question."""
    several = len(counts) > 1 or sum(counts.values()) < total
    return several and len(counts) <= _MAX_VALUES and len(counts) * 2 <= max(4, sum(counts.values()))
