"""The bundled model as an encoder, run from its weights file: neither PyTorch nor Sentence Transformers is imported.

Where the CPU computes in bfloat16, PyTorch encodes articles several times as fast, so they are encoded by it there.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence

import numpy as np

from embeddings import bert, bundled, cpu
from embeddings.micro_batcher import MicroBatcher
from embeddings.sentence_encoder import Encoder, Progress, load_sentence_transformer
from embeddings.tokens import PlainTokenizer
from embeddings.types import Vector, Vectors
from embeddings.weights_file import WeightsFile

_SAMPLE = 64  # numbers of each tensor that identify the weights
_PREFIX = "0.model."  # of the names of its tensors in Sentence Transformers


class BundledEncoder(Encoder):
    """An `Encoder` of the bundled model. `file` holds its weights."""

    def __init__(self, notify: Callable[[str], None] = lambda message: None) -> None:
        """Load the model. Raises `EmbeddingError` where its weights are missing."""
        self.file = WeightsFile(bundled.weights())
        self.name, self.dimension, self.window = bundled.NAME, self.file.hidden, self.file.window
        self.tokenizer: PlainTokenizer = bundled.thread_safe_tokenizer(self.file)
        self._query_prompt, self._document_prompt = bundled.PROMPTS["query"], bundled.PROMPTS["document"]
        self._query_batcher = MicroBatcher(self._encode_queries)
        self._notify = notify
        self._loading = threading.Lock()
        self._bert: bert.Bert | None = None
        self._of_documents: Encoder | None = None

    @property
    def fingerprint(self) -> str:
        """Identifies the weights in any folder and any precision: 16 hexadecimal digits."""
        digest = hashlib.blake2b(digest_size=8)
        pooler = {"pooler.dense.weight": (self.dimension, self.dimension), "pooler.dense.bias": (self.dimension,)}
        for name in self.file.names:
            shape = self.file.shape(name)
            tensor = self.file.rows(name, np.arange(1)) if len(shape) == 2 else self.file.tensor(name)
            sample = _rounded(tensor.reshape(-1)[:_SAMPLE])
            digest.update(f"{_PREFIX}{name} {shape}".encode() + sample.tobytes())
        for name, shape in pooler.items():  # which the model does not use: zeros in Sentence Transformers
            digest.update(f"{_PREFIX}{name} {shape}".encode() + np.zeros(_SAMPLE, np.float32).tobytes())
        return digest.hexdigest()

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        """As of `Encoder`; by PyTorch in bfloat16 where the CPU has that, and then equal to some .9999."""
        if not cpu.has_bfloat16():
            return super().encode_documents(texts, progress)
        with self._loading:
            if self._of_documents is None:
                folder = str(bundled.ensure(self._notify))
                self._of_documents = Encoder(load_sentence_transformer(folder), bundled.NAME)
        return self._of_documents.encode_documents(texts, progress)

    def _encode_batch(self, texts: Sequence[str], prompt: str, step: int | None = None) -> Vectors:
        encoded = self.tokenizer.ids(texts, prompt, self.window)
        lengths = np.array([len(ids) for ids in encoded], np.int32)
        longest = -(-int(lengths.max()) // (step or 1)) * (step or 1)
        ids = np.full((len(texts), longest), self.file.pad, np.int64)
        for row, own in zip(ids, encoded, strict=True):
            row[: len(own)] = own
        states = self._loaded()(ids, lengths)
        counted = np.arange(longest) < lengths[:, None]
        pooled = (states * counted[..., None]).sum(1) / lengths[:, None]
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), np.float32)

    def _loaded(self) -> bert.Bert:
        with self._loading:
            if self._bert is None:
                self._bert = bert.bundled_bert(self.file, cpu.threads())
            return self._bert


def _rounded(numbers: Vector) -> Vector:
    """The numbers rounded to bfloat16, half to even."""
    bits = np.ascontiguousarray(numbers).view(np.uint32)
    return np.asarray((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000, np.uint32).view(np.float32)
