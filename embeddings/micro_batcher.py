"""Calls of several threads made as one: questions that come while others are encoded share the next pass of the model.

Each thread that calls a model computes with a team of threads of its own. Where these are more than the cores, GNU's
OpenMP no longer waits actively, and a small pass takes twice as long. So one thread makes all passes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from embeddings.types import Vectors

_Call = tuple[Sequence[str], "Future[Vectors]"]


class MicroBatcher:
    """A function from texts to their vectors, for several threads at once."""

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        """`encode` gives one vector a text, float32 (len(texts), d), in their order. One thread calls it."""
        self._encode = encode
        self._queue: deque[_Call] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")

    @property
    def waiting(self) -> int:
        """The calls that wait for the next pass."""
        return len(self._queue)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The vectors of these texts, float32 (len(texts), d); raises what `encode` raises for them."""
        vectors: Future[Vectors] = Future()
        self._queue.append((texts, vectors))
        self._thread.submit(self._encode_queue)
        return vectors.result()

    def _encode_queue(self) -> None:
        calls = [self._queue.popleft() for _ in range(len(self._queue))]
        if calls:
            self._encode_calls(calls)

    def _encode_calls(self, calls: Sequence[_Call]) -> None:
        try:
            vectors = self._encode([text for texts, _ in calls for text in texts])
        except BaseException as error:
            if len(calls) == 1:
                calls[0][1].set_exception(error)
            else:  # only the call that fails is to raise
                for call in calls:
                    self._encode_calls([call])
            return
        start = 0
        for texts, future in calls:
            future.set_result(vectors[start : start + len(texts)])
            start += len(texts)
