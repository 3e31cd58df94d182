"""Checked quotations and figures over time in the chat and for programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.encoder import Encoder
from qa.errors import QuestionError
from qa.library import Library
from qa.web import render
from qa.web.api import Endpoints
from qa.web.conversation import Exchange, from_json, to_json
from qa.web.handlers import Handlers
from qa.web.inquiries import quotation_in, timeline_in
from qa.web.labels import Labels
from qa.web.tasks import Workers


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., Encoder]) -> Library:
    rows = [
        {
            "id": "a",
            "date": "2023-02-01",
            "title": "杉溪县人口",
            "text": "2022年，杉溪县人口为21.3万人。老街还在。",
        },
        {"id": "b", "date": "2024-02-01", "title": "杉溪县人口", "text": "2023年，杉溪县人口为20.8万人。"},
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder())
    made.add([path])
    return made


@pytest.mark.parametrize(
    ("line", "quotation"),
    [
        ("核对：“渡口的石阶将保留”", "“渡口的石阶将保留”"),
        ("核對:渡口", "渡口"),
        ("有没有“渡口的石阶将保留”这句话？", "渡口的石阶将保留"),
        ("有沒有「渡口的石階」這句話", "渡口的石階"),
        ("“石阶将保留”这句话出自哪里？", "石阶将保留"),
        ('check: "the last trip"', '"the last trip"'),
        ('Do the articles say "the last trip"?', "the last trip"),
        ("有没有提到“渡口”的问题？", None),
        ("渡口的石阶有多少级？", None),
        ("谁说过“把船桨交出来”？", None),
    ],
)
def test_which_lines_ask_to_check_a_quotation(line: str, quotation: str | None) -> None:
    assert quotation_in(line) == quotation


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("走势：云溪市 GDP", "云溪市 GDP"),
        ("云溪市常住人口历年变化", "云溪市常住人口"),
        ("timeline: 云溪市 GDP", "云溪市 GDP"),
        ("population of Port over time?", "population of Port"),
        ("云溪市的GDP是多少？", None),
        ("历年来谁得过冠军？", None),
    ],
)
def test_which_lines_ask_for_figures_over_time(line: str, query: str | None) -> None:
    assert timeline_in(line) == query


def test_a_checked_quotation_is_shown_and_survives_the_browser(library: Library) -> None:
    exchange = Exchange("1", "核对：杉溪县人口为21.2万人", checked=library.check("杉溪县人口为21.2万人"))
    (stored,) = from_json(to_json([exchange]))
    assert stored.checked is not None and stored.checked.as_json()["places"][0]["path"] == "articles.jsonl"
    for language, word in (("zh", "大致相同"), ("en", "Nearly")):
        html = render.exchange(stored, language)
        assert word in html and "<del>2</del><ins>3</ins>" in html and 'data-open="a"' in html
    nowhere = render.exchange(Exchange("2", "核对：x", checked=library.check("没有人写过这个")), "zh")
    assert "文章里没有这样的话" in nowhere
    escaped = render.exchange(Exchange("3", "核对", checked=library.check("<b>老街</b>还在")), "zh")
    assert "&lt;b&gt;" in escaped and "<b>" not in escaped


def test_a_timeline_is_shown_with_a_plot(library: Library) -> None:
    exchange = Exchange("1", "走势：杉溪县 人口", timeline=library.timeline("杉溪县 人口"))
    (stored,) = from_json(to_json([exchange]))
    html = render.exchange(stored, "zh")
    assert html.count("<rect") == 2 and "20.8万人" in html and 'data-open="b"' in html
    assert html.index("2022") < html.index("2023")
    assert html.count("<tr>") == 3 and '<th scope="row">2022</th>' in html
    empty = render.exchange(Exchange("2", "走势", timeline=library.timeline("别处 指标")), "en")
    assert "No dated figures were found." in empty


def test_the_chat_checks_and_lists_in_place_of_an_answer(library: Library) -> None:
    handlers = Handlers(library, Workers(2, 30), Labels())

    def shown(line: str) -> str:
        update = asyncio.run(handlers.ask({"question": line, "language": "zh"}))
        assert json.loads(update["exchange"])["reply"] is None
        return str(update["html"])

    assert "一字不差" in shown("有没有“杉溪县人口为21.3万人”这句话？")
    assert "<rect" in shown("走势：杉溪县 人口")
    assert "引文里只有标点" in shown("核对：“……”")


def test_the_endpoints(library: Library) -> None:
    endpoints = Endpoints(library, Workers(2, 30))
    checked = endpoints.check("杉溪县人口为21.3万人")
    assert (checked["verdict"], checked["count"], checked["places"][0]["file"]) == ("verbatim", 1, "articles.jsonl")
    assert "path" not in json.dumps(checked)
    found = endpoints.timeline("杉溪县 人口", after="2024")
    assert [one["text"] for one in found["series"][0]["figures"]] == ["20.8万人"]
    with pytest.raises(QuestionError):
        endpoints.check("")
    with pytest.raises(QuestionError):
        endpoints.timeline("x", after="yesterday")


def test_programs_may_give_null_and_dates_as_people_write_them(library: Library) -> None:
    endpoints = Endpoints(library, Workers(2, 30))
    found = endpoints.timeline("杉溪县 人口", "2024年2月", None, None)
    assert [figure["text"] for series in found["series"] for figure in series["figures"]] == ["20.8万人"]
    assert endpoints.check("老街还在", None)["verdict"] == "verbatim"
    with pytest.raises(QuestionError, match="before: 去年 is not a date"):
        endpoints.timeline("杉溪县 人口", None, "去年")
