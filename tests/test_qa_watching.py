"""Watched folders: what is added, changed, renamed and deleted, what waits, what fails, and what is caught up."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import LibraryError, WenbaoError
from qa.library import Library
from qa.watching.folder import WatchedFolder
from qa.watching.watch import Watch, watched_folders

Texts = set[tuple[str, str]]


class Clock:
    """A watched folder and a clock of its own: no thread, no waiting."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.said: list[str] = []
        self.now = 1000.0
        self.watched = WatchedFolder(folder, library, self.said.append, settle_seconds=2.0)

    def look(self, seconds: float = 0.0) -> Any:
        self.now += seconds
        self.watched.look(self.now)
        return self.watched.state

    def settle(self) -> Any:
        self.look()
        return self.look(2.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "报纸"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., Any]) -> Library:
    (tmp_path / "seed.txt").write_text("市图书馆新馆九月一日开放，藏书八十万册。", "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())
    library.add([tmp_path / "seed.txt"])
    return library


def texts(library: Library, under: Path) -> Texts:
    """The articles under a folder: where each is, and its text."""
    return {(a.path, a.text) for a in library.articles() if a.path.startswith(f"{under}/")}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_files_are_added_changed_renamed_and_removed(folder: Path, library: Library) -> None:
    clock = Clock(folder, library)
    write(folder / "桥.txt", "矮寨大桥在湘西，二〇一二年通车。")
    assert clock.look().status == "waiting" and texts(library, folder) == set()
    assert clock.look(1.0).status == "waiting"
    state = clock.look(1.5)
    assert (state.status, state.files, state.added, state.name) == ("watching", 1, 1, "报纸")
    (before,) = (a.id for a in library.articles() if a.path == str(folder / "桥.txt"))
    (folder / "桥.txt").rename(folder / "大桥.txt")
    state = clock.settle()
    assert {(a.id, a.path) for a in library.articles() if "桥" in a.path} == {(before, str(folder / "大桥.txt"))}
    assert (state.added, state.updated, state.removed, state.files) == (0, 1, 0, 1)
    write(folder / "大桥.txt", "矮寨大桥在湘西，桥面到谷底高三百三十多米。")
    clock.settle()
    assert texts(library, folder) == {(str(folder / "大桥.txt"), "矮寨大桥在湘西，桥面到谷底高三百三十多米。")}
    (folder / "大桥.txt").unlink()
    state = clock.settle()
    assert texts(library, folder) == set() and state.removed == 1 and state.files == 0
    assert library.count()[0] == 1  # what is outside the folder stays


def test_a_file_that_is_being_written_is_waited_for(folder: Path, library: Library) -> None:
    clock = Clock(folder, library)
    text = "岳麓书院在长沙，始建于北宋。"
    for end in range(4, len(text), 4):
        write(folder / "a.txt", text[:end])
        assert clock.look(1.5).status == "waiting" and texts(library, folder) == set()
    write(folder / "a.txt", text)
    clock.settle()
    assert {one for _, one in texts(library, folder)} == {text}


def test_what_cannot_be_read_is_said_once_and_tried_again_when_it_changes(folder: Path, library: Library) -> None:
    clock = Clock(folder, library)
    (folder / "坏.docx").write_bytes(b"no archive")
    write(folder / "style.css", "p { color: red }")
    state = clock.settle()
    assert [name for name, _ in state.problems] == ["坏.docx", ""] and "style.css" in state.problems[1][1]
    write(folder / "b.txt", "岳麓书院在长沙。")
    clock.settle()
    clock.settle()
    assert len(clock.said) == 1 and clock.said[0].startswith("报纸/坏.docx: ")
    (folder / "坏.docx").write_bytes(b"still no archive")
    clock.settle()
    assert len(clock.said) == 2
    (folder / "坏.docx").unlink()
    assert [name for name, _ in clock.settle().problems] == [""]


def test_parts_of_an_archive_go_and_come_with_it(folder: Path, library: Library) -> None:
    clock = Clock(folder, library)
    for names in (["a.txt", "b.txt", "坏.docx"], ["b.txt"]):
        with zipfile.ZipFile(folder / "all.zip", "w") as archive:
            for name in names:
                archive.writestr(name, f"{name} 说岳麓书院在长沙。")
        state = clock.settle()
        assert {Path(path).name for path, _ in texts(library, folder)} == {n for n in names if n.endswith(".txt")}
        assert [name for name, _ in state.problems] == [f"all.zip/{name}" for name in names if "坏" in name]
    (folder / "all.zip").unlink()
    clock.settle()
    assert texts(library, folder) == set()


def test_what_changed_while_it_was_off_is_caught_up(folder: Path, library: Library) -> None:
    for name in ("a", "b", "c"):
        write(folder / f"{name}.txt", f"{name} 说岳麓书院在长沙。")
    (folder / "坏.docx").write_bytes(b"no archive")
    clock = Clock(folder, library)
    clock.settle()
    clock.watched.end()
    (folder / "a.txt").unlink()
    write(folder / "b.txt", "橘子洲在湘江里。")
    write(folder / "d.txt", "爱晚亭在岳麓山。")
    read: list[str] = []
    add = library.add
    library.add = lambda paths, **rest: (read.extend(Path(one).name for one in paths), add(paths, **rest))[1]  # type: ignore[method-assign]
    clock = Clock(folder, library)
    clock.settle()
    assert sorted(read) == ["a.txt", "b.txt", "d.txt", "坏.docx"]  # not c, which is as it was
    assert texts(library, folder) == texts_from_scratch(folder, library)


def test_a_folder_that_was_indexed_before_is_taken_over(folder: Path, library: Library) -> None:
    write(folder / "a.txt", "岳麓书院在长沙。")
    write(folder / "b.txt", "橘子洲在湘江里。")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("c.txt", "爱晚亭在岳麓山。")
    library.add([folder])
    (folder / "a.txt").unlink()
    (folder / "c.zip").unlink()
    Clock(folder, library).settle()
    assert {one for _, one in texts(library, folder)} == {"橘子洲在湘江里。"}


def test_an_article_removed_by_hand_stays_away(folder: Path, library: Library) -> None:
    write(folder / "a.txt", "岳麓书院在长沙。")
    clock = Clock(folder, library)
    clock.settle()
    clock.watched.end()
    library.remove([a.id for a in library.articles() if a.path == str(folder / "a.txt")])
    Clock(folder, library).settle()
    assert texts(library, folder) == set()


def test_articles_stay_while_the_folder_is_gone(folder: Path, library: Library, tmp_path: Path) -> None:
    write(folder / "a.txt", "岳麓书院在长沙。")
    clock = Clock(folder, library)
    clock.settle()
    folder.rename(tmp_path / "away")
    assert clock.settle().status == "missing" and len(texts(library, folder)) == 1
    (tmp_path / "away").rename(folder)
    assert clock.settle().status == "watching" and len(texts(library, folder)) == 1


def test_articles_stay_while_a_folder_cannot_be_opened(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "sub" / "a.txt", "岳麓书院在长沙。")
    clock = Clock(folder, library)
    clock.settle()
    walk = os.walk

    def closed(top: Any, onerror: Any) -> Any:
        for parent, folders, files in walk(top):
            if Path(parent).name == "sub":
                onerror(PermissionError(13, "Permission denied", parent))
            else:
                yield parent, folders, files

    monkeypatch.setattr("qa.watching.listing.os.walk", closed)
    clock.settle()
    assert len(texts(library, folder)) == 1


def test_a_change_that_fails_is_tried_again(folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(folder, library)
    write(folder / "a.txt", "岳麓书院在长沙。")
    add = library.add

    def busy(*arguments: Any, **options: Any) -> Any:
        raise LibraryError("library_busy")

    monkeypatch.setattr(library, "add", busy)
    state = clock.settle()
    assert state.status == "failed" and "another process" in state.failure
    clock.look(6.0)
    assert len(clock.said) == 1  # said once
    monkeypatch.setattr(library, "add", add)
    clock.look(11.0)
    state = clock.settle()
    assert state.status == "watching" and state.failure == "" and len(texts(library, folder)) == 1


def test_the_first_articles_make_the_library(folder: Path, tmp_path: Path, hash_encoder: Callable[..., Any]) -> None:
    library = Library(tmp_path / "new", loaded=hash_encoder())
    clock = Clock(folder, library)
    (folder / "坏.docx").write_bytes(b"no archive")
    assert [name for name, _ in clock.settle().problems] == ["坏.docx"] and not library.exists
    write(folder / "a.txt", "岳麓书院在长沙。")
    clock.settle()
    assert library.count()[0] == 1


def test_files_that_belong_together_are_read_together(folder: Path, library: Library) -> None:
    page = '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"/>'
    write(folder / "a.xml", page)
    write(folder / "b.txt", "岳麓书院在长沙。")
    Clock(folder, library).settle()
    assert texts(library, folder) == texts_from_scratch(folder, library)


def test_which_folders_can_be_watched(tmp_path: Path) -> None:
    for name in ("a/b", "c", "library"):
        (tmp_path / name).mkdir(parents=True)
    own = tmp_path / "library"
    given = [tmp_path / "a" / "b", tmp_path / "c", tmp_path / "a", tmp_path / "c"]
    assert watched_folders(given, own) == [tmp_path / "c", tmp_path / "a"]
    for wrong in (tmp_path, own, own / "files", tmp_path / "none"):
        with pytest.raises(WenbaoError):
            watched_folders([wrong], own)


def test_a_thread_follows_the_folder(folder: Path, library: Library) -> None:
    pytest.importorskip("watchfiles")
    watch = Watch(library, [folder], settle_seconds=0.2)

    def until(wanted: set[str]) -> None:
        end = time.monotonic() + 60
        while {Path(path).name for path, _ in texts(library, folder)} != wanted:
            assert time.monotonic() < end, watch.states
            time.sleep(0.1)

    write(folder / "a.txt", "岳麓书院在长沙。")
    watch.start()
    until({"a.txt"})
    write(folder / "sub" / "b.txt", "橘子洲在湘江里。")
    until({"a.txt", "b.txt"})
    (folder / "a.txt").rename(folder / "c.txt")
    until({"b.txt", "c.txt"})
    (folder / "sub" / "b.txt").unlink()
    until({"c.txt"})
    watch.stop()
    assert [state.status for state in watch.states] == ["ended"]


# Any sequence of changes ends in the library that `wenbao index DIR` makes.


def texts_from_scratch(folder: Path, library: Library) -> Texts:
    fresh = Library(library.folder.with_name("fresh"), loaded=library.load_encoder())
    fresh.add([folder])
    found = texts(fresh, folder)
    shutil.rmtree(fresh.folder)
    return found


_NAMES = ("a.txt", "b.txt", "sub/a.txt", "sub/c.md", "deep/er/d.txt", "z.zip", "x.txt/y.txt", "x.txt")
_SAID = tuple(f"第{n}段：岳麓书院在长沙，橘子洲在湘江里，爱晚亭在岳麓山，距离{n}里。" for n in range(4))
_CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(_NAMES), st.sampled_from(_SAID)),
        st.tuples(st.just("move"), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
        st.tuples(st.just("delete"), st.sampled_from(_NAMES), st.just("")),
        st.tuples(st.just("folder"), st.sampled_from(("sub", "deep", "deep/er")), st.sampled_from(("new", "sub/in"))),
        st.tuples(st.sampled_from(("look", "look", "settle", "restart")), st.just(""), st.just("")),
    ),
    max_size=14,
)


def change(folder: Path, what: str, first: str, second: str) -> None:
    """Make one change, where it can be made."""
    path = folder / first
    if what == "write" and not path.is_dir() and not any(one.is_file() for one in path.parents):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("in.txt", second)
        else:
            path.write_text(second, "utf-8")
    elif what == "delete" and path.is_file():
        path.unlink()
    elif what in {"move", "folder"} and path.is_file() == (what == "move") and path.exists():
        target = folder / second
        inside = target.is_relative_to(path) or any(one.is_file() for one in target.parents)
        if (
            not inside
            and not target.is_dir()
            and target.suffix == path.suffix
            and not (what == "folder" and target.exists())
        ):
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=_CHANGES)
def test_any_sequence_of_changes_ends_in_the_library_of_a_fresh_start(
    changes: list[tuple[str, str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    hash_encoder: Callable[..., Any],
) -> None:
    root = tmp_path_factory.mktemp("watched")
    folder = root / "papers"
    folder.mkdir()
    (root / "seed.txt").write_text("市图书馆新馆九月一日开放，藏书八十万册。", "utf-8")
    library = Library(root / "library", loaded=hash_encoder())
    library.add([root / "seed.txt"])
    clock = Clock(folder, library)
    for what, first, second in changes:
        if what == "look":
            clock.look(1.0)
        elif what == "settle":
            clock.settle()
        elif what == "restart":
            clock.watched.end()
            clock = Clock(folder, library)
        else:
            change(folder, what, first, second)
    clock.settle()
    files = {path for path in folder.rglob("*") if path.is_file()}
    write(folder / "last.txt", "最后一篇，好让新的文库不空。")
    clock.settle()
    assert texts(library, folder) == texts_from_scratch(folder, library)
    assert {path for path in folder.rglob("*") if path.is_file()} == files | {folder / "last.txt"}  # never touched
    assert library.count()[0] == len(texts(library, folder)) + 1
    shutil.rmtree(root)
