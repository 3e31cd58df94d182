"""What answers a question: the quote, the exact phrase in it, and the probability that it answers.

`select_quote` is all that others need. The weights in `weights.py` are those that `benchmarks/fit_answer` prints; the
method and its numbers are in `docs/answers.md`.
"""

from __future__ import annotations

from qa.answer.confidence import THRESHOLD
from qa.answer.sentence_selection import Quote, select_quote
from qa.answer.word_similarity import WordVectors

__all__ = ["THRESHOLD", "Quote", "WordVectors", "select_quote"]
