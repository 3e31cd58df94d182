"""A library that was made by commit 1aa7018, with the hash encoder of these tests: it opens, answers and can change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.library import Library
from qa.records import ArticleSummary, Filters

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
    assert (report.problems, report.lost) == ((), ())


def test_it_answers_as_it_did(library: Library) -> None:
    reply = library.ask("清溪大桥全长多少米？")
    assert reply.answer is not None
    assert (reply.answer.text, reply.answer.phrase) == ("清溪大桥全长1250米。", "1250米")
    assert [hit.passage_id for hit in reply.hits] == ["bridge#0-30", "museum#0-41", "weather#0-18", "museum#42-66"]
    assert reply.hits[0].score == pytest.approx(2.7923, abs=0.001)
    only = library.ask("清溪大桥全长多少米？", filters=Filters(before="2019"))
    assert {hit.article_id for hit in only.hits} == {"museum"}


def test_it_can_be_changed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("市图书馆新馆藏书80万册。", "utf-8")
    assert len(library.add([tmp_path / "new.txt"]).added) == 1
    library.remove(["weather"])
    assert {hit.article_id for hit in library.ask("图书馆藏书多少册？", top_k=9).hits} >= {"bridge", "museum"}
    assert library.count() == (3, 4)
    assert library.verify().problems == ()
    library.compact()
    assert library.verify().problems == ()
