"""What stands under a question, as a user sees it: certainty, citations, passages, the source beside the answer."""

from __future__ import annotations

from typing import Any

import pytest
from chat_browser import BRIDGE, DESKTOP, PHONE, needs_chromium

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect


@pytest.mark.parametrize(
    ("size", "likely", "near", "none"),
    [(DESKTOP, "很可能", "另有 3 段相近", "最接近的 4 段"), (PHONE, "Likely", "3 more passages are near", "The 4 nearest passages")],
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
