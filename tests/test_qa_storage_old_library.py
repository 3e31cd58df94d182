"""A library that was made by commit 1aa7018, with the hash encoder of these tests: it opens, answers and can change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.text import tokens
from qa.index import postings
from qa.library import Library
from qa.records import ArticleSummary, Filters
from qa.storage import writer

OLD = Path(__file__).parent / "data" / "library-1aa7018"


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    shutil.copytree(OLD, tmp_path / "library")
    return Library(tmp_path / "library", loaded=hash_encoder(dimension=16))  # type: ignore[arg-type]


def test_it_opens_and_is_whole(library: Library) -> None:
    assert library.exists
    assert library.listing() == [
        ArticleSummary("bridge", "清溪大桥建成通车", "江州日报", "2021-05-03", "/srv/articles/a.jsonl", 30),
        ArticleSummary("museum", "Harbour Museum opens", "Port Gazette", "2019-06", "/srv/articles/a.jsonl", 66),
        ArticleSummary("weather", "", None, None, "/srv/articles/b.jsonl", 18),
    ]
    assert library.count() == (3, 4)
    report = library.verify()
    assert [problem.key for problem in report.problems] == ["index_tokens_old"]  # type: ignore[attr-defined]
    assert report.lost == ()


def test_it_answers_as_it_did(library: Library) -> None:
    reply = library.ask("清溪大桥全长多少米？")
    assert reply.answer is not None
    assert (reply.answer.text, reply.answer.phrase) == ("清溪大桥全长1250米。", "1250米")
    assert reply.hits[0].passage_id == "bridge#0-30"
    assert {hit.passage_id for hit in reply.hits[1:]} == {"museum#0-41", "weather#0-18", "museum#42-66"}
    assert reply.hits[0].score == pytest.approx(2.7923, abs=0.001)
    only = library.ask("清溪大桥全长多少米？", filters=Filters(before="2019"))
    assert {hit.article_id for hit in only.hits} == {"museum"}


def test_it_can_be_changed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("市图书馆新馆藏书80万册。", "utf-8")
    library.remove(["museum"])
    assert library.count() == (2, 2)
    assert len(library.add([tmp_path / "new.txt"]).added) == 1
    library.remove(["weather"])
    assert {hit.article_id for hit in library.ask("图书馆藏书多少册？", top_k=9).hits} >= {"bridge"}
    assert library.count() == (2, 2)
    assert library.verify().problems == ()
    library.compact()
    assert library.verify().problems == ()


@pytest.mark.parametrize("way", ["add", "repair"])
def test_the_word_index_of_an_older_version_is_renewed_and_its_vectors_stay(
    tmp_path: Path, hash_encoder: Callable[..., object], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    library = Library(tmp_path / "library", loaded=hash_encoder())  # type: ignore[arg-type]
    (tmp_path / "a.txt").write_text("首周接待观众3.5万人次。", "utf-8")
    with monkeypatch.context() as patch:  # older versions took no value from a number with a unit
        patch.setattr(postings, "tokens", lambda text: [token for token in tokens(text) if token != "35000"])
        library.add([tmp_path / "a.txt"])
    with writer.open_for_writing(library.folder) as database, database.change():
        database.query("DELETE FROM meta WHERE key = 'tokens'")
        database.advance_generation()
    assert [problem.key for problem in library.verify().problems] == ["index_tokens_old"]  # type: ignore[attr-defined]
    assert library.ask("35,000", retriever="lexical").hits[0].score == 0
    before = library.ask("观众", retriever="dense").hits[0].score
    if way == "repair":
        library.repair()
    else:
        assert library.add([tmp_path / "a.txt"]).unchanged == 1
    assert library.ask("35,000", retriever="lexical").hits[0].score > 0.3
    assert library.ask("观众", retriever="dense").hits[0].score == before
    assert library.verify().problems == ()
