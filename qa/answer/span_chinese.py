"""The exact phrase: every run of words of a few sentences is a candidate, and a log-linear model weighs them.

Features of a candidate: the parts of speech at its edges and beside them, whether its last and first words are of the
asked kind, its length, how much of it the question says already, the noun or unit asked for in it or beside it, and
how well the question's words stand around it as they stand around the question's gap (`X由谁设计` in `X由Y设计`). After
Rajpurkar et al., SQuAD (2016), section 5, with other features. Knows folded text, not articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.answer.weights import PHRASE
from qa.language.quantities import about_number, is_counted, measure_of
from qa.language.question_terms import FUNCTION_CHARACTERS, Flags, Floats, QuestionTerms
from qa.language.question_type import ORGANISATIONS, PLACES, AnswerType, Kind
from qa.language.tagger import MARK, UNKNOWN, Word, words

Ints = NDArray[np.int64]

_WORDS, _CLAUSE_WORDS = 12, 40  # the longest candidate; the longest one that is a whole clause, or several
_APART = 5000  # the distance, in characters, that is put between two sentences

_TAG_OF_WORD = {
    word: tag
    for tag, group in {
        "的": "的 之", "是": "是", "为": "为", "在": "在 于 位于", "由": "由 被", "和": "和 与 及 或 以及", "以": "以",
        "有": "有", "称": "称 称为 叫 名为 称作 叫做", "等": "等", "u": "了", "从": "从 自", "到": "到 至",
        "对": "对 向 将 把", "约": "约 大约 近 超过 达 共", "因": "因 因为 由于", "而": "而 并", "即": "即",
    }.items()
    for word in group.split()
}  # fmt: skip
_TAG_OF_MARK = {
    mark: tag
    for tag, marks in {
        "enumeration": "、", "comma": ",", "stop": "。;!?", "colon": ":", "open": "(", "close": ")",
        "quote": "《〈「『“", "unquote": "》〉」』”", "dot": "·•‧・-", "dash": "—", "q": "%",
    }.items()
    for mark in marks
}  # fmt: skip
_TAG_OF_TAG = {"ng": "n", "i": "l", "nrfg": "nr", "tg": "t", "ad": "d", "dg": "d", UNKNOWN: UNKNOWN} | {
    tag: tag
    for tag in ("n", "l", "j", "nr", "nrt", "ns", "nt", "nz", "vn", "q", "t", "f", "s", "p", "c", "eng", "d", "b", "k")
}
EDGE, OTHER_MARK, OTHER = "edge", "mark", "other"
_MORE = {"m", "numeral", "v", "a", "r", "u", OTHER_MARK, OTHER}
TAGS = (EDGE, *sorted({*_TAG_OF_WORD.values(), *_TAG_OF_MARK.values(), *_TAG_OF_TAG.values(), *_MORE}))
_TAG = {tag: i for i, tag in enumerate(TAGS)}


def _flags(names: str) -> Flags:
    return np.array([tag in names.split() for tag in TAGS], np.bool_)


_NEVER_FIRST = _flags("的 u 和 等 unquote close comma enumeration stop colon dot mark edge c 而")
_NEVER_LAST = _flags("的 和 quote open comma enumeration stop colon dot mark edge c p 在 由 以 而")
_CLAUSE_EDGE = _flags("edge comma stop colon open close quote unquote enumeration dash")

_CLASSES = ("number", "unit", "time", "person", "place", "organisation", "noun", "verb", "quoted", "latin", "unknown",
            "quality", "date", "bracket", "other")  # fmt: skip
_CLASS = {name: i for i, name in enumerate(_CLASSES)}
_CLASS_OF_TAG = {
    "m": "number", "numeral": "number", "nr": "person", "nrt": "person", "nt": "organisation", "ns": "place",
    "unquote": "quoted", "close": "bracket", "eng": "latin", UNKNOWN: "unknown", "v": "verb", "a": "quality",
    "d": "quality", "q": "unit", "t": "time",
} | dict.fromkeys(("n", "nz", "j", "l", "vn", "s", "k", "b"), "noun")  # fmt: skip
_PLACE_END, _ORGANISATION_END = re.compile(f"(?:{PLACES})$"), re.compile(f"(?:{ORGANISATIONS})$")
_TIME_END = re.compile("(?:年|月|日|世纪|年代|时期|朝|代|时|天|周|小时|分钟|期|年间|初|末|朝代|时代)$")
_RANK_END = re.compile("[帝王皇氏公后]$")
_FIRST = ("number", "quoted", "number inside", "other")

_ERAS = (
    "民国|昭和|平成|令和|明治|大正|宣统|光绪|同治|咸丰|道光|嘉庆|乾隆|雍正|康熙|顺治|崇祯|天启|万历|隆庆|嘉靖|正德|弘治|成化|"
    "景泰|正统|宣德|永乐|建文|洪武|至正|至元|贞观|开元|天宝|永徽|显庆|建安|元嘉|太和|永历|开皇|大业|熙宁|元丰|绍兴|靖康|宣和"
)
_DAY = "(?:底|初|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号])?"
_MONTH = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})月"
_DATE = re.compile(
    f"(?:公元前?|西元前?|前|{_ERAS})?(?:[0-9]{{1,4}}|[一二三四五六七八九十百〇零元]{{1,5}})[多余]?(?:年代|年|世纪)"
    f"(?:[初末]|[前后]半|[前后中]期|{_MONTH})?{_DAY}|{_MONTH}{_DAY}"
)

_GROUP = {
    Kind.NUMBER: 0,
    Kind.DATE: 0,
    Kind.DURATION: 0,
    Kind.PERSON: 1,
    Kind.PLACE: 1,
    Kind.ORGANISATION: 1,
    Kind.THING: 2,
}
_GROUPS = ("measured", "named", "thing", "open")
_LENGTHS = np.array([0, 0, 1, 2, 3, 4, 4, 5, 5, 5] + [6] * 10 + [7] * (_CLAUSE_WORDS - 18))
# By hand, for too few questions tell: a date is no quantity, and a measure wants its own units. Of 30 questions for a
# measure in the sets, none is answered worse so, and the quote is right for one more.
_RULES = {
    f"{Kind.NUMBER}/last=date": -5.0, "of the measure": 3.0, "of another measure": -3.0, "of a measure": -3.0,
    "label": -3.0, "of the dimension": 1.5, "of another dimension": -3.0,
} | {f"{Kind.PERSON}/last={name}": -4.0 for name in ("number", "unit", "time", "date")}  # fmt: skip
_SKIPPED = frozenset(["的", "是", "了", "被", "由", "在", "于", "为", "时", "?"])
_ALSO = re.compile("除|还有|以及|和|与|及|另|跟|同")

_TABLES = (
    *(tuple(f"{place}={tag}" for tag in TAGS) for place in ("first", "before", "last", "behind")),
    tuple(f"{kind}/last={name}" for kind in Kind for name in _CLASSES),
    tuple(f"{kind}/first={name}" for kind in Kind for name in _FIRST),
    tuple(f"{group}/length={i}" for group in _GROUPS for i in range(8)),
)
_NUMBERS = (
    "said", "words said", "close", "near", "left at left", "right at right", "left at right", "right at left",
    "left at left, close", "right at right, close", "left at right, close", "right at left, close", "said before",
    "said behind", "word before", "word behind", "content before", "content behind", "noun at end", "noun only",
    "noun before", "noun behind", "noun near", "noun's last", "unit at end", "unit behind", "is date", "part of date",
    "quoted", "bracketed", "comma inside", "clause", "noun at end, said", "enumeration, list", "enumeration, other",
    "number first", "all said", "mostly said", "coordinate", "verbs", "verb inside", "的 inside", "first said",
    "last said", "date unit", "other date unit", "one character", "of the measure", "of another measure",
    "of a measure", "label", "of the dimension", "of another dimension",
)  # fmt: skip
_PLACE = {name: place for place, name in enumerate(_NUMBERS)}
NAMES = tuple(name for table in _TABLES for name in table) + _NUMBERS
_STARTS = np.cumsum([0, *map(len, _TABLES)])


@dataclass(frozen=True, slots=True)
class Phrases:
    """n candidates. `sentence` is the number of each one's sentence, `start` and `end` offsets into that sentence: int
    (n,). `tables` are indexes into `NAMES`, int (n, 7), `numbers` the values of the other features, float32 (n, m)."""

    sentence: Ints
    start: Ints
    end: Ints
    tables: Ints
    numbers: Floats

    def numeric(self) -> Flags:
        """Which begin with a number that is no date, in the units of the measure where one is asked for: bool (n,)."""
        names = ("number first", "is date", "part of date", "of a measure", "label", "of the measure")
        first, *no_number, measured = (self.numbers[:, _PLACE[name]] > 0 for name in names)
        wanted = measured | (self.numbers[:, _PLACE["of another measure"]] > 0)
        return np.asarray(measured if wanted.any() else first & ~np.logical_or.reduce(no_number), np.bool_)

    def scores(self, weights: Floats | None = None) -> Floats:
        """The score of each: the logarithm of its probability, but for a constant. `weights` are those of `NAMES`."""
        weights = _weights() if weights is None else weights
        return np.asarray(weights[self.tables].sum(1) + self.numbers @ weights[_STARTS[-1] :], np.float32)


@lru_cache(maxsize=1)
def _weights() -> Floats:
    return np.array([(PHRASE | _RULES).get(name, 0.0) for name in NAMES], np.float32)


def phrases(asked: AnswerType, units: QuestionTerms, sentences: Sequence[str]) -> Phrases:
    """All candidates in the sentences, which are folded."""
    text = _Text(sentences)
    first, last, clause = text.runs()
    length = last - first + 1
    start, end = text.start[first], text.end[last]
    columns = _about_question(asked, units, text, first, last)
    columns |= _about_noun(asked, text, first, last)
    tags = text.tags
    padded = np.concatenate([[_TAG[EDGE]], tags, [_TAG[EDGE]]])
    before, behind = padded[first], padded[last + 2]

    is_date, in_date, begins_in_date = text.dates(first, last)
    no_quantity = is_date | begins_in_date if asked.kind is Kind.NUMBER else is_date
    classes = np.where(no_quantity, _CLASS["date"], text.classes[last])
    numeric = (tags == _TAG["m"]) | (tags == _TAG["numeral"])
    numbers_inside = _inside(numeric, first, last)
    firsts = np.where(numeric[first], 0, np.where(tags[first] == _TAG["quote"], 1, np.where(numbers_inside > 0, 2, 3)))
    group, kind = _GROUP.get(asked.kind, 3), list(Kind).index(asked.kind)
    tables = np.stack(
        [tags[first], before, tags[last], behind, kind * len(_CLASSES) + classes, kind * len(_FIRST) + firsts,
         group * 8 + _LENGTHS[np.minimum(length, len(_LENGTHS) - 1)]], 1,
    ) + _STARTS[:-1]  # fmt: skip

    verbs = _inside(tags == _TAG["v"], first, last)
    enumeration = _inside(tags == _TAG["enumeration"], first, last) > 0
    a_list = asked.kind is Kind.LIST
    columns |= {
        "is date": is_date, "part of date": in_date, "clause": clause,
        "quoted": (tags[first] == _TAG["quote"]) & (tags[last] == _TAG["unquote"])
        | (before == _TAG["quote"]) & (behind == _TAG["unquote"]),
        "bracketed": (before == _TAG["open"]) & (behind == _TAG["close"]),
        "comma inside": _inside(tags == _TAG["comma"], first, last) > 0,
        "enumeration, list": enumeration & a_list, "enumeration, other": enumeration & (not a_list),
        "number first": numeric[first] & (group == 0),
        "verbs": verbs / length, "verb inside": verbs > 0, "的 inside": _inside(tags == _TAG["的"], first, last) > 0,
        "one character": end - start == 1,
    }  # fmt: skip
    if asked.kind is Kind.DATE and asked.noun:
        of_unit = np.array([word.text.endswith(asked.noun) for word in text.words], np.bool_)[last]
        columns["date unit"] = of_unit
        columns["other date unit"] = (is_date | (classes == _CLASS["time"])) & ~of_unit
    if asked.kind in (Kind.NUMBER, Kind.DATE):
        columns |= _about_measure(asked, text, first, last, numeric)
    numbers = np.zeros((len(first), len(_NUMBERS)), np.float32)
    for name, column in columns.items():
        numbers[:, _PLACE[name]] = column
    sentence = text.sentence[first]
    return Phrases(sentence, start - text.begins[sentence], end - text.begins[sentence], tables, numbers)


class _Text:
    """The sentences joined into one, as words with their tags; a line end, tagged as an edge, stands between two."""

    def __init__(self, sentences: Sequence[str]) -> None:
        sentences = [sentence.replace("\n", " ") for sentence in sentences]
        self.words: list[Word] = []
        numbers: list[int] = []
        for number, sentence in enumerate(sentences):
            if number:
                self.words.append(Word("\n", MARK))
                numbers.append(number)
            found = words(sentence)
            self.words += found
            numbers += [number] * len(found)
        self.text = "\n".join(sentences)
        self.sentence = np.array(numbers, np.int64)
        self.begins = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)])[:-1]
        lengths = np.array([len(word.text) for word in self.words], np.int64)
        self.end = np.cumsum(lengths)
        self.start = self.end - lengths
        self.tags, self.classes = np.array(list(map(_codes, self.words)), np.int64).reshape(-1, 2).T.copy()

    def runs(self) -> tuple[Ints, Ints, Flags]:
        """The first and last word of every candidate, and whether it is a whole clause, or several."""
        tags, n = self.tags, len(self.tags)
        padded = np.concatenate([[_TAG[EDGE]], tags, [_TAG[EDGE]]])
        opens, closes = ~_NEVER_FIRST[tags], ~_NEVER_LAST[tags]
        at_left, at_right = _CLAUSE_EDGE[padded[:-2]] & opens, _CLAUSE_EDGE[padded[2:]] & closes
        begin, more = np.broadcast_arrays(np.arange(n), np.arange(min(_WORDS, n))[:, None])
        inside = begin + more < n
        begin, more = begin[inside], more[inside]
        left, right = np.flatnonzero(at_left), np.flatnonzero(at_right)
        distance = right[None, :] - left[:, None]
        which = np.nonzero((distance >= _WORDS) & (distance < _CLAUSE_WORDS))
        first, last = np.append(begin, left[which[0]]), np.append(begin + more, right[which[1]])
        kept = opens[first] & closes[last]
        for opening, closing in (("quote", "unquote"), ("open", "close")):
            depth = _sums((tags == _TAG[opening]).astype(np.int64) - (tags == _TAG[closing]))
            kept &= depth[first] == depth[last + 1]
        kept &= _inside((tags == _TAG["stop"]) | (tags == _TAG[EDGE]), first, last) == 0
        unquoted = (tags == _TAG["unquote"])[last] & (tags != _TAG["quote"])[first]
        depth = _sums((tags == _TAG["quote"]).astype(np.int64) - (tags == _TAG["unquote"]))
        kept &= ~(unquoted & (depth[first] > 0))
        first, last = first[kept], last[kept]
        return first, last, at_left[first] & at_right[last]

    def dates(self, first: Ints, last: Ints) -> tuple[Flags, Flags, Flags]:
        """Whether each candidate is a date as it stands, is otherwise mixed up with one, and begins inside one."""
        covered = np.zeros(len(self.text), np.int64)
        whole = []
        for match in _DATE.finditer(self.text):
            covered[match.start() : match.end()] = 1
            whole.append(match.start() * len(covered) + match.end() - 1)
        start, end = self.start[first], self.end[last]
        sums = _sums(covered)
        is_date = np.isin(start * len(covered) + end - 1, whole)
        return is_date, (sums[end] > sums[start]) & ~is_date, (covered[start] > 0) & ~is_date


def _about_question(
    asked: AnswerType, units: QuestionTerms, text: _Text, first: Ints, last: Ints
) -> dict[str, NDArray[np.generic]]:
    """How the question's words stand in and around the candidates."""
    n, places_of = len(text.words), units.occurrences(text.text)
    left, right = _distances(units, places_of, text)
    share, near = units.share, units.near
    columns: dict[str, NDArray[np.generic]] = {}
    for name, scale in (("close", 5), ("near", 20)):
        columns[name] = share @ np.maximum(np.exp(-left / scale)[:, first], np.exp(-right / scale)[:, last])
    sharp = share * np.exp(-np.abs(units.offset) / 2)
    sharp = sharp / (sharp.sum() or 1)
    for suffix, weight, scale in (("", near, 8), (", close", sharp, 3)):
        by_left, by_right = np.exp(-left / scale), np.exp(-right / scale)
        for side, part in (("left", weight * (units.offset < 0)), ("right", weight * (units.offset > 0))):
            columns[f"{side} at left{suffix}"] = (part @ by_left)[first]
            columns[f"{side} at right{suffix}"] = (part @ by_right)[last]

    covered = np.zeros(len(text.text), np.int64)
    for unit, places in zip(units.texts, places_of, strict=True):
        if len(unit) > 1 or unit.isascii():
            for at in places:
                covered[at : at + len(unit)] = 1
    sums = _sums(covered)
    start, end = text.start[first], text.end[last]
    said = (sums[end] - sums[start]) / (end - start)
    asked_words = {word.text for word in words(asked.text) if not FUNCTION_CHARACTERS.issuperset(word.text)}
    repeated = np.array([word.text in asked_words for word in text.words], np.bool_)
    words_said = _inside(repeated, first, last) / (last - first + 1)
    pad = np.zeros(2, np.bool_)
    around = np.concatenate([pad, repeated, pad])
    also = np.isin(text.tags, [_TAG["和"], _TAG["enumeration"]])
    also = np.concatenate([pad, also, pad])
    coordinate = also[first + 1] & around[first] | also[last + 3] & around[last + 4]
    also_asked = _ALSO.search(
        asked.text[max(0, asked.start - 12) : asked.start] + asked.text[asked.end : asked.end + 2]
    )
    columns |= {
        "said": said, "all said": said >= 0.99, "mostly said": said > 0.6, "words said": words_said,
        "first said": repeated[first], "last said": repeated[last], "said before": around[first + 1],
        "said behind": around[last + 3], "coordinate": coordinate & bool(also_asked),
    }  # fmt: skip
    before, behind = words(asked.text[: asked.start]), words(asked.text[asked.end :])
    content = (
        [word.text for word in before if word.text not in _SKIPPED],
        [word.text for word in behind if word.text not in _SKIPPED],
    )
    for name, word in (
        ("word before", before[-1].text if before else ""),
        ("content before", (content[0] or [""])[-1]),
    ):
        columns[name] = _equal(text, word, n)[first]
    for name, word in (("word behind", behind[0].text if behind else ""), ("content behind", (content[1] or [""])[0])):
        columns[name] = _equal(text, word, n)[last + 2]
    return columns


def _equal(text: _Text, word: str, n: int) -> Flags:
    """Whether each word equals that one: bool (n + 2,), with the places before the first and behind the last."""
    found = np.zeros(n + 2, np.bool_)
    if word:
        found[1:-1] = [other.text == word for other in text.words]
    return found


def _about_noun(asked: AnswerType, text: _Text, first: Ints, last: Ints) -> dict[str, NDArray[np.generic]]:
    """Where the noun or the unit that is asked for stands in the candidates and beside them."""
    noun = asked.noun
    if not noun:
        return {}
    ends = np.array([text.text[:at].endswith(noun) for at in text.end.tolist()], np.bool_)
    lasts = np.array([text.text[at - 1] == noun[-1] for at in text.end.tolist()], np.bool_)
    starts = np.array([text.text.startswith(noun, at) for at in text.start.tolist()] + [False], np.bool_)
    start, end = text.start[first], text.end[last]
    at_end = ends[last]
    columns: dict[str, NDArray[np.generic]] = {
        "noun at end": at_end, "noun only": at_end & (end - start == len(noun)), "noun's last": lasts[last] & ~at_end,
        "noun before": np.concatenate([[False], ends])[first], "noun behind": starts[last + 1],
    }  # fmt: skip
    # The first place of the noun in each sentence; 1e3 away where it does not stand.
    places = np.array([sentence.find(noun) for sentence in text.text.split("\n")], np.float32)[text.sentence[first]]
    begin = text.begins[text.sentence[first]]
    distance = np.minimum(np.abs(start - begin - places - len(noun)), np.abs(places - (end - begin)))
    columns["noun near"] = np.where(places >= 0, np.exp(-distance / 8), 0)
    if _GROUP.get(asked.kind) == 0:
        texts = [word.text for word in text.words]
        columns["unit at end"] = np.array([t.endswith(noun) or noun.endswith(t) for t in texts], np.bool_)[last]
        columns["unit behind"] = np.array([t.startswith(noun[0]) for t in texts] + [False], np.bool_)[last + 1]
    return columns


def _about_measure(asked: AnswerType, text: _Text, first: Ints, last: Ints, numeric: Flags) -> dict[str, Flags]:
    """Whether the number of each candidate is of the measure and the dimension asked for, or counts things at all."""
    flags = np.zeros((5, len(numeric)), np.bool_)
    for i in np.flatnonzero(numeric).tolist():
        flags[:, i] = about_number(asked.text, text.text, int(text.start[i]))
    label, measured, timed, same, other = flags
    if asked.kind is Kind.DATE:
        return {"of a measure": measured[first]}
    columns = {"label": label[first], "of the dimension": same[first]}
    columns["of another dimension"] = _inside(other, first, last) > 0
    measure = measure_of(asked.text)
    if measure is not None:
        of_measure = np.array([measure.han.search(word.text) is not None for word in text.words], np.bool_)[last]
        of_measure &= _inside(numeric, first, last) > 0
        columns |= {"of the measure": of_measure & numeric[first], "of another measure": ~of_measure}
    elif is_counted(asked.text[asked.end - len(asked.noun) :]):
        columns["of a measure"] = (measured | timed)[first]
    return columns


def _distances(units: QuestionTerms, places_of: Sequence[Sequence[int]], text: _Text) -> tuple[Floats, Floats]:
    """For each unit and word, how far the unit's nearest place before the word's start lies, and that behind its end.

    In characters, float32 (units, words) each; very far where the sentence does not hold it there. `places_of` says
    where each unit begins in the text.
    """
    counts = np.array(list(map(len, places_of)), np.int64)
    behind = np.cumsum(counts)[:, None]  # the places of all units stand in one row: those of each unit end here
    rows, row = np.arange(len(counts)), np.repeat(np.arange(len(counts)), counts)
    places = np.array([place for found in places_of for place in found], np.int64)
    places += _APART * (np.searchsorted(text.begins, places, "right") - 1)
    ends = places + np.array(list(map(len, units.texts)), np.int64)[row]
    start, end = text.start + _APART * text.sentence, text.end + _APART * text.sentence
    apart = int(_APART * len(text.begins) + len(text.text)) + _APART  # between two units
    before = np.searchsorted(ends + apart * row, start + apart * rows[:, None], "right") - 1
    next_ = np.searchsorted(places + apart * row, end + apart * rows[:, None], "left")
    ends, places = np.append(ends, 0), np.append(places, 0)
    left = np.where(before >= behind - counts[:, None], start - ends[before], _APART)
    right = np.where(next_ < behind, places[next_] - end, _APART)
    return left.astype(np.float32), right.astype(np.float32)


@lru_cache(maxsize=8192)
def _codes(word: Word) -> tuple[int, int]:
    """The places of its tag in `TAGS` and of its class in `_CLASSES`."""
    tag = _tag(word)
    return _TAG[tag], _CLASS[_class(word.text, tag)]


def _tag(word: Word) -> str:
    if word.text == "\n":
        return EDGE
    if word.text in _TAG_OF_WORD:
        return _TAG_OF_WORD[word.text]
    if word.tag == MARK:
        return _TAG_OF_MARK.get(word.text, OTHER_MARK)
    if word.tag == "m":
        return "m" if word.text[0].isascii() else "numeral"
    return _TAG_OF_TAG.get(word.tag) or (word.tag[0] if word.tag[0] in "varu" else OTHER)


def _class(word: str, tag: str) -> str:
    """What kind of thing a candidate is that ends with the word."""
    if tag in ("m", "numeral"):
        return "number"
    if tag == "q":
        return "time" if _TIME_END.search(word) else "unit"
    if tag == "t" or _TIME_END.search(word):
        return "time"
    if tag in ("nr", "nrt"):
        return "person"
    if tag == "nt" or _ORGANISATION_END.search(word):
        return "organisation"
    if tag == "ns" or _PLACE_END.search(word):
        return "place"
    if _RANK_END.search(word):
        return "person"
    return _CLASS_OF_TAG.get(tag, "other")


def _sums(values: NDArray[np.generic]) -> Ints:
    return np.concatenate([[0], np.cumsum(values, dtype=np.int64)])


def _inside(flags: Flags, first: Ints, last: Ints) -> Ints:
    """How many of the words of each candidate are flagged."""
    sums = _sums(flags)
    return np.asarray(sums[last + 1] - sums[first])
