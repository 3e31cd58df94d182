"""The questions of an evaluation as CSV: what was expected, what was found, and why it was lost; losses first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.errors import ErrorMessage
from qa.evaluation.csv_text import as_csv
from qa.evaluation.outcomes import explained, outcome, pairs, rank_of_right, verdict
from qa.evaluation.results import Comparison, Evaluation, Result
from qa.i18n.error_messages import translate

_HEAD = (
    "id", "line", "question", "outcome", "why", "answers", "expected_in", "answered", "confidence", "quote", "phrase",
    "quote_article", "rank_of_right", "right",
)  # fmt: skip

_LOSSES = (
    "line", "question", "outcome", "why", "explained", "expected", "expected_in", "quote", "phrase", "quote_article",
    "confidence", "rank",
)  # fmt: skip


def table(evaluation: Evaluation) -> str:
    """`results.csv`: a row for each question, with its metrics, its slices and its verdict against other runs."""
    names = list(dict.fromkeys(name for result in evaluation.results for name in result.metrics))
    kinds = list(dict.fromkeys(name for result in evaluation.results for name in result.slices))
    others = {name: _verdicts(evaluation, other) for name, other in other_runs(evaluation).items()}
    versus = [f"against {name}: {column}" for name in others for column in ("verdict", "why", "quote")]
    rows = [
        [
            *_cells(result),
            *(f"{result.metrics[name]:.6g}" if name in result.metrics else "" for name in names),
            *(result.slices.get(kind, "") for kind in kinds),
            *(cell for verdicts in others.values() for cell in verdicts.get(result.question.id, ("", "", ""))),
        ]
        for result in by_loss(evaluation.results)
    ]
    return as_csv([[*_HEAD, *names, *(f"slice: {kind}" for kind in kinds), *versus], *rows])


def other_runs(evaluation: Evaluation) -> Mapping[str, Comparison]:
    """The runs that are compared question by question, by name; an earlier one is `baseline`."""
    runs = dict(evaluation.compare) | ({"baseline": evaluation.baseline} if evaluation.baseline else {})
    return {name: other for name, other in runs.items() if other.results}


def by_loss(results: Sequence[Result]) -> list[Result]:
    """The results, those that were lost first, then those with a fault, each in the order of the file."""
    return sorted(results, key=lambda result: outcome(result).grade)


def _verdicts(evaluation: Evaluation, other: Comparison) -> dict[str, tuple[str, str, str]]:
    return {
        mine.question.id: (verdict(mine, theirs), outcome(theirs).why, theirs.quote)
        for mine, theirs in pairs(evaluation.results, other)
    }


def expected_in(result: Result) -> list[str]:
    """The passages, articles or sentences that the file names, after the headline of the first article."""
    question = result.question
    names: Sequence[str] = question.passages or question.articles or question.evidence
    return [*([result.expected] if names and result.expected and result.expected not in names else []), *names]


def expected_answers(result: Result) -> list[str]:
    """The right answers, each as alternatives of one part where several parts are wanted."""
    question = result.question
    return [*question.answers, *(" / ".join(part) for part in question.all_of)]


def _cells(result: Result) -> list[object]:
    question, (kind, why) = result.question, outcome(result)
    return [
        question.id, question.line, question.question, kind, why, " | ".join(expected_answers(result)),
        " | ".join(expected_in(result)), result.answered, f"{result.confidence:.4f}", result.quote, result.phrase,
        result.quote_article, rank_of_right(result) or "", "" if result.right is None else result.right,
    ]  # fmt: skip


def losses(evaluation: Evaluation, language: str) -> str:
    """The questions that were not answered as they should be, for a spreadsheet, worded in `language` (`zh` or not)."""

    def say(key: str) -> str:
        return translate(ErrorMessage(key), language)

    rows: list[list[object]] = [[say(f"column_{name}") for name in _LOSSES]]
    for result in by_loss(evaluation.results):
        (kind, why), explanation = outcome(result), explained(result)
        if explanation is None:
            continue
        nothing = [say("expected_nothing")] if result.answerable is False else []
        rows.append([
            result.question.line or "", result.question.question, say(f"outcome_{kind}"), say(f"why_{why}"),
            translate(explanation, language), " | ".join(nothing or expected_answers(result)),
            " | ".join(expected_in(result)), result.quote, result.phrase, result.quote_article,
            f"{result.confidence:.0%}", rank_of_right(result) or "",
        ])  # fmt: skip
    return as_csv(rows)
