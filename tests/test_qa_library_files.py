"""Articles that several files hold, files that moved, and what adding says of each."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from conftest import BRIDGE, RICE
from test_qa_library import titles

from qa.library import Library


def test_an_article_in_two_files_is_an_article_of_each(make: Callable[..., Library], articles: Path) -> None:
    (articles / "copy.txt").write_text(BRIDGE, "utf-8")
    library = make()
    changes = library.add([articles])
    assert (len(changes.added), changes.refused, changes.warnings) == (3, (), ())
    assert titles(library) == ["bridge.txt", "copy.txt", "rice.txt"]
    before = list(library.articles())
    for given in ([articles], [articles / "copy.txt"], [articles / "rice.txt", articles / "bridge.txt"]):
        again = library.add(given)
        assert (again.added, again.updated, again.removed, again.refused) == ((), (), (), ())
    (articles / "bridge.txt").unlink()
    assert len(library.add([articles], prune=True).removed) == 1
    assert list(library.articles()) == [article for article in before if not article.path.endswith("bridge.txt")]


def test_a_moved_file_keeps_its_article(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    ids = [article.id for article in library.articles()]
    (articles / "bridge.txt").rename(articles / "moved.txt")
    changes = library.add([articles], prune=True)
    assert (changes.added, len(changes.updated), changes.removed) == ((), 1, ())
    assert [article.id for article in library.articles()] == ids
    assert titles(library) == ["moved.txt", "rice.txt"]


def test_an_article_in_an_archive_and_beside_it_is_one_of_each(make: Callable[..., Library], articles: Path) -> None:
    with zipfile.ZipFile(articles / "old.zip", "w") as archive:
        archive.writestr("b.txt", BRIDGE)
    library = make()
    library.add([articles / "old.zip"])
    assert len(library.add([articles / "bridge.txt"]).added) == 1
    assert titles(library) == ["b.txt", "bridge.txt"]


def test_the_first_warnings_of_a_file_are_listed_and_the_others_counted(
    make: Callable[..., Library], tmp_path: Path
) -> None:
    rows = [{"text": f"第{n}座桥建成。", "date": f"第{n}天"} for n in range(25)]
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    changes = make().add([tmp_path / "x.jsonl"])
    assert len(changes.added) == 25 and len(changes.warnings) == 21
    assert changes.warnings[0] == f"{tmp_path}/x.jsonl: the date is not understood and left out: 第0天"
    assert changes.warnings[-1] == f"{tmp_path}/x.jsonl: 5 more warnings"


def test_the_same_article_twice_in_a_file_is_stored_once_with_a_warning(
    make: Callable[..., Library], tmp_path: Path
) -> None:
    rows = [{"text": RICE}, {"text": RICE}, {"id": "a", "text": BRIDGE}, {"id": "a", "text": BRIDGE}]
    for name in ("x.jsonl", "y.jsonl"):
        (tmp_path / name).write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    library = make()
    for name in ("x.jsonl", "y.jsonl"):
        changes = library.add([tmp_path / name])
        assert (len(changes.added), changes.refused) == (2, ())
        assert ["more than once" in warning for warning in changes.warnings] == [True, True]
    assert titles(library) == ["x.jsonl", "x.jsonl", "y.jsonl", "y.jsonl"]
    assert library.article("a") is not None


def test_an_id_with_another_text_in_another_file_is_refused(make: Callable[..., Library], tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "a", "text": "第一篇。"}', "utf-8")
    (tmp_path / "y.jsonl").write_text('{"id": "a", "text": "第二篇。"}\n{"id": "b", "text": "第三篇。"}', "utf-8")
    library = make()
    library.add([tmp_path / "x.jsonl"])
    changes = library.add([tmp_path / "y.jsonl"])
    assert changes.added == ("b",)
    assert [refusal.reason.startswith("the article a is in") for refusal in changes.refused] == [True]


def test_progress_names_the_file_being_read(make: Callable[..., Library], articles: Path) -> None:
    with zipfile.ZipFile(articles / "pages.zip", "w") as archive:
        archive.writestr("one.txt", "市图书馆新馆开放。")
        archive.writestr("two.txt", "馆长是周敏。")
    told: list[tuple[object, ...]] = []
    make().add([articles, articles / "none.bin"], progress=lambda *step: told.append(step))
    reading = [(*step[1:3], Path(str(step[3])).name if step[3:] else "") for step in told if step[0] == "reading"]
    first_pass = list(dict.fromkeys(reading))
    assert first_pass == [
        (0, 4, "bridge.txt"), (1, 4, "pages.zip"), (1, 4, "one.txt"), (1, 4, "two.txt"), (2, 4, "rice.txt"),
        (3, 4, "none.bin"), (4, 4, ""),
    ]  # fmt: skip
    encoding = [step[1:3] for step in told if step[0] == "encoding"]
    sentences = encoding[-1][1] // 2
    assert encoding == [(sentences, 2 * sentences), (2 * sentences, 2 * sentences)]  # passages are half of the work
