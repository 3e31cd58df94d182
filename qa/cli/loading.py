"""A line on the terminal while the models load, gone when they are loaded."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from qa.cli.language import words

_MOMENT = 0.5  # seconds that nobody needs to be told about
_ERASE = "\r\033[K"  # to the start of the line, and what stands there deleted


@contextmanager
def loading() -> Iterator[None]:
    """Within, say on standard error that the model loads, if it is a terminal and this takes longer than a moment."""
    if not sys.stderr.isatty():
        yield
        return
    lock, done = threading.Lock(), threading.Event()

    def say() -> None:
        if done.wait(_MOMENT):
            return
        with lock:
            if not done.is_set():
                print(words("loading"), end="", file=sys.stderr, flush=True)
        done.wait()
        with lock:
            print(_ERASE, end="", file=sys.stderr, flush=True)

    thread = threading.Thread(target=say, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
