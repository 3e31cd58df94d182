"""A model's forward pass as one call that releases Python's lock (TorchScript), where it gives the same to the bit.

Run as Python, a pass takes and releases the lock some hundred times, and waits for it each time while other threads
work; as one call it does so once. It also saves what Python does between the operations.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

# The tracer warns of values that it records as constants; the samples below show whether they matter. Filtered here,
# for the whole process: a filter that is set around the trace can be lost when another thread resets its own.
warnings.filterwarnings(
    "ignore", message=r".* might cause the trace to be incorrect|torch\.\w+ results are registered as constants"
)

Features = Mapping[str, Any]  # what a tokenizer gives a model: int64 tensors (texts, tokens), and settings
Forward = Callable[[Features], "torch.Tensor"]


def trace(model: torch.nn.Module, output: str, samples: Sequence[Features]) -> Forward | None:
    """What `model` gives under the name `output`, as one call; None where tracing fails or a sample differs.

    The first sample is traced, so it should be padded; the others should be as short and as long as a text can be.
    """
    import torch

    jit: Any = torch.jit
    model.requires_grad_(False)  # else the weights are not constants
    settings, first_tensors = _split(samples[0])

    def eager(features: Features) -> torch.Tensor:
        result: torch.Tensor = model(dict(features))[output]
        return result

    def eager_by_position(*tensors: torch.Tensor) -> torch.Tensor:
        return eager(settings | dict(zip(first_tensors, tensors, strict=True)))

    def forward(features: Features) -> torch.Tensor:
        other_settings, tensors = _split(features)
        if other_settings != settings or list(tensors) != list(first_tensors):
            return eager(features)
        with jit.optimized_execution(False):  # else it is compiled again for each shape of its inputs
            result: torch.Tensor = script(*tensors.values())
        return result

    try:
        with torch.inference_mode():
            script = jit.trace(eager_by_position, tuple(first_tensors.values()), check_trace=False)
            is_equal = all(torch.equal(forward(sample), eager(sample)) for sample in samples)
    except Exception:  # a tracer raises errors of any kind for a model that it cannot follow
        is_equal = False
    return forward if is_equal else None


def _split(features: Features) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """The values that are not tensors, and the tensors."""
    import torch

    tensors = {name: value for name, value in features.items() if isinstance(value, torch.Tensor)}
    return {name: value for name, value in features.items() if name not in tensors}, tensors
