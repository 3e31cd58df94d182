from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from qa.quotation import CheckedQuotation, QuotedPlace, Verdict
from qa.records import UNFILTERED, DatedFigure, Filters, Place, Series, Timeline
from qa.web import page
from qa.web.mcp_tools import OUTPUTS, with_null
from tests.fake_library import FakeLibrary

pytest.importorskip("mcp")


class Inquired(FakeLibrary):
    """Also checks quotations and lists figures, always the same."""

    def check(self, quotation: str, *, shown: int = 5) -> CheckedQuotation:
        span = (0, len(quotation))
        facts = ("江州日报", "2021-05-03", "/data/papers/bridge.pdf", 3)
        place = QuotedPlace("a1", "清溪大桥建成通车", *facts, *span, quotation, (span,))
        return CheckedQuotation(quotation, Verdict.VERBATIM, (place,), shown)

    def timeline(self, query: str, *, filters: Filters = UNFILTERED) -> Timeline:
        self.asked.append((query, (), filters))
        place = Place("a1", "大桥", "江州日报", "2021-05-03", "/data/papers/bridge.pdf", 3, 0, 13, "a1-p")
        figure = DatedFigure("2021-05-03", 1250.0, "1250米", 6, 11, "清溪大桥全长1250米。", 0, place)
        return Timeline(query, "清溪大桥", "全长", (Series("全长", "level", "米", (figure,)),))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = Inquired(tmp_path_factory.mktemp("library"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    blocks, at = page.start(library, "127.0.0.1", port, mcp=True)  # type: ignore[arg-type]
    yield at
    blocks.close(verbose=False)


def call(address: str, name: str, arguments: dict[str, Any]) -> tuple[Any, Any]:
    """The tool of that name as it is listed, and the result of a call."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def use() -> tuple[Any, Any]:
        async with (
            streamablehttp_client(address.rstrip("/") + "/gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tool = next(one for one in (await session.list_tools()).tools if one.name.endswith(name))
            # The session holds the structured content to the schema of the tool.
            return tool, await session.call_tool(tool.name, arguments)

    return asyncio.run(use())


def test_an_answer_is_structured_and_null_is_taken_for_every_optional_argument(address: str) -> None:
    nothing = dict.fromkeys(("history", "passages", "after", "before", "source"))
    tool, result = call(address, "ask", {"question": "清溪大桥全长多少米？", **nothing})
    assert tool.outputSchema == OUTPUTS["ask"] and not result.isError
    reply = result.structuredContent
    assert reply["answerable"] is True and reply["answer"]["text"].startswith("清溪大桥全长1250米")
    assert json.loads(result.content[0].text) == reply


@pytest.mark.parametrize(
    "history",
    [
        [{"question": "清溪大桥在哪里？", "answer": None, "standalone_question": None}],
        [["清溪大桥在哪里？", None]],
        [{"role": "user", "content": "清溪大桥在哪里？"}, {"role": "assistant", "content": None}],
    ],
)
def test_a_history_is_taken_in_three_forms(address: str, history: list[Any]) -> None:
    tool, result = call(address, "ask", {"question": "它全长多少米？", "history": history})
    assert not result.isError
    assert result.structuredContent["standalone_question"] == "清溪大桥在哪里？ 它全长多少米？"
    assert {"type": "null"} in tool.inputSchema["properties"]["history"]["anyOf"]


def test_a_turn_that_cannot_be_understood_is_named(address: str) -> None:
    _, result = call(
        address, "ask", {"question": "它全长多少米？", "history": [["清溪大桥在哪里？", ""], {"text": "x"}]}
    )
    assert result.isError and "history[1] cannot be understood: {'text': 'x'}" in result.content[0].text


def test_hits_are_structured_under_a_key(address: str) -> None:
    tool, result = call(address, "search", {"query": "图书馆", "passages": 2, "source": "江州晚报", "after": None})
    assert tool.outputSchema == OUTPUTS["search"]
    assert [hit["article_id"] for hit in result.structuredContent["hits"]] == ["a2"]
    assert json.loads(result.content[0].text) == result.structuredContent["hits"]


def test_a_reply_says_its_kind_and_threshold_and_has_all_quotes(address: str) -> None:
    reply = call(address, "ask", {"question": "清溪大桥全长多少米？"})[1].structuredContent
    assert (reply["kind"], reply["message"], reply["threshold"]) == ("quote", None, None)
    assert (reply["answers"], reply["articles"]) == ([], [])


def test_a_checked_quotation_is_structured(address: str) -> None:
    tool, result = call(address, "check", {"quotation": "大桥全长1250米", "places": None})
    assert tool.outputSchema == OUTPUTS["check"] and not result.isError
    checked = result.structuredContent
    assert (checked["verdict"], checked["count"], checked["nearest"]) == ("verbatim", 5, None)
    assert (checked["places"][0]["file"], checked["places"][0]["spans"]) == ("bridge.pdf", [[0, 9]])


def test_figures_are_structured_and_take_dates_as_people_write_them(address: str) -> None:
    arguments = {"query": "清溪大桥 全长", "after": "2021年5月", "before": None, "source": None}
    tool, result = call(address, "timeline", arguments)
    assert tool.outputSchema == OUTPUTS["timeline"] and not result.isError
    (series,) = result.structuredContent["series"]
    assert [(one["date"], one["value"]) for one in series["figures"]] == [("2021-05-03", 1250.0)]
    _, result = call(address, "timeline", {**arguments, "before": "2021年4月"})
    assert result.isError and "after: 2021年5月 is later than 2021年4月" in result.content[0].text


def test_an_error_names_the_field_and_has_no_structure(address: str) -> None:
    _, result = call(address, "search", {"query": "图书馆", "before": "昨天"})
    assert result.isError and "before: 昨天 is not a date" in result.content[0].text
    assert result.structuredContent is None


def test_null_is_added_to_what_need_not_be_given() -> None:
    schema = {
        "type": "object",
        "properties": {"question": {"type": "string"}, "passages": {"type": "integer", "description": "how many"}},
        "required": ["question"],
    }
    assert with_null(schema)["properties"] == {
        "question": {"type": "string"},
        "passages": {"description": "how many", "anyOf": [{"type": "integer"}, {"type": "null"}]},
    }
