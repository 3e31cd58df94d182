"""The chat as a user sees it, in Debian's Chromium, over a library in memory; once with the real model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, PHONE, QUOTE, Serve, free_port, needs_chromium
from fake_library import ARTICLES, FakeLibrary

from corpus.records import Region
from qa.records import Figure, Place
from qa.web import page as chat_page

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect


def test_an_answer_its_passages_and_the_article(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0])).page
    exchange = user.ask(BRIDGE)
    expect(exchange.locator("blockquote")).to_have_text(QUOTE + "[1]", use_inner_text=True)
    expect(exchange.locator("blockquote mark.phrase")).to_have_text("清溪大桥", use_inner_text=True)
    expect(exchange.locator(".source")).to_have_text(
        "清溪大桥建成通车 · 江州日报 · 2021-05-03 · 第A03版", use_inner_text=True
    )
    word = exchange.locator(".certainty .word")
    assert word.inner_text().startswith("很可能") and word.get_attribute("title") == "把握 78%"
    hits = exchange.locator(".hit")
    assert hits.count() == 4 and hits.first.locator("mark").inner_text() == QUOTE
    assert [hit.is_visible() for hit in hits.all()] == [True, False, False, False]
    exchange.get_by_text("另有 3 段相近").click()
    weather = exchange.locator(".hit", has_text="江州全年天气记录")
    assert weather.locator(".far").first.is_hidden()
    weather.locator(".unfold").click()
    assert weather.locator(".far").first.is_visible()
    weather.locator(".opener").click()
    reader = page.locator("#source")
    expect(reader.locator("h2")).to_have_text("江州全年天气记录")
    reader.locator("mark").wait_for()
    page.wait_for_function("""() => { const mark = document.querySelector('#source mark').getBoundingClientRect();
        const sheet = document.querySelector('.sheet-of-text').getBoundingClientRect();
        return mark.top >= sheet.top && mark.bottom <= sheet.bottom }""")  # in an article of 400 paragraphs
    page.keyboard.press("Escape")
    assert reader.is_hidden()


def test_a_refusal_shows_the_nearest_passages(shared: Any, visitor: Any) -> None:
    exchange = visitor(shared[0]).ask("xyzzy?")
    expect(exchange.locator(".certainty")).to_contain_text("文章里没有", use_inner_text=True)
    expect(exchange.locator(".refusal")).to_contain_text("“xyzzy?”", use_inner_text=True)
    assert exchange.locator(".hit").first.is_hidden() and "%" not in exchange.inner_html()
    exchange.get_by_text("最接近的 4 段").click()
    assert exchange.locator(".hit").first.is_visible() and exchange.locator("mark").count() == 0
    assert exchange.locator("blockquote").count() == 0 and exchange.locator(".hit").count() == 4


def test_a_refusal_is_judged(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    page = (user := visitor(address)).page
    exchange = user.ask("xyzzy?")
    thumbs = exchange.get_by_role("button", name="文章里")
    assert [thumb.get_attribute("title") for thumb in thumbs.all()] == ["说得对：文章里没有", "说得不对：文章里有"]
    thumbs.first.click()
    expect(thumbs.first).to_have_attribute("aria-pressed", "true")
    line = json.loads((library.folder / "feedback.jsonl").read_text("utf-8"))
    assert (line["question"], line["verdict"], line["answerable"]) == ("xyzzy?", "good", False)
    thumbs.last.click()
    expect(thumbs.first).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator('[data-judge="bad"]')).to_have_attribute("aria-pressed", "true")


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
    blocks, address = chat_page.start(library, "127.0.0.1", port)  # type: ignore[arg-type]
    user = visitor(address)
    user.ask(BRIDGE).locator('[data-judge="good"]').click()
    user.page.wait_for_selector('[data-judge="good"][aria-pressed="true"]')
    assert json.loads((tmp_path / "feedback.jsonl").read_text("utf-8"))["verdict"] == "good"
    blocks.close(verbose=False)
    blocks, _ = chat_page.start(library, "127.0.0.1", port)  # type: ignore[arg-type]
    try:
        user.page.reload()
        user.page.wait_for_selector('[data-judge="good"][aria-pressed="true"]')
        expect(user.page.locator("blockquote")).to_have_text(QUOTE + "[1]", use_inner_text=True)
        user.ask("它何时通车？")
        assert [turn.question for turn in library.asked[-1][1]] == [BRIDGE]
        user.page.get_by_role("button", name="新对话", exact=True).click()
        user.page.wait_for_selector(".welcome")
        user.page.reload()
        user.page.wait_for_selector(".welcome")
    finally:
        user.page.goto("about:blank")
        blocks.close(verbose=False)


def test_a_reload_at_the_moment_of_the_answer_keeps_it(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0])).page
    user.ask("馆长是谁？")
    page.evaluate("""() => {
        const answered = () => document.querySelectorAll('.answer').length > 1;
        new MutationObserver(() => { if (answered()) location.reload(); })
            .observe(document.querySelector('#thread'), { childList: true, subtree: true });
    }""")
    page.fill("#question textarea", BRIDGE)
    with page.expect_navigation():
        page.press("#question textarea", "Enter")
    page.locator(".exchange .answer").nth(1).wait_for()
    expect(page.locator(".question")).to_have_text(["馆长是谁？", BRIDGE], use_inner_text=True)
    page.get_by_role("button", name="新对话", exact=True).click()
    page.wait_for_selector(".welcome")
    page.reload()
    page.wait_for_selector(".welcome")


def test_thirty_turns(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0])).page
    questions = [f"清溪大桥全长{n}米？" for n in range(30)]
    sent: list[int] = []
    page.on("request", lambda one: sent.append(len(one.post_data or "")) if '"ask"' in (one.post_data or "") else None)
    for question in questions:
        user.ask(question)
    assert len(sent) == 30 and max(sent) < 10_000  # of the earlier turns goes what was asked and answered
    assert [turn.question for turn in shared[1].asked[-1][1]] == questions[:-1]
    third = page.locator(".exchange").nth(2)
    assert third.locator(".answer").count() == 0  # folded
    third.get_by_role("button", name=questions[2]).click()
    third.locator('[data-judge="bad"]').click()
    expect(page.locator('[data-judge="bad"][aria-pressed="true"]')).to_have_count(1)
    assert user.ask("它何时通车？").locator(".understood").inner_text().endswith(f"{questions[-1]} 它何时通车？")
    page.reload()
    page.locator(".exchange").nth(30).wait_for()
    assert page.locator(".question").all_inner_texts() == [*questions, "它何时通车？"]
    within = "document.querySelector('.exchange:last-child').getBoundingClientRect().top"
    assert 0 <= page.evaluate(within) < 300, "the last question is not in sight"
    third.get_by_role("button", name=questions[2]).click()
    expect(third.locator('[data-judge="bad"]')).to_have_attribute("aria-pressed", "true")


def test_no_more_exchanges_are_shown_than_stored(shared: Any, visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.web.updates.MAX_EXCHANGES", 3)
    page = visitor(shared[0]).page
    for n in range(5):
        page.fill("#question textarea", f"大桥全长{n}米？")
        page.press("#question textarea", "Enter")
        page.locator(".exchange:not(.pending)", has_text=f"大桥全长{n}米？").wait_for()
    last_questions = [f"大桥全长{n}米？" for n in (2, 3, 4)]
    assert page.locator(".question").all_inner_texts() == last_questions
    page.locator('[data-judge="good"]').first.click()  # of the right one
    expect(page.locator(".exchange").first.locator('[data-judge="good"]')).to_have_attribute("aria-pressed", "true")
    page.reload()
    page.locator(".exchange").nth(2).wait_for()
    assert page.locator(".question").all_inner_texts() == last_questions


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
    assert user.page.evaluate(clipboard) == f"“{QUOTE}”（《清溪大桥建成通车》，江州日报，2021-05-03，第A03版）"
    exchange.get_by_text("复制引文").wait_for()
    exchange.locator("[data-link]").click()
    exchange.get_by_text("已复制").wait_for()
    link = user.page.evaluate(clipboard)
    assert link.startswith(shared[0] + "?q=")
    fresh = visitor(link)
    fresh.page.locator("blockquote").wait_for()
    assert fresh.page.locator(".question").inner_text() == BRIDGE


def test_what_cannot_be_asked_says_why_and_stays(shared: Any, visitor: Any) -> None:
    page = visitor(shared[0]).page
    page.press("#question textarea", "Enter")
    page.get_by_text("请先写下问题。").wait_for()
    long = "长" * 5000
    page.fill("#question textarea", long)
    page.press("#question textarea", "Enter")
    page.get_by_text("问题太长：最多 2000 字。").wait_for()
    assert page.input_value("#question textarea") == long and page.locator(".exchange").count() == 0
    page.fill("#question textarea", BRIDGE)
    page.press("#question textarea", "Enter")
    page.locator("blockquote").wait_for()


def test_other_places_and_what_articles_differ_in_open_their_articles(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    whole = library.ask

    def record(*arguments: Any, **options: Any) -> Any:
        reply = whole(*arguments, **options)
        first, *rest = reply.hits
        place = Place("a2", "市图书馆新馆开放", "江州晚报", "2023-09-01", "/data/b.txt", None, 0, 23, "a2-p")
        figures = (
            Figure("80万册", "2023-09-01", "a2", "a2-p", 18, 22), Figure("1250米", "2021", "a1", "a1-p", 6, 11)
        )  # fmt: skip
        return replace(reply, hits=(replace(first, also=(place,)), *rest), disagreement=figures)

    library.ask = record  # type: ignore[method-assign]
    page = (user := visitor(address, viewport={"width": 390, "height": 844})).page
    exchange = user.ask(BRIDGE)
    expect(exchange.locator(".also")).to_have_text(["同文另见 江州晚报 · 2023-09-01"], use_inner_text=True)
    exchange.locator(".also .opener").click()
    expect(page.locator("#reader h2")).to_have_text("市图书馆新馆开放")
    page.keyboard.press("Escape")
    figures = exchange.locator(".differ .opener")
    expect(figures).to_have_text(["2023-09-01：80万册（江州晚报）", "2021年：1250米（江州日报）"], use_inner_text=True)
    figures.last.click()
    expect(page.locator("#reader mark").first).to_have_text("1250米")
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_printed_page_is_shown_with_the_passage_boxed(serve: Serve, visitor: Any, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    image.new("L", (700, 2400), 200).save(tmp_path / "page.png")
    regions = (Region(0, 26, 1, (0.1, 0.8, 0.5, 0.85)),)
    article = replace(ARTICLES[0], path=str(tmp_path / "page.png"), regions=regions)
    address, _ = serve(articles=[article])
    page = (user := visitor(address, **PHONE)).page
    user.ask(BRIDGE).locator(".source .opener").click()
    page.locator("#reader .page .box").wait_for()
    in_sight = """(selector) => { const e = document.querySelector(selector).getBoundingClientRect();
        const sheet = document.querySelector('.sheet-of-text').getBoundingClientRect();
        return e.height > 0 && e.top >= sheet.top && e.bottom <= sheet.bottom }"""
    page.wait_for_function(in_sight, arg="#reader .box")  # far down the page
    page.get_by_role("button", name="Read the text").click()
    page.wait_for_function(in_sight, arg="#reader .text mark")
    assert str(tmp_path) not in page.content()
