"""Whose session of Gradio's a request is for. Gradio takes the number that a page draws for its session at its word.

Who first uses a number owns it, so that no other user can read the answers that go to it or act in its name.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

_MOST = 20_000  # sessions; one that is forgotten belongs to whoever uses it next
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([\w-]+)")
_NAMED = re.compile(rb'"session_hash"\s*:\s*("(?:[^"\\]|\\.)*")')


class SessionOwners:
    """The owners of the sessions of one server."""

    def __init__(self) -> None:
        """No session has an owner at first."""
        self._owners: OrderedDict[str, str] = OrderedDict()

    def claim(self, user: str, sessions: set[str]) -> bool:
        """Whether all these sessions are the user's; those that were nobody's are from now on."""
        if any(self._owners.get(session, user) != user for session in sessions):
            return False
        for session in sessions:
            self._owners[session] = user
            self._owners.move_to_end(session)
        while len(self._owners) > _MOST:
            self._owners.popitem(last=False)
        return True


def sessions_of(path: str, query: str, body: bytes) -> set[str]:
    """The sessions that a request names, in its path, its query or its JSON; in `body` no letter is escaped."""
    found = set(parse_qs(query).get("session_hash", []))
    if named := _HEARTBEAT.fullmatch(path):
        found.add(named[1])
    for value in _NAMED.findall(body):
        name: Any = json.loads(value)
        found.add(str(name))
    return found
