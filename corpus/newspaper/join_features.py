"""The pairs of lines of a page that may belong together, and the features by which they are weighed.

An end is a line that breaks off; a start is one that may continue it. Neighbours (with only headlines and captions in
between) and remote pairs have partly different features: between neighbours, the question is whether a sentence breaks
off at all; between remote lines, which of several broken ones belong together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.continuation import score_continuations
from corpus.newspaper.line_context import LineContext
from corpus.newspaper.line_roles import Line, closed_before
from corpus.newspaper.topics import TopicSimilarity
from corpus.newspaper.trigram_model import continuation_log_odds
from corpus.text import fold

_Floats = NDArray[np.float64]
_Bools = NDArray[np.bool_]
_Ints = NDArray[np.int64]
_Column = NDArray[Any]  # of numbers, booleans or single characters

_MAX_ENDS = 120  # above which only neighbours are paired
_MAX_PAIRS = 20_000  # above which remote pairs are limited to _MAX_DISTANCE
_MAX_DISTANCE = 40  # lines
_BRACKET_CHARS = 400  # at the edge of a line in which brackets are matched
_OPENER_CHARS = 12

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
_OPENING = {closing: opening for opening, closing in _BRACKETS.items()}
_UNITS = "0123456789.万亿千百多余%％项个名年月日时点元岁人次家只米公吨"
_INCOMPLETE = re.compile(r"[的地得和与及在将把被为对从向以或让使由并且而至到于不也还正所该这那各每其某一两几第年月]$")
# Words that mostly start a sentence, and characters that hardly ever do.
_OPENER = re.compile(
    r"[“\"‘'《【]*(?:此外|同时|目前|近日|日前|今年|去年|今天|昨日|昨天|据|根据|记者|其中|对此|然而|不过|但是|但|因此|所以|随后|此[前后次时]|"
    r"对于|随着|截至|如果|虽然|尽管|由于|为了|为此|针对|近年|近期|当[天日时前地]|这[一些个是次种里位起样就也]|与此|另[外据一]|下一步|经[过查]|"
    r"首先|其次|最[后终近]|如今|未来|除了|面对|因为|在[这此]|值得|本[次届文报]|会议|而且|而在|于是|其实|接下来|比如|例如|综合|关于|不仅|"
    r"有网|网传|事发|期间|活动|无论|只有|按照|通过|作为|围绕|多年来|长期以来|与会|图为|第?[一二三四五六七八九十]+[是、，]|"
    r"\d{1,2}月|\d{1,2}[.、日]|20\d\d年)"
)
_LIST_ITEM = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第[一二三四五六七八九十百]+[条项章]|[①-⑳]"
)
_LAST_BRACKET = re.compile(r"\s*[（(][^（）()]*[)）]$")
_PRONOUN = re.compile("[我你他她它]们?[^的]|[一该两][位名家]|男子|女子|民警|警方|专家|有关|相关")
_NOT_INITIAL = frozenset(
    "的了着们者性化里件级式些么况款额效罪域率度元月亿万个员子能区场力理示表务心名间流称量友价险续求品步息题己告境士头构领果州育球态师频份责变"
    "控容权样际色击速识才类府害准络则势底介纷料型辆账置障疗述属和与及或等中上下内外后%、，。；：！？”》）,.;:!?)]"
)
SHARED_FEATURES = [
    "bias",
    "words",
    "grammar",
    "phrases",
    "sentence_start",
    "comma",
    "closes",
    "unbalanced",
    "similarity",
    "context_similarity",
    "opener",
    "pronoun",
    "below_headline",
    "other_end_open",
    "ends_column",
    "short",
    "short_incomplete",
    "short_comma",
    "short_tiny",
    "short_repeated",
    "trigram",
    "complete",
    "semicolon",
    "bracket",
    "mark_trigram",
]
NEAR_FEATURES = [
    *SHARED_FEATURES,
    "adjacent",
    "number",
    "not_initial",
    "incomplete",
    "short_words",
    "short_sentence_start",
    "short_trigram",
    "short_complete",
    "short_new_article",
]
REMOTE_FEATURES = [
    *SHARED_FEATURES,
    "same_section",
    "backward",
    "dateline_between",
    "same_article",
    "below_complete",
    "first_body",
    "second_body",
    "lacking_parts",
    "nearest_lacking",
    "first_of_article",
    "backward_in_article",
    "resumes",
]


@dataclass(frozen=True, slots=True)
class Join:
    """Line `left` continues in line `right` (indices). `log_odds`: the natural logarithm of the odds that it does."""

    left: int
    right: int
    log_odds: float


@dataclass(frozen=True, slots=True)
class CandidatePairs:
    """The ends and starts of a page (indices of lines), the pairs that are possible, and their features."""

    ends: tuple[int, ...]
    starts: tuple[int, ...]
    near: _Bools  # (ends, starts) the possible pairs of neighbours
    remote: _Bools  # (ends, starts) the other possible pairs
    near_features: _Floats  # (near pairs, NEAR_FEATURES) in the order of np.argwhere(near)
    remote_features: _Floats  # (remote pairs, REMOTE_FEATURES)


def find_pairs(lines: Sequence[Line], headlines_too: bool = False) -> CandidatePairs:
    """The possible pairs of a page, with their features: numbers between about -5 and 5.

    `headlines_too`: also of short lines that stand where headlines do, and of those whose continuation would be far
    below them. They are mostly headlines, so a scorer has to tell.
    """
    context = LineContext(lines)
    ends = tuple(_ends(lines, headlines_too))
    starts = tuple(i for i, line in enumerate(lines) if line.role == "body" and line.dateline is None)
    end_rows, start_columns = np.array(ends, dtype=int)[:, None], np.array(starts, dtype=int)[None, :]
    after_mark = np.array([lines[i].may_continue for i in ends], dtype=bool)[:, None]
    listed = np.array([_LIST_ITEM.match(lines[j].text) is not None for j in starts], dtype=bool)[None, :]
    possible = ~(after_mark & listed)
    near = (context.next_body[end_rows] == start_columns) & possible
    remote = _remote_pairs(lines, ends, starts, headlines_too) & ~near & possible
    if not (near.any() or remote.any()):
        none = np.zeros((0, 0), dtype=bool)
        no_near, no_remote = np.zeros((0, len(NEAR_FEATURES))), np.zeros((0, len(REMOTE_FEATURES)))
        return CandidatePairs((), (), none, none, no_near, no_remote)
    features = _Features(lines, context, ends, starts, near | remote)
    return CandidatePairs(ends, starts, near, remote, features.near(near), features.remote(remote))


def _ends(lines: Sequence[Line], headlines_too: bool) -> Iterable[int]:
    is_list = sum(line.text[-1] in "；;" for line in lines) > 1
    for i, line in enumerate(lines):
        open_end = line.open_end and (line.role == "body" or headlines_too or not _in_headline(lines, i))
        if open_end or (line.may_continue and not (is_list and line.text[-1] in "；;")):
            yield i


def _in_headline(lines: Sequence[Line], i: int) -> bool:
    """Whether a short line stands where only headlines do: at the top, below a byline, or below such a line."""
    if closed_before(lines, i):
        return True
    while i > 0 and lines[i - 1].role == "short":
        i -= 1
    return i == 0 or lines[i - 1].closes_article


def _remote_pairs(lines: Sequence[Line], ends: tuple[int, ...], starts: tuple[int, ...], headlines_too: bool) -> _Bools:
    left, right = np.array(ends, dtype=int)[:, None], np.array(starts, dtype=int)[None, :]
    pairs = left != right
    if len(ends) > _MAX_ENDS:
        return np.zeros_like(pairs)
    if pairs.size > _MAX_PAIRS:
        pairs &= np.abs(left - right) <= _MAX_DISTANCE
    # A single exclamation is more likely a headline than the rest of a remote sentence. So is a short line whose
    # continuation would be far below it.
    exclaimed = np.array([lines[j].headlike for j in starts], dtype=bool)[None, :]
    short = np.array([lines[i].role == "short" for i in ends], dtype=bool)[:, None]
    possible: _Bools = pairs & ~exclaimed & (~short | (right < left) | headlines_too)
    return possible


class _Features:
    """The features of pairs, from arrays with a value for each end, each start, or (ends, starts)."""

    def __init__(
        self,
        lines: Sequence[Line],
        context: LineContext,
        ends: tuple[int, ...],
        starts: tuple[int, ...],
        pairs: _Bools,
    ) -> None:
        self._context = context
        self._ends, self._starts = np.array(ends, dtype=int), np.array(starts, dtype=int)
        self._short_count = np.cumsum([0, *(line.role == "short" for line in lines)])
        texts = [line.text for line in lines]
        lefts, rights = [texts[i] for i in ends], [texts[j] for j in starts]
        # A sentence continues after a bracket as if the bracket were not there.
        bare = [_LAST_BRACKET.sub("", texts[i]) if lines[i].may_continue else texts[i] for i in ends]
        scores = score_continuations(bare, rights, texts, pairs)
        trigram, complete = continuation_log_odds(bare, rights)
        similarity = TopicSimilarity(lines)
        self._of_pairs: dict[str, _Column] = {
            "words": np.minimum(scores.words, 20.0) / 10,
            "grammar": np.clip(scores.grammar, -4, 6),
            "phrases": np.minimum(scores.phrases, 5.0),
            "trigram": np.clip(trigram, -6, 10),
            "similarity": similarity.of_lines(ends, starts),
            "context_similarity": similarity.of_contexts(ends, starts),
        }
        self._of_ends = _end_features(lines, ends, lefts) | {"complete": complete}
        self._of_starts = _start_features(lines, starts, rights)
        self._of_starts["sentence_start"] = np.clip(scores.sentence_start, -5, 4)

    def near(self, pairs: _Bools) -> _Floats:
        """(pairs, NEAR_FEATURES) for the true pairs of neighbours, in the order of np.argwhere."""
        rows, columns, features = self._shared(pairs)
        i, j, article = self._ends[rows], self._starts[columns], self._context.article
        short = features["short"]
        features |= {
            "adjacent": self._short_count[i + 1] == self._short_count[j],
            "number": self._of_ends["digit"][rows] & self._of_starts["unit"][columns],
            "not_initial": self._of_starts["not_initial"][columns],
            "incomplete": ~short & self._of_ends["incomplete"][rows],
            "short_words": np.where(short, features["words"], 0.0),
            "short_sentence_start": np.where(short, features["sentence_start"], 0.0),
            "short_trigram": np.where(short, features["trigram"], 0.0),
            "short_complete": np.where(short, features["complete"], 0.0),
            "short_new_article": short & (i > 0) & (article[i] != article[i - 1]),
        }
        return _table(features, NEAR_FEATURES)

    def remote(self, pairs: _Bools) -> _Floats:
        """(pairs, REMOTE_FEATURES) for the true remote pairs, in the order of np.argwhere."""
        rows, columns, features = self._shared(pairs)
        i, j, context = self._ends[rows], self._starts[columns], self._context
        below_complete = self._of_starts["below_complete"][columns]
        backward, last, same = j < i, context.ends_column[i], context.article[i] == context.article[j]
        lacking = context.lacks_headline[i] & context.lacks_dateline[j]
        features |= {
            "same_section": context.section[i] == context.section[j],
            "backward": backward,
            "dateline_between": context.dateline_between(i, j),
            "same_article": same,
            "below_complete": below_complete,
            "first_body": backward & context.first_body[j],
            "second_body": backward & below_complete & context.first_body[j - 1],
            "lacking_parts": lacking,
            "nearest_lacking": lacking & (context.last_without_dateline[i] == j),
            "first_of_article": last & (context.first_of_article[i] == j),
            "backward_in_article": last & backward & same,
            "resumes": last & ~backward & (context.article[j] > context.article[i]) & ~context.below_headline[j],
        }
        return _table(features, REMOTE_FEATURES)

    def _shared(self, pairs: _Bools) -> tuple[_Ints, _Ints, dict[str, _Column]]:
        """The rows and columns of the true pairs, and their shared features by name."""
        rows, columns = np.nonzero(pairs)
        i, j, context = self._ends[rows], self._starts[columns], self._context
        features = {name: values[rows, columns] for name, values in self._of_pairs.items()}
        features |= {name: values[rows] for name, values in self._of_ends.items()}
        features |= {name: values[columns] for name, values in self._of_starts.items()}
        opened, closed = features["opened"], features["closed"]
        is_opened, is_closed, same = opened != "", closed != "", opened == closed
        features |= {
            "bias": np.ones(len(rows)),
            "closes": is_opened & same,
            "unbalanced": (is_closed & ~same) | (np.isin(opened, ["《", "（", "("]) & ~same),
            "below_headline": context.below_headline[j],
            "other_end_open": (context.last_open[j] != -1) & (context.last_open[j] != i),
            "ends_column": context.ends_column[i],
            "mark_trigram": np.where(features["may_continue"], features["trigram"], 0.0),
        }
        return rows, columns, features


def _end_features(lines: Sequence[Line], ends: Sequence[int], lefts: Sequence[str]) -> dict[str, _Column]:
    """(ends,) arrays: what the features of pairs take from the end alone."""
    short = np.array([lines[i].role == "short" for i in ends], dtype=bool)
    comma = np.array([text[-1] in "，、," for text in lefts], dtype=bool)
    incomplete = np.array([_INCOMPLETE.search(text) is not None for text in lefts], dtype=bool)
    page = fold("\n".join(line.text for line in lines)) if short.any() else ""
    repeated = [is_short and page.count(fold(text)) > 1 for is_short, text in zip(short, lefts, strict=True)]
    return {
        "comma": comma,
        "opened": np.array([_left_open(text[-_BRACKET_CHARS:]) for text in lefts], dtype="U1"),
        "short": short,
        "short_incomplete": short & incomplete,
        "short_comma": short & comma,
        "short_tiny": short & np.array([len(text) < 7 for text in lefts], dtype=bool),
        "short_repeated": np.array(repeated, dtype=bool),
        "semicolon": np.array([text[-1] in "；;" for text in lefts], dtype=bool),
        "bracket": np.array([text[-1] in "）)" for text in lefts], dtype=bool),
        "digit": np.array([text[-1].isdigit() for text in lefts], dtype=bool),
        "incomplete": incomplete,
        "may_continue": np.array([lines[i].may_continue for i in ends], dtype=bool),
    }


def _start_features(lines: Sequence[Line], starts: Sequence[int], rights: Sequence[str]) -> dict[str, _Column]:
    """(starts,) arrays: what the features of pairs take from the start alone."""
    openings = [fold(text[:_OPENER_CHARS]) for text in rights]
    above = [lines[j - 1] if j > 0 else None for j in starts]
    below_complete = [line is not None and line.role == "body" and not line.open_end for line in above]
    return {
        "closed": np.array([_first_closed(text) for text in rights], dtype="U1"),
        "opener": np.array([_OPENER.match(text) is not None for text in openings], dtype=bool),
        "pronoun": np.array([_PRONOUN.match(text) is not None for text in openings], dtype=bool),
        "unit": np.array([text[0] in _UNITS for text in rights], dtype=bool),
        "not_initial": np.array([text[0] in _NOT_INITIAL for text in rights], dtype=bool),
        "below_complete": np.array(below_complete, dtype=bool),
    }


def _table(features: Mapping[str, _Column], names: Sequence[str]) -> _Floats:
    """(pairs, names) float64."""
    return np.ascontiguousarray(np.array([features[name] for name in names], dtype=np.float64).T)


def _left_open(text: str) -> str:
    """The last opening bracket or quotation mark that a text leaves open, or an empty string."""
    opened: list[str] = []
    for char in text:
        if char in _BRACKETS:
            opened.append(char)
        elif char in _OPENING and opened and opened[-1] == _OPENING[char]:
            opened.pop()
    return opened[-1] if opened else ""


def _first_closed(text: str) -> str:
    """The opening mark of the first bracket or quotation mark closed but not opened in a text, or an empty string."""
    opened: list[str] = []
    for char in text[:_BRACKET_CHARS]:
        if char in _BRACKETS:
            opened.append(char)
        elif char in _OPENING:
            if opened and opened[-1] == _OPENING[char]:
                opened.pop()
            elif not opened:
                return _OPENING[char]
    return ""
