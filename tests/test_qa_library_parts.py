"""Several quotes for one question, from the library to the terminal and JSON. The answers are the bundled reader's."""

from __future__ import annotations

import json

import pytest

from qa.cli.output import reply_text
from qa.library import Library

EAST = "江州东桥昨天通车。东桥全长300米，桥面宽12米，由江州路桥公司建造。"
WEST = "江州西桥昨天动工。西桥全长500米，桥面宽20米，预计三年建成。"
OTHER = "江州书市昨天开幕，来了两万名读者，持续到下月三日。"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("bridges")
    rows = [("east", "东桥通车", EAST), ("west", "西桥动工", WEST), ("fair", "书市开幕", OTHER)]
    lines = [json.dumps({"id": name, "title": title, "text": text, "date": "2025-03-02"}) for name, title, text in rows]
    (folder / "news.jsonl").write_text("\n".join(lines), "utf-8")
    library = Library(folder / "library")
    library.add([folder / "news.jsonl"])
    return library


@pytest.mark.parametrize("top_k", [1, 5])
def test_a_comparison_quotes_both_and_shows_where_they_stand(library: Library, top_k: int) -> None:
    reply = library.ask("江州东桥和西桥哪座更长？", top_k=top_k)
    assert reply.answer is not None
    quotes = (reply.answer, *reply.answers)
    assert ["300米" in quotes[0].text, "500米" in quotes[1].text] == [True, True]
    texts = {"east": EAST, "west": WEST}
    for quote in quotes:
        assert texts[quote.article_id][quote.start : quote.end] == quote.text
        hit = next(hit for hit in reply.hits if hit.passage_id == quote.passage_id)
        assert (quote.start, quote.end) in hit.highlights
    assert [hit.rank for hit in reply.hits] == list(range(1, len(reply.hits) + 1))
    assert reply.as_json()["answers"] == [quote.as_json() for quote in reply.answers]


def test_the_terminal_numbers_the_quotes_and_names_their_sources(library: Library) -> None:
    lines = reply_text(library.ask("江州东桥和西桥哪座更长？")).split("\n")
    assert lines[0].startswith("1) ")
    assert "东桥通车 · 2025-03-02" in lines[1]
    assert lines[2].startswith("2) ")
    assert "西桥动工 · 2025-03-02" in lines[3]


def test_a_plain_question_has_one_quote(library: Library) -> None:
    reply = library.ask("江州东桥有多长？")
    assert reply.answer is not None
    assert reply.answers == ()
    assert reply_text(reply).split("\n")[0] == reply.answer.text
