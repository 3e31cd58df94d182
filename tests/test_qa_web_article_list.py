"""What the chat lists of a library: articles newest first, found by their words, and sources."""

from __future__ import annotations

import sqlite3
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_library import FakeLibrary

from qa.library import Library
from qa.web.article_list import ArticleList, View

ROWS = (
    '{"id": "a", "title": "乙桥通车", "text": "乙桥全长9米。", "date": "2023-05-01", "source": "江城晚报"}',
    '{"id": "b", "title": "甲桥通車", "text": "甲桥全长8米。", "date": "2024", "source": "江城晚报"}',
    '{"id": "c", "title": "丙桥", "text": "丙桥全长7米。"}',
    '{"id": "d", "title": "丁桥通车", "text": "丁桥全长6米。", "date": "2023-05-01", "source": "海州日报"}',
)


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    (tmp_path / "x.jsonl").write_text("\n".join(ROWS), "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())  # type: ignore[arg-type]
    library.add([tmp_path / "x.jsonl"])
    return library


def test_the_newest_come_first_then_by_headline(library: Library) -> None:
    articles = ArticleList(library)
    assert [entry.id for entry in articles.entries()] == ["b", "d", "a", "c"]
    assert (articles.entries()[0].file, articles.entries()[0].characters) == ("x.jsonl", 7)
    assert articles.sources() == ["江城晚报", "海州日报"]
    assert (articles.undated(), articles.undated("晚报")) == (1, 0)
    library.remove(["b"])
    assert [entry.id for entry in articles.entries()] == ["d", "a", "c"]


def test_an_article_is_found_by_every_word_in_either_script(library: Library) -> None:
    articles = ArticleList(library)
    found, total = articles.search(View("通车 江城"), 1)
    assert ([entry.id for entry in found], total) == (["b"], 2)
    assert articles.search(View("通车 X.JSONL"), 9)[1] == 3
    assert articles.search(View("没有"), 9) == articles.search(View("none"), 9) == ([], 0)
    library.remove(["b"])
    assert [entry.id for entry in articles.search(View("通车"), 9)[0]] == ["d", "a"]


def test_a_library_that_is_not_there_yet_lists_nothing(tmp_path: Path) -> None:
    assert ArticleList(Library(tmp_path / "none")).entries() == ()


def test_traditional_characters_find_simplified_ones(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path)
    listed = ArticleList(library)  # type: ignore[arg-type]
    assert listed.sources() == ["Port Gazette", "江州日报", "江州晚报"]
    assert [entry.id for entry in listed.entries()] == ["a2", "a4", "a1", "a3"]  # the newest first
    assert [entry.id for entry in listed.search(View("日报 大橋"), 9)[0]] == ["a1"]
    assert (listed.undated(), listed.undated("江州")) == (0, 0)
    library.remove(["a1"])
    assert listed.search(View("大桥"), 9) == ([], 0)


def test_articles_are_sorted_and_those_added_last_come_first(library: Library, tmp_path: Path) -> None:
    articles = ArticleList(library)
    assert [entry.id for entry in articles.entries("date")] == ["b", "d", "a", "c"]
    assert [entry.id for entry in articles.entries("title")] == ["c", "d", "b", "a"]  # by pinyin
    assert [entry.id for entry in articles.entries("source")] == ["d", "b", "a", "c"]  # without one: last
    (tmp_path / "y.jsonl").write_text('{"id": "e", "title": "旧桥", "text": "旧桥全长5米。", "date": "1999"}', "utf-8")
    database = sqlite3.connect(library.folder / "library.db")
    ((at,),) = database.execute("SELECT DISTINCT at FROM additions").fetchall()
    database.close()
    while f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}" == at:
        time.sleep(0.05)
    library.add([tmp_path / "y.jsonl"])
    assert [entry.id for entry in articles.entries()] == ["e", "b", "d", "a", "c"]
    assert [entry.id for entry in articles.search(View(sort="date"), 9)[0]] == ["b", "d", "a", "e", "c"]
    assert articles.search(View(sort="none"), 1)[0][0].id == "e"


def test_only_articles_of_a_file_or_a_collection_are_listed(library: Library, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("1.txt", "甲路全长一百米。")
        archive.writestr("in/2.txt", "乙路全长二百米。")
    library.add([tmp_path / "z.zip"])
    articles = ArticleList(library)
    (file_id,) = {entry.file_id for entry in articles.entries() if entry.file == "z.zip"}
    assert str(tmp_path) not in file_id
    assert len(articles.of_file(file_id)) == articles.search(View(file_id=file_id), 9)[1] == 2
    assert articles.search(View("通车", ids={"a", "c"}), 9)[1] == 1
    assert articles.of_file("none") == []
