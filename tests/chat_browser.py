"""The chat served over a library in memory, and people who visit it in Debian's Chromium: fixtures."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_library import FakeLibrary
from first_words import FIRST_WORDS

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
needs_chromium = pytest.mark.browser  # skipped where there is none: see conftest.py

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "en", "has_touch": True}

BRIDGE = "清溪大桥全长多少米？"
QUOTE = "清溪大桥全长1250米，2021年5月3日建成通车。"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        named = {**os.environ, "LC_ALL": "C.UTF-8"}  # in the locale C it cannot open files with Chinese names
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"], env=named)
        yield opened
        opened.close()


Serve = Callable[..., tuple[str, FakeLibrary]]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    from qa.web import page as chat_page  # here, since all tests import this module

    started = []

    def start(**others: Any) -> tuple[str, FakeLibrary]:
        library = FakeLibrary(tmp_path_factory.mktemp("library"), **others)
        blocks, address = chat_page.start(library, "127.0.0.1", free_port())  # type: ignore[arg-type]
        started.append(blocks)
        return address, library

    yield start
    for blocks in started:
        blocks.close(verbose=False)


@pytest.fixture(scope="module")
def shared(serve: Serve) -> tuple[str, FakeLibrary]:
    """An app whose library no test changes."""
    return serve()


class Visitor:
    """A person at a browser of their own. Notes each error of the page and each request to elsewhere."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1200, "height": 900}, **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._note)
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.visit(address)

    def _note(self, request: Any) -> None:
        if not re.match(r"http://127\.0\.0\.1[:/]|data:|blob:", request.url):
            self.faults.append(f"a request to {request.url}")

    def visit(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("#thread .welcome, #thread .exchange")

    def ask(self, question: str) -> Any:
        """Ask, and wait for the answer; the exchange."""
        before = self.page.locator(".exchange").count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        exchange = self.page.locator(".exchange").nth(before)
        exchange.locator(".answer, .failure").first.wait_for()
        return exchange

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()


@pytest.fixture
def visitor(browser: Any) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def come(address: str, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, address, **options))
        return visitors[-1]

    yield come
    for one in visitors:
        one.context.close()
        assert one.faults == []


def first_words_in_time(page: Any, question: str) -> None:
    """The answer waits for nothing that takes a second; how fast it is on an idle machine is measured elsewhere."""
    times: list[float] = []
    for _ in range(20):
        times.append(page.evaluate(FIRST_WORDS, question))
        if times[-1] < 1000:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"milliseconds: {times}")
