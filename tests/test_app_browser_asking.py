"""Asking, as a user sees it: the sign of life, the way back of a question that was not answered, filters."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from chat_browser import BRIDGE, DESKTOP, PHONE, QUOTE, Serve, needs_chromium

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect

# Milliseconds from Enter to the first sign of life, and what stands in the box then.
_FIRST_SIGN = """(question) => new Promise((done) => {
  const box = document.querySelector('#question textarea');
  const before = document.querySelectorAll('.searching').length;
  box.value = question; box.dispatchEvent(new Event('input', { bubbles: true }));
  const begun = performance.now();
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll('.searching').length <= before) return;
    observer.disconnect();
    done([performance.now() - begun, box.value]);
  }).observe(document.querySelector('#thread'), { childList: true, subtree: true });
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
})"""


@pytest.fixture(scope="module")
def held(serve: Serve) -> Any:
    """An app whose library answers only while a gate is open."""
    address, library = serve()
    gate, whole = threading.Event(), library.ask

    def ask(*arguments: Any, **options: Any) -> Any:
        gate.wait(30)
        return whole(*arguments, **options)

    library.ask = ask  # type: ignore[method-assign]
    gate.set()
    return address, gate, library


@pytest.mark.parametrize(("size", "searching"), [(DESKTOP, "正在查找…"), (PHONE, "Searching…")])
def test_a_sign_of_life_comes_before_the_server(held: Any, visitor: Any, size: dict[str, Any], searching: str) -> None:
    address, gate, library = held
    page = visitor(address, **size).page
    asked = len(library.asked)
    gate.clear()
    try:
        waits = []
        for question in (BRIDGE, "馆长是谁？", "何时开放？"):
            milliseconds, left = page.evaluate(_FIRST_SIGN, question)
            waits.append(milliseconds)
            assert left == ""
        assert min(waits) < 50
        expect(page.locator(".exchange .question")).to_have_text([BRIDGE, "馆长是谁？", "何时开放？"])
        expect(page.locator(".searching")).to_have_text([searching] * 3)
        assert page.locator(".answer").count() == 0 and len(library.asked) == asked
    finally:
        gate.set()
    page.locator(".answer").nth(2).wait_for()  # those that waited are asked in their order
    assert [one[0] for one in library.asked[asked:]] == [BRIDGE, "馆长是谁？", "何时开放？"]
    expect(page.locator(".exchange").first).to_contain_text(QUOTE)
    expect(page.locator(".exchange .question")).to_have_text([BRIDGE, "馆长是谁？", "何时开放？"])


@pytest.mark.parametrize(
    ("size", "lost", "back"),
    [
        (DESKTOP, "和服务器的连接断了。", "又连上了。"),
        (PHONE, "The connection to the server was lost.", "Connected again."),
    ],
)
def test_a_lost_connection_is_said_and_the_question_is_kept(
    shared: Any, visitor: Any, size: dict[str, Any], lost: str, back: str
) -> None:
    page = (user := visitor(shared[0], **size)).page
    user.ask("馆长是谁？")
    user.context.set_offline(True)
    page.fill("#question textarea", BRIDGE)
    page.press("#question textarea", "Enter")
    page.locator(".toast", has_text=lost).wait_for()
    assert page.input_value("#question textarea") == BRIDGE and page.locator(".exchange").count() == 1
    user.context.set_offline(False)
    page.locator(".toast", has_text=back).wait_for()
    page.press("#question textarea", "Enter")
    expect(page.locator(".exchange").last).to_contain_text(QUOTE)


def test_a_bug_of_the_server_is_said_and_the_question_is_kept(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    page = visitor(address).page
    library.failure = ZeroDivisionError("secret detail")
    page.fill("#question textarea", BRIDGE)
    page.press("#question textarea", "Enter")
    page.locator(".toast", has_text="出了差错，请再试一次。").wait_for()
    assert page.input_value("#question textarea") == BRIDGE and "secret detail" not in page.content()


def test_an_input_method_that_takes_enter_asks_nothing(shared: Any, visitor: Any) -> None:
    page = visitor(shared[0]).page
    page.fill("#question textarea", BRIDGE)
    page.evaluate("""() => document.querySelector('#question textarea').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))""")
    page.press("#question textarea", "Shift+Enter")  # a new line
    assert page.input_value("#question textarea") == BRIDGE + "\n" and page.locator(".exchange").count() == 0


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (
            DESKTOP,
            ("筛选", "从（含）", "到（含）", "来源", "2021-05 起", "早于开始的日期 2021-05。", "请先改好", "新对话"),
        ),
        (
            PHONE,
            (
                "Filter",
                "From",
                "To",
                "Source",
                "from 2021-05",
                "before the first day",
                "correct it",
                "New conversation",
            ),
        ),
    ],
)
def test_filters_are_chips_that_end_with_the_conversation(
    shared: Any, visitor: Any, size: dict[str, Any], words: tuple[str, ...]
) -> None:
    button, first, last, source, chip, wrong, correct, new = words
    page = (user := visitor(shared[0], **size)).page
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_label(first).fill("2021年5月")
    page.get_by_label(first).press("Tab")
    page.get_by_label(source).select_option("江州晚报")
    expect(page.locator(".chip .words")).to_have_text([chip, "江州晚报"])
    exchange = user.ask("何时开放？")
    assert exchange.locator(".hit").count() == 1 and shared[1].asked[-1][2].after == "2021-05"
    expect(exchange.locator(".filtered")).to_contain_text(f"{chip} · 江州晚报")

    page.get_by_label(last).fill("2020-12")
    page.get_by_label(last).press("Tab")
    expect(page.locator("#before-wrong")).to_contain_text(wrong)
    expect(page.get_by_label(last)).to_have_attribute("aria-invalid", "true")
    page.fill("#question textarea", "何时开放？")
    page.press("#question textarea", "Enter")
    page.locator(".toast", has_text=correct).wait_for()
    assert page.input_value("#question textarea") == "何时开放？" and page.locator(".exchange").count() == 1

    page.get_by_label(last).fill("")
    page.get_by_label(last).press("Tab")
    expect(page.locator("#before-wrong")).to_have_text("")
    page.locator(".chip", has_text=chip).get_by_role("button").click()
    expect(page.locator(".chip .words")).to_have_text(["江州晚报"])
    assert page.input_value("#after") == ""
    exchange.locator("[data-plain]").click()  # asks again without any filter
    page.locator(".exchange").nth(1).locator(".answer").wait_for()
    assert not shared[1].asked[-1][2]
    page.get_by_role("button", name=new).click()
    expect(page.locator(".chip")).to_have_count(0)
    assert page.input_value("#source-filter") == ""


@pytest.fixture(scope="module")
def sure(serve: Serve) -> Any:
    """An app whose library is sure of its answers."""
    address, library = serve()
    whole = library.ask
    library.ask = lambda *args, **options: replace(whole(*args, **options), confidence=0.9)  # type: ignore[method-assign]
    return address, library


@pytest.mark.parametrize(
    ("size", "example", "others", "again"),
    [
        (DESKTOP, "清溪大桥全长多少米？", "还可以问", "大桥由省交通设计院设计"),
        (PHONE, "When did the Harbour Museum open?", "You can also ask", "大桥由省交通设计院设计"),
    ],
)
def test_examples_and_questions_to_go_on_with(
    sure: Any, visitor: Any, size: dict[str, Any], example: str, others: str, again: str
) -> None:
    page = (user := visitor(sure[0], **size)).page
    page.locator(".welcome .example", has_text=example).click()
    page.locator(".answer").wait_for()
    expect(page.locator(".question")).to_have_text([example])
    user.ask(again)
    following = page.locator(".exchange").last.locator(".next")
    expect(following.locator("h3")).to_have_text(others)
    offered = following.locator(".example").first
    question = offered.inner_text()
    offered.click()
    page.locator(".exchange").nth(2).locator(".answer").wait_for()
    expect(page.locator(".exchange").nth(2).locator(".question")).to_have_text(question)
    assert page.locator(".next").count() <= 1
