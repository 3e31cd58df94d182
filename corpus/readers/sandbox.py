"""Readers that use native libraries, in a separate process with limits on time and memory.

A damaged PDF can keep pdfium busy forever, use all memory or crash it, and nothing inside the same process can prevent
that. One process reads one file after another. It is ended when it passes a limit, and a new one starts when needed.
Where the system cannot limit the memory of a process (Windows, macOS), only time is limited.
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
from corpus.messages import Message, as_json, from_json
from corpus.readers import limits
from corpus.records import Block, Document, LeftOut, Page, Refusal, Region

# What runs in the other process: `parse(stream, path, beat)`, which calls `beat` for each page as a sign of life.
Parse = Callable[[BinaryIO, str, Callable[[], None]], Iterator[Document | Refusal]]
_MODULES = frozenset({"pdf", "pictures"})

_lock = threading.Lock()
_idle: list[_Process] = []
_users = 0


def read(module: str, stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """What `parse` of a module of this folder yields for a file in another process.

    Raises `CorpusError` if `parse` does, and if the process passes a limit or dies.
    """
    size = limits.check_size(stream, limits.ISOLATED_BYTES)
    with _lock:
        process = _idle.pop() if _idle else None
    process = process or _Process()
    reusable = False
    try:
        yield from process.ask(module, stream, size, path)
        reusable = True
    except CorpusError:
        reusable = process.is_alive()
        raise
    finally:
        with _lock:
            reusable = reusable and _users > 0
            if reusable:
                _idle.append(process)
        if not reusable:
            process.end()


@contextmanager
def keep_process() -> Iterator[None]:
    """Keep the process for the next file until the last user leaves."""
    global _users
    with _lock:
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            unused = _idle[:] if _users == 0 else []
            del _idle[: len(unused)]
        for process in unused:
            process.end()


class _Process:
    """The other process and its pipes: a line of JSON and the file go in, lines of JSON come out."""

    def __init__(self) -> None:
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109 - PYTHONPATH holds text
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
        atexit.register(self.end)

    def is_alive(self) -> bool:
        """Whether it can read another file."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it at once."""
        atexit.unregister(self.end)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def ask(self, module: str, stream: BinaryIO, size: int, path: str) -> Iterator[Document | Refusal]:
        """Send a file and yield the documents and refusals that come back. Raises `CorpusError` like `read`."""
        requests, answers = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
        with suppress(OSError):  # a dead process is noticed when no answer comes
            requests.write(json.dumps({"module": module, "path": path, "size": size}).encode() + b"\n")
            while chunk := stream.read(limits.MB):
                requests.write(chunk)
            requests.flush()
        reason = bug = ""
        for answer in self._lines(answers):
            if "document" in answer:
                yield _document(answer["document"])
            elif "refusal" in answer:
                refusal = answer["refusal"]
                yield Refusal(**{**refusal, "reason": from_json(refusal["reason"])})
            reason = from_json(answer.get("reason", reason))
            bug = answer.get("bug", bug)
        # Raised only when the whole answer has left the pipe, so that the process is ready for the next file.
        if bug:
            raise RuntimeError(f"in the reading process:\n{bug}")
        if reason:
            raise CorpusError(reason)

    def _lines(self, answers: BinaryIO) -> Iterator[dict[str, Any]]:
        """The answers up to the last one. Raises `CorpusError` if the process passes a limit or dies."""
        end = time.monotonic() + limits.FILE_SECONDS
        while line := self._line(answers, end - time.monotonic()):
            answer: dict[str, Any] = json.loads(line)
            if "end" in answer:
                return
            yield answer
        raise CorpusError("reader_failed")

    def _line(self, answers: BinaryIO, seconds_left: float) -> bytes:
        """The next answer; empty if the process died. Raises `CorpusError` if none comes in time.

        `seconds_left` is the time that the whole file may still take.
        """
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            self._process.kill()

        timer = threading.Timer(min(seconds_left, limits.SILENT_SECONDS), stop)
        timer.daemon = True
        timer.start()
        try:
            line = answers.readline()
        finally:
            timer.cancel()
        if timed_out.is_set() and seconds_left < limits.SILENT_SECONDS:
            raise CorpusError("reader_too_slow", minutes=limits.FILE_SECONDS // 60)
        if timed_out.is_set():
            raise CorpusError("reader_page_too_slow", seconds=limits.SILENT_SECONDS)
        return line


def _document(fields: dict[str, Any]) -> Document:
    blocks = tuple(
        Block(block["text"], block["page"], _box(block["box"]), block["size"], tuple(map(_region, block["regions"])))
        for block in fields["blocks"]
    )
    warnings = tuple(map(from_json, fields["warnings"]))
    pages = tuple(Page(**page) for page in fields["pages"])
    left_out = tuple(LeftOut(**{**part, "reason": from_json(part["reason"])}) for part in fields["left_out"])
    known = {"blocks": blocks, "authors": tuple(fields["authors"]), "warnings": warnings, "pages": pages}
    return Document(**{**fields, **known, "left_out": left_out})


def _region(fields: dict[str, Any]) -> Region:
    return Region(fields["start"], fields["end"], fields["page"], _box(fields["box"]))


def _box(edges: list[float] | None) -> tuple[float, float, float, float] | None:
    return (edges[0], edges[1], edges[2], edges[3]) if edges else None


def _answer(item: Document | Refusal) -> dict[str, Any]:
    """A document or a refusal in JSON values, for `_Process.ask` to read."""
    if isinstance(item, Refusal):
        return {"refusal": {**asdict(item), "reason": as_json(item.reason)}}
    left_out = [{**asdict(part), "reason": as_json(part.reason)} for part in item.left_out]
    return {"document": {**asdict(item), "warnings": list(map(as_json, item.warnings)), "left_out": left_out}}


def _serve() -> None:
    """Run the other process: answer requests until the input ends."""
    import traceback
    import warnings
    from tempfile import SpooledTemporaryFile

    warnings.simplefilter("ignore")
    _limit_memory()
    requests = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # native libraries print to standard output

        def send(answer: dict[str, Any]) -> None:
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()

        while line := requests.readline():
            request = json.loads(line)
            with SpooledTemporaryFile(max_size=limits.SPOOL_BYTES) as spool:
                unread = request["size"]
                while unread and (chunk := requests.read(min(limits.MB, unread))):
                    spool.write(chunk)
                    unread -= len(chunk)
                spool.seek(0)
                try:
                    if request["module"] not in _MODULES:
                        raise ValueError(f"no module for another process: {request['module']}")
                    parse: Parse = import_module(f"corpus.readers.{request['module']}").parse
                    for item in parse(cast(BinaryIO, spool), request["path"], lambda: send({"beat": None})):
                        send(_answer(item))
                except CorpusError as error:
                    send({"reason": as_json(error.message)})
                except MemoryError:
                    send({"reason": as_json(Message("reader_memory", limit=limits.MEMORY_BYTES // limits.MB))})
                except Exception:
                    send({"bug": traceback.format_exc()})
            send({"end": True})


def _limit_memory() -> None:
    try:
        import resource

        _, hard_limit = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (limits.MEMORY_BYTES, hard_limit))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    _serve()
