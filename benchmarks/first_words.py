"""How long a question in the browser waits for the first words of its answer, over the bundled samples, model warm.

    python -m benchmarks.first_words [--adding 200]

Needs the extra `test` and Chromium ($CHROMIUM, else /usr/bin/chromium). From the click to the answer in the page;
thirty questions a conversation. `ask` is the library's part of it. With `--adding` a second tab drops a file of so many
made-up articles first, and questions are asked until they are added.

| AMD EPYC (Zen 4), 2 cores, load of 3 to 7 by others beside it, two runs, 2026-11-24; ms | p50 | p95 |
|---|---|---|
| first words | 112, 117 | 170, 225 |
| first words, the first ten of a conversation | 103, 121 | 171, 258 |
| first words, the last ten | 114, 120 | 176, 316 |
| ask | 63, 71 | 120, 159 |
| before, when the whole conversation was sent and drawn each time: the first ten | 150, 137 | 182, 239 |
| before: the last ten | 293, 352 | 652, 1016 |

| `--adding 200`, Intel Xeon with AMX, 2 cores, others beside it, 2026-11-29; ms | p50 | p95 | longest | over 1 s |
|---|---|---|---|---|
| first words, a load of 6 | 213 | 379 | 587 | 0 of 113 |
| `ask` | 116 | 212 | | |
| before the tokenizer was let go after each 256 texts, a load of 11 | 368 | 844 | 1628 | 2 of 86 |
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
QUESTIONS, A_CONVERSATION = 60, 30
PLACES = ("江州", "清溪", "云岭", "海安", "临川", "石桥", "平湖", "南浦")
THINGS = ("大桥", "新馆", "水库", "地铁", "学校", "博览会", "医院", "码头")

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
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--adding", type=int, default=0, help="articles that another tab adds meanwhile")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT))
    from qa.library import Library
    from qa.storage.paths import samples_folder
    from qa.web import page as chat_page

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
        blocks, address = chat_page.start(library, "127.0.0.1", port)
        with sync_playwright() as started:
            chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
            page.goto(address)
            page.wait_for_selector(".example")
            page.evaluate(FIRST_WORDS, questions[0])
            asked.clear()
            tab = _drop(browser, address, _articles(Path(folder), options.adding)) if options.adding else None
            begun, ended = time.perf_counter(), 0.0
            for number, question in enumerate(_always(questions[1:]) if tab else questions[1:]):
                if number % A_CONVERSATION == 0:
                    page.locator("#clear").click()
                    page.wait_for_selector(".welcome")
                waited.append(page.evaluate(FIRST_WORDS, question))
                page.wait_for_timeout(150)
                if tab and tab.locator("#added .changes").count():
                    ended = time.perf_counter() - begun
                    break
            browser.close()
        blocks.close(verbose=False)
    _show("first words", waited)
    if options.adding:
        _show("ask", asked)
        slow = sum(ms > 1000 for ms in waited)
        print(f"{len(waited)} questions while {options.adding} articles were added in {ended:.0f} s, {slow} over 1 s, "
              f"the longest {max(waited):.0f} ms")  # fmt: skip
        print("load", os.getloadavg())
        return
    _show("first words, the first ten of a conversation", [t for i, t in enumerate(waited) if i % A_CONVERSATION < 10])
    _show("first words, the last ten", [t for i, t in enumerate(waited) if i % A_CONVERSATION >= A_CONVERSATION - 10])
    _show("ask", asked)
    print("load", os.getloadavg())


def _always(questions: Sequence[str]) -> Iterator[str]:
    """The questions over and over, each time in other words: what was asked before is answered from memory."""
    for turn in itertools.count():
        yield from (f"{question}（第{turn + 1}次问）" if turn else question for question in questions)


def _articles(folder: Path, count: int) -> Path:
    """A file of made-up articles of some 700 characters."""
    draw = random.Random(7)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for number in range(count):
            text = "\n".join(
                f"{draw.choice(PLACES)}的{draw.choice(THINGS)}第{part}期工程编号{number}，{draw.randrange(1, 13)}月"
                f"{draw.randrange(1, 29)}日动工，投资{draw.randrange(1, 90)}亿元，{draw.randrange(20, 900)}名工人参加。"
                for part in range(1, 17)
            )
            row = {"text": text, "title": f"{draw.choice(PLACES)}{draw.choice(THINGS)}（编号{number}）"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return folder / "articles.jsonl"


def _drop(browser: Any, address: str, file: Path) -> Any:
    """Another tab in which the file was dropped: its articles are being encoded."""
    tab = browser.new_page(locale="zh-CN")
    tab.goto(address)
    tab.get_by_role("tab", name="文库").click()
    tab.locator("#drop input[type=file]").set_input_files(str(file))
    tab.locator("#added .progress").wait_for()
    return tab


def _show(name: str, milliseconds: Sequence[float]) -> None:
    ordered = sorted(milliseconds)
    p50, p95 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95))
    print(f"| {name} | {p50:.0f} | {p95:.0f} |")


if __name__ == "__main__":
    main()
