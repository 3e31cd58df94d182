"""Articles of a file that go on elsewhere: over a box, below another article, or on another page.

The reader gives each article as a document, in the order of the columns. Where a reference says that an article goes
on on a page (下转第2版) or began on one (上接第1版), its parts are joined. Where a column breaks off and another goes
on from it far better than what the reader put there, by the scores of a scorer, the two are joined, and what stood
between comes behind. A document that needs none of it stays the same object.

Not joined without a reference: a part that begins a paragraph, and one that stands below a headline of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from corpus.dateline import find_dateline
from corpus.letter_sizes import usual_size
from corpus.newspaper.column_runs import Run, runs_of
from corpus.newspaper.run_links import NONE, RunLinks
from corpus.newspaper.scored_joins import PairScorer
from corpus.page_labels import plain_label
from corpus.page_references import Reference
from corpus.records import Document, Refusal
from corpus.text import ends_sentence, fold

_MIN_TEXT = 8  # characters of a run that may break off: a sub-headline has no full stop either
_HEADLINE = 1.2  # times the usual letter size, from which a run is no running text
_SAME_TITLE = 4  # characters of a headline that is repeated, from which it tells
_MOST_DOUBTFUL = 2000  # columns of a file that break off or may go on, above which references alone are followed
# Natural logarithms of odds: the least with which text is joined, what a change of the reader's order costs, and by how
# much it must exceed other changes.
_MIN_SCORE, _MIN_SCORE_OVER_PAGES, _MIN_SCORE_REFERRED = -1.0, 0.5, -2.5
_SETTLED = 4.0  # from which the reader's order is not questioned
_CHANGE, _APART = 2.5, 0.5
_IMPOSSIBLE = -1e6
# What the reader's order is worth: a column that goes on, one that begins a paragraph after the end of a sentence, the
# second part of a sentence after its end (also on the next page), and what cannot go on.
_IN_ORDER, _PARAGRAPH, _ENDED, _ENDED_ON_PAGE, _BROKEN = 1.0, 3.0, -0.5, -2.0, -3.0
_BELOW_HEADLINE, _BESIDE_HEADLINE = 4.0, -2.0
# What a place is worth for what goes on: the next column, below in the same one, to the left.
_NEXT_COLUMN, _BELOW, _TO_THE_LEFT = 1.0, 0.5, -2.0
_SAME_HEADLINE = 4.0


class _Join(NamedTuple):
    """A join that may be made, and what it is worth."""

    value: float
    one: int
    other: int


def put_together(items: Iterable[Document | Refusal], score: PairScorer | None = None) -> Iterator[Document | Refusal]:
    """What readers give, with the articles of each file put together.

    Documents whose blocks have places, and that are no whole articles by their format, are held back until the next
    file begins. `score` is as in `divide`; without it, references alone are followed.
    """
    held: list[Document] = []
    for item in items:
        if held and (isinstance(item, Refusal) or item.path != held[0].path or not _has_places(item)):
            yield from joined_documents(held, score)
            held = []
        if isinstance(item, Document) and _has_places(item):
            held.append(item)
        else:
            yield item
    yield from joined_documents(held, score)


def _has_places(document: Document) -> bool:
    first = document.blocks[0] if document.blocks else None
    return first is not None and not document.one_article and bool(first.regions or first.box)


def joined_documents(documents: Sequence[Document], score: PairScorer | None = None) -> list[Document]:
    """The documents of one file with the parts of their articles put together, in the order in which they begin."""
    if len(documents) < 2:
        return list(documents)
    runs = runs_of(documents)
    if not all(runs):
        return list(documents)
    links = RunLinks(documents, runs)
    page = _File(links, documents, score)
    page.follow_references()
    if score is not None:
        page.follow_text()
    return links.documents()


class _File:
    """Finds the joins of a file's runs."""

    def __init__(self, links: RunLinks, documents: Sequence[Document], score: PairScorer | None) -> None:
        self._links, self._score = links, score
        self._labels = {page.number: plain_label(page.label) for each in documents for page in each.pages if page.label}
        self._body = usual_size((run.size, len(run.text)) for run in links.runs)
        self._scores: dict[tuple[int, int], float] = {}
        self._text = [not run.title and run.size < _HEADLINE * self._body for run in links.runs]
        self._open = [
            is_text and len(run.text) >= _MIN_TEXT and not ends_sentence(run.text)
            for is_text, run in zip(self._text, links.runs, strict=True)
        ]
        self._goes = [
            is_text and not run.indented and find_dateline(run.text) is None
            for is_text, run in zip(self._text, links.runs, strict=True)
        ]

    def follow_references(self) -> None:
        """Join the parts that refer to each other, and those that refer to a page with what fits best there."""
        links = self._links
        pairs = [(one, other) for one in links.onwards for other in links.back if self._refer(one, other)]
        self._rate(pairs)
        self._make([_Join(self._referred(*pair), *pair) for pair in pairs])
        ends = [run for run in links.onwards if not self._is_joined(run, links.behind)]
        starts = [run for run in links.back if not self._is_joined(run, links.before)]
        pairs = [(one, other) for one in ends for other in self._starts() if self._refer(one, other)]
        pairs += [(one, other) for other in starts for one in self._ends() if self._refer(one, other)]
        pairs = [pair for pair in pairs if self._same_title(*pair) or self._may_go_on(*pair)]
        pairs += [(one, other) for one in self._ends() for other in self._starts() if self._is_repeated(one, other)]
        self._rate(pairs)
        joins = [_Join(self._referred(*pair), *pair) for pair in pairs]
        self._make([join for join in joins if join.value >= _MIN_SCORE_REFERRED], apart=_APART)

    def _may_go_on(self, one: int, other: int) -> bool:
        """Whether a text that breaks off may go on in another, which stands below no headline of its own."""
        before = self._links.before[other]
        below = before != NONE and self._links.runs[before].title and other not in self._links.back
        return self._open[one] and self._goes[other] and not below

    def _is_repeated(self, one: int, other: int) -> bool:
        """Whether a text may go on within its paragraph, on a later page below the same headline."""
        runs = self._links.runs
        breaks_off = self._open[one] or runs[other].indented is False
        later = breaks_off and self._goes[other] and runs[one].page < runs[other].page
        return later and self._same_title(one, other) and self._links.may_join(one, other)

    def _is_joined(self, run: int, neighbours: Sequence[int]) -> bool:
        other = neighbours[run]
        return other != NONE and self._links.runs[other].page != self._links.runs[run].page

    def _starts(self) -> list[int]:
        """The runs with which a part may begin: the first on its page of its article, below a headline or none."""
        links = self._links
        return [run for run, text in enumerate(self._text) if text and self._is_first(run) and run not in links.back]

    def _is_first(self, run: int) -> bool:
        before = self._links.before[run]
        runs = self._links.runs
        return before == NONE or runs[before].title or runs[before].page != runs[run].page

    def _ends(self) -> list[int]:
        """The runs with which a part may end: the last on its page of its article."""
        links = self._links
        return [
            run
            for run, text in enumerate(self._text)
            if text and run not in links.onwards and (links.behind[run] == NONE or self._is_first(links.behind[run]))
        ]

    def _refer(self, one: int, other: int) -> bool:
        """Whether two runs may be joined, to which their references lead, as far as they have some."""
        return self._fit(one, other) and self._links.may_join(one, other)

    def _fit(self, one: int, other: int) -> bool:
        """Whether the references of two runs, as far as they have some, lead from the one to the other."""
        links = self._links
        pages = links.runs[one].page, links.runs[other].page
        onwards, back = links.onwards.get(one), links.back.get(other)
        if pages[0] == pages[1]:
            return False
        marks = {found.mark for found in (onwards, back) if found is not None and found.mark}
        return len(marks) < 2 and self._is_on(onwards, pages[1]) and self._is_on(back, pages[0])

    def _is_on(self, reference: Reference | None, page: int) -> bool:
        label = self._labels.get(page) or ("" if self._labels else str(page))
        return reference is None or not reference.page or not label or reference.page == label

    def _referred(self, one: int, other: int) -> float:
        same = self._same_title(one, other)
        return self._scores.get((one, other), 0.0) + (_SAME_HEADLINE if same else 0.0)

    def _same_title(self, one: int, other: int) -> bool:
        titles = (re.sub(r"[\W_]", "", fold(self._links.title(run))) for run in (one, other))
        short, long = sorted(titles, key=len)
        return len(short) >= _SAME_TITLE and short in long

    def _make(self, joins: Sequence[_Join], apart: float = 0.0) -> None:
        """Make the joins of references, the best first; none of two that are no more than so much apart."""
        ranked = sorted(joins, reverse=True)
        taken: set[int] = set()
        for join in ranked:
            rivals = [one for one in ranked if one.one not in taken and -one.other - 1 not in taken]
            rivals = [one for one in rivals if (one.one == join.one) != (one.other == join.other)]
            clash = any(join.value - apart <= rival.value <= join.value for rival in rivals)
            if clash or join.one in taken or -join.other - 1 in taken or not self._links.may_join(join.one, join.other):
                continue
            taken.update((join.one, -join.other - 1))
            self._join_over_pages(join.one, join.other)

    def _join_over_pages(self, one: int, other: int) -> None:
        links = self._links
        title = links.before[other]
        if title != NONE and links.runs[title].title:
            if self._same_title(one, other):
                links.repeat(title)
            else:
                links.join(one, title, paragraph=False)
                return
        indented = None if other in links.back else links.runs[other].indented  # the reference was, not the text
        links.join(one, other, self._open[one] if indented is None else not indented)

    def _rate(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Ask the scorer about pairs of runs that it has not rated yet."""
        if self._score is None:
            return
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._scores]
        runs = self._links.runs
        if new:
            rated = self._score([(runs[one].text, runs[other].text) for one, other in new])
            self._scores.update(zip(new, rated, strict=True))

    def follow_text(self) -> None:
        """Join columns that break off with those that go on from them far better than what stands there."""
        links = self._links
        broken = [run for run, is_open in enumerate(self._open) if is_open]
        self._rate((run, links.behind[run]) for run in broken if links.behind[run] != NONE)
        ends = [run for run in broken if not self._is_settled(run, links.behind[run])]
        starts = [run for run, goes in enumerate(self._goes) if goes and not self._is_settled(links.before[run], run)]
        if len(ends) + len(starts) > _MOST_DOUBTFUL:
            return
        pairs = [(one, other) for one in ends for other in starts if self._is_possible(one, other)]
        self._rate(pairs)
        values = {pair: value for pair in pairs if (value := self._value(*pair)) >= self._least(*pair)}
        chosen = self._assigned(ends, starts, values)
        joins = [(one, other) for one, other in chosen.items() if (one, other) in values]
        made = [pair for pair in joins if self._is_sure(pair, values, chosen) and links.may_join(*pair)]
        loose = [(*links.join(one, other, paragraph=True), other) for one, other in made if links.may_join(one, other)]
        for follows, leads, other in loose:
            self._settle(follows, leads, other)

    def _least(self, one: int, other: int) -> float:
        """The least value with which two runs may be joined."""
        runs = self._links.runs
        return _MIN_SCORE if runs[one].page == runs[other].page else _MIN_SCORE_OVER_PAGES

    def _assigned(
        self, ends: Sequence[int], starts: Sequence[int], values: Mapping[tuple[int, int], float]
    ) -> dict[int, int]:
        """The start that follows each end, so that all are worth most together; an end may also stay as it is."""
        from scipy.optimize import linear_sum_assignment

        behind, before = self._links.behind, self._links.before
        rows, columns = {run: i for i, run in enumerate(ends)}, {run: i for i, run in enumerate(starts)}
        worth = np.full((len(ends) + len(starts), len(starts) + len(ends)), _IMPOSSIBLE)
        worth[len(ends) :, len(starts) :] = 0.0
        for (one, other), value in values.items():
            worth[rows[one], columns[other]] = value - _CHANGE
        for one, row in rows.items():
            in_order = behind[one] in columns
            worth[row, len(starts) + row] = _BROKEN if in_order else self._worth(one, behind[one])
            if in_order:
                worth[row, columns[behind[one]]] = self._worth(one, behind[one])
        for other, column in columns.items():
            worth[len(ends) + column, column] = _BROKEN if before[other] in rows else self._worth(before[other], other)
        found = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
        return {ends[row]: starts[column] for row, column in found if row < len(ends) and column < len(starts)}

    def _is_sure(
        self, pair: tuple[int, int], values: Mapping[tuple[int, int], float], chosen: Mapping[int, int]
    ) -> bool:
        """Whether no other join of either run is about as good, but for runs that have a better one."""
        one, other = pair
        led = {start: end for end, start in chosen.items()}
        for rival, value in values.items():
            if (rival[0] == one) == (rival[1] == other) or value < values[pair] - _APART:
                continue
            taken = (led.get(rival[1]), rival[1]) if rival[0] == one else (rival[0], chosen.get(rival[0]))
            if values.get(taken, _IMPOSSIBLE) < value:  # type: ignore[arg-type]
                return False
        return True

    def _is_settled(self, one: int, other: int) -> bool:
        """Whether a run follows another without a doubt: by a reference, or by its score in the reader's order."""
        if NONE in (one, other):
            return False
        return self._is_led(one, other) or (self._open[one] and self._worth(one, other) >= _SETTLED)

    def _is_led(self, one: int, other: int) -> bool:
        """Whether a reference leads from one run to the other, which follows it."""
        links = self._links
        return (one in links.onwards or other in links.back) and NONE not in (one, other) and self._fit(one, other)

    def _is_possible(self, one: int, other: int) -> bool:
        """Whether a run that breaks off may go on in another: on its page, or from the end to the start of articles."""
        first, second = self._links.runs[one], self._links.runs[other]
        if one == other or self._links.behind[one] == other:
            return False
        if one in self._links.onwards or other in self._links.back:
            return self._fit(one, other)
        if first.page == second.page:
            return not (_are_in_column(first, second) and second.box[1] < first.box[1])
        behind = self._links.behind[one]
        ends = behind == NONE or self._is_first(behind)
        return second.page == first.page + 1 and ends and self._is_first(other)

    def _value(self, one: int, other: int) -> float:
        return self._scores[one, other] + _place(self._links.runs[one], self._links.runs[other])

    def _worth(self, one: int, other: int) -> float:
        """What it is worth that a run follows another in the reader's order; of what is missing, where one is -1."""
        if NONE in (one, other) or one in self._links.onwards or other in self._links.back:
            return _BROKEN
        first, second = self._links.runs[one], self._links.runs[other]
        if first.title:
            return _BELOW_HEADLINE if _is_below(first, second) else _BESIDE_HEADLINE
        if not self._text[one] or not self._text[other]:
            return _BROKEN
        same_page = first.page == second.page
        if self._open[one]:
            in_order = _IN_ORDER if same_page else 0.0
            return self._value(one, other) + in_order if self._goes[other] else _BROKEN
        if not self._goes[other]:
            return _PARAGRAPH
        return _ENDED if same_page else _ENDED_ON_PAGE

    def _settle(self, follows: int, leads: int, other: int) -> None:
        """Find a place for what a join set free: what followed its end, and what led to its start."""
        links = self._links
        if leads == NONE or links.behind[leads] != NONE:
            return
        first = links.runs[leads]
        if follows != NONE and links.before[follows] == NONE:
            if links.may_join(leads, follows) and not first.title:
                links.join(leads, follows, paragraph=False)
            return
        for run in list(links.chain(other))[1:]:
            fits = _is_below(first, links.runs[run]) if first.title else _is_beside(first, links.runs[run])
            if fits and not (self._open[links.before[run]] and self._goes[run] and not self._open[leads]):
                links.join(leads, run, self._open[leads] and self._goes[run])
                return


def _are_in_column(one: Run, other: Run) -> bool:
    overlap = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return overlap > one.size


def _place(one: Run, other: Run) -> float:
    """What the place of a run is worth for one that goes on from another."""
    if one.page != other.page:
        return 0.0
    if _are_in_column(one, other):
        return _BELOW
    if other.box[2] <= one.box[0] + one.size:
        return _TO_THE_LEFT
    return _NEXT_COLUMN if other.box[0] - one.box[2] < 3 * one.size else 0.0


def _is_below(title: Run, run: Run) -> bool:
    """Whether a run stands close below a headline, from its left end."""
    gap = run.box[1] - title.box[3]
    near = -0.5 * run.size < gap < 3 * run.size
    return title.page == run.page and near and abs(run.box[0] - title.box[0]) < 3 * title.size


def _is_beside(one: Run, other: Run) -> bool:
    """Whether a run stands in the column to the right of another, at its height."""
    level = abs(one.box[1] - other.box[1]) < 1.5 * one.size
    return one.page == other.page and level and -one.size < other.box[0] - one.box[2] < 4 * one.size
