from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from embeddings.torchscript import trace


class _Model(torch.nn.Module):
    """A weighted sum; `fault` makes it depend on its input in a way that cannot be traced."""

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([2.0, 3.0]))
        self.fault = fault
        self.calls = 0

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        self.calls += 1
        if self.fault == "fails":
            raise NotImplementedError("cannot be followed")
        total = (features["x"] * self.weight).sum(1)
        if self.fault == "length" and len(total) > 2:
            total = -total
        return {"y": total if features["kind"] == "plain" else total + 100}


def _rows(n: int) -> dict[str, Any]:
    return {"kind": "plain", "x": torch.arange(2.0 * n).reshape(n, 2)}


def test_a_traced_model_gives_the_same_without_being_called() -> None:
    model = _Model()
    forward = trace(model, "y", [_rows(2), _rows(1), _rows(5)])
    assert forward is not None
    before = model.calls
    assert forward(_rows(3)).tolist() == [3.0, 13.0, 23.0]  # 2 · 0 + 3 · 1, 2 · 2 + 3 · 3, 2 · 4 + 3 · 5
    assert model.calls == before


def test_inputs_of_another_kind_than_those_traced_go_to_the_model_itself() -> None:
    forward = trace(_Model(), "y", [_rows(2)])
    assert forward is not None
    assert forward(_rows(1) | {"kind": "other"}).tolist() == [103.0]


@pytest.mark.parametrize("fault", ["length", "fails"])
def test_a_model_that_cannot_be_traced_is_left_alone(fault: str) -> None:
    assert trace(_Model(fault), "y", [_rows(2), _rows(5)]) is None


QUIET = """
import warnings
import torch
from embeddings.torchscript import trace
others = warnings.catch_warnings()  # as another thread that began before and ends meanwhile
others.__enter__()

class Model(torch.nn.Module):
    def forward(self, features):
        global others
        if others:
            others.__exit__(None, None, None)
            others = None
        return {"y": features["x"] * 2 if features["x"].sum() >= 0 else features["x"]}

assert trace(Model(), "y", [{"x": torch.ones(2, 2)}, {"x": torch.ones(1, 2)}])
"""


def test_warnings_of_the_tracer_are_hidden_even_where_other_threads_reset_the_filters() -> None:
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", QUIET], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
