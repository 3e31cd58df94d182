"""Question files: what a user has written down to ask, with what is expected, made into questions.

`records` holds what a question is, `fields` makes one of a row, `formats` reads the files. Knows no library.
"""

from qa.evaluation.questions.formats import read_questions, write_questions
from qa.evaluation.questions.records import Question, Skipped

__all__ = ["Question", "Skipped", "read_questions", "write_questions"]
