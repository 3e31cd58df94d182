"""Measures finding, quoting and refusing on sets of questions: `python -m benchmarks.product WORK SET…`.

Each set is a folder with corpus.jsonl and questions.jsonl; its library is made in WORK at the first call. With
`--without`, every question is asked once more with its articles left out: how far the confidence tells both apart, and
how many are answered all the same. `--kinds` prints the quotes by the column `kind`; `--today` is the day from which
dates in words count, where it is not that of the set (`answering.TODAY`).
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.answering import answered, library_of
from qa import evaluate, read_questions
from qa.answer import THRESHOLD
from qa.evaluation.bootstrap import intervals
from qa.evaluation.confidence_intervals import auroc_interval
from qa.evaluation.metrics import auroc
from qa.evaluation.results import Result

SHOWN = (
    "success@1", "mrr@10", "answer_in_quote", "f1", "exact_match", "refused_wrongly", "answered_wrongly", "ece",
)  # fmt: skip
KIND_METRICS = ("success@1", "answer_in_quote", "all_of", "answered_wrongly")
KEPT_SHARE = 0.95  # of the answerable questions
SURE = 0.8  # the confidence from which the page calls an answer reliable


def measure(folder: Path, work: Path, today: str, kinds: bool) -> None:
    """Print the metrics of a set, with `kinds` also by kind of question."""
    library = library_of(folder, work, today)
    questions, skipped = read_questions(folder / "questions.jsonl")
    evaluation = evaluate(library, questions, skipped)
    print(f"{folder.name}: {len(evaluation.results)} questions")
    for name in SHOWN:
        if (estimate := evaluation.metrics.get(name)) is not None and estimate.mean is not None:
            print(f"| {name} | {_cell(estimate.mean, (estimate.low, estimate.high))} |")
    results = evaluation.results
    sure = [one for one in results if one.confidence >= SURE]
    wrong = np.array([not one.right for one in sure], float)
    if len(wrong):
        print(
            f"| wrong among {SURE} and more | {_cell(wrong.mean(), intervals(wrong[:, None])[:, 0])} of {len(wrong)} |"
        )
    if kinds:
        by_kind(results)


def by_kind(results: Sequence[Result]) -> None:
    """Print the share of right quotes and of wrong answers for each value of the column `kind`."""
    groups = defaultdict(list)
    for one in results:
        groups[one.question.columns.get("kind", "")].append(one.metrics)
    for kind, metrics in sorted(groups.items()):
        shares = []
        for name in KIND_METRICS:
            values = [values[name] for values in metrics if name in values]
            shares.append(f"{sum(values) / len(values):.2f} of {len(values)}" if values else "–")
        print(f"| {kind} | {' | '.join(shares)} |")


def refusal(folder: Path, work: Path, today: str) -> None:
    """Print how well the confidence with the articles is above that without them."""
    by_left_out = defaultdict(list)
    for one in answered(library_of(folder, work, today), folder, without=True):
        if one.question.answers and one.question.articles:
            by_left_out[one.left_out].append(one.quote.confidence if one.quote else 0.0)
    there, without = np.array(by_left_out[False]), np.array(by_left_out[True])
    confidence = np.concatenate([there, without])
    there_or_not = np.repeat([1.0, 0.0], [len(there), len(without)])
    area = auroc(confidence, there_or_not) or 0.0
    print(f"| area, articles left out | {_cell(area, auroc_interval(confidence, there_or_not))} |")
    wrong = (without >= np.quantile(there, 1 - KEPT_SHARE)).astype(float)
    print(f"| answered without them, {KEPT_SHARE:.0%} kept | {_cell(wrong.mean(), intervals(wrong[:, None])[:, 0])} |")
    for name, values in (("kept", there), ("answered without them", without)):
        kept = (values >= THRESHOLD).astype(float)
        print(f"| {name} at {THRESHOLD} | {_cell(kept.mean(), intervals(kept[:, None])[:, 0])} |", flush=True)


def _cell(mean: float, interval: tuple[float, float]) -> str:
    return f"{mean:.3f} [{interval[0]:.3f}, {interval[1]:.3f}]"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--without", action="store_true")
    parser.add_argument("--kinds", action="store_true")
    parser.add_argument("--today", default="", metavar="DATE")
    options = parser.parse_args()
    for given in options.sets:
        measure(given, options.work, options.today, options.kinds)
        if options.without:
            refusal(given, options.work, options.today)
