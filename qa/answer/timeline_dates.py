"""The time that a sentence speaks of: written out, relative to the article's date, or the article's date itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PART = (
    r"(?P<half>[上下])半年|(?P<quarters>前三)季度|第?(?P<quarter>[一二三四1234])季度|"
    r"(?:1(?:月)?[-—–至到~](?P<to>\d{1,2})月)|(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号])?"
)
_TIME = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<relative>前年|去年|上年|今年|本年)|(?P<end>全年|年末|年底))"
    rf"(?:末|底|度|全年)?(?:{_PART})?|(?:{_PART.replace('?P<', '?P<alone_')})"
)
_COMPARED = re.compile("(?:比|较|同|与|[高低多少大小]于|超过)$")
_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0}
_TOLD_NEXT_YEAR = 3  # months in which a newspaper tells the figures of the year before: 全年, 年末


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a text names at [start, end): `date` as in `qa.records.DatedFigure`."""

    start: int
    end: int
    date: str


def times(folded: str, published: str | None, before: str = "") -> list[Time]:
    """The times of a folded sentence. `published` is the article's date, `before` the folded text before the sentence.

    Times that something is compared with (比上年) are left out.
    """
    found: list[Time] = []
    named = re.findall(r"((?:19|20)\d\d)年", before)
    for match in _TIME.finditer(folded):
        if _COMPARED.search(folded, max(0, match.start() - 2), match.start()):
            continue
        year = _year(match, published, found[-1].date[:4] if found else (named[-1] if named else None))
        if year is not None:
            found.append(Time(match.start(), match.end(), f"{year}{_part(match)}"))
    return found


def _year(match: re.Match[str], published: str | None, last: str | None) -> str | None:
    if match["year"]:
        return match["year"]
    if match["relative"]:
        return str(int(published[:4]) + _RELATIVE[match["relative"]]) if published else None
    if last is not None:
        return last
    if not published:
        return None
    early = match["end"] and len(published) > 4 and int(published[5:7]) <= _TOLD_NEXT_YEAR
    return str(int(published[:4]) - (1 if early else 0))


def _part(match: re.Match[str]) -> str:
    groups = match.groupdict()
    part = {
        name: groups[name] or groups[f"alone_{name}"] for name in ("half", "quarters", "quarter", "to", "month", "day")
    }
    if part["half"]:
        return "-H1" if part["half"] == "上" else "-H2"
    if part["quarters"] or part["to"] == "9":
        return "-Q1-Q3"
    if part["quarter"]:
        return f"-Q{_NUMERALS[part['quarter']]}"
    if part["to"]:
        return "-H1" if part["to"] == "6" else f"-01-{int(part['to']):02}月"
    day = f"-{int(part['day']):02}" if part["day"] else ""
    return f"-{int(part['month']):02}{day}" if part["month"] else ""


def order_of(date: str) -> tuple[int, int, int, str]:
    """What dates are ordered by: the end of the time that they name."""
    year, _, rest = date.partition("-")
    ends = {"": 12, "H1": 6, "H2": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12, "Q1-Q3": 9}
    if rest in ends:
        return int(year or 0), ends[rest], 31, date
    numbers = [int(number) for number in re.findall(r"\d+", rest)]
    return (
        int(year or 0),
        numbers[-1] if rest.endswith("月") else numbers[0],
        numbers[1] if len(numbers) > 1 else 31,
        date,
    )
