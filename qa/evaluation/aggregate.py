"""Sums up a run: means with intervals over all questions and over slices, and differences between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.messages import system_reason
from qa.errors import QuestionError
from qa.evaluation import metrics, outcomes, output, slices
from qa.evaluation.bootstrap import Floats, holm, intervals, randomisation
from qa.evaluation.overlap import EVIDENCE
from qa.evaluation.results import Comparison, Detectable, Difference, Estimate, Result

Metrics = Mapping[str, float]
_LEAST_WINS = 6  # 2 / 2**6 is the first under 0.05
_POWER = 0.8
_FOUND_FOUR_IN_FIVE = 1.959964 + 0.841621  # standard errors
_TIE = 1e-9  # values of a question that differ by less are a tie


def estimates(results: Sequence[Result]) -> dict[str, Estimate]:
    """Every metric that applies to a question, with its interval: first the means, then the statistics of all."""
    found = means([result.metrics for result in results])
    for name, (against, statistic, interval) in metrics.WHOLE.items():
        confidence, outcome = paired_with_confidence(results, against)
        value = statistic(confidence, outcome)
        if value is not None:
            found[name] = Estimate(value, *interval(confidence, outcome), len(outcome))
    return found


def paired_with_confidence(results: Sequence[Result], against: str) -> tuple[Floats, Floats]:
    """The confidences, and `answerable` or `right` (`against`) as 0 and 1, of the questions for which it is known.

    Both are float64 of shape (n,).
    """
    pairs = [(r.confidence, float(value)) for r in results if (value := getattr(r, against)) is not None]
    both = np.array(pairs, np.float64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def quoted_without_answer(results: Sequence[Result]) -> Estimate | None:
    """How many characters are quoted for a question without an answer, 0 for a refusal; None without such questions."""
    rows = [{"quoted": float(result.quoted)} for result in results if result.answerable is False]
    return means(rows)["quoted"] if rows else None


def judged_pairs(results: Sequence[Result]) -> tuple[Floats, Floats]:
    """The confidences, and `right` as 0 and 1, of the questions for which it is known; a repeated question counts once.

    Both are float64 of shape (n,).
    """
    pairs: dict[object, tuple[float, float]] = {}
    for result in results:
        if result.right is not None:
            asked = (result.question.question, result.question.history)
            pairs.setdefault(asked, (result.confidence, float(result.right)))
    both = np.array(list(pairs.values()), np.float64).reshape(-1, 2)
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
    """The means by kind of slice, its value, and the metric.

    Values that are numbers or begin with one, such as years and lengths, are in their order, else those with most
    questions first.
    """
    groups: dict[str, dict[str, list[Metrics]]] = {}
    for result in results:
        for kind, value in result.slices.items():
            groups.setdefault(kind, {}).setdefault(value, []).append(result.metrics)
    return {
        kind: {
            value: means(values[value]) for value in slices.ordered({name: len(rows) for name, rows in values.items()})
        }
        for kind, values in groups.items()
    }


def compare(
    name: str, others: Sequence[Result], ours: Sequence[Result], our_metrics: Mapping[str, Estimate]
) -> Comparison:
    """The comparison with another run over the same questions in the same order."""
    theirs = estimates(others)
    pairs = [(mine.metrics, other.metrics) for mine, other in zip(ours, others, strict=True)]
    found = Comparison(name, theirs, _differences(pairs, our_metrics, theirs), tuple(others), len(pairs))
    return _with_verdicts(found, name, ours)


def _with_verdicts(found: Comparison, name: str, ours: Sequence[Result]) -> Comparison:
    """The comparison with how each question went in both runs."""
    paired = outcomes.pairs(ours, found)
    if not paired:
        return found
    verdicts = outcomes.verdicts(paired)
    return replace(found, verdicts=verdicts, summary=outcomes.compared(name, verdicts))


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

    A question whose text or right answers have changed is counted and left out.
    """
    pairs, changed = [], 0
    others: list[Result] = []
    for result in ours:
        row = earlier.rows.get(result.question.id)
        if row is None:
            continue
        if _asks_otherwise(row, result):
            changed += 1
        elif isinstance(row.get("metrics"), dict):
            pairs.append((result.metrics, row["metrics"]))
            with suppress(ValueError):  # a row of another version
                others.append(Result.from_json(row, result.question))
    differences = _differences(pairs, our_metrics, earlier.metrics)
    found = Comparison(earlier.path, earlier.metrics, differences, tuple(others), len(pairs), changed)
    return _with_verdicts(found, earlier.path, ours)


def _asks_otherwise(row: Mapping[str, Any], result: Result) -> bool:
    """Whether an earlier row of the same id has another text, or expects something else."""
    now = result.as_json()
    known = [name for name in ("answers", "answerable") if name in row]
    return any(row.get(name) != now.get(name) for name in ("question", "all_of", *known))


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
            detectable=detectable_difference(column),
        )
    rest = (name for name in ours if name in theirs and name not in found)
    return found | {name: Difference(ours[name].mean - theirs[name].mean) for name in rest}


def corrected(
    compare: Mapping[str, Comparison], baseline: Comparison | None
) -> tuple[dict[str, Comparison], Comparison | None]:
    """The comparisons with their p values corrected for the number of all metrics and runs that are compared."""
    runs = [*compare.values(), *([baseline] if baseline else [])]
    places = [(run, name) for run in runs for name, found in run.difference.items() if found.p is not None]
    values = iter(holm([run.difference[name].p or 0.0 for run, name in places]))
    made = []
    for run in runs:
        tested = {
            name: found if found.p is None else replace(found, p_holm=next(values))
            for name, found in run.difference.items()
        }
        made.append(replace(run, difference=tested))
    return dict(zip(compare, made, strict=False)), made[-1] if baseline else None


def detectable_difference(differences: Floats) -> float:
    """The difference of two means that the paired test finds four times in five, at p < 0.05, if questions differ so.

    `differences` has one for each question, of shape (n,); the power is that of the normal approximation.
    """
    return (
        float(_FOUND_FOUR_IN_FIVE * differences.std(ddof=1) / np.sqrt(len(differences)))
        if len(differences) > 1
        else 1.0
    )


def detectable(questions: int) -> Detectable:
    """The least difference that so many questions can show, of a metric that is 0 or 1 on each.

    The paired test gives p < 0.05 from six questions on which one run is better and none on which the other is.
    """
    from scipy.special import bdtrc

    least = _LEAST_WINS / questions if questions >= _LEAST_WINS else None
    often = None
    if least is not None:
        low, high = 0.0, 1.0
        for _ in range(40):  # bisection
            middle = (low + high) / 2
            low, high = (low, middle) if bdtrc(_LEAST_WINS - 1, questions, middle) >= _POWER else (middle, high)
        often = high
    return Detectable(questions, _LEAST_WINS, least, often)


_ORDER = [
    *(name.partition("@")[0] for name in metrics.SEARCH),
    "answer_in_passage",
    *metrics.ANSWER,
    *metrics.PARTS,
    *EVIDENCE,
    *metrics.REFUSAL,
]


def _order(name: str) -> tuple[int, int]:
    """The rank of a metric in the tables: by table, then by cutoff."""
    stem, _, cutoff = name.partition("@")
    return (_ORDER.index(stem) if stem in _ORDER else len(_ORDER)), int(cutoff or 0)
