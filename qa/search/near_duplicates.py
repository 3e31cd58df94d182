"""The same story in several papers: passages that say the same are one hit, shown with all its places.

Two passages say the same where most of their letters do (Jaccard of runs of four letters, after folding, punctuation
left aside; Broder, On the resemblance and containment of documents, 1997), and where the sentence that matters to the
question is in both with its numbers: a report that was cut before that sentence, or gives another figure, stays a hit
of its own. The measures are those of `benchmarks/duplicates.py`. Knows passages and candidates, neither store nor
files. A story in other words is another story here.
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
from qa.search.ranking import Candidate, Texts

Span = tuple[int, int]

_DEPTH = 30  # passages that are compared at first; the search has read as many anyhow
_RUN = 4  # letters
_ALIKE = 0.4  # of the runs of two passages, the share in both
_BITS = np.uint32(16)  # of a run's hash: two passages of 500 letters share four runs by chance
_SAID = 0.75  # of a sentence's runs, the share that the other passage holds
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_QUOTES = str.maketrans("「」『』“”‘’", "\"\"''\"\"''")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_SHIFT = np.uint32(15)
_MIX = np.uint32(0x9E3779B1)  # the golden ratio, by which Knuth multiplies


class ShingleSets(NamedTuple):
    """Runs of letters by their hashes: text i has `runs[ends[i]:ends[i + 1]]`, uint16, ascending, each once."""

    runs: NDArray[np.uint16]
    ends: NDArray[np.int64]

    def of(self, text: int) -> NDArray[np.uint16]:
        """The runs of one text."""
        return self.runs[self.ends[text] : self.ends[text + 1]]


class NearDuplicates:
    """Passages found for a question, best first, and which of them say the same."""

    def __init__(self, found: Sequence[tuple[Candidate, Passage]]) -> None:
        """Compare the texts of the passages."""
        self.found = tuple(found)
        self._held = _held([passage.text for _, passage in found])
        self._alike = _alike(self._held)
        self._closest = [closest(candidate, passage) for candidate, passage in found]
        self._groups = self._grouped({})

    def groups(self, spans: Mapping[int, Span] | None = None) -> list[list[int]]:
        """Places in `found` that are one hit each, the best first, by the best of each.

        `spans` says for some places which part of the article's text the others must say too; elsewhere it is the
        sentence closest to the question.
        """
        asked = {place: span for place, span in (spans or {}).items() if span != self._closest[place]}
        if not any(self._alike[place] for place in asked):
            return self._groups
        return self._grouped(asked)

    def _grouped(self, spans: Mapping[int, Span]) -> list[list[int]]:
        groups: list[list[int]] = []
        taken: set[int] = set()
        for leader in range(len(self.found)):
            if leader in taken:
                continue
            group = [leader]
            near = [place for place in self._alike[leader] if place > leader and place not in taken]
            if near:
                said = self._said(leader, spans.get(leader, self._closest[leader]))
                numbers, runs = _numbers(said), _held([said]).runs
                group += [place for place in near if self._says(place, numbers, runs)]
            taken.update(group)
            groups.append(group)
        return groups

    def _said(self, place: int, span: Span) -> str:
        """What a passage says at a span of its article, without the dateline, which every paper changes."""
        passage = self.found[place][1]
        said = passage.text[span[0] - passage.start : span[1] - passage.start]
        dateline = find_dateline(said)
        return said[dateline.end :] if dateline is not None else said

    def _says(self, place: int, numbers: frozenset[str], runs: NDArray[np.uint16]) -> bool:
        """Whether the passage says this too: holds nearly all its runs of letters, and all its numbers."""
        held = self._held.of(place)
        if len(runs) and float((held[np.searchsorted(held[:-1], runs)] == runs).mean()) < _SAID:
            return False
        return numbers <= _numbers(self.found[place][1].text)


class Find(Protocol):
    """`qa.search.ranking.search` for one question."""

    def __call__(self, k: int, *, texts: Texts) -> Sequence[Candidate]:
        """The k best passages."""
        ...


def group_duplicates(find: Find, texts: Texts, k: int) -> NearDuplicates:
    """So many of the passages that k different hits are among them, where there are as many."""
    read: dict[int, tuple[str, Passage]] = {}

    def kept(numbers: Sequence[int]) -> Mapping[int, tuple[str, Passage]]:
        read.update(texts([number for number in numbers if number not in read]))
        return read

    depth = max(k, _DEPTH)
    while True:
        candidates = find(depth, texts=kept)
        told = NearDuplicates([(candidate, read[candidate.number][1]) for candidate in candidates])
        if len(candidates) < depth or len(told.groups()) >= k:
            return told
        depth *= 2


def locate(said: str, passage: Passage) -> Span | None:
    """Where in the passage's article the same stands, in whatever script and kind of quotation marks; None if nowhere.

    Both are as long: what is found is as long as `said`.
    """
    at = fold(passage.text).translate(_QUOTES).find(fold(said).translate(_QUOTES))
    return (passage.start + at, passage.start + at + len(said)) if at >= 0 else None


def closest(candidate: Candidate, passage: Passage) -> Span:
    """The sentence that is closest to the question."""
    return passage.sentences[max(range(len(candidate.sentences)), key=candidate.sentences.__getitem__)]


@lru_cache(maxsize=1024)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(_THOUSANDS.sub("", fold(text))))


def _held(texts: Sequence[str]) -> ShingleSets:
    """Which runs of letters each text holds."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = _folded().take(codes, mode="clip")  # all characters beyond the basic plane are its last letter
    kept = np.flatnonzero(letters)
    letters = letters[kept]
    rows = np.repeat(np.arange(len(texts), dtype=np.uint32), [len(text) for text in texts])[kept]
    length = max(0, len(letters) - _RUN + 1)
    runs = np.zeros(length, np.uint32)
    for i in range(_RUN):
        runs ^= runs >> _SHIFT
        runs *= _MIX
        runs += letters[i : i + length]
    runs *= _MIX
    within = rows[:length] == rows[_RUN - 1 : _RUN - 1 + length]
    cells = ((rows[:length] << _BITS) | (runs >> _BITS))[within]
    cells.sort()  # and not `unique`, which is slower by three times
    cells = cells[np.append(True, cells[1:] != cells[:-1])[: len(cells)]]
    return ShingleSets(cells.astype(np.uint16), np.searchsorted(cells, np.arange(len(texts) + 1) << int(_BITS)))


@lru_cache(maxsize=1)
def _folded() -> NDArray[np.uint32]:
    """What each character of the basic plane counts as: folded, 0 where it is no letter or digit."""
    chars = fold("".join(map(chr, range(0x10000))))
    return np.array([ord(char) if char.isalnum() else 0 for char in chars] + [0x10000], np.uint32)


def _alike(held: ShingleSets) -> list[list[int]]:
    """For each text, those that hold nearly the same, itself left out, ascending."""
    sizes = np.diff(held.ends)
    order = np.argsort(held.runs, kind="stable")  # by the runs, each with its texts ascending
    runs, texts = held.runs[order], np.repeat(np.arange(len(sizes)), sizes)[order]
    pairs, left, by = [], np.arange(len(runs)), 1
    while len(left):  # two texts of one run stand `by` places apart
        left = left[: np.searchsorted(left, len(runs) - by)]
        left = left[runs[left] == runs[left + by]]
        pairs.append(texts[left] * len(sizes) + texts[left + by])
        by += 1
    found, common = np.unique(np.concatenate([*pairs, np.zeros(0, np.int64)]), return_counts=True)
    one, other = np.divmod(found, max(1, len(sizes)))
    near = common / (sizes[one] + sizes[other] - common) >= _ALIKE
    alike: list[list[int]] = [[] for _ in sizes]
    for a, b in zip(one[near].tolist(), other[near].tolist(), strict=True):
        alike[a].append(b)
        alike[b].append(a)
    return [sorted(of_one) for of_one in alike]
