from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import qa.pipeline
from embeddings import cpu
from qa.library import Library
from qa.records import Reply
from qa.storage import writer


def test_of_many_questions_two_are_worked_on_at_once_for_each_core(
    tmp_path: Path, hash_encoder: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu, "threads", lambda: 1)
    (tmp_path / "bridge.txt").write_text("矮寨大桥在湘西。大桥的桥面到谷底高330多米。", "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())
    library.add([tmp_path / "bridge.txt"])
    inside: list[int] = []
    most: list[int] = []
    two = threading.Barrier(2, timeout=10)
    build_reply = qa.pipeline.build_reply

    def watched(*arguments: object, **options: object) -> Reply:
        inside.append(1)
        two.wait()  # both are here, or this fails
        most.append(len(inside))
        two.wait()
        inside.pop()
        return build_reply(*arguments, **options)

    monkeypatch.setattr(qa.pipeline, "build_reply", watched)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(library.ask, [f"第{number}座大桥有多高？" for number in range(8)]))
    assert most == [2] * 8


def test_changes_in_one_process_wait_for_each_other(
    tmp_path: Path, hash_encoder: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_LOCK_TIMEOUT", 0.05)
    library = Library(tmp_path / "library", loaded=hash_encoder())
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"第{name}座大桥在湘西。", "utf-8")
    library.add([tmp_path / "a.txt"])
    inside, proceed = threading.Event(), threading.Event()

    def slow(what: str, done: int, total: int, item: str = "") -> None:
        inside.set()
        proceed.wait(10)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(library.add, [tmp_path / "b.txt"], progress=slow)
        assert inside.wait(10)
        second = pool.submit(library.add, [tmp_path / "c.txt"])
        time.sleep(0.3)  # six times as long as another process would be waited for
        assert not second.done()
        proceed.set()
        assert len(first.result().added) == len(second.result().added) == 1
    assert library.count()[0] == 3
