"""The ends and the beginnings of a page that may belong together, and what speaks for each pair.

An end is a line that breaks off, a beginning one that may take it up. Neighbours (only headlines and captions between)
and pairs that are far apart are told by different features: what is likely between neighbours is where a sentence
breaks at all; between others, which of several broken ones belong together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.continuation import measure
from corpus.newspaper.line_context import Places
from corpus.newspaper.line_roles import Line, closed_before
from corpus.newspaper.topics import About
from corpus.newspaper.trigram_model import follow
from corpus.text import fold

_Floats = NDArray[np.float64]
_Bools = NDArray[np.bool_]

_MANY = 120  # ends above which only neighbours are paired
_ALL_PAIRS = 20_000  # up to so many pairs, each is weighed
_LOOK = 400  # characters at a seam in which brackets are looked at
_FAR = 40  # lines looked at on each side, where there are more

_BRACKETS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "（": "）",
    "(": ")",
    "「": "」",
    "『": "』",
    "【": "】",
    "[": "]",
    "〈": "〉",
}
_CLOSES = {close: opening for opening, close in _BRACKETS.items()}
_UNITS = "0123456789.万亿千百多余%％项个名年月日时点元岁人次家只米公吨"
_GOES_ON = re.compile(r"[的地得和与及在将把被为对从向以或让使由并且而至到于不也还正所该这那各每其某一两几第年月]$")
# Words that begin a sentence far more often than they go on with one, and characters that hardly ever begin one.
_OPENER = re.compile(
    r"[“\"‘'《【]*(?:此外|同时|目前|近日|日前|今年|去年|今天|昨日|昨天|据|根据|记者|其中|对此|然而|不过|但是|但|因此|所以|随后|此[前后次时]|"
    r"对于|随着|截至|如果|虽然|尽管|由于|为了|为此|针对|近年|近期|当[天日时前地]|这[一些个是次种里位起样就也]|与此|另[外据一]|下一步|经[过查]|"
    r"首先|其次|最[后终近]|如今|未来|除了|面对|因为|在[这此]|值得|本[次届文报]|会议|而且|而在|于是|其实|接下来|比如|例如|综合|关于|不仅|"
    r"有网|网传|事发|期间|活动|无论|只有|按照|通过|作为|围绕|多年来|长期以来|与会|图为|第?[一二三四五六七八九十]+[是、，]|"
    r"\d{1,2}月|\d{1,2}[.、日]|20\d\d年)"
)
_ITEM = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第[一二三四五六七八九十百]+[条项章]|[①-⑳]")
_BRACKET = re.compile(r"\s*[（(][^（）()]*[)）]$")  # what a sentence goes on behind as if it were not there
_PRONOUN = re.compile("[我你他她它]们?[^的]|[一该两][位名家]|男子|女子|民警|警方|专家|有关|相关")
_BOUND = frozenset(
    "的了着们者性化里件级式些么况款额效罪域率度元月亿万个员子能区场力理示表务心名间流称量友价险续求品步息题己告境士头构领果州育球态师频份责变"
    "控容权样际色击速识才类府害准络则势底介纷料型辆账置障疗述属和与及或等中上下内外后%、，。；：！？”》）,.;:!?)]"
)
SHARED_FEATURES = [
    "bias",
    "words",
    "grammar",
    "phrases",
    "begins",
    "comma",
    "closes",
    "unbalanced",
    "about",
    "about_around",
    "opener",
    "pronoun",
    "after_head",
    "taken",
    "end_of_stretch",
    "short",
    "short_goes_on",
    "short_comma",
    "short_tiny",
    "short_repeated",
    "follows",
    "stops",
    "semicolon",
    "bracket",
    "mark_follows",
]
NEAR_FEATURES = [
    *SHARED_FEATURES,
    *[
        "next",
        "number",
        "bound",
        "goes_on",
        "short_words",
        "short_begins",
        "short_follows",
        "short_stops",
        "short_turns",
    ],
]
FAR_FEATURES = [
    *SHARED_FEATURES,
    *[
        "same_stretch",
        "backward",
        "dateline_between",
        "own_article",
        "after_closed",
        "first_body",
        "second_body",
        "headless_undated",
        "only_undated",
        "begins_stretch",
        "backward_in_article",
        "resumes",
    ],
]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The ends and beginnings of a page (indices of lines), which pairs are possible, and their features."""

    ends: tuple[int, ...]
    starts: tuple[int, ...]
    near: _Bools  # (ends, starts): the possible pairs of neighbours
    far: _Bools  # (ends, starts): the other possible pairs
    near_features: _Floats  # (near pairs, features), in the order of np.argwhere(near)
    far_features: _Floats  # (far pairs, features)


def find_candidates(lines: Sequence[Line]) -> Candidates:
    """Every end and every beginning of a page with the features of their possible pairs."""
    place = Places(lines)
    single = sum(line.text[-1] in "；;" for line in lines) < 2  # several are items of a list
    ends = tuple(
        i
        for i, line in enumerate(lines)
        if (line.open_end and (line.role == "body" or not _in_head(lines, i)))
        or (line.may_go_on and (single or line.text[-1] not in "；;"))
    )
    starts = tuple(i for i, line in enumerate(lines) if line.role == "body" and line.dateline is None)
    shape = (len(ends), len(starts))
    near = np.array([place.next_body[i] for i in ends], dtype=int)[:, None] == np.array(starts, dtype=int)[None, :]
    listed = np.outer([lines[i].may_go_on for i in ends], [_ITEM.match(lines[j].text) is not None for j in starts])
    possible = ~listed.reshape(shape).astype(bool)
    near = near.reshape(shape) & possible
    far = _far(lines, ends, starts) & ~near & possible
    if not (near.any() or far.any()):
        none = np.zeros((0, 0), dtype=bool)
        return Candidates((), (), none, none, np.zeros((0, len(NEAR_FEATURES))), np.zeros((0, len(FAR_FEATURES))))
    features = _Features(lines, place, ends, starts, near | far)
    near_rows = [features.near(a, b) for a, b in np.argwhere(near)]
    far_rows = [features.far(a, b) for a, b in np.argwhere(far)]
    return Candidates(
        ends,
        starts,
        near,
        far,
        np.array(near_rows, dtype=float).reshape(-1, len(NEAR_FEATURES)),
        np.array(far_rows, dtype=float).reshape(-1, len(FAR_FEATURES)),
    )


def _in_head(lines: Sequence[Line], i: int) -> bool:
    """Whether a short line stands where only headlines do: first of all, behind a byline, or under such a line."""
    if closed_before(lines, i):
        return True
    while i > 0 and lines[i - 1].role == "short":
        i -= 1
    return i == 0 or lines[i - 1].role in ("byline", "source")


def _far(lines: Sequence[Line], ends: tuple[int, ...], starts: tuple[int, ...]) -> _Bools:
    left, right = np.array(ends, dtype=int)[:, None], np.array(starts, dtype=int)[None, :]
    pairs = left != right
    if len(ends) > _MANY:
        return np.zeros_like(pairs)
    if pairs.size > _ALL_PAIRS:
        pairs &= np.abs(left - right) <= _FAR
    # An exclamation of its own is rather a headline than the rest of a sentence that was broken far away, and a short
    # line that goes on far behind it is rather a headline, too.
    exclaimed = np.array([lines[j].headlike for j in starts], dtype=bool)[None, :]
    short = np.array([lines[i].role == "short" for i in ends], dtype=bool)[:, None]
    possible: _Bools = pairs & ~exclaimed & (~short | (right < left))
    return possible


class _Features:
    """Numbers between about -5 and 5 for each pair, by the places of its end and its beginning among the candidates."""

    def __init__(
        self, lines: Sequence[Line], place: Places, ends: tuple[int, ...], starts: tuple[int, ...], pairs: _Bools
    ) -> None:
        self._lines, self._place, self._ends, self._starts = lines, place, ends, starts
        texts = [line.text for line in lines]
        lefts = [_BRACKET.sub("", texts[i]) if lines[i].may_go_on else texts[i] for i in ends]
        rights = [texts[j] for j in starts]
        self._measures = measure(lefts, rights, texts, pairs)
        self._follows, self._stops = follow(lefts, rights)
        about = About(lines)
        self._about, self._around = about.alike(ends, starts), about.around(ends, starts)
        whole = fold("\n".join(texts)) if any(lines[i].role == "short" for i in ends) else ""
        self._repeated = [lines[i].role == "short" and whole.count(fold(texts[i])) > 1 for i in ends]
        self._opens = [_left_open(texts[i][-_LOOK:])[-1:] for i in ends]
        self._closes = [_first_close(texts[j]) for j in starts]

    def _shared(self, a: int, b: int) -> tuple[float, ...]:
        i, j, place = self._ends[a], self._starts[b], self._place
        left, right = self._lines[i].text, self._lines[j].text
        short = self._lines[i].role == "short"
        opened, closed = self._opens[a], self._closes[b]
        start = fold(right[:12])
        return (
            1.0,
            self._words(a, b),
            float(np.clip(self._measures.grammar[a, b], -4, 6)),
            min(float(self._measures.phrases[a, b]), 5.0),
            float(np.clip(self._measures.begins[b], -5, 4)),
            left[-1] in "，、,",
            bool(opened) and closed == opened,
            (bool(closed) and closed != opened) or (bool(opened) and opened in "《（(" and closed != opened),
            float(self._about[a, b]),
            float(self._around[a, b]),
            bool(_OPENER.match(start)),
            bool(_PRONOUN.match(start)),
            place.after_head[j],
            place.last_open[j] not in (-1, i),
            place.ends_stretch[i],
            short,
            short and bool(_GOES_ON.search(left)),
            short and left[-1] in "，、,",
            short and len(left) < 7,
            self._repeated[a],
            self._follow(a, b),
            float(self._stops[a]),
            left[-1] in "；;",
            left[-1] in "）)",
            self._follow(a, b) if self._lines[i].may_go_on else 0.0,
        )

    def _follow(self, a: int, b: int) -> float:
        return float(np.clip(self._follows[a, b], -6, 10))

    def _words(self, a: int, b: int) -> float:
        return min(float(self._measures.words[a, b]), 20.0) / 10

    def near(self, a: int, b: int) -> tuple[float, ...]:
        i, j = self._ends[a], self._starts[b]
        left, right = self._lines[i].text, self._lines[j].text
        short = self._lines[i].role == "short"
        return (
            *self._shared(a, b),
            all(self._lines[k].role != "short" for k in range(i + 1, j)),
            left[-1].isdigit() and right[0] in _UNITS,
            right[0] in _BOUND,
            not short and bool(_GOES_ON.search(left)),
            self._words(a, b) if short else 0.0,
            float(np.clip(self._measures.begins[b], -5, 4)) if short else 0.0,
            self._follow(a, b) if short else 0.0,
            float(self._stops[a]) if short else 0.0,
            short and i > 0 and self._place.article[i] != self._place.article[i - 1],
        )

    def far(self, a: int, b: int) -> tuple[float, ...]:
        i, j, place = self._ends[a], self._starts[b], self._place
        closed_above = j > 0 and self._lines[j - 1].role == "body" and not self._lines[j - 1].open_end
        back, last, same = j < i, place.ends_stretch[i], place.article[i] == place.article[j]
        belongs = place.headless[i] and place.undated[j]
        return (
            *self._shared(a, b),
            place.stretch[i] == place.stretch[j],
            back,
            place.datelines_between(i, j),
            same,
            closed_above,
            back and place.first_body[j],
            back and closed_above and place.first_body[j - 1],
            belongs,
            belongs and place.undated_before[i] == j,
            last and place.first_of_stretch[i] == j,
            last and back and same,
            last and not back and place.article[j] > place.article[i] and not place.after_head[j],
        )


def _left_open(text: str) -> str:
    """The brackets and quotation marks that a text leaves open, in order."""
    opened: list[str] = []
    for char in text:
        if char in _BRACKETS:
            opened.append(char)
        elif char in _CLOSES and opened and opened[-1] == _CLOSES[char]:
            opened.pop()
    return "".join(opened)


def _first_close(text: str) -> str:
    """The opening mark of the first bracket or quotation mark that a text closes without having opened it, or ""."""
    opened: list[str] = []
    for char in text[:_LOOK]:
        if char in _BRACKETS:
            opened.append(char)
        elif char in _CLOSES:
            if opened and opened[-1] == _CLOSES[char]:
                opened.pop()
            elif not opened:
                return _CLOSES[char]
    return ""
