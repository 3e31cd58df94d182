"""Answers a question from passages: the quote, the exact phrase in it, and the probability that it answers.

`build_reply` makes the whole reply, `select_quote` only the quote; `docs/answers.md` describes the method and its
results.
"""

from __future__ import annotations

from qa.answer.confidence import THRESHOLD
from qa.answer.quote import AnswerContext, Quote, Reader, select_quote

__all__ = ["THRESHOLD", "AnswerContext", "Quote", "Reader", "select_quote"]
