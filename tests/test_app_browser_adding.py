"""Adding articles from the chat, as a user does it in the browser: dropping, pasting, the button, stopping, asking."""

# ruff: noqa: F811

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chat_browser import DESKTOP, PHONE, Serve, needs_chromium
from test_app_browser_page import axe  # noqa: F401 - a fixture
from test_qa_web_render import XSS

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect

BRIDGE_NEWS = "新桥通车\n新桥今天通车了，全长三百米。"
LONG_TEXT = "江州新馆开馆\n" + "江州新馆今天开馆，馆长是李兰。新馆有三层，每天开放。\n" * 100

_DROP = """async ([files, type]) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  const place = [...document.querySelectorAll('#thread, #shelf')].find((one) => one.offsetParent);
  for (const name of type) {
    place.dispatchEvent(new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
_PASTE = """([text, files, target]) => {
  const transfer = new DataTransfer();
  if (text) transfer.setData('text/plain', text);
  for (const [name, content] of files) transfer.items.add(new File([content], name));
  const event = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
  return document.querySelector(target).dispatchEvent(event);
}"""


def drop(page: Any, *files: tuple[str, str], over: bool = True) -> None:
    page.evaluate(_DROP, [list(map(list, files)), ["dragover", "drop"] if over else ["drop"]])


def paste(page: Any, text: str = "", *files: tuple[str, str], target: str = "#question textarea") -> bool:
    """Whether the browser itself would put the text into the box."""
    return bool(page.evaluate(_PASTE, [text, list(map(list, files)), target]))


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_dropped_files_are_added_and_asked(serve: Serve, visitor: Any, options: dict[str, Any]) -> None:
    address, library = serve()
    chinese = options is DESKTOP
    page = (user := visitor(address, **options)).page
    library.reading.clear()
    library.gate.clear()
    page.evaluate(_DROP, [[["新桥.txt", BRIDGE_NEWS]], ["dragover"]])
    expect(page.locator("#curtain")).to_have_text("松开，加入文库" if chinese else "Let go to add to the library")
    drop(page, ("新桥.txt", BRIDGE_NEWS), ("坏（1）.bin", "\0\0"), over=False)
    expect(page.locator("#curtain")).to_be_hidden()
    row = page.locator("#tray .row")
    expect(row).to_contain_text("正在读第 1 / 2 个文件" if chinese else "Reading file 1 of 2", use_inner_text=True)
    library.reading.set()
    expect(row).to_contain_text("正在编入索引" if chinese else "Indexing", use_inner_text=True)
    library.gate.set()
    row.locator(".changes").wait_for()
    failed = "坏（1）.bin 未能读取 1 处" if chinese else "坏（1）.bin 1 refused"
    expect(row.locator(".file").first).to_contain_text(failed, use_inner_text=True)
    assert [path.name for path in (library.folder / "files").iterdir()] == ["新桥.txt"]  # what was not read is not kept
    row.get_by_role("button", name="问问这篇" if chinese else "Ask about this one").click()
    expect(page.locator("#chips .chip")).to_contain_text("新桥通车", use_inner_text=True)
    expect(user.ask("新桥全长三百米吗")).to_contain_text("三百米", use_inner_text=True)
    assert library.asked[-1][2].article == next(a.id for a in library.articles() if a.title == "新桥通车")
    page.locator("[data-language]").click()
    expect(row).to_contain_text("1 added" if chinese else "新加 1 篇", use_inner_text=True)
    row.get_by_role("button", name="Dismiss" if chinese else "收起").click()
    expect(row).to_have_count(0)


def test_several_articles_are_asked_together(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    page = (user := visitor(address)).page
    texts = [f"第{n}座新桥通车\n第{n}座新桥今天通车了，全长{n}百米。" for n in (3, 4)]
    drop(page, ("a.txt", texts[0]), ("b.txt", texts[1]))
    page.get_by_role("button", name="问问这 2 篇").click()
    expect(page.locator("#chips")).to_contain_text("只问《第3座新桥通车》等 2 篇", use_inner_text=True)
    answer = user.ask("新桥全长多少米？")
    expect(answer.locator(".filtered")).to_contain_text("只问《第3座新桥通车》等 2 篇", use_inner_text=True)
    assert sorted(library.asked[-1][2].articles) == sorted(a.id for a in library.articles() if a.source == "上传")
    page.reload()
    expect(page.locator(".exchange .filtered")).to_contain_text("等 2 篇", use_inner_text=True)
    page.locator("#clear").click()
    expect(page.locator("#chips .chip")).to_have_count(0)


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_long_text_is_pasted_as_an_article(serve: Serve, visitor: Any, options: dict[str, Any]) -> None:
    address, library = serve()
    chinese = options is DESKTOP
    page = visitor(address, **options).page
    another = visitor(address).page
    assert not paste(page, LONG_TEXT)
    row = page.locator("#tray .row")
    expect(row).to_contain_text("只有你看得到" if chinese else "Only you see it", use_inner_text=True)
    field = row.get_by_label("标题" if chinese else "Title")
    expect(field).to_have_value("江州新馆开馆")
    field.fill("新馆")
    library.reading.clear()
    row.get_by_role("button", name="作为文章加入" if chinese else "Add as an article").click()
    expect(row).to_contain_text("新馆.txt", use_inner_text=True)
    another.reload()  # while it is being read
    another.wait_for_selector(".welcome")
    another.get_by_role("tab", name="文库").click()
    another.locator(".entry").first.wait_for()
    assert "李兰" not in another.content() and "新馆.txt" not in another.content()
    library.reading.set()
    row.locator(".ask-added").wait_for()
    stored = (library.folder / "files" / "新馆.txt").read_text("utf-8")
    assert stored == f"新馆\n\n{LONG_TEXT.strip()}"
    assert "李兰" in next(a.text for a in library.articles() if a.title == "新馆")


def test_a_shorter_text_stays_a_question_unless_it_is_taken(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    page = visitor(address).page
    text = LONG_TEXT[:600].strip()
    assert paste(page, text)  # the browser puts it into the box
    page.fill("#question textarea", text)
    row = page.locator("#tray .row")
    row.get_by_role("button", name="作为文章加入").click()
    expect(page.locator("#question textarea")).to_have_value("")
    row.locator(".ask-added").wait_for()
    assert paste(page, "短的问题") and paste(page, "a" * 399)
    expect(row).to_have_count(1)
    assert not paste(page, LONG_TEXT + "!", target="body")
    expect(row).to_have_count(2)
    page.get_by_role("button", name="不加").click()
    expect(row).to_have_count(1)
    assert len([a for a in library.articles() if a.source == "上传"]) == 1


def test_pasted_and_chosen_files_are_added(serve: Serve, visitor: Any, tmp_path: Path) -> None:
    address, library = serve()
    page = visitor(address).page
    assert not paste(page, "", ("粘贴.txt", BRIDGE_NEWS))
    page.locator("#tray .ask-added").first.wait_for()
    assert paste(page, "表格里的字", ("picture.png", "x"))  # a table: the text counts
    (tmp_path / "选.txt").write_text(BRIDGE_NEWS.replace("新桥", "选桥"), "utf-8")
    with page.expect_file_chooser() as chooser:
        page.locator("#plus").click()
    chooser.value.set_files(tmp_path / "选.txt")
    expect(page.locator("#tray .ask-added")).to_have_count(2)
    assert {"新桥通车", "选桥通车"} <= {a.title for a in library.articles()}


def test_adding_is_stopped_and_tried_again(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    page = visitor(address).page
    library.reading.clear()
    drop(page, ("一.txt", BRIDGE_NEWS), ("二.txt", "第二篇\n第二篇里也有一句话。"))
    row = page.locator("#tray .row")
    expect(row).to_contain_text("正在读第 1 / 2 个文件", use_inner_text=True)
    row.get_by_role("button", name="停止").click()
    expect(row).to_contain_text("正在停止", use_inner_text=True)
    library.reading.set()
    expect(row).to_contain_text("已停止。", use_inner_text=True)
    expect(row.locator(".unread li")).to_have_text(["二.txt 没有加入"], use_inner_text=True)
    row.get_by_role("button", name="再试").click()
    row.get_by_role("button", name="问问这 2 篇").wait_for()


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_library_adds_as_the_chat_does(serve: Serve, visitor: Any, options: dict[str, Any]) -> None:
    address, library = serve()
    chinese = options is DESKTOP
    page = (user := visitor(address, **options)).page
    user.tab("文库" if chinese else "Library")
    page.locator(".entry").first.wait_for()
    library.reading.clear()
    drop(page, ("一.txt", BRIDGE_NEWS), ("坏.bin", "\0"), ("二.txt", "第二篇\n第二篇里也有一句话。"))
    row = page.locator("#drop-box .row")
    expect(row).to_contain_text("正在读第 1 / 3 个文件" if chinese else "Reading file 1 of 3", use_inner_text=True)
    user.tab("提问" if chinese else "Ask")  # the same row is at the question box
    expect(page.locator("#composer .row")).to_contain_text("一.txt", use_inner_text=True)
    user.tab("文库" if chinese else "Library")
    row.get_by_role("button", name="停止" if chinese else "Stop").click()
    library.reading.set()
    expect(row).to_contain_text("已停止。" if chinese else "Stopped.", use_inner_text=True)
    row.get_by_role("button", name="再试" if chinese else "Try again").click()
    row.locator(".ask-added").wait_for()
    expect(row.locator(".refused")).to_have_text("no text in it", use_inner_text=True)
    expect(page.locator(".entry")).to_have_count(6)  # the list has the new ones
    row.locator(".ask-added").click()  # asks in the chat
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#chips .chip")).to_be_visible()
    user.tab("文库" if chinese else "Library")
    page.get_by_role("button", name="收起" if chinese else "Dismiss").click()
    expect(row).to_have_count(0)


def test_what_the_library_cannot_take_is_said_there(
    serve: Serve, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.web.limits.MAX_UPLOAD_FILES", 2)
    address, _ = serve()
    page = (user := visitor(address)).page
    user.tab("文库")
    page.locator(".entry").first.wait_for()
    drop(page, *((f"{n}.txt", BRIDGE_NEWS) for n in range(3)))
    expect(page.locator("#drop-box .failure")).to_have_text("文件太多：一次最多 2 个。")
    page.get_by_role("button", name="收起").click()
    drop(page)
    expect(page.locator(".toast")).to_have_count(0)  # words, not files, were dragged
    page.route("**/upload", lambda route: route.abort())
    drop(page, ("一.txt", BRIDGE_NEWS))
    expect(page.locator("#drop-box .failure")).to_contain_text("连不上服务器")
    page.unroute("**/upload")
    page.get_by_role("button", name="再试").click()
    page.locator("#drop-box .ask-added").wait_for()
    user.tab("评测")
    page.locator("#questions-box .drop").wait_for()
    page.locator("[data-language]").click()  # all places are drawn anew
    user.tab("Library")
    expect(page.locator("#drop-box .row")).to_contain_text("1 added", use_inner_text=True)


def test_an_addition_goes_on_after_a_reload(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    page = visitor(address).page
    library.reading.clear()
    drop(page, ("一.txt", BRIDGE_NEWS))
    expect(page.locator("#tray .row")).to_contain_text("正在读第", use_inner_text=True)
    page.reload()
    page.wait_for_selector("#thread .welcome")
    expect(page.locator("#tray .row")).to_contain_text("正在读第", use_inner_text=True)
    library.reading.set()
    page.locator("#tray .ask-added").wait_for()


def test_a_second_click_adds_nothing(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    page = visitor(address).page
    before = len(list(library.articles()))
    paste(page, LONG_TEXT)
    add = page.locator("#tray .row").get_by_role("button", name="作为文章加入")
    left = add.evaluate("(add) => { add.click(); add.click(); return add.isConnected; }")
    page.locator("#tray .ask-added").wait_for()
    assert not left
    assert len(list(library.articles())) == before + 1


def test_a_failure_stands_where_it_happened_and_loses_no_text(
    serve: Serve, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.errors import LibraryError

    address, library = serve()
    page = visitor(address, **PHONE).page
    whole = library.add

    def busy(*arguments: Any, **options: Any) -> Any:
        raise LibraryError("library_busy")

    library.add = busy  # type: ignore[method-assign]
    paste(page, LONG_TEXT)
    row = page.locator("#tray .row")
    row.get_by_role("button", name="Add as an article").click()
    expect(row.locator(".failure")).to_contain_text("another process is changing this library")
    library.add = whole  # type: ignore[method-assign]
    row.get_by_role("button", name="Try again").click()
    row.locator(".ask-added").wait_for()
    page.evaluate("() => {}")
    page.route("**/upload", lambda route: route.abort())
    drop(page, ("一.txt", BRIDGE_NEWS))
    last = page.locator("#tray .row").last
    expect(last.locator(".failure")).to_contain_text("The server cannot be reached")
    page.unroute("**/upload")
    last.get_by_role("button", name="Try again").click()
    last.locator(".ask-added").wait_for()


def test_names_titles_and_texts_are_never_run(serve: Serve, visitor: Any) -> None:
    address, _ = serve()
    page = visitor(address).page
    drop(page, *((f"{text}{n}.txt", text.replace("\0", "") + "\n这里有一句话。") for n, text in enumerate(XSS)))
    page.locator("#tray .ask-added").wait_for()
    for text in XSS:
        paste(page, text.replace("\0", "") + f"\n{LONG_TEXT}")
        page.locator("#tray .row").last.get_by_role("button", name="作为文章加入").click()
        page.locator("#tray .row").last.locator(".ask-added").wait_for()
    page.locator("#tray .ask-added").first.click()
    assert page.evaluate("window.hacked") is None
    assert page.locator("#tray img, #tray script, #chips img").count() == 0


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_added_can_be_used_by_everyone(
    serve: Serve,
    visitor: Any,
    axe: str,
    options: dict[str, Any],
) -> None:
    address, _ = serve()
    page = visitor(address, **options).page
    drop(page, ("新桥.txt", BRIDGE_NEWS), ("坏.bin", "\0"))
    page.locator("#tray .ask-added").wait_for()
    paste(page, LONG_TEXT)
    sizes = page.evaluate("""() => [...document.querySelectorAll('#plus, #tray button, #tray input')]
      .map((one) => [one.getBoundingClientRect().height,
        one.textContent || one.getAttribute('aria-label') || one.labels?.[0]?.textContent])""")
    assert all(name for _, name in sizes)
    if options is PHONE:
        assert all(height >= 44 for height, _ in sizes), sizes
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(axe)
    found = page.evaluate("axe.run('#composer', { resultTypes: ['violations'] })")["violations"]
    assert [item["id"] for item in found if item["impact"] in {"serious", "critical"}] == []
