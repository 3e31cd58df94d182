"""The chat's events and endpoints, without a browser, over a library in memory."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fake_library import FakeLibrary

from qa.errors import LibraryError, ModelError, ModelMessage
from qa.web import limits
from qa.web import page as chat_page
from qa.web.handlers import Handlers
from qa.web.labels import Labels
from qa.web.tasks import Ended, Workers, in_background


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path)


@pytest.fixture
def events(library: FakeLibrary) -> Any:
    return Handlers(library, Workers(1, 10.0), Labels())  # type: ignore[arg-type]


def last(steps: Iterator[Any]) -> Any:
    return list(steps)[-1]


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def ask(events: Any, question: str, language: str = "zh", **others: Any) -> dict[str, Any]:
    """What the page's script gets for a question."""
    update: dict[str, Any] = run(events.ask({"id": "e1", "question": question, "language": language, **others}))
    return update


def event(**data: object) -> Any:
    return SimpleNamespace(_data=data)


def request(language: str = "zh-CN,zh;q=0.9", **query: str) -> Any:
    return SimpleNamespace(headers={"accept-language": language}, query_params=query)


def test_a_stopped_evaluation_shows_what_was_measured(
    events: Any, library: FakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "questions.txt"
    path.write_text("".join(f"大桥全长{n}米吗？\n" for n in range(20)), "utf-8")
    someone, another = SimpleNamespace(session_hash="s1"), SimpleNamespace(session_hash="s2")
    asked, whole = threading.Event(), library.ask

    def slow(*args: Any, **options: Any) -> Any:
        time.sleep(0.05)
        asked.set()
        return whole(*args, **options)

    monkeypatch.setattr(library, "ask", slow)
    steps = events.evaluate(str(path), "en", someone)
    zone, waiting, *_ = next(steps)
    assert zone is None and "Getting ready" in waiting  # another file can be dropped
    _, table, stop, report, _ = next(steps)
    assert (
        'role="progressbar"' in table
        and "questions.txt" in table
        and stop["visible"] is True
        and report["visible"] is False
    )
    asked.wait(5)
    events.stop(another)  # who runs no evaluation stops none
    events.stop(someone)
    _, table, stop, report, evaluation = last(steps)
    assert 1 <= len(evaluation.results) < 20
    assert f"Stopped: {len(evaluation.results)} of 20 questions" in table
    assert stop["visible"] is False and report["visible"] is True


def test_an_evaluation_that_passes_its_time_shows_what_was_measured(
    events: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EVALUATION_SECONDS", -60.0)
    path = tmp_path / "questions.txt"
    path.write_text("".join(f"大桥全长{n}米吗？\n" for n in range(20)), "utf-8")
    _, table, stop, report, evaluation = last(events.evaluate(str(path), "en", SimpleNamespace(session_hash="s1")))
    assert len(evaluation.results) == 1 and evaluation.interrupted
    assert 'class="news partial">The time limit of -1 minutes was reached: 1 of 20 questions were measured' in table
    assert stop["visible"] is False and report["visible"] is True


def test_an_article_opens_with_its_marks(events: Any) -> None:
    html = events.article({"id": "a2", "spans": [0, 17, 12, 15], "language": "zh"})
    assert '<mark class="evidence">' in html and '<mark class="phrase">' in html
    assert "不在文库里" in events.article({"id": "none", "spans": [], "language": "zh"})
    assert "no longer" in events.article(None)


def test_every_labelled_component_of_the_page_changes_with_the_language(library: FakeLibrary) -> None:
    blocks = chat_page.build(library, accounts=True)  # type: ignore[arg-type]
    (opened,) = (function for function in blocks.fns.values() if ("load" in dict(map(reversed, function.targets))))
    names = [component.elem_id or getattr(component, "label", None) for component in opened.outputs]
    assert len(opened.outputs) == len(set(opened.outputs)) == 2 + 23
    steps = [opened.fn(language, request()) for language in ("zh", "en")]
    for name, chinese, english in zip(names[2:], *(step[2:] for step in steps), strict=True):
        if name == "threshold-news":  # empty where no threshold was set
            continue
        assert chinese != english and re.search("[\u4e00-\u9fff]", str(chinese)), name


def test_long_tasks_tell_their_steps_and_their_end() -> None:
    steps = list(in_background(lambda tell: [tell("a", n, 3) for n in range(1, 4)] and "done", 10.0))
    assert steps[-1] == Ended("done") and all(isinstance(step, tuple) for step in steps[:-1])

    def fails(tell: Any) -> None:
        raise LibraryError("library_busy")

    (end,) = in_background(fails, 10.0)
    assert isinstance(end, Ended) and isinstance(end.error, LibraryError)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FakeLibrary]]:
    library = FakeLibrary(tmp_path_factory.mktemp("library"))
    blocks, address = chat_page.start(library, "127.0.0.1", _free_port(), mcp=_has_mcp())  # type: ignore[arg-type]
    yield address, library
    blocks.close(verbose=False)


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _has_mcp() -> bool:
    from importlib.util import find_spec

    return find_spec("mcp") is not None


def test_programs_ask_and_search(served: tuple[str, FakeLibrary]) -> None:
    from gradio_client import Client

    client = Client(served[0], verbose=False)
    reply = client.predict("清溪大桥全长多少米？", api_name="/ask")
    assert reply["answerable"] and reply["answer"]["text"].startswith("清溪大桥全长1250米")
    assert reply["hits"][0]["file"] == "bridge.pdf"
    history = [{"question": "清溪大桥全长多少米？", "answer": ""}]
    assert (
        client.predict("它何时通车？", history, api_name="/ask")["standalone_question"]
        == "清溪大桥全长多少米？ 它何时通车？"
    )
    hits = client.predict("图书馆", 2, source="江州晚报", api_name="/search")
    assert [hit["article_id"] for hit in hits] == ["a2"]
    with pytest.raises(Exception, match="2023-09"):
        client.predict("何时？", after="yesterday", api_name="/search")


def test_programs_get_the_message_of_a_model_that_cannot_be_loaded(served: tuple[str, FakeLibrary]) -> None:
    from gradio_client import Client

    address, library = served
    library.failure = ModelError(ModelMessage("model_load_failed", name=f"{library.folder}/model", reason="broken"))
    try:
        for endpoint in ("/ask", "/search"):
            with pytest.raises(Exception, match=r"model model"):
                Client(address, verbose=False).predict("何时？", api_name=endpoint)
        if _has_mcp():
            assert "model model" in call_tool(address, "ask", question="何时？")[1]
    finally:
        library.failure = None


def call_tool(address: str, name: str, **arguments: Any) -> tuple[dict[str, Any], str]:
    """The tools of the MCP server, and the text that one of them answers."""
    import asyncio

    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def use() -> tuple[dict[str, Any], str]:
        async with (
            streamablehttp_client(address.rstrip("/") + "/gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            result = await session.call_tool(next(tool for tool in tools if tool.endswith(name)), arguments)
            return tools, "".join(getattr(part, "text", "") for part in result.content)

    return asyncio.run(use())


def test_only_the_endpoints_are_public(served: tuple[str, FakeLibrary]) -> None:
    from gradio_client import Client

    named = Client(served[0], verbose=False).view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(named) == {"/ask", "/search", "/evaluate", "/check", "/timeline"}


def test_programs_evaluate(served: tuple[str, FakeLibrary]) -> None:
    pytest.importorskip("ir_measures")
    from gradio_client import Client

    rows = [
        {"question": "清溪大桥全长多少米？", "answers": ["1250米"]},
        {"question": "馆长是谁？", "answers": ["周敏"]},
    ]
    measured = Client(served[0], verbose=False).predict(rows, api_name="/evaluate")
    assert measured["questions"] == 2 and 0 <= measured["metrics"]["recall@1"]["mean"] <= 1


def test_what_the_browser_gets_names_no_folder(served: tuple[str, FakeLibrary]) -> None:
    import urllib.request

    for place in ("/", "/config", "/gradio_api/info", "/theme.css"):
        with urllib.request.urlopen(served[0].rstrip("/") + place) as answer:
            body = answer.read().decode()
        assert str(served[1].folder) not in body and str(Path(chat_page.__file__).parents[2]) not in body, place
        assert "fonts.googleapis" not in body


def test_files_of_the_machine_are_not_served(served: tuple[str, FakeLibrary]) -> None:
    import urllib.error
    import urllib.request

    secret = served[1].folder / "feedback.jsonl"
    secret.write_text("secret", "utf-8")
    for path in (secret, Path(chat_page.__file__), Path("/etc/passwd")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{served[0].rstrip('/')}/gradio_api/file={path}")
        assert refused.value.code in {403, 404}


def test_mcp_clients_find_the_same_tools(served: tuple[str, FakeLibrary]) -> None:
    pytest.importorskip("mcp")
    tools, answer = call_tool(served[0], "ask", question="清溪大桥全长多少米？")
    assert {name.rsplit("_", 1)[-1] for name in tools} == {"ask", "search", "evaluate", "check", "timeline"}
    assert "清溪大桥全长1250米" in answer and "/data/papers" not in answer
