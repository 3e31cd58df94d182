"""Measures the continuation scorer: how often the right beginning is chosen among all those of a page.

    python -m benchmarks.continuation DATA [--pages 100] [--seed 7] [--file FILE] [--part report]

The pages are those of `benchmarks/train_continuation/cuts.py`, from articles of news-sample that the scorer was not
trained on: by default from those that nothing is fitted on. For comparison, the same by the trigram model of
`corpus/newspaper`. Then the area under the ROC curve over all pairs, and the mean log loss of a pair.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np
from scipy.stats import rankdata

from benchmarks.pages import load, part
from benchmarks.train_continuation.cuts import Cut, page
from benchmarks.train_continuation.data import Texts
from corpus.newspaper.trigram_model import continuation_log_odds
from embeddings import continuation_scorer

_Rows = list[np.ndarray]


def pages(texts: Sequence[str], count: int, seed: int) -> list[list[Cut]]:
    """The cuts of so many pages, with all beginnings of each page."""
    chosen = Random(seed).sample(list(texts), min(len(texts), 4 * count))
    source, draw = Texts(chosen, seed), Random(seed)
    return [page(draw, source.page(draw)) for _ in range(count)]


def by_trigrams(cuts: Sequence[Cut]) -> _Rows:
    """The log odds of each cut's beginnings by the trigram model."""
    return [continuation_log_odds([cut.end], cut.starts)[0][0] for cut in cuts]


def by_scorer(score: Callable[[list[tuple[str, str]]], np.ndarray], cuts: Sequence[Cut]) -> _Rows:
    """The same by the scorer, called once a page."""
    flat = score([(cut.end, start) for cut in cuts for start in cut.starts])
    return np.split(flat, np.cumsum([len(cut.starts) for cut in cuts])[:-1])


def report(cuts: Sequence[Cut], rows: _Rows) -> str:
    """One line: the share chosen rightly, of each kind, and how well pairs are told apart."""
    shares = []
    for kind in ("word", "comma", "sentence"):
        of_kind = [
            int(row.argmax()) == cut.right
            for cut, row in zip(cuts, rows, strict=True)
            if cut.kind == kind and cut.right is not None and len(cut.starts) >= 10
        ]
        shares.append(f"{kind} {np.mean(of_kind):.3f} of {len(of_kind)}")
    odds = np.concatenate(rows)
    right = np.concatenate([np.arange(len(cut.starts)) == (-1 if cut.right is None else cut.right) for cut in cuts])
    ranks, count = rankdata(odds)[right], right.sum()
    area = (ranks.sum() - count * (count + 1) / 2) / count / (len(right) - count)
    loss = np.where(right, np.logaddexp(0, -odds), np.logaddexp(0, odds)).mean()
    return f"{', '.join(shares)}; area {area:.4f}; log loss {loss:.4f} over {len(right)} pairs"


def main() -> None:
    """Print a line for the trigram model and one for the scorer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--file", type=Path, default=continuation_scorer.FILE)
    parser.add_argument("--part", choices=("weights", "report"), default="report")
    options = parser.parse_args()
    made = pages(part(load(options.data / "news-sample" / "corpus.jsonl"), options.part), options.pages, options.seed)
    cuts = [cut for one in made for cut in one]
    print("trigrams:", report(cuts, by_trigrams(cuts)), flush=True)
    begin = time.perf_counter()
    score = continuation_scorer.load(options.file)
    score([("清溪大桥昨天建成通", "车。")])
    print(f"loaded in {time.perf_counter() - begin:.2f} s", flush=True)
    begin = time.perf_counter()
    rows = [row for one in made for row in by_scorer(score, one)]
    seconds = (time.perf_counter() - begin) / len(made)
    print("scorer:", report(cuts, rows), f"; {seconds:.2f} s a page", flush=True)


if __name__ == "__main__":
    main()
