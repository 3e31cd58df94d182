"""Puts the lines of a page into articles and into reading order, given which lines continue in which (`joins`).

The page is first cut into runs: lines that follow each other in the file and belong together. A run starts where an
article starts (`article_starts`), below a byline that ends one, below a line that continues elsewhere, and at a line
that continues one from elsewhere. Joins between runs make chains, and each chain becomes an article or goes into one:

- a join forwards skips another article in between;
- a join backwards shows that the first column of an article came out last. It is put before the column that continues
  it, under the headline there;
- a first column that is known by its dateline alone goes below the headline whose text it is like; a column below the
  byline that ends an article goes to the article that it is like, here or elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.article_starts import MAX_HEADLINE_LINES, SortedJoins, Start, find_starts, sorted_joins
from corpus.newspaper.joins import Join
from corpus.newspaper.line_roles import ITEM_MARKS, Line
from corpus.newspaper.scored_joins import PairScorer
from corpus.newspaper.topics import TopicSimilarity

_NEAREST = 0.1  # added to the similarity of a text that starts with a dateline and the headline next above
_MIN_SIMILARITY = 0.1  # of such a text and another headline with its text
_AT_END = -1  # in place of a run: at the end of the article


@dataclass(frozen=True, slots=True)
class Layout:
    """One article of a page as indices of lines: its headline, and its paragraphs, each the lines it is joined of."""

    headline: tuple[int, ...]
    paragraphs: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """`starts` has the articles by their first lines.

    A chain is a tuple of runs, and known by its first run. `chain_of` gives the chain of each run.
    """

    lines: Sequence[Line]
    starts: Mapping[int, Start]
    runs: Sequence[range]
    chains: Mapping[int, tuple[int, ...]]
    chain_of: Mapping[int, int]


def lay_out(lines: Sequence[Line], joins: Sequence[Join], score: PairScorer | None = None) -> list[Layout]:
    """The articles of a page, in the order of their first lines in the file."""
    if not lines:
        return []
    page_joins = sorted_joins(lines, joins)
    starts = find_starts(lines, page_joins, score if joins else None)
    runs = _runs(lines, starts, page_joins)
    page = _chained(lines, starts, runs, page_joins.remote)
    return [_layout(page, order, page_joins.every) for order in _articles(page)]


def _runs(lines: Sequence[Line], article_starts: Mapping[int, Start], joins: SortedJoins) -> list[range]:
    inside = joins.inside
    starts = {0, *article_starts, *_below_closing(lines, article_starts)} - inside
    for left, right in joins.remote.items():
        starts.update((left + 1, right))
    for left, right in joins.remote.items():
        if right < left and not any(right < start <= left for start in starts):
            starts.add(_column_start(lines, right, left, joins.local, inside))
    bounds = [*sorted(start for start in starts if start < len(lines)), len(lines)]
    return [range(start, end) for start, end in pairwise(bounds)]


def _below_closing(lines: Sequence[Line], article_starts: Mapping[int, Start]) -> Iterator[int]:
    """The lines of body text below a byline or source at the end of an article: a column that may be of another one."""
    has_text = False
    for i, line in enumerate(lines):
        if i in article_starts:
            has_text = False
        elif has_text and line.role == "body" and line.dateline is None and lines[i - 1].closes_article:
            yield i
        has_text = has_text or line.role == "body"


def _column_start(
    lines: Sequence[Line], first: int, last: int, local: Mapping[int, int], inside: frozenset[int]
) -> int:
    """The start of the column that ends with line `last`, in a run whose line `first` continues that line.

    It is below a byline or source, if there is one; else where the column is about as long as the others, whose ends
    are known from broken sentences.
    """
    candidates = [i for i in range(first + 1, last + 1) if i not in inside]
    if not candidates:
        return last
    for i in reversed(candidates):
        if lines[i - 1].closes_article:
            return i
    ends = [i for i in range(first, last) if i in local]
    starts = [first, *(end + 1 for end in ends)]
    lengths = [_char_count(lines, start, end) for start, end in zip(starts, ends, strict=False)]
    if not lengths:
        return candidates[-1]
    usual = median(lengths)
    return min(reversed(candidates), key=lambda i: abs(_char_count(lines, i, last) - usual))


def _char_count(lines: Sequence[Line], first: int, last: int) -> int:
    return sum(len(lines[i].text) for i in range(first, last + 1))


def _chained(
    lines: Sequence[Line], starts: Mapping[int, Start], runs: Sequence[range], remote: Mapping[int, int]
) -> _Page:
    run_of = {i: number for number, run in enumerate(runs) for i in run}
    next_run = {run_of[left]: run_of[right] for left, right in remote.items() if run_of[left] != run_of[right]}
    chains = {chain[0]: tuple(chain) for chain in _chains(len(runs), next_run)}
    return _Page(lines, starts, runs, chains, {run: first for first, chain in chains.items() for run in chain})


def _chains(count: int, next_run: Mapping[int, int]) -> list[list[int]]:
    """Runs that follow each other, as lists; a circle is cut before its lowest run."""
    continuing = set(next_run.values())
    chains: list[list[int]] = []
    seen: set[int] = set()
    for first in [*(run for run in range(count) if run not in continuing), *range(count)]:
        chain: list[int] = []
        run: int | None = first
        while run is not None and run not in seen:
            seen.add(run)
            chain.append(run)
            run = next_run.get(run)
        if chain:
            chains.append(chain)
    return sorted(chains)


def _articles(page: _Page) -> list[list[int]]:
    """The articles as lists of lines in reading order."""
    roots, guests = _tree(page)
    articles = [_flatten(page, guests, root) for root in roots]
    reached = {i for article in articles for i in article}
    # Chains that are each other's hosts belong to no root.
    others = [chain for first, chain in page.chains.items() if page.runs[first].start not in reached]
    return sorted([*articles, *([i for run in chain for i in page.runs[run]] for chain in others)], key=min)


def _tree(page: _Page) -> tuple[list[int], dict[int, list[tuple[int, int]]]]:
    """The chains that are articles of their own, and the guests of each chain: (run that they follow, chain)."""
    roots: list[int] = []
    guests: dict[int, list[tuple[int, int]]] = {}
    headlines, likeliest = _headlines_of_dated(page), _likeliest_articles(page)
    for first in page.chains:
        host = _host_of(page, first, headlines, likeliest)
        if host is None:
            roots.append(first)
        else:
            chain, run = host
            guests.setdefault(chain, []).append((run, first))
    return roots, guests


def _host_of(
    page: _Page, first: int, headlines: Mapping[int, int], likeliest: Mapping[int, int]
) -> tuple[int, int] | None:
    """The chain that the chain `first` goes into, and the run that it follows there; None for an article of its own.

    `headlines` has the run with the headline of each text that starts with a dateline below none, `likeliest` the
    article that each column below a byline is most like.
    """
    above = _run_above_continuation(page, first)
    if above is not None:
        return page.chain_of[above], above
    if page.runs[first].start in page.starts:
        headline = headlines.get(first)
        return None if headline is None else (headline, headline)
    if first == 0 or _steps_back(page, first):
        return None
    return likeliest.get(first, page.chain_of[first - 1]), _AT_END


def _steps_back(page: _Page, chain: int) -> list[int]:
    """The runs of a chain that stand above the run before them: the first column of an article came out last."""
    return [after for before, after in pairwise(page.chains[chain]) if after < before]


def _run_above_continuation(page: _Page, chain: int) -> int | None:
    """The run that a first column follows which came out last: the one above its continuation, of another article."""
    steps_back = _steps_back(page, chain)
    above = _other_chain_above(page, chain, min(steps_back)) if steps_back else -1
    start = page.runs[chain].start
    complete = start in page.starts and page.starts[start].end > start and _is_dated(page, start)
    return None if above < 0 or complete else above


def _other_chain_above(page: _Page, chain: int, run: int) -> int:
    """The nearest run above `run` that is of another chain; -1 if there is none."""
    above = run - 1
    while above >= 0 and page.chain_of[above] == chain:
        above -= 1
    return above


def _headlines_of_dated(page: _Page) -> dict[int, int]:
    """For chains that start with a dateline below no headline: the run above with the headline that they belong to.

    These are the first columns of articles that came out late: their headline stands above text without a dateline. Of
    several such headlines, each goes to the text that is most like its own, in the assignment with the greatest sum.
    """
    firsts = [(first, page.runs[first].start) for first in page.chains if _run_above_continuation(page, first) is None]
    dated = [first for first, start in firsts if _starts_with_dateline(page, start)]
    headlines = [first for first, start in firsts if _is_undated(page, start)]
    if not dated or not headlines:
        return {}
    from scipy.optimize import linear_sum_assignment

    gains = _similarity(page, dated, headlines)
    for row, first in enumerate(dated):
        nearest = _nearest_without_dateline(page, first)
        for column, headline in enumerate(headlines):
            if headline == nearest:
                gains[row, column] += _NEAREST
            elif headline > first or gains[row, column] < _MIN_SIMILARITY:
                gains[row, column] = 0.0
    rows, columns = linear_sum_assignment(gains, maximize=True)
    return {dated[i]: headlines[j] for i, j in zip(rows, columns, strict=True) if gains[i, j] > 0}


def _similarity(page: _Page, left: Sequence[int], right: Sequence[int]) -> NDArray[np.float64]:
    """(left, right) float64: the similarity of the texts of chains, each known by its first run."""
    texts = [[[i for run in page.chains[first] for i in page.runs[run]] for first in side] for side in (left, right)]
    return TopicSimilarity(page.lines).of_groups(*texts)


def _likeliest_articles(page: _Page) -> dict[int, int]:
    """For chains that begin below a byline or source: the article with a headline that they are most like."""
    starts = [page.runs[first].start for first in page.chains]
    columns = [
        first
        for first, start in zip(page.chains, starts, strict=True)
        if start not in page.starts and start > 0 and page.lines[start - 1].closes_article
    ]
    articles = [first for first, start in zip(page.chains, starts, strict=True) if start in page.starts]
    if not columns or not articles:
        return {}
    gains = _similarity(page, columns, articles)
    for row, first in enumerate(columns):
        gains[row] += [_NEAREST if page.chain_of[first - 1] == article else 0.0 for article in articles]
    return {first: articles[int(row.argmax())] for first, row in zip(columns, gains, strict=True) if row.max() > 0}


def _is_undated(page: _Page, start: int) -> bool:
    """Whether a headline stands at a line, above text without a dateline."""
    return start in page.starts and page.starts[start].end > start and not _is_dated(page, start)


def _nearest_without_dateline(page: _Page, run: int) -> int | None:
    """The headline above `run`, if no dateline stands between and it lacks one."""
    above = run - 1
    while above > 0 and page.runs[above].start not in page.starts:
        above -= 1
    if above < 0 or page.chain_of[above] != above or not _is_undated(page, page.runs[above].start):
        return None
    if any(page.lines[i].dateline is not None for other in page.runs[above:run] for i in other):
        return None
    return above


def _flatten(page: _Page, guests: Mapping[int, Sequence[tuple[int, int]]], root: int) -> list[int]:
    """The lines of an article: the chain `root` with its guests, and their guests, where they belong."""
    order: list[int] = []
    stack: list[int | range] = [root]
    while stack:
        part = stack.pop()
        if isinstance(part, range):
            order.extend(part)
        else:
            stack.extend(reversed(_parts(page, guests.get(part, ()), part)))
    return order


def _parts(page: _Page, guests: Sequence[tuple[int, int]], first: int) -> list[int | range]:
    """The runs of a chain (ranges of lines) and its guest chains (by their first runs) in reading order."""
    parts: list[int | range] = []
    for number in page.chains[first]:
        run = page.runs[number]
        inside = [guest for host_run, guest in guests if host_run == number]
        # A dateline stands right below its headline, so a guest that starts with one goes there.
        dated = any(_starts_with_dateline(page, page.runs[guest].start) for guest in inside)
        split = _body_of(page, run.start) - run.start if dated else len(run)
        parts += [run[:split], *inside, run[split:]]
    return parts + [guest for host_run, guest in guests if host_run == _AT_END]


def _is_dated(page: _Page, start: int) -> bool:
    """Whether the text of the article that starts at a line begins with a dateline."""
    return page.lines[page.starts[start].body].dateline is not None


def _body_of(page: _Page, start: int) -> int:
    """The line at which the text begins of an article that starts at a line, below its headline and byline."""
    return page.starts[start].body if start in page.starts else start


def _starts_with_dateline(page: _Page, start: int) -> bool:
    return _body_of(page, start) == start and page.lines[start].dateline is not None


def _layout(page: _Page, order: Sequence[int], joins: Mapping[int, int]) -> Layout:
    headline = _headline(page, order, joins)
    paragraphs = _paragraphs([i for i in order if i not in headline], joins)
    return Layout(tuple(headline), tuple(tuple(paragraph) for paragraph in _with_joined_items(page.lines, paragraphs)))


def _headline(page: _Page, order: Sequence[int], joins: Mapping[int, int]) -> range:
    """The headline of an article. At the top of the page, short lines make one even where no article starts by rule."""
    first = order[0]
    end = page.starts[first].end if first in page.starts else first
    if first == 0 and end == 0:
        longest = min(len(order) - 1, MAX_HEADLINE_LINES)
        while end < longest and order[end] == end and end not in joins:
            if page.lines[end].role != "short" or not page.lines[end].headlike:
                break
            end += 1
    return range(first, end)


def _paragraphs(order: Sequence[int], joins: Mapping[int, int]) -> list[list[int]]:
    """Each line followed by its continuation, in the order of the paragraphs' first lines."""
    place = {i: k for k, i in enumerate(order)}
    continuing = {joins[i] for i in order if joins.get(i) in place}
    paragraphs: list[list[int]] = []
    seen: set[int] = set()
    for first in [*(i for i in order if i not in continuing), *order]:
        paragraph: list[int] = []
        i: int | None = first
        while i in place and i not in seen:
            seen.add(i)
            paragraph.append(i)
            i = joins.get(i)
        if paragraph:
            paragraphs.append(paragraph)
    return sorted(paragraphs, key=lambda paragraph: place[paragraph[0]])


def _with_joined_items(lines: Sequence[Line], paragraphs: Sequence[list[int]]) -> list[list[int]]:
    """The paragraphs, with a box item (★…) and the unmarked line below it made one."""
    joined: list[list[int]] = []
    for paragraph in paragraphs:
        line = lines[paragraph[0]]
        above = lines[joined[-1][-1]] if joined else None
        if line.role == "item" and line.text[0] not in ITEM_MARKS and above is not None and above.role == "item":
            joined[-1] = [*joined[-1], *paragraph]
        else:
            joined.append(paragraph)
    return joined
