"""Calls that come while another one runs, made as one: questions of several threads share a pass of the model.

The first that waits works for all that wait by then, so a call that comes alone waits for nobody. Knows calls and
texts, no model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass
class _Call:
    """What one thread waits for: its vectors or its error, once it is `done`."""

    texts: Sequence[str]
    vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    error: Exception | None = None
    done: bool = False


class Together:
    """A function from texts to their vectors, for many threads at once."""

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        """`encode` gives one vector a text, in their order; it is called by one thread at a time."""
        self._encode = encode
        self._change = threading.Condition()
        self._waiting: list[_Call] = []
        self._busy = False

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """What `encode` gives or raises for these texts, whatever other threads ask for."""
        own = _Call(texts)
        with self._change:
            self._waiting.append(own)
            while self._busy and not own.done:
                self._change.wait()
            if not own.done:
                self._busy = True
                calls, self._waiting = self._waiting, []
        if not own.done:
            try:
                self._run(calls)
            finally:
                with self._change:
                    # Where this thread is stopped, by Ctrl-C for one, another of those that wait goes on.
                    self._waiting[:0] = [call for call in calls if not call.done and call is not own]
                    self._busy = False
                    self._change.notify_all()
        if own.error is not None:
            raise own.error
        return own.vectors

    def _run(self, calls: Sequence[_Call]) -> None:
        try:
            vectors = self._encode([text for call in calls for text in call.texts])
        except Exception as error:
            if len(calls) > 1:  # the error of one call is not that of the others
                for call in calls:
                    self._run([call])
                return
            calls[0].error = error
        else:
            start = 0
            for call in calls:
                call.vectors = vectors[start : start + len(call.texts)]
                start += len(call.texts)
        for call in calls:
            call.done = True
