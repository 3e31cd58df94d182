"""Which broken line of a page goes on in which other line.

Every possible join is weighed by a logistic model of a few features: the three measures of `seams`, brackets and
quotation marks that must close, where the two lines stand, and what they are about. The joins of a page are then chosen
together, as the one assignment of greatest weight (Kuhn-Munkres; every end may also stay open, every beginning fresh).
The weights were fitted on pages made by `benchmarks/pages.py` with seed 1. Knows nothing of articles.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.lines import Line
from corpus.newspaper.seams import measure
from corpus.text import HAN, fold

_Floats = NDArray[np.float64]
Score = Callable[[list[tuple[str, str]]], list[float]]

_ALL_PAIRS = 40_000  # up to so many pairs of a page, each is weighed
_FAR = 40  # lines looked at on each side, where there are more
_NEAR = 3  # beginnings looked at behind each end, where there are very many ends
_MANY = 400  # ends
_CERTAIN = 2.0  # by how much, in log odds, a long line that breaks off is surer to go on than the weights say
_MARGIN = 0.5  # by how much a join must be likelier than the next best beginning that is still free

_PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "(": ")", "「": "」", "『": "』", "【": "】", "[": "]", "〈": "〉"}
_CLOSES = {close: opening for opening, close in _PAIRS.items()}
_GOES_ON = re.compile(r"[的地得和与及在将把被为对从向以或让使由并且而至到于并不也还正所该这那各每其某一两几第年月]$")
_OPENER = re.compile(
    r"[“\"‘]|(?:此外|同时|目前|近日|昨日|今年|据|记者|其中|随后|当天|当日|会议|对此|不过|然而|但|因此|此前|下一步|不仅如此|截至|与此同时|"
    r"[一二三四五六七八九十]是|第[一二三四五六七八九十]|\d{1,2}月\d{1,2}日|\d{1,2}日|\d{1,2}[.、])"
)
FEATURES = (
    "bias words grammar phrases begins next next_but_short same_stretch backward after_head taken comma number closes "
    "unbalanced about short end_of_stretch short_next short_words goes_on short_goes_on opener heads_between dateline_between "
    "orphans nearest_orphan own_head short_comma short_opener short_tiny body_next_grammar after_body first_body about_flow distance "
    "headless_undated only_choice short_repeated short_next_grammar short_next_begins "
    "about_both about_more own_stretch_back"
).split()
WEIGHTS = np.array([-5.08, 4.67, 0.68, 1.12, 0.15, 8.47, -2.48, -1.71, -0.55, -0.02, 0.68, 0.88, -1.59, 2.95, -1.59, 4.77, -1.72, 0.55, -2.2, -1.24, 0.53, 0.99, -1.86, -0.0, -0.53, 2.1, 0.4, 1.53, 1.86, 0.0, 1.82, -0.22, -1.16, 1.26, -0.84, -0.54, 0.02, 1.46, -4.23, 0.31, 0.12, 0.76, -0.47, 1.56])


@dataclass(frozen=True, slots=True)
class Join:
    """Line `left` goes on in line `right` (indices). `odds` is the natural logarithm of the odds that this is right."""

    left: int
    right: int
    odds: float


@dataclass(frozen=True, slots=True)
class Stitching:
    """The joins, by `left`, and the body lines whose sentence stays broken."""

    joins: tuple[Join, ...]
    left_open: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The ends and beginnings of a page (indices of lines), which pairs are possible, and the features of each pair."""

    ends: tuple[int, ...]
    starts: tuple[int, ...]
    pairs: NDArray[np.bool_]  # (ends, starts)
    features: _Floats  # (ends, starts, features), zero where no pair is


def stitch(lines: Sequence[Line], score: Score | None = None) -> Stitching:
    """The joins of a page. `score`, where given, rates pairs of texts: higher for what goes on; it adds to the odds."""
    found = candidates(lines)
    if not found.ends or not found.starts:
        return Stitching((), tuple(i for i in found.ends if lines[i].role == "body"))
    odds = np.where(found.pairs, found.features @ WEIGHTS, -np.inf)
    if score is not None:
        places = np.argwhere(found.pairs)
        values = score([(lines[found.ends[i]].text, lines[found.starts[j]].text) for i, j in places])
        odds[tuple(places.T)] += np.asarray(values, dtype=float)
    joins = _assign(lines, found, odds)
    joined = {join.left for join in joins}
    return Stitching(joins, tuple(i for i in found.ends if i not in joined and lines[i].role == "body"))


def _assign(lines: Sequence[Line], found: Candidates, odds: _Floats) -> tuple[Join, ...]:
    from scipy.optimize import linear_sum_assignment

    count = len(found.ends)
    # A long line that breaks off goes on somewhere, almost surely: what is to be found out is where.
    body = np.array([lines[i].role == "body" for i in found.ends])
    gains = odds + _CERTAIN * body[:, None]
    if count > _MANY:
        chosen = _greedy(gains)
    else:
        # A column of its own for each end lets it stay open at no gain; joins that lose are never taken.
        table = np.hstack([np.where(gains > 0, gains, -1e6), np.full((count, count), -1e6)])
        table[np.arange(count), len(found.starts) + np.arange(count)] = 0.0
        rows, columns = linear_sum_assignment(table, maximize=True)
        chosen = [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if j < len(found.starts) and gains[i, j] > 0]
    taken = {j for _, j in chosen}
    free = [j for j in range(len(found.starts)) if j not in taken]
    joins = []
    for i, j in sorted(chosen):
        second = max(odds[i, free].max(initial=-np.inf), -_CERTAIN if body[i] else 0.0)
        if found.starts[j] == found.ends[i] + 1 or odds[i, j] - second >= _MARGIN:
            joins.append(Join(found.ends[i], found.starts[j], float(odds[i, j])))
    return tuple(joins)


def _greedy(odds: _Floats) -> list[tuple[int, int]]:
    places = np.argwhere(odds > 0)
    order = np.argsort(-odds[tuple(places.T)], kind="stable")
    rows, columns, chosen = set[int](), set[int](), []
    for i, j in places[order]:
        if int(i) not in rows and int(j) not in columns:
            rows.add(int(i))
            columns.add(int(j))
            chosen.append((int(i), int(j)))
    return chosen


def candidates(lines: Sequence[Line]) -> Candidates:
    """Every end that stays open and every beginning that may take it up, with the features of the possible pairs."""
    ends = tuple(i for i, line in enumerate(lines) if line.open_end and not (line.role == "short" and _opens_page(lines, i)))
    starts = tuple(
        i
        for i, line in enumerate(lines)
        if line.role == "body" and line.dateline is None and not (line.headlike and _in_head(lines, i))
    )
    pairs = _possible(lines, ends, starts)
    features = np.zeros((len(ends), len(starts), len(FEATURES)))
    if not pairs.any():
        return Candidates(ends, starts, pairs, features)
    measures = measure([lines[i].text for i in ends], [lines[j].text for j in starts], [line.text for line in lines], pairs)
    place = _Places(lines)
    about = _About(lines)
    opens = [_left_open(lines[i].text) for i in ends]
    closes = [_first_close(lines[j].text) for j in starts]
    alike = about.around(ends, starts)
    more = _more_than_others(alike, pairs)
    whole = "\n".join(fold(line.text) for line in lines)
    repeated = [lines[i].role == "short" and whole.count(fold(lines[i].text)) > 1 for i in ends]
    opener = [bool(_OPENER.match(fold(lines[j].text[:12]))) for j in starts]
    for a, b in np.argwhere(pairs):
        i, j = ends[a], starts[b]
        left, right = lines[i].text, lines[j].text
        short = lines[i].role == "short"
        words = min(float(measures.words[a, b]), 20.0) / 10
        goes_on = bool(_GOES_ON.search(left))
        nearest = place.next_body[i] == j
        closing = closes[b]
        features[a, b] = (
            1.0,
            words,
            float(np.clip(measures.grammar[a, b], -4, 6)),
            min(float(measures.phrases[a, b]), 5.0),
            float(np.clip(measures.begins[b], -5, 4)),
            j == i + 1,
            nearest and j != i + 1,
            place.stretch[i] == place.stretch[j],
            j < i,
            place.after_head[j],
            place.last_open[j] not in (-1, i),
            left[-1] in "，、,",
            left[-1].isdigit() and right[0] in "0123456789.万亿千百多余%％项个名年月日时点元岁人次家只米公吨",
            bool(opens[a]) and closing == opens[a][-1:],
            closing != "" and closing != opens[a][-1:] or bool(opens[a]) and opens[a][-1] in "《（(" and closing != opens[a][-1],
            about.alike(i, j),
            short,
            place.ends_stretch[i],
            short and j == i + 1,
            words if short else 0.0,
            goes_on and not short,
            goes_on and short,
            opener[b],
            min(3, place.heads_between(i, j)),
            place.datelines_between(i, j),
            place.ends_stretch[i] and place.orphan[j],
            place.ends_stretch[i] and place.orphan_before[i] == j,
            place.head_of[i] == place.head_of[j],
            short and left[-1] in "，、,",
            short and bool(_OPENER.match(fold(left[:12]))),
            short and len(left) < 7,
            float(np.clip(measures.grammar[a, b], -4, 6)) if not short and j == i + 1 else 0.0,
            j > 0 and lines[j - 1].role == "body" and not lines[j - 1].open_end,
            j < i and place.first_body[j],
            max(about.alike(i, k) for k in (j, min(j + 1, len(lines) - 1))) - about.usual(i),
            min(abs(j - i), 30) / 10 if not nearest else 0.0,
            place.headless[i] and place.undated[j],
            place.headless[i] and place.undated[j] and place.undated_before[i] == j,
            repeated[a],
            float(np.clip(measures.grammar[a, b], -4, 6)) if short and nearest else 0.0,
            float(np.clip(measures.begins[b], -5, 4)) if short and nearest else 0.0,
            alike[a, b],
            more[a, b],
            place.ends_stretch[i] and place.first_in_stretch[i] == j,
        )
    return Candidates(ends, starts, pairs, features)


def _more_than_others(alike: _Floats, pairs: NDArray[np.bool_]) -> _Floats:
    """By how much each value is above the greatest of the others in its row, or below it."""
    values = np.where(pairs, alike, -1.0)
    best = values.max(axis=1, keepdims=True)
    second = np.partition(values, -2, axis=1)[:, -2:-1] if values.shape[1] > 1 else np.zeros_like(best)
    more = np.where(values == best, best - np.maximum(second, 0.0), values - best)
    return np.where(pairs, np.clip(more, -0.5, 0.5), 0.0)


def _opens_page(lines: Sequence[Line], i: int) -> bool:
    """Whether a short line stands where only headlines do: first of all or behind a byline, or under such a line."""
    while i > 0 and lines[i - 1].role == "short":
        i -= 1
    return i == 0 or lines[i - 1].role in ("byline", "source")


def _in_head(lines: Sequence[Line], i: int) -> bool:
    """Whether an exclamation or a question stands where headlines do: first, or right over a headline or a dateline."""
    following = lines[i + 1] if i + 1 < len(lines) else None
    return i == 0 or following is not None and (following.dateline is not None or following.role == "short")


def _possible(lines: Sequence[Line], ends: tuple[int, ...], starts: tuple[int, ...]) -> NDArray[np.bool_]:
    left, right = np.array(ends, dtype=int)[:, None], np.array(starts, dtype=int)[None, :]
    if len(ends) > _MANY:
        after = np.searchsorted(right[0], left[:, 0], side="right")
        rank = np.arange(len(starts))[None, :]
        return (rank >= after[:, None]) & (rank < after[:, None] + _NEAR) if len(ends) * len(starts) < 10**8 else np.zeros((len(ends), len(starts)), bool)
    pairs = left != right
    if pairs.size > _ALL_PAIRS:
        pairs &= np.abs(left - right) <= _FAR
    # An exclamation of its own is rather a headline than the rest of a sentence that was broken far away.
    exclaimed = np.array([lines[j].headlike for j in starts], dtype=bool)[None, :]
    pairs &= ~exclaimed | (right == left + 1)
    short = np.array([lines[i].role == "short" for i in ends], dtype=bool)[:, None]
    following = np.searchsorted(right[0], left[:, 0], side="right")
    nearest = np.arange(len(starts))[None, :] == following[:, None]
    return pairs & (~short | nearest | (right < left))


class _Places:
    """Where the lines stand: the next body line of each, the stretches between datelines and bylines, the headlines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        count = len(lines)
        self.next_body = [-1] * count
        following = -1
        for i in range(count - 1, -1, -1):
            self.next_body[i] = following
            if lines[i].role == "body":
                following = i
        self.stretch, self._heads, self._datelines = [0] * count, [0] * (count + 1), [0] * (count + 1)
        self.last_open = [-1] * count
        stretch, last_open = 0, -1
        for i, line in enumerate(lines):
            stretch += line.dateline is not None or (i > 0 and lines[i - 1].role in ("byline", "source"))
            self.stretch[i] = stretch
            self.last_open[i] = last_open
            if line.role == "body":
                last_open = i if line.open_end else -1
            self._heads[i + 1] = self._heads[i] + line.headlike
            self._datelines[i + 1] = self._datelines[i] + (line.dateline is not None)
        self.orphan = [i == 0 or not (lines[i - 1].role == "body" and lines[i - 1].open_end) for i in range(count)]
        # The head of an article: a headline after which it begins, or at which a page does.
        self.head_of, self.orphan_before, self.first_body = [0] * count, [-1] * count, [False] * count
        head, first = 0, -1
        for i, line in enumerate(lines):
            starts = line.headlike and (i == 0 or lines[i - 1].role in ("byline", "source")) or line.dateline is not None and i > 0 and lines[i-1].headlike
            if starts:
                head, first = i, -1
            self.head_of[i] = head
            if line.role == "body" and line.dateline is None and first < 0 and (line.open_end or len(line.text) > 40 or True):
                first = i
                self.first_body[i] = True
            self.orphan_before[i] = first
        self.first_in_stretch = [-1] * count
        first = -1
        for i, line in enumerate(lines):
            if i == 0 or lines[i - 1].role in ("byline", "source") and line.headlike:
                first = -1
            if line.role == "body" and line.dateline is None and first < 0 and (i == 0 or not lines[i - 1].open_end or lines[i - 1].role != "body"):
                first = i
            self.first_in_stretch[i] = first
        # A run of lines that begins with a dateline under no headline, and a headline under which no dateline begins:
        # the two belong together when an article's first column came out last.
        self.headless, self.undated, self.undated_before = [False] * count, [False] * count, [-1] * count
        headless, undated = False, -1
        for i, line in enumerate(lines):
            before = lines[i - 1] if i else None
            if line.dateline is not None:
                headless = before is not None and not before.headlike and before.role != "byline" or False
                if before is not None and before.role == "byline" and not (i > 1 and lines[i - 2].headlike):
                    headless = True
            elif line.headlike and line.role == "short" and (before is None or before.role in ("byline", "source")):
                headless = False
            self.headless[i] = headless
            if line.role == "body" and line.dateline is None and (before is None or before.headlike) and not line.headlike:
                self.undated[i] = True
                undated = i
            self.undated_before[i] = undated
        self.after_head = [i == 0 or lines[i - 1].headlike for i in range(count)]
        self.ends_stretch = [
            i + 1 == count or lines[i + 1].role != "body" or lines[i + 1].dateline is not None for i in range(count)
        ]

    def heads_between(self, i: int, j: int) -> int:
        low, high = min(i, j), max(i, j)
        return self._heads[high] - self._heads[low + 1]

    def datelines_between(self, i: int, j: int) -> bool:
        low, high = min(i, j), max(i, j)
        return self._datelines[high] > self._datelines[low + 1]


class _About:
    """How much two places of a page share of their rarer pairs of characters: cosine of tf-idf, [0, 1]."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        han = re.compile(f"[{HAN}]{{2,}}")
        self._counts: list[dict[str, float]] = []
        spread: Counter[str] = Counter()
        for line in lines:
            grams = Counter(run[k : k + 2] for run in han.findall(line.text[:600]) for k in range(len(run) - 1))
            spread.update(grams.keys())
            self._counts.append(dict(grams))
        total = len(lines)
        self._usual: list[float | None] = [None] * total
        for counts in self._counts:
            for gram, count in counts.items():
                counts[gram] = (1 + math.log(count)) * math.log((total + 1) / spread[gram])
        self._norms = [math.sqrt(sum(value * value for value in counts.values())) for counts in self._counts]

    def around(self, ends: Sequence[int], starts: Sequence[int]) -> _Floats:
        """(ends, starts): how alike what leads to each end and what follows each beginning are."""
        names = {gram: k for k, gram in enumerate({gram for counts in self._counts for gram in counts})}
        from scipy.sparse import csr_matrix

        def vectors(groups: list[list[int]]) -> Any:
            rows, columns, values = [], [], []
            for row, group in enumerate(groups):
                for i in group:
                    for gram, value in self._counts[i].items():
                        rows.append(row)
                        columns.append(names[gram])
                        values.append(value)
            matrix = csr_matrix((values, (rows, columns)), shape=(len(groups), max(len(names), 1)))
            norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
            return matrix, np.maximum(norms, 1e-9)

        left, left_norms = vectors([self._stretch(i, -1) for i in ends])
        right, right_norms = vectors([self._stretch(j, 1) for j in starts])
        return np.asarray((left @ right.T).todense()) / left_norms[:, None] / right_norms[None, :]

    def _stretch(self, i: int, step: int) -> list[int]:
        found = [i]
        while len(found) < 4 and 0 <= found[-1] + step < len(self._lines):
            line, here = self._lines[found[-1] + step], self._lines[found[-1]]
            if line.role != "body" or (line.dateline if step > 0 else here.dateline) is not None:
                break
            found.append(found[-1] + step)
        return found

    def usual(self, i: int) -> float:
        """How alike line i is to another line of the page on the average."""
        if self._usual[i] is None:
            values = [self.alike(i, j) for j in range(len(self._counts)) if j != i and self._norms[j]]
            self._usual[i] = sum(values) / len(values) if values else 0.0
        return self._usual[i] or 0.0

    def alike(self, i: int, j: int) -> float:
        one, other = self._counts[i], self._counts[j]
        if len(one) > len(other):
            one, other = other, one
        norm = self._norms[i] * self._norms[j]
        return sum(value * other[gram] for gram, value in one.items() if gram in other) / norm if norm else 0.0


def _left_open(text: str) -> str:
    """The brackets and quotation marks that a text leaves open, in order."""
    opened: list[str] = []
    for char in text:
        if char in _PAIRS:
            opened.append(char)
        elif char in _CLOSES and opened and opened[-1] == _CLOSES[char]:
            opened.pop()
    return "".join(opened)


def _first_close(text: str) -> str:
    """The opening mark of the first bracket or quotation mark that a text closes without having opened it, or ""."""
    opened: list[str] = []
    for char in text[:400]:
        if char in _PAIRS:
            opened.append(char)
        elif char in _CLOSES:
            if opened and opened[-1] == _CLOSES[char]:
                opened.pop()
            elif not opened:
                return _CLOSES[char]
    return ""
