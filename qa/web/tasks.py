"""Long tasks that report their progress, and short tasks with a time limit."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, Queue, SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar

from qa.errors import SlowError, WenbaoError

Result = TypeVar("Result")

_STEP_SECONDS = 0.2  # at least, between two steps that are shown


class Step(NamedTuple):
    """How far a task is: what it does, how much of the total is done, and the name of the current item, if any."""

    what: str
    done: int
    total: int
    item: str = ""


@dataclass(frozen=True, slots=True)
class Ended(Generic[Result]):
    """How a task ended: with a result, or with the error that stopped it."""

    result: Result | None = None
    error: Exception | None = None


def in_background(
    task: Callable[[Callable[..., None]], Result], seconds: float = math.inf
) -> Iterator[Step | Ended[Result]]:
    """Run a task in another thread; `task` gets a function to report its steps. Yield steps, at most five a second, and
    at last how it ended.

    An error other than `WenbaoError` is raised after it was yielded, for the log. After `seconds`, the task's next step
    raises `SlowError` in it.
    """
    steps: SimpleQueue[Step | Ended[Result]] = SimpleQueue()
    deadline = time.monotonic() + seconds

    def report(what: str, done: int, total: int, item: str = "") -> None:
        if time.monotonic() > deadline:
            raise SlowError("server_task_too_slow", seconds=seconds)
        steps.put(Step(what, done, total, item))

    def work() -> None:
        try:
            steps.put(Ended(task(report)))
        except Exception as error:
            steps.put(Ended(error=error))

    threading.Thread(target=work, daemon=True).start()
    for step in _throttled(steps):
        yield step
        if isinstance(step, Ended) and step.error is not None and not isinstance(step.error, WenbaoError):
            raise step.error


def _throttled(steps: SimpleQueue[Step | Ended[Result]]) -> Iterator[Step | Ended[Result]]:
    """The steps of a queue until the end, without those that a newer one follows within `_STEP_SECONDS`."""
    shown_at = 0.0
    postponed: Step | None = None  # came too soon; it is shown if nothing newer comes
    while True:
        step = _newest(steps, postponed, shown_at + _STEP_SECONDS)
        if isinstance(step, Ended):
            yield step
            return
        if time.monotonic() - shown_at >= _STEP_SECONDS or step.done == step.total:
            shown_at, postponed = time.monotonic(), None
            yield step
        else:
            postponed = step


def _newest(
    steps: SimpleQueue[Step | Ended[Result]], postponed: Step | None, postponed_until: float
) -> Step | Ended[Result]:
    """The last step in the queue, or the end; the postponed step if nothing comes before its time."""
    if postponed is None:
        step = steps.get()
    else:
        try:
            step = steps.get(timeout=max(0.0, postponed_until - time.monotonic()))
        except Empty:
            return postponed
    while not isinstance(step, Ended) and not steps.empty():
        step = steps.get()
    return step


class _AwaitedEnd(Generic[Result]):
    """How a task will end, for a coroutine; a worker puts it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Ended[Result]] = self._loop.create_future()

    def put(self, ended: Ended[Result]) -> None:
        """Hand over how the task ended. After its time nobody waits for that any more."""

        def hand_over() -> None:
            if not self.future.done():
                self.future.set_result(ended)

        with contextlib.suppress(RuntimeError):  # the server was closed meanwhile
            self._loop.call_soon_threadsafe(hand_over)


class Workers:
    """Threads that run short tasks. They are reused, since each keeps what torch sets up for a thread.

    Python cannot stop a thread. After the time limit the caller gives up, and the worker is free again when its task
    ends; while none is free, no new task starts.
    """

    def __init__(self, threads: int, seconds: float) -> None:
        """`seconds` is the time limit of a task, including the time for which it waits for a worker."""
        self._seconds = seconds
        self._tasks: Queue[tuple[float, Callable[[], Any], SimpleQueue[Ended[Any]] | _AwaitedEnd[Any]]] = Queue()
        for _ in range(threads):
            threading.Thread(target=self._work, daemon=True).start()

    def run(self, task: Callable[[], Result]) -> Result:
        """Return the task's result. Raises what the task raises, and `SlowError` after the time limit."""
        end: SimpleQueue[Ended[Any]] = SimpleQueue()
        self._tasks.put((time.monotonic() + self._seconds, task, end))
        try:
            ended: Ended[Result] = end.get(timeout=self._seconds)
        except Empty:
            raise SlowError("server_question_too_slow", seconds=self._seconds) from None
        if ended.error is not None:
            raise ended.error
        return ended.result  # type: ignore[return-value]

    async def result(self, task: Callable[[], Result]) -> Result:
        """Return the task's result as `run` does, without a thread that waits for it."""
        end: _AwaitedEnd[Result] = _AwaitedEnd()
        self._tasks.put((time.monotonic() + self._seconds, task, end))
        try:
            ended = await asyncio.wait_for(end.future, self._seconds)
        except TimeoutError:
            raise SlowError("server_question_too_slow", seconds=self._seconds) from None
        if ended.error is not None:
            raise ended.error
        return ended.result  # type: ignore[return-value]

    def _work(self) -> None:
        while True:
            deadline, task, end = self._tasks.get()
            if time.monotonic() > deadline:
                continue  # its caller has given up
            try:
                end.put(Ended(task()))
            except Exception as error:
                end.put(Ended(error=error))
            del task, end  # frees what they hold now, not at the next task
