"""What a run comes to: means with intervals over all questions and over slices, and differences between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import QuestionError
from qa.evaluation import metrics, output
from qa.evaluation.bootstrap import interval_of, intervals, randomisation
from qa.evaluation.results import Comparison, Difference, Estimate, Result

Floats = NDArray[np.float64]

Metrics = Mapping[str, float]
_EPSILON = 1e-9  # values of a question that differ by less are a tie


def estimates(results: Sequence[Result]) -> dict[str, Estimate]:
    """Every metric that a question has a say in, with its interval: first the means, then those of the whole run."""
    found = means([result.metrics for result in results])
    for name, (against, statistic) in metrics.WHOLE.items():
        confidence, outcome = paired_with_confidence(results, against)
        value = statistic(confidence, outcome, np.ones(len(outcome))) if len(outcome) else None
        if value is not None:
            low, high = interval_of(partial(statistic, confidence, outcome), len(outcome))
            found[name] = Estimate(value, low, high, len(outcome))
    return found


def paired_with_confidence(results: Sequence[Result], against: str) -> tuple[Floats, Floats]:
    """The confidences of the questions of which `answerable` or `right` is known, and these as 0 and 1."""
    pairs = [(r.confidence, float(value)) for r in results if (value := getattr(r, against)) is not None]
    both = np.array(pairs, np.float64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def means(values: Sequence[Metrics]) -> dict[str, Estimate]:
    """The mean of each metric over the questions that have it, with its interval, in the order of the tables."""
    columns: dict[str, list[int]] = {}
    for place, row in enumerate(values):
        for name in row:
            columns.setdefault(name, []).append(place)
    together: dict[tuple[int, ...], list[str]] = {}  # metrics over the same questions are drawn together
    for name, places in columns.items():
        together.setdefault(tuple(places), []).append(name)
    found: dict[str, Estimate] = {}
    for rows, names in together.items():
        matrix = np.array([[values[place][name] for name in names] for place in rows])
        low, high = intervals(matrix)
        for column, name in enumerate(names):
            found[name] = Estimate(float(matrix[:, column].mean()), float(low[column]), float(high[column]), len(rows))
    return {name: found[name] for name in sorted(found, key=_order)}


def by_slice(results: Sequence[Result]) -> dict[str, dict[str, dict[str, Estimate]]]:
    """The means by kind of slice, its value, and the metric; the values in the order of their size."""
    parts: dict[str, dict[str, list[Metrics]]] = {}
    for result in results:
        for kind, value in result.slices.items():
            parts.setdefault(kind, {}).setdefault(value, []).append(result.metrics)
    return {
        kind: {value: means(rows) for value, rows in sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))}
        for kind, values in parts.items()
    }


def compare(
    name: str, others: Sequence[Result], ours: Sequence[Result], our_metrics: Mapping[str, Estimate]
) -> Comparison:
    """Another run beside ours, over the same questions in the same order."""
    theirs = estimates(others)
    pairs = [(mine.metrics, other.metrics) for mine, other in zip(ours, others, strict=True)]
    return Comparison(name, theirs, _differences(pairs, our_metrics, theirs), tuple(others), len(pairs))


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run as it lies on disk: its estimates, and the rows of its results by the question's id."""

    path: str
    metrics: Mapping[str, Estimate]
    rows: Mapping[str, Mapping[str, Any]]


def read_earlier(path: Path) -> Earlier:
    """The run whose `metrics.json` is given; its rows are in the `results.jsonl` beside it, none where there is none.

    Raises `QuestionError` where the file is no such thing.
    """
    wrong = f"{path} is no metrics.json of `wenbao evaluate`: give an earlier one"
    try:
        held = json.loads(path.read_text("utf-8"))["metrics"]
        found = {name: _estimate(row) for name, row in held.items()}
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(wrong) from error
    return Earlier(str(path), found, {str(row.get("id")): row for row in output.rows(path.with_name(output.RESULTS))})


def _estimate(row: Mapping[str, Any]) -> Estimate:
    low, high = row["ci95"]
    return Estimate(float(row["mean"]), float(low), float(high), int(row.get("n", 0)))


def compare_earlier(earlier: Earlier, ours: Sequence[Result], our_metrics: Mapping[str, Estimate]) -> Comparison:
    """The earlier run beside ours, its questions paired by id.

    A question whose words are others now is left out of the tests and counted.
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
    """Ours less theirs for every metric of both."""
    rows = [{name: value - other[name] for name, value in mine.items() if name in other} for mine, other in pairs]
    found: dict[str, Difference] = {}
    for name, estimate in means(rows).items():
        column = np.array([row[name] for row in rows if name in row])
        better = -column if name in metrics.LOWER_IS_BETTER else column
        win, loss = int((better > _EPSILON).sum()), int((better < -_EPSILON).sum())
        tie = len(column) - win - loss
        p = randomisation(column)
        found[name] = Difference(estimate.mean, estimate.low, estimate.high, p, win, tie, loss, estimate.n)
    rest = (name for name in ours if name in theirs and name not in found)
    return found | {name: Difference(ours[name].mean - theirs[name].mean) for name in rest}


def _order(name: str) -> tuple[int, int]:
    """The place of a metric in the tables: by table, then by cutoff."""
    stem, _, cutoff = name.partition("@")
    tables = [
        *(key.partition("@")[0] for key in metrics.SEARCH),
        "answer_in_passage",
        *metrics.ANSWER,
        *metrics.REFUSAL,
    ]
    return (tables.index(stem) if stem in tables else len(tables)), int(cutoff or 0)
