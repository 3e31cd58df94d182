"""Any Sentence Transformers model as an encoder of texts, with its own prompts for queries and documents.

A text longer than the model's window would silently lose its end. So callers split texts by `count_tokens` and
`window`, and `encode_documents` refuses what does not fit.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings import bundled, cpu
from embeddings.errors import EmbeddingError, reason_of
from embeddings.micro_batcher import MicroBatcher
from embeddings.tokens import ThreadSafeTokenizer
from embeddings.types import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Progress = Callable[[int], None]  # called with the number of texts that were encoded since the last call

# A batch holds about this many tokens, padding included: eight passages of 512, or many short sentences. On the CPUs
# measured this is as fast as larger batches, and it keeps memory flat.
_BATCH_TOKENS = 4096
_QUESTIONS_PER_TURN = 64  # of one call, before the calls of other threads have their turn
_PADDING_STEP = 8  # questions are padded to a multiple of it, in tokens, so that several have the same length
_MAX_WINDOW_TOKENS = 8192
_DEFAULT_WINDOW_TOKENS = 512
_OUTPUT = "sentence_embedding"  # the key of the pooled vectors in the output of a Sentence Transformers model


class Encoder:
    """A loaded model. `dimension` is the length of its vectors, `window` the tokens that it reads, prompt included."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        """Wrap a loaded model under the name that a library remembers it by.

        Raises `EmbeddingError` where the model does not state the length of its vectors.
        """
        from embeddings.fused_gelu import fuse

        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise EmbeddingError("model_no_dimension", name=name)
        transformer: Any = model[0]
        transformer.register_forward_hook(_tokens_in_float32)
        fuse(model)
        self.name = name
        self.dimension: int = dimension
        self.window: int = min(int(model.max_seq_length or _DEFAULT_WINDOW_TOKENS), _MAX_WINDOW_TOKENS)
        self._model = model
        self.tokenizer = ThreadSafeTokenizer(model.tokenizer)
        self._query_prompt = _prompt(model, ("query", "question"))
        self._document_prompt = _prompt(model, ("document", "passage", "corpus"))
        self._query_batcher = MicroBatcher(self._encode_queries)

    @property
    def fingerprint(self) -> str:
        """Identifies the weights in any folder and any precision: 16 hexadecimal digits."""
        import torch

        digest = hashlib.blake2b(digest_size=8)
        for name, parameter in self._model.named_parameters():
            sample = parameter.detach().reshape(-1)[:64].to(torch.bfloat16).to(torch.float32)
            digest.update(f"{name} {tuple(parameter.shape)}".encode() + sample.numpy().tobytes())
        return digest.hexdigest()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens that each text takes of the window as a document, the prompt and special tokens included."""
        return self.tokenizer.count(texts, self._document_prompt)

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        """One vector of unit length a text, float32 (len(texts), dimension), in the order of the texts.

        `progress` is called after each batch. Equal texts are encoded once. Raises `EmbeddingError` where a text is
        longer than the window.
        """
        row_of_text: dict[str, int] = {}
        rows = [row_of_text.setdefault(text, len(row_of_text)) for text in texts]
        distinct = list(row_of_text)
        counts = self.count_tokens(distinct)
        if counts and max(counts) > self.window:
            raise EmbeddingError("model_text_too_long", tokens=max(counts), window=self.window)
        vectors = np.zeros((len(distinct), self.dimension), np.float32)
        for batch in batches(counts):
            vectors[batch] = self._encode_batch([distinct[row] for row in batch], self._document_prompt)
            progress(len(batch))
        if len(distinct) == len(texts):
            return vectors
        progress(len(texts) - len(distinct))
        return vectors[rows]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length a question, float32 (len(texts), dimension), in the order of the questions.

        A question longer than the window is read as far as the window goes. Questions of several threads are encoded
        together. Each is padded to a length that depends only on its own length, so its vector is the same to the bit
        whatever it is encoded with; with AMX, numbers differ by up to .001.
        """
        turns = range(0, len(texts), _QUESTIONS_PER_TURN)
        parts = [self._query_batcher(texts[start : start + _QUESTIONS_PER_TURN]) for start in turns]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def _encode_queries(self, texts: Sequence[str]) -> Vectors:
        step = _PADDING_STEP if self.window % _PADDING_STEP == 0 else 1
        if len(texts) == 1:  # a batch of its own, so its tokens need not be counted
            return self._encode_batch(texts, self._query_prompt, step)
        counts = self.tokenizer.count(texts, self._query_prompt)
        padded = [-(-min(count, self.window) // step) * step for count in counts]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch in batches(padded, equal_lengths=True):
            vectors[batch] = self._encode_batch([texts[row] for row in batch], self._query_prompt, step)
        return vectors

    def _encode_batch(self, texts: Sequence[str], prompt: str, step: int | None = None) -> Vectors:
        """What `SentenceTransformer.encode` does with one batch, without what it does for each call besides."""
        import torch

        with torch.inference_mode():
            with self.tokenizer.lock:
                prepared = [prompt + self.tokenizer.plain(text) for text in texts]
                features = self._model.preprocess(prepared, processing_kwargs={"text": {"pad_to_multiple_of": step}})
            pooled = self._model(features)[_OUTPUT]
            vectors: Vectors = torch.nn.functional.normalize(pooled.float(), dim=1).numpy()
        return vectors


def load_sentence_transformer(folder: str, is_local: bool = True) -> SentenceTransformer:
    """The model in a folder, or of a name on the hub. Raises `EmbeddingError` where it cannot be loaded."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    cpu.limit_threads()

    def load_weights() -> SentenceTransformer:
        prompts, options = _known_prompts(folder), {"dtype": cpu.fastest_dtype()}
        return SentenceTransformer(
            folder, device="cpu", prompts=prompts, model_kwargs=options, local_files_only=is_local
        ).eval()

    try:
        # In a thread that ends, as its team of threads would slow down that of the thread that encodes.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(load_weights).result()
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise EmbeddingError("model_load_failed", name=folder, reason=reason_of(error)) from error


def batches(lengths: Sequence[int], equal_lengths: bool = False, most: int = _BATCH_TOKENS) -> Iterator[list[int]]:
    """Rows in batches of about `most` tokens, longest first, as texts of like length need little padding.

    `lengths` are in tokens. With `equal_lengths`, a batch holds rows of one length only.
    """
    order = sorted(range(len(lengths)), key=lambda row: (-lengths[row], row))
    start = 0
    while start < len(order):
        longest = lengths[order[start]]
        batch = order[start : start + max(1, most // longest)]
        if equal_lengths:
            batch = [row for row in batch if lengths[row] == longest]
        yield batch
        start += len(batch)


def _known_prompts(model: str) -> dict[str, str] | None:
    """E5 models on the hub were published before Sentence Transformers had prompts: they need these two."""
    name = Path(model).name.lower()
    return dict(bundled.PROMPTS) if re.fullmatch(r"(multilingual-)?e5-(small|base|large)(-v2)?", name) else None


def _prompt(model: SentenceTransformer, names: Sequence[str]) -> str:
    return next((prompt for name in names if (prompt := model.prompts.get(name))), "")


def _tokens_in_float32(module: object, inputs: object, output: dict[str, Any]) -> dict[str, Any]:
    """A forward hook: pooling hundreds of bfloat16 vectors would lose what their own precision still holds."""
    return output | {"token_embeddings": output["token_embeddings"].float()}
