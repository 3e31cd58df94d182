"""The first words of an answer in Chromium, beside another version of the project: the same questions in turns.

    python -m benchmarks.beside OTHER [--questions 60] [--rounds 2]

OTHER is a folder with the other version (`git archive COMMIT | tar x -C OTHER`). Each version is served on 127.0.0.1 by
`wenbao serve` in a process of its own, over a library of its bundled samples. In each round both versions are asked the
same part of the questions, one after the other, so that both are exposed to the same load; a conversation has at most
thirty questions. The time is that from the click to the first words on the page. Of this version the table also says
how much of it the server spent on the answer itself: on encoding, search, and reading.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Error as PlaywrightError

from benchmarks.load import free_port
from qa.evaluation.questions import read_questions
from qa.storage.paths import samples_folder
from tests.first_words import FIRST_WORDS

_TARGET = 1.15
_PER_CONVERSATION = 30
_MOST_SECONDS = 600  # until a server answers: it builds its library first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    questions = [q.question for q in read_questions(samples_folder().with_name("sample_questions.jsonl"))[0]]
    asked = questions[: options.questions]
    trees = {"this": Path(__file__).parents[1], "other": options.other.resolve()}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        servers = {name: _Server(tree, Path(folder) / name) for name, tree in trees.items()}
        try:
            chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            times = run(browser, servers, asked, options.rounds)
            browser.close()
        finally:
            for server in servers.values():
                server.process.terminate()
    report(times)


class _Server:
    """`wenbao serve` of one version."""

    def __init__(self, tree: Path, library: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        variables = {**os.environ, "PYTHONPATH": str(tree), "WENBAO_LIBRARY": str(library)}
        with library.with_suffix(".log").open("wb") as log:
            command = [sys.executable, "-m", "qa", "serve", "--port", str(port)]
            self.process = subprocess.Popen(command, cwd=tree, env=variables, stdout=log, stderr=log)

    def wait(self) -> None:
        """Until it serves the page."""
        until = time.monotonic() + _MOST_SECONDS
        while True:
            try:
                with urllib.request.urlopen(self.address, timeout=60) as answer:
                    answer.read()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(1)


class _Person:
    """A person in a browser of their own; `times` are milliseconds, `spent` those that the server says it needed."""

    def __init__(self, browser: Any, server: _Server) -> None:
        self.browser, self.server = browser, server
        self.times: list[float] = []
        self.spent: list[float] = []

    def ask(self, questions: list[str]) -> None:
        context = self.browser.new_context(locale="zh-CN", viewport={"width": 1200, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("response", self._note)
        page.goto(self.server.address)
        page.wait_for_selector("#thread .welcome, #thread .exchange")
        page.wait_for_timeout(2000)  # its example questions are made meanwhile
        page.evaluate(FIRST_WORDS, "岳麓书院在哪里？")  # not counted: the first question of a page
        for question in questions:
            page.wait_for_timeout(300)  # the follow-up questions of the last answer are made meanwhile
            self.times.append(page.evaluate(FIRST_WORDS, question))
        context.close()

    def _note(self, response: Any) -> None:
        if not response.url.endswith("/component_server/"):
            return
        try:
            exchange = json.loads(response.json()["exchange"])
            self.spent.append(1000 * sum(exchange["reply"]["seconds"].values()))
        except (KeyError, TypeError, ValueError, PlaywrightError):
            return  # the answer to another call, or to one of a page that is closed


def run(browser: Any, servers: dict[str, _Server], questions: list[str], rounds: int) -> dict[str, list[_Person]]:
    """Ask each version its part of the questions, round by round; for each round the two people."""
    for server in servers.values():
        server.wait()
    found: dict[str, list[_Person]] = {name: [] for name in servers}
    for part in np.array_split(np.array(questions, object), max(rounds, -(-len(questions) // _PER_CONVERSATION))):
        for name, server in servers.items():
            person = _Person(browser, server)
            person.ask(list(part))
            found[name].append(person)
    return found


def report(found: dict[str, list[_Person]]) -> None:
    """Print the table. Exits with 1 where the ratio of the 95th percentiles misses the target."""
    whole = {name: np.concatenate([person.times for person in people]) for name, people in found.items()}
    print(
        f"| version ({len(whole['this'])} questions, load {os.getloadavg()[0]:.1f}) | p50 | p95 | p95 of each round |"
    )
    print("|---|---|---|---|")
    for name, times in whole.items():
        each = ", ".join(f"{np.percentile(person.times, 95):.0f}" for person in found[name])
        print(f"| {name} | {np.percentile(times, 50):.0f} ms | {np.percentile(times, 95):.0f} ms | {each} ms |")
    spent = np.concatenate([person.spent for person in found["this"]])
    if len(spent):
        print(f"| this, of which the answer itself | {np.median(spent):.0f} ms | {np.percentile(spent, 95):.0f} ms | |")
    ratios = [np.percentile(whole["this"], q) / np.percentile(whole["other"], q) for q in (50, 95)]
    print(f"| ratio (target of p95: {_TARGET}) | {ratios[0]:.2f} | {ratios[1]:.2f} | |")
    sys.exit(ratios[1] > _TARGET)


if __name__ == "__main__":
    main()
