"""The library's tab as a user works in it: editing, collections, several articles at once, whole files, undo."""

from __future__ import annotations

from typing import Any

import pytest
from chat_browser import DESKTOP, PHONE, Serve, needs_chromium
from test_app_browser_page import axe  # noqa: F401 - a fixture
from test_qa_web_render import XSS

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect

SIZES = pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])  # Chinese, and English


def shelf(visitor: Any, address: str, options: dict[str, Any]) -> Any:
    page = visitor(address, **options).page
    page.get_by_role("tab").nth(1).click()
    page.locator(".entry").first.wait_for()
    return page


def said(page: Any, chinese: str, english: str) -> Any:
    return page.get_by_text(chinese if page.locator("html").get_attribute("lang") == "zh-CN" else english).first


@SIZES
def test_an_article_is_edited_and_the_edit_is_undone(serve: Serve, visitor: Any, options: dict[str, Any]) -> None:
    address, library = serve()
    page = shelf(visitor, address, options)
    page.locator(".entry [data-edit='a1']").click()
    form = page.locator(".shelf-form")
    form.locator("[name=title]").fill("清溪桥通车")
    form.locator("[name=date]").fill("昨天")
    form.locator("[name=source]").fill("江州早报")
    form.locator("[type=submit]").click()
    said(page, "不是日期", "is not a date").wait_for()
    form.locator("[name=date]").fill("2022年1月")
    page.keyboard.press("Enter")
    entry = page.locator(".entry[data-id=a1]")
    expect(entry).to_contain_text("清溪桥通车", use_inner_text=True)
    expect(entry).to_contain_text("江州早报 · 2022-01", use_inner_text=True)
    page.locator("#undo").click()
    expect(entry).to_contain_text("江州日报 · 2021-05-03", use_inner_text=True)
    assert library.article("a1").title == "清溪大桥建成通车"  # type: ignore[union-attr]
    page.locator(".entry [data-edit='a1']").click()
    page.keyboard.press("Escape")
    expect(page.locator(".entry")).to_have_count(4)


@SIZES
def test_a_collection_is_made_of_selected_articles_asked_renamed_and_deleted(
    serve: Serve, visitor: Any, options: dict[str, Any]
) -> None:
    address, library = serve()
    page = shelf(visitor, address, options)
    for one in ("a1", "a4"):
        page.locator(f"[data-select={one}]").check()
    said(page, "已选 2 篇", "2 selected").wait_for()
    page.locator("#shelf-into").select_option("+")
    page.locator(".shelf-form [name=name]").fill("江州")
    page.keyboard.press("Enter")
    page.locator("[data-collection='江州']").click()
    expect(page.locator(".entry")).to_have_count(2)
    page.locator("[data-within]").click()
    expect(page.locator(".chip")).to_contain_text("江州", use_inner_text=True)
    page.fill("#question textarea", "馆长是谁？")
    page.keyboard.press("Enter")
    page.locator(".exchange .answer").wait_for()
    assert library.asked[-1][2].collection == "江州"
    expect(page.locator(".exchange .filtered")).to_contain_text("江州", use_inner_text=True)
    page.get_by_role("tab").nth(1).click()
    page.locator("[data-select=a4]").check()
    page.locator("#shelf-leave").click()
    expect(page.locator(".entry")).to_have_count(1)
    page.locator("[data-collect=rename]").click()
    page.locator(".shelf-form [name=name]").fill("桥")
    page.keyboard.press("Enter")
    page.locator("[data-collection='桥'][aria-pressed=true]").wait_for()
    page.locator("[data-collect=delete]").click()
    expect(page.locator(".entry")).to_have_count(4)
    for left in (3, 2, 1, 0):  # deletion, name, what was taken out, the collection itself
        page.locator("#undo").click()
        expect(page.locator("#undo")).to_have_count(1 if left else 0)
    assert library.collections.all() == []


@SIZES
def test_a_whole_file_and_several_articles_are_removed_and_put_back(
    serve: Serve, visitor: Any, options: dict[str, Any]
) -> None:
    address, library = serve()
    page = shelf(visitor, address, options)
    page.locator(".entry[data-id=a2] [data-of-file]").click()
    expect(page.locator(".entry")).to_have_count(1)
    page.locator("[data-remove-file]").click()
    expect(page.locator(".entry")).to_have_count(3)
    page.locator("#shelf-all").check()
    page.locator("#shelf-remove").click()
    page.locator("#shelf-body .empty").wait_for()
    assert library.count()[0] == 0
    page.locator("#undo").click()
    expect(page.locator(".entry")).to_have_count(3)
    page.locator("#undo").click()
    expect(page.locator(".entry")).to_have_count(4)
    page.locator("#shelf-sort").select_option("date")
    expect(page.locator(".entry").first).to_have_attribute("data-id", "a2")
    page.locator("#shelf-sort").select_option("title")
    expect(page.locator(".entry").first).to_have_attribute("data-id", "a3")


@SIZES
def test_everyone_can_use_it(serve: Serve, visitor: Any, axe: str, options: dict[str, Any]) -> None:  # noqa: F811
    address, library = serve()
    library.collections.create("江州的桥")
    library.collections.add("江州的桥", ["a1", "a4"])
    for scheme in ("light", "dark"):
        page = shelf(visitor, address, {**options, "color_scheme": scheme})
        page.evaluate(axe)
        page.locator("[data-select]").first.check()
        page.locator("[data-edit]").last.click()
        for step in ("list", "collection"):
            if step == "collection":
                page.locator("[data-collection]").nth(1).click()
                page.locator("[data-within]").wait_for()
                page.locator("[data-select]").first.check()
            page.wait_for_timeout(300)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
            serious = [
                (item["id"], [node["html"][:160] for node in item["nodes"]])
                for item in found
                if item["impact"] in {"serious", "critical"}
            ]
            assert serious == [], (scheme, step)
        if options is PHONE:
            small = page.evaluate(
                "() => [...document.querySelectorAll('#shelf button:not(.file-name), #shelf select, #shelf-words')]"
                ".filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)"
            )
            assert small == []


def test_titles_sources_and_names_are_never_code(serve: Serve, visitor: Any) -> None:
    address, library = serve()
    for number, text in enumerate(XSS[:12]):
        name = "".join(filter(str.isprintable, text))[:60]
        library.edit("a1", title=text, source=text)
        library.collections.create(f"{number}{name}")
        library.collections.add(f"{number}{name}", ["a1", "a2"])
    page = shelf(visitor, address, DESKTOP)
    for button in page.locator("[data-collection]").all()[1:4]:
        button.click()
        page.locator("[data-within]").wait_for()
    page.locator("[data-select=a1]").check()
    page.locator("[data-edit=a1]").click()
    page.locator(".shelf-form [type=submit]").click()
    page.locator("#undo").wait_for()
    page.locator("[data-remove=a1]").click()
    page.locator("[data-within]").click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#shelf img, #shelf script, #shelf svg, #chips img, #chips svg").count() == 0
