"""Imports Gradio without the stub files for editors that it writes beside its components at every import."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_stubs() -> Iterator[None]:
    """Gradio, imported in here, has no source files of its components to make stubs from: two fifths of its import."""
    whole = inspect.getfile

    def getfile(value: object) -> str:
        if isinstance(value, type) and value.__module__.startswith("gradio."):
            raise OSError("no stub is needed")  # which Gradio takes for a component without a file
        return whole(value)  # type: ignore[arg-type]

    inspect.getfile = getfile  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = whole
