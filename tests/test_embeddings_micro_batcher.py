from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from embeddings.micro_batcher import MicroBatcher
from embeddings.types import Vectors


class _Slow:
    """Gives the number that a text spells; the first call lasts until `others` further ones wait for it to end."""

    def __init__(self, others: int) -> None:
        self.calls: list[list[str]] = []
        self.others = others
        self.batcher = MicroBatcher(self.encode)

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(list(texts))
        while len(self.calls) == 1 and self.batcher.waiting < self.others:
            threading.Event().wait(0.001)
        return np.array([[float(text)] for text in texts], np.float32)


def _ask(slow: _Slow, texts: Sequence[Sequence[str]]) -> list[object]:
    """What each thread gets or is raised; the first is there before the others."""

    def one(call: Sequence[str]) -> object:
        try:
            return slow.batcher(call).ravel().tolist()
        except BaseException as error:
            return type(error)

    with ThreadPoolExecutor(len(texts)) as pool:
        first = pool.submit(one, texts[0])
        while not slow.calls:
            threading.Event().wait(0.001)
        rest = [pool.submit(one, call) for call in texts[1:]]
        return [future.result(timeout=10) for future in (first, *rest)]


def test_calls_that_come_while_another_runs_are_made_as_one() -> None:
    slow = _Slow(3)
    assert _ask(slow, [["1"], ["2"], ["3", "4"], ["5"]]) == [[1], [2], [3, 4], [5]]
    assert slow.calls[0] == ["1"]
    assert len(slow.calls) == 2
    assert sorted(slow.calls[1]) == ["2", "3", "4", "5"]


def test_a_single_call_does_not_wait() -> None:
    slow = _Slow(0)
    assert slow.batcher(["7"]).tolist() == [[7]]
    assert slow.batcher(["8", "9"]).tolist() == [[8], [9]]
    assert slow.calls == [["7"], ["8", "9"]]


def test_the_error_of_one_call_is_not_that_of_the_others() -> None:
    slow = _Slow(3)
    assert _ask(slow, [["1"], ["2"], ["no number"], ["3"]]) == [[1], [2], ValueError, [3]]
    with pytest.raises(ValueError, match="no number"):
        slow.batcher(["no number"])
    assert slow.batcher(["4"]).tolist() == [[4]]


def test_one_thread_makes_all_passes() -> None:
    threads: set[str] = set()

    def encode(texts: Sequence[str]) -> Vectors:
        threads.add(threading.current_thread().name)
        return np.zeros((len(texts), 1), np.float32)

    batcher = MicroBatcher(encode)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(batcher, [["1"]] * 20))
    batcher(["2"])
    assert threads == {"encoder_0"}
