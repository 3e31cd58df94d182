"""Puts a question and the texts that are read for it into one script, simplified or traditional.

The reader compares characters: asked in one script, it doubts an answer in the other. Texts keep their length.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from corpus.text import is_han, simplified

_MIN_TRADITIONAL = 0.04  # of the characters of a text, from which it is in traditional ones


def in_one_script(question: str, texts: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """The question and the texts, each with its heading, in the script of the texts; simplified where these differ."""
    told = list(texts)
    if not is_han(question):
        return question, told
    traditional = {_is_traditional(text) for _, text in told if is_han(text)}
    if traditional == {True}:
        return _in_traditional(question), told
    if True in traditional:
        told = [(simplified(heading), simplified(text)) for heading, text in told]
    return simplified(question), told


def _is_traditional(text: str) -> bool:
    other = sum(a != b for a, b in zip(text, simplified(text), strict=True))
    return other >= _MIN_TRADITIONAL * len(text)


@lru_cache(maxsize=64)
def _in_traditional(question: str) -> str:
    if _is_traditional(question):
        return question
    return str(_converter().convert(question))


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")
