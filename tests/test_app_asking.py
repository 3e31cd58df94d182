"""What the chat's server answers to the page's script, without a browser, over a library in memory."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_library import ARTICLES, FakeLibrary
from test_app import ask, request, run

from qa.errors import LibraryError, ModelError, ModelMessage, SlowError
from qa.evaluation import feedback
from qa.records import Turn
from qa.web import limits
from qa.web.conversation import from_json
from qa.web.handlers import Handlers
from qa.web.labels import Labels
from qa.web.tasks import Workers


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path)


@pytest.fixture
def events(library: FakeLibrary) -> Any:
    return Handlers(library, Workers(1, 10.0), Labels())  # type: ignore[arg-type]


def test_an_answer_is_shown_in_place_of_the_question_and_stored(events: Any) -> None:
    update = ask(events, "清溪大桥全长多少米？")
    assert "全长1250米" in update["html"] and update["id"] == "e1"
    stored = from_json([update["exchange"]])
    assert stored[0].id == "e1" and stored[0].reply is not None and stored[0].reply.answer is not None


def test_follow_ups_are_asked_with_what_came_before(events: Any, library: FakeLibrary) -> None:
    quote = "清溪大桥全长1250米，2021年5月3日建成通车。"
    before = {"question": "清溪大桥全长多少米？", "answer": quote, "standalone_question": "清溪大桥全长多少米？"}
    update = ask(events, "它何时通车？", earlier=[before, "no turn", None])
    assert library.asked[0][1] == (Turn("清溪大桥全长多少米？", quote, "清溪大桥全长多少米？"),)
    assert "理解为" in update["html"] and "清溪大桥全长多少米？ 它何时通车？" in update["html"]
    assert update["html"].count("<section") == 1  # the earlier ones stay as they are shown


def test_filters_reach_the_library_and_are_shown(events: Any, library: FakeLibrary) -> None:
    update = ask(events, "何时开放？", after="2023-01", source="江州晚报")
    filters = library.asked[0][2]
    assert (filters.after, filters.before, filters.source) == ("2023-01", None, "江州晚报")
    assert "2023-01 起 · 江州晚报" in update["html"] and "无日期未查" not in update["html"]


def test_a_filter_by_date_says_how_many_articles_have_none(tmp_path: Path) -> None:
    undated = [replace(article, id=f"u{n}", date=None) for n, article in enumerate(ARTICLES[:2])]
    library = FakeLibrary(tmp_path, [*ARTICLES, *undated])
    handlers = Handlers(library, Workers(1, 10.0), Labels())  # type: ignore[arg-type]
    assert "2 篇无日期未查" in ask(handlers, "何时开放？", after="2021年5月")["html"]
    assert library.asked[-1][2].after == "2021-05"
    update = ask(handlers, "何时开放？", "en", before="2024", source="江州晚报")
    assert "1 without a date left out" in update["html"]
    assert "left out" not in ask(handlers, "何时开放？", "en", source="江州晚报")["html"]


def test_only_one_article_is_asked(events: Any, library: FakeLibrary) -> None:
    update = ask(events, "何时开放？", article="a2", title="市图书馆新馆开放")
    assert library.asked[-1][2].article == "a2" and "只问《市图书馆新馆开放》" in update["html"]
    assert from_json([update["exchange"]])[0].article == "a2"


def test_dates_of_a_filter_are_read_and_judged(events: Any) -> None:
    read = events.dates({"after": "2021年5月", "before": "2020-12", "language": "zh"})
    assert read == {"after": "2021-05", "before": "", "errors": {"before": "早于开始的日期 2021-05。"}}


def test_an_articles_file_is_sent_where_it_still_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<script>1</script>", "utf-8")
    text, gone = replace(ARTICLES[0], path=str(tmp_path / "a.txt")), replace(ARTICLES[1], path="/none/b.txt")
    (tmp_path / "a.txt").write_text("清溪大桥", "utf-8")
    library = FakeLibrary(tmp_path, [text, gone, replace(ARTICLES[2], path=str(page))])
    handlers = Handlers(library, Workers(1, 10.0), Labels())  # type: ignore[arg-type]
    file = handlers.file({"id": "a1", "language": "zh"})
    assert (file["name"], file["type"], file["shown"]) == ("a.txt", "text/plain;charset=utf-8", True)
    assert base64.b64decode(file["content"]).decode() == "清溪大桥"
    saved = handlers.file({"id": "a3", "language": "zh"})
    assert (saved["type"], saved["shown"]) == ("application/octet-stream", False)  # HTML of others is not run
    assert "已经不在原处" in handlers.file({"id": "a2", "language": "zh"})["refused"]
    assert handlers.file({"id": "none"})["refused"] and str(tmp_path) not in str(file)
    assert "data-file" in handlers.article({"id": "a1"}) and "data-file" not in handlers.article({"id": "a2"})


def test_a_conversation_is_exported_by_date_and_topic(events: Any) -> None:
    exchanges = [ask(events, "清溪大桥全长多少米？")["exchange"]]
    said = {"exchanges": exchanges, "title": "大桥/全长？", "date": "2026-11-30", "language": "zh"}
    markdown = events.export({**said, "kind": "md"})
    assert markdown["name"] == "2026-11-30 大桥 全长.md" and not markdown["base64"]
    word = events.export({**said, "kind": "docx"})
    assert word["name"] == "2026-11-30 大桥 全长.docx" and word["base64"]
    assert base64.b64decode(word["content"])[:2] == b"PK"


@pytest.mark.parametrize(
    ("question", "after"), [("", ""), ("  \n", ""), ("长" * 2001, ""), ("何时？", "昨天"), ("何时？", "2023-1x")]
)
def test_what_cannot_be_asked_asks_nothing_and_says_why(
    events: Any, library: FakeLibrary, question: str, after: str
) -> None:
    assert re.search("[\u4e00-\u9fff]", ask(events, question, after=after)["refused"])
    assert library.asked == []


@pytest.mark.parametrize("data", [None, 3, [], {"question": 1}, {"question": "何时？", "earlier": "x"}])
def test_what_is_no_question_is_refused(events: Any, library: FakeLibrary, data: Any) -> None:
    assert run(events.ask(data))["refused"] and library.asked == []


def test_too_many_waiting_questions_are_refused(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_WAITING_QUESTIONS", 1)
    handlers = Handlers(library, Workers(1, 10.0), Labels())  # type: ignore[arg-type]
    whole, refused = library.ask, []

    def slow(*args: Any, **options: Any) -> Any:
        refused.append(ask(handlers, "馆长是谁？"))  # while the first waits
        return whole(*args, **options)

    monkeypatch.setattr(library, "ask", slow)
    assert "全长1250米" in ask(handlers, "清溪大桥全长多少米？")["html"]
    assert refused == [{"refused": "现在提问的人太多，请稍后再试。"}]
    monkeypatch.setattr(library, "ask", whole)
    assert "html" in ask(handlers, "馆长是谁？")


def test_an_error_is_shown_without_folders(events: Any, library: FakeLibrary) -> None:
    library.failure = LibraryError("library_missing", folder=library.folder)
    update = ask(events, "何时？", "en")
    assert "there is no library in" in update["html"] and str(library.folder.parent) not in update["html"]
    assert from_json([update["exchange"]])[0].error
    assert "里没有文库" in ask(events, "何时？")["html"]


@pytest.mark.parametrize(
    "failure",
    [
        ModelError(ModelMessage("model_load_failed", name="m", reason="r")),
        SlowError("server_question_too_slow", seconds=60),
    ],
)
def test_a_model_or_server_that_fails_is_answered_with_its_message(
    events: Any, library: FakeLibrary, failure: Exception
) -> None:
    library.failure = failure
    stored = ask(events, "何时？", "en")
    assert stored["html"].count('role="alert"') == 1 and str(failure) in stored["html"]
    assert from_json([stored["exchange"]])[0].error == str(failure)
    assert "想从文章里知道什么" in events.open("zh", request())[0]["welcome"]
    assert 'class="example"' not in events.welcome({"language": "zh"})  # the page opens, without examples


def test_a_bug_keeps_its_traceback(events: Any, library: FakeLibrary) -> None:
    library.failure = ZeroDivisionError("secret detail")
    with pytest.raises(ZeroDivisionError):
        ask(events, "何时？")
    library.failure = None
    assert "html" in ask(events, "何时？")


def test_the_page_opens_in_the_browsers_language(events: Any) -> None:
    assert events.open("", request("zh-TW"))[1] == "zh"
    assert events.open("", request("de-DE"))[1] == "en"
    thread, language, *_ = events.open("en", request("zh-CN"))  # what was chosen counts
    assert (language, thread["language"], thread["texts"]["searching"]) == ("en", "en", "Searching…")


def test_a_stored_conversation_is_shown_as_it_was(events: Any) -> None:
    stored = ask(events, "清溪大桥全长多少米？")["exchange"]
    (shown,) = events.turns({"exchanges": [stored, "no exchange"], "language": "zh"})
    assert shown["id"] == "e1" and "全长1250米" in shown["html"] and "很可能" in shown["html"]
    (shown,) = events.turns({"exchanges": [stored], "language": "en"})
    assert "Likely" in shown["html"]
    assert events.turns({"exchanges": "no list"}) == events.turns(None) == []


def test_examples_and_next_questions_have_answers(events: Any, library: FakeLibrary) -> None:
    whole = library.ask
    library.ask = lambda *args, **options: replace(whole(*args, **options), confidence=0.9)  # type: ignore[method-assign]
    assert "市图书馆新馆馆长" not in events.welcome({"language": "zh"})  # no sentence that stands by itself
    assert "清溪大桥全长多少米？" in events.welcome({"language": "zh"})
    assert "When did the Harbour Museum open?" in events.welcome({"language": "en"})
    exchange = ask(events, "大桥由谁设计？")["exchange"]
    assert "清溪大桥全长多少米？" in run(events.next_questions({"exchanges": [exchange], "language": "zh"}))
    assert run(events.next_questions(None)) == run(events.next_questions({"exchanges": ["x"]})) == ""


def test_thumbs_become_judgments(events: Any, library: FakeLibrary) -> None:
    stored = [
        run(events.ask({"id": "e0", "question": "馆长是谁？", "language": "zh"}))["exchange"],
        ask(events, "清溪大桥全长多少米？")["exchange"],
    ]
    verdicts = []
    for good in (True, False, False):
        judged = events.judge({"id": "e1", "good": good, "exchanges": stored})
        verdicts.append(judged["verdict"])
        stored[1] = judged["exchange"]
    assert verdicts == ["good", "bad", ""]
    lines = [json.loads(line) for line in (library.folder / feedback.FILE).read_text("utf-8").splitlines()]
    assert [line["verdict"] for line in lines] == ["good", "bad", None]
    assert lines[0]["articles"] == ["a1"] and lines[0]["passages"] == ["a1-p"] and lines[1]["articles"] == []
    assert [turn["question"] for turn in lines[0]["history"]] == ["馆长是谁？"]
    assert len({line["id"] for line in lines}) == 1


@pytest.mark.parametrize("update", [{"id": "none"}, {"id": 1}, {}])
def test_a_thumb_for_no_answer_is_left(events: Any, library: FakeLibrary, update: dict[str, Any]) -> None:
    exchanges = [ask(events, "清溪大桥全长多少米？")["exchange"]]
    assert events.judge({"good": True, "exchanges": exchanges, **update}) is None
    assert not (library.folder / feedback.FILE).exists()
