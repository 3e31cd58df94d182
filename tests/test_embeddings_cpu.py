from __future__ import annotations

from pathlib import Path

import pytest
import torch

from embeddings import cpu


@pytest.mark.parametrize(("wanted", "quota", "threads"), [("3", "100000 100000\n", 3), ("", "50000 100000\n", 1)])
def test_how_many_threads_compute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, quota: str, threads: int
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", wanted)
    (tmp_path / "cpu.max").write_text(quota)
    assert cpu.threads(tmp_path / "cpu.max") == threads


@pytest.mark.parametrize(
    ("quota", "threads"),
    [("150000 100000\n", 2), ("50000 100000\n", 1), ("max 100000\n", 4), ("900000 100000\n", 4), ("", 4)],
)
def test_a_container_gets_no_more_threads_than_it_may_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, threads: int
) -> None:
    set_to = [4]
    monkeypatch.setattr("torch.get_num_threads", lambda: set_to[-1])
    monkeypatch.setattr("torch.set_num_threads", set_to.append)
    (tmp_path / "cpu.max").write_text(quota)
    cpu.limit_threads(tmp_path / "cpu.max")
    assert set_to[-1] == threads


def test_without_control_groups_all_threads_stay(tmp_path: Path) -> None:
    before = torch.get_num_threads()
    cpu.limit_threads(tmp_path / "none")
    assert torch.get_num_threads() == before
