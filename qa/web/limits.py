"""How much the server takes, of one question, of one request and of one client. Knows no HTTP and no library.

Every figure is here, so that docs and tests name one place. `Buckets` is a token bucket for each client (Turner 1986):
a client may do `burst` things at once and one more every `every` seconds.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_JSON = 8 * 2**20  # bytes of a request that is no upload: 50 exchanges with their passages take some 2 MB
MAX_FORM = 8 * 2**10  # bytes of a login
MAX_UPLOAD = 500 * 2**20  # bytes of all files dropped together
MAX_ROWS = 2000  # questions of a file that is run in the chat; `wenbao evaluate` takes any number
MAX_QUEUE = 128  # events that wait, of all clients
KEEP_FREE = 256 * 2**20  # bytes that an upload leaves free on the disk
MAX_SESSIONS = 256  # of Gradio's sessions that are kept in memory, each with its conversation
MAX_OPEN = 64  # requests of one client that are open at once
MAX_OPEN_ALL = 1000  # requests of all clients that are open at once

QUESTION_SECONDS = 60.0
UPLOAD_SECONDS = 3600.0  # reading and indexing what was dropped
EVALUATION_SECONDS = 3600.0
BODY_SECONDS = 30.0  # until a request that is no upload has come whole; until the next part of an upload
SENDING_SECONDS = 1800.0  # until an upload has come whole

_MOST_CLIENTS = 10_000  # that are remembered; who is forgotten starts with a full bucket


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one every `every` seconds."""

    burst: int
    every: float


ASKS = Rate(60, 0.5)  # everything but uploads and logins: a key in the search box counts as a question does
UPLOADS = Rate(20, 6.0)
LOGINS = Rate(5, 20.0)  # failed ones, of an address
LOGINS_OF_USER = Rate(20, 20.0)  # failed ones of a user's name, from wherever


class Buckets:
    """A bucket for each client. Safe to use from several threads; forgets the clients that were away longest."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        """All buckets are full at first."""
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client: tokens, and when they were counted

    def wait(self, client: str) -> float:
        """Seconds until the client may do it; 0 where it may now."""
        with self._lock:
            return max(0.0, (1 - self._tokens(client)) * self._rate.every)

    def take(self, client: str) -> float:
        """Take one token where there is one. Seconds until there is one; 0 where it was taken."""
        with self._lock:
            tokens = self._tokens(client)
            if tokens < 1:
                return (1 - tokens) * self._rate.every
            self._kept[client] = (tokens - 1, self._clock())
            self._kept.move_to_end(client)
            if len(self._kept) > _MOST_CLIENTS:
                self._kept.popitem(last=False)
            return 0.0

    def put_back(self, client: str) -> None:
        """Give a token back that was taken."""
        with self._lock:
            self._kept[client] = (min(self._rate.burst, self._tokens(client) + 1), self._clock())

    def _tokens(self, client: str) -> float:
        tokens, counted = self._kept.get(client, (float(self._rate.burst), self._clock()))
        return min(self._rate.burst, tokens + (self._clock() - counted) / self._rate.every)


def client_of(address: str | None) -> str:
    """Who is counted as one client: an IPv4 address, or the /64 of an IPv6 address, which one household shares."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, 64), strict=False))
