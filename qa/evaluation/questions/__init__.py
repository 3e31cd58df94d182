"""Question files: questions with what is expected of them, in any of the formats that `formats` reads.

`records` defines a question, `fields` makes one of a row, `formats` reads the files.
"""

from qa.evaluation.questions.formats import read_questions, write_questions
from qa.evaluation.questions.records import Question, Skipped

__all__ = ["Question", "Skipped", "read_questions", "write_questions"]
