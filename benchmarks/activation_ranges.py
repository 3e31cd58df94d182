"""Measures what each linear layer is given, for its 8 bits: `python -m benchmarks.activation_ranges [--texts 400]`.

Writes embeddings/activation_ranges.json: for each layer of the bundled model and of the reader together, the least and
the greatest number over all texts, with a margin, and the columns that are left out of both as they hold far larger
ones (`embeddings/eight_bits.py`). The texts are invented news in both scripts and English, and questions about them.
Then prints how far 8 bits lie from float32 on other texts: the cosine of the vectors, and of the reader the mean
difference of its scores.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch.nn import functional

from benchmarks.train_reader.invented import Exercise, exercises
from embeddings import bert, bundled
from embeddings.delta import read_file, unpacked
from embeddings.eight_bits import FILE, Ranges
from embeddings.span_reader import FILE as READER
from embeddings.span_reader import SpanReader
from embeddings.types import Vectors
from embeddings.weights_file import WeightsFile

_OUTLIERS = 8  # columns; more change little
_MARGIN = 1.05
_WORDS = "embeddings.word_embeddings.weight"


class Measured:
    """A model in float32 that remembers, for each linear layer, the least and the greatest number in each column."""

    def __init__(self, file: WeightsFile, replaced: dict[str, Vectors]) -> None:
        """Take the bundled model, and the weights that another model has in place of its own."""
        self._embed = bert.embedder(lambda ids: file.rows(_WORDS, ids), file.tensor, file.epsilon)
        self._file, self._replaced = file, replaced
        self._weights: dict[str, torch.Tensor] = {}
        self.bounds: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}

    def tensor(self, name: str) -> Vectors:
        """A weight by its name."""
        found = self._replaced.get(name)
        return self._file.tensor(name) if found is None else found

    def __call__(self, ids: Sequence[int]) -> Vectors:
        """The hidden states of a text, float32 (tokens, hidden)."""
        with torch.inference_mode():
            hidden = torch.from_numpy(self._embed(np.array(ids), np.arange(len(ids))))
            for number in range(self._file.layers):
                hidden = self._layer(f"encoder.layer.{number}.", hidden)
            states: Vectors = hidden.numpy()
        return states

    def _layer(self, prefix: str, hidden: torch.Tensor) -> torch.Tensor:
        parts = [self._linear(f"{prefix}attention.self.{part}", hidden) for part in ("query", "key", "value")]
        query, key, value = (one.view(len(hidden), self._file.heads, -1).transpose(0, 1) for one in parts)
        mixed = functional.scaled_dot_product_attention(query[None], key[None], value[None])[0].transpose(0, 1)
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


def _inputs(rows: Sequence[Exercise], file: WeightsFile) -> tuple[list[list[int]], list[list[int]]]:
    """The token ids of the texts and questions that the encoder gets, and those of what the reader gets."""
    tokenizer, read = bundled.thread_safe_tokenizer(file), list[list[int]]()

    def remember(ids: Sequence[int]) -> Vectors:
        read.append(list(ids))
        return np.zeros((len(ids), 2), np.float32)

    reader = SpanReader(remember, tokenizer)
    for row in rows:
        reader.read(row.question, [(f"{row.title} {row.date}", row.text)])
    questions, texts = [row.question for row in rows], [f"{row.title}\n{row.text}" for row in rows]
    encoded = tokenizer.ids(questions, bundled.PROMPTS["query"], file.window)
    return encoded + tokenizer.ids(texts, bundled.PROMPTS["document"], file.window), read


def _ranges(models: Sequence[Measured]) -> Iterator[tuple[str, tuple[float, float, list[int]]]]:
    """The range of each linear layer over all models, by its name in `embeddings.bert`."""
    for name in models[0].bounds:
        if name.endswith(("query", "key")):
            continue  # given what the value is given
        low = torch.stack([one.bounds[name][0] for one in models]).amin(0).numpy()
        high = torch.stack([one.bounds[name][1] for one in models]).amax(0).numpy()
        outliers = []
        if not name.endswith("attention.output.dense"):  # where no column stands out
            outliers = sorted(np.maximum(high, -low).argsort()[-_OUTLIERS:].tolist())
        low, high = np.delete(low, outliers), np.delete(high, outliers)
        bounds = (round(float(edge) * _MARGIN, 3) for edge in (low.min(), high.max()))
        yield name.removesuffix(".value"), (*bounds, outliers)


def main() -> None:
    """Measure, write the file, and print what 8 bits change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=400)
    options = parser.parse_args()
    file = WeightsFile(bundled.weights())
    weights = unpacked(read_file(READER), file.tensor)
    encoder, reader = Measured(file, {}), Measured(file, weights)
    for model, inputs in zip((encoder, reader), _inputs(list(exercises(1, options.texts)), file), strict=True):
        for ids in inputs:
            model(ids)
    lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in _ranges([encoder, reader])]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="ascii")

    Ranges.load.cache_clear()
    texts, pieces = _inputs(list(exercises(2, 60)), file)
    cosines, differences = [], []
    for model, inputs in ((encoder, texts), (reader, pieces)):
        embed = bert.embedder(lambda ids: file.rows(_WORDS, ids), file.tensor, file.epsilon)
        eight = bert.Bert(embed, model.tensor, file.layers, file.heads, file.epsilon, bert.in_8_bits())
        for ids in inputs:
            expected, found = model(ids), eight(np.array(ids))
            if model is encoder:
                ours, theirs = found.mean(0), expected.mean(0)
                cosines.append(ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs))
            else:
                differences.append(np.abs((found - expected) @ weights["head.weight"].T).mean())
    print(f"vectors: cosine {np.mean(cosines):.5f} on average, {np.min(cosines):.5f} at least")
    print(f"scores of the reader: {np.mean(differences):.3f} on average, {np.max(differences):.3f} at most")


if __name__ == "__main__":
    main()
