"""Logging in and out, and pages of other sites, as a browser does it."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, QUOTE, free_port, needs_chromium
from fake_library import FakeLibrary

from qa.web import limits
from qa.web import page as chat_page
from qa.web.guard import accounts
from qa.web.rate_limit import Rate

pytestmark = needs_chromium
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("guarded")
    for user in ("lin", "zhou"):
        accounts.set_password(folder / "users", user, PASSWORD)
    library = FakeLibrary(folder)
    blocks, address = chat_page.start(library, "127.0.0.1", free_port(), accounts=folder / "users")  # type: ignore[arg-type]
    yield address
    blocks.close(verbose=False)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Security Policy" in said.text else None)
    yield opened
    context.close()
    assert [fault for fault in faults if not fault.startswith("Framing")] == []  # that is tried, and refused


def log_in(page: Any, user: str, password: str = PASSWORD) -> None:
    page.fill("#username", user)
    page.fill("#password", password)
    page.press("#password", "Enter")


def test_each_user_has_a_conversation_and_leaves_none(page: Any, guarded: str) -> None:
    page.goto(guarded)
    assert page.url == f"{guarded}login"
    log_in(page, "lin", "wrong")
    page.wait_for_selector("[role=alert]")
    log_in(page, "lin")
    page.wait_for_selector("#thread .welcome")
    page.fill("#question textarea", BRIDGE)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f"text={QUOTE}")
    page.reload()
    page.wait_for_selector(f"text={QUOTE}")  # theirs as long as they are logged in

    page.click("form[action=logout] button")
    page.wait_for_selector("#username")
    assert page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})") == "{}"
    page.wait_for_function("async () => (await indexedDB.databases()).length === 0")
    page.evaluate("history.back()")
    page.wait_for_timeout(1500)
    assert BRIDGE not in page.content()

    page.goto(f"{guarded}?q=%E5%9B%BE%E4%B9%A6%E9%A6%86")  # a link goes through the login
    log_in(page, "zhou")
    page.wait_for_selector("#thread .exchange")
    assert BRIDGE not in page.content()


def test_what_another_left_behind_goes_when_somebody_logs_in(page: Any, guarded: str) -> None:
    page.goto(guarded)
    log_in(page, "lin")
    page.wait_for_selector("#thread .welcome")
    page.fill("#question textarea", BRIDGE)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f"text={QUOTE}")
    page.context.clear_cookies()  # as when the session has ended by itself
    page.goto(guarded)
    log_in(page, "zhou")
    page.wait_for_selector("#thread .welcome")
    page.click("#talks-button")
    page.wait_for_selector("#talks .empty")
    assert BRIDGE not in page.content()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serves a page on another port, as a page of another site."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *told: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve_page(html: str) -> str:
        (tmp_path / "index.html").write_text(html, "utf-8")
        return f"http://localhost:{server.server_port}/"

    yield serve_page
    server.shutdown()
    server.server_close()


def test_a_page_of_another_site_can_do_nothing(page: Any, shared: tuple[str, FakeLibrary], elsewhere: Any) -> None:
    address, library = shared
    asked = len(library.asked)
    page.goto(elsewhere("<p>elsewhere</p>"))
    statuses = page.evaluate(
        """async (chat) => {
            const told = [];
            const body = JSON.stringify({data: ['清溪大桥全长多少米？']});
            for (const [path, options] of [
                ['gradio_api/call/ask', {method: 'POST', body, mode: 'no-cors'}],
                ['gradio_api/call/ask', {method: 'POST', body, headers: {'Content-Type': 'application/json'}}],
                ['gradio_api/upload', {method: 'POST', body: new FormData(), mode: 'no-cors'}],
                ['config', {}],
            ]) {
                try { const answer = await fetch(chat + path, options); told.push(answer.status); }
                catch (error) { told.push('refused'); }
            }
            const frame = document.createElement('iframe');
            frame.src = chat;
            document.body.append(frame);
            await new Promise((done) => { frame.onload = done; setTimeout(done, 3000); });
            let seen = 'nothing';
            try { seen = frame.contentDocument ? 'something' : 'nothing'; } catch { /* another site's */ }
            return [...told, seen];
        }""",
        address,
    )
    assert set(statuses[:4]) <= {"refused", 403} and statuses[4] == "nothing"
    assert len(library.asked) == asked
    assert all("gradio" not in frame.content() for frame in page.frames[1:])


def test_a_refused_request_is_explained_in_the_chat(page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EVENT_RATE", Rate(5, 60.0))
    library = FakeLibrary(tmp_path)
    blocks, address = chat_page.start(library, "127.0.0.1", free_port())  # type: ignore[arg-type]
    try:
        page.goto(address)
        page.wait_for_selector("#thread .welcome")
        page.fill("#question textarea", BRIDGE)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f"text={QUOTE}")
        page.wait_for_timeout(1000)  # the page, the examples, the question, its source, what to ask next: five requests
        page.fill("#question textarea", "图书馆何时开放？")
        page.press("#question textarea", "Enter")
        page.wait_for_selector("text=操作太频繁，请等 ")
        assert page.input_value("#question textarea") == "图书馆何时开放？"  # not lost
        assert "图书馆何时开放？" not in [asked[0] for asked in library.asked]

        page.get_by_role("tab", name="文库").click()
        monkeypatch.setattr(limits, "MAX_UPLOAD_BYTES", 100)
        page.set_input_files("#plus-files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 500})
        page.locator("#drop-box .failure", has_text="太大：一次最多").wait_for()
    finally:
        blocks.close(verbose=False)
