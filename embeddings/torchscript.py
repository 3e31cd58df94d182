"""A model's forward pass as one call that leaves Python's lock alone (TorchScript), where it gives the same to the bit.

Run as Python, a pass takes and lets go of the lock some hundred times, and waits for it each time while other threads
work; as one call it does so once. It also saves what Python does between the operations. Knows tensors, no texts.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

# The tracer tells of constants that were followed: whether they matter is looked at below. Set here, since Python's
# filters are those of all threads: one set while others set and reset theirs may be gone before the trace is done.
warnings.filterwarnings(
    "ignore", message=r".* might cause the trace to be incorrect|torch\.\w+ results are registered as constants"
)

Features = Mapping[str, Any]
Forward = Callable[[Features], "torch.Tensor"]


def trace(model: torch.nn.Module, output: str, samples: Sequence[Features]) -> Forward | None:
    """What `model` gives under the name `output`, as one call; None where it cannot be traced or differs on a sample.

    The first sample is followed, so it should be padded; the others should be as short and as long as a text can be.
    """
    import torch

    jit: Any = torch.jit
    model.requires_grad_(False)  # else the weights are no constants
    fixed, first = _parts(samples[0])

    def positional(*tensors: torch.Tensor) -> torch.Tensor:
        return eager(fixed | dict(zip(first, tensors, strict=True)))

    def called(features: Features) -> torch.Tensor:
        others, tensors = _parts(features)
        if others != fixed or list(tensors) != list(first):
            return eager(features)
        with jit.optimized_execution(False):  # else it is compiled anew for each shape of its inputs
            found: torch.Tensor = script(*tensors.values())
        return found

    def eager(features: Features) -> torch.Tensor:
        found: torch.Tensor = model(dict(features))[output]
        return found

    try:
        with torch.inference_mode():
            script = jit.trace(positional, tuple(first.values()), check_trace=False)
            same = all(torch.equal(called(sample), eager(sample)) for sample in samples)
    except Exception:  # what a tracer says of a model that it cannot follow is of any kind
        same = False
    return called if same else None


def _parts(features: Features) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """What are no tensors, and the tensors."""
    import torch

    tensors = {name: value for name, value in features.items() if isinstance(value, torch.Tensor)}
    return {name: value for name, value in features.items() if name not in tensors}, tensors
