"""Which broken line of a page continues in which other line.

A logistic model weighs every possible pair by its features (`join_features`); with a scorer, another one weighs the
likeliest of them by these and their scores (`scored_joins`). The joins of a page are then chosen
together, as the assignment with the greatest sum of log odds (Kuhn 1955, Munkres 1957); each end may also stay open. If
two continuations are about as likely, neither is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.article_starts import headline_log_odds, sorted_joins
from corpus.newspaper.join_features import CandidatePairs, Join, find_pairs
from corpus.newspaper.line_roles import Line, is_cut_off
from corpus.newspaper.scored_joins import PairScorer, find_scored_pairs, join_odds, scored_join_odds

_Floats = NDArray[np.float64]
_Bools = NDArray[np.bool_]

__all__ = ["Join", "PageJoins", "PairScorer", "choose_joins", "find_joins", "greedy_joins", "open_pairs"]

_WINDOW_LINES = 400  # of a long document, looked at together
# Natural logarithms of odds:
_SURE = 4.0  # at which neighbours are joined before anything else is weighed
_BODY_BONUS = 1.5  # added on a newspaper page for ends that must continue somewhere
_MARGIN = 0.6  # by which a join must be likelier than the next best start that is still free
# In a text whose paragraphs end without a mark, neighbours look joined: their log odds are 3 on average, against 6.5
# for broken columns. Below these averages only pairs above _MIN_UNBROKEN are joined.
_MIN_BROKEN_MEAN, _MIN_BROKEN_MEAN_UNMARKED, _MIN_UNBROKEN = 3.5, 4.2, 5.0
_HEADLINE_MARGIN = 1.5  # by which a short line must be likelier a headline than joined to a remote line
_MIN_NEIGHBOURS = 4  # on a newspaper page, for their average to be used


@dataclass(frozen=True, slots=True)
class PageJoins:
    """The joins, ordered by `left` within each window of a page, and the lines left broken off, except headlines."""

    joins: tuple[Join, ...]
    left_open: tuple[int, ...]


def find_joins(lines: Sequence[Line], marked: bool, score: PairScorer | None = None) -> PageJoins:
    """The joins of a page.

    `marked`: whether the page has marks of a newspaper (datelines, bylines, noise); without them, a join needs higher
    odds. `score`, if given, is called once for each window that looks broken without it. Long documents are handled in
    windows of some hundred lines, so that time grows linearly with the number of lines; no join crosses from one window
    to the next.
    """
    joins: list[Join] = []
    begin = 0
    while begin < len(lines):
        end = _window_end(lines, begin)
        window = lines[begin:end]
        pairs = find_pairs(window)
        near, remote = join_odds(pairs)
        if score is not None and _is_broken(window, pairs, near, marked):
            pairs = find_scored_pairs(window, score)
            near, remote = scored_join_odds(pairs)
        chosen = choose_joins(window, pairs, near, remote, marked)
        if headlines := _headlines(window, chosen):
            remote = np.where(np.isin(np.array(pairs.ends)[np.nonzero(pairs.remote)[0]], headlines), -np.inf, remote)
            chosen = choose_joins(window, pairs, near, remote, marked)
        joins.extend(Join(begin + join.left, begin + join.right, join.log_odds) for join in chosen)
        begin = end
    joined = {join.left for join in joins}
    ends = (i for i, line in enumerate(lines) if line.open_end and (line.role == "body" or is_cut_off(line)))
    return PageJoins(tuple(joins), tuple(i for i in ends if i not in joined))


def _headlines(lines: Sequence[Line], joins: Sequence[Join]) -> list[int]:
    """The short lines joined to remote ones that are likelier to be headlines of the text below them."""
    remote = sorted_joins(lines, joins).remote
    doubtful = {join.left: join for join in joins if join.left in remote and lines[join.left].role == "short"}
    if not doubtful:
        return []
    others = sorted_joins(lines, [join for join in joins if join.left not in doubtful])
    odds = headline_log_odds(lines, others)
    return [i for i, join in doubtful.items() if odds.get(i, -np.inf) > join.log_odds + _HEADLINE_MARGIN]


def _window_end(lines: Sequence[Line], begin: int) -> int:
    end = min(begin + _WINDOW_LINES, len(lines))
    if end < len(lines):
        for cut in range(end, begin + _WINDOW_LINES // 2, -1):
            if not lines[cut - 1].open_end:
                return cut
    return end


def _is_broken(lines: Sequence[Line], pairs: CandidatePairs, near: _Floats, marked: bool) -> bool:
    """Whether a window has pairs, and its neighbours look like columns that break sentences, by their log odds."""
    if not pairs.ends or not pairs.starts:
        return False
    body = np.array([lines[i].role == "body" for i in pairs.ends], dtype=bool)[:, None]
    return _looks_broken(near[(pairs.near & body)[pairs.near]], marked)


def choose_joins(
    lines: Sequence[Line], pairs: CandidatePairs, near: _Floats, remote: _Floats, marked: bool
) -> tuple[Join, ...]:
    """The joins of a page, ordered by `left`: sure neighbours first, then the best assignment of the rest.

    `near` and `remote` are float64 log odds, (near pairs,) and (remote pairs,), in the order of np.argwhere.
    """
    if not pairs.ends or not pairs.starts:
        return ()
    body = np.array([lines[i].role == "body" for i in pairs.ends], dtype=bool)[:, None]
    no_headline = body | np.array([_must_continue(lines, i) for i in pairs.ends], dtype=bool)[:, None]
    log_odds = np.full(pairs.near.shape, -np.inf)
    log_odds[pairs.near] = near
    log_odds[pairs.remote] = remote
    log_odds[pairs.remote & no_headline] += _BODY_BONUS if marked else 0.0
    if not _looks_broken(log_odds[pairs.near & body], marked):
        log_odds[log_odds < _MIN_UNBROKEN] = -np.inf
    joins = greedy_joins(pairs, np.where(pairs.near & (log_odds > _SURE), log_odds, -np.inf))
    if not joins and not _out_of_order(lines):
        # The last line of any text may lack its end mark; that alone is no sign of columns out of order.
        last = max(i for i, line in enumerate(lines) if line.role == "body")
        log_odds[pairs.remote & np.array([i == last for i in pairs.ends], dtype=bool)[:, None]] = -np.inf
    return tuple(sorted(joins + _assigned_joins(pairs, log_odds, joins), key=lambda join: join.left))


def _must_continue(lines: Sequence[Line], i: int) -> bool:
    """Whether a line stands where no headline can: last of all, or above a byline or source."""
    return i + 1 == len(lines) or lines[i + 1].closes_article


def _out_of_order(lines: Sequence[Line]) -> bool:
    """Whether columns may be out of order: body text stands above a dateline, or below a byline or source."""
    has_body = closed = False
    for line in lines:
        if line.role == "body":
            if closed or (has_body and line.dateline is not None):
                return True
            has_body = True
        closed = closed or (has_body and line.closes_article)
    return False


def _looks_broken(near: _Floats, marked: bool) -> bool:
    """Whether the neighbours of a page look like columns that break sentences, by the average of their log odds."""
    likely = np.minimum(near[near > 0], 2 * _SURE)
    if marked and len(likely) < _MIN_NEIGHBOURS:
        return True
    least = _MIN_BROKEN_MEAN if marked else _MIN_BROKEN_MEAN_UNMARKED
    return len(likely) > 0 and float(likely.mean()) >= least


def greedy_joins(pairs: CandidatePairs, log_odds: _Floats) -> tuple[Join, ...]:
    """The joins with `log_odds`, (ends, starts) float64, above 0, the likeliest first; each line is joined once."""
    places = np.argwhere(log_odds > 0)
    order = np.argsort(-log_odds[tuple(places.T)], kind="stable")
    rows, columns, chosen = set[int](), set[int](), []
    for i, j in places[order]:
        if i not in rows and j not in columns:
            rows.add(int(i))
            columns.add(int(j))
            chosen.append(Join(pairs.ends[i], pairs.starts[j], float(log_odds[i, j])))
    return tuple(chosen)


def open_pairs(pairs: CandidatePairs, joins: Sequence[Join]) -> _Bools:
    """(ends, starts) bool: the pairs of lines that are not joined yet."""
    lefts, rights = {join.left for join in joins}, {join.right for join in joins}
    ends = np.array([i not in lefts for i in pairs.ends], dtype=bool)
    starts = np.array([j not in rights for j in pairs.starts], dtype=bool)
    possible: _Bools = (pairs.near | pairs.remote) & ends[:, None] & starts[None, :]
    return possible


def _assigned_joins(pairs: CandidatePairs, log_odds: _Floats, joins: Sequence[Join]) -> tuple[Join, ...]:
    from scipy.optimize import linear_sum_assignment

    possible = open_pairs(pairs, joins) & (log_odds > -np.inf)
    rows = np.flatnonzero(possible.any(axis=1))
    if not len(rows):
        return ()
    # An extra column for each end lets it stay open at no gain. Joins with odds below 1 are never taken.
    gains = np.where(possible, log_odds, -np.inf)[rows]
    table = np.hstack([np.where(gains > 0, gains, -1e6), np.full((len(rows), len(rows)), -1e6)])
    table[np.arange(len(rows)), len(pairs.starts) + np.arange(len(rows))] = 0.0
    assigned = [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(table, maximize=True), strict=True)]
    assigned = [(i, j) for i, j in assigned if j < len(pairs.starts) and gains[i, j] > 0]
    taken = [j for _, j in assigned]
    chosen = []
    for i, j in assigned:
        others = np.delete(gains[i], taken)
        if pairs.near[rows[i], j] or gains[i, j] - others.max(initial=0.0) >= _MARGIN:
            chosen.append(Join(pairs.ends[int(rows[i])], pairs.starts[j], float(gains[i, j])))
    return tuple(chosen)
