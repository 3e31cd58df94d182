from __future__ import annotations

from pathlib import Path

import pytest

from corpus.records import Article, Passage
from qa.storage import passage_cache as module
from qa.storage.database import Store
from qa.storage.passage_cache import Kept, Texts


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "library.db", create=True)
    for number in range(4):
        article = Article(f"i{number}", "岳麓书院", date=f"202{number}")
        store.add(article, [Passage(f"p{number}", article.id, 0, 4, "岳麓书院", ((0, 4),))])
    return store


def test_what_was_read_is_kept_up_to_a_bound(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int]] = []
    read = Store.titled
    monkeypatch.setattr(Store, "titled", lambda self, numbers: asked.append(list(numbers)) or read(self, numbers))
    monkeypatch.setattr(module, "_KEPT", 3)
    kept = Kept()
    assert list(kept.texts(store).titled([2, 1, 99])) == [2, 1]
    assert list(kept.texts(store).titled([1, 2, 3])) == [1, 2, 3]
    assert list(kept.texts(store).titled([1, 4, 3])) == [1, 4, 3]
    assert list(kept.texts(store).titled([1, 4])) == [1, 4]  # with the fourth it began anew
    assert asked == [[2, 1, 99], [3], [4], [1]]
    assert kept.texts(store).heads(["i0", "none"]) == Texts(store).heads(["i0", "none"]) == store.heads(["i0"])


def test_another_state_of_the_library_is_read_anew(store: Store) -> None:
    kept = Kept()
    assert "2020" in kept.texts(store).titled([1])[1][0]
    assert kept.texts(store).heads(["i0"])["i0"].date == "2020"
    store.remove("i0")
    store.add(Article("i0", "湘江大桥", date="2030"), [Passage("p0", "i0", 0, 4, "湘江大桥", ((0, 4),))], [1])
    store.put("generation", "7")
    assert kept.texts(store).titled([1])[1][1].text == "湘江大桥"
    assert kept.texts(store).heads(["i0"])["i0"].date == "2030"
