"""Token buckets, one for each client: how often a client may do something (Turner 1986)."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MAX_CLIENTS = 10_000  # remembered; a client that was evicted starts with a full bucket


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` actions at once, then one more every `seconds`."""

    burst: int
    seconds: float


class TokenBuckets:
    """A bucket of tokens for each client. Thread-safe; the least recently seen clients are evicted."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        """All buckets start full."""
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client: tokens, time of the last count

    def wait(self, client: str) -> float:
        """Return the seconds until the client has a token; 0 if it has one now."""
        with self._lock:
            return max(0.0, (1 - self._tokens(client)) * self._rate.seconds)

    def take(self, client: str) -> float:
        """Take a token. Return 0 if there was one, else the seconds until there is."""
        with self._lock:
            tokens = self._tokens(client)
            if tokens < 1:
                return (1 - tokens) * self._rate.seconds
            self._buckets[client] = (tokens - 1, self._clock())
            self._buckets.move_to_end(client)
            if len(self._buckets) > _MAX_CLIENTS:
                self._buckets.popitem(last=False)
            return 0.0

    def put_back(self, client: str) -> None:
        """Return a token that was taken."""
        with self._lock:
            self._buckets[client] = (min(self._rate.burst, self._tokens(client) + 1), self._clock())

    def _tokens(self, client: str) -> float:
        tokens, counted_at = self._buckets.get(client, (float(self._rate.burst), self._clock()))
        return min(self._rate.burst, tokens + (self._clock() - counted_at) / self._rate.seconds)


def client_key(address: str | None) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 address, which one household shares."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, 64), strict=False))
