"""The calls of the library's tab: the list, edits, removals, collections, undo, and who sees what."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_qa_web_render import XSS

from qa.library import Library
from qa.web import shelf as shelf_module
from qa.web.article_list import ArticleList
from qa.web.shelf import Shelf
from qa.web.undo import Step, UndoSteps


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    rows = [{"id": f"a{n}", "title": f"第{n}座桥", "text": f"第{n}座桥长{n}00米。", "date": "2020"} for n in range(4)]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (tmp_path / "y.txt").write_text("电视塔高三百米，去年建成。", "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder(window=400))  # type: ignore[arg-type]
    library.add([tmp_path / "x.jsonl", tmp_path / "y.txt"])
    return library


@pytest.fixture
def shelf(library: Library) -> Shelf:
    return Shelf(library, ArticleList(library))


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda user: monkeypatch.setattr(shelf_module, "owner", lambda: user)


def listed(shelf: Shelf, **view: Any) -> int:
    return shelf.shelf({"language": "zh", **view}).count('<li class="entry"')


def undone(shelf: Shelf, answer: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = shelf.shelf_undo({"language": "zh", "token": answer["undo"]})
    return done


def test_several_articles_and_a_whole_file_are_removed_and_put_back(shelf: Shelf, library: Library) -> None:
    shelf.shelf_collect({"action": "create", "name": "桥", "ids": ["a0", "a1"]})
    before = list(library.articles())
    several = shelf.shelf_remove({"language": "zh", "ids": ["a0", "a1", "none"]})
    assert several["news"] == "已移除 2 篇。"
    assert listed(shelf) == 3 and listed(shelf, collection="桥") == 0
    (file_id,) = {entry.file_id for entry in ArticleList(library).entries() if entry.file == "x.jsonl"}
    whole = shelf.shelf_remove({"language": "zh", "file": file_id})
    assert whole["news"] == "已移除 2 篇。" and listed(shelf) == 1
    assert undone(shelf, several)["news"] == undone(shelf, whole)["news"] == "已撤销。"
    assert list(library.articles()) == before
    assert library.collections.articles("桥") == ["a0", "a1"]
    assert "不能撤销" in undone(shelf, whole)["refused"]  # once
    assert "不在文库里" in shelf.shelf_remove({"language": "zh", "ids": ["none"]})["refused"]


def test_an_edit_is_shown_and_undone(shelf: Shelf, library: Library) -> None:
    facts = {"title": "新题", "date": "2021年5月", "source": "晨报"}
    answer = shelf.shelf_edit({"language": "zh", "ids": ["a1"], **facts})
    assert answer["news"] == "已改《第1座桥》的记录。"
    shown = shelf.shelf({"language": "zh", "words": "新题"})
    assert 'data-date="2021-05"' in shown and '晨报 · <span class="whole">2021-05</span>' in shown
    assert undone(shelf, answer)["news"]
    article = library.article("a1")
    assert article is not None and (article.title, article.date, article.source) == ("第1座桥", "2020", None)
    wrong = shelf.shelf_edit({"language": "zh", "ids": ["a1"], "title": "x", "date": "昨天", "source": ""})
    assert "不是日期" in wrong["wrong"] and library.article("a1") == article
    assert "不在文库里" in shelf.shelf_edit({"language": "zh", "ids": ["none"]})["refused"]


def test_collections_are_made_renamed_filled_emptied_deleted_and_each_is_undone(shelf: Shelf, library: Library) -> None:
    made = shelf.shelf_collect({"language": "en", "action": "create", "name": "Bridges", "ids": ["a0"]})
    assert made["news"] == "Made the collection “Bridges”."
    added = shelf.shelf_collect({"language": "en", "action": "add", "collection": "Bridges", "ids": ["a0", "a1", "a2"]})
    assert added["news"] == "Added 2 articles to “Bridges”."
    undone(shelf, added)
    assert library.collections.articles("Bridges") == ["a0"]
    left = shelf.shelf_collect({"language": "en", "action": "leave", "collection": "Bridges", "ids": ["a0", "a1"]})
    assert library.collections.articles("Bridges") == []
    undone(shelf, left)
    renamed = shelf.shelf_collect({"language": "en", "action": "rename", "collection": "Bridges", "name": "桥"})
    assert [one.name for one in library.collections.all()] == ["桥"]
    undone(shelf, renamed)
    deleted = shelf.shelf_collect({"language": "en", "action": "delete", "collection": "Bridges"})
    assert library.collections.all() == [] and listed(shelf, collection="Bridges") == 5
    undone(shelf, deleted)
    assert library.collections.articles("Bridges") == ["a0"]
    again = shelf.shelf_collect({"language": "en", "action": "create", "name": "bridges"})
    assert "choose another name" in again["refused"]
    assert "no collection" in shelf.shelf_collect({"language": "en", "action": "delete", "collection": "x"})["refused"]
    assert shelf.shelf_collect({"action": "other"}) == {}


def test_two_people_never_see_each_others_collections(
    shelf: Shelf, library: Library, become: Callable[[str], None]
) -> None:
    library.collections.create("共用")
    become("wang")
    mine = shelf.shelf_collect({"language": "zh", "action": "create", "name": "王的秘密", "ids": ["a0"]})
    assert shelf.collections({}) == ["共用", "王的秘密"]
    become("li")
    assert shelf.collections({}) == ["共用"]
    assert "王的秘密" not in shelf.shelf({"language": "zh"})
    assert listed(shelf, collection="王的秘密") == 5  # as if there were none
    assert (
        "王的秘密”的集合"
        in shelf.shelf_collect({"language": "zh", "action": "delete", "collection": "王的秘密"})["refused"]
    )
    assert "不能撤销" in undone(shelf, mine)["refused"]  # nor take back what another did
    refused = shelf.shelf_collect({"language": "zh", "action": "rename", "collection": "共用", "name": "我的"})[
        "refused"
    ]
    assert "大家共用" in refused and "王" not in refused
    removed = shelf.shelf_remove({"language": "zh", "ids": ["a0"]})
    become("wang")
    assert listed(shelf, collection="王的秘密") == 0
    become("li")
    undone(shelf, removed)
    become("wang")
    assert listed(shelf, collection="王的秘密") == 1


def test_nothing_that_is_shown_is_code(library: Library) -> None:
    shelf = Shelf(library, ArticleList(library))
    for text in XSS:
        printable = "".join(filter(str.isprintable, text))[:50]
        library.edit("a0", title=text, source=text)
        made = shelf.shelf_collect({"language": "en", "action": "create", "name": printable, "ids": ["a0"]})
        shown = shelf.shelf({"language": "en", "collection": printable, "words": ""})
        if "<" in text:
            assert text not in shown and printable not in shown
        assert "<script" not in shown.lower() and "<img" not in shown.lower() and "<svg" not in shown.lower()
        if made.get("undo"):
            assert html.escape(" ".join(printable.split()), quote=False)[:9] in html.escape(html.unescape(shown), False)
            undone(shelf, made)


@pytest.mark.parametrize("data", [None, [], "x", {"ids": 7}, {"shown": "x"}, {"language": "fr"}, {"sort": "none"}])
def test_what_a_browser_sends_is_not_trusted(shelf: Shelf, data: Any) -> None:
    assert shelf.shelf(data).count('<li class="entry"') == 5
    for call in shelf.calls[2:]:
        assert not call(data).get("undo")


def test_old_steps_are_given_up_where_they_hold_too_much() -> None:
    steps = UndoSteps()
    tokens = [steps.put(Step("", lambda: None, "undone", {}, 25_000_000)) for _ in range(4)]
    assert [steps.take(token, "") is not None for token in tokens] == [False, False, True, True]
    huge = steps.put(Step("", lambda: None, "undone", {}, 90_000_000))
    assert steps.take(huge, "") is not None
