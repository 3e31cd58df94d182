"""Checking a quotation and figures over time in the chat, over a real library, in both languages, on a desktop and a
phone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from chat_browser import DESKTOP, PHONE, free_port, needs_chromium
from hash_encoder import HashEncoder
from test_app_browser_limits import _STRANGE
from test_qa_web_render import XSS

from qa.library import Library

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect

STONE = "渡口的石阶将全部保留"
ROWS = [
    {"id": "late", "date": "2024-06-02", "title": "渡口动工", "text": f"市政处说，{STONE}。工期八个月。"},
    {
        "id": "early",
        "date": "2023-02-01",
        "title": "渡口规划公布",
        "text": f"规划提出，{STONE}。2022年，杉溪县人口为21.3万人。",
    },
    {"id": "later", "date": "2024-02-01", "title": "杉溪县人口", "text": "2023年，杉溪县人口为20.8万人。"},
]
WORDS = {
    "zh-CN": ("核对引文", "历年数字", "一字不差", "最早：", "大致相同", "文章里没有这样的话", "复制链接"),
    "en": ("Check a quotation", "Figures over time", "To the letter", "Earliest:", "Nearly", "Nowhere", "Copy link"),
}


Start = Callable[[list[dict[str, str]]], str]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    from qa.web import page as chat_page

    started = []

    def serve(rows: list[dict[str, str]]) -> str:
        folder = tmp_path_factory.mktemp("inquiries")
        (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        library = Library(folder / "library", loaded=HashEncoder(window=400))
        library.add([folder / "articles.jsonl"])
        blocks, address = chat_page.start(library, "127.0.0.1", free_port())
        started.append(blocks)
        return address

    yield serve
    for blocks in started:
        blocks.close(verbose=False)


@pytest.fixture(scope="module")
def address(start: Start) -> str:
    return start(ROWS)


def seek(user: Any, kind: str, text: str) -> Any:
    """Choose a kind of request in the menu of the box, write its text, and wait for the result."""
    user.page.locator("#inquire summary").click()
    user.page.locator(f"[data-seek={kind}]").click()
    expect(user.page.locator(".chip")).to_have_count(1)
    exchange = user.ask(text)
    expect(user.page.locator(".chip")).to_have_count(0)
    return exchange


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_quotation_is_checked(address: str, visitor: Any, device: dict[str, Any]) -> None:
    user, words = visitor(address, **device), WORDS[device["locale"]]
    page = user.page
    page.locator("#inquire summary").click()
    expect(page.locator("[data-seek=check]")).to_have_text(words[0])
    page.locator("#inquire summary").click()
    exact = seek(user, "check", f"“{STONE}”")
    expect(exact.locator(".certainty .word")).to_have_text(words[2])
    expect(exact.locator(".source")).to_contain_text(words[3])
    expect(exact.locator(".source .opener")).to_contain_text("渡口规划公布")  # of 2023, before that of 2024
    expect(exact.locator(".also .opener")).to_contain_text("渡口动工")
    exact.locator(".source .opener").click()
    expect(page.locator("#source:not([hidden]) .text mark, #reader[open] .text mark").first).to_contain_text(STONE)
    page.keyboard.press("Escape")
    nearly = seek(user, "check", STONE.replace("全部", "大部"))
    expect(nearly.locator(".certainty .word")).to_have_text(words[4])
    expect(nearly.locator(".compared del")).to_have_text("大")
    expect(nearly.locator(".compared ins")).to_have_text("全")
    nowhere = seek(user, "check", "从来没有人写过的另一句话")
    expect(nowhere.locator(".certainty .word")).to_contain_text(words[5])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_figures_over_time_are_listed_and_drawn(address: str, visitor: Any, device: dict[str, Any]) -> None:
    user, words = visitor(address, **device), WORDS[device["locale"]]
    page = user.page
    page.locator("#inquire summary").click()
    expect(page.locator("[data-seek=timeline]")).to_have_text(words[1])
    page.locator("#inquire summary").click()
    listed = seek(user, "timeline", "杉溪县 人口")
    expect(listed.locator(".timeline tbody tr")).to_have_count(2)
    expect(listed.locator(".timeline mark")).to_have_text(["21.3万人", "20.8万人"])
    expect(listed.locator("svg.bars rect")).to_have_count(2)
    assert listed.locator("svg.bars").bounding_box()["width"] <= device["viewport"]["width"]
    listed.locator("tbody .opener").last.click()
    expect(page.locator("#source:not([hidden]) .text mark, #reader[open] .text mark").first).to_contain_text("20.8万人")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_sought_ends_with_the_request_and_can_be_taken_back(address: str, visitor: Any) -> None:
    page = (user := visitor(address, **DESKTOP)).page
    hint = page.get_attribute("#question textarea", "placeholder")
    page.locator("#inquire summary").click()
    page.locator("[data-seek=check]").click()
    assert page.get_attribute("#question textarea", "placeholder") != hint
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.locator(".chip button").click()
    assert page.get_attribute("#question textarea", "placeholder") == hint
    assert user.ask("渡口什么时候动工？").locator(".certainty .word, .refusal, .certainty").count()
    expect(page.locator(".exchange .question").last).to_have_text("渡口什么时候动工？")


def test_a_link_and_a_reload_show_the_same(address: str, visitor: Any) -> None:
    page = (user := visitor(address, **DESKTOP)).page
    link = seek(user, "check", STONE).locator("[data-link]")
    expect(link).to_have_text(WORDS["zh-CN"][6])
    assert link.get_attribute("data-link") == f"核对：{STONE}"
    page.reload()
    expect(page.locator(".exchange .checked .certainty .word")).to_have_text("一字不差")
    fresh = visitor(f"{address}?q={quote(f'核对：{STONE}')}", **DESKTOP)
    expect(fresh.page.locator(".checked .certainty .word")).to_have_text("一字不差")


def test_no_text_of_a_quotation_or_an_article_runs(start: Start, visitor: Any) -> None:
    rows = [
        {"id": f"x{n}", "date": "2024-01-02", "title": attack, "source": attack, "text": f"证据{n}是{attack}此句。"}
        for n, attack in enumerate(attack.replace("\0", "") for attack in XSS)
    ]
    user = visitor(start(rows), **DESKTOP)
    page = user.page
    page.evaluate("window.hacked = undefined")

    def nothing_ran(where: str) -> None:
        assert page.evaluate("window.hacked") is None, where
        strange = [html for html in page.evaluate(_STRANGE) if not html.startswith(("<svg", "<rect", "<text"))]
        assert strange == [], where

    for number, attack in enumerate(attack.replace("\0", "") for attack in XSS):
        if number % 10 == 9:
            nothing_ran(f"before {number}")
            page.get_by_role("button", name="新对话", exact=True).click()
            page.wait_for_selector(".welcome")
        kind = ("check", "timeline")[number % 7 == 6]
        exchange = user.ask(
            f"{'核对' if kind == 'check' else '走势'}：{attack if number % 2 else attack[::-1]}{number}"
        )
        assert exchange.locator(".checked, .timeline, .failure").count()
    nothing_ran("end")
    found = user.ask(f"核对：证据1是{XSS[1]}此句")
    expect(found.locator(".certainty .word")).to_have_text("一字不差")
    found.locator(".source .opener").click()
    page.locator("#source .text").wait_for()
    nothing_ran("source")
    nearly = user.ask(f"核对：证据1是{XSS[1]}那句")
    expect(nearly.locator(".compared del")).to_have_text("那")
    nothing_ran("compared")
