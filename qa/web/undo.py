"""What can be undone: each step under a token that only the browser of who did it knows. Kept in memory."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MAX_STEPS = 400  # of all users together
_MAX_CHARACTERS = 60_000_000  # that all steps hold; one step alone may hold more


@dataclass(frozen=True, slots=True)
class Step:
    """A step back: `run` does it. `key` and `values` word what it did; `characters` is how much text it holds."""

    owner: str
    run: Callable[[], object]
    key: str
    values: dict[str, object]
    characters: int = 0


class UndoSteps:
    """The steps of one server, the oldest given up first. Safe to use from several threads."""

    def __init__(self) -> None:
        """There is none at first."""
        self._steps: OrderedDict[str, Step] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, step: Step) -> str:
        """Keep a step. Returns its token."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._steps[token] = step
            while len(self._steps) > 1 and (
                len(self._steps) > _MAX_STEPS or sum(one.characters for one in self._steps.values()) > _MAX_CHARACTERS
            ):
                self._steps.popitem(last=False)
        return token

    def take(self, token: str, owner: str) -> Step | None:
        """The step of the owner under that token, which is no longer kept; None where there is none."""
        with self._lock:
            step = self._steps.get(token)
            if step is None or step.owner != owner:
                return None
            return self._steps.pop(token)
