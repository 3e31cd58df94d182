"""Screenshots of the chat and of the report over the bundled samples, for the README and the docs.

    python -m benchmarks.screenshots [--out docs/screenshots]

Needs the extra `test` and Chromium ($CHROMIUM, else /usr/bin/chromium); takes about a minute.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.load import free_port
from qa.evaluation import Options, evaluate
from qa.evaluation.questions import read_questions
from qa.evaluation.report import write_report
from qa.library import Library
from qa.storage.paths import samples_folder
from qa.web import page as chat_page

ROOT = Path(__file__).parent.parent
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
QUESTIONS = ("四羊方尊有多重？", "它通高多少？")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library")
        library.add([samples_folder()])
        questions, skipped = read_questions(samples_folder().with_name("sample_questions.jsonl"))
        evaluation = evaluate(library, questions, skipped, Options(compare=["dense", "lexical"]))
        write_report(evaluation, Path(folder) / "report")
        blocks, address = chat_page.start(library, "127.0.0.1", free_port())
        with sync_playwright() as started:
            browser = started.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
            )
            for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
                for scheme in ("light", "dark"):
                    for language, ending in (("zh-CN", ""), ("en", "-en")):
                        _views(browser, address, out, f"{size}-{scheme}{ending}", viewport, scheme, language)
            page = browser.new_page(viewport=DESKTOP, color_scheme="light", locale="en")
            page.goto((Path(folder) / "report" / "report.html").as_uri())
            page.screenshot(path=out / "report.png")
            browser.close()
        blocks.close(verbose=False)
    print("\n".join(sorted(str(path) for path in out.glob("*.png"))))


def _views(
    browser: Any, address: str, out: Path, name: str, viewport: dict[str, int], scheme: str, language: str
) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=language)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".welcome .example")
    page.wait_for_timeout(500)
    page.screenshot(path=out / f"welcome-{name}.png")
    for number, (question, shown) in enumerate(zip(QUESTIONS, ("answer", "follow-up"), strict=True)):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.locator(".exchange").nth(number).locator(".answer").wait_for()
        page.wait_for_timeout(500)
        page.screenshot(path=out / f"{shown}-{name}.png")
    page.locator(".hit:visible .opener").last.click()
    page.locator(".sheet-of-text mark").first.wait_for()
    page.wait_for_timeout(300)
    page.screenshot(path=out / f"article-{name}.png")
    page.keyboard.press("Escape")
    page.locator("#filters-button").click()
    page.locator("#after").fill("2021年5月")
    page.locator("#after").press("Tab")
    page.locator(".chip").wait_for()
    page.screenshot(path=out / f"filters-{name}.png")
    page.locator("#talks-button").click()
    page.locator(".talk").first.wait_for()
    page.screenshot(path=out / f"conversations-{name}.png")
    page.keyboard.press("Escape")
    page.get_by_role("tab").nth(1).click()
    page.locator(".entry").first.wait_for()
    page.wait_for_timeout(300)
    page.screenshot(path=out / f"library-{name}.png")
    page.get_by_role("tab").nth(2).click()
    page.set_input_files("#questions input[type=file]", samples_folder().with_name("sample_questions.jsonl"))
    page.locator("#measured .plots").wait_for(timeout=120_000)
    page.locator("#measured .plots").evaluate("plots => plots.scrollIntoView()")
    page.wait_for_timeout(300)
    page.screenshot(path=out / f"evaluation-{name}.png")
    context.close()


if __name__ == "__main__":
    main()
