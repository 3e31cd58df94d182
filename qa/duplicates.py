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
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from corpus.dateline import find_dateline
from corpus.records import Passage
from corpus.text import fold
from qa.retriever import Candidate, Texts

Span = tuple[int, int]

_DEPTH = 30  # passages that are compared at first; the search has read as many anyhow
_RUN = 4  # letters
_ALIKE = 0.4  # of the runs of two passages, the share in both
_BITS = 16  # of a run's hash: two passages of 500 letters share four runs by chance
_SAID = 0.75  # of a sentence's runs, the share that the other passage holds
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_QUOTES = str.maketrans("「」『』“”‘’", "\"\"''\"\"''")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_MIX = np.uint32(0x9E3779B1)  # the golden ratio, by which Knuth multiplies


class Tellings:
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
                numbers, runs = _numbers(said), _held([said]).indices
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

    def _says(self, place: int, numbers: frozenset[str], runs: NDArray[np.int32]) -> bool:
        """Whether the passage says this too: holds nearly all its runs of letters, and all its numbers."""
        held = self._held.indices[self._held.indptr[place] : self._held.indptr[place + 1]]
        if len(runs) and float((held[np.searchsorted(held[:-1], runs)] == runs).mean()) < _SAID:
            return False
        return numbers <= _numbers(self.found[place][1].text)


class Find(Protocol):
    """`qa.retriever.search` for one question."""

    def __call__(self, k: int, *, texts: Texts) -> Sequence[Candidate]:
        """The k best passages."""
        ...


def tellings(find: Find, texts: Texts, k: int) -> Tellings:
    """So many of the passages that k different hits are among them, where there are as many."""
    read: dict[int, tuple[str, Passage]] = {}

    def kept(numbers: Sequence[int]) -> Mapping[int, tuple[str, Passage]]:
        read.update(texts([number for number in numbers if number not in read]))
        return read

    depth = max(k, _DEPTH)
    while True:
        candidates = find(depth, texts=kept)
        told = Tellings([(candidate, read[candidate.number][1]) for candidate in candidates])
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


def _held(texts: Sequence[str]) -> Any:
    """Which runs of letters each text holds: a sparse matrix of ones, a row a text, a column a hash of a run."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = _folded().take(codes, mode="clip")  # all characters beyond the basic plane are its last letter
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) for text in texts])[letters > 0]
    letters = letters[letters > 0]
    length = max(0, len(letters) - _RUN + 1)
    runs = np.zeros(length, np.uint32)
    for i in range(_RUN):
        runs = (runs ^ (runs >> np.uint32(15))) * _MIX + letters[i : i + length]
    within = rows[:length] == rows[_RUN - 1 : _RUN - 1 + length]
    columns = (runs * _MIX >> np.uint32(32 - _BITS))[within]
    cells = np.sort((rows[:length][within] << _BITS) | columns)  # and not `unique`, which is slower by three times
    cells = cells[np.diff(cells, prepend=-1) > 0]
    ends = np.searchsorted(cells, np.arange(len(texts) + 1) << _BITS)
    ones = np.ones(len(cells), np.int32)
    return sparse.csr_array((ones, cells & ((1 << _BITS) - 1), ends), shape=(len(texts), 1 << _BITS))


@lru_cache(maxsize=1)
def _folded() -> NDArray[np.uint32]:
    """What each character of the basic plane counts as: folded, 0 where it is no letter or digit."""
    chars = fold("".join(map(chr, range(0x10000))))
    return np.array([ord(char) if char.isalnum() else 0 for char in chars] + [0x10000], np.uint32)


def _alike(held: Any) -> list[list[int]]:
    """For each row, those that hold nearly the same, itself left out, ascending."""
    sizes = held.sum(axis=1)
    common = (held @ held.T).tocoo()
    share = common.data / (sizes[common.row] + sizes[common.col] - common.data)
    near = (share >= _ALIKE) & (common.row != common.col)
    alike: list[list[int]] = [[] for _ in sizes]
    for row, column in sorted(zip(common.row[near].tolist(), common.col[near].tolist(), strict=True)):
        alike[row].append(column)
    return alike
