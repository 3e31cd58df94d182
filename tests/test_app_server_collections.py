"""Collections over HTTP and MCP: as an argument of the endpoints, and each user's own where users log in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_browser import free_port
from fake_library import FakeLibrary
from test_app_server import PASSWORD, Browser, has_mcp, users  # noqa: F401 - a fixture

from qa.web import page as chat_page

QUESTION = "清溪大桥全长多少米？"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, users: Path) -> Iterator[tuple[str, FakeLibrary]]:  # noqa: F811
    library = FakeLibrary(tmp_path_factory.mktemp("guarded"))
    blocks, address = chat_page.start(library, "127.0.0.1", free_port(), accounts=users, mcp=has_mcp())  # type: ignore[arg-type]
    yield address, library
    blocks.close(verbose=False)


def signed_in(address: str, user: str) -> Browser:
    browser = Browser(address)
    assert browser.log_in(user) == 200
    return browser


def test_two_users_never_see_each_others_collections(guarded: tuple[str, FakeLibrary]) -> None:
    from gradio_client import Client

    address, library = guarded
    library.collections.create("共用")
    library.collections.add("共用", ["a2"])
    lin, zhou = signed_in(address, "lin"), signed_in(address, "zhou")
    made = lin.call("shelf_collect", {"action": "create", "name": "林的集合", "ids": ["a1"], "language": "zh"})
    assert "已新建" in made
    assert json.loads(lin.call("collections", {})) == ["共用", "林的集合"]
    assert json.loads(zhou.call("collections", {})) == ["共用"]
    assert "林的集合" in lin.call("shelf", {"language": "zh"}) and "林的集合" not in zhou.call(
        "shelf", {"language": "zh"}
    )
    asked = {"question": QUESTION, "language": "zh", "collection": "林的集合"}
    assert "全长1250米" in lin.call("ask", asked)
    assert "没有叫" in zhou.call("ask", asked) and "全长1250米" not in zhou.call("ask", asked)
    token = json.loads(made)["undo"]
    assert "refused" in zhou.call("shelf_undo", {"token": token})
    client = Client(address, auth=("lin", PASSWORD), verbose=False)
    reply = client.predict(QUESTION, collection="林的集合", api_name="/ask")
    assert {hit["article_id"] for hit in reply["hits"]} == {"a1"}
    with pytest.raises(Exception, match="there is no collection"):
        Client(address, auth=("zhou", PASSWORD), verbose=False).predict(
            QUESTION, collection="林的集合", api_name="/search"
        )


def test_nobody_becomes_another_user_by_a_header(guarded: tuple[str, FakeLibrary]) -> None:
    address, library = guarded
    if "lin" not in {one.owner for one in library.collections.all("lin")}:
        library.collections.create("林的别的集合", "lin")
    zhou = signed_in(address, "zhou")
    config = json.loads(zhou.ask("GET", "/config")[1])
    component = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "thread")
    body = {"data": {}, "component_id": component, "session_hash": zhou.session, "fn_name": "collections"}
    for name in ("x-wenbao-user", "X-Wenbao-User"):
        answer = zhou.ask(
            "POST", "/gradio_api/component_server", json.dumps(body).encode(),
            **{"content_type": "application/json", name: "lin"},
        )[1]  # fmt: skip
        assert "林的" not in answer and answer.startswith("[")


def test_mcp_tools_take_a_collection_or_null_and_know_the_shared_ones(guarded: tuple[str, FakeLibrary]) -> None:
    pytest.importorskip("mcp")
    import base64

    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    address, library = guarded
    for name, owner in (("给工具", ""), ("林的工具", "lin")):
        library.collections.create(name, owner)
        library.collections.add(name, ["a2"], owner)

    async def use(**arguments: Any) -> Any:
        word = base64.b64encode(f"lin:{PASSWORD}".encode()).decode()
        place = address.rstrip("/") + "/gradio_api/mcp/"
        async with (
            streamablehttp_client(place, {"Authorization": f"Basic {word}"}) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            name = next(name for name in tools if name.endswith("ask"))
            assert "collection" in tools[name].inputSchema["properties"]
            return await session.call_tool(name, {"question": QUESTION, **arguments})

    within = asyncio.run(use(collection="给工具"))
    assert {hit["article_id"] for hit in within.structuredContent["hits"]} == {"a2"}
    assert len(asyncio.run(use(collection=None)).structuredContent["hits"]) > 1
    assert "there is no collection" in str(asyncio.run(use(collection="林的工具")).content)
