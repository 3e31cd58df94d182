"""Turns a question as asked into a standalone one, with relative dates resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from corpus.records import Article, Passage
from corpus.text import clean, fold, has_word
from qa.dialogue import PhraseFinder, StandaloneQuestion, rewrite
from qa.errors import QuestionError
from qa.language.dates import relative_dates, resolve_relative_dates
from qa.language.talk import talk, without_greeting
from qa.records import MAX_QUESTION, Turn

# As in the articles' own dates; older years in a text say nothing about the day it was written.
_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def understand(question: str, history: Sequence[Turn], today: date, phrase_of: PhraseFinder) -> StandaloneQuestion:
    """The question after those turns, as a standalone question with relative dates resolved as of `today`.

    `phrase_of` finds the exact phrase of an earlier answer.
    Raises `QuestionError` if the question is empty, longer than `MAX_QUESTION` characters, or has no word: vectors
    would find something for a lone ？ too. After other turns a lone ？ asks for more. A greeting before a question is
    left out.
    """
    text = clean(question)
    if not text:
        raise QuestionError("question_empty")
    if len(question) > MAX_QUESTION:
        raise QuestionError("question_too_long", count=len(question), limit=MAX_QUESTION)
    text = text if talk(text) else without_greeting(text)
    resolved = resolve_relative_dates(text, today)
    turn = rewrite(resolved, history, phrase_of)
    if not has_word(turn.question):
        raise QuestionError("question_without_words")
    return turn if resolved == text else replace(turn, with_relative_dates=rewrite(text, history, phrase_of).question)


def keeps_relative_date(
    turn: StandaloneQuestion,
    found: Sequence[tuple[object, Passage]],
    article_metadata: Callable[[Sequence[str]], Mapping[str, Article]],
) -> bool:
    """Whether the best passage has the question's relative dates word for word, and its article's date is unknown.

    Such a passage may be of the day that is meant: 今年产量多少？ finds 今年产量5万吨, which does not say 2026.
    `article_metadata` returns articles by id, without their texts.
    """
    if not turn.with_relative_dates or turn.expanded or not found:
        return False
    passage = found[0][1]
    words, text = relative_dates(turn.with_relative_dates), fold(passage.text)
    if not words or not all(word in text for word in words) or _YEAR.search(text):
        return False
    article = article_metadata([passage.article_id]).get(passage.article_id)
    return article is not None and article.date is None
