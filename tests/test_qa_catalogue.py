"""What the chat lists of a library: articles newest first, found by their words, and sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.catalogue import Catalogue
from qa.library import Library

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
    catalogue = Catalogue(library)
    assert [entry.id for entry in catalogue.entries()] == ["b", "d", "a", "c"]
    assert (catalogue.entries()[0].file, catalogue.entries()[0].characters) == ("x.jsonl", 7)
    assert catalogue.sources() == ["江城晚报", "海州日报"]
    library.remove(["b"])
    assert [entry.id for entry in catalogue.entries()] == ["d", "a", "c"]


def test_an_article_is_found_by_every_word_in_either_script(library: Library) -> None:
    catalogue = Catalogue(library)
    found, total = catalogue.search("通车 江城", 1)
    assert ([entry.id for entry in found], total) == (["b"], 2)
    assert catalogue.search("通车 X.JSONL", 9)[1] == 3
    assert catalogue.search("没有", 9) == catalogue.search("none", 9) == ([], 0)
    library.remove(["b"])
    assert [entry.id for entry in catalogue.search("通车", 9)[0]] == ["d", "a"]


def test_a_library_that_is_not_there_yet_lists_nothing(tmp_path: Path) -> None:
    assert Catalogue(Library(tmp_path / "none")).entries() == ()
