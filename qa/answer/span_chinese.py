"""Scores the candidates for the exact phrase in Chinese sentences by a log-linear model.

Features: the parts of speech at a candidate's edges and beside them, the kind of thing that its first and last words
name, its length, how much of it is copied from the question, the focus or unit of the question in it or beside it, and
how the question's terms stand around it compared with the gap (`X由谁设计` and `X由Y设计`). After Rajpurkar et al.,
SQuAD (2016), section 5, with other features.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.answer.span_candidates import (
    CLASS_CODES,
    CLASSES,
    MAX_CLAUSE_WORDS,
    TAG_CODES,
    TAGS,
    Candidates,
    Ints,
    TaggedText,
    count_inside,
    cumulative,
)
from qa.answer.weights import PHRASE
from qa.language.quantities import is_counted, measure_of, number_role
from qa.language.question_terms import FUNCTION_CHARACTERS, Flags, Floats, QuestionTerms
from qa.language.question_type import AnswerType, Kind
from qa.language.tagger import words

Columns = dict[str, NDArray[np.generic]]  # the values of a feature for every candidate, by the feature's name

_FAR = 5000  # characters: stands for the distance to a term that the sentence lacks

_FIRSTS = ("number", "quoted", "number inside", "other")
_GROUP_OF_KIND = {
    Kind.NUMBER: 0,
    Kind.DATE: 0,
    Kind.DURATION: 0,
    Kind.PERSON: 1,
    Kind.PLACE: 1,
    Kind.ORGANISATION: 1,
    Kind.THING: 2,
}
_GROUPS = ("measured", "named", "thing", "open")
_LENGTH_BINS = np.array([0, 0, 1, 2, 3, 4, 4, 5, 5, 5] + [6] * 10 + [7] * (MAX_CLAUSE_WORDS - 18))
# Set by hand, as too few questions show them: a date is not a quantity, and a measure needs its own units. Of the 30
# questions for a measure in the sets, none is answered worse with these, and one more quote is right.
HAND_WEIGHTS = {
    f"{Kind.NUMBER}/last=date": -5.0, "of_measure": 3.0, "of_other_measure": -3.0, "of_any_measure": -3.0,
    "is_label": -3.0, "of_dimension": 1.5, "of_other_dimension": -3.0,
} | {f"{Kind.PERSON}/last={name}": -4.0 for name in ("number", "unit", "time", "date")}  # fmt: skip
_SKIPPED_WORDS = frozenset(["的", "是", "了", "被", "由", "在", "于", "为", "时", "?"])
_ASKS_FOR_MORE = re.compile("除|还有|以及|和|与|及|另|跟|同")  # beside the gap: 除了X还有哪些

_TABLES = (
    *(tuple(f"{place}={tag}" for tag in TAGS) for place in ("first", "before", "last", "behind")),
    tuple(f"{kind}/last={name}" for kind in Kind for name in CLASSES),
    tuple(f"{kind}/first={name}" for kind in Kind for name in _FIRSTS),
    tuple(f"{group}/length={i}" for group in _GROUPS for i in range(8)),
)
# "unused" is never set. It goes with the next fit: without it the sums round differently in the last digits.
NUMBER_FEATURES = (
    "copied_from_question", "copied_words", "close", "near", "left_terms_left", "right_terms_right",
    "left_terms_right", "right_terms_left", "left_terms_left_close", "right_terms_right_close",
    "left_terms_right_close", "right_terms_left_close", "copied_before", "copied_behind", "word_before",
    "word_behind", "content_before", "content_behind", "focus_at_end", "focus_only", "focus_before", "focus_behind",
    "focus_near", "focus_last_character", "unit_at_end", "unit_behind", "is_date", "part_of_date", "quoted",
    "bracketed", "has_comma", "is_clause", "unused", "list_enumeration", "other_enumeration",
    "number_first", "all_copied", "mostly_copied", "coordinate", "verb_share", "has_verb", "has_de", "first_copied",
    "last_copied", "date_unit", "other_date_unit", "one_character", "of_measure", "of_other_measure",
    "of_any_measure", "is_label", "of_dimension", "of_other_dimension",
)  # fmt: skip
_NUMBER_COLUMN = {name: column for column, name in enumerate(NUMBER_FEATURES)}
FEATURE_NAMES = tuple(name for table in _TABLES for name in table) + NUMBER_FEATURES
_TABLE_STARTS = np.cumsum([0, *map(len, _TABLES)])


@dataclass(frozen=True, slots=True)
class Phrases:
    """n candidates for the exact phrase.

    `sentence` is the number of each one's sentence, `start` and `end` its offsets in that sentence: int64 (n,).
    `tables` are indexes into `FEATURE_NAMES`, int64 (n, 7); `numbers` the values of `NUMBER_FEATURES`, float32 (n, m).
    """

    sentence: Ints
    start: Ints
    end: Ints
    tables: Ints
    numbers: Floats

    def _flag(self, name: str) -> Flags:
        return np.asarray(self.numbers[:, _NUMBER_COLUMN[name]] > 0, np.bool_)

    def quantities(self) -> Flags:
        """Which begin with a number that is not a date, in the units of the measure if one is asked for: bool (n,)."""
        of_measure = self._flag("of_measure")
        if of_measure.any() or self._flag("of_other_measure").any():
            return of_measure
        names = ("is_date", "part_of_date", "of_any_measure", "is_label")
        excluded = np.logical_or.reduce([self._flag(name) for name in names])
        return np.asarray(self._flag("number_first") & ~excluded, np.bool_)

    def scores(self, weights: Floats | None = None) -> Floats:
        """The logarithm of each one's probability, up to a constant: float32 (n,).

        `weights` are those of `FEATURE_NAMES`, float32; by default the fitted ones.
        """
        weights = _fitted_weights() if weights is None else weights
        return np.asarray(weights[self.tables].sum(1) + self.numbers @ weights[_TABLE_STARTS[-1] :], np.float32)


@lru_cache(maxsize=1)
def _fitted_weights() -> Floats:
    return np.array([(PHRASE | HAND_WEIGHTS).get(name, 0.0) for name in FEATURE_NAMES], np.float32)


def candidate_phrases(asked: AnswerType, terms: QuestionTerms, sentences: Sequence[str]) -> Phrases:
    """All candidates in the sentences, which must be folded, with their features."""
    text = TaggedText(sentences)
    candidates = text.candidates()
    first, last = candidates.first, candidates.last
    numeric = text.is_tag("m") | text.is_tag("numeral")
    is_date, in_date, begins_in_date = text.dates(first, last)
    no_quantity = is_date | begins_in_date if asked.kind is Kind.NUMBER else is_date
    classes = np.where(no_quantity, CLASS_CODES["date"], text.classes[last])
    columns = _question_columns(asked, terms, text, first, last)
    columns |= _focus_columns(asked, text, first, last)
    columns |= _shape_columns(asked, text, candidates, numeric)
    columns |= {"is_date": is_date, "part_of_date": in_date}
    if asked.kind is Kind.DATE and asked.focus:
        of_unit = np.array([word.text.endswith(asked.focus) for word in text.words], np.bool_)[last]
        columns["date_unit"] = of_unit
        columns["other_date_unit"] = (is_date | (classes == CLASS_CODES["time"])) & ~of_unit
    if asked.kind in (Kind.NUMBER, Kind.DATE):
        columns |= _measure_columns(asked, text, first, last, numeric)
    numbers = np.zeros((len(first), len(NUMBER_FEATURES)), np.float32)
    for name, column in columns.items():
        numbers[:, _NUMBER_COLUMN[name]] = column
    sentence = text.sentence[first]
    begins = text.begins[sentence]
    tables = _table_indexes(asked, text, first, last, classes, numeric)
    return Phrases(sentence, text.start[first] - begins, text.end[last] - begins, tables, numbers)


def _table_indexes(asked: AnswerType, text: TaggedText, first: Ints, last: Ints, classes: Ints, numeric: Flags) -> Ints:
    """The index into `FEATURE_NAMES` of each candidate's entry in each of the seven tables: int64 (n, 7)."""
    tags, padded = text.tags, text.padded_tags()
    has_number = count_inside(numeric, first, last) > 0
    firsts = np.where(numeric[first], 0, np.where(tags[first] == TAG_CODES["quote"], 1, np.where(has_number, 2, 3)))
    group, kind = _GROUP_OF_KIND.get(asked.kind, 3), list(Kind).index(asked.kind)
    lengths = _LENGTH_BINS[np.minimum(last - first + 1, len(_LENGTH_BINS) - 1)]
    rows = [
        tags[first], padded[first], tags[last], padded[last + 2],
        kind * len(CLASSES) + classes, kind * len(_FIRSTS) + firsts, group * 8 + lengths,
    ]  # fmt: skip
    return np.asarray(np.stack(rows, 1) + _TABLE_STARTS[:-1])


def _shape_columns(asked: AnswerType, text: TaggedText, candidates: Candidates, numeric: Flags) -> Columns:
    """What marks and words stand at the edges of the candidates and inside them."""
    first, last, is_clause = candidates
    tags, padded = text.tags, text.padded_tags()
    before, behind = padded[first], padded[last + 2]
    quote, unquote = TAG_CODES["quote"], TAG_CODES["unquote"]
    verbs = count_inside(text.is_tag("v"), first, last)
    enumeration = count_inside(text.is_tag("enumeration"), first, last) > 0
    a_list = asked.kind is Kind.LIST
    return {
        "is_clause": is_clause,
        "quoted": (tags[first] == quote) & (tags[last] == unquote) | (before == quote) & (behind == unquote),
        "bracketed": (before == TAG_CODES["open"]) & (behind == TAG_CODES["close"]),
        "has_comma": count_inside(text.is_tag("comma"), first, last) > 0,
        "list_enumeration": enumeration & a_list,
        "other_enumeration": enumeration & (not a_list),
        "number_first": numeric[first] & (_GROUP_OF_KIND.get(asked.kind, 3) == 0),
        "verb_share": verbs / (last - first + 1),
        "has_verb": verbs > 0,
        "has_de": count_inside(text.is_tag("的"), first, last) > 0,
        "one_character": text.end[last] - text.start[first] == 1,
    }


def _question_columns(asked: AnswerType, terms: QuestionTerms, text: TaggedText, first: Ints, last: Ints) -> Columns:
    """How the question's terms and words stand in and around the candidates."""
    occurrences = terms.occurrences(text.text)
    columns = _nearness_columns(terms, *_distances(terms, occurrences, text), first, last)
    columns |= _copied_columns(asked, text, first, last)
    columns |= _copied_text_columns(_copied_characters(terms, occurrences, text), text, first, last)
    return columns | _neighbour_columns(asked, text, first, last)


def _nearness_columns(terms: QuestionTerms, left: Floats, right: Floats, first: Ints, last: Ints) -> Columns:
    """How near the question's terms stand, and whether on the same side as they stand of the gap.

    `left` and `right` are the distances of terms and words, float32 (terms, words).
    """
    share = terms.idf_share
    columns: Columns = {}
    for name, scale in (("close", 5), ("near", 20)):
        columns[name] = share @ np.maximum(np.exp(-left / scale)[:, first], np.exp(-right / scale)[:, last])
    sharp = share * np.exp(-np.abs(terms.offset) / 2)
    sharp = sharp / (sharp.sum() or 1)
    for suffix, weight, scale in (("", terms.gap_weight, 8), ("_close", sharp, 3)):
        by_left, by_right = np.exp(-left / scale), np.exp(-right / scale)
        for side, part in (("left", weight * (terms.offset < 0)), ("right", weight * (terms.offset > 0))):
            columns[f"{side}_terms_left{suffix}"] = (part @ by_left)[first]
            columns[f"{side}_terms_right{suffix}"] = (part @ by_right)[last]
    return columns


def _copied_characters(terms: QuestionTerms, occurrences: Sequence[Sequence[int]], text: TaggedText) -> Ints:
    """1 for every character that belongs to a term of more than one Han character, else 0: int64 (characters,)."""
    copied = np.zeros(len(text.text), np.int64)
    for term, offsets in zip(terms.texts, occurrences, strict=True):
        if len(term) > 1 or term.isascii():
            for offset in offsets:
                copied[offset : offset + len(term)] = 1
    return copied


def _copied_text_columns(copied: Ints, text: TaggedText, first: Ints, last: Ints) -> Columns:
    sums = cumulative(copied)
    start, end = text.start[first], text.end[last]
    share = (sums[end] - sums[start]) / (end - start)
    return {"copied_from_question": share, "all_copied": share >= 0.99, "mostly_copied": share > 0.6}


def _copied_columns(asked: AnswerType, text: TaggedText, first: Ints, last: Ints) -> Columns:
    """Which words of the candidates, and beside them, the question has too."""
    question_words = {word.text for word in words(asked.text) if not FUNCTION_CHARACTERS.issuperset(word.text)}
    copied = np.array([word.text in question_words for word in text.words], np.bool_)
    padded = np.pad(copied, 2)  # word i is at i + 2
    joins = np.pad(text.is_tag("和") | text.is_tag("enumeration"), 2)
    beside_copied = joins[first + 1] & padded[first] | joins[last + 3] & padded[last + 4]
    around_gap = asked.text[max(0, asked.start - 12) : asked.start] + asked.text[asked.end : asked.end + 2]
    return {
        "copied_words": count_inside(copied, first, last) / (last - first + 1),
        "first_copied": copied[first],
        "last_copied": copied[last],
        "copied_before": padded[first + 1],
        "copied_behind": padded[last + 3],
        "coordinate": beside_copied & bool(_ASKS_FOR_MORE.search(around_gap)),
    }


def _neighbour_columns(asked: AnswerType, text: TaggedText, first: Ints, last: Ints) -> Columns:
    """Whether the words beside a candidate are those beside the question's gap; `content` skips function words."""
    before = [word.text for word in words(asked.text[: asked.start])]
    behind = [word.text for word in words(asked.text[asked.end :])]
    content_before = [word for word in before if word not in _SKIPPED_WORDS]
    content_behind = [word for word in behind if word not in _SKIPPED_WORDS]
    return {
        "word_before": _equals(text, before[-1:])[first],
        "content_before": _equals(text, content_before[-1:])[first],
        "word_behind": _equals(text, behind[:1])[last + 2],
        "content_behind": _equals(text, content_behind[:1])[last + 2],
    }


def _equals(text: TaggedText, wanted: Sequence[str]) -> Flags:
    """Which words are the wanted one, if there is one: bool (n + 2,), padded on both sides."""
    return np.array([False, *(word.text in wanted for word in text.words), False], np.bool_)


def _focus_columns(asked: AnswerType, text: TaggedText, first: Ints, last: Ints) -> Columns:
    """Where the question's focus, a noun or a unit, stands in the candidates and beside them."""
    focus = asked.focus
    if not focus:
        return {}
    ends = np.array([text.text[:end].endswith(focus) for end in text.end.tolist()], np.bool_)
    last_characters = np.array([text.text[end - 1] == focus[-1] for end in text.end.tolist()], np.bool_)
    starts = np.array([text.text.startswith(focus, start) for start in text.start.tolist()] + [False], np.bool_)
    start, end = text.start[first], text.end[last]
    at_end = ends[last]
    columns: Columns = {
        "focus_at_end": at_end,
        "focus_only": at_end & (end - start == len(focus)),
        "focus_last_character": last_characters[last] & ~at_end,
        "focus_before": np.concatenate([[False], ends])[first],
        "focus_behind": starts[last + 1],
    }
    # The first occurrence in each sentence; -1 if there is none.
    occurrence = np.array([sentence.find(focus) for sentence in text.text.split("\n")], np.float32)[
        text.sentence[first]
    ]
    begin = text.begins[text.sentence[first]]
    distance = np.minimum(np.abs(start - begin - occurrence - len(focus)), np.abs(occurrence - (end - begin)))
    columns["focus_near"] = np.where(occurrence >= 0, np.exp(-distance / 8), 0)
    if _GROUP_OF_KIND.get(asked.kind) == 0:
        texts = [word.text for word in text.words]
        columns["unit_at_end"] = np.array([t.endswith(focus) or focus.endswith(t) for t in texts], np.bool_)[last]
        columns["unit_behind"] = np.array([t.startswith(focus[0]) for t in texts] + [False], np.bool_)[last + 1]
    return columns


def _measure_columns(
    asked: AnswerType, text: TaggedText, first: Ints, last: Ints, numeric: Flags
) -> Mapping[str, Flags]:
    """Whether the number of each candidate is of the measure and the dimension asked for, or counts things at all."""
    roles = np.zeros((5, len(numeric)), np.bool_)
    for i in np.flatnonzero(numeric).tolist():
        roles[:, i] = number_role(asked.text, text.text, int(text.start[i]))
    label, measured, timed, same_dimension, other_dimension = roles
    if asked.kind is Kind.DATE:
        return {"of_any_measure": measured[first]}
    columns = {"is_label": label[first], "of_dimension": same_dimension[first]}
    columns["of_other_dimension"] = count_inside(other_dimension, first, last) > 0
    measure = measure_of(asked.text)
    if measure is not None:
        of_measure = np.array([measure.han.search(word.text) is not None for word in text.words], np.bool_)[last]
        of_measure &= count_inside(numeric, first, last) > 0
        columns |= {"of_measure": of_measure & numeric[first], "of_other_measure": ~of_measure}
    elif is_counted(asked.text[asked.end - len(asked.focus) :]):
        columns["of_any_measure"] = (measured | timed)[first]
    return columns


def _distances(terms: QuestionTerms, occurrences: Sequence[Sequence[int]], text: TaggedText) -> tuple[Floats, Floats]:
    """The distances from each word to the nearest occurrence of each term before and behind it: float32 (terms, words).

    Characters between the end of an occurrence and the start of the word, or the end of the word and the start of an
    occurrence; `_FAR` or more if the word's sentence has none there. `occurrences` are the offsets of each term in the
    text.

    One search in a sorted row finds all neighbours. In that row every sentence is moved `_FAR` away from the one before
    it, and every term by `stride`, so that a neighbour in another sentence is far away and one of another term is out
    of the term's own range:

        | term 0: sentence 0 .. _FAR .. sentence 1 .. | term 1: sentence 0 .. _FAR .. sentence 1 .. | …
        0                                             stride
    """
    counts = np.array(list(map(len, occurrences)), np.int64)
    range_ends = np.cumsum(counts)[:, None]  # a term's occurrences are [range_end - count, range_end) in the row
    numbers, term_of = np.arange(len(counts)), np.repeat(np.arange(len(counts)), counts)
    starts = np.array([offset for offsets in occurrences for offset in offsets], np.int64)
    starts += _FAR * (np.searchsorted(text.begins, starts, "right") - 1)
    ends = starts + np.array(list(map(len, terms.texts)), np.int64)[term_of]
    word_start, word_end = text.start + _FAR * text.sentence, text.end + _FAR * text.sentence
    stride = int(_FAR * len(text.begins) + len(text.text)) + _FAR
    before = np.searchsorted(ends + stride * term_of, word_start + stride * numbers[:, None], "right") - 1
    behind = np.searchsorted(starts + stride * term_of, word_end + stride * numbers[:, None], "left")
    ends, starts = np.append(ends, 0), np.append(starts, 0)  # index -1 or n, masked below
    left = np.where(before >= range_ends - counts[:, None], word_start - ends[before], _FAR)
    right = np.where(behind < range_ends, starts[behind] - word_end, _FAR)
    return left.astype(np.float32), right.astype(np.float32)
