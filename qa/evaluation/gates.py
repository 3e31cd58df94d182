"""Conditions such as `recall@1=0.95`, which a run has to meet. Knows names and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from qa.errors import QuestionError
from qa.evaluation import metrics
from qa.evaluation.results import Evaluation


def parse_gates(texts: Sequence[str]) -> list[tuple[str, float]]:
    """The metric and the value of each gate. Raises `QuestionError` that names all which are none."""
    found, wrong = [], []
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if metrics.known(name) and 0 <= number <= 1:
            found.append((name, number))
        else:
            wrong.append(text)
    if wrong:
        tables = (metrics.SEARCH, {"answer_in_passage@k": 0}, metrics.ANSWER, metrics.REFUSAL, metrics.WHOLE)
        names = ", ".join(name for table in tables for name in table)
        raise QuestionError(f"{', '.join(wrong)}: write METRIC=VALUE, a value from 0 to 1 and one of {names}")
    return found


def fail_under(evaluation: Evaluation, texts: Sequence[str]) -> list[str]:
    """What falls short, a message each; where lower is better, what lies above. Raises as `parse_gates` does."""
    short = []
    for name, wanted in parse_gates(texts):
        estimate = evaluation.metrics.get(name)
        if estimate is None:
            short.append(f"{name} was not measured: no question has what it needs, or --top-k is too small")
        elif name in metrics.LOWER_IS_BETTER and estimate.mean > wanted:
            short.append(f"{name} is {estimate.mean:.4f}, over {wanted:g}")
        elif name not in metrics.LOWER_IS_BETTER and estimate.mean < wanted:
            short.append(f"{name} is {estimate.mean:.4f}, under {wanted:g}")
    return short
