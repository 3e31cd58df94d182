"""How often a threshold lets through more wrong answers than it states: `python -m benchmarks.max_wrong WORK SET…`.

Each set is a folder with corpus.jsonl and questions.jsonl. Its questions are asked once with their articles and once
without them, so that half have no answer; confidences, and whether the quote is right, are kept in WORK. From these,
files of judged questions are drawn with replacement, `qa.evaluation.max_wrong` finds the threshold of each file, and
the share of wrong answers at that threshold is taken over all questions of the set.

With `--methods`, other ways to allow for the choice among thresholds are measured beside it, with the same guarantee:
Bonferroni, the fallback procedure (Wiens 2003), and the binary search of SGR (Geifman and El-Yaniv 2017).
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.special import bdtr

from benchmarks.answering import answered, library_of
from corpus.records import content_id
from qa import read_questions
from qa.evaluation import max_wrong as product
from qa.evaluation.bootstrap import Floats

FILES = 1000
SIZES = (200, 400, 1000, 3000)  # judged questions of a file
SHARES = (0.05, 0.1, 0.2)
LEVEL = 0.95
_SEED = 20261130


def pairs(folder: Path, work: Path, most: int) -> tuple[Floats, Floats]:
    """Confidence and right (0 or 1) of each question, with and without its articles, float64 (n,).

    They are kept in `work` for the same library, weights and number of questions.
    """
    library = library_of(folder, work)
    every = math.ceil(len(read_questions(folder / "questions.jsonl")[0]) / most)
    kept = work / f"pairs-{folder.name}-{content_id(library.fingerprint(), str(every))}.json"
    if not kept.is_file():
        asked = answered(library, folder, without=True, every=every)
        rows = [(one.quote.confidence if one.quote else 0.0, bool(one.is_right)) for one in asked]
        kept.write_text(json.dumps(rows), "utf-8")
    both = np.array([row[:2] for row in json.loads(kept.read_text("utf-8"))], np.float64)
    return both[:, 0], both[:, 1]


def fixed_sequence(falling: Floats, wrong: Floats, share: float, alpha: float) -> int:
    """How many of the surest are answered by the product's way."""
    ranks, _ = _values(falling, wrong, share, alpha)
    passed = product._passed(ranks, wrong[ranks - 1], share, alpha)
    return int(ranks[passed - 1]) if passed else 0


def bonferroni(falling: Floats, wrong: Floats, share: float, alpha: float) -> int:
    """The same, if each of the thresholds is tested more strictly."""
    ranks, values = _values(falling, wrong, share, alpha)
    passed = np.flatnonzero(values <= alpha / max(1, len(ranks)))
    return int(ranks[passed[-1]]) if len(passed) else 0


def fallback(falling: Floats, wrong: Floats, share: float, alpha: float) -> int:
    """The same, if each threshold has an equal part of the level and those that pass hand theirs on to the next."""
    ranks, values = _values(falling, wrong, share, alpha)
    best, held = 0, 0.0
    for rank, value in zip(ranks, values, strict=True):
        held += alpha / len(ranks)
        best, held = (int(rank), held) if value <= held else (best, 0.0)
    return best


def sgr(falling: Floats, wrong: Floats, share: float, alpha: float) -> int:
    """The same by a binary search, each step of which has an equal part of the level."""
    count, best, low, high = len(falling), 0, 1, len(falling)
    steps = math.ceil(math.log2(count))
    for _ in range(steps):
        middle = (low + high + 1) // 2
        if bdtr(wrong[middle - 1], middle, share) <= alpha / steps:
            best, low = max(best, middle), middle
        else:
            high = middle
    return best


def _values(falling: Floats, wrong: Floats, share: float, alpha: float) -> tuple[np.ndarray, Floats]:
    ranks = product._ends(falling, product._ranks(len(falling), share, alpha))
    return ranks, bdtr(wrong[ranks - 1], ranks, share)


METHODS: dict[str, Callable[[Floats, Floats, float, float], int]] = {
    "fixed sequence": fixed_sequence, "Bonferroni": bonferroni, "fallback": fallback, "SGR": sgr,
}  # fmt: skip


def measure(name: str, confidence: Floats, right: Floats, methods: bool) -> None:
    """Print, for each share and size of file, how many files exceed the share, and how many questions are kept."""
    falling, risks = _population(confidence, right)
    for share in SHARES:
        under = np.flatnonzero(risks <= share)
        most = (under[-1] + 1) / len(risks) if len(under) else 0.0
        for size in SIZES:
            random = np.random.default_rng((_SEED, size))
            found: dict[str, list[tuple[float, bool]]] = {}
            for _ in range(FILES):
                drawn = random.integers(0, len(confidence), size)
                for method, threshold in _thresholds(confidence[drawn], right[drawn], share, methods).items():
                    kept = 0 if threshold is None else int(np.searchsorted(-falling, -threshold, side="right"))
                    found.setdefault(method, []).append((kept / len(falling), bool(kept) and risks[kept - 1] > share))
            for method, values in found.items():
                kept_share, exceeded = (float(np.mean(column)) for column in zip(*values, strict=True))
                some = float(np.mean([value > 0 for value, _ in values]))
                print(f"| {name} | {share:.0%} | {size} | {method} | {exceeded:.3f} | {some:.3f} | {kept_share:.3f} |"
                      f" {most:.3f} |", flush=True)  # fmt: skip


def _population(confidence: Floats, right: Floats) -> tuple[Floats, Floats]:
    """All confidences, falling, and the share of wrong quotes from each on."""
    order = np.argsort(-confidence, kind="stable")
    return confidence[order], np.cumsum(1 - right[order]) / np.arange(1, len(order) + 1)


def _thresholds(confidence: Floats, right: Floats, share: float, methods: bool) -> dict[str, float | None]:
    order = np.argsort(-confidence, kind="stable")
    falling, wrong = confidence[order], np.cumsum(1 - right[order])
    used = METHODS if methods else {"fixed sequence": fixed_sequence}
    kept = {name: method(falling, wrong, share, 1 - LEVEL) for name, method in used.items()}
    return {name: float(falling[answered - 1]) if answered else None for name, answered in kept.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument(
        "--most", type=int, default=500, help="questions of a set: of a longer one, every n-th is asked"
    )
    parser.add_argument("--methods", action="store_true")
    options = parser.parse_args()
    print(f"{FILES} files each, level {LEVEL:.0%}")
    print("| set | allowed | questions | method | exceeded | found | kept | could be kept |")
    print("|---|---|---|---|---|---|---|---|")
    for given in options.sets:
        measure(given.name, *pairs(given, options.work, options.most), options.methods)
