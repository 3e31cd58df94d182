"""Examples as the reader's input: token ids, which tokens may begin or end an answer, and which do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.train_reader.examples import Example

_MAX_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Feature:
    """n tokens. `allowed` is 1 where a token belongs to a text and 0 elsewhere; `starts` and `ends` are targets.

    A target of 1 is an answer's first or last token, 0 none, -1 a doubtful one. Without an answer the target is the
    first token. All are int8 (n,) but `ids`, int32 (n,).
    """

    ids: NDArray[np.int32]
    allowed: NDArray[np.int8]
    starts: NDArray[np.int8]
    ends: NDArray[np.int8]
    is_list: bool


class Featuriser:
    """Makes features with the model's tokenizer, in the form that `embeddings.reader` reads."""

    def __init__(self, tokenizer: Any) -> None:
        """Take the `tokenizers.Tokenizer` of the model."""
        self._tokenizer = tokenizer
        self._begin, self._end = (tokenizer.token_to_id(token) for token in ("<s>", "</s>"))

    def features(self, examples: Sequence[Example]) -> list[Feature]:
        """One feature an example, without those whose answer does not fit into the window."""
        texts = [
            text
            for one in examples
            for text in (f"query: {one.question}", *(t for p in one.pieces for t in (p.heading, p.text)))
        ]
        encoded = iter(self._tokenizer.encode_batch([_plain(t) for t in texts], add_special_tokens=False))
        made = [self._feature(one, encoded) for one in examples]
        return [one for one in made if one is not None]

    def _feature(self, example: Example, encoded: Any) -> Feature | None:
        ids = [self._begin, *next(encoded).ids[:80], self._end]
        allowed, starts, ends = [0] * len(ids), [0] * len(ids), [0] * len(ids)
        wanted = any(one.answers for one in example.pieces)
        for one in example.pieces:
            heading, body = next(encoded), next(encoded)
            ids += [self._end, *heading.ids[:40], *body.ids]
            skipped = 1 + len(heading.ids[:40])
            allowed += [0] * skipped + [1] * len(body.ids)
            marks = _marks(body.offsets, one.answers, one.doubtful)
            starts += [0] * skipped + marks[0]
            ends += [0] * skipped + marks[1]
        ids.append(self._end)
        for row in (allowed, starts, ends):
            row.append(0)
            del row[_MAX_TOKENS:]
        if wanted and (1 not in starts or 1 not in ends):
            return None
        if not wanted:
            starts[0] = ends[0] = 1
        arrays = [np.array(row, np.int8) for row in (allowed, starts, ends)]
        return Feature(np.array(ids[:_MAX_TOKENS], np.int32), *arrays, example.is_list)


def _plain(text: str) -> str:
    """The text without what the tokenizer would take for a special token."""
    return text.replace("<s>", " s ").replace("</s>", " /s ").replace("<pad>", " pad ").replace("<mask>", " mask ")


def _marks(
    offsets: Sequence[tuple[int, int]], answers: Sequence[tuple[int, int]], doubtful: Sequence[tuple[int, int]]
) -> tuple[list[int], list[int]]:
    starts, ends = [0] * len(offsets), [0] * len(offsets)
    for value, spans in ((-1, doubtful), (1, answers)):
        for a, b in spans:
            inside = [i for i, (s, e) in enumerate(offsets) if s < b and e > a and e > s]
            if inside:
                starts[inside[0]], ends[inside[-1]] = value, value
    return starts, ends
