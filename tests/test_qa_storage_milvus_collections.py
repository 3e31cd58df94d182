"""Collections and edits of a library on a Milvus server, against a local one of the same articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from test_qa_storage_milvus import answers, articles, make  # noqa: F401 - fixtures

from qa.library import Library
from qa.records import Filters
from qa.storage.milvus import _one_of

pytestmark = pytest.mark.usefixtures("quick_reader")


def test_numbers_are_sent_as_ranges() -> None:
    assert _one_of([1, 2, 3, 7, 9, 10]) == "(id >= 1 and id <= 3) or (id >= 7 and id <= 7) or (id >= 9 and id <= 10)"
    assert _one_of([]) == "id in []"


def test_the_same_answers_within_a_collection_and_after_an_edit(
    make: Callable[..., Library], articles: Path  # noqa: F811
) -> None:  # fmt: skip
    local, remote = make("local"), make("remote")
    for library in (local, remote):
        library.add([articles])
        for name, step in (("每三篇", 3), ("每七篇", 7), ("空的", 99)):
            library.collections.create(name)
            library.collections.add(name, [f"a{n}" for n in range(1, 60, step)])
    for name in ("每三篇", "每七篇"):
        for filters in (Filters(collection=name), Filters("2005", None, "日报", collection=name)):
            assert answers(remote, filters=filters, most=4) == answers(local, filters=filters, most=4)
    kept = remote.kept(["a1", "a4"])
    remote.remove(["a1", "a4"])
    assert "a4" not in remote.collections.articles("每三篇")
    remote.restore(kept)
    for library in (local, remote):
        library.edit("a4", title="云溪新图书馆开馆", date="2030-01-02", source="新报")
        library.edit("a7", date="2030-01-03")
    later = Filters(after="2030", collection="每三篇")
    question = "图书馆花了多少钱？"
    found = [{hit.article_id for hit in one.ask(question, top_k=9, filters=later).hits} for one in (local, remote)]
    assert found == [{"a4", "a7"}] * 2
    assert remote.add([articles]).unchanged == 60
    assert remote.verify().problems == ()
