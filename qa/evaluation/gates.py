"""Gates: conditions such as `recall@1=0.95` that a run has to meet."""

from __future__ import annotations

from collections.abc import Sequence

from qa.errors import ErrorMessage, QuestionError
from qa.evaluation import metrics
from qa.evaluation.overlap import EVIDENCE
from qa.evaluation.results import Evaluation


def parse_gates(texts: Sequence[str]) -> list[tuple[str, float]]:
    """The metric and the value of each gate. Raises `QuestionError`, naming all that are not written METRIC=VALUE."""
    gates, wrong = [], []
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if metrics.known(name) and 0 <= number <= 1:
            gates.append((name, number))
        else:
            wrong.append(text)
    if wrong:
        stems = (*metrics.SEARCH, "answer_in_passage@k", *metrics.ANSWER, *metrics.PARTS, *EVIDENCE)
        names = ", ".join((*stems, *metrics.REFUSAL, *metrics.WHOLE))
        raise QuestionError("evaluation_bad_gates", gates=", ".join(wrong), metrics=names)
    return gates


def fail_under(evaluation: Evaluation, texts: Sequence[str]) -> list[str]:
    """A message for each gate that is not met. Where lower is better, the value is the most that is allowed.

    Raises `QuestionError` as `parse_gates` does.
    """
    failures: list[str] = []
    for name, limit in parse_gates(texts):
        estimate = evaluation.metrics.get(name)
        if estimate is None:
            failures.append(ErrorMessage("gate_not_measured", metric=name))
        elif name in metrics.LOWER_IS_BETTER and estimate.mean > limit:
            failures.append(ErrorMessage("gate_above", metric=name, value=estimate.mean, limit=limit))
        elif name not in metrics.LOWER_IS_BETTER and estimate.mean < limit:
            failures.append(ErrorMessage("gate_below", metric=name, value=estimate.mean, limit=limit))
    return failures
