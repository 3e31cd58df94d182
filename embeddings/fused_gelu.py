"""A linear layer and the GELU behind it as one operation (oneDNN), for models in bfloat16.

Apart, the result of the layer is rounded, written and read once more. As one operation it is rounded only once, and a
batch is faster (docs/log.md).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn


class _LinearGELU(nn.Linear):
    """Shares its weight and bias with the layer that it replaces."""

    def __init__(self, layer: nn.Linear) -> None:
        nn.Module.__init__(self)
        self.in_features, self.out_features = layer.in_features, layer.out_features
        self.weight, self.bias = layer.weight, layer.bias

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return _linear_gelu(input, self.weight, self.bias)


def _linear_gelu(input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.ops.mkldnn._linear_pointwise(input, weight, bias, "gelu", [], "none")  # type: ignore[no-any-return]


def fuse(model: nn.Module) -> int:
    """Fuse both wherever they follow one another in a layer of the BERT family; how many were fused.

    The names of the weights stay. Nothing changes where PyTorch lacks the operation, or its result differs.
    """
    count = 0
    for module in model.modules():
        layer, activation = getattr(module, "dense", None), getattr(module, "intermediate_act_fn", None)
        if type(layer) is nn.Linear and isinstance(activation, nn.Module) and layer.weight.dtype == torch.bfloat16:
            fused = _LinearGELU(layer)
            if _is_equivalent(layer, activation, fused):
                bert_layer: Any = module
                bert_layer.dense, bert_layer.intermediate_act_fn = fused, nn.Identity()
                count += 1
    return count


def _is_equivalent(layer: nn.Linear, activation: nn.Module, fused: nn.Module) -> bool:
    """Whether the activation is GELU, not an approximation of it, and both ways agree but for the rounding between."""
    numbers = torch.linspace(-4, 4, 8 * layer.in_features)
    sample = numbers.sin().reshape(8, -1).to(layer.weight.dtype)
    with torch.inference_mode():
        try:
            if not torch.equal(activation(numbers), nn.functional.gelu(numbers)):
                return False
            return torch.allclose(activation(layer(sample)).float(), fused(sample).float(), rtol=0.02, atol=0.02)
        except (AttributeError, RuntimeError, NotImplementedError):  # not in this build of PyTorch
            return False
