"""Fifty people in the chat at once: errors, mixed sessions, latency against one person alone, and the server's memory.

    python -m benchmarks.load [--clients 50] [--seconds 180] [--passages 10000] [--pause 2]

Starts a server on 127.0.0.1 in a process of its own, over a library of `--passages` passages: generated articles with
random vectors. The model is the real one, because encoding a question is most of an answer. Each client has an
address of its own (127.0.0.2, …), opens the page as a browser does (its heartbeat stays open), asks, reads the answer
from the queue, pauses, and asks again.

Every client asks about articles with its own number and sends its own conversation: an answer to another client's
question is a mixed session. The idle latency is that of one client before the others come. The target for p95 is
three times the idle latency for each client that waits in the queue, so 3 × clients × idle.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import secrets
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import numpy as np

TOPICS = ("大桥通车", "新馆开放", "水库蓄水", "地铁试运行", "学校迁址", "博览会开幕", "医院扩建", "码头改造")
PLACES = ("江州", "清溪", "云岭", "海安", "临川", "石桥", "平湖", "南浦")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds that a client reads an answer, on average")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        server = context.Process(target=_serve, args=(Path(folder), options.passages, there), daemon=True)
        server.start()
        try:
            address, passages = here.recv()
            run(address, passages, int(server.pid or 0), options.clients, options.seconds, options.pause)
        finally:
            here.close()  # the server ends when the pipe does
            server.join(20)
            if server.is_alive():
                server.kill()


# The server


def _serve(folder: Path, passages: int, pipe: Connection) -> None:
    """Build the library and serve it until the other end of the pipe closes."""
    from embeddings import encoder
    from qa.library import Library
    from qa.web import page as chat_page

    loaded = encoder.load()
    library = Library(folder / "library", loaded=_RandomDocuments(loaded))  # type: ignore[arg-type]
    library.add([_corpus(folder / "corpus.jsonl", passages)])
    library = Library(folder / "library", loaded=loaded)
    blocks, address = chat_page.start(library, "127.0.0.1", free_port())
    library.ask("大桥何时通车？")
    pipe.send((address, library.count()[1]))
    try:
        pipe.recv()
    except (EOFError, OSError):
        blocks.close(verbose=False)
        os._exit(0)


class _RandomDocuments:
    """The real encoder, but for articles, whose vectors are random: encoding 10,000 would take a quarter of an hour."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def encode_documents(self, texts: list[str], progress: Any = lambda done: None) -> Any:
        draw = np.random.default_rng(7)
        vectors = draw.standard_normal((len(texts), self._real.dimension)).astype(np.float32)
        progress(len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _corpus(path: Path, passages: int) -> Path:
    """Articles of one passage each; each has a number of its own."""
    draw = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        for number in range(passages):
            place, topic = draw.choice(PLACES), draw.choice(TOPICS)
            text = "".join(
                f"{place}{topic}，编号{number}，第{part}期投资{draw.randrange(1, 90)}亿元，{draw.choice(PLACES)}方面"
                f"派{draw.randrange(2, 400)}人参加，{draw.randrange(1, 13)}月{draw.randrange(1, 29)}日完成。"
                for part in range(1, 7)
            )
            row = {"text": text, "title": f"{place}{topic}（编号{number}）", "date": f"20{draw.randrange(10, 24)}"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listens on."""

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# The clients


@dataclass
class Measurements:
    """The answers' times in seconds, the errors, and the answers to another client's question."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)


class Client:
    """One person at a browser."""

    def __init__(self, address: str, number: int) -> None:
        self.number = number
        self.session = secrets.token_hex(6)
        place = httpx.HTTPTransport(local_address=f"127.0.0.{number + 2}")
        self.http = httpx.Client(base_url=address, transport=place, timeout=120)
        config = self.http.get("/config").raise_for_status().json()
        ids = {part["props"].get("elem_id"): part["id"] for part in config["components"]}
        self.thread = ids["thread"]
        self.load_event = next(d["id"] for d in config["dependencies"] if "load" in (t[1] for t in d["targets"]))
        self.turns: list[dict[str, str]] = []
        self.asked = 0
        self._alive = threading.Thread(target=self._heartbeat, daemon=True)
        self._alive.start()

    def _heartbeat(self) -> None:
        try:
            with self.http.stream("GET", f"/gradio_api/heartbeat/{self.session}", timeout=None) as stream:
                for _ in stream.iter_lines():
                    pass
        except httpx.HTTPError:
            pass  # the client was closed

    def open(self) -> None:
        """Load the page's first content."""
        list(self._messages(self.load_event, ["zh"]))

    def ask(self, measured: Measurements) -> None:
        """Ask one question, and check that the answer belongs to this client."""
        self.asked += 1  # a repeated question would be answered from memory
        question = f"编号{self.number}{self.asked:02d}的工程投资多少？客户{self.number}号问"
        begun = time.perf_counter()
        asked = {"id": secrets.token_hex(8), "question": question, "language": "zh", "earlier": self.turns}
        call = {"data": asked, "component_id": self.thread, "fn_name": "ask", "session_hash": self.session}
        try:
            answer = self.http.post("/gradio_api/component_server/", json=call).raise_for_status().json()
            exchange = json.loads(answer["exchange"])
        except (httpx.HTTPError, KeyError, ValueError) as error:
            measured.errors.append(repr(error)[:200])
            return
        measured.seconds.append(time.perf_counter() - begun)
        if exchange["error"]:
            measured.errors.append(str(exchange)[:200])
            return
        if exchange["question"] != question:
            measured.mixed.append(f"{exchange['question']} instead of {question}")
        reply = exchange["reply"]
        answer = reply["answer"]["text"] if reply["answer"] else ""
        self.turns.append({"question": question, "answer": answer, "standalone_question": reply["standalone_question"]})
        if len(self.turns) >= 8:  # begins a new conversation
            self.turns = []

    def _messages(self, event: int, data: list[Any]) -> Iterator[dict[str, Any]]:
        asked = {"data": data, "fn_index": event, "session_hash": self.session, "event_data": None}
        answer = self.http.post("/gradio_api/queue/join", json=asked)
        if answer.status_code != 200:
            raise ValueError(f"{answer.status_code} {answer.text[:100]}")
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    message = json.loads(line[6:])
                    yield message
                    if message["msg"] in {"process_completed", "close_stream"}:
                        return


def run(address: str, passages: int, pid: int, clients: int, seconds: float, pause: float) -> None:
    """Measure one client alone, then all of them, and print the table."""
    alone, idle = Client(address, 0), Measurements()
    alone.open()
    for _ in range(20):
        alone.ask(idle)
        time.sleep(0.2)
    people = [Client(address, number) for number in range(1, clients + 1)]
    measured = Measurements()
    until = time.monotonic() + seconds

    def stay(client: Client) -> None:
        client.open()
        while time.monotonic() < until:
            time.sleep(random.expovariate(1 / pause) if pause else 0)
            client.ask(measured)

    threads = [threading.Thread(target=stay, args=(person,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    marks: list[tuple[float, float]] = []
    while any(thread.is_alive() for thread in threads):
        time.sleep(1)
        marks.append((time.monotonic() - until + seconds, _memory(pid)))
    report(idle, measured, marks, passages, clients, seconds)


def report(
    idle: Measurements,
    measured: Measurements,
    marks: list[tuple[float, float]],
    passages: int,
    clients: int,
    seconds: float,
) -> None:
    """Print the table and exit, with code 1 if a target is missed. `marks` are (seconds, megabytes) of the server."""
    first, waited = float(np.median(idle.seconds)), np.percentile(measured.seconds, [50, 95, 99])
    half = [mb for at, mb in marks if at >= seconds / 2]
    quarter = max(1, len(half) // 4)
    growth = float(np.mean(half[-quarter:]) / np.mean(half[:quarter]) - 1)
    print(f"| {clients} clients, {seconds:.0f} s, {passages} passages, load of {os.getloadavg()[0]:.1f} | |")
    print("|---|---|")
    print(f"| questions answered | {len(measured.seconds)} ({len(measured.seconds) / seconds:.1f} a second) |")
    print(f"| errors, mixed sessions | {len(measured.errors)}, {len(measured.mixed)} |")
    print(f"| one client alone, median of {len(idle.seconds)} | {1000 * first:.0f} ms |")
    print(f"| p50, p95, p99 | {', '.join(f'{1000 * value:.0f}' for value in waited)} ms |")
    print(f"| p95 for each client, in idle latencies (target: 3) | {waited[1] / first / clients:.2f} |")
    print(f"| memory at the half, at the end | {np.mean(half[:quarter]):.0f}, {np.mean(half[-quarter:]):.0f} MB |")
    print(f"| growth in the second half (target: under 5 %) | {100 * growth:+.1f} % |")
    for what in (*idle.errors[:3], *measured.errors[:5], *measured.mixed[:5]):
        print(f"  {what}")
    missed = measured.errors or measured.mixed or idle.errors or waited[1] > 3 * clients * first or growth > 0.05
    sys.exit(bool(missed))


def _memory(pid: int) -> float:
    """The resident memory of a process, in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
