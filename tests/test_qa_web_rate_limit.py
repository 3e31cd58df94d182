from __future__ import annotations

import pytest

from qa.web import rate_limit
from qa.web.rate_limit import Rate, TokenBuckets, client_key


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_then_one_at_a_time() -> None:
    clock = Clock()
    buckets = TokenBuckets(Rate(3, 2.0), clock)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2.0]
    clock.now = 1.5
    assert buckets.wait("a") == 0.5 and buckets.take("a") == 0.5
    clock.now = 2.0
    assert buckets.take("a") == 0 and buckets.take("a") == 2.0
    clock.now = 1000.0
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2.0]  # never more than at first


def test_clients_do_not_share() -> None:
    buckets = TokenBuckets(Rate(1, 2.0), Clock())
    assert (buckets.take("a"), buckets.take("b"), buckets.take("a")) == (0, 0, 2.0)


def test_what_is_put_back_can_be_taken() -> None:
    buckets = TokenBuckets(Rate(1, 2.0), Clock())
    buckets.take("a")
    buckets.put_back("a")
    assert buckets.wait("a") == 0
    buckets.put_back("a")
    assert [buckets.take("a") for _ in range(2)] == [0, 2.0]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "_MAX_CLIENTS", 3)
    buckets = TokenBuckets(Rate(1, 2.0), Clock())
    for client in "abcabcd":
        buckets.take(client)
    assert [buckets.wait(client) > 0 for client in "abcd"] == [False, True, True, True]  # a full bucket again


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("::ffff:192.168.1.7", "192.168.1.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        (None, ""),
        ("unix", "unix"),
    ],
)
def test_clients_are_told_apart_by_address(address: str | None, client: str) -> None:
    assert client_key(address) == client
