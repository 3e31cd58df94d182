"""Pictures of the chat for the documentation: `python benchmarks/screenshots.py LIBRARY`.

LIBRARY is a folder made by `wenbao index corpus/samples`. Writes `docs/screenshots/chat.png`; with `--all` to
another folder also the phone, the dark colours, a refusal, the reader and the list of articles. Needs Playwright for
Python and Chromium; judges nothing, somebody has to look.
"""

from __future__ import annotations

import argparse
import socket
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import app  # noqa: E402
from qa.library import Library  # noqa: E402

QUESTION = "毛伟明提到要打造哪三个产业集群？"
UNANSWERED = "谁获得了诺贝尔物理学奖？"
SIZES = {"desktop": (1120, 840), "phone": (390, 844)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path, help="a library's folder")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--all", type=Path, metavar="DIR", help="write all pictures there")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    blocks, address = app.start(Library(options.library), "127.0.0.1", port)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = open_chat(browser, address, "desktop")
        ask(page, options.question)
        chat = ROOT / "docs" / "screenshots" / "chat.png"
        chat.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=chat)
        print(f"{chat}: {chat.stat().st_size // 1000} kB")
        if options.all:
            for size in SIZES:
                for dark in (False, True):
                    tour(browser, address, size, dark, options.question, options.all)
        browser.close()
    blocks.close(verbose=False)


def open_chat(browser: Browser, address: str, size: str, dark: bool = False) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.wait_for_selector("#thread .welcome")
    page.wait_for_timeout(500)  # the fonts
    return page


def ask(page: Page, question: str) -> None:
    before = page.locator(".exchange").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.locator(".exchange").nth(before).locator(".answer, .failure").first.wait_for()
    page.wait_for_timeout(500)  # the scrolling


def tour(browser: Browser, address: str, size: str, dark: bool, question: str, folder: Path) -> None:
    """Every view in one size and colour."""
    folder.mkdir(parents=True, exist_ok=True)
    page = open_chat(browser, address, size, dark)

    def shoot(name: str) -> None:
        page.screenshot(path=folder / f"{size}-{'dark' if dark else 'light'}-{name}.png")

    shoot("welcome")
    ask(page, question)
    shoot("answer")
    page.locator(".exchange .opener").first.click()
    page.wait_for_selector("#reader[open] .text")
    page.wait_for_timeout(400)
    shoot("reader")
    page.keyboard.press("Escape")
    ask(page, UNANSWERED)
    shoot("refusal")
    for number, name in enumerate(("library", "evaluation", "help"), 1):
        page.evaluate("scrollTo(0, 0)")
        page.get_by_role("tab").nth(number).click()
        page.wait_for_timeout(400)
        shoot(name)
    page.context.close()


if __name__ == "__main__":
    main()
