"""A linear layer and the GELU behind it as one operation (oneDNN), for models in bfloat16.

Apart, what the layer gives is rounded, written and read once more. As one operation it is rounded once only, and a
batch is quicker (`benchmarks/adding.py` compares). Knows layers, no texts.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import nn

_JIT: Any = torch.jit


class _LinearGELU(nn.Linear):
    """Shares its weight and bias with the layer that it stands for."""

    def __init__(self, layer: nn.Linear) -> None:
        nn.Module.__init__(self)
        self.in_features, self.out_features = layer.in_features, layer.out_features
        self.weight, self.bias = layer.weight, layer.bias

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        call = _scripted() if _JIT.is_tracing() else _linear_gelu
        return call(input, self.weight, self.bias)


def _linear_gelu(input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.ops.mkldnn._linear_pointwise(input, weight, bias, "gelu", [], "none")  # type: ignore[no-any-return]


@cache
def _scripted() -> Any:
    """The same in TorchScript: a tracer cannot write down an empty list of numbers."""
    return _JIT.script(_linear_gelu)


def fuse(model: nn.Module) -> int:
    """Join the two wherever they follow one another in a layer of the BERT family; says how many were joined.

    The names of the weights stay. Nothing is changed where the operation is lacking, or gives something else.
    """
    joined = 0
    for module in model.modules():
        layer, then = getattr(module, "dense", None), getattr(module, "intermediate_act_fn", None)
        if type(layer) is nn.Linear and isinstance(then, nn.Module) and layer.weight.dtype == torch.bfloat16:
            one = _LinearGELU(layer)
            if _same(layer, then, one):
                whole: Any = module
                whole.dense, whole.intermediate_act_fn = one, nn.Identity()
                joined += 1
    return joined


def _same(layer: nn.Linear, then: nn.Module, one: nn.Module) -> bool:
    """Whether what follows is GELU and no approximation of it, and both give the same but for what is lost between."""
    numbers = torch.linspace(-4, 4, 8 * layer.in_features)
    sample = numbers.sin().reshape(8, -1).to(layer.weight.dtype)
    with torch.inference_mode():
        try:
            if not torch.equal(then(numbers), nn.functional.gelu(numbers)):
                return False
            return torch.allclose(then(layer(sample)).float(), one(sample).float(), rtol=0.02, atol=0.02)
        except (AttributeError, RuntimeError, NotImplementedError):  # not in this build of PyTorch
            return False
