"""Adding and removing, as a user does it in the browser; once with the real model."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, QUOTE, Serve, first_words_in_time, free_port, needs_chromium

from qa.web import page as chat_page

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect


def test_the_library_is_filled_searched_emptied_and_put_back(serve: Serve, visitor: Any, tmp_path: Path) -> None:
    address, library = serve()
    page = (user := visitor(address)).page
    other = visitor(address)
    user.tab("文库")
    page.locator(".entry").first.wait_for()
    expect(page.locator(".entry")).to_have_count(4)
    (tmp_path / "新桥.txt").write_text("新桥通车\n新桥今天通车了，全长三百米。", "utf-8")
    (tmp_path / "坏.bin").write_bytes(b"\0\0")
    library.reading.clear()
    library.gate.clear()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files([tmp_path / "新桥.txt", tmp_path / "坏.bin"])
    row = page.locator("#drop-box .row")
    expect(row).to_contain_text("正在读第 1 / 2 个文件", use_inner_text=True)
    library.reading.set()
    expect(row).to_contain_text("正在编入索引", use_inner_text=True)
    expect(other.ask(BRIDGE).locator("blockquote")).to_contain_text(QUOTE, use_inner_text=True)  # others go on asking
    library.gate.set()
    row.locator(".changes").wait_for()
    expect(row.locator(".file")).to_have_text(
        ["坏.bin 未能读取 1 处 no text in it", "新桥.txt 新加 1 篇 新桥通车"], use_inner_text=True
    )
    row.locator(".opener").click()
    page.locator(".sheet-of-text .text", has_text="全长三百米").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".entry")).to_have_count(5)
    page.get_by_label("查找标题、来源、文件名").fill("新桥")
    page.wait_for_function("document.querySelectorAll('.entry').length === 1")
    page.locator(".entry .opener").click()
    page.locator(".sheet-of-text .text", has_text="全长三百米").wait_for()
    page.keyboard.press("Escape")
    page.locator("[data-remove]").click()
    page.get_by_text("已移除《新桥通车》。").wait_for()
    assert library.count()[0] == 4
    page.locator("#undo").click()
    page.get_by_text("已撤销。").wait_for()
    assert library.count()[0] == 5
    expect(page.locator(".entry")).to_have_count(1)
    user.tab("提问")
    expect(user.ask("新桥全长三百米吗")).to_contain_text("三百米", use_inner_text=True)


def test_a_removal_can_be_undone_from_far_down_the_list(serve: Serve, visitor: Any) -> None:
    address, _ = serve()
    page = (user := visitor(address, viewport={"width": 390, "height": 240})).page
    user.tab("文库")
    page.locator("[data-remove]").last.click()
    page.get_by_text("已移除").wait_for()
    expect(page.locator("#undo")).to_be_in_viewport()
    page.locator("#undo").click()
    expect(page.locator(".entry")).to_have_count(4)


def test_the_real_library(tmp_path: Path, visitor: Any, bundled_encoder: Any) -> None:
    """A zip is dropped into the chat of an empty library; its article answers, and is gone when removed."""
    from qa.library import Library

    page_text = "新桥今天建成通车。\n清溪新桥全长三百二十米，桥面宽十八米，由省设计院设计。"
    with zipfile.ZipFile(tmp_path / "articles.zip", "w") as archive:
        row = {"id": "bridge", "title": "清溪新桥通车", "date": "2024-05-01", "source": "江州日报", "text": page_text}
        archive.writestr("articles.jsonl", json.dumps(row, ensure_ascii=False) + "\n")
        archive.writestr("broken.jsonl", "{not json}\n")
    library = Library(tmp_path / "library")
    library._models._encoder = bundled_encoder
    (tmp_path / "seed.txt").write_text("市图书馆新馆九月一日开放，藏书八十万册，馆长是周敏。", "utf-8")
    library.add([tmp_path / "seed.txt"])
    blocks, address = chat_page.start(library, "127.0.0.1", free_port())
    try:
        user = visitor(address)
        user.tab("文库")
        user.page.set_input_files("#plus-files", tmp_path / "articles.zip")
        user.page.locator("#drop-box .changes").wait_for(timeout=60_000)
        listing = user.page.locator("#drop-box").inner_text()
        assert "新加 1 篇" in listing and "articles.zip/articles.jsonl" in listing and "清溪新桥通车" in listing
        assert "broken.jsonl" in listing and str(tmp_path) not in user.page.content()
        user.tab("提问")
        exchange = user.ask("清溪新桥全长多少米？")
        expect(exchange.locator("blockquote, .hit mark").first).to_contain_text("全长三百二十米", use_inner_text=True)
        first_words_in_time(user.page, "清溪新桥桥面有多宽？")
    finally:
        blocks.close(verbose=False)
