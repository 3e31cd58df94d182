"""Answers that are remembered, so that a question that is asked again is not worked out again.

What was asked is compared as the library understood it: two people who ask the same, one of them behind other turns,
share an answer. Knows replies, neither the library nor the clock; whatever else changes answers belongs to what was
asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from qa.records import Reply

MOST = 1000  # answers
MOST_BYTES = 16 * 2**20  # about; an answer with five passages takes some 5 kB
_OBJECT = 600  # bytes that a hit or another place takes beside its text, its headline and the like included


class Answers:
    """The answers of one generation of a library, those not asked for the longest going first. Safe to use from several
    threads.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Hold at most so many answers, and about so many bytes."""
        self._most, self._most_bytes = most, most_bytes
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._kept: OrderedDict[Hashable, Reply] = OrderedDict()
        self._bytes = 0

    def get(self, generation: int, asked: Hashable) -> Reply | None:
        """What was answered, without question and seconds; None where it is not known of that generation."""
        with self._lock:
            if generation != self._generation:
                self._generation, self._bytes = generation, 0
                self._kept.clear()
            if asked in self._kept:
                self._kept.move_to_end(asked)
            return self._kept.get(asked)

    def put(self, generation: int, asked: Hashable, reply: Reply) -> None:
        """Remember an answer, unless another generation has been asked for meanwhile."""
        kept = replace(reply, question="", seconds={})  # both are of one asking; and what can be changed is not shared
        with self._lock:
            if generation != self._generation or asked in self._kept:
                return
            self._kept[asked] = kept
            self._bytes += _size(kept)
            while len(self._kept) > self._most or self._bytes > self._most_bytes:
                self._bytes -= _size(self._kept.popitem(last=False)[1])


def _size(reply: Reply) -> int:
    """About how many bytes a reply takes; Chinese text takes two a character."""
    texts = sum(len(hit.text) for hit in reply.hits) + len(reply.best_quote.text if reply.best_quote else "")
    objects = 1 + len(reply.disagreement) + sum(1 + len(hit.also) for hit in reply.hits)
    return 2 * texts + _OBJECT * objects
