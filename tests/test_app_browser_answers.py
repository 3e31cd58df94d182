"""What stands under a question, as a user sees it: certainty, citations, passages, the source beside the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, DESKTOP, PHONE, QUOTE, Serve, needs_chromium
from fake_library import ARTICLES

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect


@pytest.mark.parametrize(
    ("size", "likely", "near", "none"),
    [
        (DESKTOP, "很可能", "另有 3 段相近", "最接近的 4 段"),
        (PHONE, "Likely", "3 more passages are near", "The 4 nearest passages"),
    ],
)
def test_certainty_citations_and_folded_passages(
    shared: Any, visitor: Any, size: dict[str, Any], likely: str, near: str, none: str
) -> None:
    page = (user := visitor(shared[0], **size)).page
    exchange = user.ask(BRIDGE)
    expect(exchange.locator(".certainty .word")).to_contain_text(likely)
    exchange.locator(".cite").click()
    expect(page.locator(".hit:focus .rank")).to_have_text("[1]")
    assert exchange.locator(".hit").nth(1).is_hidden()
    page.keyboard.press("ArrowDown")  # opens what is folded
    expect(exchange.get_by_text(near)).to_be_visible()
    expect(page.locator(".hit:focus .rank")).to_have_text("2")
    assert exchange.locator(".near mark").count() == 0
    refusal = user.ask("xyzzy?")
    expect(refusal.get_by_text(none)).to_be_visible()
    assert "%" not in refusal.inner_html() and refusal.locator(".hit").first.is_hidden()


def test_the_source_stands_beside_the_answer(serve: Serve, visitor: Any, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("清溪大桥", "utf-8")
    articles = [replace(ARTICLES[0], path=str(tmp_path / "bridge.txt")), *ARTICLES[1:]]
    address, library = serve(articles=articles)
    page = (user := visitor(address, **DESKTOP, permissions=["clipboard-read", "clipboard-write"])).page
    assert page.locator("#source").is_hidden()
    exchange = user.ask(BRIDGE)
    source = page.locator("#source")
    expect(source.locator("h2")).to_have_text("清溪大桥建成通车")
    expect(source.locator("mark.evidence")).to_have_text(QUOTE)
    assert page.locator("#reader").is_hidden()
    answer, beside = exchange.bounding_box(), source.bounding_box()
    assert answer["x"] + answer["width"] <= beside["x"] and beside["x"] + beside["width"] == 1280
    source.get_by_role("button", name="复制引文").click()
    source.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"“{QUOTE}”（《清溪大桥建成通车》，江州日报，2021-05-03，第A03版）"
    with page.context.expect_page() as opened:
        source.get_by_role("button", name="打开文件").click()
    assert opened.value.url.startswith("blob:")
    opened.value.close()
    exchange.get_by_text("另有 3 段相近").click()
    exchange.locator(".hit", has_text="新馆馆长").locator(".opener").click()
    expect(source.locator("h2")).to_have_text("市图书馆新馆开放")
    source.get_by_role("button", name="只问这篇").click()
    expect(page.locator(".chip .words")).to_have_text("只问《市图书馆新馆开放》")
    user.ask("何时开放？")
    assert library.asked[-1][2].article == "a2"
    user.ask("xyzzy?")
    expect(source).to_contain_text("市图书馆新馆开放" if source.locator("h2").count() else "这个问题没有引文。")
    page.get_by_role("button", name="关闭").click()
    assert source.is_hidden()
    user.ask("馆长是谁？")
    assert source.is_hidden()  # who closed it does not see it again unasked
    page.locator(".exchange").last.locator(".source .opener").click()
    expect(source).to_be_visible()


def test_in_a_narrow_window_an_article_opens_over_the_page(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0], **PHONE)).page
    user.ask(BRIDGE).locator(".source .opener").click()
    expect(page.locator("#reader h2")).to_have_text("清溪大桥建成通车")
    assert page.locator("#source").is_hidden()
    page.get_by_role("button", name="Ask only this article").click()
    assert page.locator("#reader").is_hidden()
    expect(page.locator(".chip .words")).to_have_text("Only “清溪大桥建成通车”")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
