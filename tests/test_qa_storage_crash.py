"""A killed writer leaves the library as it was before or after its change. `benchmarks/crash.py` kills 200 times."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from killed_writer import run

from qa.library import Library
from qa.storage.database import Database


def test_a_killed_process_leaves_an_acknowledged_state() -> None:
    kinds = run(kills=10, seed=7)
    assert kinds["acknowledged"] > 0


def test_everything_lies_on_disk_before_the_database_names_it(
    tmp_path: Path, hash_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, connect = os.fsync, Database._connect

    def traced(path: Path) -> sqlite3.Connection:
        db = connect(path)
        db.set_trace_callback(lambda query: events.append(query))
        return db

    def synced(descriptor: int) -> None:
        events.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    (tmp_path / "a.txt").write_text("矮寨大桥在湘西。", "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())
    with monkeypatch.context() as patch:
        patch.setattr(Database, "_connect", staticmethod(traced))
        patch.setattr(os, "fsync", synced)
        library.add([tmp_path / "a.txt"])
    commit = len(events) - 1 - events[::-1].index("COMMIT")
    synced_before = set(events[:commit])
    (segment,) = (library.folder / "index").iterdir()
    assert {path.name for path in segment.iterdir()} <= synced_before
    assert {segment.name, "index"} <= synced_before
    assert "PRAGMA synchronous = FULL" in events


def test_a_process_that_dies_while_writing_leaves_the_old_state(
    tmp_path: Path, hash_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("bridge.txt", "矮寨大桥在湘西。"), ("rice.txt", "袁隆平研究杂交水稻。")):
        (tmp_path / name).write_text(text, "utf-8")
    bridge, rice = tmp_path / "bridge.txt", tmp_path / "rice.txt"

    def make() -> Library:
        return Library(tmp_path / "library", loaded=hash_encoder())

    def titles() -> list[str]:
        return sorted(Path(article.path).name for article in make().articles())

    def die(path: Path) -> None:
        raise KeyboardInterrupt

    library = make()
    library.add([bridge])
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("qa.index.segment.sync_folder", die)
        library.add([bridge, rice])
    assert titles() == ["bridge.txt"]
    assert len(make().ask("袁隆平").hits) == 1
    make().add([bridge, rice])
    assert titles() == ["bridge.txt", "rice.txt"]
