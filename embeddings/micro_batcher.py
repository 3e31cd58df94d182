"""Calls of many threads made in one: questions that come while others are encoded share the next pass of the model.

A model computes with a team of threads for each thread that calls it, and where there are more of them than cores,
GNU's OpenMP no longer waits actively: a small pass takes twice as long. So one thread makes all passes. Knows calls
and texts, no model.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Result = TypeVar("Result")
_Call = tuple[Sequence[str], "Future[Vectors]"]


class MicroBatcher:
    """A function from texts to their vectors, for many threads at once."""

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        """`encode` gives one vector a text, in their order; it is called in one thread, which is no caller's."""
        self._encode = encode
        self._waiting: deque[_Call] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """What `encode` gives or raises for these texts, whatever other threads ask for."""
        vectors: Future[Vectors] = Future()
        self._waiting.append((texts, vectors))
        self._thread.submit(self._work)
        return vectors.result()

    def do(self, work: Callable[[], Result]) -> Result:
        """What `work` gives or raises, done in the thread of `encode`."""
        return self._thread.submit(work).result()

    def _work(self) -> None:
        calls = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if calls:
            self._run(calls)

    def _run(self, calls: Sequence[_Call]) -> None:
        try:
            vectors = self._encode([text for texts, _ in calls for text in texts])
        except BaseException as error:
            if len(calls) == 1:
                calls[0][1].set_exception(error)
            else:  # the error of one call is not that of the others
                for call in calls:
                    self._run([call])
            return
        start = 0
        for texts, found in calls:
            found.set_result(vectors[start : start + len(texts)])
            start += len(texts)
