"""The base error of this folder. It does not know who catches it: the command line and the app do."""

from __future__ import annotations

from corpus.messages import ENGLISH, Message


class CorpusError(Exception):
    """Input that cannot be read. `message` is one line: what is wrong, and what to do."""

    def __init__(self, key: str, /, **values: object) -> None:
        """Take the key of a message in `corpus.messages`, and its values."""
        self.message: str = Message(key, **values) if key in ENGLISH else key
        super().__init__(self.message)
