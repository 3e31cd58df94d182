"""Any Sentence Transformers model as a maker of vectors, with its own prompts for queries and documents.

Knows strings and arrays. A text longer than the model's window would lose its end without a word, so callers cut by
`count_tokens` and `window`, and `encode_documents` refuses what does not fit.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings import bundled
from embeddings.errors import EmbeddingError
from embeddings.micro_batcher import MicroBatcher
from embeddings.torchscript import Features, Forward, trace

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

# A batch holds about this many tokens, padding included: eight passages of 512, or many short sentences. On the CPUs
# measured this is as fast as larger batches, and it keeps memory flat.
_BATCH_TOKENS = 4096
_COUNTED = 256  # texts whose tokens are counted before the tokenizer is let go: a question may wait for it
_QUESTIONS = 64  # of one call that are encoded before those of others have their turn
_WORDS = 8192  # words whose vectors are kept: 12 MB for those of the bundled model
_OUTPUT = "sentence_embedding"  # of what a Sentence Transformers model gives
_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # microseconds of processor time, and of what time
_STEP = 8  # questions are padded to a multiple of so many tokens, so that several are of one length


class TokenCounter(Protocol):
    """How long texts are for a model: `window` is the tokens that it reads, prompt included."""

    window: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens that each text takes of the window as a document, the prompt and special tokens included."""
        ...


class Encoder:
    """A loaded model. `dimension` is the length of its vectors, `window` the tokens that it reads, prompt included."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        """Wrap a loaded model under the name that a library remembers it by."""
        from embeddings.fused_gelu import fuse

        self._model = model
        model[0].register_forward_hook(_in_float32)
        fuse(model)
        self.name = name
        tokenizer = model.tokenizer
        self._tokenizer = tokenizer
        self._query = _prompt(model, ("query", "question"))
        self._document = _prompt(model, ("document", "passage", "corpus"))
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise EmbeddingError(f"{name} does not say how long its vectors are: choose another model")
        self.dimension: int = dimension
        self.window: int = min(int(model.max_seq_length or 512), 8192)
        self._marks = _marks(tokenizer.all_special_tokens)
        self._together = MicroBatcher(self._encode_queries)
        self._tokenizing = threading.Lock()  # a tokenizer keeps how it pads and cuts from one call to the next
        self._words: dict[str, Vectors] = {}
        self._forward: Forward = self._eager
        self._prepared = False

    def prepare(self) -> None:
        """Make the forward pass quicker, which takes half a second itself: for many questions, or many threads."""
        self._together.do(self._prepare)

    def _prepare(self) -> None:
        if not self._prepared:
            samples = (["一", "一二三四五六七八九十" * 3], ["一"], ["一 " * self.window])
            features = [self._features(texts, _STEP) for texts in samples]
            self._forward = trace(self._model, _OUTPUT, features) or self._eager
            self._prepared = True

    @property
    def fingerprint(self) -> str:
        """Names the weights, whatever folder they lie in and whatever precision they are loaded in: 16 hexadecimals."""
        import torch

        digest = hashlib.blake2b(digest_size=8)
        for name, parameter in self._model.named_parameters():
            sample = parameter.detach().reshape(-1)[:64].to(torch.bfloat16).to(torch.float32)
            digest.update(f"{name} {tuple(parameter.shape)}".encode() + sample.numpy().tobytes())
        return digest.hexdigest()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens that each text takes of the window as a document, the prompt and special tokens included."""
        return self._count(texts, self._document)

    def _count(self, texts: Sequence[str], prompt: str) -> list[int]:
        counts: list[int] = []
        for at in range(0, len(texts), _COUNTED):
            prepared = [prompt + self._plain(text) for text in texts[at : at + _COUNTED]]
            with self._tokenizing:
                encoded = self._tokenizer(prepared, truncation=False, padding=False, verbose=False)
            counts += [len(ids) for ids in encoded["input_ids"]]
        return counts

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        """One vector of unit length a text, float32 of shape (len(texts), dimension), in the order of the texts.

        `progress` is told how many more are done, batch by batch. Equal texts are encoded once. Raises
        `EmbeddingError` where a text is longer than the window.
        """
        places: dict[str, int] = {}
        rows = [places.setdefault(text, len(places)) for text in texts]
        distinct = list(places)
        counts = self.count_tokens(distinct)
        if counts and max(counts) > self.window:
            raise EmbeddingError(
                f"a text of {max(counts)} tokens is longer than the model's {self.window}: cut it first"
            )
        vectors = self._encode(distinct, self._document, counts, progress)
        if len(distinct) == len(texts):
            return vectors
        progress(len(texts) - len(distinct))
        return vectors[rows]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length a question, float32 of shape (len(texts), dimension), in the order given.

        A question longer than the window is read as far as the window goes: what was asked comes first. Questions of
        several threads are encoded together. Each is padded to a length that its own length tells, so that its
        vector is the same to the bit, whatever it is encoded with; with AMX, numbers differ by up to .001.
        """
        parts = [self._together(texts[at : at + _QUESTIONS]) for at in range(0, len(texts), _QUESTIONS)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def _encode_queries(self, texts: Sequence[str]) -> Vectors:
        step = _STEP if self.window % _STEP == 0 else 1
        counts = self._count(texts, self._query) if len(texts) > 1 else [step for _ in texts]
        lengths = [-(-min(count, self.window) // step) * step for count in counts]
        return self._encode(texts, self._query, lengths, lambda done: None, step)

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """What words mean by themselves: float32 of shape (len(words), n), of unit length, zero where nothing is known.

        The mean of the model's own vectors of a word's tokens, less the mean of all tokens, which they share (Mu and
        Viswanath, "All-but-the-Top", 2018). Their n is that of the vocabulary, not `dimension`.
        """
        found = {word: self._words.get(word) for word in words}
        lacking = [word for word, vector in found.items() if vector is None]
        if lacking:
            made = dict(zip(lacking, self._vectors_of(lacking), strict=True))
            found |= made
            if len(self._words) + len(made) > _WORDS:
                self._words = {}
            self._words.update(made)
        return np.array([found[word] for word in words], np.float32).reshape(len(words), len(self._vocabulary[1]))

    def _vectors_of(self, words: Sequence[str]) -> Vectors:
        with self._tokenizing:
            ids = self._tokenizer(list(words), add_special_tokens=False, verbose=False)["input_ids"]
        kept = [[i for i in of_word if i not in self._meaningless] for of_word in ids]
        table, mean = self._vocabulary
        found = np.zeros((len(words), len(mean)), np.float32)
        vectors = _in_single(table[[i for of_word in kept for i in of_word]]) - mean
        counts = np.array([len(of_word) for of_word in kept])
        begins = np.cumsum(counts) - counts
        for place in range(counts.max(initial=0)):  # not `np.add.at`, which takes several times as long
            longer = np.flatnonzero(counts > place)
            found[longer] += vectors[begins[longer] + place]
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-9), np.float32)

    @cached_property
    def _vocabulary(self) -> tuple[NDArray[Any], Vectors]:
        """The model's vectors of its tokens, as they lie in memory, and their mean.

        In NumPy: what PyTorch computes in the thread of a question would give that thread a team (see `together`).
        """
        import torch

        transformer: Any = self._model[0]
        table = transformer.auto_model.get_input_embeddings().weight.detach()
        held: NDArray[Any] = (table.view(torch.int16) if table.dtype == torch.bfloat16 else table).numpy()
        total = sum(_in_single(held[at : at + 16384]).sum(0) for at in range(0, len(held), 16384))
        return held, np.asarray(total / len(held), np.float32)

    @cached_property
    def _meaningless(self) -> frozenset[int]:
        """The token of a lone space, and that of anything unknown."""
        return frozenset(self._tokenizer.convert_tokens_to_ids(["\u2581", self._tokenizer.unk_token or "[UNK]"]))

    def _encode(
        self, texts: Sequence[str], prompt: str, lengths: Sequence[int], progress: Progress, step: int | None = None
    ) -> Vectors:
        """`lengths` are the texts' tokens. With a `step`, only equal lengths, multiples of it, make a batch."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda i: (-lengths[i], i))  # texts of like length waste no padding
        start = 0
        while start < len(order):
            longest = lengths[order[start]]
            rows = order[start : start + max(1, _BATCH_TOKENS // longest)]
            if step:
                rows = [i for i in rows if lengths[i] == longest]
            vectors[rows] = self._pass([prompt + self._plain(texts[i]) for i in rows], step)
            progress(len(rows))
            start += len(rows)
        return vectors

    def _pass(self, texts: Sequence[str], step: int | None) -> Vectors:
        """What `SentenceTransformer.encode` does with one batch, without what it does beside it for each call."""
        import torch

        with torch.inference_mode():
            pooled = self._forward(self._features(texts, step))
            found: Vectors = torch.nn.functional.normalize(pooled.float(), dim=1).numpy()
        return found

    def _features(self, texts: Sequence[str], step: int | None) -> Features:
        with self._tokenizing:
            features: Features = self._model.preprocess(texts, processing_kwargs={"text": {"pad_to_multiple_of": step}})
        return features

    def _eager(self, features: Features) -> Any:
        return self._model(dict(features))[_OUTPUT]

    def _plain(self, text: str) -> str:
        """The text without what no tokenizer reads as text: its own marks, such as `<s>`, and lone surrogates."""
        return self._marks.sub(" ", text)


class _BundledMeasure:
    """The measure of the bundled model, by its tokenizer alone."""

    def __init__(self) -> None:
        self._tokenizer, self.window = bundled.tokenizer()
        self._marks = _marks(bundled.MARKS)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        prepared = [bundled.PROMPTS["document"] + self._marks.sub(" ", text) for text in texts]
        return [len(encoded.ids) for encoded in self._tokenizer.encode_batch(prepared)]


def load_token_counter(model: str | None = None, notify: Callable[[str], None] = lambda message: None) -> TokenCounter:
    """How long texts are for the model of that name, for which the bundled one need not be loaded.

    Raises `EmbeddingError` like `load`.
    """
    return _BundledMeasure() if model is None and bundled.weights_path() else load(model, notify)


def _marks(tokens: Sequence[str]) -> re.Pattern[str]:
    """The special tokens of a tokenizer, and halves of characters."""
    specials = [re.escape(token) for token in sorted(tokens, key=len, reverse=True) if token]
    return re.compile("|".join(["[\ud800-\udfff]", *specials]))


def load(model: str | None = None, notify: Callable[[str], None] = lambda message: None) -> Encoder:
    """The model of that name: a folder, or a name on the hub; the offline default where None is given.

    Raises `EmbeddingError` where it cannot be loaded.
    """
    if model is None and bundled.weights_path() is None:
        model = bundled.HUB_NAME
    for name in ("HF_HUB_DISABLE_TELEMETRY", "TOKENIZERS_PARALLELISM"):
        os.environ.setdefault(name, "true")
    if model is None or Path(model).is_dir():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before the first import: a local folder needs nobody
    with ThreadPoolExecutor(1) as pool:
        # The checksums of the bundled model are taken while the libraries are imported. The model is loaded in a thread
        # that ends, as its team of threads would slow down that of the thread that encodes (see `together`).
        ready = pool.submit(bundled.ensure, notify) if model is None else None
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        folder = str(ready.result()) if ready is not None else str(model)
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]

        _heed_quota()

        def loading() -> SentenceTransformer:
            prompts = _known_prompts(folder)
            return SentenceTransformer(folder, device="cpu", prompts=prompts, model_kwargs=_precision()).eval()

        try:
            loaded = pool.submit(loading).result()
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            reason = str(error).strip().split("\n")[0]
            raise EmbeddingError(f"cannot load the model {folder}: {reason}") from error
    return Encoder(loaded, bundled.NAME if model is None else _name(folder))


def _name(model: str) -> str:
    return str(Path(model).resolve()) if Path(model).is_dir() else model


def _known_prompts(model: str) -> dict[str, str] | None:
    """E5 models on the hub were published before Sentence Transformers had prompts: they need these two."""
    name = Path(model).name.lower()
    return dict(bundled.PROMPTS) if re.fullmatch(r"(multilingual-)?e5-(small|base|large)(-v2)?", name) else None


def _prompt(model: SentenceTransformer, names: Sequence[str]) -> str:
    return next((prompt for name in names if (prompt := model.prompts.get(name))), "")


def _in_single(held: NDArray[Any]) -> Vectors:
    """Numbers in float32, of which those of bfloat16 are held as int16."""
    return (held.astype(np.int32) << 16).view(np.float32) if held.dtype == np.int16 else held.astype(np.float32)


def _in_float32(module: object, inputs: object, output: dict[str, Any]) -> dict[str, Any]:
    """Pooling hundreds of bfloat16 vectors would lose what their own precision still holds."""
    return output | {"token_embeddings": output["token_embeddings"].float()}


def _heed_quota() -> None:
    """Use no more threads than a container may use of the cores that it sees: with more, all are stopped in turns."""
    import torch

    try:
        quota, period = _QUOTA.read_text("ascii").split()
        allowed = -(-int(quota) // int(period))
    except (OSError, ValueError):  # no control groups, or no limit: "max 100000"
        return
    if 0 < allowed < torch.get_num_threads():
        torch.set_num_threads(allowed)


def _precision() -> dict[str, Any]:
    """bfloat16 where the CPU computes in it (AMX, or AVX-512 BF16), float32 elsewhere."""
    import torch

    native = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return {"dtype": torch.bfloat16 if native else torch.float32}
