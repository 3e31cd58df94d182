"""The library that the chat's tests use has the methods of the real one."""

from __future__ import annotations

import inspect

import pytest
from fake_library import FakeLibrary

from qa.library import Library

METHODS = sorted(name for name, _ in inspect.getmembers(FakeLibrary, inspect.isfunction) if not name.startswith("_"))


@pytest.mark.parametrize("name", METHODS)
def test_a_method_takes_and_gives_the_same_as_that_of_the_library(name: str) -> None:
    real, fake = (inspect.signature(getattr(library, name)) for library in (Library, FakeLibrary))
    described = [
        [
            (name, parameter.kind, parameter.default is parameter.empty)
            for name, parameter in signature.parameters.items()
        ]
        for signature in (real, fake)
    ]
    assert described[0] == described[1]


def test_its_properties_are_those_of_the_library() -> None:
    properties = {name for name, _ in inspect.getmembers(FakeLibrary, lambda value: isinstance(value, property))}
    assert {"exists", "generation"} <= properties
    assert all(isinstance(getattr(Library, name, None), property) for name in properties)
    assert "ask" in METHODS and "add" in METHODS  # or nothing is compared
