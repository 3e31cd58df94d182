"""Readers that rest on native libraries, run in a process of their own with bounds of time and memory.

A damaged PDF can keep pdfium busy for ever, take all memory, or crash it; nothing inside the same process can prevent
that. One process serves one file after the other, is ended when a bound is passed, and is started anew when needed.
Where the system has no limits on a process's memory (Windows, macOS), only time is bounded.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib import import_module
from typing import Any, BinaryIO, cast

from corpus.errors import CorpusError
from corpus.readers import limits
from corpus.records import Block, Document, Refusal

# What runs in the other process: `parse(stream, path, beat)`, where `beat` is called for each page, as a sign of life.
Parse = Callable[[BinaryIO, str, Callable[[], None]], Iterator[Document | Refusal]]
_MODULES = frozenset({"pdf", "pictures"})

_lock = threading.Lock()
_idle: list[_Process] = []
_users = 0


def read(module: str, stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """What `parse` of a module of this folder yields for a file, from another process.

    Raises `CorpusError` where it does, and where the process passes a bound or dies.
    """
    size = limits.size(stream)
    if size > limits.ISOLATED_BYTES:
        raise CorpusError(
            f"the file holds {size // limits.MB:,} MB, more than {limits.ISOLATED_BYTES // limits.MB}: split it"
        )
    with _lock:
        process = _idle.pop() if _idle else None
    process = process or _Process()
    sound = False
    try:
        yield from process.ask(module, stream, size, path)
        sound = True
    except CorpusError:
        sound = process.is_alive()
        raise
    finally:
        with _lock:
            kept = sound and _users > 0
            if kept:
                _idle.append(process)
        if not kept:
            process.end()


@contextmanager
def kept() -> Iterator[None]:
    """Within it, the process stays for the next file; it ends with the last user."""
    global _users
    with _lock:
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            over = _idle[:] if _users == 0 else []
            del _idle[: len(over)]
        for process in over:
            process.end()


class _Process:
    """The other process, and the pipes to it: a line of JSON and the file go in, lines of JSON come out."""

    def __init__(self) -> None:
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109 - the text that PYTHONPATH holds
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
        atexit.register(self.end)

    def is_alive(self) -> bool:
        """Whether it can take another file."""
        return self._process.poll() is None

    def end(self) -> None:
        """Ends it at once."""
        atexit.unregister(self.end)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def ask(self, module: str, stream: BinaryIO, size: int, path: str) -> Iterator[Document | Refusal]:
        """Sends a file and yields what comes back. Raises `CorpusError` like `read`."""
        given, answers = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
        with suppress(OSError):  # a process that died is seen when no answer comes
            given.write(json.dumps({"module": module, "path": path, "size": size}).encode() + b"\n")
            while chunk := stream.read(limits.MB):
                given.write(chunk)
            given.flush()
        reason = bug = ""
        for answer in self._lines(answers):
            if "document" in answer:
                yield _document(answer["document"])
            elif "refusal" in answer:
                yield Refusal(**answer["refusal"])
            reason = answer.get("reason", reason)
            bug = answer.get("bug", bug)
        # Only now, when all of its answer is taken out of the pipe, is the process ready for another file.
        if bug:
            raise RuntimeError(f"in the reading process:\n{bug}")
        if reason:
            raise CorpusError(reason)

    def _lines(self, answers: BinaryIO) -> Iterator[dict[str, Any]]:
        """The answers up to the last, within the bounds."""
        end = time.monotonic() + limits.FILE_SECONDS
        while line := self._line(answers, end - time.monotonic()):
            answer: dict[str, Any] = json.loads(line)
            if "end" in answer:
                return
            yield answer
        raise CorpusError("the file makes its parser fail, or needs too much memory: save or print it anew")

    def _line(self, answers: BinaryIO, left: float) -> bytes:
        """The next answer; empty where the process died. Raises `CorpusError` where none comes in time.

        `left` are the seconds that the whole file may still take.
        """
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(min(left, limits.SILENT_SECONDS), stop)
        timer.daemon = True
        timer.start()
        try:
            line = answers.readline()
        finally:
            timer.cancel()
        if late.is_set() and left < limits.SILENT_SECONDS:
            raise CorpusError(f"the file takes longer than {limits.FILE_SECONDS // 60} minutes: split it")
        if late.is_set():
            raise CorpusError(f"a page takes longer than {limits.SILENT_SECONDS} seconds: leave it out of the file")
        return line


def _document(fields: dict[str, Any]) -> Document:
    blocks = tuple(
        Block(block["text"], block["page"], tuple(block["box"]) if block["box"] else None, block["size"])
        for block in fields["blocks"]
    )
    return Document(
        **{**fields, "blocks": blocks, "authors": tuple(fields["authors"]), "warnings": tuple(fields["warnings"])}
    )


def _serve() -> None:
    """The other process: answers until its input ends."""
    import traceback
    import warnings
    from tempfile import SpooledTemporaryFile

    warnings.simplefilter("ignore")
    _bound_memory()
    given = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # native libraries print where they like

        def say(kind: str, value: object) -> None:
            answers.write(json.dumps({kind: value}).encode() + b"\n")
            answers.flush()

        while line := given.readline():
            asked = json.loads(line)
            with SpooledTemporaryFile(max_size=limits.SPOOL_BYTES) as spool:
                left = asked["size"]
                while left and (chunk := given.read(min(limits.MB, left))):
                    spool.write(chunk)
                    left -= len(chunk)
                spool.seek(0)
                try:
                    if asked["module"] not in _MODULES:
                        raise ValueError(f"no module for another process: {asked['module']}")
                    parse: Parse = import_module(f"corpus.readers.{asked['module']}").parse
                    for found in parse(cast(BinaryIO, spool), asked["path"], lambda: say("beat", None)):
                        say("document" if isinstance(found, Document) else "refusal", asdict(found))
                except CorpusError as error:
                    say("reason", str(error))
                except MemoryError:
                    say(
                        "reason",
                        f"the file needs more than {limits.MEMORY_BYTES // limits.MB:,} MB of memory: split it",
                    )
                except Exception:
                    say("bug", traceback.format_exc())
            say("end", True)


def _bound_memory() -> None:
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (limits.MEMORY_BYTES, most))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    _serve()
