"""What is asked of a library: a question as it is understood, and the articles that it is put to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.text import clean, has_word
from qa.dates import dated
from qa.dialogue import Understood, understood
from qa.errors import QuestionError
from qa.limits import MAX_QUESTION
from qa.records import Turn


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a question is put to. Dates are ISO 8601 (a year or a month will do), both ends included."""

    after: str | None = None
    before: str | None = None
    source: str | None = None

    def __bool__(self) -> bool:
        return any((self.after, self.before, self.source))


UNFILTERED = Filters()


def understand(question: str, history: Sequence[Turn], today: date) -> Understood:
    """The question as it stands alone behind those turns, with its dates in words as of `today`.

    Raises `QuestionError` where it is empty or too long, or holds no word: of ？ alone vectors would still be near to
    something. Behind other turns that asks for more.
    """
    text = clean(question)
    if not text:
        raise QuestionError("the question is empty: ask something")
    if len(question) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(question)} characters: at most {MAX_QUESTION} are read")
    turn = understood(dated(text, today), history)
    if not has_word(turn.question):
        raise QuestionError("the question holds no word: ask something")
    return turn
