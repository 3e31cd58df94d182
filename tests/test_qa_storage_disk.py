"""Disks that are full, and folders where nobody may write: an error that says so, and the old state."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qa.errors import LibraryError
from qa.library import Library
from qa.storage import encode_batches, writer

pytestmark = pytest.mark.usefixtures("quick_reader")


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., Any]) -> Library:
    (tmp_path / "a.txt").write_text("矮寨大桥在湘西。", "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())
    library.add([tmp_path / "a.txt"])
    return library


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing behind that many bytes of a file fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [0, 100, 5000, 20_000, 60_000])
def test_a_full_disk_leaves_the_old_state(library: Library, tmp_path: Path, size: int) -> None:
    text = "\n".join(f"第{i}段：岳麓书院建于北宋开宝九年，今年是第{i}年。" for i in range(1500))
    (tmp_path / "b.txt").write_text(text, "utf-8")
    with files_of_at_most(size), pytest.raises(LibraryError, match=r"write|full|damaged|opened"):
        library.add([tmp_path / "b.txt"])
    assert [Path(article.path).name for article in library.articles()] == ["a.txt"]
    assert library.verify().problems == ()
    assert library.ask("矮寨大桥在哪里？").hits
    assert len(library.add([tmp_path / "b.txt"]).added) == 1


def test_where_nobody_may_write_questions_are_answered(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    before = sorted(path.name for path in library.folder.iterdir())
    assert library.ask("矮寨大桥在哪里？").hits
    assert library.verify().problems == ()
    assert sorted(path.name for path in library.folder.iterdir()) == before


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path, hash_encoder: Callable[..., Any]) -> None:
    (tmp_path / "a.txt").write_text("矮寨大桥在湘西。", "utf-8")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match=r"cannot write to .*file"):
        Library(tmp_path / "file" / "library", loaded=hash_encoder()).add([tmp_path / "a.txt"])


def test_while_more_is_added_only_the_segments_in_use_are_on_disk(
    library: Library, tmp_path: Path, hash_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode_batches, "_MAX_PASSAGES", 1)
    for i in range(9):
        (tmp_path / f"more{i}.txt").write_text(f"第{i}座桥在长沙。", "utf-8")
    seen: list[int] = []

    def encode(model: Any, texts: Any, progress: Any) -> Any:
        seen.append(len(list((library.folder / "index").iterdir())))
        return model.encode_documents(texts, progress)

    more = Library(library.folder, loaded=hash_encoder(), encode=encode)
    assert len(more.add([tmp_path]).added) == 9
    assert seen[::2] == [1, 1, 1, 1, 2, 1, 2, 1, 2]  # of 1, 2, 3, 4, 4 + 1, 6, 6 + 1, 8 and 8 + 1 passages
    assert more.verify().problems == ()
    assert writer.verify_checksum(library.folder, str(more.generation)) is None
    assert (library.folder / writer.CHECKSUM).read_text().split(" ")[0] == str(more.generation)
