"""Collections of a library, and edits by hand: what they change, what survives a removal, an update and a repair."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import LibraryError, QuestionError
from qa.library import Library
from qa.records import Filters

OLD = Path(__file__).parent / "data" / "library-1aa7018"
BRIDGE = {"id": "bridge", "title": "清溪大桥", "text": "清溪大桥全长1250米。"}
BRIDGE |= {"date": "2021-05-03", "source": "江州日报"}
MUSEUM = {"id": "museum", "title": "图书馆开放", "text": "图书馆藏书80万册。", "source": "江州晚报"}
TOWER = {"id": "tower", "title": "电视塔", "text": "电视塔高300米。", "date": "2019", "source": "海州日报"}


def write(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", BRIDGE, MUSEUM, TOWER)


@pytest.fixture
def library(tmp_path: Path, file: Path, hash_encoder: Callable[..., object]) -> Library:
    library = Library(tmp_path / "library", loaded=hash_encoder())  # type: ignore[arg-type]
    library.add([file])
    return library


def found(library: Library, collection: str | None, **filters: str) -> set[str]:
    reply = library.ask("大桥全长多少米？", top_k=9, filters=Filters(**filters), collection=collection)  # type: ignore[arg-type]
    return {hit.article_id for hit in reply.hits}


def test_only_the_articles_of_a_collection_are_asked(library: Library) -> None:
    assert library.collections.all() == []
    library.collections.create("建筑")
    assert found(library, "建筑") == set()
    assert library.collections.add("建筑", ["bridge", "tower", "none"]) == ("bridge", "tower")
    library.collections.create(" 文 化 ")
    library.collections.add("文 化", ["museum", "bridge"])
    assert [(one.name, one.articles) for one in library.collections.all()] == [("建筑", 2), ("文 化", 2)]
    names = library.collections.by_article(["bridge", "museum", "tower", "x"])
    assert names == {"bridge": ["建筑", "文 化"], "tower": ["建筑"], "museum": ["文 化"]}
    assert found(library, "建筑") == {"bridge", "tower"}
    assert found(library, "建築") == {"bridge", "tower"}  # in the other script
    assert found(library, "建筑", after="2020") == {"bridge"}
    assert found(library, None) == {"bridge", "museum", "tower"}
    assert library.timeline("大桥 全长", filters=Filters(collection="文 化")).query
    asked = library.ask("有多少篇文章？", collection="建筑")
    assert asked.message is not None and "2" in asked.message.text  # the records, too
    assert library.collections.remove("建筑", ["tower", "museum"]) == ("tower",)
    assert found(library, "建筑") == {"bridge"}


def test_a_wrong_name_is_an_error_that_names_those_there_are(library: Library) -> None:
    with pytest.raises(LibraryError, match="no collection “建筑”: the library has no collections yet"):
        library.ask("大桥？", collection="建筑")
    library.collections.create("城市建筑")
    library.collections.create("civic life")
    with pytest.raises(LibraryError, match="did you mean “城市建筑”"):
        library.ask("大桥？", collection="城市建设")
    with pytest.raises(LibraryError, match="There are: civic life, 城市建筑"):
        library.collections.articles("体育")
    with pytest.raises(LibraryError, match="choose another name"):
        library.collections.create("ＣＩＶＩＣ  life")
    for name in ("", "  ", "a\x00b", "长" * 61):
        with pytest.raises(LibraryError):
            library.collections.create(name)
    renamed = library.collections.rename("civic life", "Civic Life")
    assert renamed.name == "Civic Life"
    with pytest.raises(LibraryError, match="already"):
        library.collections.rename("Civic Life", "城市建築")


def test_people_see_their_own_collections_and_the_shared_ones(library: Library) -> None:
    library.collections.create("共用")
    library.collections.create("私事", "wang")
    library.collections.create("私事", "li")
    library.collections.add("私事", ["tower"], "li")
    assert [one.name for one in library.collections.all("wang")] == ["共用", "私事"]
    assert library.collections.articles("私事", "wang") == []
    assert library.collections.articles("私事", "li") == ["tower"]
    assert [one.name for one in library.collections.all()] == ["共用"]
    with pytest.raises(LibraryError, match="no collection"):
        library.ask("大桥？", collection="私事")
    with pytest.raises(LibraryError, match="shared by all"):
        library.collections.delete("共用", "li")
    library.ask("大桥？", filters=Filters(collection="私事", owner="li"))


def test_a_deleted_collection_comes_back_with_its_articles(library: Library) -> None:
    library.collections.create("一")
    library.collections.add("一", ["bridge", "tower"])
    deleted = library.collections.delete("一")
    assert library.collections.all() == []
    library.collections.create("二")  # takes no number of a deleted one
    library.remove(["tower"])
    assert library.collections.restore(deleted).articles == 1
    assert library.collections.articles("一") == ["bridge"]
    assert library.collections.articles("二") == []
    library.collections.rename("一", "三")
    other = library.collections.delete("三")
    library.collections.create("三")
    with pytest.raises(LibraryError, match="already"):
        library.collections.restore(other)


def test_a_removed_article_leaves_its_collections_and_comes_back_to_them(library: Library, file: Path) -> None:
    for name in ("一", "二"):
        library.collections.create(name)
        library.collections.add(name, ["bridge", "museum"])
    library.edit("bridge", title="新标题", source="")
    added = {one.id: one.added for one in library.listing()}
    kept = library.kept(["bridge", "none", "museum"])
    library.remove(["bridge", "museum"])
    assert library.collections.articles("一") == []
    library.collections.delete("二")
    assert library.restore(kept).added == ("bridge", "museum")
    assert library.collections.articles("一") == ["bridge", "museum"]
    assert {one.id: one.added for one in library.listing()} == added
    article = library.article("bridge")
    assert article is not None and (article.title, article.source) == ("新标题", None)
    assert library.add([file]).unchanged == 3  # and the edit is still known as one
    assert library.verify().problems == ()


def test_an_edit_wins_until_the_file_says_something_else(library: Library, file: Path) -> None:
    before = library.edit("bridge", title=" 清溪  大桥通车 ", date="2021年5月4日")
    assert (before.title, before.date) == ("清溪大桥", "2021-05-03")
    article = library.article("bridge")
    assert article is not None
    assert (article.title, article.date, article.source) == ("清溪 大桥通车", "2021-05-04", "江州日报")
    assert found(library, None, after="2021-05-04", before="2021-05-04") == {"bridge"}
    assert library.add([file]).unchanged == 3
    write(file, BRIDGE | {"date": "2022-01-01", "source": "江州早报", "text": "清溪大桥全长1260米。"}, MUSEUM, TOWER)
    assert library.add([file]).updated == ("bridge",)
    article = library.article("bridge")
    assert article is not None
    assert (article.title, article.date, article.source) == ("清溪 大桥通车", "2022-01-01", "江州早报")
    assert library.add([file]).unchanged == 3
    write(file, BRIDGE, MUSEUM, TOWER)  # the edit of the date has ended
    library.add([file])
    article = library.article("bridge")
    assert article is not None and (article.title, article.date) == ("清溪 大桥通车", "2021-05-03")


def test_an_edit_is_undone_by_an_edit(library: Library, file: Path) -> None:
    before = library.edit("museum", title="", date="2020", source="别报")
    library.edit("museum", title=before.title, date=before.date or "", source=before.source or "")
    assert library.article("museum") == before
    with closing(sqlite3.connect(library.folder / "library.db")) as connection:
        assert connection.execute("SELECT count(*) FROM edits").fetchone() == (0,)
    generation = library.generation
    library.edit("museum", title=before.title)  # nothing new
    assert library.generation == generation
    with pytest.raises(QuestionError, match="not a date"):
        library.edit("museum", date="昨天")
    with pytest.raises(QuestionError, match="at most 300"):
        library.edit("museum", title="长" * 301)
    with pytest.raises(LibraryError, match="no article has the id"):
        library.edit("none", title="x")


def test_words_of_an_edited_title_are_found(library: Library) -> None:
    library.edit("tower", title="凌霄阁")
    reply = library.ask("凌霄阁", retriever="lexical")
    assert reply.hits[0].article_id == "tower" and reply.hits[0].score > 0
    assert library.verify().problems == ()


def test_a_changed_text_takes_over_the_collections_and_edits_of_its_file(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("新桥通车\n\n新桥全长三百米。", "utf-8")
    (first,) = library.add([path]).added
    library.collections.create("桥")
    library.collections.add("桥", [first])
    library.edit(first, title="新桥今天通车", source="手写报")
    path.write_text("新桥通车\n\n新桥全长三百二十米。", "utf-8")
    changes = library.add([path])
    assert changes.removed == (first,)
    assert library.collections.articles("桥") == list(changes.added)
    article = library.article(changes.added[0])
    assert article is not None and (article.title, article.source) == ("新桥今天通车", "手写报")
    assert "三百二十米" in article.text
    assert library.add([path]).unchanged == 1
    assert library.verify().problems == ()


def test_the_articles_of_files_join_a_collection(library: Library, tmp_path: Path, file: Path) -> None:
    library.add([write(tmp_path / "b.jsonl", {"id": "x", "text": "别的文章。"})])
    library.collections.create("甲")
    assert library.collections.add_paths("甲", [file]) == ("bridge", "museum", "tower")
    assert library.collections.add_paths("甲", [tmp_path]) == ("x",)


def test_a_library_made_before_gets_collections_when_it_first_needs_them(
    tmp_path: Path, hash_encoder: Callable[..., object], file: Path
) -> None:
    shutil.copytree(OLD, tmp_path / "old")
    library = Library(tmp_path / "old", loaded=hash_encoder(dimension=16))  # type: ignore[arg-type]
    assert library.collections.all() == [] and library.collections.by_article(["weather"]) == {}
    assert {one.added for one in library.listing()} == {""}
    library.collections.create("旧")
    library.collections.add("旧", ["weather", "museum"])
    library.edit("weather", title="天气", date="2020")
    assert {hit.article_id for hit in library.ask("大桥全长多少米？", top_k=9, collection="旧").hits} == {
        "museum", "weather",
    }  # fmt: skip
    library.add([file.rename(tmp_path / "new.jsonl")])
    assert {one.id for one in library.listing() if not one.added} >= {"weather"}
    assert library.collections.articles("旧") == ["museum", "weather"]
    library.repair()
    assert library.verify().problems == ()
    assert library.collections.articles("旧") == ["museum", "weather"]


def test_damaged_rows_are_named_and_the_others_survive_a_repair(library: Library, file: Path) -> None:
    library.collections.create("甲")
    library.collections.create("乙")
    library.collections.add("乙", ["bridge", "tower"])
    library.edit("bridge", title="改过")
    with closing(sqlite3.connect(library.folder / "library.db")) as connection, connection:
        connection.execute("UPDATE collections SET name = '丙' WHERE name = '甲'")
        connection.execute("UPDATE members SET article = 'museum' WHERE article = 'tower'")
    assert {problem.key for problem in library.verify().problems} >= {"library_rows_changed"}  # type: ignore[attr-defined]
    assert [one.name for one in library.collections.all()] == ["乙"]
    library.repair()
    assert library.verify().problems == ()
    assert library.collections.articles("乙") == ["bridge"]
    assert library.add([file]).unchanged == 3
