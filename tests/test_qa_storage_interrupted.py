"""What `wenbao index` leaves where it is stopped in the middle: all batches before, and a true message."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.library import Library
from qa.storage import encode_batches, ingest

SLOW_INDEX = """
import sys, time
sys.path[:0] = [{tests!r}, {root!r}]
from killed_writer import LengthEncoder
from embeddings import encoder
from qa.cli import main
from qa.storage import encode_batches

class SlowEncoder(LengthEncoder):
    def encode_documents(self, texts, progress=lambda done: None):
        time.sleep(0.01 * len(texts))
        return super().encode_documents(texts, progress)

encoder.load = lambda *args: SlowEncoder()
encode_batches._FIRST_PASSAGES = 4
encode_batches._SECONDS_PER_BATCH = 0.2
sys.exit(main(["index", "--library", {library!r}, {articles!r}]))
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(300):
        (folder / f"{i}.txt").write_text(f"第{i}座桥昨天通车。全长{i + 100}米。", "utf-8")
    return folder


def _library(tmp_path: Path) -> Library:
    from killed_writer import LengthEncoder

    return Library(tmp_path / "library", loaded=LengthEncoder())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_keeps_what_it_committed_and_says_how_much(
    tmp_path: Path, articles: Path, number: signal.Signals, code: int
) -> None:
    root = Path(__file__).parents[1]
    script = SLOW_INDEX.format(
        tests=str(root / "tests"), root=str(root), library=str(tmp_path / "library"), articles=str(articles)
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell in the background ignores it
    )
    deadline = time.monotonic() + 60
    while not (_library(tmp_path).exists and _library(tmp_path).count()[0] >= 10):
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(process.pid, number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code
    library = _library(tmp_path)
    kept, passages = library.count()
    assert 10 <= kept < 300
    assert f"the library has {kept} articles in {passages} passages" in said
    assert library.verify().problems == ()
    assert len(library.add([articles]).added) == 300 - kept
    assert library.count()[0] == 300


def test_a_killed_run_leaves_whole_batches(tmp_path: Path, articles: Path) -> None:
    root = Path(__file__).parents[1]
    script = SLOW_INDEX.format(
        tests=str(root / "tests"), root=str(root), library=str(tmp_path / "library"), articles=str(articles)
    )
    process = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    while not (_library(tmp_path).exists and _library(tmp_path).count()[0] >= 10):
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait(timeout=60)
    library = _library(tmp_path)
    assert 10 <= library.count()[0] < 300
    assert library.verify().problems == ()
    library.add([articles])
    assert library.verify().problems == ()
    assert library.count()[0] == 300


class _Clock:
    """A clock that only the work moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def test_a_batch_has_at_most_256_passages_and_15_seconds(
    tmp_path: Path, hash_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = _Clock()
    monkeypatch.setattr(encode_batches, "time", clock)
    sizes: list[int] = []
    seconds_a_text = 0.001

    def encode(model: Any, texts: Any, progress: Any) -> Any:
        sizes.append(len(texts))
        clock.now += seconds_a_text * len(texts)
        return model.encode_documents(texts, progress)

    rows = "\n".join(f'{{"text": "第{i}座桥。"}}' for i in range(700))
    (tmp_path / "many.jsonl").write_text(rows, "utf-8")
    Library(tmp_path / "fast", loaded=hash_encoder(), encode=encode).add([tmp_path / "many.jsonl"])
    assert sizes[::2] == [32, 256, 256, 156]  # a passage of one sentence each
    sizes.clear()
    clock.now, seconds_a_text = 0.0, 0.125  # a passage and its sentence take a quarter of a second, so 60 take 15 s
    Library(tmp_path / "slow", loaded=hash_encoder(), encode=encode).add([tmp_path / "many.jsonl"])
    assert sizes[::2] == [32, *[60] * 11, 8]


def test_what_was_read_is_committed_before_the_rest_is_read(
    tmp_path: Path, hash_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = _Clock()
    monkeypatch.setattr(ingest, "time", clock)
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(f"第{i}座桥昨天通车。", "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())
    counts: dict[str, int] = {}

    def progress(step: str, done: int, total: int, item: str = "") -> None:
        if step == "reading" and item:
            counts[Path(item).name] = library.count()[0] if library.exists else 0
            clock.now += 6.0  # seconds for each file

    assert len(library.add([tmp_path], progress=progress).added) == 5
    assert counts == {"0.txt": 0, "1.txt": 0, "2.txt": 2, "3.txt": 2, "4.txt": 4}
    (tmp_path / "0.txt").unlink()
    (tmp_path / "1.txt").write_text("第1座桥今天通车。", "utf-8")
    changes = library.add([tmp_path], prune=True)
    assert (len(changes.added), len(changes.removed), changes.unchanged) == (1, 2, 3)
    assert library.verify().problems == ()


def test_the_message_names_an_empty_library(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from qa.cli.commands import _saying_what_is_saved, _StoppedError

    with pytest.raises(_StoppedError) as stopped, _saying_what_is_saved(Library(tmp_path / "none")):
        raise KeyboardInterrupt
    assert stopped.value.code == 130
    assert re.search("has 0 articles in 0 passages", capsys.readouterr().err)
