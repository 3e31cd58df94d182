"""The watched folders as HTML: the state of each, its last change, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qa.i18n.error_messages import translate
from qa.i18n.messages import message
from qa.web.render.environment import render_template

if TYPE_CHECKING:
    from qa.watching.folder import State

_MAX_PROBLEMS = 200  # shown of a folder
_OPEN_PROBLEMS = 3  # up to which they are not folded


def watched(states: Sequence[State], public: Callable[[str], str], language: str) -> str:
    """Return the folders; `public` removes the folders of this machine from a text."""
    return render_template(
        "watched.html", language, folders=[_values(state, public, language) for state in states],
        open_problems=_OPEN_PROBLEMS,
    )  # fmt: skip


def _values(state: State, public: Callable[[str], str], language: str) -> dict[str, object]:
    status = message(language, f"watch_{state.status}")
    facts = [f"{status} {state.item}" if state.item else status, message(language, "watch_files", n=state.files)]
    if state.changed_at is not None:
        counts = {"added": state.added, "updated": state.updated, "removed": state.removed}
        made = " · ".join(message(language, key, n=n) for key, n in counts.items() if n)
        facts.append(message(language, "watch_last", at=f"{state.changed_at:%Y-%m-%d %H:%M:%S}", made=made))
    else:
        facts.append(message(language, "watch_never"))
    problems = [(name, translate(public(reason), language)) for name, reason in state.problems]
    return {
        "name": state.name, "facts": " · ".join(facts), "failure": translate(public(state.failure), language),
        "problems": problems[:_MAX_PROBLEMS], "count": len(problems), "more": max(0, len(problems) - _MAX_PROBLEMS),
    }  # fmt: skip
