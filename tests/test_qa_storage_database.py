"""What is asked of the whole store goes by its indexes: it must not read all texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.records import Article, Passage
from qa.records import Filters
from qa.storage.database import Database, last_day_of


@pytest.fixture
def store(tmp_path: Path) -> Database:
    store = Database(tmp_path / "library.db", create=True)
    for number, path in enumerate(("/a", "/a/b.txt", "/a/c/d.txt", "/a-b.txt", "/a0", "/ab", "/b")):
        article = Article(f"i{number}", "岳麓书院", date=f"202{number}", source=f"江州{number}", path=path)
        store.add(article, [Passage(f"p{number}", article.id, 0, 4, "岳麓书院", ((0, 4),))])
    return store


def plans(store: Database, monkeypatch: pytest.MonkeyPatch, *arguments: object) -> str:
    """How SQLite carries out the query of a method, one step a line."""
    found: list[str] = []
    ask = Database.query

    def explained(self: Database, query: str, values: object = ()) -> object:
        found.extend(str(row[3]) for row in ask(self, f"EXPLAIN QUERY PLAN {query}", values))  # type: ignore[arg-type]
        return ask(self, query, values)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Database, "query", explained)
        getattr(store, str(arguments[0]))(*arguments[1:])
    return "\n".join(found)


def test_articles_of_a_file_or_a_folder(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.ids_under_path("/a") == ["i0", "i1", "i2"]
    assert store.ids_under_path("/a/c") == ["i2"]
    assert store.ids_under_path("/c") == []
    assert "SCAN" not in plans(store, monkeypatch, "ids_under_path", "/a")


def test_filters_read_no_texts(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.passages_matching(Filters("2021", "2023-05", "江州")) == [
        2,
        3,
        4,
    ]  # of 2023, all that may lie before June
    plan = plans(store, monkeypatch, "passages_matching", Filters("2021", "2023", "江州"))
    assert "SCAN articles USING COVERING INDEX" in plan
    assert "SEARCH passages USING COVERING INDEX" in plan


def test_only_chosen_articles_are_searched(store: Database) -> None:
    both = store.passages_matching(Filters(articles=("i0", "i2", "none")))
    assert both == [*store.passages_matching(Filters(article="i0")), *store.passages_matching(Filters(article="i2"))]
    assert len(both) == len(set(both)) > 1
    assert store.passages_matching(Filters(articles=("none",))) == [] and Filters(articles=("none",))


@pytest.mark.parametrize(
    ("written", "numbers"), [("時報", [0]), ("courier", [1]), ("ＣＯＵＲＩＥＲ", [1]), ("时报", [0])]
)
def test_a_source_is_found_in_either_script_case_and_width(tmp_path: Path, written: str, numbers: list[int]) -> None:
    store = Database(tmp_path / "library.db", create=True)
    for number, source in enumerate(("東岸時報", "The Harbour Courier", None)):
        article = Article(f"i{number}", "岳麓书院", source=source)
        store.add(article, [Passage(f"p{number}", article.id, 0, 4, "岳麓书院", ((0, 4),))])
    first = store.numbers()[0]
    assert store.passages_matching(Filters(source=written)) == [first + number for number in numbers]


@pytest.mark.parametrize(
    ("date", "last"), [("2023", "2023-12-31"), ("2023-09", "2023-09-31"), ("2023-09-18", "2023-09-18")]
)
def test_the_last_day_of_a_date_that_lacks_day_or_month(date: str, last: str) -> None:
    assert last_day_of(date) == last
