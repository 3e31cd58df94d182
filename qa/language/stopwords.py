"""Words of a question that only ask, such as 什么 and "how many": the search leaves them out."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.numerals import numbers
from corpus.text import fold, tokens

_ASKING = re.compile(
    "什么|多少|哪些|哪个|哪位|哪里|哪儿|哪|谁|为什么|为何|怎么|怎样|如何|何时|何地|几|是|的|了|吗|呢|有|请问"
    r"|\b(?:what|which|who|whom|whose|when|where|why|how|many|much|is|are|was|were|be|been|do|does|did|has|have|had"
    r"|the|a|an|of|in|to|on|at|by|for|from|with|as|and|or|it|its|this|that|there|their)\b"
)


def without_asking(question: str) -> str:
    """The folded question with each of these words replaced by a space, so its length may change."""
    return _ASKING.sub(" ", fold(question))


@lru_cache(maxsize=64)
def question_tokens(question: str) -> tuple[str, ...]:
    """The distinct tokens of a question without these words; all its tokens if nothing else is left.

    Of a number that is not in plain digits only the value counts, so that passages with other ways to write it match as
    well, and those with a similar number (百分之四点二 for 百分之四点八) do not.
    """
    asked = _with_values(without_asking(question))
    return tuple(dict.fromkeys(tokens(asked) or tokens(question)))


def _with_values(folded: str) -> str:
    """The folded text with the values of its numbers in their place: 一百四十四架 → 144架."""
    parts, start = [], 0
    for number in numbers(folded):
        if number.end - number.start > 1 and folded[number.start : number.end] != number.values[0]:
            parts += [folded[start : number.start], f" {number.values[0]} "]
            start = number.end
    return "".join([*parts, folded[start:]])
