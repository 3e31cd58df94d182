"""The base error of this folder."""

from __future__ import annotations

from corpus.messages import ENGLISH, Message


class CorpusError(Exception):
    """Input that cannot be read. `message` is one line: what is wrong, and what to do."""

    def __init__(self, message: str, /, **values: object) -> None:
        """Take the key of a message in `corpus.messages` and its values, or a message."""
        self.message: str = Message(message, **values) if message in ENGLISH else message
        super().__init__(self.message)
