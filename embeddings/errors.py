"""The base error of this folder, and what it says in English, each message under a key."""

from __future__ import annotations

ENGLISH: dict[str, str] = {}


class EmbeddingError(Exception):
    """A model or a vector index that cannot be used. The text is one line: what is wrong, and what to do.

    `key` and `values` are those of the message, so that it can be worded in another language.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        """Take the key of a message in `ENGLISH`, and its values."""
        self.key, self.values = key, values
        super().__init__(ENGLISH[key].format(**values) if key in ENGLISH else key)
