"""Which broken line of a page goes on in which other line.

Every possible join is weighed by a logistic model of a few features (`pairs`). The joins of a page are then chosen
together, as the one assignment of greatest weight (Kuhn-Munkres); every end may also stay open. Of two continuations
that are about as likely neither is taken. Knows nothing of articles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.join_features import FAR_FEATURES, NEAR_FEATURES, Candidates, find_candidates
from corpus.newspaper.line_roles import Line, cut_short
from corpus.newspaper.weights import weights

_Floats = NDArray[np.float64]
Score = Callable[[list[tuple[str, str]]], list[float]]

_WINDOW = 400  # lines of a long document that are looked at together
_SURE = 4.0  # log odds at which neighbours are joined before anything else is weighed
_CERTAIN = 1.5  # log odds by which an end on a newspaper page is surer to go on somewhere than the weights say
_MARGIN = 0.6  # log odds by which a join must be likelier than the next best beginning that is still free
# In a text whose paragraphs end without a mark, neighbours look joined: their odds are 3 on the average, those of
# broken columns 6.5. Below these averages only single joins that are surer than _CUT stand.
_BROKEN, _BROKEN_UNMARKED, _CUT = 3.5, 4.2, 5.0
_SOME = 3  # neighbours of a newspaper page from whose average nothing is concluded


@dataclass(frozen=True, slots=True)
class Join:
    """Line `left` goes on in line `right` (indices). `odds` is the natural logarithm of the odds that this is right."""

    left: int
    right: int
    odds: float


@dataclass(frozen=True, slots=True)
class Stitching:
    """The joins, by `left`, and the lines whose sentence stays broken, headlines left aside."""

    joins: tuple[Join, ...]
    left_open: tuple[int, ...]


def find_joins(lines: Sequence[Line], marked: bool, score: Score | None = None) -> Stitching:
    """The joins of a page.

    `marked`: whether the page shows itself to be one of a newspaper (datelines, bylines, noise); where it does not,
    more is asked of a join. `score`, where given, rates pairs of texts in log odds, which are added. Time grows with
    the number of lines, in a long document; sentences are then joined only within some hundred lines.
    """
    joins: list[Join] = []
    begin = 0
    while begin < len(lines):
        end = _window_end(lines, begin)
        found = find_candidates(lines[begin:end])
        near, far = (
            found.near_features @ weights("near", NEAR_FEATURES),
            found.far_features @ weights("far", FAR_FEATURES),
        )
        chosen = choose(lines[begin:end], found, near, far, marked, score)
        joins.extend(Join(begin + join.left, begin + join.right, join.odds) for join in chosen)
        begin = end
    joined = {join.left for join in joins}
    ends = (i for i, line in enumerate(lines) if line.open_end and (line.role == "body" or cut_short(line)))
    left_open = (i for i in ends if i not in joined)
    return Stitching(tuple(joins), tuple(left_open))


def _window_end(lines: Sequence[Line], begin: int) -> int:
    end = min(begin + _WINDOW, len(lines))
    if end < len(lines):
        for cut in range(end, begin + _WINDOW // 2, -1):
            if not lines[cut - 1].open_end:
                return cut
    return end


def choose(
    lines: Sequence[Line], found: Candidates, near: _Floats, far: _Floats, marked: bool, score: Score | None = None
) -> tuple[Join, ...]:
    """The joins by the log odds of the near and the far pairs: sure neighbours first, then the best assignment."""
    if not found.ends or not found.starts:
        return ()
    body = np.array([lines[i].role == "body" for i in found.ends], dtype=bool)[:, None]
    certain = body | np.array([_dangles(lines, i) for i in found.ends], dtype=bool)[:, None]
    odds = np.full(found.near.shape, -np.inf)
    odds[found.near] = near
    odds[found.far] = far
    odds[found.far & certain] += _CERTAIN if marked else 0.0
    if score is not None:
        places = np.argwhere(found.near | found.far)
        rated = score([(lines[found.ends[i]].text, lines[found.starts[j]].text) for i, j in places])
        odds[tuple(places.T)] += np.asarray(rated, dtype=float)
    if not _looks_broken(odds[found.near & body], marked):
        odds[odds < _CUT] = -np.inf
    joins = greedy(found, np.where(found.near & (odds > _SURE), odds, -np.inf))
    if not joins and not _out_of_order(lines):
        # The last line of any text may lack its mark; that alone does not show a column that came out last.
        last = max(i for i, line in enumerate(lines) if line.role == "body")
        odds[found.far & np.array([i == last for i in found.ends], dtype=bool)[:, None]] = -np.inf
    return tuple(sorted(joins + _assign(found, odds, joins), key=lambda join: join.left))


def _dangles(lines: Sequence[Line], i: int) -> bool:
    """Whether a line stands where no headline can: last of all, or over a byline."""
    return i + 1 == len(lines) or lines[i + 1].role in ("byline", "source")


def _out_of_order(lines: Sequence[Line]) -> bool:
    """Whether anything shows that columns may be out of order: body text over a dateline, or under a byline."""
    body = closed = False
    for line in lines:
        if line.role == "body":
            if closed or (body and line.dateline is not None):
                return True
            body = True
        closed = closed or (body and line.role in ("byline", "source"))
    return False


def _looks_broken(seams: _Floats, marked: bool) -> bool:
    """Whether the neighbours of a page look like columns that break sentences, by their log odds on the average."""
    likely = np.minimum(seams[seams > 0], 2 * _SURE)
    if marked and len(likely) <= _SOME:
        return True
    least = _BROKEN if marked else _BROKEN_UNMARKED
    return len(likely) > 0 and float(likely.mean()) >= least


def greedy(found: Candidates, odds: _Floats) -> tuple[Join, ...]:
    """The joins whose log odds are above 0, the likeliest first."""
    places = np.argwhere(odds > 0)
    order = np.argsort(-odds[tuple(places.T)], kind="stable")
    rows, columns, chosen = set[int](), set[int](), []
    for i, j in places[order]:
        if i not in rows and j not in columns:
            rows.add(int(i))
            columns.add(int(j))
            chosen.append(Join(found.ends[i], found.starts[j], float(odds[i, j])))
    return tuple(chosen)


def open_pairs(found: Candidates, joins: Sequence[Join]) -> NDArray[np.bool_]:
    """(ends, starts): which pairs are still possible besides the joins."""
    lefts, rights = {join.left for join in joins}, {join.right for join in joins}
    ends = np.array([i not in lefts for i in found.ends], dtype=bool)
    starts = np.array([j not in rights for j in found.starts], dtype=bool)
    possible: NDArray[np.bool_] = (found.near | found.far) & ends[:, None] & starts[None, :]
    return possible


def _assign(found: Candidates, odds: _Floats, joins: Sequence[Join]) -> tuple[Join, ...]:
    from scipy.optimize import linear_sum_assignment

    pairs = open_pairs(found, joins) & (odds > -np.inf)
    rows = np.flatnonzero(pairs.any(axis=1))
    if not len(rows):
        return ()
    # A column of its own for each end lets it stay open at no gain; joins that lose are never taken.
    gains = np.where(pairs, odds, -np.inf)[rows]
    table = np.hstack([np.where(gains > 0, gains, -1e6), np.full((len(rows), len(rows)), -1e6)])
    table[np.arange(len(rows)), len(found.starts) + np.arange(len(rows))] = 0.0
    chosen = [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(table, maximize=True), strict=True)]
    chosen = [(i, j) for i, j in chosen if j < len(found.starts) and gains[i, j] > 0]
    taken = [j for _, j in chosen]
    kept = []
    for i, j in chosen:
        others = np.delete(gains[i], taken)
        if found.near[rows[i], j] or gains[i, j] - others.max(initial=0.0) >= _MARGIN:
            kept.append(Join(found.ends[int(rows[i])], found.starts[j], float(gains[i, j])))
    return tuple(kept)
