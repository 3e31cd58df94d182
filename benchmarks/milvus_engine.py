"""The Milvus engine against the local one: the same vectors, the same articles, the same questions.

    python -m benchmarks.milvus_engine DATA/drcd-dev [--articles 300] [--questions 200] [--uri URI]

DATA/SET holds corpus.jsonl and questions.jsonl; the first articles are taken, and questions about them. Without --uri
Milvus Lite's own server is started beside this process and asked over gRPC: it is a small server in Python for tests,
so its times say nothing of a real one. Every text is encoded once, for both. Then BM25's mean length, which the rows
of the server keep from the first 500 passages, is made twice and half as long, to see what a stale one costs.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from embeddings import encoder
from embeddings.encoder import Encoder, Progress, Vectors
from qa.library import Library
from qa.storage import milvus


class Remembering(Encoder):
    """An encoder that makes the vector of a text once."""

    def __init__(self, model: Encoder) -> None:
        self.__dict__.update(model.__dict__)
        self._made: dict[str, Any] = {}

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._made]
        self._made.update(zip(new, super().encode_documents(new), strict=True))
        return np.array([self._made[text] for text in texts], np.float32).reshape(-1, self.dimension)


@contextmanager
def server(uri: str | None) -> Iterator[str]:
    """The address of a server: the one given, or Milvus Lite's."""
    if uri is not None:
        yield uri
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1", "--port", str(port)]
        running = subprocess.Popen(
            [*command, "--data-dir", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--uri")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.data / "corpus.jsonl").read_text("utf-8").splitlines()]
    rows = rows[: options.articles]
    known = {row["id"] for row in rows}
    asked = [json.loads(line) for line in (options.data / "questions.jsonl").read_text("utf-8").splitlines()]
    asked = [row for row in asked if row["question"].strip() and known & set(row["articles"])][: options.questions]
    model = Remembering(encoder.load())
    with tempfile.TemporaryDirectory() as temporary, server(options.uri) as uri:
        folder = Path(temporary)
        (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        local = _run("local", Library(folder / "local", loaded=model), folder, asked, None)
        weights = milvus._weights
        for name, factor in (("milvus", 1.0), ("milvus, mean length x 2", 2.0), ("milvus, mean length / 2", 0.5)):
            milvus._weights = lambda counts, ids, mean, by=factor: weights(counts, ids, mean * by)
            remote = Library(folder / name, loaded=model, engine="milvus", uri=uri)
            _run(name, remote, folder, asked, local)


def _run(name: str, library: Library, folder: Path, asked: Sequence[dict[str, Any]], other: Any) -> list[Any]:
    begun = time.perf_counter()
    library.add([folder / "corpus.jsonl"])
    adding = time.perf_counter() - begun
    found, times = [], []
    for row in asked:
        begun = time.perf_counter()
        reply = library.ask(row["question"], top_k=10)
        times.append(time.perf_counter() - begun)
        found.append(
            (reply.best_quote, [hit.passage_id for hit in reply.hits], reply.hits[0].article_id in row["articles"])
        )
    line = {
        "passages": library.count()[1],
        "questions": len(asked),
        "success@1": round(sum(right for *_, right in found) / len(found), 3),
        "seconds to add (the first also encodes)": round(adding, 1),
        "ms a question, p50": round(1000 * statistics.median(times), 1),
    }
    for retriever in ("lexical",):
        right = [
            reply.hits[0].article_id in row["articles"]
            for row, reply in zip(
                asked, library.ask_all([(r["question"], ()) for r in asked], retriever=retriever), strict=True
            )
        ]
        line[f"success@1, {retriever}"] = round(sum(right) / len(right), 3)
    if other is not None:
        line["same quote"] = sum(a[0] == b[0] for a, b in zip(found, other, strict=True))
        line["same ten hits in order"] = sum(a[1] == b[1] for a, b in zip(found, other, strict=True))
    print(json.dumps({name: line}), flush=True)
    return found


if __name__ == "__main__":
    main()
