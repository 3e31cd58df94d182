"""The years of a text, also 去年, 民國83年 and 2021至2025年, and whether a sentence is about another year."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.numerals import HAN_DIGITS, numeral_value

_HAN_YEAR = f"[一二][〇零{HAN_DIGITS}]{{3}}"
_MEASURES = "元人名米公个万亿千百辆户吨点多余篇次件平立亩台头只套家册"  # 1860吨 is no year
_YEAR = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?P<year>(?:1[89]|20)[0-9]{{2}})(?![0-9%{_MEASURES}]|[.,][0-9]|年?[-—–至到~](?P<last>(?:1[89]|20)[0-9]{{2}})(?![0-9]))"
    rf"|(?<![0-9])(?<![0-9][.,])(?P<from>(?:1[89]|20)[0-9]{{2}})年?[-—–至到~](?P<to>(?:1[89]|20)[0-9]{{2}})(?![0-9])"
    rf"|民国(?P<republic>[0-9]{{1,3}}|[{HAN_DIGITS}十]{{1,4}})年|(?P<han>{_HAN_YEAR})年"
    "|(?P<word>今年|本年|去年|前年|明年|后年|(?<![比较])上年|(?<![比较])上一年|this year|last year|next year)"
)
_DISTANCE = {
    "今年": 0, "本年": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1, "后年": 2,
    "this year": 0, "last year": -1, "next year": 1,
}  # fmt: skip
_BEFORE_REPUBLIC = 1911
# A year that only dates something else in the sentence: 比2023年, 自2018年起, 始建于1936年.
_COMPARED = re.compile("(?:比|较|与|和|同|自|从|至|到|于|建于|since|from|than|by|until) ?$")
_NEAR_YEARS = 2  # a year farther from the article's date is a background to its news: 1994年毕业
_AS_OF_NEXT_YEAR = re.compile("^(?:1[89]|20)[0-9]{2}-0[1-3]")


@lru_cache(maxsize=4096)  # sentences and their passages, for each sentence beside them
def years_in(folded: str, article_year: int | None, *, compared: bool = True) -> frozenset[int]:
    """The years that a folded text names; words such as 去年 count from `article_year`, where that is known.

    Without `compared`, those are left out that are only compared with or counted from.
    """
    found: set[int] = set()
    for match in _YEAR.finditer(folded):
        if not compared and _COMPARED.search(folded[: match.start()]):
            continue
        if match["year"]:
            found.add(int(match["year"]))
        elif match["from"]:
            found.update(range(int(match["from"]), min(int(match["to"]), int(match["from"]) + 20) + 1))
        elif match["republic"] or match["han"]:
            value = numeral_value(match["republic"] or match["han"]) if not _is_digits(match) else match["republic"]
            if value and value.isdigit():
                found.add(int(value) + (_BEFORE_REPUBLIC if match["republic"] else 0))
        elif article_year is not None:
            found.add(article_year + _DISTANCE[match["word"]])
    return frozenset(found)


def _is_digits(match: re.Match[str]) -> bool:
    return bool(match["republic"]) and match["republic"].isdigit()


def year_doubt(asked: frozenset[int], passage: str, heading: str, date: str, start: int, end: int) -> tuple[int, int]:
    """Whether the sentence at [start, end) is about other years than those asked for, and whether they are missing.

    All folded. `date` is the article's, as in 2025-09-29, "" where it is not known.
    """
    year = int(date[:4]) if date[:4].isdigit() else None
    own = years_in(passage[start:end], year)
    titled = years_in(heading, year)
    if asked & (own | titled):
        return 0, 0
    about = years_in(passage[start:end], year, compared=False)
    if year is not None and year in asked:
        about = frozenset(one for one in about if abs(one - year) <= _NEAR_YEARS)
    if about:
        return (0, 1) if asked & years_in(passage, year) else (1, 0)
    before = _last_years(passage[:start], year)
    if asked & before or (not before and asked & years_in(passage, year)):
        return 0, 0
    if year is not None and year in asked:
        return 0, 0
    if asked & years_in(passage, year):
        return 0, 1
    recent = _AS_OF_NEXT_YEAR.match(date) is not None and year is not None and year - 1 in asked
    known = bool(before) or year is not None
    return (1, 0) if known and not recent else (0, 1)


def _last_years(before: str, year: int | None) -> frozenset[int]:
    """The years of the last clause before a sentence that names any."""
    for clause in reversed(re.split("[。!?;\n]", before)):
        if found := years_in(clause, year, compared=False):
            return found
    return frozenset()
