"""How long a question takes beside its encoding alone, and how many are answered when many are asked at once.

    python -m benchmarks.questions LIBRARY QUESTIONS [--questions N] [--threads N]

LIBRARY is a library that `wenbao index` made, QUESTIONS a file of questions. Each question is put to the encoder alone
and then to the library, so that both see the same machine; then equally many questions, others each time, are asked one
after the other and by several threads at once, in turns.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from qa.evaluation.questions import read_questions
from qa.library import Library

_ROUNDS = 3
_WARM = 20  # questions that are asked first


def main() -> None:
    """Ask, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--threads", type=int, default=16)
    options = parser.parse_args()
    found, _ = read_questions(options.file)
    texts = list(dict.fromkeys(question.question for question in found))
    texts = texts[:: max(1, len(texts) // (options.questions + _WARM))][: options.questions + _WARM]
    library = Library(options.library)
    library.warm_up()
    for text in texts[-_WARM:]:
        library.ask(text)
    print(f"{library.count()[1]} passages, {len(texts) - _WARM} questions")
    each = (len(texts) - _WARM) // (2 * _ROUNDS + 2)
    alone(library, texts[: 2 * each])
    at_once(library, [texts[at : at + each] for at in range(2 * each, len(texts) - _WARM, each)], options.threads)


def alone(library: Library, texts: Sequence[str]) -> None:
    """One question at a time, and its encoding."""
    encoding, asking, again, parts = [], [], [], []
    for text in texts:
        begun = time.perf_counter()
        library.encoder.encode_queries([text])
        encoded = time.perf_counter()
        reply = library.ask(text)
        asked = time.perf_counter()
        library.ask(text)
        again.append(time.perf_counter() - asked)
        asking.append(asked - encoded)
        encoding.append(encoded - begun)
        parts.append(reply.seconds)
    shown("encoder alone", encoding)
    shown("a question", asking)
    shown("the same again", again)
    for name in parts[0]:
        shown(f"  {name}", [part[name] for part in parts])
    shown("  the rest", [whole - sum(part.values()) for whole, part in zip(asking, parts, strict=True)])
    print(f"a question against its encoding, p50: {statistics.median(asking) / statistics.median(encoding):.2f}")


def at_once(library: Library, rounds: Sequence[Sequence[str]], threads: int) -> None:
    """Questions a second, one at a time and many."""
    rates: dict[int, list[float]] = {1: [], threads: []}
    for number, texts in enumerate(rounds[: 2 * _ROUNDS]):
        at_a_time = (1, threads)[number % 2]
        begun = time.perf_counter()
        with ThreadPoolExecutor(at_a_time) as pool:
            list(pool.map(library.ask, texts))
        rates[at_a_time].append(len(texts) / (time.perf_counter() - begun))
    for at_a_time, found in rates.items():
        print(f"{at_a_time} at a time: {', '.join(f'{rate:.1f}' for rate in found)} questions a second")
    ratios = [many / one for one, many in zip(*rates.values(), strict=True)]
    print(f"ratios {', '.join(f'{ratio:.2f}' for ratio in ratios)}, median {statistics.median(ratios):.2f}")


def shown(name: str, seconds: Sequence[float]) -> None:
    """A line with the 50th and the 95th percentile."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
