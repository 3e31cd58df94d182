"""Screenshots of the chat and of the report over the bundled samples, for the README and the docs.

    python -m benchmarks.screenshots [--out docs/screenshots]

Needs the extra `test` and Chromium ($CHROMIUM, else /usr/bin/chromium); takes some minutes.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.load import free_port
from qa.evaluation import Options, evaluate
from qa.evaluation.questions import read_questions
from qa.evaluation.report import write_report
from qa.library import Library
from qa.storage.paths import samples_folder
from qa.web import page as chat_page

ROOT = Path(__file__).parent.parent
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIZES = (("desktop", DESKTOP), ("phone", PHONE))
SCHEMES = ("light", "dark")
LANGUAGES = (("zh-CN", ""), ("en", "-en"))  # with what names of pictures end in
_MOST_SECONDS = 1800  # of an evaluation, on a busy machine
_COLOURS = 96  # of a picture: half the bytes, and no difference to be seen
ASKED = {  # two questions, the second after the first, and a date
    "zh-CN": (("四羊方尊有多重？", "它通高多少？"), "2021年5月"),
    "en": (("How long is the main span of the Aizhai Bridge?", "When did it open?"), "May 2021"),
}


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
            for size, viewport in SIZES:
                for scheme in SCHEMES:
                    for language, ending in LANGUAGES:
                        _views(browser, address, out, f"{size}-{scheme}{ending}", viewport, scheme, language)
            _evaluation_views(browser, address, out)
            page = browser.new_page(viewport=DESKTOP, color_scheme="light", locale="en")
            page.goto((Path(folder) / "report" / "report.html").as_uri())
            _shoot(page, out / "report.png")
            browser.close()
        blocks.close(verbose=False)
    print("\n".join(sorted(str(path) for path in out.glob("*.png"))))


def _views(
    browser: Any, address: str, out: Path, name: str, viewport: dict[str, int], scheme: str, language: str
) -> None:
    questions, date = ASKED[language]
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=language)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".welcome .example")
    page.wait_for_timeout(500)
    _shoot(page, out / f"welcome-{name}.png")
    for number, (question, shown) in enumerate(zip(questions, ("answer", "follow-up"), strict=True)):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.locator(".exchange").nth(number).locator(".answer").wait_for()
        page.wait_for_timeout(500)
        _shoot(page, out / f"{shown}-{name}.png")
    page.locator(".hit:visible .opener").last.click()
    page.locator(".sheet-of-text mark").first.wait_for()
    page.wait_for_timeout(300)
    _shoot(page, out / f"article-{name}.png")
    page.keyboard.press("Escape")
    page.locator("#filters-button").click()
    page.locator("#after").fill(date)
    page.locator("#after").press("Tab")
    page.locator(".chip").wait_for()
    _shoot(page, out / f"filters-{name}.png")
    page.locator("#talks-button").click()
    page.locator(".talk").first.wait_for()
    _shoot(page, out / f"conversations-{name}.png")
    page.keyboard.press("Escape")
    page.get_by_role("tab").nth(1).click()
    page.locator(".entry").first.wait_for()
    page.wait_for_timeout(300)
    _shoot(page, out / f"library-{name}.png")
    context.close()


def _evaluation_views(browser: Any, address: str, out: Path) -> None:
    """Evaluate once, and take the pictures of the result in all languages, colours and sizes."""
    page = browser.new_page(viewport=DESKTOP, color_scheme=SCHEMES[0], locale=LANGUAGES[0][0])
    page.goto(address)
    page.get_by_role("tab").nth(2).click()
    page.set_input_files("#questions input[type=file]", samples_folder().with_name("sample_questions.jsonl"))
    page.locator("#measured .plots").wait_for(timeout=_MOST_SECONDS * 1000)
    for _, ending in LANGUAGES:
        for scheme in SCHEMES:
            for size, viewport in SIZES:
                page.set_viewport_size(viewport)
                for shown, place in (("evaluation", "#measured"), ("plots", "#measured .plots")):
                    page.locator(place).evaluate("place => place.scrollIntoView()")
                    page.wait_for_timeout(300)
                    _shoot(page, out / f"{shown}-{size}-{scheme}{ending}.png")
            page.locator("[data-theme-switch]").click()
        page.locator("[data-language]").click()
        page.wait_for_timeout(1000)
    page.close()


def _shoot(page: Any, path: Path) -> None:
    """Take a picture of what is in sight."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
