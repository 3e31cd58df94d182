"""The forward pass of a BERT encoder (Devlin et al., arXiv 1810.04805) in bfloat16 by PyTorch, where the CPU has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from embeddings import bert
from embeddings.types import Vectors


class TorchBert:
    """A model that gives the hidden states of its last layer, of one text at a time."""

    def __init__(
        self, embed: bert.Embed, tensor: Callable[[str], Vectors], layers: int, heads: int, epsilon: float
    ) -> None:
        """Take what gives the normalised embeddings of tokens, and weights by their names in a `BertModel`."""
        import torch

        def weights(prefix: str, names: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
            parts = [np.concatenate([tensor(f"{prefix}{name}.{kind}") for name in names]) for kind in _KINDS]
            return torch.from_numpy(parts[0]).to(torch.bfloat16), torch.from_numpy(parts[1]).to(torch.bfloat16)

        self._embed, self._heads, self._epsilon = embed, heads, epsilon
        self._layers = [[weights(f"encoder.layer.{number}.", names) for names in _LAYER] for number in range(layers)]

    def __call__(self, ids: bert.Ids) -> Vectors:
        """The hidden states, float32 (tokens, hidden), of token ids (tokens,)."""
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            hidden = torch.from_numpy(self._embed(ids)).to(torch.bfloat16)
            shape = hidden.shape[-1:]
            for joint, out, first, inner, outer, second in self._layers:
                query, key, value = (
                    functional.linear(hidden, *joint).view(len(ids), 3, self._heads, -1).permute(1, 2, 0, 3)
                )
                mixed = functional.scaled_dot_product_attention(query[None], key[None], value[None])[0]
                mixed = functional.linear(mixed.transpose(0, 1).reshape(len(ids), -1), *out)
                hidden = functional.layer_norm(hidden + mixed, shape, *first, self._epsilon)
                wide = functional.linear(functional.gelu(functional.linear(hidden, *inner)), *outer)
                hidden = functional.layer_norm(hidden + wide, shape, *second, self._epsilon)
            states: Vectors = hidden.float().numpy()
        return states


_KINDS = ("weight", "bias")
_LAYER = (
    [f"attention.self.{name}" for name in ("query", "key", "value")],
    ["attention.output.dense"],
    ["attention.output.LayerNorm"],
    ["intermediate.dense"],
    ["output.dense"],
    ["output.LayerNorm"],
)
