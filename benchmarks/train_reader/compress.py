"""The trained weights as the file that ships: low-rank factors of their difference from the encoder's, in 8 bits.

Each matrix of differences is the sum of its singular components. Those with the largest squared value for each number
that they take are kept, over all matrices, until the file is as large as allowed (the best approximation of that size
in the squared error: Eckart and Young, 1936).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor

_NEGLIGIBLE = 1e-9  # of the largest squared value: rounding, where a difference has a lower rank
_SMALL = 20_000  # numbers of a tensor that is stored whole, in float16


def compressed(trained: Mapping[str, Tensor], base: Mapping[str, Tensor], megabytes: float) -> dict[str, Tensor]:
    """The tensors of the file, of about so many megabytes. `trained` has the names of `base`, and the head's."""
    packed: dict[str, Tensor] = {}
    parts = {}
    for name, value in trained.items():
        if name.startswith("head."):
            packed[name] = value.float().clone()
            continue
        delta = value.float() - base[name].float()
        if delta.ndim < 2 or delta.numel() < _SMALL:
            packed[name] = delta.to(torch.float16)
        else:
            parts[name] = torch.linalg.svd(delta, full_matrices=False)
    kept = _ranks({name: part[1].numpy() for name, part in parts.items()}, parts, megabytes * 1e6)
    for name, (left, values, right) in parts.items():
        rank = kept[name]
        if not rank:
            continue
        left_bits, left_scale = _int8(left[:, :rank].T)
        right_bits, right_scale = _int8(right[:rank])
        packed[f"{name}.left"] = left_bits.T.contiguous()
        packed[f"{name}.right"] = right_bits.contiguous()
        packed[f"{name}.scale"] = values[:rank] * left_scale * right_scale
    return packed


def _ranks(values: Mapping[str, np.ndarray], parts: Mapping[str, tuple[Tensor, ...]], budget: float) -> dict[str, int]:
    """How many components of each matrix are kept."""
    cost = {name: part[0].shape[0] + part[2].shape[1] + 4 for name, part in parts.items()}
    worth = [(float(v) ** 2 / cost[name], name) for name, row in values.items() for v in row]
    kept = dict.fromkeys(values, 0)
    used = 0.0
    ordered = sorted(worth, reverse=True)
    for value, name in ordered:
        if used + cost[name] > budget or value < _NEGLIGIBLE * ordered[0][0]:
            break
        kept[name] += 1
        used += cost[name]
    return kept


def _int8(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Each row in 8 bits, and its scale."""
    scale = rows.abs().amax(1).clamp(min=1e-12) / 127
    return (rows / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def write(packed: Mapping[str, Tensor], path: Path) -> int:
    """Write the file with the checksum of its tensors; its size in bytes."""
    data = save(dict(packed), {"format": "pt"})
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header["__metadata__"]["blake2b"] = hashlib.blake2b(data[8 + size :], digest_size=16).hexdigest()
    new = json.dumps(header, separators=(",", ":")).encode()
    new += b" " * (-len(new) % 8)
    path.write_bytes(len(new).to_bytes(8, "little") + new + data[8 + size :])
    return path.stat().st_size
