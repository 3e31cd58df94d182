"""The whole server over raw HTTP: what it answers to whom, and that no folder of the machine is in any answer."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from fake_library import FakeLibrary

from qa.errors import LibraryError
from qa.web import page as chat_page
from qa.web.guard import accounts

PASSWORD = "correct horse"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def has_mcp() -> bool:
    from importlib.util import find_spec

    return find_spec("mcp") is not None


@dataclass
class Browser:
    """Speaks HTTP as Gradio's page does, and keeps all that it was answered."""

    address: str
    cookie: str = ""
    session: str = field(default_factory=lambda: secrets.token_hex(6))
    seen: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        port = urlsplit(self.address).port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {**({"cookie": self.cookie} if self.cookie else {}), **given})
        answer = connection.getresponse()
        try:
            text = answer.read().decode()
        except http.client.IncompleteRead as error:  # Gradio breaks off the stream of a session that is not there
            text = error.partial.decode()
        answer_headers = {name.lower(): value for name, value in answer.getheaders()}
        self.seen.append((path, text + json.dumps(answer_headers)))
        connection.close()
        return answer.status, text, answer_headers

    def post(self, path: str, value: Any) -> tuple[int, str, dict[str, str]]:
        return self.ask("POST", path, json.dumps(value).encode(), content_type="application/json")

    def log_in(self, user: str, password: str = PASSWORD) -> int:
        form = urlencode({"username": user, "password": password}).encode()
        kind = "application/x-www-form-urlencoded"
        status, _, headers = self.ask("POST", "/login", form, content_type=kind, accept="text/html")
        self.cookie = headers.get("set-cookie", "").partition(";")[0]
        return status

    def upload(self, name: str, data: bytes) -> dict[str, Any]:
        head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        kind = "multipart/form-data; boundary=edge"
        status, text, _ = self.ask("POST", "/gradio_api/upload", head + data + b"\r\n--edge--\r\n", content_type=kind)
        assert status == 200, text
        return {"path": json.loads(text)[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def event(self, element: str, name: str, data: list[Any], **event_data: Any) -> list[dict[str, Any]]:
        """Trigger an event and wait for its end; its messages."""
        config = json.loads(self.ask("GET", "/config")[1])
        component = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == element)
        number = next(d["id"] for d in config["dependencies"] if [component, name] in d["targets"])
        asked = {"data": data, "fn_index": number, "session_hash": self.session, "event_data": event_data or None}
        status, text, _ = self.post("/gradio_api/queue/join", asked)
        assert status == 200, text
        _, stream, _ = self.ask("GET", f"/gradio_api/queue/data?session_hash={self.session}")
        return [json.loads(line[6:]) for line in stream.split("\n") if line.startswith("data: ")]

    def call(self, function: str, asked: Any) -> str:
        """Call a function of the page's script; the answer."""
        config = json.loads(self.ask("GET", "/config")[1])
        component = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "thread")
        body = {"data": asked, "component_id": component, "session_hash": self.session, "fn_name": function}
        return self.post("/gradio_api/component_server", body)[1]


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("users") / "users"
    for user in ("lin", "zhou"):
        accounts.set_password(file, user, PASSWORD)
    return file


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, FakeLibrary]]:
    library = FakeLibrary(tmp_path_factory.mktemp("library"))
    blocks, address = chat_page.start(library, "127.0.0.1", free_port())  # type: ignore[arg-type]
    yield Browser(address), library
    blocks.close(verbose=False)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, users: Path) -> Iterator[tuple[Browser, Any]]:
    library = FakeLibrary(tmp_path_factory.mktemp("closed"))
    blocks, address = chat_page.start(library, "127.0.0.1", free_port(), accounts=users, mcp=has_mcp())  # type: ignore[arg-type]
    yield Browser(address), blocks
    blocks.close(verbose=False)


def values(messages: list[dict[str, Any]]) -> str:
    return json.dumps([m.get("output") for m in messages if m["msg"].startswith("process_")], ensure_ascii=False)


def added(browser: Browser, *uploads: dict[str, Any]) -> str:
    """What the page shows at the end of adding uploaded files."""
    files = [{**one, "name": one["orig_name"]} for one in uploads]
    update = json.loads(browser.call("add_files", {"files": files, "language": "zh"}))
    while not update["ended"]:
        time.sleep(0.05)
        update = json.loads(browser.call("adding", {"id": update["id"], "language": "zh"}))
    return str(update["html"])


def test_no_folder_of_the_machine_is_in_any_answer(served: tuple[Browser, FakeLibrary]) -> None:
    browser, library = served
    upload = browser.upload("新闻.txt", "新桥通车\n新桥今天通车了，全长三百米。".encode())
    refused = browser.upload("坏.bin", b"\0\0")
    assert "新加 1 篇" in added(browser, upload, refused)
    assert "全长1250米" in browser.call("ask", {"question": "清溪大桥全长多少米？", "language": "zh"})
    library.failure = LibraryError("library_missing", folder=library.folder)
    assert "里没有文库" in browser.call("ask", {"question": "何时？", "language": "zh"})
    library.failure = ZeroDivisionError(f"{library.folder}")
    browser.call("ask", {"question": "何时？", "language": "zh"})
    browser.post("/gradio_api/call/ask", {"data": ["何时？", [], 5, "", "", ""]})
    library.failure = None
    rows = '{"question": "清溪大桥全长？", "answers": ["1250"]}\n{\n'.encode()
    assert "<table" in values(browser.event("questions", "upload", [browser.upload("q.jsonl", rows), "zh"]))
    assert "report.html" in values(browser.event("report", "click", [None]))
    for name, data in (("q.jsonl", b"{"), ("q.bin", b"\0"), ("q.xlsx", b"PK")):
        browser.event("questions", "upload", [browser.upload(name, data), "zh"])
    browser.call("export", {"exchanges": [], "language": "zh"})
    removed = browser.call("shelf_remove", {"ids": ["a1"], "language": "zh"})
    assert "已移除" in removed
    browser.call("shelf_remove", {"ids": ["none"], "language": "zh"})
    browser.call("shelf_undo", {"token": json.loads(removed)["undo"], "language": "zh"})
    browser.call("shelf", {"language": "zh"})
    assert "新馆馆长是周敏" in browser.call("article", {"id": "a2", "spans": [0, 17], "language": "zh"})
    for broken in ({"id": "a2", "spans": ["x"]}, [1], None):
        browser.call("article", broken)
    for path in ("/", "/config", "/theme.css", "/manifest.json", "/gradio_api/info", "/gradio_api/app_id", "/nowhere",
                 "/assets/none.js", "/static/none", "/gradio_api/queue/data?session_hash=none", "/robots.txt",
                 "/gradio_api/call/ask/none", "/gradio_api/heartbeat", "/favicon.ico"):  # fmt: skip
        browser.ask("GET", path)
    for path in (
        "queue/join",
        "call/ask",
        "call/none",
        "run/ask",
        "api/ask",
        "cancel",
        "reset",
        "component_server",
        "upload",
    ):
        for body in (b"", b"{", b"{}", b'{"data": 1}', b'{"data": [], "fn_index": 9999, "session_hash": "a"}'):
            browser.ask("POST", f"/gradio_api/{path}", body, content_type="application/json")
    own = str(Path(chat_page.__file__).parents[2])
    for folder in (str(library.folder), str(library.folder.parent), tempfile.gettempdir() + "/", own, os.sys.prefix):
        for path, text in browser.seen:
            assert folder not in text, (path, text[max(0, text.find(folder) - 200) :][:400])
    assert len(browser.seen) > 80


def test_files_of_the_machine_are_not_served(served: tuple[Browser, FakeLibrary]) -> None:
    browser, library = served
    secret = library.folder / "feedback.jsonl"
    secret.write_text("a secret", "utf-8")
    browser.upload("mine.txt", b"a secret")
    mine = next(Path(os.environ["GRADIO_TEMP_DIR"]).glob("*/mine.txt"))
    link = library.folder / "link.txt"
    link.symlink_to(secret)
    for target in (
        secret,
        mine,
        link,
        Path(chat_page.__file__),
        Path("/etc/passwd"),
        mine.relative_to(mine.parents[1]),
    ):
        escaped = "".join(f"%{byte:02x}" for byte in str(target).encode())
        up = "../" * 12
        for path in (f"/gradio_api/file={target}", f"/gradio_api/file={escaped}", f"/gradio_api/file/{target}",
                     f"/file={target}", f"/assets/{up}{target}", f"/static/{escaped}", f"/svelte/..%2f..%2f{escaped}",
                     f"/gradio_api/file=file://{target}", f"/gradio_api/file%3d{target}", f"/assets//{target}",
                     f"/gradio_api/stream/{target}", f"/gradio_api/proxy=file://{target}", f"/assets/{escaped}",
                     f"/gradio_api/./file={target}", f"/?deep_link={up}{target}"):  # fmt: skip
            status, text, _ = browser.ask("GET", path)
            assert "a secret" not in text and "root:x:0" not in text and "import gradio" not in text
            assert status in {400, 403, 404} or path.startswith("/?"), path
            assert browser.ask("HEAD", path)[0] != 200 or path.startswith("/?")


def test_only_what_was_uploaded_is_read(served: tuple[Browser, FakeLibrary]) -> None:
    browser, library = served
    (library.folder / "feedback.jsonl").write_text('{"question": "a secret"}', "utf-8")
    config = json.loads(browser.ask("GET", "/config")[1])
    component = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "questions")
    number = next(d["id"] for d in config["dependencies"] if [component, "upload"] in d["targets"])
    for path in (str(library.folder / "feedback.jsonl"), "/etc/passwd", browser.address):
        for file in ({"path": path, "meta": {"_type": "gradio.FileData"}}, {"path": path}, path, [path]):
            asked = {"data": [file, "zh"], "fn_index": number, "session_hash": browser.session}
            status, text, _ = browser.post("/gradio_api/queue/join", asked)
            if status == 200:  # then Gradio refuses it
                text = browser.ask("GET", f"/gradio_api/queue/data?session_hash={browser.session}")[1]
                assert '"success":false' in text or "<table" not in text
            assert "a secret" not in text


def test_sessions_gather_nothing(closed: tuple[Browser, Any]) -> None:
    lin, blocks = Browser(closed[0].address), closed[1]
    lin.log_in("lin")
    sizes = []
    for _ in range(4):
        lin.event("masthead", "language", [None], language="zh")
        lin.call("ask", {"question": "清溪大桥全长多少米？", "language": "zh"})
        session = blocks.app.state_holder.session_data[lin.session]
        sizes.append((len(session.blocks_config.blocks), len(session.config_values)))
    assert len(set(sizes)) == 1
    queue = blocks._queue
    assert len(queue.event_analytics) <= 1 and queue.cached_event_analytics_summary == {"functions": {}}


def test_a_broken_upload_leaves_nothing(served: tuple[Browser, FakeLibrary]) -> None:
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    before = sorted(folder.iterdir())
    with socket.create_connection(("127.0.0.1", urlsplit(served[0].address).port or 0)) as line:
        line.sendall(
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n"
            b"Content-Type: multipart/form-data; boundary=edge\r\n\r\n"
            b'--edge\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf of it'
        )
        wait_for(lambda: sorted(folder.iterdir()) != before)
    wait_for(lambda: sorted(folder.iterdir()) == before)


def wait_for(condition: Any) -> None:
    import time

    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def routes(given: Any) -> Iterator[Any]:
    for route in given:
        if hasattr(route, "methods"):
            yield route
        elif hasattr(route, "original_router"):
            yield from routes(route.original_router.routes)


def test_every_route_of_gradio_is_closed_without_a_login(closed: tuple[Browser, Any]) -> None:
    browser, blocks = closed
    found = [(route.path, route.methods or {"GET"}) for route in routes(blocks.app.routes)]
    assert len(found) > 60
    for template, methods in [*found, ("/gradio_api/mcp/", {"GET", "POST"}), ("/gradio_api/mcp/sse", {"GET"})]:
        path = re.sub(r"\{[^}]*\}", "x", template)
        if path in {"/gradio_api/startup-events", "/favicon.ico", "/robots.txt"}:
            continue
        for method in methods | {"OPTIONS", "PUT"}:
            status, text, _ = Browser(browser.address).ask(method, path, b"{}" if method == "POST" else None)
            allowed = {401, 404} if path not in {"/login", "/logout"} else {200, 401, 405}
            assert status in allowed, (method, path)
            assert "gradio_config" not in text and "component" not in text


def test_who_is_logged_in_uses_all_of_it(closed: tuple[Browser, Any]) -> None:
    lin = Browser(closed[0].address)
    assert lin.log_in("lin", "wrong") == 401 and lin.log_in("lin") == 200
    page = lin.ask("GET", "/", accept="text/html")[1]
    assert "gradio_config" in page
    assert "全长1250米" in lin.call("ask", {"question": "清溪大桥全长多少米？", "language": "zh"})
    assert "退出登录" in values(lin.event("masthead", "language", [None], language="zh"))
    assert "新加 1 篇" in added(lin, lin.upload("n.txt", "新闻一则，今天发布，内容不短。".encode()))
    status, text, _ = lin.ask("POST", "/logout", b"", accept="text/html")
    assert status == 200 and "localStorage.clear()" in text
    assert lin.ask("GET", "/config")[0] == 401


def test_programs_and_tools_log_in(closed: tuple[Browser, Any]) -> None:
    from gradio_client import Client

    client = Client(closed[0].address, auth=("zhou", PASSWORD), verbose=False)
    assert client.predict("清溪大桥全长多少米？", api_name="/ask")["answerable"]
    with pytest.raises(Exception, match=r"401|login|auth|Unauthorized|Expecting"):
        Client(closed[0].address, verbose=False)


def test_mcp_clients_send_the_password(closed: tuple[Browser, Any]) -> None:
    pytest.importorskip("mcp")
    import asyncio
    import base64

    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def use(user: str) -> str:
        word = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        place, headers = closed[0].address.rstrip("/") + "/gradio_api/mcp/", {"Authorization": f"Basic {word}"}
        async with (
            streamablehttp_client(place, headers) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            name = next(tool.name for tool in (await session.list_tools()).tools if tool.name.endswith("ask"))
            result = await session.call_tool(name, {"question": "清溪大桥全长多少米？"})
            return "".join(getattr(part, "text", "") for part in result.content)

    assert "清溪大桥全长1250米" in asyncio.run(use("zhou"))
    assert "清溪大桥全长1250米" in asyncio.run(use("lin"))  # they share what Gradio asks its own queue with


def test_a_port_in_use_is_reported(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(LibraryError, match="--port"):
            chat_page.start(FakeLibrary(tmp_path), "127.0.0.1", taken.getsockname()[1])  # type: ignore[arg-type]


def test_a_server_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    import signal
    import subprocess
    import sys

    tests = Path(__file__).parent
    code = (
        "import sys; sys.path[:0] = sys.argv[1:3]; from pathlib import Path; from qa.web import page;"
        "from fake_library import *;"
        "page.serve(FakeLibrary(Path(sys.argv[3])), port=int(sys.argv[4]))"
    )
    port, library = free_port(), tmp_path / "library"
    library.mkdir()
    command = [sys.executable, "-c", code, str(tests.parent), str(tests), str(library), str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == f"http://127.0.0.1:{port}/\n"
        Browser(f"http://127.0.0.1:{port}/").upload("n.txt", b"x")
        assert len(list(library.glob("uploads-*/*/n.txt"))) == 1
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
    finally:
        server.kill()
    assert list(library.iterdir()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []  # Gradio makes an empty folder as it loads
