from __future__ import annotations

import pytest
import torch
from torch import nn

from embeddings.fused_gelu import fuse

pytestmark = pytest.mark.skipif(
    not torch.ops.mkldnn._is_mkldnn_bf16_supported(), reason="this CPU has no operation for bfloat16"
)


class _Layer(nn.Module):
    """As in the BERT family: a linear layer, and what stands behind it."""

    def __init__(self, then: nn.Module, dtype: torch.dtype = torch.bfloat16) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.dense = nn.Linear(32, 64, dtype=dtype)
        self.intermediate_act_fn = then

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.intermediate_act_fn(self.dense(states))
        return found


def _model(then: nn.Module, dtype: torch.dtype = torch.bfloat16) -> nn.Sequential:
    return nn.Sequential(_Layer(then, dtype)).requires_grad_(False)


def test_both_at_once_give_the_same_as_one_after_the_other() -> None:
    model, states = _model(nn.GELU()), torch.randn(3, 5, 32).bfloat16()
    names = list(model.state_dict())
    before = model(states)
    assert fuse(model) == 1
    assert isinstance(model[0].intermediate_act_fn, nn.Identity)
    exact = nn.functional.gelu(
        nn.functional.linear(states.float(), model[0].dense.weight.float(), model[0].dense.bias.float())
    )
    after = model(states)
    assert after.shape == before.shape
    assert (after.float() - exact).abs().max() <= (before.float() - exact).abs().max() < 0.02
    assert list(model.state_dict()) == names


@pytest.mark.parametrize(
    ("then", "dtype"),
    [
        (nn.ReLU(), torch.bfloat16),
        (nn.GELU("tanh"), torch.bfloat16),
        (nn.GELU(), torch.float32),
    ],
)
def test_other_layers_are_left_as_they_are(then: nn.Module, dtype: torch.dtype) -> None:
    model = _model(then, dtype)
    assert fuse(model) == 0
    assert model[0].intermediate_act_fn is then


def test_where_pytorch_lacks_the_operation_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*inputs: object) -> torch.Tensor:
        raise AttributeError("no such operation")

    monkeypatch.setattr("embeddings.fused_gelu._linear_gelu", lacking)
    model = _model(nn.GELU())
    assert fuse(model) == 0
    assert isinstance(model[0].intermediate_act_fn, nn.GELU)
