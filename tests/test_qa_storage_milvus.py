"""A library on Milvus Lite's own server, over gRPC, against a local one of the same articles."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import EmbeddingError
from embeddings.milvus import MilvusIndex
from qa.errors import LibraryError, ModelError, QuestionError
from qa.library import Library
from qa.records import Filters
from qa.storage import milvus

pytestmark = pytest.mark.usefixtures("quick_reader")

_TOWNS = ("江州", "云溪", "青浦", "南岭", "白水", "石门")
_THINGS = ("大桥", "图书馆", "医院", "体育场", "水库", "学校")
_PAPERS = ("江州日报", "云溪晚报", '"湘%报"\\', None)
QUESTIONS = [f"{_TOWNS[i]}{_THINGS[i]}花了多少钱？" for i in range(6)]
QUESTIONS += ["谁主持了南岭水库的仪式？", "白水学校什么时候建成？", "zebra crossing", "的"]


ALL = Filters()


def rows(count: int) -> list[dict[str, str]]:
    """Articles on the same few things, so that many passages hold the words of a question."""
    draw, made = random.Random(7), []
    for n in range(count):
        town, thing, paper = _TOWNS[n % 6], _THINGS[n // 6 % 6], _PAPERS[n % 4]
        year, money = 2000 + draw.randrange(24), draw.randrange(2, 99)
        text = f"{town}{thing}{year}年建成。工程花了{money}亿元。{draw.choice('赵钱孙李周吴')}市长主持了仪式。"
        row = {"id": f"a{n}", "title": f"{town}{thing}建成", "text": text * (1 + n % 3)}
        row |= {"source": paper} if paper else {}
        made.append(row | ({} if n % 5 == 4 else {"date": (f"{year}", f"{year}-06", f"{year}-06-15")[n % 3]}))
    return made


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows(60)), "utf-8")
    return path


@pytest.fixture
def make(tmp_path: Path, hash_encoder: Callable[..., object], milvus_uri: str) -> Iterator[Callable[..., Library]]:
    """Libraries of a folder's name; those named `remote` lie on the server."""
    made = []

    def new(name: str, **options: object) -> Library:
        options = {"engine": "milvus", "uri": milvus_uri} | options if name == "remote" else options
        made.append(Library(tmp_path / name, loaded=hash_encoder(), **options))
        return made[-1]

    yield new
    for library in made:
        if library._index._remote is not None:
            library._index._remote.passages.drop()
            library._index._remote.sentences.drop()
            break


def answers(library: Library, retriever: str = "hybrid", filters: Filters = ALL, most: int = 99) -> list[object]:
    replies = library.ask_all([(q, ()) for q in QUESTIONS[:most]], top_k=8, filters=filters, retriever=retriever)
    return [
        (r.answerable, round(r.confidence, 4), r.best_quote, [(h.article_id, h.start, h.highlights) for h in r.hits])
        for r in replies
    ]


def test_the_same_answers_as_on_this_machine(make: Callable[..., Library], articles: Path) -> None:
    local, remote = make("local"), make("remote")
    assert local.add([articles]).added == remote.add([articles]).added
    assert answers(remote) == answers(local)
    for retriever in ("dense", "lexical"):
        assert answers(remote, retriever) == answers(local, retriever)
    reply, same = remote.ask(QUESTIONS[0]), local.ask(QUESTIONS[0])
    assert [hit.score for hit in reply.hits] == pytest.approx([hit.score for hit in same.hits], abs=1e-5)
    assert not list(remote.folder.glob("index/*"))


def test_the_same_is_measured_of_each_passage(make: Callable[..., Library], articles: Path) -> None:
    local, remote = make("local"), make("remote")
    for library in (local, remote):
        library.add([articles])
    for question in QUESTIONS[-4:]:
        vector = local.load_encoder().encode_queries([question])[0]
        with local._index.snapshot() as (_, one), remote._index.snapshot() as (_, other):
            here, there = one.find(question, vector, 20), other.find(question, vector, 20)
            assert np.array_equal(here.numbers, there.numbers)
        assert here.idf_sum == there.idf_sum
        for name in ("passage", "lexical", "coverage"):
            assert np.allclose(getattr(here, name), getattr(there, name), atol=1e-6), name
        assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(here.sentences, there.sentences, strict=True))


def test_filters_are_left_to_the_server(make: Callable[..., Library], articles: Path) -> None:
    local, remote = make("local"), make("remote")
    local.add([articles])
    remote.add([articles])
    given = ("2010", "2010-06", "2010-06-15", "2010-06-16", None)
    wanted = [Filters(after=date) for date in given] + [Filters(before=date) for date in given]
    wanted += [Filters("2005", "2010-06", "日报"), Filters(source='"湘%报"\\'), Filters(source="没有"), Filters("2030")]
    wanted += [Filters(article=next(iter(local.articles())).id), Filters(article="none")]
    for filters in wanted:
        assert answers(remote, filters=filters, most=2) == answers(local, filters=filters, most=2), filters
    with pytest.raises(QuestionError, match="not a date"):
        remote.ask("大桥", filters=Filters(after="gestern"))


def test_the_same_after_changes(make: Callable[..., Library], articles: Path) -> None:
    local, remote = make("local"), make("remote")
    changed = [row | {"text": row["text"].replace("亿", "万")} for row in rows(70)[20:]]
    for library in (local, remote):
        articles.write_text("\n".join(json.dumps(row) for row in rows(60)), "utf-8")
        library.add([articles])
        articles.write_text("\n".join(json.dumps(row) for row in changed), "utf-8")
        changes = library.add([articles])
        assert (len(changes.added), len(changes.updated), len(changes.removed)) == (10, 40, 20)
        library.remove(["a33"])
    assert answers(remote) == answers(local)
    assert len(remote._index._remote.passages) == local.count()[1]  # nothing of what was removed is left


def test_another_process_needs_no_options(make: Callable[..., Library], articles: Path) -> None:
    remote = make("remote")
    remote.add([articles])
    assert answers(make("remote", engine=None, uri=None)) == answers(remote)
    with pytest.raises(LibraryError, match="leave --engine out"):
        make("remote", engine="local").ask("大桥")


def test_a_local_library_stays_one(make: Callable[..., Library], articles: Path) -> None:
    make("local").add([articles])
    with pytest.raises(LibraryError, match="without --engine milvus"):
        make("local", engine="milvus", uri="http://127.0.0.1:1").ask("大桥")
    with pytest.raises(LibraryError, match="needs the address"):
        make("other", engine="milvus").add([articles])
    with pytest.raises(ModelError, match="the Milvus server failed"):
        make("other", engine="milvus", uri="http://127.0.0.1:9").add([articles])
    assert not make("other").exists


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_change_that_is_not_committed_is_never_seen(
    make: Callable[..., Library], articles: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    remote = make("remote")
    remote.add([articles])
    before, write = answers(remote), milvus.MilvusCollections.write

    def die(self: milvus.MilvusCollections, *arguments: object) -> None:
        if place == "after":
            write(self, *arguments)
        raise KeyboardInterrupt

    more = articles.with_name("more.jsonl")
    # More rows than a search takes, all nearer than the others: they would leave no room for what is committed.
    crowd = [{"id": f"n{n}", "title": QUESTIONS[0], "text": f"{QUESTIONS[0]}{n}亿元。"} for n in range(220)]
    more.write_text("\n".join(map(json.dumps, crowd)), "utf-8")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(milvus.MilvusCollections, "write", die)
        remote.add([more])
    assert (len(remote._index._remote.passages) > remote.count()[1]) == (place == "after")
    assert answers(remote) == before
    remote.add([more])  # takes away what is left, then gives the same numbers again
    assert len(remote._index._remote.passages) == remote.count()[1]
    assert remote.ask(QUESTIONS[0]).hits[0].article_id in {row["id"] for row in crowd}


def test_what_could_not_be_removed_at_once_is_not_found(
    make: Callable[..., Library], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local, remote = make("local"), make("remote")
    local.add([articles])
    remote.add([articles])
    with monkeypatch.context() as patch:
        patch.setattr(milvus.MilvusCollections, "settle", lambda self, database: None)
        remote.remove(["a0", "a7"])
    local.remove(["a0", "a7"])
    assert len(remote._index._remote.passages) == local.count()[1] + 3  # a7 has two
    assert answers(remote) == answers(local)
    remote.remove(["a8"])
    assert len(remote._index._remote.passages) == remote.count()[1]


def test_a_server_that_lost_rows_is_reported_and_repaired(make: Callable[..., Library], articles: Path) -> None:
    remote = make("remote")
    remote.add([articles])
    assert remote.verify().problems == ()
    before = answers(remote)
    remote._index._remote.passages.remove_from(50)
    with pytest.raises(LibraryError, match="has 49 of 100 passages"):
        make("remote").ask("大桥")
    assert len(remote.repair().problems) == 1
    assert remote.verify().problems == ()
    assert answers(make("remote")) == before
    remote._index._remote.sentences.remove_from(0)
    assert len(remote.verify().problems) == 1


def test_a_damaged_database_is_made_again_with_its_rows(make: Callable[..., Library], articles: Path) -> None:
    remote = make("remote")
    remote.add([articles])
    before = answers(remote)
    remote.compact()
    assert answers(remote) == before
    with closing(sqlite3.connect(remote.folder / "library.db")) as db, db:
        db.execute("UPDATE passages SET start = start + 1 WHERE number = 7")
    again = make("remote")
    assert again.repair().problems
    assert again.verify().problems == ()
    assert answers(again) == before


def test_a_server_that_fails_leaves_the_library_as_it_was(
    make: Callable[..., Library], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = make("remote")
    remote.add([articles])
    before = answers(remote)

    def fail(self: MilvusIndex, *arguments: object, **options: object) -> None:
        raise EmbeddingError("milvus_failed", request="delete", reason="gone")

    more = articles.with_name("more.jsonl")
    more.write_text(json.dumps({"id": "n", "text": "江州大桥花了500亿元。"}), "utf-8")
    with monkeypatch.context() as patch, pytest.raises(ModelError):
        patch.setattr(MilvusIndex, "add", fail)
        remote.add([more])
    assert answers(remote) == before
    assert remote.count()[0] == 60


def test_a_quotation_is_checked_on_the_server(make: Callable[..., Library], articles: Path) -> None:
    library = make("remote")
    library.add([articles])
    local = make("local")
    local.add([articles])
    for quotation in ("江州大桥", "市长主持了仪式。", "云溪图书馆建成通车"):
        on_server, here = library.check(quotation), local.check(quotation)
        assert on_server.verdict is here.verdict
        assert (on_server.complete, here.complete) == (here.verdict == "nowhere", True)
    assert library.check("江州大桥2").places[0].text == local.check("江州大桥2").places[0].text
