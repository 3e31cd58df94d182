"""The bundled model as an encoder, run from its weights file: neither PyTorch nor Sentence Transformers is imported."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from embeddings import bert, bundled, cpu
from embeddings.sentence_encoder import Encoder, batches
from embeddings.tokens import PlainTokenizer
from embeddings.types import Vector, Vectors
from embeddings.weights_file import WeightsFile

_TOKENS_AT_ONCE = 400  # of texts of equal length: more are no faster, and fewer leave sentences slower
_SAMPLE = 64  # numbers of each tensor that identify the weights
_PREFIX = "0.model."  # of the names of its tensors in Sentence Transformers


class BundledEncoder(Encoder):
    """An `Encoder` of the bundled model. `file` holds its weights."""

    def __init__(self) -> None:
        """Load the model. Raises `EmbeddingError` where its weights are missing."""
        self.file = WeightsFile(bundled.weights())
        self.name, self.dimension, self.window = bundled.NAME, self.file.hidden, self.file.window
        self.tokenizer: PlainTokenizer = bundled.thread_safe_tokenizer(self.file)
        self._query_prompt, self._document_prompt = bundled.PROMPTS["query"], bundled.PROMPTS["document"]
        self._loading = threading.Lock()
        self._bert: bert.Bert | None = None

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

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As of `Encoder`: a vector is the same to the bit, whatever is encoded beside it."""
        return self._encode_batch(texts, self._query_prompt)

    def _encode_batch(self, texts: Sequence[str], prompt: str, step: int | None = None) -> Vectors:
        encoded = self.tokenizer.ids(texts, prompt, self.window)
        vectors = np.zeros((len(texts), self.dimension), np.float32)

        def encode(rows: Sequence[int]) -> None:
            states = self._loaded()(np.array([encoded[row] for row in rows], np.int64))
            pooled = np.moveaxis(states, 1, 0).mean(0)  # so each sum is made in the same order as of one text
            vectors[rows] = [vector / np.linalg.norm(vector) for vector in pooled]

        parts = list(batches([len(ids) for ids in encoded], equal_lengths=True, most=_TOKENS_AT_ONCE))
        if len(parts) < 2:
            for rows in parts:
                encode(rows)
        else:
            self._loaded()
            with ThreadPoolExecutor(cpu.threads()) as pool:
                list(pool.map(encode, parts))
        return vectors

    def _loaded(self) -> bert.Bert:
        with self._loading:
            if self._bert is None:
                self._bert = bert.bundled_bert(self.file, threads=1)  # of several texts, each has a thread of its own
            return self._bert


def _rounded(numbers: Vector) -> Vector:
    """The numbers rounded to bfloat16, half to even."""
    bits = np.ascontiguousarray(numbers).view(np.uint32)
    return np.asarray((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000, np.uint32).view(np.float32)
