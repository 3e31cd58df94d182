"""The page itself: keys, languages, phones, and what axe-core says of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, DESKTOP, PHONE, needs_chromium

from qa.web import static

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect


def test_keys(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0])).page
    user.ask(BRIDGE)
    page.locator(".exchange .question").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    assert page.input_value("#question textarea") == ""
    page.keyboard.press("Escape")
    for rank in ("[1]", "2"):
        page.keyboard.press("ArrowDown")
        expect(page.locator(".hit:focus .rank")).to_have_text(rank, use_inner_text=True)
    page.keyboard.press("ArrowUp")
    expect(page.locator(".hit:focus .rank")).to_have_text("[1]", use_inner_text=True)
    page.keyboard.press("Enter")
    page.locator("#source h2", has_text="清溪大桥建成通车").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".hit:focus .rank")).to_have_text("[1]", use_inner_text=True)  # back where one was


def test_languages(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0], locale="en-GB")).page
    expect(page.locator("h1")).to_have_text("Wenbao", use_inner_text=True)
    page.wait_for_function("document.documentElement.lang === 'en'")
    expect(page.get_by_role("tab")).to_have_text(["Ask", "Library", "Evaluation", "Help"], use_inner_text=True)
    expect(user.ask(BRIDGE).locator(".certainty")).to_contain_text("Likely", use_inner_text=True)
    page.locator("[data-language]").click()
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    expect(page.locator("h1")).to_have_text("问报", use_inner_text=True)
    expect(page.get_by_role("tab")).to_have_text(["提问", "文库", "评测", "说明"], use_inner_text=True)
    expect(page.locator(".certainty")).to_contain_text("很可能", use_inner_text=True)
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "问文章里的事，按回车提问")
    user.tab("文库")
    zone = page.locator("#drop-box .drop p")
    expect(zone).to_have_text("把文件或 zip 压缩包拖到这里", use_inner_text=True)
    page.locator("[data-language]").click()
    expect(zone).to_have_text("Drop files or a zip archive here", use_inner_text=True)
    page.locator("[data-language]").click()
    expect(zone).to_have_text("把文件或 zip 压缩包拖到这里", use_inner_text=True)
    page.reload()
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")  # the choice is kept
    expect(page.get_by_role("tab").first).to_have_text("提问", use_inner_text=True)


def test_the_help_says_what_it_can_and_cannot(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0])).page
    user.tab("说明")
    headings = page.locator("#guide h2")
    expect(headings).to_have_text(["能做什么", "不能做什么", "按键", "隐私"], use_inner_text=True)
    page.locator("[data-language]").click()
    expect(headings).to_have_text(["What it can do", "What it cannot do", "Keys", "Privacy"], use_inner_text=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_without_scrolling_sideways(shared: Any, visitor: Any, scheme: str) -> None:
    user = visitor(shared[0], viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = user.page
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 20)"
    assert dark == (scheme == "dark")
    user.ask("The Harbour Museum opened on what day, and " + "Donaudampfschifffahrtsgesellschaft" * 3)
    for tab in ("提问", "文库", "评测", "说明"):
        user.tab(tab)
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab
    page.locator("[data-theme-switch]").click()
    assert (page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 20)") != dark


_BROKEN = """() => [...document.querySelectorAll('.whole')]
  .filter((e) => e.checkVisibility() && e.getClientRects().length !== 1).map((e) => e.textContent)"""


@pytest.mark.parametrize(("locale", "printed"), [("en", "p. A03"), ("zh-CN", "第A03版")])
def test_a_page_or_date_is_never_broken_over_two_lines(shared: Any, visitor: Any, locale: str, printed: str) -> None:
    page = (user := visitor(shared[0], locale=locale)).page
    answer = user.ask(BRIDGE)
    expect(answer.locator(".source .whole").last).to_have_text(printed, use_inner_text=True)
    lines = set()
    for width in range(320, 460, 4):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(_BROKEN) == [], width
        lines.add(answer.locator(".source .opener").bounding_box()["height"])
    assert len(lines) > 1  # at some widths the line is broken elsewhere
    answer.locator(".source .opener").click()
    expect(page.locator("#reader .facts .whole").last).to_contain_text(printed, use_inner_text=True)


@pytest.mark.parametrize("width", [390, 320])
def test_what_stands_under_the_question_is_in_one_line_on_a_phone(shared: Any, visitor: Any, width: int) -> None:
    page = visitor(shared[0], viewport={"width": width, "height": 700}, locale="en").page
    buttons = page.locator("#tools > button, #tools summary")
    page.get_by_role("button", name="New conversation").wait_for()
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len({round(box["y"] / 8) for box in boxes}) == 1
    assert page.evaluate(
        "[...document.querySelectorAll('#tools > button')].every((e) => e.scrollWidth <= e.clientWidth)"
    )
    lefts, rights = [box["x"] for box in boxes], [box["x"] + box["width"] for box in boxes]
    assert all(left >= right for left, right in zip(lefts[1:], rights, strict=False))
    for menu in ("#inquire", "#export"):
        page.locator(f"{menu} summary").click()
        box = page.locator(f"{menu} div").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert page.locator(f"{menu} div button").evaluate_all(
            "all => all.every((e) => e.scrollWidth <= e.clientWidth)"
        )
    hint = "(e) => { e.value = e.placeholder; return e.scrollHeight <= e.clientHeight; }"
    for kind in ("check", "timeline"):
        page.locator("#inquire summary").click()
        page.locator(f"[data-seek={kind}]").click()
        assert page.locator("#question textarea").evaluate(hint), kind
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_label("Source")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_under_the_longest_question_its_answer_is_in_sight(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0], viewport={"width": 390, "height": 844})).page
    user.ask("馆长是谁？")
    user.ask(("清溪大桥全长多少米？" * 200)[:2000])
    expect(page.locator(".exchange").last.locator(".certainty")).to_be_in_viewport()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_keys_work_after_an_answer(shared: Any, visitor: Any, size: dict[str, Any]) -> None:
    page = (user := visitor(shared[0], **size)).page
    page.locator("#question textarea").focus()
    user.ask(BRIDGE)
    page.wait_for_function("document.activeElement.matches('.exchange')")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit:focus .rank")).to_have_text("[1]")
    page.keyboard.press("/")
    page.keyboard.press("ArrowUp")
    assert page.input_value("#question textarea") == BRIDGE
    page.keyboard.press("ArrowDown")
    assert page.input_value("#question textarea") == ""
    page.keyboard.press("Escape")
    page.keyboard.type("how")  # goes into the box
    assert page.input_value("#question textarea") == "how"
    user.ask("馆长是谁？")
    page.fill("#question textarea", "half a question")
    assert page.evaluate("document.activeElement.matches('#question textarea')")


# Buttons and fields that are smaller than 44 px, by their own text. A box to tick is touched by its label.
_SMALL = """() => [...document.querySelectorAll('button, summary, select, input:not([type=file]), textarea')]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 1)
  .map((e) => (e.type === 'checkbox' && e.closest('label')) || e)
  .filter((e) => { const { width, height } = e.getBoundingClientRect(); return width < 43.9 || height < 43.9; })
  .map((e) => `${e.id}.${e.className} ${e.textContent.slice(0, 20)} ${JSON.stringify(e.getBoundingClientRect())}`)"""
# The sizes of type of all text in sight.
_SIZES = """() => [...new Set([...document.querySelectorAll('body *')]
  .filter((e) => e.checkVisibility() && !e.closest('svg') && e.getBoundingClientRect().width > 1)
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((e) => getComputedStyle(e).fontSize))].sort()"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_five_sizes_of_type_and_what_can_be_touched(shared: Any, visitor: Any, size: dict[str, Any]) -> None:
    page = (user := visitor(shared[0], **size)).page
    phone, seen = size is PHONE, set[str]()

    def check(where: str) -> None:
        seen.update(page.evaluate(_SIZES))
        assert len(seen) <= 5, (where, seen)
        if phone:
            assert page.evaluate(_SMALL) == [], where

    check("welcome")
    user.ask(BRIDGE)
    user.ask("xyzzy?")
    page.locator("#filters-button").click()
    for near in page.locator(".near > summary").all():
        near.click()
    check("answers")
    quoted = page.locator(".answer blockquote").first
    assert quoted.evaluate("e => getComputedStyle(e).textAlign") == "justify"
    page.locator(".source .opener").first.click()
    page.locator(".sheet-of-text h2").wait_for()
    check("article")
    page.locator(".shut").first.click()
    page.locator("#talks-button").click()
    check("conversations")
    page.keyboard.press("Escape")
    for tab in page.get_by_role("tab").all()[1:]:
        tab.click()
        page.wait_for_timeout(300)
        check(tab.inner_text())


_WINDOWS = [{"viewport": {"width": width, "height": 900}} for width in (1000, 1280, 1440)]


@pytest.mark.parametrize("size", [*_WINDOWS, PHONE], ids=lambda size: size["viewport"]["width"])
def test_nothing_jumps_while_the_page_loads(shared: Any, visitor: Any, size: dict[str, Any]) -> None:
    user = visitor(shared[0], **size)
    user.ask(BRIDGE)
    user.page.add_init_script("""window.shifts = 0; new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
    }).observe({ type: 'layout-shift', buffered: true });""")
    user.page.reload()
    user.page.locator(".answer").wait_for()
    user.page.wait_for_timeout(1000)
    assert user.page.evaluate("window.shifts") < 0.05


def test_escape_closes_the_conversations_where_an_article_was_open(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0], **PHONE)).page
    user.ask(BRIDGE)
    page.locator(".source .opener").first.click()
    page.locator("#reader h2").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    # Also where the list is still being read from the browser's database.
    assert page.evaluate("document.querySelector('#talks-button').click(), document.querySelector('#talks').open")
    page.keyboard.press("Escape")
    expect(page.locator("#talks")).to_be_hidden()


def test_the_pages_own_script_and_style_are_small() -> None:
    own = static.chat_script() + static.style() + static.head() + static.read("save.js")
    assert len(own.encode()) < 60_000


_PASTE = """(text) => {
    const carried = new DataTransfer();
    carried.setData('text/plain', text);
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


def test_what_a_first_answer_does_not_need_is_fetched_when_it_is_needed(shared: Any, visitor: Any) -> None:
    user = visitor(shared[0])
    fetched: list[str] = []
    user.page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2].partition("?")[0]))
    user.ask(BRIDGE)
    assert not {"shelf.js", "adding.js"} & set(fetched)
    user.tab("文库")
    user.page.wait_for_selector("#shelf-body .entry")
    user.tab("提问")
    user.tab("文库")
    assert fetched.count("shelf.js") == fetched.count("shelf.css") == 1
    user.tab("提问")
    user.page.evaluate(_PASTE, "一段很长的文字。" * 80)
    user.page.wait_for_selector("#tray .offer")
    assert fetched.count("adding.js") == fetched.count("adding.css") == 1


@pytest.mark.parametrize("lost", ["**/own/**", "**/own/shelf.css*"], ids=["all", "style"])
def test_a_part_that_could_not_be_fetched_is_fetched_again(shared: Any, visitor: Any, lost: str) -> None:
    user = visitor(shared[0])
    user.page.route(lost, lambda route: route.abort())
    user.tab("文库")
    user.page.wait_for_selector(".toast")
    user.page.unroute(lost)
    user.page.wait_for_selector("#shelf-body .entry")
    expect(user.page.locator("#shelf-words")).to_be_visible()


# Frames in which something of the library's tab is in sight without its style, and how far anything moved.
_WATCH_STYLE = """() => {
  window.bare = 0; window.frames_seen = 0; window.shifts = 0;
  const look = () => {
    window.frames_seen += 1;
    const tools = document.querySelector('.shelf-tools');
    const inSight = tools?.checkVisibility({ checkVisibilityCSS: true });
    if (inSight && getComputedStyle(tools).display !== 'flex') window.bare += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
  }).observe({ type: 'layout-shift' });
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_library_is_never_shown_without_its_style(shared: Any, visitor: Any, size: dict[str, Any]) -> None:
    page = visitor(shared[0], **size).page

    def slow(route: Any) -> None:
        page.wait_for_timeout(1200)
        route.continue_()

    page.route("**/own/shelf.css*", slow)
    page.evaluate(_WATCH_STYLE)
    page.get_by_role("tab").nth(1).click()
    page.locator("#drop-box .drop").wait_for()  # what needs nothing more is there at once
    page.locator("#shelf-body .entry").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.frames_seen") > 10
    assert page.evaluate("window.bare") == 0
    assert page.evaluate("window.shifts") < 0.05


def test_no_text_of_the_script_goes_over_a_line() -> None:
    """Since the lines are served without their indentation."""
    for path in Path(static.__file__).parent.glob("*.js"):
        assert not [line for line in path.read_text("utf-8").splitlines() if line.count("`") % 2], path.name


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, by `$AXE` or npm."""
    if given := os.environ.get("AXE"):
        return Path(given).read_text("utf-8")
    if shutil.which("npm") is None:
        pytest.skip("axe-core needs npm, or its axe.min.js named in $AXE")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run(["npm", "pack", "axe-core@4", "--silent"], cwd=folder, capture_output=True, timeout=120)
    packed = next(folder.glob("axe-core-*.tgz"), None)
    if done.returncode or packed is None:
        pytest.skip("axe-core cannot be fetched by npm: name its axe.min.js in $AXE")
    shutil.unpack_archive(packed, folder)
    return (folder / "package" / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(shared: Any, visitor: Any, axe: str, scheme: str) -> None:
    user = visitor(shared[0], color_scheme=scheme)
    page = user.page
    page.evaluate(axe)

    def check(where: str) -> None:
        page.wait_for_timeout(300)
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        serious = [
            (item["id"], [node["html"][:160] for node in item["nodes"]])
            for item in found
            if item["impact"] in {"serious", "critical"}
        ]
        assert serious == [], where

    check("welcome")
    user.ask(BRIDGE)
    user.ask("xyzzy?")
    page.get_by_role("button", name="筛选", exact=True).click()
    check("answers")
    page.locator(".source .opener").first.click()
    page.locator("#source h2").wait_for()
    check("source")
    page.locator("#talks-button").click()
    check("conversations")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 800, "height": 900})
    page.locator(".source .opener").first.click()
    page.locator("#reader h2").wait_for()
    check("reader")
    page.keyboard.press("Escape")
    for tab in ("文库", "评测", "说明"):
        user.tab(tab)
        check(tab)
