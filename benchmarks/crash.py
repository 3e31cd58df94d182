"""Kills a process while it changes a library, again and again, and looks at what the library then holds.

    python -m benchmarks.crash [--kills 200] [--seed 1]

A child adds, updates, removes and compacts, and tells of each change when it has returned. It is killed (SIGKILL) at a
random instant. The library must then open, verify without a problem, and hold exactly the articles of the last change
that was told, or of the one that was under way. The vectors are made up: what is tried is the disk.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Progress, Vectors
from qa.library import Library

State = dict[str, str]  # texts by id


class MadeUp(Encoder):
    """Vectors from the lengths of texts: no model, no meaning."""

    def __init__(self) -> None:
        self.name, self.dimension, self.window = "made up", 8, 512

    @property
    def fingerprint(self) -> str:
        return "made up"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        vectors = np.ones((len(texts), self.dimension), np.float32)
        vectors[:, 0] += [len(text) % 7 for text in texts]
        progress(len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_documents(texts)


def step(number: int, state: State) -> tuple[str, State]:
    """What the change of that number does to a library in that state, and the state that it leaves."""
    chance = random.Random(number)
    kind = chance.choice(["add", "add", "update", "remove", "compact"]) if state else "add"
    after = dict(state)
    some = chance.sample(sorted(state), min(len(state), chance.randint(1, 4)))
    if kind == "add":
        after |= {f"a{number}-{i}": _text(number, i) for i in range(chance.randint(1, 12))}
    elif kind == "update":
        after |= {name: _text(number, i) for i, name in enumerate(some)}
    elif kind == "remove":
        for name in some:
            del after[name]
    return kind, after


def _text(number: int, i: int) -> str:
    return "\n".join(
        f"第{number}次修改的第{i}篇，第{k}段。这里有{number * 7 + k}个字。" for k in range(1 + (number + i) % 5)
    )


def apply(library: Library, folder: Path, kind: str, before: State, after: State) -> None:
    """Make the change."""
    if kind == "compact":
        library.compact()
    elif kind == "remove":
        library.remove(before.keys() - after.keys())
    else:
        rows = [{"id": name, "text": text} for name, text in after.items() if before.get(name) != text]
        for row in rows:  # a file each, so that adding one does not take the others out
            path = folder / f"{row['id']}.jsonl"
            path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
        library.add([folder / f"{row['id']}.jsonl" for row in rows])


def child(folder: Path, first: int, state: State, told: int) -> None:
    """Change the library until killed, telling the number of every change that has returned."""
    library = Library(folder / "library", loaded=MadeUp())
    (folder / "in").mkdir(exist_ok=True)
    number = first
    while True:
        kind, after = step(number, state)
        apply(library, folder / "in", kind, state, after)
        os.write(told, f"{number}\n".encode())
        number, state = number + 1, after


def kill_once(folder: Path, first: int, state: State, seconds: float) -> tuple[int, State, str]:
    """One killed run: the number of the next change, the state that was found, and the change under way."""
    receive, send = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            child(folder, first, state, send)
        finally:
            os._exit(1)
    os.close(send)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    with os.fdopen(receive, "rb") as pipe:
        told = [int(line) for line in pipe.read().split()]
    for number in range(first, first + len(told)):
        _, state = step(number, state)
    assert told == list(range(first, first + len(told)))
    under_way = first + len(told)
    kind, next_state = step(under_way, state)
    library = Library(folder / "library", loaded=MadeUp())
    if not library.exists:
        assert not state, "acknowledged articles are gone"
        return under_way, {}, kind
    problems = library.verify().problems
    assert not problems, f"after {kind} {under_way}: {problems}"
    found = {article.id: article.text for article in library.articles()}
    if found == state:
        return under_way, state, kind
    assert found == next_state, f"after {kind} {under_way}: neither the old state nor the new one"
    return under_way + 1, next_state, kind


def run(kills: int, seed: int) -> Counter[str]:
    """So many killed runs on one library; what was under way in each. Raises `AssertionError` at a broken state."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="wenbao-crash-"))
    number, state, kinds = 1, State(), Counter[str]()
    try:
        for _ in range(kills):
            number, state, kind = kill_once(folder, number, state, chance.uniform(0.0, 0.4))
            kinds[kind] += 1
            if len(state) > 150:
                shutil.rmtree(folder / "library")
                state = {}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    kinds["changes told"] = number - 1
    return kinds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kinds = run(options.kills, options.seed)
    print(f"{options.kills} of {options.kills} killed runs left an acknowledged state; under way: {dict(kinds)}")


if __name__ == "__main__":
    main()
