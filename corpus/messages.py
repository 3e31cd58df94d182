"""What this folder says of its input: refusals, warnings and errors, in English, each under a key.

A message remembers its key and its values, so that whoever shows it can word it in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

ENGLISH: dict[str, str] = {}


class Message(str):
    """English text that remembers the `key` of its template and the `values` that were filled in.

    It is a string, so that it can be printed, compared and written as one. A value may be a message itself.
    """

    templates: ClassVar[Mapping[str, str]] = ENGLISH
    key: str
    values: Mapping[str, object]

    def __new__(cls, key: str, /, **values: object) -> Message:
        """Fill in the template of `key`. Raises `KeyError` for an unknown key and for a value that is missing."""
        message = super().__new__(cls, cls.templates[key].format(**values))
        message.key, message.values = key, values
        return message
