"""Follow-up questions: what was asked, put so that it stands alone. Knows the turns, nothing of articles."""

from __future__ import annotations

from collections.abc import Sequence

from qa.records import Turn


def standalone(question: str, history: Sequence[Turn] = ()) -> str:
    """The question as it would be asked without the turns before it."""
    return question.strip()
