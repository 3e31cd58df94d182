"""Aligns a wording with the place of a text that is most like it, with the fewest characters changed.

Edit distance by bit vectors (Myers, A fast bit-vector algorithm for approximate string matching, 1999, in the form of
Hyyrö, 2003), over Python's integers, so that a wording may have any length. The vectors of every column are kept, which
gives the alignment itself without a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_SLACK = 8  # characters looked at on both sides of a region, beside a quarter of the wording
_MAX_PAIRS = 200  # pairs of the wording that are looked up to find regions
_MAX_PLACES = 60  # of one pair


@dataclass(frozen=True, slots=True)
class Alignment:
    """A wording against the characters [start, end) of a text. `distance`: changed, lacking and added characters.

    `pairs` are the (place in the wording, place in the text) of the characters that are equal, ascending.
    """

    start: int
    end: int
    distance: int
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """[start, end) of the wording stands for [text_start, text_end) of the text; one of them may be empty."""

    start: int
    end: int
    text_start: int
    text_end: int


def align(wording: str, text: str) -> Alignment | None:
    """The first place of the text with the least distance; None if one of the two is empty.

    Takes time in proportion to the length of the text, for each 30 characters of the wording.
    """
    m = len(wording)
    if not m or not text:
        return None
    masks: dict[str, int] = {}
    for i, character in enumerate(wording):
        masks[character] = masks.get(character, 0) | 1 << i
    full, top = (1 << m) - 1, 1 << (m - 1)
    up, down, score = full, 0, m
    scores, diagonals, ups = [], [], []
    for character in text:
        mask = masks.get(character, 0)
        diagonal = (((mask & up) + up) ^ up) | mask | down
        right_up, right_down = (down | ~(up | diagonal)) & full, up & diagonal
        score += bool(right_up & top) - bool(right_down & top)
        shifted = (right_up << 1) & full
        down, up = shifted & diagonal, ((right_down << 1) | ~(shifted | diagonal)) & full
        scores.append(score)
        diagonals.append(diagonal)
        ups.append(up)
    return _traced(wording, text, _end(scores), scores, diagonals, ups)


def _end(scores: Sequence[int]) -> int:
    """The end of the first place with the least distance; of neighbouring ends the last, so that a last character that
    differs is a changed one rather than an added one.
    """
    least = min(scores)
    end = scores.index(least)
    while end + 1 < len(scores) and scores[end + 1] == least:
        end += 1
    return end + 1


def _traced(
    wording: str, text: str, end: int, scores: Sequence[int], diagonals: Sequence[int], ups: Sequence[int]
) -> Alignment:
    """The alignment that ends at `end`: equal characters first, then changed ones, added ones, lacking ones."""
    i, j, pairs = len(wording), end, []
    while i and j:
        bit = i - 1
        if wording[i - 1] == text[j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif not diagonals[j - 1] >> bit & 1:
            i, j = i - 1, j - 1
        elif ups[j - 1] >> bit & 1:
            i -= 1
        else:
            j -= 1
    return Alignment(j, end, scores[end - 1], tuple(reversed(pairs)))


def moved(alignment: Alignment, by: int) -> Alignment:
    """The same alignment, `by` characters further on in the text."""
    pairs = tuple((i, j + by) for i, j in alignment.pairs)
    return Alignment(alignment.start + by, alignment.end + by, alignment.distance, pairs)


def edits(alignment: Alignment, wording: str, text: str) -> list[Edit]:
    """What differs, each run of differing characters once; two characters that changed places are one edit."""
    runs, i, j = list[Edit](), 0, alignment.start
    for a, b in (*alignment.pairs, (len(wording), alignment.end)):
        if a > i or b > j:
            runs.append(Edit(i, a, j, b))
        i, j = a + 1, b + 1
    joined: list[Edit] = []
    for edit in runs:
        both = Edit(joined[-1].start, edit.end, joined[-1].text_start, edit.text_end) if joined else edit
        if joined and is_swap(both, wording, text):
            joined[-1] = both
        else:
            joined.append(edit)
    return joined


def is_swap(edit: Edit, wording: str, text: str) -> bool:
    """Whether the edit is two neighbouring characters in the other order."""
    here, there = wording[edit.start : edit.end], text[edit.text_start : edit.text_end]
    return len(here) == 2 and here == there[::-1] and here != there


def region(wording: str, text: str) -> tuple[int, int]:
    """The part of the text where most pairs of the wording stand in its order, with room on both sides; empty if none
    of them stands in it.
    """
    m = len(wording)
    step = max(1, (m - 1) // _MAX_PAIRS)
    width = max(4, m // 8)
    buckets: Counter[int] = Counter()
    for i in range(0, max(1, m - 1), step):
        pair, found = wording[i : i + 2], -1
        for _ in range(_MAX_PLACES):
            found = text.find(pair, found + 1)
            if found < 0:
                break
            buckets[(found - i) // width] += 1
    if not buckets:
        return 0, 0
    best = max(buckets, key=lambda bucket: (buckets[bucket] + buckets.get(bucket + 1, 0), -bucket))
    slack = m // 4 + _SLACK
    return max(0, best * width - slack), max(0, min(len(text), (best + 2) * width + m + slack))
