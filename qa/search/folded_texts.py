"""Many texts folded at once, as text and as code points, with how much of each is in Chinese and in Latin script.

A table does for all characters what `corpus.text.fold` does for one after the other, in a third of the time.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.text import BY_CONTEXT, fold, fold_code, script_of_code

Codes = NDArray[np.uint32]
_CODE_POINTS = 0x110000
_FOLDED = np.zeros(_CODE_POINTS, np.uint32)  # the folded code point of each that has occurred; of others 0
_SCRIPTS = np.zeros(_CODE_POINTS, np.uint8)  # filled together with `_FOLDED`
_HAN, _LATIN = 1, 2


class FoldedTexts:
    """The texts, folded.

    - `texts`: each as `corpus.text.fold` gives it.
    - `codes`: the code points of all of them, one after the other, uint32 (characters,).
    - `ends`: text i has `codes[ends[i]:ends[i + 1]]`, int64 (texts + 1,).
    - `han`, `latin`: how many of the characters of each text, before folding, are in either script, int64 (texts,).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Fold them."""
        self.ends = np.cumsum([0, *map(len, texts)])
        codes = codes_of("".join(texts))
        self.codes = _folded(codes)
        joined = self.codes.tobytes().decode("utf-32-le", "surrogatepass")
        if any(character in joined for character in BY_CONTEXT):
            joined = "".join(map(fold, texts))
            self.codes = codes_of(joined)
        self.texts = [joined[start:end] for start, end in itertools.pairwise(self.ends.tolist())]
        scripts = _SCRIPTS.take(codes)
        self.han, self.latin = (
            np.diff(np.concatenate([[0], np.cumsum(scripts == script)])[self.ends]) for script in (_HAN, _LATIN)
        )


def codes_of(text: str) -> Codes:
    """The code points of a text, uint32 (characters,)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _folded(codes: Codes) -> Codes:
    folded = _FOLDED.take(codes)
    if not folded.all():
        for code in set(codes[folded == 0].tolist()):
            _SCRIPTS[code] = {"han": _HAN, "latin": _LATIN}.get(script_of_code(code), 0)
            _FOLDED[code] = fold_code(code)
        folded = _FOLDED.take(codes)
    return folded
