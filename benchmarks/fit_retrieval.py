"""Fits the weights of the search (`RETRIEVERS` in `qa/search/ranking.py`) and measures what each signal adds.

    python -m benchmarks.fit_retrieval DATA [--vectors DIR] [--every N]

DATA (default `$WENBAO_DATA`) holds a folder for each set, with `corpus.jsonl` and `questions.jsonl`. The weights
maximise a conditional logit (McFadden 1973): the likelihood that one of the right passages is chosen among the
candidates, every set counting equally. Each set is also measured with weights fitted on the other sets only: that is
what to expect of an unseen set. Intervals are 95 %, by bootstrap over questions.

`--vectors` keeps the vectors in a folder, so that a second run need not encode; `--every N` takes each Nth question
of sets that have more than 2,000.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passages import split
from corpus.records import Article, Passage
from corpus.text import clean
from embeddings import encoder
from qa.index import segment
from qa.index.searcher import LocalSearcher
from qa.search.ranking import RETRIEVERS, Candidate, score_features, search

Array = NDArray[np.float64]

# Signals of the script cannot be fitted on sets of one script; docs/retrieval.md says how they were measured.
_ACROSS = ("names", "script_mismatch_han", "script_mismatch_latin")
_DEPTH = 40  # candidates of a question that are fitted on
_RIDGE = 1e-4  # penalty of the squared weights, each in units of its signal's standard deviation
_RESAMPLES = 2000


@dataclass(frozen=True)
class Asked:
    """A question's candidates: their signals by name (float64 each), which are right, and the id of their article."""

    values: dict[str, Array]
    right: NDArray[np.bool_]
    articles: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=os.environ.get("WENBAO_DATA"))
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the data folder, or set WENBAO_DATA")
    folders = sorted(path.parent for path in Path(options.data).glob("*/questions.jsonl"))
    sets = {folder.name: measure(folder, options.vectors, options.every) for folder in folders}
    _report_fixed(sets)
    _report_fitted(sets)


def _report_fixed(sets: dict[str, list[Asked]]) -> None:
    """The rows of weights that are not fitted."""
    for label, weights in (
        ("BM25", {"lexical": 1.0}),
        ("passage vector", {"passage": 1.0}),
        ("both vectors", {"passage": 1.0, "sentence": 1.0}),
        ("fixed sum: vectors and BM25", {"passage": 1.5, "sentence": 1.5, "lexical": 1.0}),
        ("as it is", dict(RETRIEVERS["hybrid"])),
    ):
        show(label, sets, dict.fromkeys(sets, weights))


def _report_fitted(sets: dict[str, list[Asked]]) -> None:
    """The rows of fitted weights: all signals, each left out, some added."""
    names = [name for name in RETRIEVERS["hybrid"] if name not in _ACROSS]
    fitted = fit(list(sets.values()), names)
    print("fitted on all:", {name: round(value, 3) for name, value in fitted.items()})
    show("fitted on all", sets, dict.fromkeys(sets, fitted))
    show("fitted on the others", sets, others(sets, names))
    for left_out in names:
        show(f"… without {left_out}", sets, others(sets, [name for name in names if name != left_out]))
    show("… BM25 for words", sets, others(sets, ["lexical" if name == "words" else name for name in names]))
    show("… with BM25", sets, others(sets, [*names, "lexical"]))


def measure(folder: Path, vectors: Path | None, every: int) -> list[Asked]:
    """The candidates of every question of a set."""
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    articles = [Article(row["id"], clean(row["text"]), title=row.get("title", "")) for row in rows]
    engine, passages, asked = index(folder.name, articles, [row["question"] for row in questions], vectors)
    titles = {article.id: article.title for article in articles}
    step = every if len(questions) > 2000 else 1
    found, took = [], []
    for row, vector in list(zip(questions, asked, strict=True))[::step]:
        begun = time.perf_counter()
        candidates = search(
            engine, row["question"], vector, _DEPTH, texts=lambda numbers: _texts(numbers, passages, titles)
        )
        took.append(time.perf_counter() - begun)
        found.append(_asked(candidates, [passages[c.number].article_id for c in candidates], set(row["articles"])))
    print(
        f"{folder.name}: {len(articles)} articles, {len(passages)} passages, {len(found)} questions; a search takes"
        f" {1000 * float(np.median(took)):.1f} ms (95 %: {1000 * float(np.quantile(took, 0.95)):.1f} ms)"
    )
    return found


def _texts(
    numbers: Sequence[int], passages: Sequence[Passage], titles: dict[str, str]
) -> dict[int, tuple[str, Passage]]:
    return {n: (f"{titles[passages[n].article_id]}\n{passages[n].heading}", passages[n]) for n in numbers}


def _asked(candidates: Sequence[Candidate], articles: Sequence[str], right: set[str]) -> Asked:
    values = [score_features(candidate) for candidate in candidates]
    return Asked(
        {name: np.array([value[name] for value in values]) for name in (values[0] if values else ())},
        np.array([article in right for article in articles], np.bool_),
        tuple(articles),
    )


def index(
    name: str, articles: Sequence[Article], questions: Sequence[str], vectors: Path | None
) -> tuple[LocalSearcher, list[Passage], NDArray[np.float32]]:
    """The set as the library would index it, its passages by number, and the vectors of the questions."""
    model = encoder.load()
    passages = [passage for article in articles for passage in split(article, model.window, model.count_tokens)]
    texts = {article.id: article.text for article in articles}
    spans = [(n, i, span) for n, passage in enumerate(passages) for i, span in enumerate(passage.sentences)]
    sentences = [texts[passages[n].article_id][start:end] for n, _, (start, end) in spans]
    keep = vectors / f"{name}.npz" if vectors else None
    if keep and keep.exists():
        kept = np.load(keep)
        of_passages, of_sentences, of_questions = kept["passages"], kept["sentences"], kept["questions"]
    else:
        of_passages = model.encode_documents([passage.text for passage in passages])
        of_sentences = model.encode_documents(sentences)
        of_questions = model.encode_queries(questions)
        if keep:
            keep.parent.mkdir(parents=True, exist_ok=True)
            np.savez(keep, passages=of_passages, sentences=of_sentences, questions=of_questions)
    numbers = np.arange(len(passages), dtype=np.int64)
    counts = np.array([len(passage.sentences) for passage in passages])
    part = segment.build(numbers, of_passages, counts, of_sentences, [passage.text for passage in passages])
    return LocalSearcher([part], np.zeros(0, np.int64)), passages, of_questions


def fit(sets: Sequence[Sequence[Asked]], names: Sequence[str]) -> dict[str, float]:
    """The weights of the signals, scaled so that the first is 1.5, with those of other scripts as they are."""
    from scipy.optimize import minimize

    packed = [_pack(asked, names) for asked in sets]
    scale = np.concatenate([matrix for matrix, _, _ in packed]).std(axis=0)

    def loss(weights: Array) -> tuple[float, Array]:
        value, slope = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for matrix, right, starts in packed:
            part, gradient = _likelihood(matrix / scale, right, starts, weights)
            value, slope = value - part / len(packed), slope - gradient / len(packed)
        return value, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / scale
    across = {name: RETRIEVERS["hybrid"][name] for name in _ACROSS}
    return dict(zip(names, (1.5 * found / found[0]).tolist(), strict=True)) | across


def _pack(asked: Sequence[Asked], names: Sequence[str]) -> tuple[Array, Array, NDArray[np.int64]]:
    """The candidates of the questions that can be learned from, one below the other, and where each question begins."""
    useful = [one for one in asked if one.right.any() and not one.right.all()]
    matrix = np.concatenate([np.column_stack([one.values[name] for name in names]) for one in useful])
    starts = np.cumsum([0, *(len(one.right) for one in useful[:-1])])
    return matrix, np.concatenate([one.right for one in useful]).astype(np.float64), starts


def _likelihood(matrix: Array, right: Array, starts: NDArray[np.int64], weights: Array) -> tuple[float, Array]:
    """The mean log-likelihood that a right candidate is chosen, and its gradient."""
    lengths = np.diff([*starts, len(matrix)])
    scores = matrix @ weights
    chances = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
    every = np.add.reduceat(chances, starts)
    good = np.maximum(np.add.reduceat(chances * right, starts), 1e-30)
    pull = chances * right / np.repeat(good, lengths) - chances / np.repeat(every, lengths)
    return float(np.log(good / every).mean()), matrix.T @ pull / len(starts)


def others(sets: dict[str, list[Asked]], names: Sequence[str]) -> dict[str, dict[str, float]]:
    """For each set the weights fitted on the other sets."""
    return {name: fit([asked for other, asked in sets.items() if other != name], names) for name in sets}


def ranks(asked: Sequence[Asked], weights: dict[str, float]) -> NDArray[np.int64]:
    """The rank of the first right article of each question, articles counted once; 0 where none is found."""
    found = []
    for one in asked:
        scores = sum((weight * one.values[name] for name, weight in weights.items()), np.zeros(len(one.right)))
        order = np.argsort(-scores, kind="stable")
        seen = list(dict.fromkeys(one.articles[i] for i in order))
        good = {one.articles[i] for i in np.flatnonzero(one.right)}
        found.append(next((rank for rank, article in enumerate(seen, 1) if article in good), 0))
    return np.array(found, np.int64)


def show(label: str, sets: dict[str, list[Asked]], weights: dict[str, dict[str, float]]) -> None:
    """Print success@1 and mrr@10 of each set, and their mean over the sets."""
    cells, means = [], []
    for name, asked in sets.items():
        rank = ranks(asked, weights[name])
        first = (rank == 1).astype(np.float64)
        reciprocal = np.where((rank > 0) & (rank <= 10), 1 / np.maximum(rank, 1), 0.0)
        means.append((first.mean(), reciprocal.mean()))
        cells.append(" / ".join(_interval(values) for values in (first, reciprocal)))
    print(f"| {label} | {' | '.join(cells)} | {' / '.join(f'{value:.4f}' for value in np.mean(means, axis=0))} |")


def _interval(values: Array) -> str:
    draws = np.random.default_rng(0).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975])
    return f"{values.mean():.4f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
