"""The earlier turns of a conversation, in the forms in which programs keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa.errors import QuestionError
from qa.records import Turn

# Turns, objects with `question`, pairs of a question and its answer, or messages with `role` and `content`.
History = Sequence[Turn | Mapping[str, Any] | Sequence[str | None]] | None

_IGNORED_ROLES = frozenset(("system", "developer", "tool", "function"))
_MAX_SHOWN = 60  # characters of a turn that an error repeats


def turns_of(history: object) -> list[Turn]:
    """The turns of a `History`, oldest first; none for None.

    An answer and a standalone question may be None. A message of an assistant is the answer to the user's before it;
    those of a system or a tool say nothing. The content of a message may be in parts, of which the texts count.
    Raises `QuestionError`, which names the place, for what has another form.
    """
    if history is None:
        return []
    if not isinstance(history, list | tuple):
        raise QuestionError("history_not_a_list", value=_shown(history))
    turns: list[Turn] = []
    for place, row in enumerate(history):
        if isinstance(row, Mapping) and "role" in row:
            _add_message(turns, row, place)
        else:
            turns.append(_turn(row, place))
    return turns


def _turn(row: object, place: int) -> Turn:
    if isinstance(row, Turn):
        return row
    fields: tuple[object, ...]
    if isinstance(row, Mapping) and "question" in row:
        standalone = row.get("standalone_question") or row.get("standalone")
        fields = (row["question"], row.get("answer") or "", standalone or "")
    elif isinstance(row, list | tuple) and len(row) == 2:
        fields = (row[0], row[1] or "")
    else:
        raise QuestionError("history_bad_turn", place=place, value=_shown(row))
    texts = [field for field in fields if isinstance(field, str)]
    if len(texts) < len(fields):
        raise QuestionError("history_bad_turn", place=place, value=_shown(row))
    return Turn(*texts)


def _add_message(turns: list[Turn], row: Mapping[str, Any], place: int) -> None:
    role, content = row["role"], _text(row.get("content"))
    if role in _IGNORED_ROLES:
        return
    if role not in ("user", "assistant"):
        raise QuestionError("history_bad_role", place=place, value=_shown(role))
    if content is None:
        raise QuestionError("history_bad_turn", place=place, value=_shown(row))
    if role == "user":
        turns.append(Turn(content))
    elif turns:
        turns[-1] = Turn(turns[-1].question, content, turns[-1].standalone)


def _text(content: object) -> str | None:
    """The text of a message; None for what is no content. That of a message which only calls a tool is None or ""."""
    if content is None:
        return ""
    if isinstance(content, list | tuple):
        parts = [part.get("text", "") if isinstance(part, Mapping) else part for part in content]
        return "\n".join(part for part in parts if part) if all(isinstance(part, str) for part in parts) else None
    return content if isinstance(content, str) else None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"
