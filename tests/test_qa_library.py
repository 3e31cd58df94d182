from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from conftest import BRIDGE, RICE

from qa.errors import LibraryError, QuestionError
from qa.library import Library
from qa.records import Filters, Turn
from qa.storage.database import Database


def titles(library: Library) -> list[str]:
    return sorted(Path(article.path).name for article in library.articles())


def test_the_quote_is_in_the_article_to_the_letter(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    reply = library.ask("矮寨大桥的桥面到谷底有多高？")
    quote = reply.best_quote
    assert quote is not None
    assert quote.text == "大桥的桥面到谷底高330多米。"
    article = library.article(quote.article_id)
    assert article is not None
    assert article.text[quote.start : quote.end] == quote.text
    for hit in reply.hits:
        stored = library.article(hit.article_id)
        assert stored is not None
        assert stored.text[hit.start : hit.end] == hit.text
        assert all(hit.start <= a < b <= hit.end for a, b in hit.highlights)
    assert [hit.rank for hit in reply.hits] == [1, 2]
    assert reply.hits[0].score >= reply.hits[1].score


def test_adding_again_changes_nothing(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    assert len(library.add([articles]).added) == 2
    before = sorted(path.name for path in (library.folder).iterdir())
    changes = library.add([articles])
    assert (changes.added, changes.updated, changes.removed, changes.unchanged) == ((), (), (), 2)
    assert sorted(path.name for path in library.folder.iterdir()) == before


def test_another_engine_is_reported_even_if_nothing_is_new(
    make: Callable[..., Library], articles: Path, tmp_path: Path, hash_encoder: Callable[..., object]
) -> None:
    make().add([articles])
    other = Library(tmp_path / "library", loaded=hash_encoder(), engine="milvus", uri="http://127.0.0.1:1")
    with pytest.raises(LibraryError, match="made without --engine milvus"):
        other.add([articles])


def test_a_changed_file_replaces_its_articles(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    (articles / "rice.txt").write_text("袁隆平生于1930年。", "utf-8")
    changes = library.add([articles / "rice.txt"])
    assert (len(changes.added), len(changes.removed)) == (1, 1)
    texts = [hit.text for hit in library.ask("袁隆平哪一年出生？", top_k=9).hits]
    assert texts[0] == "袁隆平生于1930年。"
    assert RICE not in texts


def test_what_is_gone_is_removed_only_when_asked(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    (articles / "rice.txt").unlink()
    assert library.add([articles]).removed == ()
    assert len(library.add([articles], prune=True).removed) == 1
    assert titles(library) == ["bridge.txt"]


def test_articles_of_a_file_that_is_unreadable_now_stay(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    with zipfile.ZipFile(articles / "old.zip", "w") as archive:
        archive.writestr("a.txt", "市图书馆新馆开放。")
        archive.writestr("b.txt", "馆长是周敏。")
    library.add([articles])
    before = list(library.articles())
    (articles / "rice.txt").write_bytes(bytes(range(256)) * 40)
    (articles / "old.zip").write_bytes((articles / "old.zip").read_bytes()[:50])
    for prune in (False, True):
        changes = library.add([articles], prune=prune)
        assert (len(changes.refused), changes.removed) == (2, ())
    assert list(library.articles()) == before
    (articles / "rice.txt").unlink()
    assert len(library.add([articles], prune=True).removed) == 1


def test_a_row_that_is_gone_goes_though_another_row_is_refused(make: Callable[..., Library], tmp_path: Path) -> None:
    rows = [{"id": "a", "text": RICE}, {"id": "b", "text": BRIDGE}, {"id": "a", "text": "另一篇。"}]
    file, library = tmp_path / "x.jsonl", make()
    for stored, removed in ((rows, ()), ([rows[0], rows[2]], ("b",))):
        file.write_text("\n".join(json.dumps(row) for row in stored), "utf-8")
        changes = library.add([file])
        assert (len(changes.refused), changes.removed) == (1, removed)


def test_what_an_archive_holds_no_more_goes_with_the_next_run(make: Callable[..., Library], tmp_path: Path) -> None:
    library = make()
    for stored in ({"a.txt": RICE, "b.txt": BRIDGE}, {"b.txt": BRIDGE}):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            for name, text in stored.items():
                archive.writestr(name, text)
        library.add([tmp_path / "x.zip"])
    assert titles(library) == ["b.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not text")
def test_files_whose_names_are_not_in_utf_8_are_read_too(make: Callable[..., Library], articles: Path) -> None:
    old = os.fsencode(articles) + "/旧闻".encode("gb18030")
    os.mkdir(old)  # noqa: PTH102 - the bytes are meant
    for name, text in (("大桥的报道.txt".encode("gb18030"), "乌桥全长五米。"), (b"\xff\xfe\xd0.txt", "丁桥全长六米。")):
        with open(old + b"/" + name, "wb") as file:  # noqa: PTH123
            file.write(text.encode())
    library = make()
    assert len(library.add([articles]).added) == 4
    assert "大桥的报道.txt" in titles(library)
    assert library.add([articles], prune=True).unchanged == 4
    json.dumps([article.path for article in library.articles()], ensure_ascii=False).encode()
    os.remove(old + b"/" + "大桥的报道.txt".encode("gb18030"))  # noqa: PTH107
    assert len(library.add([Path(os.fsdecode(old))], prune=True).removed) == 1


def test_passages_come_in_the_order_in_which_they_were_added(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles / "rice.txt"])
    library.add([articles / "bridge.txt"])
    assert [passage.text for passage in library.passages()] == [RICE, BRIDGE]
    assert library.count() == (2, 2)


def test_the_fingerprint_names_all_that_answers_depend_on(
    make: Callable[..., Library],
    articles: Path,
    tmp_path: Path,
    hash_encoder: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = make()
    library.add([articles])
    before = library.fingerprint()
    assert make().fingerprint() == before
    with monkeypatch.context() as changed:
        changed.setattr("qa.answer.threshold.WEIGHTS", "other weights of the confidence")
        assert library.fingerprint() != before
    assert make(today=date(2024, 3, 1)).fingerprint() != before
    assert Library(library.folder, loaded=hash_encoder(), reranker="some/reranker").fingerprint() != before
    other = Library(tmp_path / "other", loaded=hash_encoder(dimension=16))
    other.add([articles])
    assert other.fingerprint() != before
    removed = next(iter(library.articles()))
    library.remove([removed.id])
    assert library.fingerprint() != before
    library.restore([removed])
    assert library.fingerprint() == before


def test_removed_articles_answer_no_more(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    deleted = next(article.id for article in library.articles() if "袁隆平" in article.text)
    library.remove([deleted])
    assert all(hit.article_id != deleted for hit in library.ask("袁隆平研究什么？", top_k=9).hits)
    with pytest.raises(LibraryError, match="no article has the id"):
        library.remove([deleted])


def test_a_segment_that_is_mostly_gone_is_rewritten(make: Callable[..., Library], tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": f"第{number}座桥长{number}米。"} for number in range(10)]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = make()
    library.add([tmp_path / "x.jsonl"])
    for ids, deleted in ((map(str, range(5)), 5), (["5"], 0)):
        library.remove(ids)
        with closing(Database(library.folder / "library.db")) as store:
            assert len(store.deleted_ids()) == deleted
    assert library.ask("第七座桥有多长？", top_k=9).hits[-1].article_id in {"6", "7", "8", "9"}
    assert library.verify().problems == ()


def test_removed_articles_are_put_back(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    before = list(library.articles())
    library.remove([before[0].id])
    assert library.restore(before).added == (before[0].id,)
    assert list(library.articles()) == before
    assert library.restore(before).added == ()


def test_another_process_sees_what_was_added(make: Callable[..., Library], articles: Path) -> None:
    reader, writer = make(), make()
    writer.add([articles / "bridge.txt"])
    assert len(reader.ask("袁隆平").hits) == 1
    writer.add([articles / "rice.txt"])
    assert len(reader.ask("袁隆平").hits) == 2


def test_numbers_are_never_given_twice(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    first = next(article.id for article in library.articles())
    library.remove([first])
    library.add([articles])
    reply = library.ask("大桥", top_k=9)
    assert len({hit.passage_id for hit in reply.hits}) == len(reply.hits) == 2


@pytest.mark.parametrize(
    ("row", "question", "understood"),
    [
        ({"text": "江州今年产茶五吨。"}, "江州今年产茶多少？", "江州今年产茶多少？"),
        ({"text": "江州今年產茶五噸。"}, "江州今年产茶多少？", "江州今年产茶多少？"),
        ({"text": "江州今年产茶五吨。", "date": "2025-04-01"}, "江州今年产茶多少？", "江州2026年产茶多少？"),
        ({"text": "江州2019年就出名，今年产茶五吨。"}, "江州今年产茶多少？", "江州2026年产茶多少？"),
        ({"text": "江州今年产茶五吨。"}, "江州去年产茶多少？", "江州2025年产茶多少？"),
    ],
)
def test_a_date_in_words_stays_where_an_undated_article_has_it_too(
    make: Callable[..., Library], tmp_path: Path, row: dict[str, str], question: str, understood: str
) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(row), "utf-8")
    library = make(date(2026, 3, 1))
    library.add([tmp_path / "x.jsonl"])
    assert library.ask(question).standalone_question == understood


def test_filters(make: Callable[..., Library], tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": "长沙人口七百万。", "date": "2010-11-01", "source": "长沙晚报"},
        {"id": "b", "text": "长沙人口一千万。", "date": "2020-11-01", "source": "湖南日报"},
        {"id": "c", "text": "长沙人口不少。", "date": "2020"},
        {"id": "d", "text": "长沙有人口。"},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    library = make()
    library.add([tmp_path / "x.jsonl"])

    def found(**filters: str) -> set[str]:
        return {hit.article_id for hit in library.ask("长沙人口", top_k=9, filters=Filters(**filters)).hits}

    assert found() == {"a", "b", "c", "d"}
    assert found(after="2011") == {"b", "c"}
    assert found(before="2010-11") == {"a"}
    assert found(after="2020-10-31", before="2020-11-01") == {"b", "c"}
    assert found(source="日报") == found(source="日報") == {"b"}
    assert found(after="2020年10月31日", before="2020/11/1") == {"b", "c"}
    assert found(source="没有的报") == set()
    assert found(article="d") == {"d"} and found(article="d", after="2011") == found(article="none") == set()
    assert not library.ask("长沙人口", filters=Filters(source="没有的报")).answerable


def test_dates_in_words_and_the_dates_of_articles_meet(make: Callable[..., Library], tmp_path: Path) -> None:
    row = {"id": "a", "title": "长沙马拉松", "text": "冠军是陈立。", "date": "2023-04-20"}
    (tmp_path / "x.jsonl").write_text(json.dumps(row), "utf-8")
    library = make(today=date(2024, 3, 1))
    library.add([tmp_path / "x.jsonl"])
    assert library.ask("去年4月的长沙马拉松").standalone_question == "2023年4月的长沙马拉松"
    with closing(Database(library.folder / "library.db")) as store:
        assert [headline for headline, _ in store.passages_with_headings([1]).values()] == [
            "长沙马拉松\n\n2023年4月20日 April"
        ]


def test_a_follow_up_is_found_by_what_it_leans_on(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    first = library.ask("袁隆平研究什么？")
    turns = [Turn("袁隆平研究什么？", "袁隆平研究杂交水稻。", first.standalone_question)]
    assert library.ask("他在哪一年去世？", turns).standalone_question == "袁隆平在哪一年去世？"
    more = library.ask("还有呢？", turns)
    assert more.standalone_question == "袁隆平研究什么？"
    assert more.best_quote is not None
    assert more.best_quote.text == "他在2021年去世。"


def test_an_id_given_twice_is_refused(make: Callable[..., Library], tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "a", "text": "第一篇。"}\n{"id": "a", "text": "第二篇。"}\n{坏', "utf-8")
    library = make()
    changes = library.add([tmp_path / "x.jsonl"])
    assert changes.added == ("a",)
    assert [refusal.line for refusal in changes.refused if refusal.line] == [3]
    assert len(changes.refused) == 2


@pytest.mark.parametrize("content", [None, "", "   \n"])
def test_input_without_articles_makes_no_library(
    make: Callable[..., Library], tmp_path: Path, content: str | None
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    if content is not None:
        (folder / "a.txt").write_text(content)
    library = make()
    with pytest.raises(LibraryError):
        library.add([folder])
    assert not library.folder.exists()


def test_another_model_is_refused(make: Callable[..., Library], articles: Path) -> None:
    make().add([articles])
    with pytest.raises(LibraryError, match="made with the model hash"):
        make(dimension=16).ask("大桥")
    (articles / "new.txt").write_text("新的一篇。", "utf-8")
    with pytest.raises(LibraryError, match="made with the model hash"):
        make(dimension=16).add([articles])
    assert titles(make()) == ["bridge.txt", "rice.txt"]


def test_questions_that_cannot_be_asked(make: Callable[..., Library], articles: Path) -> None:
    library = make()
    library.add([articles])
    with pytest.raises(QuestionError, match="empty"):
        library.ask(" \u200b ")
    with pytest.raises(QuestionError, match="at most"):
        library.ask("长" * 3000)
    for nothing in ("？？！！…", "，", "😀🚇"):
        with pytest.raises(QuestionError, match="has no words"):
            library.ask(nothing)
    assert library.ask("？", [Turn("矮寨大桥有多高？", "高330多米。")]).standalone_question == "矮寨大桥有多高？"


def test_the_lock_keeps_a_second_writer_out(make: Callable[..., Library], articles: Path) -> None:
    from filelock import FileLock

    library = make()
    library.add([articles / "bridge.txt"])
    with FileLock(library.folder / "lock"), pytest.raises(LibraryError, match="another process"):
        make().add([articles])
    assert titles(library) == ["bridge.txt"]
