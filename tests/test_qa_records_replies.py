"""Questions about the articles themselves are answered from their records, with the articles as sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.cli.output import reply_text
from qa.dialogue import rewrite
from qa.language.record_questions import Asked, RecordQuestion, record_question
from qa.library import Library
from qa.records import Filters, Reply, Turn
from qa.web.conversation import Exchange, from_json, public_json, to_json
from qa.web.export import to_markdown
from qa.web.render import exchange

ROWS = (
    {
        "id": "bridge", "title": "清溪大桥建成通车", "date": "2026-05-08", "source": "江州日报", "author": "林海",
        "text": "本报讯（记者 林海）清溪大桥昨天建成通车。大桥全长1250米。",
    },
    {
        "id": "library", "title": "市图书馆新馆开放", "date": "2026-05-08", "source": "江州晚报",
        "text": "市图书馆新馆开放，藏书80万册。馆长周敏说，新馆每天开放十二小时。",
    },
    {
        "id": "rice", "title": "早稻丰收在望", "date": "2026-06-20", "source": "江州日报", "author": "陈麦",
        "text": "全市早稻长势良好。农技站站长何田预计亩产可达500公斤。",
    },
    {
        "id": "ferry", "title": "Ferry fares to rise", "date": "2025-04-09", "source": "Port Gazette",
        "text": "By Ada Brown\nThe ferry company will raise its fares by ten per cent in July.",
    },
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder())
    made.add([tmp_path / "rows.jsonl"])
    return made


def stated(reply: Reply) -> tuple[str, list[str]]:
    """The value that a reply states, and the articles that it names."""
    assert reply.kind == "records"
    assert reply.answerable
    assert reply.message is not None
    return reply.answer_phrase, [place.article_id for place in reply.articles]


@pytest.mark.parametrize(
    ("question", "value", "articles"),
    [
        ("清溪大桥通车的报道是谁写的？", "林海", ["bridge"]),
        ("清溪大橋建成通車的報導是哪位記者寫的？", "林海", ["bridge"]),
        ("《早稻丰收在望》是哪天发表的？", "2026-06-20", ["rice"]),
        ("市图书馆新馆开放的新闻登在哪份报纸？", "江州晚报", ["library"]),
        ("Who wrote the article about ferry fares?", "Ada Brown", ["ferry"]),
        ("When was the article about ferry fares published?", "2025-04-09", ["ferry"]),
        ("有多少篇文章？", "4", []),
        ("江州日报有几篇报道？", "2", ["rice", "bridge"]),
        ("How many articles are there in May 2026?", "2", ["bridge", "library"]),
        ("最早的一篇是哪天的？", "2025-04-09", ["ferry"]),
        ("江州日报最新的报道是哪天的？", "2026-06-20", ["rice"]),
        ("有哪些报纸？", "江州日报 (2)、Port Gazette (1)、江州晚报 (1)", []),
        ("2026年5月8日的报纸说了什么？", "2", ["bridge", "library"]),
        ("二〇二六年五月八日有哪些报道？", "2", ["bridge", "library"]),
        ("What was reported on 8 May 2026?", "2", ["bridge", "library"]),
        ("记者陈麦写了什么？", "1", ["rice"]),
        ("陈麦", "1", ["rice"]),
        ("有哪些关于大桥的报道？", "1", ["bridge"]),
    ],
)
def test_records_answer(library: Library, question: str, value: str, articles: list[str]) -> None:
    assert stated(library.ask(question)) == (value, articles)


def test_the_byline_is_quoted_where_it_stands_in_the_text(library: Library) -> None:
    reply = library.ask("清溪大桥通车的报道是谁写的？")
    assert reply.answer is not None
    article = library.article("bridge")
    assert article is not None
    assert article.text[reply.answer.start : reply.answer.end] == reply.answer.text == "林海"
    assert reply.hits[0].article_id == "bridge"


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("市图书馆新馆开放的报道是谁写的？", "records_no_author"),
        ("市图书馆新馆开放的报道登在第几版？", "records_no_page"),
        ("火星基地奠基的报道是谁写的？", "records_no_article"),
        ("这篇报道是谁写的？", "records_which"),
        ("2026年7月的报纸说了什么？", "records_none"),
    ],
)
def test_what_is_not_recorded_is_refused(library: Library, question: str, key: str) -> None:
    reply = library.ask(question)
    assert (reply.kind, reply.answerable, reply.answer, reply.confidence) == ("records", False, None, 0.0)
    assert reply.message is not None
    assert reply.message.key == key


@pytest.mark.parametrize(
    "question", ["谁写了《红楼梦》？", "鲁迅一生写了多少篇文章？", "馆长是谁？", "早稻亩产多少？", "Who wrote Hamlet?"]
)
def test_questions_about_something_in_the_articles_stay_ordinary(library: Library, question: str) -> None:
    assert library.ask(question).kind == "quote"


def test_filters_restrict_the_records(library: Library) -> None:
    assert stated(library.ask("有多少篇文章？", filters=Filters(source="江州")))[0] == "3"
    assert stated(library.ask("有多少篇文章？", filters=Filters(after="2026-06")))[0] == "1"
    assert stated(library.ask("有多少篇文章？", filters=Filters("2026年6月", source="江州日報")))[0] == "1"


def test_sources_are_listed_in_terminal_page_browser_and_export(library: Library) -> None:
    reply = library.ask("2026年5月8日的报纸说了什么？")
    assert "清溪大桥建成通车 · 江州日报 · 2026-05-08" in reply_text(reply)
    shown = exchange(Exchange("1", reply.question, reply), "zh")
    assert 'data-open="bridge"' in shown
    assert 'data-open="library"' in shown
    assert "/rows.jsonl" not in json.dumps(public_json(reply))
    (back,) = from_json(to_json([Exchange("1", reply.question, reply)]))
    assert back.reply is not None
    assert [place.article_id for place in back.reply.articles] == ["bridge", "library"]
    assert "清溪大桥建成通车" in to_markdown([back], "", "", "zh")


def test_this_article_is_that_of_the_last_question() -> None:
    turns = [Turn("清溪大桥有多长？", "大桥全长1250米。")]
    first = rewrite("这篇报道是谁写的？", turns).question
    assert first == "关于“清溪大桥有多长”的报道是谁写的？"
    assert record_question(first) == RecordQuestion(Asked.AUTHOR, "“清溪大桥有多长”")
    assert (
        rewrite("登在第几版？", [*turns, Turn("这篇报道是谁写的？")]).question
        == "关于“清溪大桥有多长”的报道登在第几版？"
    )
    english = rewrite("Who wrote the article?", [Turn("How long is the bridge?")]).question
    assert english == "Who wrote the article about “How long is the bridge”?"
    assert record_question(english) == RecordQuestion(Asked.AUTHOR, "How long is the bridge")
