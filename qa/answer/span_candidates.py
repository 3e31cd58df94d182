"""Splits a few Chinese sentences into words with tags, and lists every run of words that can be the exact phrase.

All sentences are joined into one text, so that numpy handles their words and candidates together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.language.question_terms import Flags
from qa.language.question_type import ORGANISATIONS, PLACES
from qa.language.tagger import MARK, UNKNOWN, Word, words

Ints = NDArray[np.int64]

_MAX_WORDS = 12  # of a candidate
MAX_CLAUSE_WORDS = 40  # of a candidate that is one whole clause, or several

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
_EDGE, _OTHER_MARK, _OTHER = "edge", "mark", "other"
_MORE_TAGS = {"m", "numeral", "v", "a", "r", "u", _OTHER_MARK, _OTHER}
TAGS = (_EDGE, *sorted({*_TAG_OF_WORD.values(), *_TAG_OF_MARK.values(), *_TAG_OF_TAG.values(), *_MORE_TAGS}))
TAG_CODES = {tag: code for code, tag in enumerate(TAGS)}


def _flags(names: str) -> Flags:
    return np.array([tag in names.split() for tag in TAGS], np.bool_)


_NEVER_FIRST = _flags("的 u 和 等 unquote close comma enumeration stop colon dot mark edge c 而")
_NEVER_LAST = _flags("的 和 quote open comma enumeration stop colon dot mark edge c p 在 由 以 而")
_CLAUSE_EDGE = _flags("edge comma stop colon open close quote unquote enumeration dash")

CLASSES = ("number", "unit", "time", "person", "place", "organisation", "noun", "verb", "quoted", "latin", "unknown",
            "quality", "date", "bracket", "other")  # fmt: skip
CLASS_CODES = {name: code for code, name in enumerate(CLASSES)}
_CLASS_OF_TAG = {
    "m": "number", "numeral": "number", "nr": "person", "nrt": "person", "nt": "organisation", "ns": "place",
    "unquote": "quoted", "close": "bracket", "eng": "latin", UNKNOWN: "unknown", "v": "verb", "a": "quality",
    "d": "quality", "q": "unit", "t": "time",
} | dict.fromkeys(("n", "nz", "j", "l", "vn", "s", "k", "b"), "noun")  # fmt: skip
_PLACE_END, _ORGANISATION_END = re.compile(f"(?:{PLACES})$"), re.compile(f"(?:{ORGANISATIONS})$")
_TIME_END = re.compile("(?:年|月|日|世纪|年代|时期|朝|代|时|天|周|小时|分钟|期|年间|初|末|朝代|时代)$")
_RANK_END = re.compile("[帝王皇氏公后]$")
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


class Candidates(NamedTuple):
    """The n candidates: the numbers of their first and last words, int64 (n,); whether each is a clause, bool (n,).

    A clause is a run between two marks or sentence ends; several clauses in a row count too.
    """

    first: Ints
    last: Ints
    is_clause: Flags


class TaggedText:
    """Folded sentences joined into one text of n words; a line end, tagged as an edge, separates two sentences.

    `tags` and `classes` are codes of `TAGS` and `CLASSES`, `start` and `end` the words' offsets in `text`, `sentence`
    the number of each word's sentence: all int64 (n,). `begins` is the offset of each sentence.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        """Tag the sentences; line ends within them count as spaces."""
        sentences = [sentence.replace("\n", " ") for sentence in sentences]
        self.words: list[Word] = []
        numbers: list[int] = []
        for number, sentence in enumerate(sentences):
            if number:
                self.words.append(Word("\n", MARK))
                numbers.append(number)
            tagged = words(sentence)
            self.words += tagged
            numbers += [number] * len(tagged)
        self.text = "\n".join(sentences)
        self.sentence = np.array(numbers, np.int64)
        self.begins = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)])[:-1]
        lengths = np.array([len(word.text) for word in self.words], np.int64)
        self.end = np.cumsum(lengths)
        self.start = self.end - lengths
        self.tags, self.classes = np.array(list(map(_codes, self.words)), np.int64).reshape(-1, 2).T.copy()

    def is_tag(self, name: str) -> Flags:
        """Which words have the tag: bool (n,)."""
        return np.asarray(self.tags == TAG_CODES[name], np.bool_)

    def padded_tags(self) -> Ints:
        """The tags with an edge before the first and after the last: int64 (n + 2,)."""
        edge = [TAG_CODES[_EDGE]]
        return np.concatenate([edge, self.tags, edge])

    def candidates(self) -> Candidates:
        """Every run of words within a sentence that can be a phrase, by its tags."""
        tags, n = self.tags, len(self.tags)
        padded = self.padded_tags()
        opens, closes = ~_NEVER_FIRST[tags], ~_NEVER_LAST[tags]
        clause_begins, clause_ends = _CLAUSE_EDGE[padded[:-2]] & opens, _CLAUSE_EDGE[padded[2:]] & closes
        begin, more = np.broadcast_arrays(np.arange(n), np.arange(min(_MAX_WORDS, n))[:, None])
        inside = begin + more < n
        begin, more = begin[inside], more[inside]
        left, right = np.flatnonzero(clause_begins), np.flatnonzero(clause_ends)
        distance = right[None, :] - left[:, None]
        long = np.nonzero((distance >= _MAX_WORDS) & (distance < MAX_CLAUSE_WORDS))
        first, last = np.append(begin, left[long[0]]), np.append(begin + more, right[long[1]])
        valid = opens[first] & closes[last] & self._balanced(first, last)
        first, last = first[valid], last[valid]
        return Candidates(first, last, clause_begins[first] & clause_ends[last])

    def _balanced(self, first: Ints, last: Ints) -> Flags:
        """Which runs stay within a sentence, and have all or none of each pair of quotation marks and brackets."""
        valid = count_inside(self.is_tag("stop") | self.is_tag(_EDGE), first, last) == 0
        for opening, closing in (("quote", "unquote"), ("open", "close")):
            depth = cumulative(self.is_tag(opening).astype(np.int64) - self.is_tag(closing))
            valid &= depth[first] == depth[last + 1]
        depth = cumulative(self.is_tag("quote").astype(np.int64) - self.is_tag("unquote"))
        ends_quotation = self.is_tag("unquote")[last] & ~self.is_tag("quote")[first] & (depth[first] > 0)
        return np.asarray(valid & ~ends_quotation, np.bool_)

    def dates(self, first: Ints, last: Ints) -> tuple[Flags, Flags, Flags]:
        """Which runs are a date, which only overlap one, and which begin inside a longer one: bool (n,) each."""
        covered = np.zeros(len(self.text), np.int64)
        whole = []
        for match in _DATE.finditer(self.text):
            covered[match.start() : match.end()] = 1
            whole.append(match.start() * len(covered) + match.end() - 1)
        start, end = self.start[first], self.end[last]
        covered_before = cumulative(covered)
        is_date = np.isin(start * len(covered) + end - 1, whole)
        return is_date, (covered_before[end] > covered_before[start]) & ~is_date, (covered[start] > 0) & ~is_date


def cumulative(values: NDArray[np.generic]) -> Ints:
    """The sums of the first 0, 1, …, n values: int64 (n + 1,)."""
    return np.concatenate([[0], np.cumsum(values, dtype=np.int64)])


def count_inside(flags: Flags, first: Ints, last: Ints) -> Ints:
    """How many words of each run are flagged: int64 (n,), for `flags` bool (words,)."""
    sums = cumulative(flags)
    return np.asarray(sums[last + 1] - sums[first])


@lru_cache(maxsize=8192)
def _codes(word: Word) -> tuple[int, int]:
    """The codes of its tag and of its class."""
    tag = _tag(word)
    return TAG_CODES[tag], CLASS_CODES[_class(word.text, tag)]


def _tag(word: Word) -> str:
    if word.text == "\n":
        return _EDGE
    if word.text in _TAG_OF_WORD:
        return _TAG_OF_WORD[word.text]
    if word.tag == MARK:
        return _TAG_OF_MARK.get(word.text, _OTHER_MARK)
    if word.tag == "m":
        return "m" if word.text[0].isascii() else "numeral"
    return _TAG_OF_TAG.get(word.tag) or (word.tag[0] if word.tag[0] in "varu" else _OTHER)


def _class(word: str, tag: str) -> str:
    """The kind of thing that a phrase with this last word names."""
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
