"""What the page's script calls to add articles, without a browser: names, failed files, two people, limits."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from fake_library import FakeLibrary

from corpus.messages import Message
from corpus.records import Refusal
from qa.errors import LibraryError
from qa.records import Changes
from qa.web import limits
from qa.web.adding import Adding
from qa.web.dropped_files import DroppedFiles, safe_name


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    (tmp_path / "library").mkdir()
    return FakeLibrary(tmp_path / "library")


@pytest.fixture
def adding(library: FakeLibrary, uploads: Path) -> Adding:
    return Adding(library, uploads)  # type: ignore[arg-type]


def upload(uploads: Path, name: str, text: str, folder: str = "x") -> dict[str, str]:
    path = uploads / f"{folder}{len(list(uploads.iterdir()))}" / "file.txt"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    return {"path": str(path), "name": name}


def ended(adding: Adding, update: dict[str, Any], language: str = "zh") -> dict[str, Any]:
    end = time.monotonic() + 20
    while not update["ended"]:
        assert time.monotonic() < end
        time.sleep(0.02)
        update = adding.adding({"id": update["id"], "language": language})
    return update


def add(adding: Adding, *files: dict[str, str]) -> dict[str, Any]:
    return ended(adding, adding.add_files({"files": list(files), "language": "zh"}))


BRIDGE = "新桥通车\n新桥今天通车了，全长三百米。"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("新闻（第2版）.pdf", "新闻（第2版）.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("a\\..\\b.txt", "a/b.txt"),
        ("a\0b\n.txt", "a_b_.txt"),
        ("..", ""),
        ("\ud800.txt", "?.txt"),
    ],
)
def test_a_name_from_a_browser_stays_in_its_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_fits_the_disk() -> None:
    name = safe_name("长" * 300 + ".pdf")
    assert name.endswith("长.pdf") and len(name.encode()) <= 200


def test_folders_keep_their_places_and_equal_files_are_all_kept(
    adding: Adding, library: FakeLibrary, uploads: Path
) -> None:
    same = upload(uploads, "周报/一/说明.txt", BRIDGE)
    again = {**same, "name": "周报/二/说明.txt"}  # equal files of one name are uploaded to one path
    update = add(adding, same, again, upload(uploads, "周报/二/说明.txt", BRIDGE + "又"))
    files = library.folder / "files"
    names = sorted(path.relative_to(files).as_posix() for path in files.rglob("*.txt"))
    assert names == ["周报/一/说明.txt", "周报/二/说明 (2).txt", "周报/二/说明.txt"]
    assert len(update["articles"]) == 3 and update["title"] == "新桥通车"
    assert str(library.folder) not in update["html"]


def test_what_became_of_each_file_is_listed(adding: Adding, library: FakeLibrary, uploads: Path) -> None:
    files = (upload(uploads, "新闻.txt", BRIDGE), upload(uploads, "新闻.txt", "短"), upload(uploads, "坏.bin", "\0\0"))
    html = add(adding, *files)["html"]
    lines = [" ".join(line.split()) for line in re.sub("<[^>]+>", "\n", html).splitlines() if line.strip()]
    assert lines == [
        "新加 2 篇 · 未能读取 1 处 · 提醒 1 条",
        "坏.bin", "未能读取 1 处", "no text in it",
        "新闻.txt", "新加 1 篇", "新桥通车",
        "新闻 (2).txt", "新加 1 篇 · 提醒 1 条", "very short", "短",
    ]  # fmt: skip
    assert str(library.folder) not in html and str(uploads) not in html


def test_the_file_that_is_being_read_is_named(adding: Adding, library: FakeLibrary, uploads: Path) -> None:
    library.reading.clear()
    update = adding.add_files({"files": [upload(uploads, "慢.txt", BRIDGE)], "language": "zh"})
    until = time.monotonic() + 20
    while "慢.txt" not in update["html"]:
        assert time.monotonic() < until and not update["ended"]
        time.sleep(0.02)
        update = adding.adding({"id": update["id"], "language": "zh"})
    assert "正在读第 1 / 1 个文件" in update["html"] and str(library.folder) not in update["html"]
    library.reading.set()
    assert "新加 1 篇" in ended(adding, update)["html"]


def test_an_addition_has_its_time(adding: Adding, uploads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INDEXING_SECONDS", -1.0)
    update = add(adding, upload(uploads, "a.txt", BRIDGE))
    assert "用时超过" in update["html"] and update["failed"]


def test_only_uploaded_files_are_added(adding: Adding, uploads: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(BRIDGE, "utf-8")
    (uploads / "link.txt").symlink_to(tmp_path / "secret.txt")
    for path in (tmp_path / "secret.txt", uploads / "link.txt", uploads / ".." / "secret.txt", uploads):
        assert "没有读到文件" in adding.add_files({"files": [{"path": str(path)}], "language": "zh"})["refused"]
    assert "No file" in adding.add_files({"files": 3, "language": "en"})["refused"]


def test_a_file_that_fails_replaces_nothing_and_stops_nothing(
    adding: Adding, library: FakeLibrary, uploads: Path
) -> None:
    add(adding, upload(uploads, "桥.txt", BRIDGE))
    update = add(
        adding, upload(uploads, "桥.txt", "\0"), upload(uploads, "坏.txt", "\0"), upload(uploads, "好.txt", "好。")
    )
    files = library.folder / "files"
    assert {path.name: path.read_text("utf-8") for path in files.iterdir()} == {"桥.txt": BRIDGE, "好.txt": "好。"}
    assert "no text in it" in update["html"]
    add(adding, upload(uploads, "桥.txt", "新的桥。"))
    assert (files / "桥.txt").read_text("utf-8") == "新的桥。" and len(list(files.iterdir())) == 2


def test_a_stopped_addition_names_what_is_missing_and_puts_files_back(
    adding: Adding, library: FakeLibrary, uploads: Path
) -> None:
    add(adding, upload(uploads, "二.txt", "第二篇。"))
    library.reading.clear()
    update = adding.add_files(
        {"files": [upload(uploads, "一.txt", BRIDGE), upload(uploads, "二.txt", "改过的第二篇。")], "language": "zh"}
    )
    adding.stop_adding({"id": update["id"], "language": "zh"})
    library.reading.set()
    update = ended(adding, update)
    assert "已停止。" in update["html"] and "二.txt" in update["html"]
    assert (library.folder / "files" / "二.txt").read_text("utf-8") == "第二篇。"


def test_pasted_texts_of_one_title_stand_beside_each_other(adding: Adding, library: FakeLibrary) -> None:
    for text in ("第一篇的话。", "第二篇的话。", "第一篇的话。"):
        ended(adding, adding.add_text({"title": "公园/计划\n", "text": text, "language": "zh"}))
    files = {path.name: path.read_text("utf-8") for path in (library.folder / "files").iterdir()}
    assert files == {"公园 计划.txt": "公园/计划\n\n第一篇的话。", "公园 计划 (2).txt": "公园/计划\n\n第二篇的话。"}


def test_nobody_else_sees_what_is_being_added(adding: Adding, library: FakeLibrary) -> None:
    library.reading.clear()
    update = adding.add_text({"title": "秘密", "text": "还没有加入的话。", "language": "zh"})
    assert "秘密.txt" in update["html"] or not update["ended"]
    for guess in ("", "1", update["id"][:-1], update["id"].swapcase()):
        assert "不记得" in adding.adding({"id": guess, "language": "zh"})["refused"]
    assert all("秘密" not in article.title for article in library.articles())
    library.reading.set()
    assert ended(adding, update)["title"] == "秘密"


def test_limits_are_said(adding: Adding, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PASTED_CHARACTERS", 10)
    assert "最多 10 字" in adding.add_text({"text": "一" * 11, "language": "zh"})["refused"]
    monkeypatch.setattr(limits, "MAX_WAITING_ADDITIONS", 1)
    library.reading.clear()
    update = adding.add_text({"text": "第一篇。", "language": "zh"})
    assert "Too much" in adding.add_text({"text": "第二篇。", "language": "en"})["refused"]
    library.reading.set()
    ended(adding, update)
    assert "refused" not in adding.add_text({"text": "第二篇。", "language": "en"})


def test_a_read_only_library_says_so(adding: Adding, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*arguments: Any) -> Any:
        raise PermissionError(13, "Permission denied")
        yield

    monkeypatch.setattr(DroppedFiles, "store_text", lambda *arguments: next(denied()))
    update = ended(adding, adding.add_text({"text": "一篇。", "language": "zh"}))
    assert "写不进去" in update["html"] and update["failed"]


def test_an_error_of_the_library_keeps_the_folders_of_the_machine_back(adding: Adding, library: FakeLibrary) -> None:
    def fails(*arguments: Any, **options: Any) -> Any:
        raise LibraryError("library_not_writable", folder=library.folder, reason="x")

    library.add = fails  # type: ignore[method-assign]
    update = ended(adding, adding.add_text({"text": "一篇。", "language": "zh"}))
    assert str(library.folder) not in update["html"] and "写不进去" in update["html"]
    assert list((library.folder / "files").iterdir()) == []


def test_what_a_folder_held_is_listed_file_by_file(adding: Adding, library: FakeLibrary, uploads: Path) -> None:
    top = library.folder / "files" / "周报"
    refusals = (
        Refusal(f"{top}/*", Message("files_unread", count=2, names="a.css, …", files="a.css\nb.js")),
        Refusal(
            f"{top}/扫描.png", Message("picture_needs_ocr", advice=Message("ocr_missing_installed", command="pip x"))
        ),
    )
    whole = library.add
    library.add = lambda paths, **rest: Changes(added=whole(paths, **rest).added, refused=refusals)  # type: ignore[method-assign]
    update = add(adding, *(upload(uploads, f"周报/{name}", "x。") for name in ("a.css", "b.js", "扫描.png", "好.txt")))
    for name, reason in (("a.css", "不是文章的格式"), ("b.js", "不是文章的格式"), ("扫描.png", "pip x")):
        assert f"周报/{name}" in update["html"] and reason in update["html"]


def test_additions_run_one_after_the_other(adding: Adding, library: FakeLibrary) -> None:
    running: list[int] = []
    most: list[int] = []
    whole = library.add

    def counted(*arguments: Any, **options: Any) -> Any:
        running.append(1)
        most.append(len(running))
        time.sleep(0.05)
        done = whole(*arguments, **options)
        running.pop()
        return done

    library.add = counted  # type: ignore[method-assign]
    started = [adding.add_text({"text": f"第{n}篇。", "language": "zh"}) for n in range(3)]
    assert threading.active_count() > 1
    for update in started:
        ended(adding, update)
    assert most == [1, 1, 1]
