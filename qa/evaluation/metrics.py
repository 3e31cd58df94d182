"""The metrics, in tables: of the search, the answer, the refusal, and the whole run. To add one, add a line to a table.

The metrics of the search are computed by `ir_measures` (trec_eval's code).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from qa.evaluation.answer_matching import exact_match, f1, holds_any, share_held
from qa.evaluation.bootstrap import Floats, interval_of
from qa.evaluation.confidence_intervals import auroc_interval, ece_interval
from qa.evaluation.overlap import EVIDENCE, NOTHING_QUOTED, best_overlap
from qa.evaluation.questions.records import Question
from qa.evaluation.results import Bin
from qa.records import Reply

CUTOFFS = (1, 3, 5, 10, 20, 50, 100)
DEPTH = 10  # the least depth of a run, as metrics at 10 need it
BINS = 10  # of confidence, for the calibration error

# Metrics of the search, and their names in `ir_measures`; `k` stands for each of the cutoffs.
SEARCH: dict[str, str] = {
    "recall@k": "R@k",
    "success@k": "Success@k",
    "mrr@10": "RR@10",
    "ndcg@10": "nDCG@10",
    "map": "AP",
}


def _in_quote(question: Question, reply: Reply) -> float:
    return float(reply.answered and holds_any(reply.answer_text, question.answers))


def _f1(question: Question, reply: Reply) -> float:
    return f1(reply.answer_phrase, question.answers) if reply.answered else 0.0


def _exact_match(question: Question, reply: Reply) -> float:
    return exact_match(reply.answer_phrase, question.answers) if reply.answered else 0.0


# Metrics of the answer, over questions with `answers`. A refusal counts 0.
ANSWER: dict[str, Callable[[Question, Reply], float]] = {
    "answer_in_quote": _in_quote,
    "f1": _f1,
    "exact_match": _exact_match,
}


# The metric of an answer of several parts, over questions with `all_of`. A refusal counts 0.
PARTS: dict[str, Callable[[Question, Reply], float]] = {
    "all_of": lambda question, reply: share_held(quotes(reply), question.all_of),
}


def quotes(reply: Reply) -> tuple[str, ...]:
    """The texts of all quotes that are shown as the answer; none for a refusal."""
    return tuple(answer.text for answer in (reply.answer, *reply.answers) if answer is not None)


def _answered(reply: Reply) -> float:
    return float(reply.answered)


# Metrics of the refusal: whether they are over the answerable or the unanswerable questions, and the value of a reply.
REFUSAL: dict[str, tuple[bool, Callable[[Reply], float]]] = {
    "answered_wrongly": (False, _answered),
    "refused_wrongly": (True, lambda reply: 1 - _answered(reply)),
}


def auroc(confidence: Floats, answerable: Floats) -> float | None:
    """The area under the ROC curve of confidence as a predictor of `answerable`; None without both classes.

    Both are float64 of shape (n,): `confidence` in [0, 1], `answerable` 0 or 1. Ties count half, as in scikit-learn's
    `roc_auc_score`.
    """
    positives = answerable.sum()
    if not 0 < positives < len(answerable):
        return None
    values, places = np.unique(confidence, return_inverse=True)
    positive = np.bincount(places, answerable, len(values))
    negative = np.bincount(places, 1 - answerable, len(values))
    return float(positive @ (np.cumsum(negative) - negative / 2) / (positives * (len(answerable) - positives)))


def ece(confidence: Floats, right: Floats) -> float | None:
    """The expected calibration error: the mean distance, over bins, between confidence and share of right quotes.

    Ten bins of equal width (Guo et al. 2017, section 2); None without questions. The arrays are as in `auroc`.
    """
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, confidence - right, BINS)
    return float(np.abs(gaps).sum() / len(right)) if len(right) else None


def aurc(confidence: Floats, right: Floats) -> float | None:
    """The area under the risk-coverage curve: the mean risk over all coverages (Geifman et al. 2019). Lower is better.

    Questions of equal confidence are answered together. None without questions. The arrays are as in `auroc`.
    """
    return float(aurcs(confidence, right, np.ones((1, len(right))))[0]) if len(right) else None


def aurcs(confidence: Floats, right: Floats, weights: Floats) -> Floats:
    """`aurc` for each row of `weights`, float64 (m, n), which say how often a question counts. The result is (m,)."""
    order = np.argsort(-confidence, kind="stable")
    weight = weights[:, order]
    starts = np.flatnonzero(np.diff(-confidence[order], prepend=-np.inf))
    sizes = np.add.reduceat(weight, starts, axis=1)
    total = np.cumsum(sizes, axis=1)
    wrong = np.cumsum(np.add.reduceat(weight * (1 - right[order]), starts, axis=1), axis=1)
    mean: Floats = (wrong / np.maximum(total, 1e-12) * sizes).sum(1) / total[:, -1]
    return mean


def _aurc_interval(confidence: Floats, right: Floats) -> tuple[float, float]:
    return interval_of(partial(aurcs, confidence, right), len(right))


def _ece_interval(confidence: Floats, right: Floats) -> tuple[float, float]:
    return ece_interval(confidence, right, BINS)


# Metrics of a whole run: the outcome that they compare confidence with, the function, and that of its interval.
WHOLE: dict[
    str, tuple[str, Callable[[Floats, Floats], float | None], Callable[[Floats, Floats], tuple[float, float]]]
] = {
    "abstention_auroc": ("answerable", auroc, auroc_interval),
    "ece": ("right", ece, _ece_interval),
    "aurc": ("right", aurc, _aurc_interval),
}

LOWER_IS_BETTER = frozenset({"answered_wrongly", "refused_wrongly", "ece", "aurc"})


def cutoffs(depth: int) -> list[int]:
    """The cutoffs up to the depth of a run, and the depth itself, ascending."""
    return sorted({k for k in CUTOFFS if k <= depth} | {depth})


def search_metrics(depth: int) -> dict[str, str]:
    """The metrics of the search for a run of this depth, and their names in `ir_measures`."""
    names: dict[str, str] = {}
    for name, measure in SEARCH.items():
        if name.endswith("@k"):
            names |= {name[:-1] + str(k): measure[:-1] + str(k) for k in cutoffs(depth)}
        else:
            names[name] = measure
    return names


def known(name: str) -> bool:
    """Whether there is a metric of that name, at any cutoff."""
    stem, _, cutoff = name.rpartition("@")
    if stem and cutoff.isdigit() and int(cutoff) > 0 and (f"{stem}@k" in SEARCH or stem == "answer_in_passage"):
        return True
    return any(name in table for table in (SEARCH, ANSWER, PARTS, EVIDENCE, REFUSAL, WHOLE))


def score_search(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Sequence[str]], depth: int
) -> dict[str, dict[str, float]]:
    """Every metric of the search for every question of `qrels`, by the question's id.

    `qrels` are the relevant documents of each question and their grades, `run` the documents found, best first. A
    question that found none has the value 0.
    """
    import ir_measures

    measures = {ir_measures.parse_measure(measure): name for name, measure in search_metrics(depth).items()}
    # trec_eval sorts by score and breaks ties by name: scores that fall with the rank keep the order.
    scored = {
        question: {document: float(len(documents) - rank) for rank, document in enumerate(documents)}
        for question, documents in run.items()
        if documents and question in qrels
    }
    values = {question: dict.fromkeys(measures.values(), 0.0) for question in qrels}
    if scored:
        relevant = {question: dict(grades) for question, grades in qrels.items()}
        for metric in ir_measures.iter_calc(list(measures), relevant, scored):
            values[metric.query_id][measures[metric.measure]] = float(metric.value)
    return values


def score_answer(question: Question, answerable: bool | None, reply: Reply, depth: int) -> dict[str, float]:
    """The metrics of the answer and of the refusal that apply to the question, for a run of this depth."""
    values: dict[str, float] = {}
    if question.answers:
        values |= {name: metric(question, reply) for name, metric in ANSWER.items()}
        first = next((hit.rank for hit in reply.hits if holds_any(hit.text, question.answers)), depth + 1)
        values |= {f"answer_in_passage@{k}": float(first <= k) for k in cutoffs(depth)}
    if question.all_of:
        values |= {name: metric(question, reply) for name, metric in PARTS.items()}
    if question.evidence:
        shown = quotes(reply)
        values |= best_overlap("\n".join(shown), question.evidence) if shown else NOTHING_QUOTED
    values |= {name: metric(reply) for name, (about, metric) in REFUSAL.items() if answerable is about}
    return values


def calibration(confidence: Floats, right: Floats) -> list[Bin]:
    """The bins of the calibration error that have questions. `confidence` and `right` (0 or 1) are of shape (n,)."""
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    found = []
    for number in np.unique(bins):
        inside = bins == number
        mean, share = float(confidence[inside].mean()), float(right[inside].mean())
        found.append(Bin(number / BINS, (number + 1) / BINS, mean, share, int(inside.sum())))
    return found


def risk_coverage(confidence: Floats, right: Floats, points: int = 200) -> list[tuple[float, float, float]]:
    """(threshold, coverage, risk) for falling thresholds, at most `points` of them. The arrays are of shape (n,)."""
    if not len(confidence):
        return []
    order = np.argsort(-confidence, kind="stable")
    falling, wrong = confidence[order], np.cumsum(1 - right[order])
    ends = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)  # the last question of each confidence
    if len(ends) > points:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, points).round().astype(np.int64))]
    return [(float(falling[e]), float((e + 1) / len(falling)), float(wrong[e] / (e + 1))) for e in ends]
