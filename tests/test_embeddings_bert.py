"""The forward pass against a `BertModel` of Transformers with random weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch

from embeddings import bert
from embeddings.torch_bert import TorchBert
from embeddings.types import Vectors

HIDDEN, HEADS, INNER = 64, 4, 96


@pytest.fixture(scope="module")
def theirs() -> torch.nn.Module:
    from transformers import BertConfig, BertModel

    torch.manual_seed(3)
    sizes = {"hidden_size": HIDDEN, "num_hidden_layers": 2, "num_attention_heads": HEADS, "intermediate_size": INNER}
    config = BertConfig(vocab_size=50, max_position_embeddings=32, initializer_range=0.2, **sizes)
    return BertModel(config).eval()


def ours(model: torch.nn.Module, matrix: Callable[[Vectors], bert.Matrix]) -> bert.Bert:
    weights = {name: value.detach().numpy() for name, value in model.state_dict().items()}

    def matrices(prefix: str, names: Sequence[str]) -> bert.Matrix:
        return matrix(np.concatenate([weights[f"{prefix}{name}.weight"] for name in names]))

    embed = bert.embedder(weights["embeddings.word_embeddings.weight"].__getitem__, weights.__getitem__, 1e-12)
    return bert.Bert(embed, matrices, weights.__getitem__, 2, HEADS, 1e-12, 1)


def four_bits(matrix: Vectors) -> bert.Bits4:
    """The matrix in blocks of 32 weights, without loss where it holds whole multiples of .05."""
    quants = (np.rint(matrix / 0.05).clip(-8, 7) + 8).astype(np.uint8).reshape(len(matrix), -1, 32)
    return bert.Bits4([(quants[..., 0::2] | quants[..., 1::2] << 4, np.full(quants.size // 32, 0.05, np.float32))])


IDS = np.array([[3, 9, 27, 31, 44, 2], [3, 8, 2, 0, 0, 0]])
LENGTHS = np.array([6, 3], np.int32)


def states(model: torch.nn.Module) -> Vectors:
    mask = torch.tensor(np.arange(6) < LENGTHS[:, None])
    with torch.inference_mode():
        found: Vectors = model(input_ids=torch.tensor(IDS), attention_mask=mask.long()).last_hidden_state.numpy()
    return found


def test_float_matrices_give_what_transformers_gives(theirs: torch.nn.Module) -> None:
    expected, found = states(theirs), ours(theirs, bert.Floats)(IDS, LENGTHS)
    assert np.allclose(found[0], expected[0], atol=1e-4)
    assert np.allclose(found[1, :3], expected[1, :3], atol=1e-4)


def test_four_bits_give_what_the_same_weights_give_in_float(theirs: torch.nn.Module) -> None:
    import copy

    rounded = copy.deepcopy(theirs)
    with torch.no_grad():
        for name, value in rounded.named_parameters():
            if name.startswith("encoder") and name.endswith("weight") and "LayerNorm" not in name:
                value.copy_((value / 0.05).round().clamp(-8, 7) * 0.05)
    assert np.allclose(ours(rounded, four_bits)(IDS, LENGTHS)[0], states(rounded)[0], atol=1e-4)


def test_bfloat16_by_pytorch_is_near(theirs: torch.nn.Module) -> None:
    weights = {name: value.detach().numpy() for name, value in theirs.state_dict().items()}
    embed = bert.embedder(weights["embeddings.word_embeddings.weight"].__getitem__, weights.__getitem__, 1e-12)
    found, expected = TorchBert(embed, weights.__getitem__, 2, HEADS, 1e-12)(IDS[0]), states(theirs)[0]
    assert np.abs(found - expected).max() > 1e-4  # it does round
    assert np.abs(found - expected).max() < 0.1


def test_padding_changes_nothing(theirs: torch.nn.Module) -> None:
    model = ours(theirs, bert.Floats)
    alone = model(IDS[1:, :3], LENGTHS[1:])
    assert np.allclose(model(IDS, LENGTHS)[1, :3], alone[0], atol=1e-6)
