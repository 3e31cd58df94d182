from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from embeddings import cpu
from qa.library import Library
from qa.pipeline import in_order


@pytest.mark.parametrize("at_once", [1, 3])
def test_answers_come_in_the_order_of_their_questions(at_once: int) -> None:
    def slow_if_even(number: int) -> int:
        time.sleep(0.01 * (number % 2 == 0))
        return number * number

    assert list(in_order(range(9), slow_if_even, at_once)) == [number * number for number in range(9)]


def test_several_are_made_at_once() -> None:
    meeting = threading.Barrier(3, timeout=10)  # breaks unless three wait at it together
    assert len(list(in_order(range(6), lambda number: meeting.wait(), 3))) == 6


def test_no_more_are_begun_than_twice_as_many_as_are_made_at_once() -> None:
    given: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(20):
            given.append(number)
            yield number

    made = in_order(numbers(), abs, 2)
    assert next(made) == 0
    assert len(given) == 4
    made.close()


def test_an_error_comes_in_the_place_of_its_question() -> None:
    made = in_order([1, 2, 0, 4, 5, 6, 7], lambda number: 1 / number, 2)
    assert [next(made), next(made)] == [1.0, 0.5]
    with pytest.raises(ZeroDivisionError):
        next(made)


def test_whoever_stops_early_waits_for_what_is_being_made() -> None:
    running: set[int] = set()

    def make(number: int) -> int:
        running.add(number)
        time.sleep(0.02)
        running.remove(number)
        return number

    made = in_order(range(50), make, 3)
    next(made)
    made.close()
    assert not running


def test_answers_are_the_same_one_by_one_and_several_at_once(samples: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [
        "岳阳楼在哪里？",
        "长沙磁浮快线全长多少公里？",
        "Who designed the Aizhai bridge?",
        "你好",
        "岳麓书院建于哪一年？",
    ]
    alone = [samples.ask(question) for question in questions]
    monkeypatch.setattr(cpu, "threads", lambda: 3)
    together = list(samples.ask_all([(question, ()) for question in questions]))
    assert [replace(one, seconds={}) for one in together] == [replace(one, seconds={}) for one in alone]
