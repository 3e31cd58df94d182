"""Readers in many threads and processes while one process changes the library.

    python -m benchmarks.concurrency [--seconds 300] [--processes 8] [--threads 4]

Every paragraph of an article names the version it belongs to. A reader asks, and checks that each hit belongs to a
single version, letter by letter. The vectors are not from a model: the check is that nobody sees half a change.
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

from qa.library import Library
from qa.records import Reply
from tests.killed_writer import LengthEncoder

Results = multiprocessing.Queue  # of (questions, problems)
ARTICLES = 60
_VERSION = re.compile("第([0-9]+)版")


def article(name: int, version: int) -> dict[str, str]:
    """A row of a corpus: the article's text in this version."""
    paragraphs = [f"第{version}版的第{name}座桥，第{k}段：长{name * 10 + k}米，宽{version}米。" for k in range(6)]
    return {"id": f"a{name}", "title": f"第{name}座桥第{version}版", "text": "\n".join(paragraphs)}


def problem_of(reply: Reply) -> str | None:
    """What is wrong with a reply; None if every hit is whole."""
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


def read(folder: Path, until: float, threads: int, seed: int, results: Results) -> None:
    """Ask from several threads until `until` (seconds since the epoch)."""
    library = Library(folder, loaded=LengthEncoder())
    questions, problems = [0] * threads, list[str]()

    def ask(thread: int) -> None:
        draw = random.Random(seed * 1000 + thread)
        while time.time() < until:
            try:
                problem = problem_of(library.ask(f"第{draw.randrange(ARTICLES)}座桥有多长？"))
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
            questions[thread] += 1
            if problem:
                problems.append(problem)

    running = [threading.Thread(target=ask, args=(thread,)) for thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    results.put((sum(questions), problems))


def change(folder: Path, until: float) -> int:
    """Change the library until `until`; the number of changes."""
    library, draw, changes = Library(folder / "library", loaded=LengthEncoder()), random.Random(0), 0
    while time.time() < until:
        changes += 1
        kind = draw.choice(["update", "update", "update", "remove", "compact"])
        if kind == "compact":
            library.compact()
        elif kind == "remove":
            articles = [library.article(f"a{name}") for name in draw.sample(range(ARTICLES), 3)]
            removed = [found for found in articles if found is not None]
            library.remove([found.id for found in removed])
            library.restore(removed)
        else:
            write(folder, library, draw.sample(range(ARTICLES), 5), changes)
    return changes


def write(folder: Path, library: Library, names: list[int], version: int) -> None:
    """Add these articles in this version, one file each."""
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
        write(folder, Library(folder / "library", loaded=LengthEncoder()), list(range(ARTICLES)), 0)
        until, queue = time.time() + options.seconds, context.Queue()
        readers = [
            context.Process(target=read, args=(folder / "library", until, options.threads, seed, queue))
            for seed in range(options.processes)
        ]
        for reader in readers:
            reader.start()
        changes = change(folder, until)
        results = [queue.get(timeout=120) for _ in readers]
        for reader in readers:
            reader.join()
        damage = Library(folder / "library", loaded=LengthEncoder()).verify().problems
    questions, problems = sum(n for n, _ in results), [problem for _, found in results for problem in found]
    print(
        f"{options.processes} processes of {options.threads} threads, {options.seconds:.0f} s: {questions} questions,"
        f" {changes} changes, {len(problems)} wrong or failed {sorted(set(problems))[:5]}, damage after: {list(damage)}"
    )


if __name__ == "__main__":
    main()
