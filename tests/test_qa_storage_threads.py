from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import qa.pipeline
from qa.library import Library
from qa.records import Reply


def test_of_many_questions_two_are_worked_on_at_once(
    tmp_path: Path, hash_encoder: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
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
