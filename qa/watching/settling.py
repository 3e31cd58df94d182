"""Which differences between what was read and what lies on disk are settled: files that are being written are not."""

from __future__ import annotations

from collections.abc import Mapping

from qa.watching.listing import Stamp


class Settling:
    """Waits until a file has been the same for some seconds: written to its end, or gone for good."""

    def __init__(self, seconds: float) -> None:
        """Nothing differs yet."""
        self._seconds = seconds
        self._since: dict[str, tuple[Stamp | None, float]] = {}

    def __bool__(self) -> bool:
        """Whether something differs that is not settled."""
        return bool(self._since)

    def settled(self, known: Mapping[str, Stamp], now: Mapping[str, Stamp], at: float) -> dict[str, Stamp | None]:
        """The files that differ and have settled at this time in seconds, each with its stamp; None if it is gone."""
        different = {name: stamp for name, stamp in now.items() if known.get(name) != stamp}
        gone = dict.fromkeys(name for name in known if name not in now)
        since: dict[str, tuple[Stamp | None, float]] = {}
        for name, stamp in (*different.items(), *gone.items()):
            before = self._since.get(name)
            since[name] = before if before is not None and before[0] == stamp else (stamp, at)
        ready = {name: stamp for name, (stamp, begun) in since.items() if at - begun >= self._seconds}
        self._since = {name: one for name, one in since.items() if name not in ready}
        return ready
