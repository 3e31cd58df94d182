"""The base error of this folder."""

from __future__ import annotations

from corpus.messages import Message


class CorpusError(Exception):
    """Input that cannot be read. `message` is one line: what is wrong, and what to do."""

    def __init__(self, key: str | Message, /, **values: object) -> None:
        """Take the key of a message in `corpus.messages` and its values, or a finished message."""
        self.message = key if isinstance(key, Message) else Message(key, **values)
        super().__init__(self.message)
