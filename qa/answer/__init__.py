"""Answers a question from passages: the quote, the exact phrase in it, and the probability that it answers.

`build_reply` makes the whole reply, `select_quote` only the quote. The weights in `weights.py` are those that
`benchmarks/fit_answer` prints; `docs/answers.md` describes the method and its results.
"""

from __future__ import annotations

from qa.answer.confidence import THRESHOLD
from qa.answer.reading import AnswerContext, WordVectors
from qa.answer.sentence_selection import Quote, select_quote

__all__ = ["THRESHOLD", "AnswerContext", "Quote", "WordVectors", "select_quote"]
