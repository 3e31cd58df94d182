"""What PyTorch may use of this machine's processor: how many threads, and which precision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # of a container: microseconds of processor time, and in which time


def limit_threads(quota: Path = _QUOTA) -> None:
    """Use no more threads than a container may use of the cores that it sees: with more, all of them are throttled.

    `quota` is a file in the form of `cpu.max` (Linux control groups, version 2).
    """
    import torch

    try:
        allowed_us, period_us = map(int, quota.read_text("ascii").split())
    except (OSError, ValueError):  # no control groups, or no limit: "max 100000"
        return
    threads = -(-allowed_us // period_us)
    if 0 < threads < torch.get_num_threads():
        torch.set_num_threads(threads)


def fastest_dtype() -> Any:
    """The `torch.dtype` to load a model in: bfloat16 where the CPU computes in it (AMX, AVX-512 BF16), else float32."""
    import torch

    native = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if native else torch.float32
