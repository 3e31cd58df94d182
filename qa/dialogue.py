"""Follow-up questions: what was asked, put so that it stands alone. Knows the turns, nothing of articles.

Historical query expansion in its simplest form (after Vakulenko et al., arXiv 1608.06656 and later work): a question
that leans on an earlier one, by a pronoun or a word that goes on, is searched together with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Turn

_LEANS = re.compile(
    "^(?:那么?|还有|另外|然后|此外|其中)|(?:它|(?<!其)他|她|牠)(?:们|的)?|(?:这|那|该)(?:个|里|些|座|位|次|项|时|年|家|条|本|院|馆|桥)"
    r"|^(?:and|what about|how about)\b|\b(?:it|its|he|his|him|she|her|they|their|them)\b",
    re.IGNORECASE,
)


def standalone(question: str, history: Sequence[Turn] = ()) -> str:
    """The question as it would be asked without the turns before it.

    Where it leans on them, the last question that stands by itself is put before it; otherwise it is left as it is.
    """
    question = question.strip()
    if not history or not _LEANS.search(question):
        return question
    alone = [turn.question for turn in history if not _LEANS.search(turn.question)]
    return f"{(alone[-1] if alone else history[0].question).strip()} {question}"
