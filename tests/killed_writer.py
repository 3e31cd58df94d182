"""A process that changes a library until it is killed, and a check of what it leaves.

The vectors are made from the lengths of texts: what is tested is the disk.
"""

from __future__ import annotations

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
MOST_ARTICLES = 150  # then the library starts empty again


class LengthEncoder(Encoder):
    """Unit vectors made from the lengths of texts: no model, no meaning."""

    def __init__(self) -> None:
        self.name, self.dimension, self.window = "lengths", 8, 512

    @property
    def fingerprint(self) -> str:
        return self.name

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
    """The kind of change number `number`, and the state after it. The same number and state give the same change."""
    draw = random.Random(number)
    kind = draw.choice(["add", "add", "update", "remove", "compact"]) if state else "add"
    after = dict(state)
    some = draw.sample(sorted(state), min(len(state), draw.randint(1, 4)))
    if kind == "add":
        after |= {f"a{number}-{i}": _text(number, i) for i in range(draw.randint(1, 12))}
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
    """Make the change from `before` to `after`."""
    if kind == "compact":
        library.compact()
    elif kind == "remove":
        library.remove(before.keys() - after.keys())
    else:
        rows = [{"id": name, "text": text} for name, text in after.items() if before.get(name) != text]
        for row in rows:  # one file each, so that adding one does not remove the others
            path = folder / f"{row['id']}.jsonl"
            path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
        library.add([folder / f"{row['id']}.jsonl" for row in rows])


def change_until_killed(folder: Path, first: int, state: State, pipe: int) -> None:
    """Change the library without end; writes a line to the pipe at the start, then the number of each change made."""
    library = Library(folder / "library", loaded=LengthEncoder())
    (folder / "in").mkdir(exist_ok=True)
    os.write(pipe, b"0\n")
    number = first
    while True:
        kind, after = step(number, state)
        apply(library, folder / "in", kind, state, after)
        os.write(pipe, f"{number}\n".encode())
        number, state = number + 1, after


def kill_once(folder: Path, first: int, state: State, made: int, seconds: float) -> tuple[int, State, str]:
    """Kill one run `seconds` after it made some changes: number of the next one, state on disk, kind of the next one.

    Raises `AssertionError` where the library is damaged, or in neither the acknowledged state nor the next one.
    """
    receive, send = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            change_until_killed(folder, first, state, send)
        finally:
            os._exit(1)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        pipe.readline()
        early = [pipe.readline() for _ in range(made)]
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        acknowledged = [int(line) for line in (*early, *pipe.read().split())]
    assert acknowledged == list(range(first, first + len(acknowledged)))
    for number in acknowledged:
        _, state = step(number, state)
    interrupted = first + len(acknowledged)
    kind, next_state = step(interrupted, state)
    library = Library(folder / "library", loaded=LengthEncoder())
    if not library.exists:
        assert not state, "acknowledged articles are gone"
        return interrupted, {}, kind
    problems = library.verify().problems
    assert not problems, f"after {kind} {interrupted}: {problems}"
    on_disk = {article.id: article.text for article in library.articles()}
    if on_disk == state:
        return interrupted, state, kind
    assert on_disk == next_state, f"after {kind} {interrupted}: neither the old state nor the new one"
    return interrupted + 1, next_state, kind


def run(kills: int, seed: int) -> Counter[str]:
    """Kill a writer of one library many times: how often each kind of change was interrupted, and "acknowledged"."""
    draw = random.Random(seed)
    number, state, kinds = 1, State(), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="wenbao-crash-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        for _ in range(kills):
            number, state, kind = kill_once(folder, number, state, draw.randrange(2), draw.uniform(0.0, 0.4))
            kinds[kind] += 1
            if len(state) > MOST_ARTICLES:
                shutil.rmtree(folder / "library")
                state = {}
    kinds["acknowledged"] = number - 1
    return kinds
