"""Fits the weights of `qa.answer.confidence` by logistic regression: `python -m benchmarks.fit_confidence WORK SET…`.

Each set is a folder with corpus.jsonl and questions.jsonl. Every question is answered with its articles and without
them, so that half have no answer; these count `_UNANSWERABLE` of the others, as users ask fewer of them. A quote is
right if it holds the answer. `--held-out SET…` are only measured. With
`--sentences`, the weights of `qa.answer.quote` by which a sentence is chosen are fitted instead, as a choice among the
sentences that were read (conditional logit, McFadden 1974).
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.answering import answered, library_of
from benchmarks.train_reader.invented import Exercise, exercises
from corpus.text import is_han
from qa.answer import evidence
from qa.answer.confidence import WEIGHTS
from qa.answer.quote import SENTENCE_WEIGHTS, sentence_priors
from qa.language.record_questions import record_question
from qa.language.talk import talk

_SEED = 2**40  # of the invented news; training counts from small ones
_CROSSED = 4  # every so many of its questions are in the other script than their text
_UNANSWERABLE = 0.4  # weight of a question without an answer
_PENALTY = 1e-3  # of the squared weights of standardised features


def samples(folder: Path, work: Path, every: int) -> tuple[list[dict[str, float]], np.ndarray, np.ndarray]:
    """The evidence of questions that texts answer, whether each quote is right, and weights that make sets equal."""
    rows, right, weights = [], [], []
    for one in answered(library_of(folder, work), folder, without=True, every=every):
        if one.quote is not None and talk(one.searched) is None and record_question(one.searched) is None:
            rows.append(asdict(one.quote.evidence))
            right.append(one.is_right)
            weights.append(1.0 if one.answerable else _UNANSWERABLE)
    return rows, np.array(right, float), 1000 * np.array(weights) / max(1.0, sum(weights))


def invented_set(folder: Path, count: int) -> Path:
    """A set of so many questions on invented news that no training has seen; it is written at the first call."""
    if not (folder / "questions.jsonl").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        ids: dict[str, str] = {}
        articles, questions = [], []
        for number, one in enumerate(_with_crossed(count)):
            if one.text not in ids:
                ids[one.text] = f"invented-{len(ids)}"
                told = {"title": one.title, "date": one.date, "source": one.source, "text": one.text}
                articles.append({"id": ids[one.text], **told})
            answers = [one.text[a:b] for a, b in one.spans]
            asked = {"id": str(number), "question": one.question, "answers": answers, "answerable": bool(answers)}
            questions.append(asked | {"articles": [ids[one.text]] if answers else []})
        for name, rows in (("corpus", articles), ("questions", questions)):
            lines = (json.dumps(row, ensure_ascii=False) for row in rows)
            (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _with_crossed(count: int) -> Iterator[Exercise]:
    """So many exercises of as many items, every `_CROSSED`-th of which asks in the other script than its text."""
    crossed: list[Exercise] = []
    others: list[Exercise] = []
    for one in exercises(_SEED, 12 * count):
        (crossed if is_han(one.question) != is_han(one.text) else others).append(one)
    for number in range(count):
        from_list = crossed if number % _CROSSED == 0 else others
        yield from_list[number * len(from_list) // count]


def sentences(folder: Path, work: Path, every: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each question: the features of the sentences read, float64 (n, 1 + features), and which answer, bool (n,)."""
    rows = []
    for one in answered(library_of(folder, work), folder, without=False, every=every):
        if one.quote is None or not one.answerable:
            continue
        passages = [passage for _, passage in one.found]
        above = [evidence.heading(one.context.articles.get(p.article_id), p) for p in passages]
        told = evidence.sentences(one.searched, one.found, above, one.context.idf)
        priors = sentence_priors(told, one.found)
        known = {(t.rank, t.number): tuple(prior) for t, prior in zip(told, priors, strict=True)}
        x = [(math.log(max(s.chance, 1e-12)), *known[s.rank, s.number]) for s in one.quote.read]
        texts = [passages[s.rank].text[s.start - passages[s.rank].start :][: s.end - s.start] for s in one.quote.read]
        y = np.array([one.holds_answer(text) for text in texts])
        if y.any():
            rows.append((np.array(x), y))
    return rows


def choice(rows: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The weights that make the sentences which answer likeliest, the first of them 1."""

    def loss(b: np.ndarray) -> float:
        total = 0.0
        for x, y in rows:
            values = x @ b
            total += np.logaddexp.reduce(values) - np.logaddexp.reduce(values[y])
        return float(total / len(rows) + _PENALTY * (b[1:] ** 2).sum() * 1e-2)

    found = minimize(loss, np.array([1.0, 0.4, 0.4, 0.4]), method="L-BFGS-B", bounds=[(0.05, None), *[(0, None)] * 3]).x
    return np.asarray(found / found[0])


def chosen(name: str, rows: Sequence[tuple[np.ndarray, np.ndarray]], weights: np.ndarray) -> None:
    """Print how often the sentence chosen answers, by the reader alone, by the weights, and by all but the reader."""
    alone = np.eye(len(weights))[0]
    half = (alone + weights) / 2
    ways = {"reader alone": alone, "half": half, "weights": weights, "no reader": np.append(0, weights[1:])}
    shares = [f"{way} {np.mean([y[np.argmax(x @ b)] for x, y in rows]):.3f}" for way, b in ways.items()]
    print(f"{name:22} n {len(rows):5}  " + "  ".join(shares))


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The weights of the features and the constant, float64 (features + 1,); `x` (n, features)."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.column_stack([(x - mean) / spread, np.ones(len(x))])

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        logit = z @ b
        p = 1 / (1 + np.exp(-np.clip(logit, -50, 50)))
        value = (w * (np.logaddexp(0, logit) - y * logit)).sum() / w.sum() + _PENALTY * (b[:-1] ** 2).sum()
        return value, z.T @ (w * (p - y)) / w.sum() + 2 * _PENALTY * np.append(b[:-1], 0)

    b = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B").x
    return np.append(b[:-1] / spread, b[-1] - (b[:-1] * mean / spread).sum())


def report(name: str, p: np.ndarray, y: np.ndarray) -> None:
    """Print calibration error, area under the curve, and what thresholds keep."""
    bins = np.minimum((p * 10).astype(int), 9)
    ece = sum(
        abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()
    )
    order = p.argsort().argsort() + 1
    positive, negative = y.sum(), (1 - y).sum()
    area = (order[y == 1].sum() - positive * (positive + 1) / 2) / max(1.0, positive * negative)
    sure = p >= 0.8
    wrong = 1 - y[sure].mean() if sure.any() else 0.0
    print(f"{name:22} n {len(y):5}  right {y.mean():.3f}  ece {ece:.3f}  area {area:.3f}", end="  ")
    print(f"at .8 and more: {sure.mean():.3f} of all, {wrong:.3f} of these wrong")


def main() -> None:
    """Fit on the sets and print the weights, then measure them on all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--held-out", type=Path, nargs="*", default=())
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=(), help="features that are left out")
    parser.add_argument("--sentences", action="store_true", help="fit the choice of the sentence")
    parser.add_argument("--invented", type=int, default=0, help="questions on invented news to fit on, too")
    options = parser.parse_args()
    if options.invented:
        options.sets.append(invented_set(options.work / f"invented-{options.invented}.set", options.invented))
    if options.sentences:
        of_sets = {f: sentences(f, options.work, options.every) for f in [*options.sets, *options.held_out]}
        found = choice([row for f in options.sets for row in of_sets[f]])
        print("SENTENCE_WEIGHTS =", dict(zip(SENTENCE_WEIGHTS, found[1:].round(2).tolist(), strict=True)))
        for folder, rows in of_sets.items():
            chosen(folder.name, rows, found)
        return
    names = [name for name in WEIGHTS if name != "constant" and name not in options.without]
    data = {f: samples(f, options.work, options.every) for f in [*options.sets, *options.held_out]}

    def matrix(folders: Sequence[Path]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        x = np.array([[row[name] for name in names] for f in folders for row in data[f][0]])
        return x, *(np.concatenate([data[f][i] for f in folders]) for i in (1, 2))

    weights = fit(*matrix(options.sets))
    print("WEIGHTS =", {name: round(float(w), 3) for name, w in zip([*names, "constant"], weights, strict=True)})
    for folder in data:
        x, y, _ = matrix([folder])
        report(folder.name, 1 / (1 + np.exp(-(x @ weights[:-1] + weights[-1]))), y)


if __name__ == "__main__":
    main()
