"""The chat in a real browser, over a library in memory. Every request must stay on this machine."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_library import ARTICLES, FakeLibrary
from test_qa_render import XSS as ATTACKS

import app
from corpus.records import Article
from qa.errors import LibraryError

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e .[test]")

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}")

BRIDGE = "清溪大桥全长多少米？"
BRIDGE_QUOTE = "清溪大桥全长1250米，2021年5月3日建成通车。"
EVIL = Article(
    "evil", "。\n".join(ATTACKS), ATTACKS[0], ATTACKS[1], ATTACKS[2], ATTACKS[:4], path=f"/data/{ATTACKS[1]}"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> FakeLibrary:
    return FakeLibrary(tmp_path_factory.mktemp("library"), (*ARTICLES, EVIL))


@pytest.fixture(scope="module")
def address(library: FakeLibrary) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    blocks, at = app.start(library, "127.0.0.1", port)  # type: ignore[arg-type]
    yield at
    blocks.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


class Visitor:
    """One browser context with the chat open, and all that went wrong in it."""

    def __init__(self, browser: playwright.Browser, address: str, locale: str = "zh-CN", width: int = 1280) -> None:
        self.context = browser.new_context(locale=locale, viewport={"width": width, "height": 844})
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.goto(address)
        self.page.wait_for_selector("#thread .welcome")

    def _dialog(self, dialog: playwright.Dialog) -> None:
        self.wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: playwright.Request) -> None:
        if not re.match(r"(http://127\.0\.0\.1:\d+/|data:|blob:)", request.url):
            self.wrong.append(f"a request to {request.url}")

    def ask(self, question: str) -> playwright.Locator:
        """The exchange that the question brought."""
        before = self.page.locator(".exchange").count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        exchange = self.page.locator(".exchange").nth(before)
        exchange.locator(".answer, .failure").first.wait_for()
        return exchange

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()


@pytest.fixture
def visit(browser: playwright.Browser, address: str) -> Iterator[type]:
    visitors: list[Visitor] = []

    def come(locale: str = "zh-CN", width: int = 1280) -> Visitor:
        visitors.append(Visitor(browser, address, locale, width))
        return visitors[-1]

    yield come  # type: ignore[misc]
    wrong = [what for visitor in visitors for what in visitor.wrong]
    for visitor in visitors:
        visitor.context.close()
    assert wrong == []


def test_an_answer_is_quoted_with_its_phrase_marked_and_its_source(visit) -> None:
    exchange = visit().ask(BRIDGE)
    assert exchange.locator("blockquote").inner_text() == BRIDGE_QUOTE
    assert exchange.locator("blockquote mark.phrase").all_inner_texts() == ["清溪大桥"]
    assert exchange.locator(".hit").first.locator("mark.evidence").all_inner_texts() == [BRIDGE_QUOTE]
    assert exchange.locator(".source").inner_text() == "清溪大桥建成通车 · 江州日报 · 2021-05-03 · 第 3 版"


def test_a_question_without_an_answer_is_refused_and_the_nearest_passages_are_shown_as_such(visit) -> None:
    exchange = visit().ask("火星探测器何时发射？")
    assert "文章里没有" in exchange.locator(".answer").inner_text()
    assert exchange.locator("blockquote").count() == 0
    assert "最接近的段落" in exchange.locator(".hits").inner_text()
    assert exchange.locator(".hit").count() > 0


def test_a_follow_up_is_understood_with_what_came_before_and_it_is_shown_how(visit, library: FakeLibrary) -> None:
    visitor = visit()
    visitor.ask(BRIDGE)
    exchange = visitor.ask("它的设计院是哪家？")
    assert f"{BRIDGE} 它的设计院是哪家？" in exchange.locator(".understood").inner_text()
    question, history, _ = library.asked[-1]
    assert (question, [(turn.question, turn.answer) for turn in history]) == (
        "它的设计院是哪家？", [(BRIDGE, BRIDGE_QUOTE)],
    )  # fmt: skip


def test_hostile_texts_do_nothing_anywhere(visit) -> None:
    visitor = visit()
    for start in range(0, len(ATTACKS), 12):
        exchange = visitor.ask(" ".join(ATTACKS[start : start + 12]))
        assert exchange.locator("h2.question script, h2.question img, .passage script, .passage img").count() == 0
        assert ATTACKS[start] in exchange.locator("h2.question").inner_text()
    visitor.page.locator('[data-open="evil"]').first.click()
    visitor.page.wait_for_selector("#reader[open] .text")
    assert ATTACKS[0] in visitor.page.locator("#reader .text").inner_text()
    visitor.page.keyboard.press("Escape")
    visitor.tab("文库")
    visitor.page.locator('#shelf [data-open="evil"]').wait_for()
    visitor.page.wait_for_timeout(300)  # for a handler that should not be there
    assert visitor.page.locator("#shelf script, #shelf img, #thread iframe, #thread form").count() == 0


def test_two_visitors_do_not_see_each_others_conversation(visit) -> None:
    first, second = visit(), visit()
    first.ask(BRIDGE)
    second.ask("市图书馆新馆馆长是谁？")
    assert first.page.locator("h2.question").all_inner_texts() == [BRIDGE]
    assert second.page.locator("h2.question").all_inner_texts() == ["市图书馆新馆馆长是谁？"]
    third = visit()
    assert third.page.locator("h2.question").count() == 0


def test_the_whole_article_opens_with_the_passage_marked(visit) -> None:
    visitor = visit()
    visitor.ask(BRIDGE).locator(".source .opener").click()
    visitor.page.wait_for_selector("#reader[open] .text")
    assert visitor.page.locator("#reader h2").inner_text() == "清溪大桥建成通车"
    assert visitor.page.locator("#reader mark.evidence").all_inner_texts() == [BRIDGE_QUOTE]
    assert visitor.page.locator("#reader .text p").count() == 2
    visitor.page.keyboard.press("Escape")
    assert not visitor.page.locator("#reader").is_visible()


def test_files_are_added_and_refusals_named_without_folders(visit, library: FakeLibrary, tmp_path: Path) -> None:
    good, bad = tmp_path / "festival.txt", tmp_path / "noise.bin"
    good.write_text("江州灯会开幕\n灯会正月十五开幕，展出彩灯三百组。", "utf-8")
    bad.write_bytes(b"\0\1\2")
    visitor = visit()
    visitor.tab("文库")
    visitor.page.set_input_files("#drop input[type=file]", [str(good), str(bad)])
    told = visitor.page.locator("#added .changes")
    told.wait_for()
    assert "新加 1 篇" in told.inner_text() and "江州灯会开幕 · " in told.inner_text()
    assert "noise.bin · no text in it" in told.inner_text()
    assert str(library.folder) not in visitor.page.content()
    visitor.page.locator("#shelf").get_by_text("江州灯会开幕").wait_for()


def test_an_error_is_a_message_and_never_a_traceback(visit, library: FakeLibrary) -> None:
    visitor = visit()
    library.failure = LibraryError(f"cannot read {library.folder}/library.db: index the articles again")
    try:
        told = visitor.ask(BRIDGE).locator(".failure").inner_text()
        assert "index the articles again" in told and str(library.folder) not in told
        library.failure = RuntimeError("secret detail")
        assert "secret detail" not in visitor.ask(BRIDGE).locator(".failure").inner_text()
        assert "Traceback" not in visitor.page.content()
    finally:
        library.failure = None


def test_a_source_and_a_date_narrow_the_search(visit, library: FakeLibrary) -> None:
    visitor = visit()
    visitor.page.locator("#filters button").first.click()
    visitor.page.get_by_label("从（含）").fill("2023")
    visitor.ask(BRIDGE)
    assert library.asked[-1][2].after == "2023"
    visitor.page.get_by_label("从（含）").fill("last year")
    visitor.page.fill("#question textarea", BRIDGE)
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("日期应写作").first.wait_for()
    assert visitor.page.locator(".exchange").count() == 1


def test_an_english_browser_gets_english(visit) -> None:
    visitor = visit("en-US")
    exchange = visitor.ask("When did the Harbour Museum open?")
    assert exchange.locator("blockquote").inner_text() == "The Harbour Museum opened on 4 June 2019."
    assert "Passages" in exchange.locator(".hits").inner_text()
    visitor.page.get_by_role("button", name="中文").click()
    visitor.page.locator(".hits").get_by_text("相关段落").wait_for()


def test_nothing_is_wider_than_a_phone(visit) -> None:
    visitor = visit(width=390)
    visitor.ask(" ".join(ATTACKS[:6]))
    for tab in ("提问", "文库", "评测", "说明"):
        visitor.tab(tab)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390, tab
