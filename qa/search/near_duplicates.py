"""Groups passages that say the same, such as one story in several papers, into one hit.

Two passages say the same if most of their letters agree (Jaccard similarity of runs of four letters after folding,
without punctuation; Broder, On the resemblance and containment of documents, 1997), and if the sentence that matters to
the question is in both, with its numbers. A report that was cut before that sentence, or that gives another figure,
stays a hit of its own. The thresholds come from `benchmarks/duplicates.py`. A retelling in other words is not found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.dateline import find_dateline
from corpus.records import Passage
from corpus.text import fold
from qa.search.features import Span
from qa.search.ranking import Candidate, Texts

_DEPTH = 30  # passages that are compared at first; the search reads as many anyway
_RUN = 4  # letters
_MIN_SIMILARITY = 0.4  # the share of the runs of two passages that is in both
_HASH_BITS = np.uint32(16)  # of a run: two passages of 500 letters then share four runs by chance
_MIN_SENTENCE_SHARE = 0.75  # the share of a sentence's runs that the other passage must contain
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_QUOTES = str.maketrans("「」『』“”‘’", "\"\"''\"\"''")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_BEYOND = np.uint32(0x10000)  # all characters beyond the basic plane count as one letter
_UNSEEN = np.uint32(0xFFFFFFFF)
_LETTERS = np.full(int(_BEYOND) + 1, _UNSEEN)  # see `_letters`; filled as characters occur
_LETTERS[_BEYOND] = _BEYOND
_SHIFT = np.uint32(15)
_MIX = np.uint32(0x9E3779B1)  # the golden ratio, by which Knuth multiplies


class ShingleSets(NamedTuple):
    """Hashed runs of letters of n texts.

    Text i has `hashes[ends[i]:ends[i + 1]]`, uint16, ascending and distinct; `ends` is int64 (n + 1,).
    """

    hashes: NDArray[np.uint16]
    ends: NDArray[np.int64]

    def of(self, text: int) -> NDArray[np.uint16]:
        """The hashes of one text, uint16, ascending."""
        return self.hashes[self.ends[text] : self.ends[text + 1]]


class NearDuplicates:
    """The passages found for a question, best first, and which of them say the same."""

    def __init__(self, found: Sequence[tuple[Candidate, Passage]]) -> None:
        """Compare the texts of the passages."""
        self.found = tuple(found)
        self._shingles = _shingle_sets([passage.text for _, passage in found])
        self._similar = _similar_texts(self._shingles)
        self._closest = [closest(candidate, passage) for candidate, passage in found]
        self._groups = self._grouped({})

    def groups(self, spans: Mapping[int, Span] | None = None) -> list[list[int]]:
        """Positions in `found`, grouped into hits: best hit first, and the best passage first in each.

        The passages of a group must agree on one sentence of the best passage. That is the sentence closest to the
        question, or the span of the article's text that `spans` names for the passage's position.
        """
        named = {place: span for place, span in (spans or {}).items() if span != self._closest[place]}
        if not any(self._similar[place] for place in named):
            return self._groups
        return self._grouped(named)

    def _grouped(self, spans: Mapping[int, Span]) -> list[list[int]]:
        groups: list[list[int]] = []
        taken: set[int] = set()
        for leader in range(len(self.found)):
            if leader in taken:
                continue
            group = [leader]
            similar = [place for place in self._similar[leader] if place > leader and place not in taken]
            if similar:
                sentence = self._text_at(leader, spans.get(leader, self._closest[leader]))
                numbers, hashes = _numbers(sentence), _shingle_sets([sentence]).hashes
                group += [place for place in similar if self._contains(place, numbers, hashes)]
            taken.update(group)
            groups.append(group)
        return groups

    def _text_at(self, place: int, span: Span) -> str:
        """The text of a passage at a span of its article, without the dateline, which differs between papers."""
        passage = self.found[place][1]
        text = passage.text[span[0] - passage.start : span[1] - passage.start]
        dateline = find_dateline(text)
        return text[dateline.end :] if dateline is not None else text

    def _contains(self, place: int, numbers: frozenset[str], hashes: NDArray[np.uint16]) -> bool:
        """Whether the passage contains nearly all these runs of letters, and all these numbers."""
        own = self._shingles.of(place)
        # A binary search for membership: without the last one, every index that it gives is within `own`.
        if len(hashes) and float((own[np.searchsorted(own[:-1], hashes)] == hashes).mean()) < _MIN_SENTENCE_SHARE:
            return False
        return numbers <= _numbers(self.found[place][1].text)


class Find(Protocol):
    """`qa.search.ranking.search` for one question."""

    def __call__(self, k: int, *, texts: Texts) -> Sequence[Candidate]:
        """The k best passages, best first."""
        ...


def group_duplicates(find: Find, texts: Texts, k: int) -> NearDuplicates:
    """Enough of the best passages to give k different hits, or all passages if there are fewer."""
    read: dict[int, tuple[str, Passage]] = {}

    def read_once(numbers: Sequence[int]) -> Mapping[int, tuple[str, Passage]]:
        read.update(texts([number for number in numbers if number not in read]))
        return read

    depth = max(k, _DEPTH)
    while True:
        candidates = find(depth, texts=read_once)
        duplicates = NearDuplicates([(candidate, read[candidate.number][1]) for candidate in candidates])
        if len(candidates) < depth or len(duplicates.groups()) >= k:
            return duplicates
        depth *= 2


def locate(text: str, passage: Passage) -> Span | None:
    """Where the passage's article has the same text, in either script and any quotation marks; None if it does not.

    The span is as long as `text`.
    """
    start = fold(passage.text).translate(_QUOTES).find(fold(text).translate(_QUOTES))
    return (passage.start + start, passage.start + start + len(text)) if start >= 0 else None


def closest(candidate: Candidate, passage: Passage) -> Span:
    """The span of the sentence closest to the question by its vector."""
    return passage.sentences[max(range(len(candidate.sentences)), key=candidate.sentences.__getitem__)]


@lru_cache(maxsize=1024)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(_THOUSANDS.sub("", fold(text))))


def _shingle_sets(texts: Sequence[str]) -> ShingleSets:
    """The hashed runs of letters of each text."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = _letters(np.minimum(codes, _BEYOND))
    lettered = np.flatnonzero(letters)
    letters = letters[lettered]
    rows = np.repeat(np.arange(len(texts), dtype=np.uint32), [len(text) for text in texts])[lettered]
    length = max(0, len(letters) - _RUN + 1)
    hashes = np.zeros(length, np.uint32)
    for i in range(_RUN):
        hashes ^= hashes >> _SHIFT
        hashes *= _MIX
        hashes += letters[i : i + length]
    hashes *= _MIX
    within = rows[:length] == rows[_RUN - 1 : _RUN - 1 + length]
    cells = ((rows[:length] << _HASH_BITS) | (hashes >> _HASH_BITS))[within]
    cells.sort()  # `np.unique` takes three times as long
    cells = cells[np.append(True, cells[1:] != cells[:-1])[: len(cells)]]
    ends = np.searchsorted(cells, np.arange(len(texts) + 1) << int(_HASH_BITS))
    return ShingleSets(cells.astype(np.uint16), ends)


def _letters(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The folded code point of each, 0 where that is no letter or digit."""
    new = codes[_LETTERS[codes] == _UNSEEN]
    for code in set(new.tolist()):
        char = fold(chr(code))
        _LETTERS[code] = ord(char) if char.isalnum() else 0
    return np.asarray(_LETTERS[codes])


def _similar_texts(shingles: ShingleSets) -> list[list[int]]:
    """For each text the numbers of the similar ones, ascending, without itself."""
    sizes = np.diff(shingles.ends)
    order = np.argsort(shingles.hashes, kind="stable")  # by hash; the texts that share one stay ascending
    hashes, texts = shingles.hashes[order], np.repeat(np.arange(len(sizes)), sizes)[order]
    # Two texts that share a hash stand `step` places apart: collect the pairs for step 1, 2, … until none is left.
    pairs, left, step = [], np.arange(len(hashes)), 1
    while len(left):
        left = left[: np.searchsorted(left, len(hashes) - step)]
        left = left[hashes[left] == hashes[left + step]]
        pairs.append(texts[left] * len(sizes) + texts[left + step])
        step += 1
    distinct, common = np.unique(np.concatenate([*pairs, np.zeros(0, np.int64)]), return_counts=True)
    one, other = np.divmod(distinct, max(1, len(sizes)))
    near = common / (sizes[one] + sizes[other] - common) >= _MIN_SIMILARITY
    similar: list[list[int]] = [[] for _ in sizes]
    for a, b in zip(one[near].tolist(), other[near].tolist(), strict=True):
        similar[a].append(b)
        similar[b].append(a)
    return [sorted(of_text) for of_text in similar]
