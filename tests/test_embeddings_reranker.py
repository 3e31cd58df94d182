from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import EmbeddingError
from embeddings.reranker import load


def tiny(folder: Path, outputs: int = 1) -> Path:
    """A cross-encoder with random weights and a vocabulary of a few characters."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    (folder / "vocab.txt").write_text("\n".join([*marks, *"大桥有多长米高公里北京江州"]), "utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64, num_labels=outputs, initializer_range=1.0,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_scores_lie_between_0_and_1_and_do_not_depend_on_the_order(tmp_path: Path) -> None:
    reranker = load(str(tiny(tmp_path / "tiny")))
    texts = ["大桥长公里", "北京", "江州大桥高", "大桥长公里" * 100]
    scores = reranker.scores("大桥有多长", texts)
    assert (scores.dtype, scores.shape) == (np.float32, (4,))
    assert ((scores > 0) & (scores < 1)).all()
    assert len(set(scores.round(4).tolist())) > 1
    assert reranker.scores("大桥有多长", texts[::-1]) == pytest.approx(scores[::-1], abs=1e-4)
    assert reranker.scores("大桥有多长", []).shape == (0,)


def test_a_model_of_several_outputs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="has 3 outputs"):
        load(str(tiny(tmp_path / "tiny", 3)))


def test_loading_from_a_folder_leaves_the_hub_open_for_other_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    load(str(tiny(tmp_path / "tiny")))
    assert "HF_HUB_OFFLINE" not in os.environ


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="cannot load the reranker"):
        load(str(tmp_path))
