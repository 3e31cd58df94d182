"""Which user owns a Gradio session. Gradio trusts the random session number that a page sends.

The first user of a number owns it, so that no other user can read the answers sent to it or act in its name.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

_MAX_SESSIONS = 20_000  # evicted sessions can be claimed again
_HEARTBEAT_PATH = re.compile(r"/gradio_api/heartbeat/([\w-]+)")
_SESSION_HASH = re.compile(rb'"session_hash"\s*:\s*("(?:[^"\\]|\\.)*")')


class SessionOwners:
    """The owners of the sessions of one server."""

    def __init__(self) -> None:
        """No session has an owner at first."""
        self._owners: OrderedDict[str, str] = OrderedDict()

    def claim(self, user: str, sessions: set[str]) -> bool:
        """Return whether the user owns all these sessions; sessions without an owner become the user's."""
        if any(self._owners.get(session, user) != user for session in sessions):
            return False
        for session in sessions:
            self._owners[session] = user
            self._owners.move_to_end(session)
        while len(self._owners) > _MAX_SESSIONS:
            self._owners.popitem(last=False)
        return True


def sessions_of(path: str, query: str, body: bytes) -> set[str]:
    """Return the sessions that a request names in its path, query or JSON; keys in `body` have no escapes."""
    sessions = set(parse_qs(query).get("session_hash", []))
    if heartbeat := _HEARTBEAT_PATH.fullmatch(path):
        sessions.add(heartbeat[1])
    for value in _SESSION_HASH.findall(body):
        name: Any = json.loads(value)
        sessions.add(str(name))
    return sessions
