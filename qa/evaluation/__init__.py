"""Running a file of questions against a library, and measuring what comes back.

`judgments` says what is relevant, `answers` compares strings, `metrics` holds the tables of metrics, `statistics` says
how sure a number is, `slices` parts the questions, `summary` takes it all together, `run` asks, `files` writes.
"""

from qa.evaluation.conditions import conditions, fail_under
from qa.evaluation.files import write
from qa.evaluation.records import Comparison, Difference, Estimate, Evaluation, Result
from qa.evaluation.run import evaluate

__all__ = [
    "Comparison",
    "Difference",
    "Estimate",
    "Evaluation",
    "Result",
    "conditions",
    "evaluate",
    "fail_under",
    "write",
]
