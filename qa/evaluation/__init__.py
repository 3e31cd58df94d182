"""Evaluation: asks a file of questions, measures the answers, and compares runs.

`questions` reads question files, `run` asks, `relevance` decides what is relevant, `scoring` makes the result of a
question, `outcomes` says how it went and why it was lost, `metrics` has the tables of metrics, `overlap` compares
quotes with gold sentences, `aggregate` sums up with intervals and tests from `bootstrap` and `confidence_intervals`,
`max_wrong` finds the threshold for a share of wrong answers, `slices` groups questions, `gates` checks conditions,
`output`, `question_table`, `csv_text` and `report` write files, `feedback` stores users' judgments.
"""

from qa.evaluation.gates import fail_under, parse_gates
from qa.evaluation.output import write
from qa.evaluation.results import Comparison, Difference, Estimate, Evaluation, Result
from qa.evaluation.run import EvaluationStoppedError, Options, evaluate

__all__ = [
    "Comparison",
    "Difference",
    "Estimate",
    "Evaluation",
    "EvaluationStoppedError",
    "Options",
    "Result",
    "evaluate",
    "fail_under",
    "parse_gates",
    "write",
]
