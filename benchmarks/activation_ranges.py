"""Measures what each linear layer is given, for its 8 bits: `python -m benchmarks.activation_ranges [--models scorer]`.

Writes embeddings/activation_ranges.json: for each layer of the bundled model, the reader and the continuation scorer,
the least and the greatest number over all texts, with a margin, and the columns that are left out of both as they hold
far larger ones (`embeddings/eight_bits.py`). The texts are invented news in both scripts and English,
questions about them, and their lines as blocks of a page. Then prints how far 8 bits lie from float32 on other texts:
the cosine of the vectors, and the mean difference of the scores of both others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from torch.nn import functional

from benchmarks.train_reader.invented import Exercise, exercises
from embeddings import bert, bundled, continuation_scorer
from embeddings.continuation_scorer import ContinuationScorer
from embeddings.delta import read_file, unpacked
from embeddings.eight_bits import FILE, ranges
from embeddings.span_reader import FILE as READER
from embeddings.span_reader import SpanReader
from embeddings.types import Vectors
from embeddings.weights_file import WeightsFile

_MODELS = ["encoder", "reader", "scorer"]
_OUTLIERS = 8  # columns; more change little
_MARGIN = 1.05
_WORDS = "embeddings.word_embeddings.weight"
Given = tuple[list[int], bert.Groups | None]  # the ids of a text, and of which tokens see which


class Measured:
    """A model in float32 that remembers, for each linear layer, the least and the greatest number in each column."""

    def __init__(self, file: WeightsFile, replaced: Mapping[str, Vectors], layers: int) -> None:
        """Take the bundled model, the weights that another has in place of its own, and how many layers it has."""
        self._embed = bert.embedder(lambda ids: file.rows(_WORDS, ids), file.tensor, file.epsilon)
        self._file, self.replaced, self.layers = file, replaced, layers
        self._weights: dict[str, torch.Tensor] = {}
        self.bounds: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}

    def tensor(self, name: str) -> Vectors:
        """A weight by its name."""
        found = self.replaced.get(name)
        return self._file.tensor(name) if found is None else found

    def __call__(self, given: Sequence[int], groups: bert.Groups | None = None) -> Vectors:
        """The hidden states of a text, float32 (tokens, hidden)."""
        ids = np.array(given)
        with torch.inference_mode():
            hidden = torch.from_numpy(self._embed(ids, bert.positions(ids, groups)))
            unseen = None if groups is None else torch.from_numpy(bert.hidden_from(groups))
            for number in range(self.layers):
                hidden = self._layer(f"encoder.layer.{number}.", hidden, unseen)
            states: Vectors = hidden.numpy()
        return states

    def _layer(self, prefix: str, hidden: torch.Tensor, unseen: torch.Tensor | None) -> torch.Tensor:
        parts = [self._linear(f"{prefix}attention.self.{part}", hidden) for part in ("query", "key", "value")]
        query, key, value = (one.view(len(hidden), self._file.heads, -1).transpose(0, 1) for one in parts)
        mixed = functional.scaled_dot_product_attention(query[None], key[None], value[None], unseen)[0].transpose(0, 1)
        out = self._linear(f"{prefix}attention.output.dense", mixed.reshape(len(hidden), -1))
        hidden = self._normalised(f"{prefix}attention.output.LayerNorm", hidden + out)
        wide = functional.gelu(self._linear(f"{prefix}intermediate.dense", hidden))
        return self._normalised(f"{prefix}output.LayerNorm", hidden + self._linear(f"{prefix}output.dense", wide))

    def _linear(self, name: str, x: torch.Tensor) -> torch.Tensor:
        low, high = self.bounds.get(name, (torch.tensor(0.0), torch.tensor(0.0)))
        self.bounds[name] = (torch.minimum(low, x.amin(0)), torch.maximum(high, x.amax(0)))
        return functional.linear(x, self._weight(f"{name}.weight"), self._weight(f"{name}.bias"))

    def _normalised(self, name: str, x: torch.Tensor) -> torch.Tensor:
        weight, bias = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return functional.layer_norm(x, x.shape[-1:], weight, bias, self._file.epsilon)

    def _weight(self, name: str) -> torch.Tensor:
        if name not in self._weights:
            self._weights[name] = torch.from_numpy(self.tensor(name).copy())
        return self._weights[name]


def _inputs(rows: Sequence[Exercise], file: WeightsFile) -> tuple[list[Given], list[Given], list[Given]]:
    """What the encoder is given of texts and questions, what the reader, and what the continuation scorer."""
    tokenizer = bundled.thread_safe_tokenizer(file)
    read: list[Given] = []
    scored: list[Given] = []

    def reading(ids: Sequence[int]) -> Vectors:
        read.append((list(ids), None))
        return np.zeros((len(ids), 2), np.float32)

    def scoring(ids: Sequence[int], groups: bert.Groups) -> Vectors:
        scored.append((list(ids), groups))
        return np.zeros((len(ids), 1), np.float32)

    reader, scorer = SpanReader(reading, tokenizer), ContinuationScorer(scoring, tokenizer)
    for row in rows:
        reader.read(row.question, [(f"{row.title} {row.date}", row.text)])
    for one, other in zip(rows[::5], rows[1::5], strict=False):
        blocks = [
            line[start : start + 60] for row in (one, other) for line in row.text.split("\n") for start in (0, 60)
        ]
        scorer([(end, start) for end in blocks if end for start in [one.title, *blocks] if start != end])
    questions, texts = [row.question for row in rows], [f"{row.title}\n{row.text}" for row in rows]
    encoded = tokenizer.ids(questions, bundled.PROMPTS["query"], file.window)
    encoded += tokenizer.ids(texts, bundled.PROMPTS["document"], file.window)
    return [(ids, None) for ids in encoded], read, scored


def _ranges(model: Measured) -> Iterator[tuple[str, tuple[float, float, list[int]]]]:
    """The range of each linear layer, by its name in `embeddings.bert`."""
    for name, (least, greatest) in model.bounds.items():
        if name.endswith(("query", "key")):
            continue  # given what the value is given
        low, high, outliers = least.numpy(), greatest.numpy(), list[int]()
        if not name.endswith("attention.output.dense"):  # where no column stands out
            outliers = sorted(np.maximum(high, -low).argsort()[-_OUTLIERS:].tolist())
        low, high = np.delete(low, outliers), np.delete(high, outliers)
        yield name.removesuffix(".value"), (_edge(low.min()), _edge(high.max()), outliers)


def _edge(number: np.float32) -> float:
    return round(float(number) * _MARGIN, 3)


def main() -> None:
    """Measure, write the file, and print what 8 bits change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=400)
    parser.add_argument("--models", nargs="+", choices=_MODELS, default=_MODELS, help="the ranges of the others stay")
    options = parser.parse_args()
    file = WeightsFile(bundled.weights())
    encoder = Measured(file, {}, file.layers)
    reader = Measured(file, unpacked(read_file(READER), file.tensor), file.layers)
    scorer = Measured(file, unpacked(read_file(continuation_scorer.FILE), file.tensor), continuation_scorer.LAYERS)
    models = dict(zip(_MODELS, (encoder, reader, scorer), strict=True))
    measured: dict[str, dict[str, object]] = json.loads(FILE.read_text("ascii"))
    for (name, model), inputs in zip(models.items(), _inputs(list(exercises(1, options.texts)), file), strict=True):
        if name not in options.models:
            continue
        for ids, groups in inputs:
            model(ids, groups)
        measured[name] = dict(_ranges(model))
    parts = []
    for name in _MODELS:
        lines = [f"{json.dumps(layer)}: {json.dumps(one)}" for layer, one in measured[name].items()]
        parts.append(f"{json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n}")
    FILE.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="ascii")

    ranges.cache_clear()
    for (name, model), inputs in zip(models.items(), _inputs(list(exercises(2, 60)), file), strict=True):
        off = list(_off(name, model, inputs, file))
        what = "1 − cosine of the vectors" if model is encoder else "difference of the scores"
        print(f"{name}: {what}, mean {np.mean(off):.5f}, largest {np.max(off):.5f}")


def _off(name: str, model: Measured, inputs: Sequence[Given], file: WeightsFile) -> Iterator[float]:
    """How far each text's result in 8 bits lies from that in float32."""
    embed = bert.embedder(lambda ids: file.rows(_WORDS, ids), file.tensor, file.epsilon)
    sizes = model.layers, file.heads, file.epsilon
    grouped = any(groups is not None for _, groups in inputs)
    eight = bert.Bert(embed, model.tensor, *sizes, bert.in_8_bits(name), grouped=grouped)
    head = model.replaced.get("head.weight")
    for ids, groups in inputs:
        expected, found = model(ids, groups), eight(np.array(ids), groups)
        if head is not None:
            yield float(np.abs((found - expected) @ head.T).mean())
        else:
            ours, theirs = found.mean(0), expected.mean(0)
            yield float(1 - ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs))


if __name__ == "__main__":
    main()
