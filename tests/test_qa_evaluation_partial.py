"""Evaluations that are ended early: by their time limit, and without waiting for what is being encoded."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scripted_library import TEXTS, ScriptedLibrary, ask

from embeddings.types import Vectors
from qa.dialogue import StandaloneQuestion
from qa.evaluation import EvaluationStoppedError
from qa.evaluation import run as evaluation_run
from qa.evaluation.questions import Question
from qa.evaluation.run import MEASURING
from qa.i18n.error_messages import translate
from qa.pipeline import encode_ahead

QUESTIONS = [Question(str(place), f"q{place}", answers=("王芳",)) for place in range(5)]


class Clock:
    """A clock of which each answer takes a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(evaluation_run.time, "perf_counter", lambda: self.now)

    def tick(self, *step: Any) -> None:
        self.now += 1


def library() -> ScriptedLibrary:
    return ScriptedLibrary(TEXTS, {question.question: [1] for question in QUESTIONS})


def test_after_its_time_an_evaluation_measures_what_was_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    # Progress is reported at the start and after each answer: at 1 s none, at 4 s three are done.
    found = ask(library(), *QUESTIONS, time_limit=3.5, progress=clock.tick)
    assert (len(found.results), found.unasked, found.interrupted, found.out_of_time) == (3, 2, True, True)
    assert found.warnings == ("the time limit was reached: 3 of 5 questions were asked",)
    assert translate(found.warnings[0], "zh") == "到了时限：问了 5 题中的 3 题"
    assert str(found).startswith("partial: 3 of 5 questions\n")
    value = found.as_json()
    assert (value["questions"], value["partial"], value["unasked"], value["out_of_time"]) == (3, True, 2, True)
    whole = ask(library(), *QUESTIONS, time_limit=6.5, progress=clock.tick)
    assert (whole.unasked, whole.out_of_time, "partial" in whole.as_json()) == (0, False, False)


def test_however_short_the_time_one_answer_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ask(library(), *QUESTIONS, time_limit=0.5, progress=Clock(monkeypatch).tick)
    assert (len(found.results), found.unasked, found.out_of_time) == (1, 4, True)


def test_a_run_that_is_stopped_is_not_out_of_time() -> None:
    def stop(retriever: str, done: int, total: int) -> None:
        if done == 2:
            raise EvaluationStoppedError

    found = ask(library(), *QUESTIONS, progress=stop)
    assert (len(found.results), found.interrupted, found.out_of_time) == (2, True, False)
    assert found.warnings == ("interrupted: 2 of 5 questions were asked",)


def test_that_the_metrics_are_computed_is_reported_and_too_late_to_stop() -> None:
    steps = []

    def report(*step: Any) -> None:
        steps.append(step)
        if step[0] == MEASURING:
            raise EvaluationStoppedError

    found = ask(library(), *QUESTIONS, progress=report)
    assert steps[-3:] == [("hybrid", 5, 5), (MEASURING, 0, 1), (MEASURING, 1, 1)]
    assert (len(found.results), found.interrupted) == (5, False)


def test_whoever_stops_does_not_wait_for_the_batch_that_is_being_encoded() -> None:
    release, busy = threading.Event(), threading.Event()

    class Encoder:
        calls = 0

        def encode_queries(self, texts: Sequence[str]) -> Vectors:
            Encoder.calls += 1
            if Encoder.calls == 2:
                busy.set()
                release.wait(20)
            return np.zeros((len(texts), 2), np.float32)

    questions = [(f"q{place}", StandaloneQuestion(f"q{place}")) for place in range(300)]
    encoded = encode_ahead(questions, Encoder())
    assert next(encoded).question == "q0"
    assert busy.wait(10)
    started = time.monotonic()
    encoded.close()
    assert time.monotonic() - started < 5  # the batch would take 20
    release.set()
    time.sleep(0.2)
    assert Encoder.calls == 2  # the further batches are not begun
