"""Readers in many threads and processes while one process changes the library.

    python -m benchmarks.concurrency [--seconds 300] [--processes 8] [--threads 4]

Every paragraph of an article names the version of the article that it belongs to. A reader asks, and looks whether each
hit is a part of one version, letter by letter, and whether its quote is. The vectors are made up: what is tried is that
nobody sees half a change.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import re
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.crash import MadeUp
from qa.library import Library
from qa.records import Reply

Answers = multiprocessing.Queue  # of (questions, problems)
_VERSION = re.compile("第([0-9]+)版")


def article(name: int, version: int) -> dict[str, str]:
    paragraphs = [f"第{version}版的第{name}座桥，第{k}段：长{name * 10 + k}米，宽{version}米。" for k in range(6)]
    return {"id": f"a{name}", "title": f"第{name}座桥第{version}版", "text": "\n".join(paragraphs)}


def torn(reply: Reply) -> str | None:
    """What is wrong with a reply; None where it is whole."""
    if not reply.hits:
        return "no hits"
    for hit in reply.hits:
        versions = set(_VERSION.findall(f"{hit.title}\n{hit.text}"))
        if len(versions) != 1:
            return f"versions {versions} in one hit"
        expected = article(int(hit.article_id[1:]), int(versions.pop()))
        if expected["text"][hit.start : hit.end] != hit.text:
            return "offsets of another version"
    return None


def read(folder: Path, until: float, threads: int, seed: int, answers: Answers) -> None:
    library = Library(folder, loaded=MadeUp())
    asked, wrong = [0] * threads, list[str]()

    def ask(thread: int) -> None:
        chance = random.Random(seed * 1000 + thread)
        while time.time() < until:
            try:
                problem = torn(library.ask(f"第{chance.randrange(60)}座桥有多长？"))
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
            asked[thread] += 1
            if problem:
                wrong.append(problem)

    running = [threading.Thread(target=ask, args=(thread,)) for thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    answers.put((sum(asked), wrong))


def change(folder: Path, until: float) -> int:
    """Change the library over and over; how often."""
    library, chance, changes = Library(folder / "library", loaded=MadeUp()), random.Random(0), 0
    while time.time() < until:
        changes += 1
        kind = chance.choice(["update", "update", "update", "remove", "compact"])
        if kind == "compact":
            library.compact()
        elif kind == "remove":
            gone = [library.article(f"a{name}") for name in chance.sample(range(60), 3)]
            library.remove([one.id for one in gone if one is not None])
            library.restore([one for one in gone if one is not None])
        else:
            write(folder, library, chance.sample(range(60), 5), changes)
    return changes


def write(folder: Path, library: Library, names: list[int], version: int) -> None:
    for name in names:
        (folder / f"{name}.jsonl").write_text(json.dumps(article(name, version), ensure_ascii=False), "utf-8")
    library.add([folder / f"{name}.jsonl" for name in names])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="wenbao-concurrency-") as temporary:
        folder = Path(temporary)
        write(folder, Library(folder / "library", loaded=MadeUp()), list(range(60)), 0)
        until, answers = time.time() + options.seconds, context.Queue()
        readers = [
            context.Process(target=read, args=(folder / "library", until, options.threads, seed, answers))
            for seed in range(options.processes)
        ]
        for reader in readers:
            reader.start()
        changes = change(folder, until)
        results = [answers.get(timeout=120) for _ in readers]
        for reader in readers:
            reader.join()
        problems = Library(folder / "library", loaded=MadeUp()).verify().problems
    asked, wrong = sum(n for n, _ in results), [problem for _, found in results for problem in found]
    print(
        f"{options.processes} processes of {options.threads} threads, {options.seconds:.0f} s: {asked} questions,"
        f" {changes} changes, {len(wrong)} torn or failed {sorted(set(wrong))[:5]}, damage afterwards: {list(problems)}"
    )


if __name__ == "__main__":
    main()
