from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_library import FakeLibrary

from qa.errors import LibraryError, QuestionError, SlowError
from qa.i18n.error_messages import translate
from qa.web import limits
from qa.web.api import Endpoints, check_question, evaluate_file
from qa.web.dropped_files import DroppedFiles
from qa.web.tasks import Ended, Workers, in_background


def test_a_task_that_takes_too_long_is_stopped_at_its_next_step() -> None:
    reached: list[int] = []

    def task(tell: object) -> str:
        for number in range(1000):
            tell("step", number, 1000)  # type: ignore[operator]
            reached.append(number)
            time.sleep(0.01)
        return "done"

    *_, end = in_background(task, 0.1)
    assert isinstance(end, Ended) and isinstance(end.error, SlowError) and end.result is None
    assert 0 < len(reached) < 100
    assert "longer than" in str(end.error)


def test_the_last_step_is_reported_however_soon_it_comes() -> None:
    gate = threading.Event()

    def task(tell: Callable[..., None]) -> None:
        tell("reading", 0, 2, "short.txt")
        tell("reading", 1, 2, "long.pdf")
        assert gate.wait(10)

    steps = in_background(task)
    while next(steps) != ("reading", 1, 2, "long.pdf"):
        pass
    gate.set()
    assert list(steps) == [Ended()]


def test_workers_give_what_comes_of_a_task() -> None:
    workers = Workers(2, 10.0)
    assert workers.run(lambda: "answer") == "answer" and workers.run(lambda: None) is None
    with pytest.raises(ZeroDivisionError):
        workers.run(lambda: 1 // 0)
    assert len({workers.run(threading.get_ident) for _ in range(20)}) <= 2


def test_a_question_past_the_time_limit_fails_and_the_worker_is_used_again() -> None:
    workers, gate, run = Workers(1, 0.1), threading.Event(), []
    with pytest.raises(SlowError):
        workers.run(gate.wait)
    with pytest.raises(SlowError):  # nobody is free, and nothing new begins
        workers.run(lambda: run.append("late"))
    gate.set()
    time.sleep(0.05)
    assert workers.run(lambda: "again") == "again"
    assert run == []  # what nobody waits for any more is not done


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path)


@pytest.fixture
def endpoints(library: FakeLibrary) -> Endpoints:
    return Endpoints(library, Workers(1, 0.2))  # type: ignore[arg-type]


def test_a_question_has_its_time(endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeLibrary, "ask", lambda *args, **options: time.sleep(1))
    with pytest.raises(SlowError):
        endpoints.ask("何时？")


def test_the_number_of_questions_in_a_file_is_limited(endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_QUESTIONS", 2)
    rows = [{"question": f"第{number}问？"} for number in range(3)]
    assert endpoints.evaluate(rows[:2])["questions"] == 2
    with pytest.raises(QuestionError, match="wenbao evaluate"):
        endpoints.evaluate(rows)


def test_an_evaluation_has_its_time(endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EVALUATION_SECONDS", -1.0)
    measured = endpoints.evaluate([{"question": "何时？"}, {"question": "何地？"}])
    assert measured["questions"] == 1 and measured["unasked"] == 1 and "time limit" in measured["warnings"][0]


def test_errors_name_the_file_without_its_folder(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path / "library")
    for name, data in (("q.jsonl", b"{"), ("q.bin", b"x"), ("q.xlsx", b"PK"), ("none.csv", None)):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(QuestionError) as told:
            evaluate_file(library, tmp_path / name, lambda *step: None, threading.Event())  # type: ignore[arg-type]
        assert name in str(told.value) and str(tmp_path) not in str(told.value)


def test_an_error_of_the_library_keeps_its_kind(endpoints: Endpoints, library: FakeLibrary, tmp_path: Path) -> None:
    library.failure = LibraryError("library_file_missing", file=f"{tmp_path}/a.txt")
    with pytest.raises(LibraryError, match=r"^a\.txt is missing$"):
        endpoints.ask("何时？")


def test_a_message_without_folders_can_still_be_translated(tmp_path: Path) -> None:
    error = LibraryError("server_cannot_listen", host=f"{tmp_path}/files/a.txt", port=80)
    message = DroppedFiles(tmp_path).public(error.message)
    assert message == error.message.replace(f"{tmp_path}/files/", "")
    assert translate(message, "zh") == "不能在 a.txt 的 80 端口监听：端口可能已被占用，请用 --port 另选一个"


@pytest.mark.parametrize(
    ("question", "english", "chinese"),
    [
        (" ", "Write a question first.", "请先写下问题。"),
        ("长" * 2001, "The question is too long: 2000 characters at most.", "问题太长：最多 2000 字。"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_both_languages(
    question: str, english: str, chinese: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        check_question(question)
    assert caught.value.message.startswith(english) and translate(caught.value.message, "zh") == chinese


def test_time_limits_are_reported_in_both_languages() -> None:
    with pytest.raises(SlowError) as caught:
        Workers(1, 0.01).run(lambda: time.sleep(0.5))
    assert "took longer than 0 s" in caught.value.message
    assert translate(caught.value.message, "zh").startswith("用时超过 0 秒，已停止")
