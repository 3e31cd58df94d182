"""What a model may use of this machine's processor: how many threads, and which precision."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # of a container: microseconds of processor time, and in which time


def threads(quota: Path = _QUOTA) -> int:
    """How many threads compute: `OMP_NUM_THREADS`, else the cores that this process, or its container, may use.

    `quota` is a file in the form of `cpu.max` (Linux control groups, version 2).
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _allowed(quota) or cores)


def _allowed(quota: Path) -> int:
    """The cores that a container may use, rounded up; 0 where there is no limit."""
    try:
        allowed_us, period_us = map(int, quota.read_text("ascii").split())
    except (OSError, ValueError):  # no control groups, or no limit: "max 100000"
        return 0
    return -(-allowed_us // period_us)


def limit_threads(quota: Path = _QUOTA) -> None:
    """Let PyTorch use no more threads than a container may use of the cores that it sees: with more, all are throttled.

    `quota` is a file in the form of `cpu.max` (Linux control groups, version 2).
    """
    import torch

    allowed = _allowed(quota)
    if 0 < allowed < torch.get_num_threads():
        torch.set_num_threads(allowed)


def fastest_dtype() -> Any:
    """The `torch.dtype` to load a model in: bfloat16 where the CPU computes in it (AMX, AVX-512 BF16), else float32."""
    import torch

    native = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if native else torch.float32
