"""At which headlines of a page an article starts, and where each of these begins, weighed by logistic regression.

Short lines that stand above each other may be a headline, a sub-headline, a poem, the end of a column, or several of
these: each of the last four may be the first line of the headline of the text below. Boxes of figures are left
aside. With a scorer, whether the text above goes on below is among the features.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.join_features import Join
from corpus.newspaper.line_roles import Line, is_cut_off
from corpus.newspaper.scored_joins import PairScorer
from corpus.newspaper.topics import TOPIC_FEATURES, Topics
from corpus.newspaper.weights import weights
from corpus.text import fold

_Floats = NDArray[np.float64]

MAX_HEADLINE_LINES = 4
_LOCAL_LINES = 8  # between two lines that are still joined locally
_MAX_BOX_TITLE_CHARS = 8
_BOX_STEP = 2  # from one figure of a box to the next
_MIN_VERSES, _MAX_VERSE_CHARS = 4, 14  # short lines that may be a poem
_LONGER_CHARS = 4  # by which a headline is longer than the line of a poem or box above it
_LONG_CHARS = 24  # of a line that is rather the beginning of a paragraph than a headline
_LEAD_CHARS = 30
_MAX_SCORE = 10.0
_MIN_LOG_ODDS = -0.5  # of a start: one that is missed spoils two articles, a false one spoils one
# Words of the first sentence of a report.
_LEAD = re.compile(r"近日|日前|昨[日天]|今[日天]|\d月\d{1,2}日|^\d{1,2}日|^据|记者|[讯电]\)?\s")
_FIGURE = re.compile(r"(?:.{1,24}[:：、]\s*)?\d[\d.,]*\s*[^\d\s.,:：]{0,3}")
START_FEATURES = [
    "bias",
    "top",
    "ended",
    "left_elsewhere",
    "open_above",
    "aside_above",
    "text_from_elsewhere",
    "dateline",
    "byline",
    "aside_below",
    "lead_below",
    "open_below",
    "lines_below",
    "verses_below",
    "in_group",
    "group_ended",
    "after_verses",
    "several_after_verses",
    "longer",
    "headline_length",
    "long_line",
    "cut_above",
    "long_above",
    "line_above",
    "line_below",
    "previous_above",
    "previous_below",
    *TOPIC_FEATURES[1:],  # without their bias
    "no_topic",
]
_SCORE_FEATURES = ["goes_on", "headline_goes_on"]
SCORED_START_FEATURES = [*START_FEATURES, *_SCORE_FEATURES]


class Start(NamedTuple):
    """An article starts at line `first`, with the headline [first, end) and its text from line `body` on."""

    first: int
    end: int
    body: int


@dataclass(frozen=True, slots=True)
class SortedJoins:
    """The joins of a page, from the line that breaks off to the line that continues it.

    `local` joins have only headlines, captions and box items in between, which are `inside` of them; `remote` are the
    others. `remote_rights`: the lines that continue a remote one.
    """

    every: Mapping[int, int]
    local: Mapping[int, int]
    remote: Mapping[int, int]
    remote_rights: frozenset[int]
    inside: frozenset[int]


def sorted_joins(lines: Sequence[Line], joins: Sequence[Join]) -> SortedJoins:
    """The joins by their kind."""
    every = {join.left: join.right for join in joins}
    continuing = set(every.values())

    def is_local(left: int, right: int) -> bool:
        return left < right <= left + _LOCAL_LINES and all(
            lines[i].role in ("short", "caption", "item") and i not in continuing for i in range(left + 1, right)
        )

    local = {left: right for left, right in every.items() if is_local(left, right)}
    remote = {left: right for left, right in every.items() if left not in local}
    inside = frozenset(i for left, right in local.items() for i in range(left + 1, right + 1))
    return SortedJoins(every, local, remote, frozenset(remote.values()), inside)


class PageStarts:
    """The places where an article may start at a headline: for each group of short lines, one or more."""

    groups: list[list[Start]]

    def __init__(self, lines: Sequence[Line], joins: SortedJoins) -> None:
        """Find them, given the joins of the page."""
        self._lines, self._joins, self._topics = lines, joins, Topics(lines)
        self._boxes = frozenset(_boxes(lines))
        self.groups = list(self._groups())

    def _groups(self) -> Iterator[list[Start]]:
        lines = self._lines
        taken = self._boxes | self._joins.inside | {*self._joins.every, *self._joins.every.values()}
        i = 0
        while i < len(lines):
            first = end = i
            while end < len(lines) and lines[end].role == "short" and lines[end].headlike and end not in taken:
                end += 1
            i = max(end, i + 1)
            body = self._below(end)
            if end > first and body < len(lines) and lines[body].role in ("body", "short"):
                yield [Start(p, end, body) for p in range(max(first, end - MAX_HEADLINE_LINES), end)]

    def _below(self, i: int) -> int:
        """The first line of text from line i on, bylines and what stands beside the text left aside."""
        while i < len(self._lines) and (self._lines[i].role in ("byline", "caption") or i in self._boxes):
            i += 1
        return i

    def _above(self, i: int) -> int:
        """The last line above line i that is no caption and stands in no box; -1 if there is none."""
        i -= 1
        skipped = {"caption", "item"}
        while i >= 0 and (self._lines[i].role in skipped or i in self._boxes):
            if self._lines[i].role == "item":
                skipped.add("short")
            i -= 1
        return i

    def features(self, score: PairScorer | None) -> _Floats:
        """(starts, START_FEATURES) float64, or SCORED_START_FEATURES with a scorer, which is called once."""
        starts = [start for group in self.groups for start in group]
        table = np.array([self._features(start) for start in starts]).reshape(len(starts), len(START_FEATURES))
        return table if score is None or not starts else np.hstack([table, self._scores(starts, score)])

    def _features(self, start: Start) -> list[float]:
        lines, joins, first, end, body = self._lines, self._joins, start.first, start.end, start.body
        above = self._above(first)
        between, below = lines[end:body], lines[body]
        values = {
            "top": above < 0,
            "ended": self._ends_article(above),
            "left_elsewhere": above in joins.remote,
            "open_above": above >= 0 and self._breaks_off(above),
            "aside_above": above != first - 1,
            "text_from_elsewhere": body in joins.remote_rights,
            "dateline": below.dateline is not None,
            "byline": any(line.role == "byline" for line in between),
            "aside_below": any(line.role != "byline" for line in between),
            "lead_below": _LEAD.search(fold(below.text[:_LEAD_CHARS])) is not None,
            "open_below": below.open_start,
            "lines_below": below.role == "short",
            "verses_below": all(line.role == "short" for line in lines[body : body + _MIN_VERSES]),
            "headline_length": math.log(sum(len(line.text) for line in lines[first:end])),
            "long_line": any(len(line.text) > _LONG_CHARS for line in lines[first:end]),
            **self._group_features(start),
            **self._topic_features(start),
            "several": end - first > 1,
            "bias": 1.0,
        }
        return [float(values[name]) for name in START_FEATURES]

    def _ends_article(self, i: int) -> bool:
        """Whether an article ends with line i, a byline or source that stands below no headline."""
        below_headline = i > 0 and self._lines[i - 1].role == "short" and i - 1 not in self._joins.every
        return i >= 0 and self._lines[i].closes_article and not below_headline

    def _breaks_off(self, i: int) -> bool:
        """Whether body text breaks off at line i, and no line is known to continue it."""
        return self._lines[i].role == "body" and self._lines[i].open_end and i not in self._joins.every

    def _group_features(self, start: Start) -> dict[str, float]:
        """What the short lines above say that stand directly above the first line of a headline."""
        lines, joins, first = self._lines, self._joins, start.first
        group = first
        while group > 0 and lines[group - 1].role == "short" and group - 1 not in joins.every:
            group -= 1
        top = self._above(group)
        previous = lines[first - 1].text if group < first else ""
        above, below = self._topics.shares(previous, first, start.body)
        verses = sum(len(line.text) <= _MAX_VERSE_CHARS for line in lines[group:first])
        return {
            "in_group": group < first,
            "group_ended": group < first and (top < 0 or self._ends_article(top) or top in joins.remote),
            "after_verses": verses >= _MIN_VERSES,
            "several_after_verses": verses >= _MIN_VERSES and start.end - first > 1,
            "longer": group < first and len(lines[first].text) - len(previous) > _LONGER_CHARS,
            "cut_above": group < first and is_cut_off(lines[first - 1]),
            "long_above": len(previous) > _LONG_CHARS,
            "previous_above": above,
            "previous_below": below,
        }

    def _topic_features(self, start: Start) -> dict[str, float]:
        """What the text above and below has in common with each other and with the headline."""
        above, below = self._topics.shares(self._lines[start.first].text, start.first, start.body)
        found = self._topics.features(start.first, start.end, start.body)
        known = dict(zip(TOPIC_FEATURES, found, strict=True)) if found else dict.fromkeys(TOPIC_FEATURES, 0.0)
        return {**known, "line_above": above, "line_below": below, "no_topic": found is None}

    def _scores(self, starts: Sequence[Start], score: PairScorer) -> _Floats:
        """(starts, 2) float64: the log odds that the text below goes on from the text above, and the headline."""
        pairs: list[tuple[str, str]] = []
        for start in starts:
            pairs += self._pairs(start)
        rated = dict(zip(pairs, np.clip(score(pairs), -_MAX_SCORE, _MAX_SCORE).tolist(), strict=True)) if pairs else {}
        table = np.zeros((len(starts), len(_SCORE_FEATURES)))
        for row, start in zip(table, starts, strict=True):
            if own := [rated[pair] for pair in self._pairs(start)]:
                row[:] = own
        return table

    def _pairs(self, start: Start) -> list[tuple[str, str]]:
        """What a scorer is asked about: the last line of text above with the first below, and with the headline."""
        lines = self._lines
        above = next((lines[i].text for i in range(start.first - 1, -1, -1) if lines[i].role == "body"), None)
        return [] if above is None else [(above, lines[start.body].text), (above, lines[start.first].text)]


def _boxes(lines: Sequence[Line]) -> Iterator[int]:
    """The lines of boxes of figures."""
    figures = [i for i, line in enumerate(lines) if line.role == "short" and _FIGURE.fullmatch(fold(line.text))]
    for i, k in pairwise(figures):
        if k - i <= _BOX_STEP and all(line.role == "short" for line in lines[i:k]):
            yield from range(i, k + 1)
            if i > 0 and lines[i - 1].role == "short" and len(lines[i - 1].text) <= _MAX_BOX_TITLE_CHARS:
                yield i - 1
            if lines[k].text[0].isdigit() and k + 1 < len(lines) and lines[k + 1].role == "short":
                yield k + 1


def headline_log_odds(lines: Sequence[Line], joins: SortedJoins) -> dict[int, float]:
    """The log odds that an article starts at the headline that a line stands in, by lines, without a scorer."""
    page = PageStarts(lines, joins)
    return {i: odds for start, odds in _likeliest(page, None) for i in range(start.first, start.end)}


def _likeliest(page: PageStarts, score: PairScorer | None) -> Iterator[tuple[Start, float]]:
    """The likeliest start of each group, with its log odds."""
    kind, names = ("start", START_FEATURES) if score is None else ("scored start", SCORED_START_FEATURES)
    log_odds = page.features(score) @ weights(kind, names) if page.groups else np.zeros(0)
    at = 0
    for group in page.groups:
        best = int(np.argmax(log_odds[at : at + len(group)]))
        yield group[best], float(log_odds[at + best])
        at += len(group)


def find_starts(lines: Sequence[Line], joins: SortedJoins, score: PairScorer | None = None) -> dict[int, Start]:
    """The articles of a page by their first lines, with a headline or, if they start with a dateline, without one.

    A dateline always starts an article. `score`, if given, is called once.
    """
    likeliest = _likeliest(PageStarts(lines, joins), score)
    found = [start for start, odds in likeliest if odds > _MIN_LOG_ODDS or lines[start.body].dateline is not None]
    with_headline = {start.body for start in found}
    dated = (i for i, line in enumerate(lines) if line.dateline is not None and i not in with_headline)
    return {start.first: start for start in sorted([*found, *(Start(i, i, i) for i in dated)])}
