"""The accounts of the files that are read: which of them leave out text that may be an article's."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.account import Balance, merged
from corpus.messages import Message
from corpus.newspaper import Division
from corpus.records import LeftOut

_MAX_FILES = 20  # that are named; further ones are counted


class ReadingAccounts:
    """Adds up the accounts of a file's documents, which follow each other."""

    def __init__(self) -> None:
        self._path = ""
        self._articles = self._added = self._named = self._more = 0
        self._left_out: tuple[LeftOut, ...] = ()

    def take(self, path: str, division: Division) -> Iterator[tuple[str, Message]]:
        """Take a document of the file at this path; the path of the last file and its warning, if that is complete."""
        if path != self._path:
            yield from self._last()
            self._path = path
        self._articles += division.taken
        self._added += division.added
        self._left_out = merged((*self._left_out, *division.left_out))

    def finish(self) -> Iterator[tuple[str, Message]]:
        """The warnings that are left: of the last file, and about the number of files that were not named."""
        yield from self._last()
        if self._more:
            yield self._path, Message("account_more_files", count=self._more)

    def _last(self) -> Iterator[tuple[str, Message]]:
        warning = Balance.of(self._articles, self._added, self._left_out).warning()
        self._articles = self._added = 0
        self._left_out = ()
        if warning is None:
            return
        self._named += 1
        if self._named <= _MAX_FILES:
            yield self._path, warning
        else:
            self._more += 1
