"""The list of conversations, as a user sees it, and what a long one costs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, DESKTOP, PHONE, QUOTE, needs_chromium

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (DESKTOP, ("对话", "新对话", "查找对话", "改名", "删除", "撤销", "关闭", "没有符合的对话。")),
        (PHONE, ("Conversations", "New conversation", "Search conversations", "Rename", "Delete", "Undo", "Close",
                 "No conversation matches.")),
    ],
)  # fmt: skip
def test_conversations_are_kept_found_renamed_and_deleted(
    shared: Any, visitor: Any, size: dict[str, Any], words: tuple[str, ...]
) -> None:
    talks, new, search, rename, delete, undo, close, none = words
    page = (user := visitor(shared[0], **size)).page
    user.ask(BRIDGE)
    page.get_by_role("button", name=new, exact=True).click()
    page.wait_for_selector(".welcome")
    user.ask("馆长是谁？")
    page.get_by_role("button", name=talks, exact=True).click()
    names = page.locator("#talks .talk .opener")
    expect(names).to_have_text(["馆长是谁？", BRIDGE])
    page.get_by_label(search).fill("大桥")
    expect(names).to_have_text([BRIDGE])
    page.get_by_label(search).fill("xyzzy")
    expect(page.locator("#talks .empty")).to_have_text(none)
    page.get_by_label(search).fill("")
    page.locator(".talk", has_text=BRIDGE).get_by_role("button", name=rename).click()
    page.get_by_label(rename, exact=True).fill("桥梁")
    page.keyboard.press("Enter")
    expect(names).to_have_text(["馆长是谁？", "桥梁"])
    page.locator(".talk", has_text="桥梁").get_by_role("button", name=delete).click()
    expect(names).to_have_text(["馆长是谁？"])
    page.locator(".toast").get_by_role("button", name=undo).click()
    expect(names).to_have_text(["馆长是谁？", "桥梁"])
    names.last.click()
    expect(page.locator(".question")).to_have_text([BRIDGE])
    expect(page.locator(".exchange")).to_contain_text(QUOTE)
    page.reload()
    expect(page.locator(".question")).to_have_text([BRIDGE])  # still that one
    page.get_by_role("button", name=talks, exact=True).click()
    page.locator(".talk", has_text="桥梁").get_by_role("button", name=delete).click()
    page.locator("#talks").get_by_role("button", name=close).click()
    page.wait_for_selector(".welcome")  # the shown one was deleted


def test_an_answer_that_comes_after_a_change_of_conversation_is_kept_in_its_own(shared: Any, visitor: Any) -> None:
    page = visitor(shared[0]).page
    page.fill("#question textarea", BRIDGE)
    page.evaluate("""() => {
        document.querySelector('#send').click();
        document.querySelector('#clear').click();
    }""")
    page.wait_for_selector(".welcome")
    page.wait_for_timeout(1000)
    assert page.locator(".exchange").count() == 0
    page.get_by_role("button", name="对话", exact=True).click()
    expect(page.locator("#talks .talk .opener")).to_have_text([BRIDGE])


@pytest.mark.parametrize(("size", "export"), [(DESKTOP, "导出"), (PHONE, "Export")])
def test_the_conversation_is_exported(
    shared: Any, visitor: Any, tmp_path: Path, size: dict[str, Any], export: str
) -> None:
    user = visitor(shared[0], **size)
    user.ask(BRIDGE)
    for number, (kind, suffix) in enumerate((("Markdown", ".md"), ("Markdown", ".md"), ("Word", ".docx"))):
        user.page.locator("#export summary", has_text=export).click()
        with user.page.expect_download() as download:
            user.page.get_by_role("button", name=kind).click()
        assert download.value.suggested_filename.endswith(f" {BRIDGE[:-1]}{suffix}")
        download.value.save_as(tmp_path / f"{number}{suffix}")
    assert QUOTE in (tmp_path / "1.md").read_text("utf-8")
    docx = pytest.importorskip("docx")
    paragraphs = docx.Document(io.BytesIO((tmp_path / "2.docx").read_bytes())).paragraphs
    assert any(QUOTE in paragraph.text and paragraph.style.name == "Quote" for paragraph in paragraphs)


# Puts a conversation of so many turns into the browser's database: the first exchange again and again.
_LENGTHEN = """(turns) => new Promise((done) => {
  const opened = indexedDB.open('wenbao', 1);
  opened.onsuccess = () => {
    const begun = opened.result.transaction(['talks', 'turns'], 'readwrite');
    const [talks, all] = [begun.objectStore('talks'), begun.objectStore('turns')];
    talks.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      const talk = cursor.value;
      all.get(talk.id).onsuccess = ({ target: { result: { exchanges: [first] } } }) => {
        const copy = (_, n) => JSON.stringify({ ...JSON.parse(first), id: `e${n}` });
        const exchanges = Array.from({ length: turns }, copy);
        talks.put({ ...talk, questions: Array(turns).fill(talk.title) });
        all.put({ id: talk.id, exchanges });
      };
    };
    begun.oncomplete = () => { opened.result.close(); done(); };
  };
})"""
_LONGEST_FRAME = """async () => {
  const box = document.querySelector('#question textarea');
  box.focus();
  let longest = 0, before = performance.now();
  for (let n = 0; n < 60; n += 1) {
    if (n % 2) {
      box.value += '字';
      box.dispatchEvent(new Event('input', { bubbles: true }));
    } else scrollBy(0, n % 4 ? 300 : -200);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    if (n > 5) longest = Math.max(longest, now - before);
    before = now;
  }
  return longest;
}"""


def test_two_hundred_turns_stay_light(shared: Any, visitor: Any) -> None:
    page = (user := visitor(shared[0], **DESKTOP)).page
    user.ask(BRIDGE)
    page.evaluate(_LENGTHEN, 200)
    page.reload()
    page.locator(".exchange").nth(199).wait_for()
    assert page.evaluate("document.querySelectorAll('*').length") < 3000
    assert page.locator(".exchange:not(.folded)").count() == 6
    longest = min(page.evaluate(_LONGEST_FRAME) for _ in range(5))
    assert longest < 50, longest
