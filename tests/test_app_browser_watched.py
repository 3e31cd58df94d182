"""Watched folders in the library's tab, as a user sees them."""

# ruff: noqa: F811

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_browser import DESKTOP, PHONE, free_port, needs_chromium
from fake_library import FakeLibrary
from test_app_browser_page import axe  # noqa: F401 - a fixture

from qa.watching import Watch
from qa.web import page as chat_page

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect
pytest.importorskip("watchfiles")

ATTACK = "<img src=x onerror=window.hacked=1>"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a chat that follows a folder, and the folder."""
    folder = tmp_path / f"报纸{ATTACK}"
    folder.mkdir()
    library = FakeLibrary(tmp_path / "library")
    library.folder.mkdir()
    watch = Watch(library, [folder], settle_seconds=0.3)  # type: ignore[arg-type]
    blocks, address = chat_page.start(library, "127.0.0.1", free_port(), watch=watch)  # type: ignore[arg-type]
    yield address, folder
    watch.stop()
    blocks.close(verbose=False)


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_folder_is_followed_in_sight(
    watched: tuple[str, Path], visitor: Any, axe: str, options: dict[str, Any]
) -> None:
    address, folder = watched
    chinese = options is DESKTOP
    page = (user := visitor(address, **options)).page
    user.tab("文库" if chinese else "Library")
    panel = page.locator("#watched")
    expect(panel).to_contain_text("监看中 · 0 个文件" if chinese else "watching · 0 files", use_inner_text=True)
    (folder / "新桥.txt").write_text("新桥通车\n新桥今天通车了，全长三百米。", "utf-8")
    (folder / f"坏{ATTACK}.txt").write_bytes(b"\0")
    expect(panel).to_contain_text("新加 1 篇" if chinese else "1 added", use_inner_text=True)
    expect(panel.locator("li")).to_contain_text(f"坏{ATTACK}.txt", use_inner_text=True)
    expect(page.locator(".entry", has_text="新桥通车")).to_have_count(1)  # the list follows
    assert str(folder.parent) not in page.content() and page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(axe)
    found = page.evaluate("axe.run('#watched', { resultTypes: ['violations'] })")["violations"]
    assert [item["id"] for item in found if item["impact"] in {"serious", "critical"}] == []
    page.locator("[data-language]").click()
    expect(panel).to_contain_text("1 added" if chinese else "新加 1 篇", use_inner_text=True)
