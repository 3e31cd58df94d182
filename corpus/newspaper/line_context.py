"""How the lines of a page relate to each other: which follows which, under which headline, in which article.

Everything follows from the roles of the lines in the order of the file. Joins are not known yet.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.line_roles import Line, after_bylines, closed_before
from corpus.newspaper.topics import Topics

_Bools = NDArray[np.bool_]
_Ints = NDArray[np.int64]


class LineContext:
    """Arrays with one value for each line of a page. Lines are named by their index, and -1 means that there is none.

    - `next_body`: the next line of body text, with only headlines, captions and box items in between
    - `ends_column`: whether the next line is no body text that could continue the line
    - `below_headline`: whether the line is the first of the page or directly below a headline
    - `last_open`: the last body line above, if it is broken off
    - `section`, `article`: the number of the section (datelines start one, bylines end one) and of the article
    - `first_body`: whether the line is the first undated body line of its article
    - `first_of_article`: the first undated body line of the line's article, if it is this line or above it
    - `lacks_headline`: whether the line belongs to text that starts with a dateline below no headline
    - `lacks_dateline`: whether the line is undated body text below a headline
    - `last_without_dateline`: the last line up to this one that `lacks_dateline`

    Text without a headline and a headline without a dateline belong together where the first column of an article came
    out last.
    """

    next_body: _Ints
    ends_column: _Bools
    below_headline: _Bools
    last_open: _Ints
    section: _Ints
    article: _Ints
    first_body: _Bools
    first_of_article: _Ints
    lacks_headline: _Bools
    lacks_dateline: _Bools
    last_without_dateline: _Ints

    def __init__(self, lines: Sequence[Line]) -> None:
        dated = np.array([line.dateline is not None for line in lines], dtype=bool)
        body = np.array([line.role == "body" for line in lines], dtype=bool)
        headlike = np.array([line.headlike for line in lines], dtype=bool)
        closing = np.array([line.closes_article for line in lines], dtype=bool)
        indices = np.arange(len(lines))
        self._dateline_count = np.concatenate([[0], np.cumsum(dated)])
        self.next_body = _next_body(lines)
        self.ends_column = np.append((~body | dated)[1:], [True])[: len(lines)]
        self.below_headline = _above(headlike, at_top=True)
        self.last_open = _last_open(lines)
        self.section = np.cumsum(dated | _above(closing, at_top=False))
        self.article = _article_numbers(lines)
        self.first_of_article = _first_of_article(lines, self.article)
        self.first_body = self.first_of_article == indices
        self.lacks_headline = _lacks_headline(lines)
        self.lacks_dateline = body & ~dated & self.below_headline
        self.last_without_dateline = np.maximum.accumulate(np.where(self.lacks_dateline, indices, -1))

    def dateline_between(self, i: _Ints, j: _Ints) -> _Bools:
        """(pairs,): whether a dateline stands between the lines i and j of each pair, each (pairs,) indices."""
        upper, lower = np.minimum(i, j), np.maximum(i, j)
        between: _Bools = self._dateline_count[lower] > self._dateline_count[upper + 1]
        return between


def _above(values: _Bools, at_top: bool) -> _Bools:
    """The value of the line above each line; `at_top` for the first line."""
    return np.append([at_top], values[:-1]).astype(bool)[: len(values)]


def _next_body(lines: Sequence[Line]) -> _Ints:
    next_body = np.full(len(lines), -1)
    following = -1
    for i in range(len(lines) - 1, -1, -1):
        next_body[i] = following
        if lines[i].role not in ("short", "caption", "item"):
            following = i if lines[i].role == "body" and lines[i].dateline is None else -1
    return next_body


def _last_open(lines: Sequence[Line]) -> _Ints:
    last_open = np.full(len(lines), -1)
    last = -1
    for i, line in enumerate(lines):
        last_open[i] = last
        if line.role == "body":
            last = i if line.open_end else -1
    return last_open


def _article_numbers(lines: Sequence[Line]) -> _Ints:
    numbers = np.zeros(len(lines), dtype=np.int64)
    topics = Topics(lines)
    article = 0
    for i, line in enumerate(lines):
        if i > 0 and line.headlike and not lines[i - 1].headlike:
            article += _starts_article(lines, topics, i)
        numbers[i] = article
    return numbers


def _starts_article(lines: Sequence[Line], topics: Topics, first: int) -> bool:
    """Whether the headline from line `first` on starts an article: text follows, with a dateline or a new topic."""
    end = first
    while end < len(lines) and lines[end].headlike:
        end += 1
    body = after_bylines(lines, end)
    if body == len(lines) or lines[body].role != "body":
        return False
    dated = lines[body].dateline is not None
    return dated or closed_before(lines, first) or (body == end and topics.changes_at(first, end))


def _first_of_article(lines: Sequence[Line], article: _Ints) -> _Ints:
    firsts = np.full(len(lines), -1)
    first = -1
    for i, line in enumerate(lines):
        if i > 0 and article[i] != article[i - 1]:
            first = -1
        if first < 0 and line.role == "body" and line.dateline is None:
            first = i
        firsts[i] = first
    return firsts


def _lacks_headline(lines: Sequence[Line]) -> _Bools:
    lacks_headline = np.zeros(len(lines), dtype=bool)
    lacking = False
    for i, line in enumerate(lines):
        if line.dateline is not None:
            above = i - 1
            while above >= 0 and lines[above].role == "byline":
                above -= 1
            lacking = i > 0 and not (above >= 0 and lines[above].headlike)
        elif line.role == "short" and (i == 0 or lines[i - 1].closes_article):
            lacking = False
        lacks_headline[i] = lacking
    return lacks_headline
