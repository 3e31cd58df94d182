"""The chat as a user sees it, in Debian's Chromium, over a library in memory; once with the real model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, QUOTE, free_port, needs_chromium
from fake_library import FakeLibrary

import app

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect


def test_an_answer_its_passages_and_the_article(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0])).page
    exchange = user.ask(BRIDGE)
    expect(exchange.locator("blockquote")).to_have_text(QUOTE, use_inner_text=True)
    expect(exchange.locator("blockquote mark.phrase")).to_have_text("清溪大桥", use_inner_text=True)
    expect(exchange.locator(".source")).to_have_text(
        "清溪大桥建成通车 · 江州日报 · 2021-05-03 · 第 3 版", use_inner_text=True
    )
    word = exchange.locator(".certainty .word")
    assert word.inner_text().startswith("不确定") and word.get_attribute("title") == "把握 78%"
    hits = exchange.locator(".hit")
    assert hits.count() == 4 and hits.first.locator("mark").inner_text() == QUOTE
    weather = exchange.locator(".hit", has_text="江州全年天气记录")
    assert weather.locator(".far").first.is_hidden()
    weather.locator(".unfold").click()
    assert weather.locator(".far").first.is_visible()
    weather.locator(".opener").click()
    reader = page.locator("#reader")
    reader.locator("mark").wait_for()
    expect(reader.locator("h2")).to_have_text("江州全年天气记录")
    within = page.evaluate("""() => { const mark = document.querySelector('#reader mark').getBoundingClientRect();
        const sheet = document.querySelector('.sheet-of-text').getBoundingClientRect();
        return mark.top >= sheet.top && mark.bottom <= sheet.bottom }""")
    assert within, "the mark of an article of 400 paragraphs is not in sight"
    page.keyboard.press("Escape")
    assert reader.is_hidden()


def test_a_refusal_shows_the_nearest_passages(shared: Any, visitor: Any) -> None:
    exchange = visitor(shared[0]).ask("xyzzy?")
    expect(exchange.locator(".certainty")).to_contain_text("文章里没有", use_inner_text=True)
    expect(exchange.locator(".refusal")).to_contain_text("“xyzzy?”", use_inner_text=True)
    expect(exchange.locator("h3")).to_have_text("最接近的段落", use_inner_text=True)
    assert exchange.locator("blockquote").count() == 0 and exchange.locator(".hit").count() == 4


def test_follow_ups_show_how_they_were_understood(shared: Any, visitor: Any) -> None:
    user = visitor(shared[0])
    expect(user.ask(BRIDGE).locator(".understood")).to_have_count(0)
    understood = user.ask("它何时通车？").locator(".understood")
    expect(understood).to_contain_text(f"理解为 {BRIDGE} 它何时通车？", use_inner_text=True)


def test_two_people_never_see_each_others_conversation(shared: Any, visitor: Any) -> None:
    one, two = visitor(shared[0]), visitor(shared[0])
    one.ask(BRIDGE)
    assert two.page.locator(".exchange").count() == 0
    two.ask("它何时开放？")
    assert shared[1].asked[-1][1] == ()
    two.page.reload()
    two.page.wait_for_selector(".exchange")
    assert BRIDGE not in two.page.content()
    one.page.reload()
    one.page.wait_for_selector(".exchange")
    assert one.page.locator(".exchange").count() == 1 and "它何时开放" not in one.page.content()


def test_a_conversation_survives_reload_and_restart(tmp_path: Path, visitor: Any) -> None:
    port, library = free_port(), FakeLibrary(tmp_path)
    blocks, address = app.start(library, "127.0.0.1", port)  # type: ignore[arg-type]
    user = visitor(address)
    user.ask(BRIDGE).locator('[data-judge="good"]').click()
    user.page.wait_for_selector('[data-judge="good"][aria-pressed="true"]')
    assert json.loads((tmp_path / "feedback.jsonl").read_text("utf-8"))["verdict"] == "good"
    blocks.close(verbose=False)
    blocks, _ = app.start(library, "127.0.0.1", port)  # type: ignore[arg-type]
    try:
        user.page.reload()
        user.page.wait_for_selector('[data-judge="good"][aria-pressed="true"]')
        expect(user.page.locator("blockquote")).to_have_text(QUOTE, use_inner_text=True)
        user.ask("它何时通车？")
        assert [turn.question for turn in library.asked[-1][1]] == [BRIDGE]
        user.page.get_by_role("button", name="新对话").click()
        user.page.wait_for_selector(".welcome")
        user.page.reload()
        user.page.wait_for_selector(".welcome")
    finally:
        user.page.goto("about:blank")
        blocks.close(verbose=False)


def test_thirty_turns(shared: Any, visitor: Any, tmp_path: Path) -> None:
    page = (user := visitor(shared[0])).page
    questions = [f"清溪大桥全长{n}米？" for n in range(30)]
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data or "")) if "join" in request.url else None)
    for question in questions:
        user.ask(question)
    assert max(sent) < 10_000  # of the earlier turns goes what was asked and answered
    assert [turn.question for turn in shared[1].asked[-1][1]] == questions[:-1]
    page.locator(".exchange").nth(2).locator('[data-judge="bad"]').click()
    expect(page.locator('[data-judge="bad"][aria-pressed="true"]')).to_have_count(1)
    assert user.ask("它何时通车？").locator(".understood").inner_text().endswith(f"{questions[-1]} 它何时通车？")
    page.reload()
    page.locator(".exchange").nth(30).wait_for()
    assert page.locator(".question").all_inner_texts() == [*questions, "它何时通车？"]
    within = "document.querySelector('.exchange:last-child').getBoundingClientRect().top"
    assert 0 <= page.evaluate(within) < 300, "the last question is not in sight"
    expect(page.locator(".exchange").nth(2).locator('[data-judge="bad"]')).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出对话").click()
    download.value.save_as(tmp_path / "all.md")
    assert (tmp_path / "all.md").read_text("utf-8").count("\n## ") == 31


def test_no_more_is_shown_than_is_kept(shared: Any, visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.render.conversation.MAX_EXCHANGES", 3)
    page = visitor(shared[0]).page
    for n in range(5):
        page.fill("#question textarea", f"大桥全长{n}米？")
        page.press("#question textarea", "Enter")
        page.locator(".exchange:not(.pending)", has_text=f"大桥全长{n}米？").wait_for()
    kept = [f"大桥全长{n}米？" for n in (2, 3, 4)]
    assert page.locator(".question").all_inner_texts() == kept
    page.locator('[data-judge="good"]').first.click()  # of the right one
    expect(page.locator(".exchange").first.locator('[data-judge="good"]')).to_have_attribute("aria-pressed", "true")
    page.reload()
    page.locator(".exchange").nth(2).wait_for()
    assert page.locator(".question").all_inner_texts() == kept


def test_examples_come_from_the_headlines(shared: Any, visitor: Any) -> None:
    page = visitor(shared[0]).page
    example = page.locator(".example").first
    question = example.inner_text()
    assert question.startswith("市图书馆新馆开放")
    example.click()
    page.locator(".answer").wait_for()
    expect(page.locator(".question")).to_have_text(question, use_inner_text=True)


def test_a_link_asks_and_a_reload_does_not_ask_again(shared: Any, visitor: Any) -> None:
    user = visitor(
        shared[0] + "?q=%E6%B8%85%E6%BA%AA%E5%A4%A7%E6%A1%A5%E5%85%A8%E9%95%BF%E5%A4%9A%E5%B0%91%E7%B1%B3%EF%BC%9F"
    )
    user.page.locator("blockquote").wait_for()
    expect(user.page.locator(".question")).to_have_text(BRIDGE, use_inner_text=True)
    user.ask("馆长是谁？")
    user.page.reload()
    user.page.locator(".exchange").nth(1).wait_for()
    user.page.wait_for_timeout(300)
    expect(user.page.locator(".question")).to_have_text([BRIDGE, "馆长是谁？"], use_inner_text=True)


def test_copying_with_the_citation_and_a_link(shared: Any, visitor: Any) -> None:
    user = visitor(shared[0], permissions=["clipboard-read", "clipboard-write"])
    exchange = user.ask(BRIDGE)
    exchange.locator("[data-copy]").click()
    exchange.get_by_text("已复制").wait_for()
    clipboard = "navigator.clipboard.readText()"
    assert user.page.evaluate(clipboard) == f"“{QUOTE}”（《清溪大桥建成通车》，江州日报，2021-05-03，第 3 版）"
    exchange.get_by_text("复制引文").wait_for()
    exchange.locator("[data-link]").click()
    exchange.get_by_text("已复制").wait_for()
    link = user.page.evaluate(clipboard)
    assert link.startswith(shared[0] + "?q=")
    fresh = visitor(link)
    fresh.page.locator("blockquote").wait_for()
    assert fresh.page.locator(".question").inner_text() == BRIDGE


def test_the_conversation_is_exported(shared: Any, visitor: Any, tmp_path: Path) -> None:
    user = visitor(shared[0])
    user.ask(BRIDGE)
    for number in (1, 2):  # the same file twice
        with user.page.expect_download() as download:
            user.page.get_by_role("button", name="导出对话").click()
        assert download.value.suggested_filename == "wenbao.md"
        download.value.save_as(tmp_path / f"{number}.md")
        assert f"> {QUOTE}" in (tmp_path / f"{number}.md").read_text("utf-8")


def test_filters(shared: Any, visitor: Any) -> None:
    user = visitor(shared[0])
    page = user.page
    page.get_by_role("button", name="按日期或来源筛选").click()
    page.get_by_label("来源").click()
    page.get_by_role("option", name="江州晚报").click()
    page.get_by_label("从（含）").fill("2023-01")
    exchange = user.ask("何时开放？")
    assert exchange.locator(".hit").count() == 1
    expect(exchange.locator(".filtered")).to_contain_text("2023-01– · 江州晚报", use_inner_text=True)
    page.get_by_label("从（含）").fill("去年")
    page.fill("#question textarea", "何时开放？")
    page.press("#question textarea", "Enter")
    page.get_by_text("日期应写作").wait_for()
    expect(page.locator(".exchange")).to_have_count(1)
