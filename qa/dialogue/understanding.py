"""What is asked of a library: a question as it is understood, and the articles that it is put to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from corpus.records import Article, Passage
from corpus.text import clean, fold, has_word
from qa.dialogue import StandaloneQuestion, rewrite
from qa.errors import QuestionError
from qa.language.dates import relative_dates, resolve_relative_dates
from qa.records import MAX_QUESTION, Turn

_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def understand(question: str, history: Sequence[Turn], today: date) -> StandaloneQuestion:
    """The question as it stands alone behind those turns, with its dates in words as of `today`.

    Raises `QuestionError` where it is empty or too long, or holds no word: of ？ alone vectors would still be near to
    something. Behind other turns that asks for more.
    """
    text = clean(question)
    if not text:
        raise QuestionError("the question is empty: ask something")
    if len(question) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(question)} characters: at most {MAX_QUESTION} are read")
    written = resolve_relative_dates(text, today)
    turn = rewrite(written, history)
    if not has_word(turn.question):
        raise QuestionError("the question holds no word: ask something")
    return turn if written == text else replace(turn, undated=rewrite(text, history).question)


def keeps_relative_date(
    turn: StandaloneQuestion,
    found: Sequence[tuple[object, Passage]],
    heads: Callable[[Sequence[str]], Mapping[str, Article]],
) -> bool:
    """Whether the best passage has the question's dates in words itself, and nobody knows of what day its article is.

    It may be of the day that is meant: 今年产量多少？ finds 今年产量5万吨, which would lack 2026. `heads` gives
    articles without their texts.
    """
    if not turn.undated or turn.longer or not found:
        return False
    passage = found[0][1]
    words, text = relative_dates(turn.undated), fold(passage.text)
    if not words or not all(word in text for word in words) or _YEAR.search(text):
        return False
    article = heads([passage.article_id]).get(passage.article_id)
    return article is not None and article.date is None
