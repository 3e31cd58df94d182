"""Tells questions for the state of things now (最新, 目前, 现任, latest, currently) from others."""

from __future__ import annotations

import re

from corpus.text import fold

_LATEST = re.compile(
    "最新|最近(?:一?[次轮届场期回]|公布)|目前|当前|如今|眼下|现任|现时|现今|现在"
    r"|\b(?:latest|newest|most recent(?:ly)?|currently|current|now|nowadays|at present|at the moment)\b"
)
_OTHER = re.compile("最新款|最新型|现在时|\\bnow that\\b|\\buntil now\\b")


def asks_latest(question: str) -> bool:
    """Whether the question asks how something stands now, so that the newest of several answers counts."""
    folded = fold(question)
    return _LATEST.search(folded) is not None and _OTHER.search(folded) is None


def without_latest(question: str) -> str:
    """The question, without the words that ask for the latest state where it does; then folded."""
    return _LATEST.sub(" ", fold(question)) if asks_latest(question) else question
