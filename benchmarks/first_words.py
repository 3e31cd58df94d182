"""How long a question in the browser waits for the first words of its answer, over the bundled samples, model warm.

    python -m benchmarks.first_words

Needs the extra `test` and Chromium ($CHROMIUM, else /usr/bin/chromium). From the click to the answer in the page;
thirty questions a conversation. `ask` is the library's part of it.

| AMD EPYC (Zen 4), 2 cores, load of 3 to 7 by others beside it, two runs, 2026-11-24; ms | p50 | p95 |
|---|---|---|
| first words | 112, 117 | 170, 225 |
| first words, the first ten of a conversation | 103, 121 | 171, 258 |
| first words, the last ten | 114, 120 | 176, 316 |
| ask | 63, 71 | 120, 159 |
| before, when the whole conversation was sent and drawn each time: the first ten | 150, 137 | 182, 239 |
| before: the last ten | 293, 352 | 652, 1016 |
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
QUESTIONS, A_CONVERSATION = 60, 30

FIRST_WORDS = """(question) => new Promise((done) => {
  const box = document.querySelector('#question textarea'), before = document.querySelectorAll('.answer').length;
  box.value = question; box.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => {
    const begun = performance.now();
    new MutationObserver((_, observer) => {
      if (document.querySelectorAll('.answer').length <= before) return;
      observer.disconnect();
      done(performance.now() - begun);
    }).observe(document.querySelector('#thread'), { childList: true, subtree: true });
    document.querySelector('#send').click();
  }, 100);
})"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT))
    import app
    from qa.library import Library, samples_folder

    asked: list[float] = []

    class Timed(Library):
        def ask(self, *arguments: Any, **options: Any) -> Any:
            begun = time.perf_counter()
            reply = super().ask(*arguments, **options)
            asked.append(1000 * (time.perf_counter() - begun))
            return reply

    lines = samples_folder().with_name("sample_questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines[: QUESTIONS + 1]]
    waited: list[float] = []
    with tempfile.TemporaryDirectory() as folder, socket.socket() as taken:
        library = Timed(Path(folder) / "library")
        library.add([samples_folder()])
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.close()
        blocks, address = app.start(library, "127.0.0.1", port)
        with sync_playwright() as started:
            chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
            page.goto(address)
            page.wait_for_selector(".example")
            page.evaluate(FIRST_WORDS, questions[0])
            asked.clear()
            for number, question in enumerate(questions[1:]):
                if number % A_CONVERSATION == 0:
                    page.locator("#clear").click()
                    page.wait_for_selector(".welcome")
                waited.append(page.evaluate(FIRST_WORDS, question))
                page.wait_for_timeout(150)
            browser.close()
        blocks.close(verbose=False)
    _show("first words", waited)
    _show("first words, the first ten of a conversation", [t for i, t in enumerate(waited) if i % A_CONVERSATION < 10])
    _show("first words, the last ten", [t for i, t in enumerate(waited) if i % A_CONVERSATION >= A_CONVERSATION - 10])
    _show("ask", asked)
    print("load", os.getloadavg())


def _show(name: str, milliseconds: Sequence[float]) -> None:
    ordered = sorted(milliseconds)
    p50, p95 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95))
    print(f"| {name} | {p50:.0f} | {p95:.0f} |")


if __name__ == "__main__":
    main()
