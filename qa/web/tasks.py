"""Long tasks that tell how far they are, and short ones that are waited for so long only. Knows not what they do."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, Queue, SimpleQueue
from typing import Any, Generic, TypeVar

from qa.errors import SlowError, WenbaoError

Step = tuple[str, int, int, str]  # what is done, how much of it, of how much; what is taken up now, where it has a name
Result = TypeVar("Result")

_TICK = 0.2  # seconds between two signs of progress


@dataclass(frozen=True, slots=True)
class Ended(Generic[Result]):
    """How a task ended: with a result, or with the error that stopped it."""

    result: Result | None = None
    error: Exception | None = None


def in_background(
    task: Callable[[Callable[..., None]], Result], seconds: float = math.inf
) -> Iterator[Step | Ended[Result]]:
    """Run a task in a thread of its own. Gives its steps, at most five a second, and at last how it ended.

    An error that is no `WenbaoError` is raised after it was given, for the log. After `seconds` the task's next step
    ends it with `SlowError`; what was done by then it undoes or keeps as at any other error.
    """
    news: SimpleQueue[Step | Ended[Result]] = SimpleQueue()
    until = time.monotonic() + seconds

    def tell(what: str, done: int, total: int, item: str = "") -> None:
        if time.monotonic() > until:
            raise SlowError(f"it took longer than {seconds:.0f} s and was stopped")
        news.put((what, done, total, item))

    def work() -> None:
        try:
            news.put(Ended(task(tell)))
        except Exception as error:
            news.put(Ended(error=error))

    threading.Thread(target=work, daemon=True).start()
    told = 0.0
    held: Step | None = None  # one that came too soon: told when nothing newer comes
    while True:
        wait = max(0.0, told + _TICK - time.monotonic())
        try:
            step = news.get(timeout=wait if held else None)
        except Empty:
            step = held or news.get()
        else:
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
            told, held = time.monotonic(), None
            yield step
        else:
            held = step


class Workers:
    """Threads that run short tasks, always the same ones: each keeps what torch sets up for a thread.

    Python cannot stop a thread. Who waits gives up, and the worker is free again when its task ends; while none is
    free, nothing new begins.
    """

    def __init__(self, threads: int, seconds: float) -> None:
        """`seconds` is how long a task may take, the time included in which it waits for a worker."""
        self._seconds = seconds
        self._tasks: Queue[tuple[float, Callable[[], Any], SimpleQueue[Ended[Any]]]] = Queue()
        for _ in range(threads):
            threading.Thread(target=self._work, daemon=True).start()

    def run(self, task: Callable[[], Result]) -> Result:
        """The task's result. Raises what it raises, and `SlowError` where it takes too long."""
        end: SimpleQueue[Ended[Any]] = SimpleQueue()
        self._tasks.put((time.monotonic() + self._seconds, task, end))
        try:
            ended: Ended[Result] = end.get(timeout=self._seconds)
        except Empty:
            raise SlowError(f"it took longer than {self._seconds:.0f} s: ask again, or less at once") from None
        if ended.error is not None:
            raise ended.error
        return ended.result  # type: ignore[return-value]

    def _work(self) -> None:
        while True:
            until, task, end = self._tasks.get()
            if time.monotonic() > until:
                continue  # nobody waits for it any more
            try:
                end.put(Ended(task()))
            except Exception as error:
                end.put(Ended(error=error))
            del task, end  # what it held is let go now, not at the next task
