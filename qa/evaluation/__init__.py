"""Running a file of questions against a library, and measuring what comes back.

`relevance` judges hits, `answer_matching` compares strings, `metrics` holds the tables of metrics, `bootstrap` gives
intervals and p-values, `slices` groups the questions, `aggregate` sums up, `run` asks, `output` writes.
"""

from qa.evaluation.gates import fail_under, parse_gates
from qa.evaluation.output import write
from qa.evaluation.results import Comparison, Difference, Estimate, Evaluation, Result
from qa.evaluation.run import evaluate

__all__ = [
    "Comparison",
    "Difference",
    "Estimate",
    "Evaluation",
    "Result",
    "evaluate",
    "fail_under",
    "parse_gates",
    "write",
]
