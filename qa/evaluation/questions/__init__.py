"""Question files: questions with what is expected of them, in any of the formats that `formats` reads.

`records` defines a question, `columns` knows what columns hold, `fields` and `cells` make a question of a row,
`tables`, `trec` and `files` read files, and `datasets` and `exports` know the layouts of published sets and of other
tools.
"""

from qa.evaluation.questions.columns import parse_choices
from qa.evaluation.questions.formats import QuestionFile, Reading, read_file, read_questions, write_questions
from qa.evaluation.questions.records import Question, Skipped

__all__ = [
    "Question",
    "QuestionFile",
    "Reading",
    "Skipped",
    "parse_choices",
    "read_file",
    "read_questions",
    "write_questions",
]
