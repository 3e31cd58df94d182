"""Sums up a run: means with intervals over all questions and over slices, and differences between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from corpus.messages import system_reason
from qa.errors import QuestionError
from qa.evaluation import metrics, output
from qa.evaluation.bootstrap import Floats, interval_of, intervals, randomisation
from qa.evaluation.results import Comparison, Difference, Estimate, Result

Metrics = Mapping[str, float]
_TIE = 1e-9  # values of a question that differ by less are a tie


def estimates(results: Sequence[Result]) -> dict[str, Estimate]:
    """Every metric that applies to a question, with its interval: first the means, then the statistics of all."""
    found = means([result.metrics for result in results])
    for name, (against, statistic) in metrics.WHOLE.items():
        confidence, outcome = paired_with_confidence(results, against)
        value = statistic(confidence, outcome, np.ones(len(outcome))) if len(outcome) else None
        if value is not None:
            low, high = interval_of(partial(statistic, confidence, outcome), len(outcome))
            found[name] = Estimate(value, low, high, len(outcome))
    return found


def paired_with_confidence(results: Sequence[Result], against: str) -> tuple[Floats, Floats]:
    """The confidences, and `answerable` or `right` (`against`) as 0 and 1, of the questions for which it is known.

    Both are float64 of shape (n,).
    """
    pairs = [(r.confidence, float(value)) for r in results if (value := getattr(r, against)) is not None]
    both = np.array(pairs, np.float64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def means(values: Sequence[Metrics]) -> dict[str, Estimate]:
    """The mean of each metric over the questions that have it, with its interval, in the order of the tables."""
    rows_of: dict[str, list[int]] = {}
    for number, row in enumerate(values):
        for name in row:
            rows_of.setdefault(name, []).append(number)
    names_of: dict[tuple[int, ...], list[str]] = {}  # metrics over the same questions are resampled together
    for name, rows in rows_of.items():
        names_of.setdefault(tuple(rows), []).append(name)
    found: dict[str, Estimate] = {}
    for same, names in names_of.items():
        matrix = np.array([[values[number][name] for name in names] for number in same])
        low, high = intervals(matrix)
        for column, name in enumerate(names):
            found[name] = Estimate(float(matrix[:, column].mean()), float(low[column]), float(high[column]), len(same))
    return {name: found[name] for name in sorted(found, key=_order)}


def by_slice(results: Sequence[Result]) -> dict[str, dict[str, dict[str, Estimate]]]:
    """The means by kind of slice, its value, and the metric; the values with most questions first."""
    groups: dict[str, dict[str, list[Metrics]]] = {}
    for result in results:
        for kind, value in result.slices.items():
            groups.setdefault(kind, {}).setdefault(value, []).append(result.metrics)
    return {
        kind: {value: means(rows) for value, rows in sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))}
        for kind, values in groups.items()
    }


def compare(
    name: str, others: Sequence[Result], ours: Sequence[Result], our_metrics: Mapping[str, Estimate]
) -> Comparison:
    """The comparison with another run over the same questions in the same order."""
    theirs = estimates(others)
    pairs = [(mine.metrics, other.metrics) for mine, other in zip(ours, others, strict=True)]
    return Comparison(name, theirs, _differences(pairs, our_metrics, theirs), tuple(others), len(pairs))


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run read from disk: its estimates, and the rows of its results by the question's id."""

    path: str
    metrics: Mapping[str, Estimate]
    rows: Mapping[str, Mapping[str, Any]]


def read_earlier(path: Path) -> Earlier:
    """The run of a `metrics.json`, with the rows of the `results.jsonl` in the same folder if there is one.

    Raises `QuestionError` where a file cannot be read, or is not the `metrics.json` of a run.
    """
    try:
        saved = json.loads(path.read_text("utf-8"))["metrics"]
        found = {name: _estimate(row) for name, row in saved.items()}
    except OSError as error:
        raise QuestionError("path_unreadable", path=path, reason=system_reason(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError("evaluation_bad_baseline", path=str(path)) from error
    return Earlier(str(path), found, {str(row.get("id")): row for row in output.rows(path.with_name(output.RESULTS))})


def _estimate(row: Mapping[str, Any]) -> Estimate:
    low, high = row["ci95"]
    return Estimate(float(row["mean"]), float(low), float(high), int(row.get("n", 0)))


def compare_earlier(earlier: Earlier, ours: Sequence[Result], our_metrics: Mapping[str, Estimate]) -> Comparison:
    """The comparison with an earlier run, whose questions are paired by id.

    A question whose text has changed is counted and left out of the tests.
    """
    pairs, changed = [], 0
    for result in ours:
        row = earlier.rows.get(result.question.id)
        if row is None:
            continue
        if row.get("question") != result.question.question:
            changed += 1
        elif isinstance(row.get("metrics"), dict):
            pairs.append((result.metrics, row["metrics"]))
    differences = _differences(pairs, our_metrics, earlier.metrics)
    return Comparison(earlier.path, earlier.metrics, differences, (), len(pairs), changed)


def _differences(
    pairs: Sequence[tuple[Metrics, Metrics]], ours: Mapping[str, Estimate], theirs: Mapping[str, Estimate]
) -> dict[str, Difference]:
    """Ours minus theirs, for every metric of both."""
    rows = [{name: value - other[name] for name, value in mine.items() if name in other} for mine, other in pairs]
    found: dict[str, Difference] = {}
    for name, estimate in means(rows).items():
        column = np.array([row[name] for row in rows if name in row])
        better = -column if name in metrics.LOWER_IS_BETTER else column
        win, loss = int((better > _TIE).sum()), int((better < -_TIE).sum())
        found[name] = Difference(
            estimate.mean,
            estimate.low,
            estimate.high,
            p=randomisation(column),
            win=win,
            tie=len(column) - win - loss,
            loss=loss,
            n=estimate.n,
        )
    rest = (name for name in ours if name in theirs and name not in found)
    return found | {name: Difference(ours[name].mean - theirs[name].mean) for name in rest}


_ORDER = [
    *(name.partition("@")[0] for name in metrics.SEARCH),
    "answer_in_passage",
    *metrics.ANSWER,
    *metrics.PARTS,
    *metrics.EVIDENCE,
    *metrics.REFUSAL,
]


def _order(name: str) -> tuple[int, int]:
    """The rank of a metric in the tables: by table, then by cutoff."""
    stem, _, cutoff = name.partition("@")
    return (_ORDER.index(stem) if stem in _ORDER else len(_ORDER)), int(cutoff or 0)
