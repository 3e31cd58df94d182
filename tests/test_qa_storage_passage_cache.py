from __future__ import annotations

from pathlib import Path

import pytest

from corpus.records import Article, Passage
from qa.storage import passage_cache as module
from qa.storage.database import Database
from qa.storage.passage_cache import PassageCache, PassageReader


@pytest.fixture
def store(tmp_path: Path) -> Database:
    store = Database(tmp_path / "library.db", create=True)
    for number in range(4):
        article = Article(f"i{number}", "岳麓书院", date=f"202{number}")
        store.add(article, [Passage(f"p{number}", article.id, 0, 4, "岳麓书院", ((0, 4),))])
    return store


def test_the_cache_is_bounded(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int]] = []
    read = Database.passages_with_headings
    monkeypatch.setattr(
        Database, "passages_with_headings", lambda self, numbers: asked.append(list(numbers)) or read(self, numbers)
    )
    monkeypatch.setattr(module, "_MAX_ROWS", 3)
    cache = PassageCache()
    assert list(cache.reader(store).passages_with_headings([2, 1, 99])) == [2, 1]
    assert list(cache.reader(store).passages_with_headings([1, 2, 3])) == [1, 2, 3]
    assert list(cache.reader(store).passages_with_headings([1, 4, 3])) == [1, 4, 3]
    assert list(cache.reader(store).passages_with_headings([1, 4])) == [1, 4]  # with the fourth it starts again empty
    assert asked == [[2, 1, 99], [3], [4], [1]]
    assert (
        cache.reader(store).article_metadata(["i0", "none"])
        == PassageReader(store).article_metadata(["i0", "none"])
        == store.article_metadata(["i0"])
    )


def test_a_change_of_the_library_empties_the_cache(store: Database) -> None:
    cache = PassageCache()
    assert "2020" in cache.reader(store).passages_with_headings([1])[1][0]
    assert cache.reader(store).article_metadata(["i0"])["i0"].date == "2020"
    store.remove("i0")
    store.add(Article("i0", "湘江大桥", date="2030"), [Passage("p0", "i0", 0, 4, "湘江大桥", ((0, 4),))], [1])
    store.put("generation", "7")
    assert cache.reader(store).passages_with_headings([1])[1][1].text == "湘江大桥"
    assert cache.reader(store).article_metadata(["i0"])["i0"].date == "2030"
