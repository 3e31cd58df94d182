"""What a billion passages would take: machines, memory, time and money, reckoned from what a small part takes here.

    python -m benchmarks.billion DATA [--encode 40]

DATA holds the sets, each with corpus.jsonl. Measured here: how long passages are, how many sentences and different
tokens they hold, and how many a second one core encodes, with and without their sentences. Everything else is an
assumption, printed with the result. Nothing of this size was ever run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from pathlib import Path

from corpus.passages import split
from corpus.records import Article, Passage
from corpus.text import tokens
from embeddings import encoder

PASSAGES = 1_000_000_000
DIMENSION = 384
GRAPH = 2 * 16 * 4 * 1.1  # bytes a vector of HNSW with M = 16: two neighbours of 4 bytes for each M, upper layers
CORES = 1000  # that encode at once
PRICES = {"core-hour": 0.04, "GB of memory, month": 3.0, "GB of NVMe, month": 0.10}  # US dollars, on demand, rounded
MACHINE = 512  # GB of memory, of which three quarters are filled
TERA, GIGA = 1e12, 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--encode", type=int, default=40, help="passages that are encoded for the rate")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}\n")
    print("| | characters | UTF-8 bytes | different tokens | sentences |\n|---|---|---|---|---|")
    rows, held = [], []
    for folder in sorted(path.parent for path in options.data.glob("*/corpus.jsonl")):
        passages = _passages(folder / "corpus.jsonl", 500)
        row = (
            _mean(len(p.text) for p in passages),
            _mean(len(p.text.encode()) for p in passages),
            _mean(len(set(tokens(p.text))) for p in passages),
            _mean(len(p.sentences) for p in passages),
        )
        print(f"| {folder.name} | " + " | ".join(f"{value:.1f}" for value in row) + " |", flush=True)
        rows.append(row)
        held.append(passages)
    alone, both = _rates([p for passages in held for p in passages[: options.encode // len(held)]])
    print(f"\none thread encodes {alone:.2f} passages/s, {both:.2f} with their sentences\n")
    _, size, words, sentences = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    print("\n".join(_reckon(size, words, sentences, both)))


def _passages(path: Path, most: int) -> list[Passage]:
    measure = encoder.load_token_counter()
    found: list[Passage] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            found += split(Article("a", json.loads(line)["text"]), measure.window, measure.count_tokens)
            if len(found) >= most:
                break
    return found[:most]


def _rates(passages: list[Passage]) -> tuple[float, float]:
    """Passages a second of one thread, alone and with their sentences."""
    import torch

    torch.set_num_threads(1)
    model = encoder.load()
    texts = [p.text for p in passages]
    sentences = [p.text[a - p.start : b - p.start] for p in passages for a, b in p.sentences]
    model.encode_documents(texts[:4])
    begun = time.perf_counter()
    model.encode_documents(texts)
    first = time.perf_counter() - begun
    model.encode_documents(sentences)
    return len(texts) / first, len(texts) / (time.perf_counter() - begun)


def _mean(values: object) -> float:
    found = list(values)  # type: ignore[call-overload]
    return sum(found) / len(found)


def _reckon(size: float, words: float, sentences: float, rate: float) -> list[str]:
    vectors = PASSAGES * (1 + sentences)
    halves, singles = vectors * DIMENSION * 2, vectors * DIMENSION * 4
    graph = vectors * GRAPH
    sparse = PASSAGES * words * 2 * 8  # two dimensions a token, a number of 4 bytes and a weight of 4
    texts = PASSAGES * size * 1.5  # rows, keys and the index of SQLite beside the text
    core_hours = PASSAGES / rate / 3600
    lines = ["| a billion passages | |", "|---|---|"]

    def say(what: str, value: str) -> None:
        lines.append(f"| {what} | {value} |")

    say("vectors, of passages and sentences", f"{vectors / 1e9:.1f} billion")
    say("vectors as float16 / float32", f"{halves / TERA:.1f} / {singles / TERA:.1f} TB")
    say("their HNSW graphs", f"{graph / TERA:.1f} TB")
    say("words, as sparse vectors", f"{sparse / TERA:.1f} TB")
    say("texts in SQLite", f"{texts / TERA:.1f} TB")
    say("encoding", f"{core_hours:,.0f} core-hours, {core_hours / CORES / 24:.1f} days on {CORES:,} cores, "
        f"${core_hours * PRICES['core-hour']:,.0f}")  # fmt: skip
    for name, memory, disk in (
        ("all in memory (HNSW, float32)", singles + graph + sparse, singles + graph + sparse + texts),
        ("all in memory (HNSW, float16)", halves + graph + sparse, halves + graph + sparse + texts),
        ("8 bits a number in memory", halves / 2 + graph + sparse, halves + graph + sparse + texts),
        ("on disk, a tenth of it in memory (DiskANN, words mapped)", (singles + sparse) / 10, singles + sparse + texts),
    ):
        machines = memory / GIGA / (MACHINE * 0.75)
        month = memory / GIGA * PRICES["GB of memory, month"] + disk / GIGA * PRICES["GB of NVMe, month"]
        say(name, f"{memory / TERA:.1f} TB of memory ({machines:,.0f} machines of {MACHINE} GB), "
            f"{disk / TERA:.0f} TB of disk, ${month:,.0f} a month")  # fmt: skip
    lines.append("\nassumed: " + ", ".join(f"${price} a {what}" for what, price in PRICES.items()))
    return lines


if __name__ == "__main__":
    main()
