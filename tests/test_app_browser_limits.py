"""What must not happen in the browser: text that runs, waiting, jumping, freezing."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from chat_browser import BRIDGE, Serve, first_words_in_time, needs_chromium
from test_qa_web_render import XSS

from corpus.records import Article

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect
# Elements and attributes that nothing of ours is made of, in whatever shows text.
_STRANGE = """() => [...document.querySelectorAll('#thread *, #shelf *, #tray *, #measured *, '
  + '#reader *, #source *, #talks *, #chips *, #toasts *')]
  .filter((e) => e.matches('script, iframe, object, embed, link, meta, base, form, '
    + 'input:not([type=search], [type=checkbox]), style:not(#measured style:first-child), '
    + 'video, audio, math, body, marquee, template, xss, img, a, source, animate, noscript, textarea, '
    + 'title:not(svg.plot title)')
    || [...e.attributes].some((a) => a.name.startsWith('on')))
  .map((e) => e.outerHTML.slice(0, 200))"""


def test_no_text_runs(serve: Serve, visitor: Any, tmp_path: Path) -> None:
    """Every attack as text, headline, source, date and file of an article, as question, and as a dropped file."""
    articles = [
        Article(
            f"x{n}",
            f"{attack}\n问题{n}的证据在{attack}此。",
            attack,
            attack,
            attack,
            (attack,),
            attack,
            f"/data/{attack}",
        )
        for n, attack in enumerate(XSS)
    ]
    address, _ = serve(articles=articles)
    page = (user := visitor(address)).page
    page.add_init_script("window.hacked = undefined")

    def nothing_ran(where: str) -> None:
        assert page.evaluate("window.hacked") is None, where
        strange = page.evaluate(_STRANGE)
        assert strange == [], where

    nothing_ran("welcome")
    for number, attack in enumerate(XSS):
        if number % 12 == 0 and number:
            page.get_by_role("button", name="新对话", exact=True).click()
            page.wait_for_selector(".welcome")
        exchange = user.ask(attack)
        assert exchange.locator(".question").inner_text().split() == attack.replace("\0", "").split()
        assert exchange.locator(".hit").count() == 5
    nothing_ran("answers")
    page.locator(".source .opener").first.click()
    page.locator("#source .text").wait_for()
    nothing_ran("source")
    page.locator("#source [data-only]").click()
    page.get_by_role("button", name="筛选", exact=True).click()
    page.locator("#source-filter option").nth(3).wait_for(state="attached")
    page.locator("#source-filter").select_option(index=3)
    expect(page.locator(".chip")).to_have_count(2)
    nothing_ran("filters")
    user.ask(XSS[1])
    page.locator("#talks-button").click()
    page.locator(".talk").first.wait_for()
    nothing_ran("conversations")
    page.locator(".talk").first.locator("button").last.click()
    page.locator(".toast").wait_for()
    nothing_ran("deleted")
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector("#thread .welcome, #thread .exchange")
    nothing_ran("reload")
    user.tab("文库")
    page.locator(".entry").first.wait_for()
    assert page.locator(".entry").count() == len(XSS)
    nothing_ran("list")
    files = []
    for number, attack in enumerate(XSS[::6]):
        name = attack.replace("/", "∕").replace("\0", "")[:80] + f"{number}.txt"
        (tmp_path / name).write_text(attack.replace("\0", "") + "\n" + attack.replace("\0", ""), "utf-8")
        files.append(tmp_path / name)
    page.set_input_files("#plus-files", files)
    page.locator("#drop-box .changes").wait_for()
    nothing_ran("dropped files")
    page.locator("[data-remove]").first.click()
    page.locator("#undo").wait_for()
    nothing_ran("removed")
    user.tab("评测")
    questions = tmp_path / "questions<img src=x onerror=window.hacked=1>.jsonl"
    questions.write_text(
        "".join(json.dumps({"question": attack, "answers": [attack]}) + "\n" for attack in XSS), "utf-8"
    )
    page.set_input_files("#questions input[type=file]", questions)
    page.locator("#measured table, #measured .failure").first.wait_for()
    nothing_ran("question file")
    for attack in XSS[:4]:
        user.visit(f"{address}?q={quote(attack)}")
        page.locator(".answer").last.wait_for()
        nothing_ran("link")


_STEADY = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
  }).observe({ type: 'layout-shift', buffered: false });
}"""


def test_answers_come_at_once_and_nothing_jumps(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0])).page
    user.ask("馆长是谁？")  # from here on the source stands beside the answer
    page.wait_for_timeout(500)
    page.evaluate(_STEADY)
    first_words_in_time(page, BRIDGE)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") < 0.1


def test_a_very_long_article_does_not_freeze_the_page(serve: Serve, visitor: Any) -> None:
    lines = [
        f"第{n}段：江州市今年的天气记录，气温与雨量都在常年范围之内。" for n in range(30_000)
    ]  # 900,000 characters
    address, _ = serve(articles=[Article("long", "\n".join([*lines, "站长名叫陈树。"]), "长文")])
    user = visitor(address)
    exchange = user.ask("站长名叫陈树吗？")
    begun = time.monotonic()
    exchange.locator(".source .opener").click()
    user.page.locator("#source mark").first.wait_for()
    assert user.page.evaluate("document.querySelector('#source mark').getBoundingClientRect().top") < 900
    assert time.monotonic() - begun < 5
