"""Few texts as tokens of the bundled model, from its mapped file: those that `tokenizers` gives.

`tokenizers` makes an object of each of the 250,002 pieces before its first text, which takes a second and 270 MB. Here
the pieces are sorted by their first bytes, and only those are read that begin as some place of a text does. Each text
then takes two to five times as long.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TokenIds = tuple[list[int], list[tuple[int, int]]]
WAVE, PLACEHOLDER = "～", "\U000f0000"  # NFKC would turn ～ into ~, but the model was trained with ～
_KEY_BYTES = 8  # of a piece, at least its first two characters
_UNKNOWN_PENALTY = 10.0  # below the score of the least likely piece, as in SentencePiece
# What Unicode calls White_Space; `\s` has some control characters more.
_WORD = re.compile("[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


class Pieces(NamedTuple):
    """The pieces of a vocabulary: that with the id i is `text[ends[i]:ends[i + 1]]`, in UTF-8; `scores` are float32."""

    text: NDArray[np.uint8]
    ends: NDArray[np.uint32]
    scores: NDArray[np.float32]


_Found = tuple[float, int]  # score and id of a piece
_ONLY_BEGINS: _Found = (-math.inf, 0)  # of what pieces begin with and is none itself


class Unigram:
    """The most likely pieces of texts (Kudo, arXiv 1804.10959, section 3.2). Safe to use from several threads."""

    def __init__(self, pieces: Pieces, vanishing: frozenset[str], spaces: frozenset[str], unknown: int) -> None:
        """`vanishing` characters are left out and `spaces` are read as such, before the text is brought into NFKC.

        `unknown` is the id of what the vocabulary lacks.
        """
        self._pieces, self._unknown = pieces, unknown
        self._vanishing = vanishing
        self._read_as: dict[int, str | None] = {ord(WAVE): PLACEHOLDER}
        self._read_as |= dict.fromkeys(map(ord, spaces), " ") | dict.fromkeys(map(ord, vanishing))
        self._unknown_score = float(pieces.scores.min()) - _UNKNOWN_PENALTY
        keys = _keys(pieces)
        order = np.argsort(keys)
        self._order, self._keys = order.data, keys[order].data  # whose numbers are plain ones of Python
        self._ends, self._scores = pieces.ends.data, pieces.scores.data
        self._known: dict[str, _Found | None] = {}

    def encode(self, text: str) -> TokenIds | None:
        """The token ids of a text, without those at its ends, and the [start, end) of each token in it.

        None where versions of Unicode may differ about the text, or its characters change one another in NFKC: of a
        letter and an accent behind it.
        """
        normal = self._normal(text)
        if normal is None:
            return None
        characters, places = normal
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for match in _WORD.finditer(characters):
            at = match.start() - 1  # where the mark that begins a word would stand
            for piece, start, end in self._most_likely("▁" + match.group()):
                ids.append(piece)
                offsets.append((places[max(at + start, match.start())], places[max(at + end - 1, match.start())] + 1))
        return ids, offsets

    def _normal(self, text: str) -> tuple[str, list[int] | range] | None:
        """The text in NFKC as the model reads it, and the place in the text of each of its characters."""
        places: list[int] | range = range(len(text))
        if not self._vanishing.isdisjoint(text):
            places = [place for place in places if text[place] not in self._vanishing]
        read = text.translate(self._read_as)
        if not read.isascii() and not all(map(_is_settled, set(read))):
            return None
        if not unicodedata.is_normalized("NFKC", read):
            forms = [unicodedata.normalize("NFKC", character) for character in read]
            if unicodedata.normalize("NFKC", read) != "".join(forms):
                return None
            places = [place for place, form in zip(places, forms, strict=True) for _ in form]
            read = "".join(forms)
        return read.replace(PLACEHOLDER, WAVE), places

    def _most_likely(self, word: str) -> list[tuple[int, int, int]]:
        """The id and [start, end) of each piece of the word; what is unknown in a row is one."""
        count = len(word)
        scores, begins, ids = [0.0] + [-math.inf] * count, [0] * (count + 1), [0] * (count + 1)
        known = self._known
        for start in range(count):
            here = scores[start]
            for end in range(start + 1, count + 1):
                beginning = word[start:end]
                found = known[beginning] if beginning in known else self._look_up(beginning)
                if end == start + 1 and (found is None or found is _ONLY_BEGINS):
                    score, piece = self._unknown_score, self._unknown
                elif found is None:
                    break
                else:
                    score, piece = found
                if here + score > scores[end]:
                    scores[end], begins[end], ids[end] = here + score, start, piece
        path: list[tuple[int, int, int]] = []
        end = count
        while end:
            if path and ids[end] == self._unknown == path[-1][0]:
                path[-1] = (self._unknown, begins[end], path[-1][2])
            else:
                path.append((ids[end], begins[end], end))
            end = begins[end]
        return path[::-1]

    def _look_up(self, beginning: str) -> _Found | None:
        """Score and id of a piece, which are then kept; None where no piece begins so."""
        text, ends, order = self._pieces.text, self._ends, self._order
        data = beginning.encode()
        least, most = (int.from_bytes(data[:_KEY_BYTES].ljust(_KEY_BYTES, fill)) for fill in (b"\0", b"\xff"))
        place = bisect_left(self._keys, least)
        found = None
        if len(data) < _KEY_BYTES and data[-1]:  # the piece itself has the least key, what begins so stands behind it
            if place < len(order) and self._keys[place] <= most:
                found = self._scored(order[place]) if self._keys[place] == least else _ONLY_BEGINS
        else:
            for piece in order[place : bisect_right(self._keys, least, place)]:
                size = ends[piece + 1] - ends[piece]
                if size >= len(data) and text[ends[piece] : ends[piece] + len(data)].tobytes() == data:
                    found = self._scored(piece) if size == len(data) else found or _ONLY_BEGINS
        self._known[beginning] = found
        return found

    def _scored(self, piece: int) -> _Found:
        return self._scores[piece], piece


def _keys(pieces: Pieces) -> NDArray[np.uint64]:
    """The first bytes of each piece as one number, most significant first, with zeros behind a shorter one."""
    starts, ends = pieces.ends[:-1].astype(np.int64), pieces.ends[1:].astype(np.int64)
    keys = np.zeros(len(starts), np.uint64)
    for place in range(_KEY_BYTES):
        at = starts + place
        byte = pieces.text[np.minimum(at, len(pieces.text) - 1)]
        keys = keys << np.uint64(8) | np.where(at < ends, byte, 0).astype(np.uint64)
    return keys


@lru_cache(maxsize=65536)
def _is_settled(character: str) -> bool:
    """Whether every version of Unicode since 3.2 that may be in use has the same normal form of a character.

    That of an assigned character never changes; a later version may assign others. One that is no mark and its own
    normal form is read as it is also by those that do not know it.
    """
    if unicodedata.ucd_3_2_0.category(character) != "Cn":
        return True
    is_stable = unicodedata.normalize("NFKC", character) == character
    return is_stable and unicodedata.category(character)[0] not in "M" and unicodedata.category(character) != "Cn"
