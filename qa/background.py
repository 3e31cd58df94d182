"""Long tasks that tell how far they are. Knows nothing of what they do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from qa.errors import WenbaoError

Step = tuple[str, int, int]  # what is done, how much of it, of how much
Result = TypeVar("Result")

_TICK = 0.2  # seconds between two signs of progress


@dataclass(frozen=True, slots=True)
class Ended(Generic[Result]):
    """How a task ended: with a result, or with the error that stopped it."""

    result: Result | None = None
    error: Exception | None = None


def in_background(task: Callable[[Callable[[str, int, int], None]], Result]) -> Iterator[Step | Ended[Result]]:
    """Run a task in a thread of its own. Gives its steps, at most five a second, and at last how it ended.

    An error that is no `WenbaoError` is raised after it was given, for the log.
    """
    news: SimpleQueue[Step | Ended[Result]] = SimpleQueue()

    def work() -> None:
        try:
            news.put(Ended(task(lambda what, done, total: news.put((what, done, total)))))
        except Exception as error:
            news.put(Ended(error=error))

    threading.Thread(target=work, daemon=True).start()
    told = 0.0
    while True:
        step = news.get()
        while not isinstance(step, Ended):  # of steps that have piled up the last one counts
            try:
                step = news.get_nowait()
            except Empty:
                break
        if isinstance(step, Ended):
            yield step
            if step.error is not None and not isinstance(step.error, WenbaoError):
                raise step.error
            return
        if time.monotonic() - told >= _TICK or step[1] == step[2]:
            told = time.monotonic()
            yield step
